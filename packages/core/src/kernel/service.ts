import type { Method, Service } from './operation.ts'
import type { AnyOperation } from './operation.ts'
import type { Pipeline } from './pipeline.ts'
import { ResultAsync } from './result.ts'

/** Turns a record of operations into the methods that users call. */
export function bindService<Tx, Reader, Operations extends object>(
  pipeline: Pipeline<Tx, Reader>,
  operations: Operations,
): Service<Operations> {
  const methods = Object.entries(operations).map(([name, operation]) => [
    name,
    bindMethod(pipeline, operation as AnyOperation<Tx, Reader>),
  ])
  return Object.freeze(Object.fromEntries(methods)) as Service<Operations>
}

function bindMethod<Tx, Reader>(
  pipeline: Pipeline<Tx, Reader>,
  operation: AnyOperation<Tx, Reader>,
): Method<unknown, unknown, unknown> {
  const detailed: Method<unknown, unknown, unknown>['detailed'] = (ctx, input) =>
    new ResultAsync(pipeline.invoke(operation, ctx, input))
  const method: Omit<Method<unknown, unknown, unknown>, 'detailed'> & Callable = (ctx, input) =>
    detailed(ctx, input).map(({ value }) => value)
  return Object.assign(method, { detailed })
}

type Callable = (...input: Parameters<Method<unknown, unknown, unknown>>) => ResultAsync<unknown, unknown>
