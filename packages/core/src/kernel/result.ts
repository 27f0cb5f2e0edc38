import { err, errAsync, ok, okAsync, Result, ResultAsync } from 'neverthrow'
import type { Err } from 'neverthrow'

export { err, errAsync, ok, okAsync, Result, ResultAsync }

type OkOf<R> = R extends Result<infer T, unknown> ? T : never
type ErrOf<R> = R extends Result<unknown, infer E> ? E : never
type YieldedErr<Y> = Y extends Err<never, infer E> ? E : never

/**
 * Runs a generator in which `yield*` unwraps a result or leaves with its error.
 *
 * @remarks neverthrow's own `safeTry` drops the generator when an error is yielded, so that `finally` and
 * `await using` in the body never run. This one closes it.
 * @example
 * ```ts
 * import { flow, ok, okAsync } from '@cartwright/core'
 * const sum = flow(async function* () {
 *   const a = yield* okAsync<number, 'too_small'>(1)
 *   return ok(a + 1)
 * })
 * ```
 */
export function flow<Yielded extends Err<never, unknown>, Returned extends Result<unknown, unknown>>(
  body: () => AsyncGenerator<Yielded, Returned>,
): ResultAsync<OkOf<Returned>, YieldedErr<Yielded> | ErrOf<Returned>> {
  type Outcome = Result<OkOf<Returned>, YieldedErr<Yielded> | ErrOf<Returned>>
  const run = async (): Promise<Outcome> => {
    const steps = body()
    const step = await steps.next()
    if (step.done) return step.value as Outcome
    // A yield is always an error: closing the generator runs its `finally` blocks.
    await steps.return(step.value as never)
    return step.value as unknown as Outcome
  }
  return new ResultAsync(run())
}

/**
 * The value of a result, or a thrown `ResultError` that carries its error; for scripts that would rather throw.
 *
 * @example
 * ```ts
 * import { money, unwrap } from '@cartwright/core'
 * const price = await unwrap(money('24.99', 'GBP'))
 * ```
 */
export async function unwrap<T, E>(result: Result<T, E> | ResultAsync<T, E>): Promise<T> {
  const settled = await result
  if (settled.isOk()) return settled.value
  throw new ResultError(settled.error)
}

/** Thrown by {@link unwrap}: `error` is the typed error of the result. */
export class ResultError extends Error {
  readonly error: unknown

  constructor(error: unknown) {
    super(describeError(error))
    this.name = 'ResultError'
    this.error = error
  }
}

function describeError(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error)
  const { type, message } = error as { type?: unknown; message?: unknown }
  return `${String(type)}: ${String(message)}`
}
