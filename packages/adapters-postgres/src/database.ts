import type { PortError, ShopState, Storage, StorageOpenError } from '@cartwright/core'
import { err, ok, ResultAsync } from '@cartwright/core'
import type { Result } from '@cartwright/core'
import type pg from 'pg'
import { toPortError } from './errors.ts'
import { schemaOf } from './identifier.ts'
import { checkMigrated, migrate } from './migrate.ts'
import type { SessionOptions } from './session.ts'
import { createSession } from './session.ts'
import { createShopReader, createShopTx } from './shop.ts'
import { createUnitOfWork } from './units.ts'

/** One database with any number of shops, each in a schema of its own, over one pool. */
export interface Database {
  /** The storage of a shop; no I/O. The name is 1 to 48 of a-z, 0-9 and _, beginning with a letter. */
  shop(name: string): Storage
  /** Ends the pool (and the embedded database). Units that run are finished first. */
  close(): Promise<void>
}

/** Builds the storage of one shop. */
export function createShopStorage(
  shop: string,
  deps: {
    readonly pool: () => Promise<pg.Pool>
    readonly lazyPool: pg.Pool
    readonly options: SessionOptions
    readonly defaultMigrate: Storage['defaultMigrate']
    readonly close: () => Promise<void>
  },
): Storage {
  const schema = schemaOf(shop)
  const session = createSession(deps.lazyPool, deps.options)
  return {
    defaultMigrate: deps.defaultMigrate,
    units: createUnitOfWork(deps.lazyPool, deps.options, (unit) => createShopTx(schema, unit)),
    reader: createShopReader({ schema, session }),
    open: (mode) => new ResultAsync(open(deps.pool, schema, mode)),
    analyze: () => session.unprepared('analyze').map(() => undefined),
    close: deps.close,
  }
}

async function open(
  connectPool: () => Promise<pg.Pool>,
  schema: string,
  mode: Storage['defaultMigrate'],
): Promise<Result<ShopState, StorageOpenError>> {
  try {
    const pool = await connectPool()
    const client = await pool.connect()
    try {
      return await openOn(client, schema, mode)
    } finally {
      client.release()
    }
  } catch (cause) {
    return err(openError(cause))
  }
}

async function openOn(
  client: pg.PoolClient,
  schema: string,
  mode: Storage['defaultMigrate'],
): Promise<Result<ShopState, StorageOpenError>> {
  if (mode === 'auto') {
    const migrated = await migrate(client, schema)
    if (migrated.isErr()) return err(migrated.error)
  }
  if (mode === 'check') {
    const checked = await checkMigrated(client, schema)
    if (checked.isErr()) return err(checked.error)
  }
  const { rows } = await client.query<{ fingerprint_key: string }>(
    `select fingerprint_key from ${schema}.shop`,
  )
  return ok({ fingerprintKey: rows[0]?.fingerprint_key ?? '' })
}

/** A refusal to open the folder is a value already; what the driver throws becomes a port error or stays a defect. */
function openError(cause: unknown): StorageOpenError {
  if (cause instanceof OpenRefused) return cause.refusal
  const error: PortError | null = toPortError(cause)
  if (error === null) throw cause
  return error
}

/** Carries a typed refusal through the pool's own connecting code. */
export class OpenRefused extends Error {
  readonly refusal: StorageOpenError

  constructor(refusal: StorageOpenError) {
    super(refusal.message)
    this.refusal = refusal
  }
}
