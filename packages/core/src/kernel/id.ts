/**
 * A prefixed identifier: `cart_01k9…`. The prefix is part of the type, so that the id of a cart is not accepted
 * where the id of an order is asked for. Each domain declares its own prefixes.
 *
 * @example
 * ```ts
 * import type { Id } from '@cartwright/core'
 *
 * type CartId = Id<'cart'>
 * ```
 */
export type Id<Prefix extends string> = `${Prefix}_${string}`

/**
 * Makes identifiers. Called by services inside and outside of units; synchronous, never fails.
 *
 * @remarks Ids of one prefix made by one generator sort bytewise in the order they were made, and no two calls give
 * the same id, whatever the prefix. Ids of several processes are unique too, but sort by their clocks only.
 */
export interface IdGenerator {
  /** The next id; `prefix` is lower-case letters and digits, without the underscore that follows it. */
  next<P extends string>(prefix: P): Id<P>
}

/** What {@link uuidv7Ids} can be told; both are for tests and special hosts. */
export interface UuidV7Options {
  /** Milliseconds since 1970, UTC. Default `Date.now`. May stand still or go back. */
  readonly now?: () => number
  /** Fills the bytes with secure random and returns them. Default `crypto.getRandomValues`. */
  readonly random?: (bytes: Uint8Array) => Uint8Array
}

interface Moment {
  readonly ms: number
  /** The 74 bits of a UUIDv7 that are neither time, version nor variant. */
  readonly tail: bigint
}

// Crockford's base32 in lower case: ascending in ASCII, so that the text sorts as the number does.
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
const idLength = 26
const maxTime = 2 ** 48

function toBase32(value: bigint): string {
  // Native conversion, then digit by digit: about ten times faster than shifting a BigInt 26 times.
  const digits = Array.from(value.toString(32), (digit) => alphabet[Number.parseInt(digit, 32)])
  return digits.join('').padStart(idLength, '0')
}

/** Lays out a UUID of version 7, variant 10 (RFC 9562, section 5.7). */
function toUuid({ ms, tail }: Moment): bigint {
  const randA = tail >> 62n
  const randB = tail & ((1n << 62n) - 1n)
  return (BigInt(ms) << 80n) | (7n << 76n) | (randA << 64n) | (2n << 62n) | randB
}

function toBigInt(bytes: Uint8Array): bigint {
  return bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n)
}

function checkedTime(ms: number): number {
  if (!(ms >= 0 && ms < maxTime)) throw new RangeError(`the clock is out of the range of a UUIDv7: ${ms}`)
  return Math.floor(ms)
}

/**
 * The production generator: UUIDv7 (RFC 9562) written as 26 lower-case characters of Crockford's base32.
 *
 * @remarks Within a millisecond, or while the clock stands behind the last id, the random part grows by a random
 * step (RFC 9562, section 6.2, method 2), so ids stay in order and remain hard to guess.
 * An id tells the time it was made: do not use one as a secret.
 *
 * @throws RangeError from `next` when the clock is not within 1970 and 10889.
 *
 * @example
 * ```ts
 * import { uuidv7Ids } from '@cartwright/core'
 *
 * const ids = uuidv7Ids()
 * const cartId = ids.next('cart') // 'cart_01k9rv8wz0e1tbk6gq2x4mhd7n'
 * ```
 */
export function uuidv7Ids(options: UuidV7Options = {}): IdGenerator {
  const now = options.now ?? Date.now
  const random = options.random ?? ((bytes) => crypto.getRandomValues(bytes))
  let last: Moment = { ms: -1, tail: 0n }

  // The topmost of the 74 bits starts at zero: that is room for 2^41 ids in a millisecond, more than any process
  // makes even while its clock stands still for a day, so growing needs no check for overflow.
  const fresh = (ms: number): Moment => ({ ms, tail: toBigInt(random(new Uint8Array(10))) >> 7n })

  const grown = ({ ms, tail }: Moment): Moment => ({
    ms,
    tail: tail + 1n + toBigInt(random(new Uint8Array(4))),
  })

  return Object.freeze({
    next<P extends string>(prefix: P): Id<P> {
      const ms = checkedTime(now())
      last = ms > last.ms ? fresh(ms) : grown(last)
      return `${prefix}_${toBase32(toUuid(last))}` as const
    },
  })
}

/**
 * A deterministic generator for tests: one counter over all prefixes, written as 26 decimal digits.
 *
 * @param start - The first number, default 1.
 * @throws RangeError when `start` is not a safe integer from 0.
 *
 * @example
 * ```ts
 * import { sequentialIds } from '@cartwright/core'
 *
 * const ids = sequentialIds()
 * ids.next('cart') // 'cart_00000000000000000000000001'
 * ids.next('ord') // 'ord_00000000000000000000000002'
 * ```
 */
export function sequentialIds(start = 1): IdGenerator {
  if (!Number.isSafeInteger(start) || start < 0)
    throw new RangeError(`start must be an integer from 0, got ${start}`)
  let counter = BigInt(start)
  return Object.freeze({
    next<P extends string>(prefix: P): Id<P> {
      const digits = String(counter).padStart(idLength, '0')
      counter += 1n
      return `${prefix}_${digits}` as const
    },
  })
}

const idBody = /^[0-9a-z]{26}$/

/**
 * Tells whether a value of unknown origin has the shape of an id with this prefix: `^prefix_[0-9a-z]{26}$`. Says
 * nothing about whether it exists.
 *
 * @example
 * ```ts
 * import { isId } from '@cartwright/core'
 *
 * const input: unknown = 'cart_00000000000000000000000001'
 * if (isId('cart', input)) console.log(input) // typed as Id<'cart'>
 * ```
 */
export function isId<P extends string>(prefix: P, value: unknown): value is Id<P> {
  if (typeof value !== 'string' || !value.startsWith(`${prefix}_`)) return false
  return idBody.test(value.slice(prefix.length + 1))
}
