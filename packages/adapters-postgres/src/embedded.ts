import { PGlite } from '@electric-sql/pglite'
import { createPgConfig } from '@electric-sql/pglite/node-postgres'
import type { Storage } from '@cartwright/core'
import pg from 'pg'
import type { Database } from './database.ts'
import { createShopStorage, OpenRefused } from './database.ts'
import { claimFolder } from './folder.ts'
import type { StatementEvent } from './session.ts'

/** How to run PostgreSQL inside this process. */
export interface EmbeddedPostgresOptions {
  /** The folder that keeps the data; without it everything is in memory. */
  readonly dataDir?: string
  /** How long a unit waits for the one connection, in milliseconds; default 30,000. */
  readonly connectionTimeoutMs?: number
  /** Sees every protocol round trip, BEGIN and COMMIT included. */
  readonly onStatement?: (event: StatementEvent) => void
}

/** The embedded database: itself the storage of one shop, with room for more. */
export interface EmbeddedDatabase extends Database, Storage {
  close(): Promise<void>
}

const DEFAULT_SHOP = 'shop'
const DEFAULT_TIMEOUT_MS = 30_000

/**
 * PostgreSQL inside this process (PGlite), with the semantics of the server.
 *
 * @remarks One connection: units run one after the other. A folder is used by one process at a time
 * (`storage.locked`) and by one version of the database (`storage.version_mismatch`). Killing the process is harmless.
 * @example
 * ```ts
 * import { createCommerce } from '@cartwright/core'
 * import { embeddedPostgres } from '@cartwright/adapters-postgres'
 * const commerce = await createCommerce({ storage: embeddedPostgres({ dataDir: './.data' }) })
 * await commerce.close()
 * ```
 */
export function embeddedPostgres(options: EmbeddedPostgresOptions = {}): EmbeddedDatabase {
  const engine = createEngine(options)
  const sessions = { prepare: true, onStatement: options.onStatement }
  const shop = (name: string): Storage =>
    createShopStorage(name, {
      pool: engine.start,
      lazyPool: engine.pool,
      options: sessions,
      defaultMigrate: 'auto',
      close: engine.close,
    })
  return { ...shop(DEFAULT_SHOP), shop, close: engine.close }
}

interface Engine {
  readonly pool: pg.Pool
  /** Opens the folder and the database once; throws a typed refusal. */
  start(): Promise<pg.Pool>
  close(): Promise<void>
}

function createEngine(options: EmbeddedPostgresOptions): Engine {
  let started: Promise<Running> | null = null
  let running: PGlite | null = null

  // The pool makes its client through this class, so that the database starts at the first use and not before.
  class EmbeddedClient extends pg.Client {
    constructor(config?: pg.ClientConfig) {
      if (running === null) throw new Error('the embedded database is not open')
      // A fresh connection object for each client: one that is shared breaks after an error.
      const { connection, user, password, database, host, port } = createPgConfig(running)
      super({ ...config, connection, user, password, database, host, port } as pg.ClientConfig)
    }
  }

  // The pool waits for what `onConnect` promises, though its types do not say so.
  const settings: pg.PoolConfig & { readonly onConnect: (client: pg.ClientBase) => Promise<void> } = {
    Client: EmbeddedClient,
    max: 1,
    // The one connection is the database's own: closing it for idleness would only cost a restart of the session.
    idleTimeoutMillis: 0,
    connectionTimeoutMillis: options.connectionTimeoutMs ?? DEFAULT_TIMEOUT_MS,
    onConnect: cleanSession,
  }
  const pool = new pg.Pool(settings)
  pool.on('error', () => undefined)

  async function start(): Promise<pg.Pool> {
    // Before the folder is locked: a pool that was ended never connects again.
    if (pool.ending) throw new Error('this embedded database was closed; make a new one')
    started ??= run(options.dataDir)
    try {
      running = (await started).database
    } catch (cause) {
      started = null
      throw cause
    }
    return pool
  }

  async function close(): Promise<void> {
    if (started === null) return
    const current = await started
    started = null
    await pool.end()
    await current.database.close()
    await current.release()
  }

  return { pool, start, close }
}

/** All clients share the database's one session: what a broken one left there must not meet the next. */
async function cleanSession(client: pg.ClientBase): Promise<void> {
  await client.query('rollback')
  await client.query('discard all')
}

interface Running {
  readonly database: PGlite
  release(): Promise<void>
}

async function run(dataDir: string | undefined): Promise<Running> {
  if (dataDir === undefined) {
    return { database: await PGlite.create(), release: async () => undefined }
  }
  const folder = await claimFolder(dataDir)
  if (folder.isErr()) throw new OpenRefused(folder.error)
  try {
    return { database: await PGlite.create(folder.value.databasePath), release: folder.value.release }
  } catch (cause) {
    await folder.value.release()
    throw cause
  }
}
