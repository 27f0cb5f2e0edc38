import pg from 'pg'
import type { Database } from './database.ts'
import { createShopStorage } from './database.ts'
import type { StatementEvent } from './session.ts'

/** How to reach a PostgreSQL server (15 or newer). */
export interface PostgresOptions {
  /** `postgres://user@host:5432/database`; either this or `pool`. */
  readonly connectionString?: string
  /** A pool of the caller's, which `close` does not end. */
  readonly pool?: pg.Pool
  /** The size of the pool that is made from `connectionString`; default 10. */
  readonly maxConnections?: number
  /** How long a unit waits for a connection, in milliseconds; default 30,000. */
  readonly connectionTimeoutMs?: number
  /** Prepare hot statements by name; default true. Off for poolers that do not keep them. */
  readonly prepare?: boolean
  /** Sees every protocol round trip of units and queries, BEGIN and COMMIT included. */
  readonly onStatement?: (event: StatementEvent) => void
}

const DEFAULT_CONNECTIONS = 10
const DEFAULT_TIMEOUT_MS = 30_000

/**
 * Shops on a PostgreSQL server, one schema each, over one pool.
 *
 * @remarks No I/O until the first use. `createCommerce` refuses a schema that is not up to date unless `migrate` is
 * `auto`; `cartwright-postgres migrate` brings it there.
 * @throws RangeError when neither or both of `connectionString` and `pool` are given.
 * @example
 * ```ts
 * import { createCommerce } from '@cartwright/core'
 * import { postgres } from '@cartwright/adapters-postgres'
 * const database = postgres({ connectionString: 'postgres://shop@localhost/shop' })
 * const commerce = await createCommerce({ storage: database.shop('acme'), migrate: 'auto' })
 * await commerce.close()
 * ```
 */
export function postgres(options: PostgresOptions): Database {
  const pool = options.pool ?? createPool(options)
  const sessions = { prepare: options.prepare ?? true, onStatement: options.onStatement }
  const close = async (): Promise<void> => {
    if (options.pool === undefined && !pool.ended) await pool.end()
  }
  return {
    shop: (name) =>
      createShopStorage(name, {
        pool: async () => pool,
        lazyPool: pool,
        options: sessions,
        defaultMigrate: 'check',
        // The pool belongs to the database, whose other shops may still use it.
        close: async () => undefined,
      }),
    close,
  }
}

function createPool(options: PostgresOptions): pg.Pool {
  const { connectionString } = options
  if (connectionString === undefined) throw new RangeError('postgres() needs a connectionString or a pool')
  const pool = new pg.Pool({
    connectionString,
    max: options.maxConnections ?? DEFAULT_CONNECTIONS,
    connectionTimeoutMillis: options.connectionTimeoutMs ?? DEFAULT_TIMEOUT_MS,
  })
  // A connection that breaks while idle is dropped by the pool; without a listener it would end the process.
  pool.on('error', () => undefined)
  return pool
}
