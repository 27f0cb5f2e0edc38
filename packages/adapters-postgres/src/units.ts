import type { PortError, UnitEnd, UnitOptions, UnitOfWork } from '@cartwright/core'
import { err, ok, ResultAsync } from '@cartwright/core'
import type { Result } from '@cartwright/core'
import type pg from 'pg'
import { toPortError } from './errors.ts'
import type { AppendBuffer } from './flush.ts'
import { createAppendBuffer } from './flush.ts'
import type { Session, SessionOptions } from './session.ts'
import { createSession } from './session.ts'

const MAX_ATTEMPTS = 5
const MAX_BACKOFF_MS = 40

/** Makes the repositories of one unit. */
export type TxFactory<Tx> = (unit: { readonly session: Session; readonly buffer: AppendBuffer }) => Tx

/** Runs units on a pool: BEGIN, work, flush, COMMIT over one connection. */
export function createUnitOfWork<Tx>(
  pool: pg.Pool,
  options: SessionOptions,
  createTx: TxFactory<Tx>,
): UnitOfWork<Tx> {
  return {
    run: (unit, work) => new ResultAsync(runWithRetries(unit, () => runOnce(pool, options, createTx, work))),
  }
}

interface Attempt<T, E> {
  readonly outcome: Result<UnitEnd<T, E>, PortError>
  /** The conflict that the transaction was lost to, if any. */
  readonly conflict: PortError | null
}

async function runWithRetries<T, E>(
  unit: UnitOptions,
  attempt: () => Promise<Attempt<T, E>>,
): Promise<Result<UnitEnd<T, E>, PortError>> {
  for (let tries = 1; ; tries += 1) {
    const { outcome, conflict } = await attempt()
    const kept = outcome.isOk() && outcome.value.end !== 'reject'
    if (conflict === null || kept || unit.retry === 'never' || tries === MAX_ATTEMPTS) return outcome
    await pause(Math.random() * MAX_BACKOFF_MS * tries)
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

async function runOnce<Tx, T, E>(
  pool: pg.Pool,
  options: SessionOptions,
  createTx: TxFactory<Tx>,
  work: (tx: Tx) => Promise<UnitEnd<T, E>>,
): Promise<Attempt<T, E>> {
  const connected = await connect(pool)
  if (connected.isErr()) return { outcome: err(connected.error), conflict: null }
  const client = connected.value
  // A client whose connection breaks says so by an event too; without a listener that would end the process.
  client.on('error', ignore)
  // The work has a session of its own, which is closed before the unit ends: a repository that was kept cannot write.
  const session = createSession(client, options, 'unit')
  const own = createSession(client, options)
  const buffer = createAppendBuffer()
  let clean = false
  try {
    const transacted = await transact(session, own, buffer, () => work(createTx({ session, buffer })))
    clean = transacted.clean
    return { outcome: transacted.outcome, conflict: session.conflict() ?? own.conflict() }
  } finally {
    client.off('error', ignore)
    // A connection whose transaction may still be open is not handed to the next unit.
    client.release(!clean)
  }
}

function ignore(): void {
  // The statement under way fails with the same error, which is handled there.
}

async function connect(pool: pg.Pool): Promise<Result<pg.PoolClient, PortError>> {
  try {
    return ok(await pool.connect())
  } catch (cause) {
    const error = toPortError(cause)
    if (error === null) throw cause
    return err(error)
  }
}

interface Transacted<T, E> {
  readonly outcome: Result<UnitEnd<T, E>, PortError>
  /** Whether the connection is known to have no transaction open. */
  readonly clean: boolean
}

async function transact<T, E>(
  session: Session,
  own: Session,
  buffer: AppendBuffer,
  work: () => Promise<UnitEnd<T, E>>,
): Promise<Transacted<T, E>> {
  const begun = await own.unprepared('begin isolation level read committed')
  if (begun.isErr()) return { outcome: err(begun.error), clean: false }
  try {
    const end = await work()
    session.close()
    if (end.end === 'reject') return await rollBack(own, ok(end))
    // PostgreSQL answers the COMMIT of a failed transaction by rolling it back, without an error.
    const failure = session.failure()
    if (failure !== null) return await rollBack(own, err(failure))
    const flushed = await buffer.flush(own)
    if (flushed.isErr()) return await rollBack(own, err(flushed.error))
    const committed = await own.unprepared('commit')
    return { outcome: committed.map(() => end), clean: committed.isOk() }
  } catch (defect) {
    session.close()
    await rollBack(own, ok(null))
    throw defect
  }
}

async function rollBack<T, E>(
  session: Session,
  outcome: Result<UnitEnd<T, E> | null, PortError>,
): Promise<Transacted<T, E>> {
  const rolledBack = await session.unprepared('rollback')
  return { outcome: outcome as Result<UnitEnd<T, E>, PortError>, clean: rolledBack.isOk() }
}
