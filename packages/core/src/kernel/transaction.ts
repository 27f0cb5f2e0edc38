import { startCall } from './call.ts'
import type { Context } from './context.ts'
import type { KernelTx } from './engine.ts'
import { appendAudit } from './engine.ts'
import type {
  CommandFailure,
  PhasedInTransaction,
  PortError,
  TransactionDoomed,
  TypedError,
} from './errors.ts'
import type { IdGenerator } from './id.ts'
import type { Json } from './json.ts'
import type { AnyOperation, Call, Command, ErasedCommand, Query } from './operation.ts'
import { anyone } from './permission.ts'
import type { Pipeline } from './pipeline.ts'
import type { Result } from './result.ts'
import { err, ok, ResultAsync } from './result.ts'
import type { Schema } from './schema.ts'
import type { UnitEnd } from './unit-of-work.ts'
import { reject, settle } from './unit-of-work.ts'

/** What `commerce.transaction` needs of a unit besides the pipeline's own. */
export interface TransactionTx<Reader> extends KernelTx {
  /** Sends the appended rows now, so that statements after it see them. */
  flush(): ResultAsync<void, PortError>
  /** Runs the caller's own SQL in the unit. */
  sql<Row>(text: string, parameters?: readonly unknown[]): ResultAsync<readonly Row[], PortError>
  /** The reading repositories, inside the unit. */
  readonly reader: Reader
}

/** The one-unit methods of a record of operations, inside a transaction: the context is the transaction's. */
export type InTransaction<Operations> = {
  readonly [
    Name in keyof Operations as Operations[Name] extends { readonly kind: 'phased' } ? never : Name
  ]: InTransactionMethod<Operations[Name]>
}

type InTransactionMethod<Operation> =
  Operation extends Query<infer _R, infer I, infer O, infer E>
    ? (input: I) => ResultAsync<O, E | CommandFailure>
    : Operation extends Command<infer _T, infer _R, infer I, infer O, infer E>
      ? (input: I) => ResultAsync<O, E | CommandFailure>
      : never

/** The caller's own SQL inside the unit; appended rows are flushed before it. */
export type TransactionSql = <Row>(
  text: string,
  parameters?: readonly unknown[],
) => ResultAsync<readonly Row[], CommandFailure>

/** Names the transaction for its idempotency key: the same name and input is the same attempt. */
export interface TransactionName {
  readonly name: string
  readonly input: Json
}

/** What runs operations inside one unit. */
export interface InnerRunner {
  run(operation: unknown, input: unknown): ResultAsync<unknown, TypedError>
  readonly sql: TransactionSql
}

const anyJson: Schema<unknown> = { safeParse: (data) => ({ success: true, data }) }

/**
 * Runs several one-unit operations and the caller's SQL in one unit, under one idempotency key.
 *
 * @remarks An inner error dooms the unit: everything is rolled back and the first error is returned, whatever the
 * work makes of it.
 */
export async function runTransaction<Tx extends TransactionTx<Reader>, Reader, T extends Json, E>(
  deps: { readonly pipeline: Pipeline<Tx, Reader>; readonly ids: IdGenerator },
  ctx: Context,
  name: TransactionName,
  work: (inner: InnerRunner) => PromiseLike<Result<T, E>>,
): Promise<Result<T, E | CommandFailure>> {
  const operation: ErasedCommand<Tx, Reader> = {
    kind: 'command',
    name: `transaction.${name.name}`,
    input: anyJson,
    output: anyJson,
    errors: {},
    permission: anyone(),
    sample: () => Promise.reject(new Error('a transaction has no sample')),
    target: () => null,
    response: { kind: 'store' },
    run: (tx, _input: never, call) => transactionUnit(deps, tx, call, work),
  }
  const outcome = await deps.pipeline.invoke(operation, ctx, name.input)
  return outcome.map(({ value }) => value as T).mapErr((error) => error as E | CommandFailure)
}

async function transactionUnit<Tx extends TransactionTx<Reader>, Reader, T, E>(
  deps: { readonly pipeline: Pipeline<Tx, Reader>; readonly ids: IdGenerator },
  tx: Tx,
  call: Call,
  work: (inner: InnerRunner) => PromiseLike<Result<T, E>>,
): Promise<UnitEnd<T, TypedError>> {
  const doom: { error: TypedError | null } = { error: null }
  const result = await work(innerRunner(deps, tx, call, doom))
  if (doom.error !== null) return reject(doom.error)
  return settle(result.mapErr((error) => error as TypedError))
}

function innerRunner<Tx extends TransactionTx<Reader>, Reader>(
  deps: { readonly pipeline: Pipeline<Tx, Reader>; readonly ids: IdGenerator },
  tx: Tx,
  outer: Call,
  doom: { error: TypedError | null },
): InnerRunner {
  async function run(
    operation: AnyOperation<Tx, Reader>,
    input: unknown,
  ): Promise<Result<unknown, TypedError>> {
    if (doom.error !== null) return err(doomed(doom.error))
    const result = await runInner(operation, input)
    if (result.isErr()) doom.error ??= result.error
    return result
  }

  async function runInner(
    operation: AnyOperation<Tx, Reader>,
    input: unknown,
  ): Promise<Result<unknown, TypedError>> {
    if (operation.kind === 'phased') return err(phasedInside(operation.name))
    const admission = await deps.pipeline.admit(operation, outer.ctx, input, outer.now)
    if (admission.isErr()) return err(admission.error)
    const call = startCall(admission.value, deps.ids)
    if (operation.kind === 'query') return operation.run(tx.reader, admission.value.input as never, call)
    const prepared =
      operation.prepare === undefined
        ? ok(admission.value.input)
        : await operation.prepare(admission.value.input as never, call)
    if (prepared.isErr()) return err(prepared.error)
    const end = await operation.run(tx, prepared.value as never, call)
    if (end.end !== 'commit') return err(end.error)
    appendAudit(tx, call, operation.target(admission.value.input as never), end)
    const flushed = await tx.flush()
    return flushed.isErr() ? err(flushed.error) : ok(end.value)
  }

  async function sql<Row>(
    text: string,
    parameters: readonly unknown[] = [],
  ): Promise<Result<readonly Row[], CommandFailure>> {
    if (doom.error !== null) return err(doomed(doom.error))
    const flushed = await tx.flush()
    const rows = flushed.isErr() ? err(flushed.error) : await tx.sql<Row>(text, parameters)
    // PostgreSQL refuses everything after a failed statement, so the unit cannot go on.
    if (rows.isErr()) doom.error ??= rows.error
    return rows
  }

  return {
    run: (operation, input) => new ResultAsync(run(operation as AnyOperation<Tx, Reader>, input)),
    sql: (text, parameters) => new ResultAsync(sql(text, parameters)),
  }
}

/** Binds a record of operations to a running transaction. */
export function bindInTransaction<Operations extends object>(
  operations: Operations,
  inner: InnerRunner,
): InTransaction<Operations> {
  const methods = Object.entries(operations).map(([name, operation]) => [
    name,
    (input: unknown) => inner.run(operation, input),
  ])
  return Object.freeze(Object.fromEntries(methods)) as InTransaction<Operations>
}

function doomed(by: TypedError): TransactionDoomed {
  return { type: 'transaction.doomed', message: `an earlier step failed: ${by.message}`, by: by.type }
}

function phasedInside(operation: string): PhasedInTransaction {
  const message = `${operation} commits on its own and cannot join a transaction`
  return { type: 'transaction.phased_operation', message, operation }
}
