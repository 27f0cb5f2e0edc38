import type { PortError, TypedError } from './errors.ts'
import type { ResultAsync } from './result.ts'

/** The text is not something a secret box of this kind sealed. */
export interface SecretBoxMalformed extends TypedError<'secret_box.malformed'> {}

/** The key that sealed the secret is not among the keys of this box; put the retired key back to read it. */
export interface SecretBoxUnknownKey extends TypedError<'secret_box.unknown_key'> {
  /** The id of the missing key; not a secret. */
  readonly keyId: string
}

/** The sealed text was altered, or is opened with another context than it was sealed with. */
export interface SecretBoxTampered extends TypedError<'secret_box.tampered'> {}

/** Why a secret could not be sealed or opened. Messages never hold the plain bytes, the keys or the context. */
export type SecretBoxError = SecretBoxMalformed | SecretBoxUnknownKey | SecretBoxTampered | PortError

/**
 * Encrypts small secrets that rest in our own storage: TOTP seeds, webhook secrets, provider credentials. The library
 * stores what `seal` answers and never the plain bytes.
 *
 * @remarks Both methods are free of side effects and may be called at the same time. An implementation over a remote
 * key service calls the network, so neither may be called inside a unit of work. It answers its outages as
 * `port.unavailable` or `port.timeout`; nothing rejects or throws.
 *
 * Rotation: `seal` uses the current key, `open` any key the box still holds. Add the new key, make it current, seal
 * the stored secrets again, then retire the old one.
 */
export interface SecretBox {
  /**
   * Encrypts bytes with authenticated encryption under the current key. Two calls with the same bytes give different
   * texts. The result is printable ASCII without blanks and names its key, so that it can be opened after rotation.
   *
   * @param plain - The secret, of any length including zero; not kept, not changed.
   * @param context - Additional authenticated data: where the secret belongs, as `'totp:user_01k9…'`. Not stored in the
   * result and not secret; `open` needs the same text, so a sealed secret that is copied to another row cannot be
   * opened there.
   */
  seal(plain: Uint8Array, context: string): ResultAsync<string, SecretBoxError>
  /**
   * Decrypts what `seal` answered. Answers either the very bytes that were sealed or an error, never altered bytes:
   *
   * - `secret_box.malformed`: not the form that `seal` answers;
   * - `secret_box.unknown_key`: sealed by a key this box does not hold;
   * - `secret_box.tampered`: altered since, or sealed with another context; the two cannot be told apart.
   */
  open(sealed: string, context: string): ResultAsync<Uint8Array, SecretBoxError>
}
