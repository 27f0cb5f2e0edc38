import type { CurrencyCode } from './currency.ts'
import { sha256Hex } from './hash.ts'
import type { Id } from './id.ts'
import type { Permission, Requirement } from './permission.ts'
import { holds } from './permission.ts'

/** An anonymous shopper, known by a secret of 256 bits of which carts and orders store only the hash. */
export interface GuestActor {
  readonly type: 'guest'
  readonly secret: string
}
/** A signed-in shopper. */
export interface CustomerActor {
  readonly type: 'customer'
  readonly customerId: Id<'cus'>
}
/** A member of the merchant's staff. */
export interface StaffActor {
  readonly type: 'staff'
  readonly staffId: string
  readonly permissions: readonly Permission[]
}
/** A program that acts with the scopes of its key. */
export interface ApiKeyActor {
  readonly type: 'apiKey'
  readonly keyId: string
  readonly scopes: readonly Permission[]
}
/** The shop's own code: jobs, scripts, imports. Holds every permission. */
export interface SystemActor {
  readonly type: 'system'
  /** What acts, for the audit log: `import`, `nightly-sync`. */
  readonly name: string
}

/** Who calls an operation. */
export type Actor = GuestActor | CustomerActor | StaffActor | ApiKeyActor | SystemActor

/** Everything an operation knows about its caller; there is no ambient user and no default actor. */
export interface Context {
  readonly actor: Actor
  /** The storefront within the shop. */
  readonly channel?: string
  /** BCP 47, for example `en-GB`. */
  readonly locale?: string
  /** The currency for carts and prices where the input names none. */
  readonly currency?: CurrencyCode
  /** Makes a mutation retryable: 16 to 255 characters, unique per shop and actor. */
  readonly idempotencyKey?: string
  /** Ties log lines, events and audit rows of one request together. */
  readonly correlationId?: string
  /** Refuses to begin a unit once aborted. A unit that runs is finished. */
  readonly signal?: AbortSignal
}

const GUEST_SECRET_BYTES = 32
const GUEST_SECRET = /^[\w-]{43}$/

/**
 * An anonymous shopper: with a new secret, or the one that holds `secret` (from a cookie, say).
 *
 * @throws RangeError for a secret that {@link guest} has not made: it would be guessable.
 * @example
 * ```ts
 * import { guest } from '@cartwright/core'
 * const shopper = guest()
 * const same = guest(shopper.secret)
 * ```
 */
export function guest(secret: string = newSecret()): GuestActor {
  if (!GUEST_SECRET.test(secret)) throw new RangeError('a guest secret is 43 characters of base64url')
  return { type: 'guest', secret }
}

/** The shop's own code, under a name for the audit log. */
export function system(name: string): SystemActor {
  return { type: 'system', name }
}

/** A staff member with the permissions held now. */
export function staff(staffId: string, permissions: readonly Permission[]): StaffActor {
  return { type: 'staff', staffId, permissions }
}

/** A signed-in customer. */
export function customer(customerId: Id<'cus'>): CustomerActor {
  return { type: 'customer', customerId }
}

function newSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(GUEST_SECRET_BYTES))
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

/** Whose aggregates a call may load; a foreign one is "not found". */
export type Access =
  | { readonly kind: 'all' }
  | { readonly kind: 'guest'; readonly secretHash: string }
  | { readonly kind: 'customer'; readonly customerId: Id<'cus'> }
  /** Nobody's: only what is public. */
  | { readonly kind: 'public' }

/** The caller as operations see it: what it may load, and a name without a secret for logs and scopes. */
export interface Caller {
  readonly access: Access
  /** `guest:<hash of the secret>`, `customer:<id>`, `staff:<id>`, `apiKey:<id>` or `system:<name>`. */
  readonly ref: string
}

const guestHashes = new WeakMap<GuestActor, Promise<string>>()

async function guestHash(actor: GuestActor): Promise<string> {
  const known = guestHashes.get(actor)
  if (known !== undefined) return known
  const hash = sha256Hex(actor.secret)
  guestHashes.set(actor, hash)
  return hash
}

/** Resolves what the actor may load under an operation's requirement, which it has already met. */
export async function resolveCaller(actor: Actor, requirement: Requirement): Promise<Caller> {
  switch (actor.type) {
    case 'guest': {
      const secretHash = await guestHash(actor)
      return { access: { kind: 'guest', secretHash }, ref: `guest:${secretHash}` }
    }
    case 'customer':
      return {
        access: { kind: 'customer', customerId: actor.customerId },
        ref: `customer:${actor.customerId}`,
      }
    case 'staff':
      return { access: holderAccess(actor, requirement), ref: `staff:${actor.staffId}` }
    case 'apiKey':
      return { access: holderAccess(actor, requirement), ref: `apiKey:${actor.keyId}` }
    case 'system':
      return { access: { kind: 'all' }, ref: `system:${actor.name}` }
  }
}

function holderAccess(actor: Actor, requirement: Requirement): Access {
  if (requirement.kind !== 'anyone') return { kind: 'all' }
  if (requirement.elevated !== undefined && holds(actor, requirement.elevated)) return { kind: 'all' }
  return { kind: 'public' }
}
