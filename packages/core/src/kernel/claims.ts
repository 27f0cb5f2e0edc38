import type { Admission } from './call.ts'
import type { Instant } from './clock.ts'
import { addSeconds } from './clock.ts'
import type { IdempotencyInProgress, IdempotencyKeyInvalid, TypedError } from './errors.ts'
import { hmacSigner, sha256Hex } from './hash.ts'
import type {
  IdempotencyClaim,
  IdempotencyStore,
  KeyTimes,
  Lease,
  RecoveryPoint,
  StoredResult,
} from './idempotency.ts'
import type { Json } from './json.ts'
import { canonicalJson } from './json.ts'
import type { Result } from './result.ts'
import { err, ok } from './result.ts'
import type { UnitEnd } from './unit-of-work.ts'

/** How long keys live, and what a running twin means. */
export interface IdempotencyPolicy {
  /** At least 24 h (86,400 s), the default. */
  readonly keepSeconds: number
  /** `refuse` (default) answers `idempotency.in_progress` at once; `wait` waits for the twin and replays. */
  readonly whenBusy: 'refuse' | 'wait'
  /** The key of the fingerprint's HMAC, the same in all processes of a shop. */
  readonly fingerprintKey: string
}

/** What an earlier call with the same key left. */
export type Earlier =
  | { readonly kind: 'none' }
  | { readonly kind: 'stored'; readonly result: StoredResult }
  | { readonly kind: 'unfinished'; readonly recovery: RecoveryPoint; readonly operationId: string }
  | { readonly kind: 'refused'; readonly error: TypedError }

/** The pipeline's view of idempotency keys. */
export interface Claims {
  /** The claim of a key; `idempotency.key_invalid` for one of a wrong length. */
  of(admission: Admission, key: string): Promise<Result<IdempotencyClaim, IdempotencyKeyInvalid>>
  /** Claims in the unit, as its first statement. */
  look(
    tx: { readonly idempotency: IdempotencyStore },
    claim: IdempotencyClaim,
    lease: Lease | null,
  ): Promise<Earlier>
  /**
   * Asked before a unit is rejected for an error: a twin that committed between the snapshot of the claim and its lock
   * was not seen, and the error may come of what it did. Now that the lock is held, a second look sees it.
   */
  rejection(
    tx: { readonly idempotency: IdempotencyStore },
    claim: IdempotencyClaim,
    error: TypedError,
  ): Promise<TypedError>
  times(now: Instant): KeyTimes
}

/** Rejects a unit whose work a twin had done already; never leaves the pipeline. */
export interface TwinCommitted extends TypedError<'idempotency.twin_committed'> {
  readonly result: StoredResult
}

const KEY_LENGTH = { min: 16, max: 255 }

/** Builds the claims of one shop. */
export function createClaims(policy: IdempotencyPolicy): Claims {
  const sign = hmacSigner(policy.fingerprintKey)
  const claims: Claims = {
    of: async (admission, key) => {
      if (key.length < KEY_LENGTH.min || key.length > KEY_LENGTH.max) return err(keyInvalid(key.length))
      // What of the context shapes the answer is part of the attempt.
      const { channel, locale, currency } = admission.ctx
      const attempt = [
        admission.operation,
        admission.input,
        channel ?? null,
        locale ?? null,
        currency ?? null,
      ]
      const fingerprinted = canonicalJson(attempt)
      const [keyHash, fingerprint] = await Promise.all([sha256Hex(key), sign(fingerprinted)])
      return ok({ scope: admission.caller.ref, keyHash, operation: admission.operation, fingerprint })
    },
    look: async (tx, claim, lease) => {
      const wait = policy.whenBusy === 'wait'
      const claimed = await tx.idempotency.claim(claim, { wait, lease })
      if (claimed.isErr()) return { kind: 'refused', error: claimed.error }
      const outcome = claimed.value
      switch (outcome.found) {
        case 'nothing':
          return { kind: 'none' }
        case 'result':
          return { kind: 'stored', result: outcome.result }
        case 'unfinished':
          return { kind: 'unfinished', recovery: outcome.recovery, operationId: outcome.operationId }
        case 'in_progress':
          return { kind: 'refused', error: inProgress(claim.operation) }
        case 'reused':
          return { kind: 'refused', error: keyReused(outcome.operation) }
      }
    },
    rejection: async (tx, claim, error) => {
      // After a failed statement PostgreSQL answers no other one.
      if (error.type.startsWith('port.')) return error
      const earlier = await claims.look(tx, claim, null)
      if (earlier.kind === 'stored') return twinCommitted(earlier.result)
      return earlier.kind === 'refused' ? earlier.error : error
    },
    times: (now) => ({ createdAt: now, expiresAt: addSeconds(now, policy.keepSeconds) }),
  }
  return claims
}

/** Tells the rejection for a twin's sake from errors. */
export function isTwinCommitted(error: TypedError): error is TwinCommitted {
  return error.type === 'idempotency.twin_committed'
}

function twinCommitted(result: StoredResult): TwinCommitted {
  return { type: 'idempotency.twin_committed', message: 'a twin of this call had committed', result }
}

/** A twin is running. */
export function inProgress(operation: string): IdempotencyInProgress {
  const message = `a call of ${operation} with this idempotency key is running`
  return { type: 'idempotency.in_progress', message, operation }
}

function keyReused(operation: string): TypedError {
  const message = `this idempotency key was used before, for ${operation} with other input`
  return { type: 'idempotency.key_reused', message, operation } as TypedError
}

function keyInvalid(length: number): IdempotencyKeyInvalid {
  const message = `an idempotency key has ${KEY_LENGTH.min} to ${KEY_LENGTH.max} characters, not ${length}`
  return { type: 'idempotency.key_invalid', message }
}

/** What is stored of a unit that keeps its writes. */
export function toStored(
  response:
    | { readonly kind: 'store' }
    | { readonly kind: 'reference'; readonly of: (output: never) => string },
  end: Exclude<UnitEnd<unknown, TypedError>, { readonly end: 'reject' }>,
): StoredResult {
  if (end.end === 'commitThen') return { kind: 'error', error: end.error }
  if (response.kind === 'store') return { kind: 'value', value: end.value as Json }
  return { kind: 'reference', reference: response.of(end.value as never) }
}
