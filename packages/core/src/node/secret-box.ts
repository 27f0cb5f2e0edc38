import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { err, ok, okAsync, Result } from '../kernel/result.ts'
import type { SecretBox, SecretBoxError, SecretBoxMalformed } from '../kernel/secret-box.ts'

/** The keys of an {@link aesGcmSecretBox}. */
export interface AesGcmSecretBoxOptions {
  /** Keys by id. An id is 1 to 64 letters, digits, `_` or `-` and stays with its key for good; a key is 32 bytes. */
  readonly keys: Readonly<Record<string, Uint8Array>>
  /** The id of the key that seals. */
  readonly current: string
}

interface Envelope {
  readonly keyId: string
  readonly nonce: Uint8Array
  readonly ciphertext: Uint8Array
  readonly tag: Uint8Array
}

const algorithm = 'aes-256-gcm'
const version = 'v1'
const keyBytes = 32
const nonceBytes = 12
const tagBytes = 16
const keyIdShape = /^[A-Za-z0-9_-]{1,64}$/
const envelopeShape = /^v1\.([A-Za-z0-9_-]{1,64})\.([A-Za-z0-9_-]+)$/

const malformed: SecretBoxMalformed = {
  type: 'secret_box.malformed',
  message: 'not a sealed secret of the form v1.<key id>.<base64url>',
}

function importKey(id: string, key: Uint8Array): KeyObject {
  if (!keyIdShape.test(id))
    throw new RangeError(`key id ${JSON.stringify(id)} is not 1 to 64 letters, digits, _ or -`)
  if (key.byteLength !== keyBytes)
    throw new RangeError(`key ${id} must have ${keyBytes} bytes, got ${key.byteLength}`)
  // A key object holds a copy of the bytes, and does not show them when logged.
  return createSecretKey(key)
}

/** The key id is authenticated with the context: an envelope cannot be relabelled. Ids hold no line break. */
function associatedData(keyId: string, context: string): Uint8Array {
  return Buffer.from(`${version}.${keyId}\n${context}`, 'utf8')
}

function encrypt(keyId: string, key: KeyObject, plain: Uint8Array, context: string): string {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes })
  cipher.setAAD(associatedData(keyId, context))
  const body = Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  return `${version}.${keyId}.${body.toString('base64url')}`
}

function readEnvelope(sealed: string): Result<Envelope, SecretBoxMalformed> {
  const [, keyId = '', encoded = ''] = envelopeShape.exec(sealed) ?? []
  const body = Buffer.from(encoded, 'base64url')
  // One envelope has one text: decoding ignores the spare bits of the last character, so compare the way back.
  if (body.length < nonceBytes + tagBytes || body.toString('base64url') !== encoded) return err(malformed)
  return ok({
    keyId,
    nonce: body.subarray(0, nonceBytes),
    ciphertext: body.subarray(nonceBytes, -tagBytes),
    tag: body.subarray(-tagBytes),
  })
}

function decrypt(envelope: Envelope, key: KeyObject, context: string): Uint8Array {
  const decipher = createDecipheriv(algorithm, key, envelope.nonce, { authTagLength: tagBytes })
  decipher.setAAD(associatedData(envelope.keyId, context))
  decipher.setAuthTag(envelope.tag)
  // Copied out of Node's shared buffer pool: a secret must not be reachable through another view's `.buffer`.
  return new Uint8Array(Buffer.concat([decipher.update(envelope.ciphertext), decipher.final()]))
}

// The only thing that can fail in there is the authentication of the ciphertext.
const decryptSafely = Result.fromThrowable(decrypt, (): SecretBoxError => ({
  type: 'secret_box.tampered',
  message: 'the sealed secret was altered or belongs to another context',
}))

/**
 * A {@link SecretBox} over keys held in memory: AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce for each
 * secret. The envelope is `v1.<key id>.<base64url of nonce, ciphertext and 128-bit tag>`.
 *
 * @remarks Retire a key before it has sealed 2^32 secrets, the bound of SP 800-38D for random nonces. Options are read
 * once; changing the object or the key bytes later has no effect.
 *
 * @throws RangeError when a key is not 32 bytes, an id is not 1 to 64 letters, digits, `_` or `-`, or `current` names
 * no key.
 *
 * @example
 * ```ts
 * import { aesGcmSecretBox } from '@cartwright/core/node'
 *
 * const key = (name: string) => Buffer.from(process.env[name] ?? '', 'base64')
 * const box = aesGcmSecretBox({
 *   keys: { '2025': key('SECRET_KEY_2025'), '2026': key('SECRET_KEY_2026') },
 *   current: '2026',
 * })
 * const sealed = await box.seal(new TextEncoder().encode('whsec_…'), 'webhook:stripe')
 * ```
 */
export function aesGcmSecretBox(options: AesGcmSecretBoxOptions): SecretBox {
  const { current } = options
  const keys = new Map(Object.entries(options.keys).map(([id, key]) => [id, importKey(id, key)]))
  const currentKey = keys.get(current)
  if (currentKey === undefined) throw new RangeError(`no key has the current id ${JSON.stringify(current)}`)

  const decryptEnvelope = (envelope: Envelope, context: string): Result<Uint8Array, SecretBoxError> => {
    const key = keys.get(envelope.keyId)
    return key === undefined ? err(unknownKey(envelope.keyId)) : decryptSafely(envelope, key, context)
  }

  return Object.freeze<SecretBox>({
    seal: (plain, context) => okAsync(encrypt(current, currentKey, plain, context)),
    open: (sealed, context) =>
      readEnvelope(sealed)
        .andThen((envelope) => decryptEnvelope(envelope, context))
        .asyncMap((plain) => Promise.resolve(plain)),
  })
}

function unknownKey(keyId: string): SecretBoxError {
  return {
    type: 'secret_box.unknown_key',
    message: `the secret was sealed by the unknown key ${keyId}`,
    keyId,
  }
}
