import { createHash } from 'node:crypto'
import type { PortError } from '@cartwright/core'
import { errAsync, portError, ResultAsync } from '@cartwright/core'
import { toPortError } from './errors.ts'

/** What a session needs of a `pg` client or pool. */
export interface Queryable {
  query(config: { readonly name?: string; readonly text: string; readonly values: unknown[] }): Promise<{
    readonly rows: unknown[]
    readonly rowCount: number | null
  }>
}

/** What a statement did. */
export interface StatementEvent {
  readonly text: string
}

/** How statements are sent. */
export interface SessionOptions {
  /** Prepare by name; off for poolers that do not keep prepared statements. */
  readonly prepare: boolean
  /** Sees every protocol round trip, BEGIN and COMMIT included. */
  readonly onStatement?: ((event: StatementEvent) => void) | undefined
}

/** Sends statements over one connection (or, for queries, over whichever is free). */
export interface Session {
  /** Runs a statement that is worth preparing by name: its text is the same at every call. */
  rows<Row>(text: string, values?: readonly unknown[]): ResultAsync<readonly Row[], PortError>
  /** Runs a statement whose text is made for this call. */
  unprepared<Row>(text: string, values?: readonly unknown[]): ResultAsync<readonly Row[], PortError>
  /** Refuses every statement from now on: the unit has ended, and the connection may be another one's. */
  close(): void
  /** The first failure of a statement, defects included: a transaction in which one failed cannot commit. */
  failure(): PortError | null
  /** The same, if another writer got in the way: the transaction may be tried afresh. */
  conflict(): PortError | null
}

/** Wraps a pool, for statements that stand alone, or the client of a unit, whose statements fail together. */
export function createSession(
  queryable: Queryable,
  options: SessionOptions,
  kind: 'pool' | 'unit' = 'pool',
): Session {
  let failure: PortError | null = null
  let closed = false

  async function send<Row>(
    name: string | null,
    text: string,
    values: readonly unknown[],
  ): Promise<readonly Row[]> {
    if (closed) throw new Error('the unit has ended: its transaction must not be used any more')
    options.onStatement?.({ text })
    const config = { text, values: [...values] }
    const result = await queryable.query(name === null ? config : { ...config, name })
    return result.rows as readonly Row[]
  }

  function guarded<Row>(
    name: string | null,
    text: string,
    values: readonly unknown[],
  ): ResultAsync<readonly Row[], PortError> {
    // PostgreSQL refuses everything after a failed statement; the first failure says why.
    if (kind === 'unit' && failure !== null) return errAsync(failure)
    const work = send<Row>(name, text, values)
    return ResultAsync.fromPromise(work, (cause) => {
      const error = toPortError(cause)
      // Not an answer of a database under load but a mistake in the SQL: nothing to handle.
      if (error === null) {
        failure ??= portError('port.rejected', 'storage', 'a statement failed by a defect')
        throw cause
      }
      failure ??= error
      return error
    })
  }

  return {
    rows: (text, values = []) => guarded(options.prepare ? statementName(text) : null, text, values),
    unprepared: (text, values = []) => guarded(null, text, values),
    close: () => {
      closed = true
    },
    failure: () => failure,
    conflict: () => (failure?.type === 'port.conflict' ? failure : null),
  }
}

const names = new Map<string, string>()

function statementName(text: string): string {
  const known = names.get(text)
  if (known !== undefined) return known
  const name = `cw_${createHash('sha256').update(text).digest('base64url').slice(0, 22)}`
  names.set(text, name)
  return name
}
