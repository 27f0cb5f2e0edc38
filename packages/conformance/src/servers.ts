import { postgres } from '@cartwright/adapters-postgres'
import type { Database } from '@cartwright/adapters-postgres'
import type { Clock, Commerce, CommerceConfig, Context, Id, Storage } from '@cartwright/core'
import { createCommerce, guest, permissions, staff, system, unwrap } from '@cartwright/core'

/** A PostgreSQL server that the tests run on. */
export interface Server {
  /** Host, port and database: connection strings may hold passwords. */
  readonly label: string
  readonly url: string
}

/** A shop of its own on a server. */
export interface ServerShop {
  readonly name: string
  readonly commerce: Commerce
  readonly database: Database
  readonly storage: Storage
  /** Holds every permission. */
  readonly staff: Context
  readonly system: Context
  /** A new guest. */
  guest(): Context
  /** How many protocol round trips the work took, BEGIN and COMMIT included. */
  statements(work: () => PromiseLike<unknown>): Promise<number>
  /** Runs SQL of the test's own; `:schema` stands for the shop's. */
  sql<Row>(text: string, parameters?: readonly unknown[]): Promise<readonly Row[]>
  /** Deletes the shop and closes its pool. */
  drop(): Promise<void>
}

/** What a shop on a server may be given. */
export interface ServerShopOptions {
  readonly maxConnections?: number
  readonly clock?: Clock
  readonly idempotency?: NonNullable<CommerceConfig['idempotency']>
}

/** The servers that `CARTWRIGHT_POSTGRES_URLS` names, separated by commas; throws when it names none. */
export const servers: readonly Server[] = readServers(process.env['CARTWRIGHT_POSTGRES_URLS'])

function readServers(urls: string | undefined): readonly Server[] {
  const named = (urls ?? '').split(',').flatMap((url) => (url.trim() === '' ? [] : url.trim()))
  if (named.length === 0) throw new Error('CARTWRIGHT_POSTGRES_URLS must name the servers to test on')
  return named.map((url) => {
    const { host, pathname } = new URL(url)
    return { label: `${host}${pathname}`, url }
  })
}

let sequence = 0

/** A shop name that no other test, file or run uses. */
export function freshName(): string {
  const random = Math.floor(Math.random() * 36 ** 6).toString(36)
  return `test_${process.pid}_${(sequence += 1)}_${random}`
}

/** Opens a new, empty shop. */
export async function openShop(server: Server, options: ServerShopOptions = {}): Promise<ServerShop> {
  const name = freshName()
  let statementCount = 0
  const database = postgres({
    connectionString: server.url,
    maxConnections: options.maxConnections ?? 10,
    onStatement: () => (statementCount += 1),
  })
  const storage = database.shop(name)
  const { clock, idempotency } = options
  const commerce = await createCommerce({
    storage,
    migrate: 'auto',
    ...(clock === undefined ? {} : { clock }),
    ...(idempotency === undefined ? {} : { idempotency }),
  })
  return {
    name,
    commerce,
    database,
    storage,
    staff: commerce.context({ actor: staff('tester', permissions), currency: 'GBP' }),
    system: commerce.context({ actor: system('test') }),
    guest: () => commerce.context({ actor: guest(), currency: 'GBP' }),
    statements: async (work) => {
      const before = statementCount
      await work()
      return statementCount - before
    },
    sql: (text, parameters) => runSql(storage, text.replaceAll(':schema', `"${name}"`), parameters),
    drop: async () => {
      await dropShop(storage, name)
      await database.close()
    },
  }
}

/** Deletes a shop's schema. */
export async function dropShop(storage: Storage, name: string): Promise<void> {
  await runSql(storage, 'set local client_min_messages = error')
  await runSql(storage, `drop schema if exists "${name}" cascade`)
}

/** Runs one statement in a unit of its own. */
export async function runSql<Row>(
  storage: Storage,
  text: string,
  parameters: readonly unknown[] = [],
): Promise<readonly Row[]> {
  const end = await unwrap(
    storage.units.run({ retry: 'never' }, async (tx) => {
      const rows = await tx.sql<Row>(text, parameters)
      return rows.isOk() ? { end: 'commit', value: rows.value } : { end: 'reject', error: rows.error }
    }),
  )
  if (end.end !== 'commit') throw new Error(`the test's SQL failed: ${JSON.stringify(end.error)}`)
  return end.value
}

/** A tracked variant and where its stock is. */
export interface Stocked {
  readonly variantId: Id<'var'>
  readonly locationId: Id<'loc'>
}

/** Makes variants at 5.00, each with the stock given, at one location. */
export async function stockedVariants(
  { commerce, staff }: Pick<ServerShop, 'commerce' | 'staff'>,
  stocks: readonly number[],
): Promise<readonly Stocked[]> {
  const tag = freshName()
  const location = await unwrap(commerce.locations.create(staff, { code: tag, name: 'Warehouse' }))
  const variants = stocks.map((_, index) => ({
    sku: `${tag}-${index}`,
    optionValues: { size: String(index) },
    prices: [{ amount: 500, currency: 'GBP' }],
  }))
  const product = await unwrap(
    commerce.products.create(staff, {
      title: tag,
      status: 'active',
      options: [{ name: 'size', values: variants.map(({ optionValues }) => optionValues.size) }],
      variants,
    }),
  )
  const made = product.variants.map(({ id }) => ({ variantId: id, locationId: location.id }))
  const movements = made.map((level, index) => ({
    ...level,
    quantity: stocks[index] ?? 0,
    reason: 'delivery',
  }))
  await unwrap(commerce.inventory.adjust(staff, { movements }))
  return made
}
