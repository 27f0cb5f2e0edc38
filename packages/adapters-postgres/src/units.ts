import type { PortError, UnitEnd, UnitOptions, UnitOfWork } from '@cartwright/core'
import { err, ok, portError, ResultAsync } from '@cartwright/core'
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
  const session = createSession(client, options)
  const buffer = createAppendBuffer()
  let healthy = false
  try {
    const outcome = await transact(session, buffer, () => work(createTx({ session, buffer })))
    healthy = outcome.isOk()
    return { outcome, conflict: session.conflict() }
  } finally {
    // A connection whose transaction may still be open is not handed to the next unit.
    client.release(!healthy)
  }
}

/** A client without a listener ends the process when its connection breaks while idle. */
async function connect(pool: pg.Pool): Promise<Result<pg.PoolClient, PortError>> {
  try {
    return ok(await pool.connect())
  } catch (cause) {
    const error = toPortError(cause)
    if (error === null) throw cause
    return err(error)
  }
}

async function transact<T, E>(
  session: Session,
  buffer: AppendBuffer,
  work: () => Promise<UnitEnd<T, E>>,
): Promise<Result<UnitEnd<T, E>, PortError>> {
  const begun = await session.unprepared('begin isolation level read committed')
  if (begun.isErr()) return err(begun.error)
  let end: UnitEnd<T, E>
  try {
    end = await work()
  } catch (defect) {
    await session.unprepared('rollback')
    throw defect
  }
  if (end.end === 'reject') return rollback(session, ok(end))
  const flushed = await flushed0(session, buffer)
  if (flushed.isErr()) return rollback(session, err(flushed.error))
  const committed = await session.unprepared('commit')
  return committed.map(() => end)
}

async function flushed0(session: Session, buffer: AppendBuffer): Promise<Result<void, PortError>> {
  try {
    return await buffer.flush(session)
  } catch (defect) {
    await session.unprepared('rollback')
    throw defect
  }
}

async function rollback<T>(session: Session, outcome: Result<T, PortError>): Promise<Result<T, PortError>> {
  const rolledBack = await session.unprepared('rollback')
  if (rolledBack.isOk()) return outcome
  return outcome.isErr() ? outcome : err(portError('port.unavailable', 'storage', 'the connection was lost'))
}
