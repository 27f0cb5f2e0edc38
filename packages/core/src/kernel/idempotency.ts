import type { Instant } from './clock.ts'
import type { PortError, TypedError } from './errors.ts'
import type { Json } from './json.ts'
import type { ResultAsync } from './result.ts'

/** Names one attempt to do something: the same key, operation and input is the same attempt. */
export interface IdempotencyClaim {
  /** The actor, as in {@link Caller.ref}. */
  readonly scope: string
  /** SHA-256 of the caller's key, so that a stolen table does not give keys away. */
  readonly keyHash: string
  readonly operation: string
  /** HMAC of operation and input. */
  readonly fingerprint: string
}

/** What is kept of a finished operation. */
export type StoredResult =
  /** The response itself. */
  | { readonly kind: 'value'; readonly value: Json }
  /** What the response is read again by. */
  | { readonly kind: 'reference'; readonly reference: string }
  /** The error of a unit that kept its writes. */
  | { readonly kind: 'error'; readonly error: TypedError }

/** Where an unfinished phased operation goes on. */
export interface RecoveryPoint {
  /** The phase to run next. */
  readonly phase: string
  readonly state: Json
}

/** Who may continue a phased operation until when (database time). */
export interface Lease {
  readonly token: string
  readonly seconds: number
}

/** What a claim found. */
export type ClaimOutcome =
  | { readonly found: 'nothing' }
  | { readonly found: 'result'; readonly result: StoredResult }
  /** The lease had run out and is now ours. */
  | { readonly found: 'unfinished'; readonly recovery: RecoveryPoint; readonly operationId: string }
  /** A twin holds the key, or a live lease. */
  | { readonly found: 'in_progress' }
  /** Same key, other operation or input. */
  | { readonly found: 'reused'; readonly operation: string }

/**
 * Remembers keys inside the unit that does the work.
 *
 * @remarks `claim` is one statement: it tries a transaction-level lock on (scope, key) and reads what is stored. A
 * running twin therefore answers `in_progress` at once (or is waited for). A twin that commits between the statement's
 * snapshot and its lock is caught by the unique key when `record` is flushed: the unit fails with `port.conflict` and,
 * being safe to retry, finds the twin's result. A rejected unit leaves nothing.
 */
export interface IdempotencyStore {
  claim(
    claim: IdempotencyClaim,
    options: { readonly wait: boolean; readonly lease: Lease | null },
  ): ResultAsync<ClaimOutcome, PortError>
  /** Appends the row with its result to the flush of this unit. */
  record(claim: IdempotencyClaim, result: StoredResult, times: KeyTimes): void
  /** Appends the row of an operation that is not finished, with a lease for whoever runs it. */
  begin(
    claim: IdempotencyClaim,
    operationId: string,
    recovery: RecoveryPoint,
    lease: Lease,
    times: KeyTimes,
  ): void
  /** Locks the row and renews the lease; false when another runner has taken it over. */
  renew(claim: IdempotencyClaim, lease: Lease): ResultAsync<boolean, PortError>
  /** Appends to the flush: the operation goes on at another phase. */
  advance(claim: IdempotencyClaim, recovery: RecoveryPoint): void
  /** Appends to the flush: the operation has ended. */
  finish(claim: IdempotencyClaim, result: StoredResult): void
}

/** When a key was made and until when it is remembered. */
export interface KeyTimes {
  readonly createdAt: Instant
  readonly expiresAt: Instant
}
