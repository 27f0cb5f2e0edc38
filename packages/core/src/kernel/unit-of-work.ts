import type { PortError } from './errors.ts'
import type { ResultAsync } from './result.ts'
import type { Result } from './result.ts'

/** How a unit ends. */
export type UnitEnd<T, E> =
  | { readonly end: 'commit'; readonly value: T }
  /** Everything is rolled back. */
  | { readonly end: 'reject'; readonly error: E }
  /** The writes are kept and the error is returned: a declined payment leaves its fact. */
  | { readonly end: 'commitThen'; readonly error: E }

/** Keeps the unit's writes and returns the value. */
export function commit<T>(value: T): UnitEnd<T, never> {
  return { end: 'commit', value }
}

/** Rolls the unit back and returns the error. */
export function reject<E>(error: E): UnitEnd<never, E> {
  return { end: 'reject', error }
}

/** Keeps the unit's writes and returns the error. */
export function commitThen<E>(error: E): UnitEnd<never, E> {
  return { end: 'commitThen', error }
}

/** Commits an ok result, rejects an error. */
export function settle<T, E>(result: Result<T, E>): UnitEnd<T, E> {
  return result.isOk() ? commit(result.value) : reject(result.error)
}

/** How a unit may be run. */
export interface UnitOptions {
  /**
   * `safe`: after a deadlock, a serialization failure or an idempotency key taken meanwhile, the whole work runs
   * again in a fresh transaction (at most 5 times, with jitter). Only for work whose every effect is in the unit.
   */
  readonly retry: 'safe' | 'never'
}

/**
 * Runs work in one transaction at READ COMMITTED.
 *
 * @remarks `tx` is an explicit argument, valid only until the work returns; `run` is not nested. A thrown defect rolls
 * back and is thrown again. Rows that repositories *append* leave together in one statement just before COMMIT.
 * When `run` answers a `port.unavailable` after COMMIT was sent, the outcome is unknown: retry with an idempotency key.
 */
export interface UnitOfWork<Tx> {
  run<T, E>(
    options: UnitOptions,
    work: (tx: Tx) => Promise<UnitEnd<T, E>>,
  ): ResultAsync<UnitEnd<T, E>, PortError>
}
