import { embeddedPostgres, tables } from '@cartwright/adapters-postgres'
import type {
  Commerce,
  Context,
  FieldsConfig,
  Id,
  ManualClock,
  NoFieldsConfig,
  Storage,
} from '@cartwright/core'
import {
  createCommerce,
  customer,
  guest,
  manualClock,
  permissions,
  sequentialIds,
  staff,
  system,
  unwrap,
} from '@cartwright/core'

/** A shop for tests: empty at the start, with a clock and ids under control. */
export interface TestShop<Fields extends FieldsConfig = NoFieldsConfig> {
  readonly commerce: Commerce<Fields>
  readonly storage: Storage
  readonly clock: ManualClock
  /** Holds every permission. */
  readonly staff: Context
  readonly system: Context
  /** A new guest. */
  guest(): Context
  customer(id: Id<'cus'>): Context
  /** How many protocol round trips the work took, BEGIN and COMMIT included. */
  statements(work: () => PromiseLike<unknown>): Promise<number>
  /** Runs SQL of the test's own; `:schema` stands for the shop's. */
  sql<Row>(text: string, parameters?: readonly unknown[]): Promise<readonly Row[]>
}

/** What a test shop may be given. */
export interface TestShopOptions<Fields extends FieldsConfig> {
  readonly fields?: Fields
  readonly start?: string
}

const SCHEMA = '"shop"'
const DEFAULT_START = '2026-01-01T00:00:00.000Z'
/** What a new schema holds; everything else is deleted. */
const KEPT = new Set(['shop'])

let statementCount = 0
let opened: Promise<Storage> | null = null

/** One database per process, migrated once: it starts in seconds, a reset takes milliseconds. */
async function sharedStorage(): Promise<Storage> {
  opened ??= (async () => {
    const storage = embeddedPostgres({ connectionTimeoutMs: 1_000, onStatement: () => (statementCount += 1) })
    await unwrap(storage.open('auto'))
    return storage
  })()
  return opened
}

/**
 * An empty shop on the embedded database of this process.
 *
 * @remarks Each call empties the database: a process runs one test shop at a time. Deleting is much quicker here than
 * truncating.
 */
export async function testShop<const Fields extends FieldsConfig = NoFieldsConfig>(
  options: TestShopOptions<Fields> = {},
): Promise<TestShop<Fields>> {
  const storage = await sharedStorage()
  await reset(storage)
  const clock = manualClock(options.start ?? DEFAULT_START)
  const commerce = await createCommerce<Fields>({
    storage,
    clock,
    ids: sequentialIds(),
    migrate: 'off',
    ...(options.fields === undefined ? {} : { fields: options.fields }),
  })
  return {
    commerce,
    storage,
    clock,
    staff: commerce.context({ actor: staff('tester', permissions) }),
    system: commerce.context({ actor: system('test') }),
    guest: () => commerce.context({ actor: guest(), currency: 'GBP' }),
    customer: (id) => commerce.context({ actor: customer(id), currency: 'GBP' }),
    statements: async (work) => {
      const before = statementCount
      await work()
      return statementCount - before
    },
    sql: (text, parameters) => runSql(storage, text, parameters),
  }
}

async function runSql<Row>(
  storage: Storage,
  text: string,
  parameters: readonly unknown[] = [],
): Promise<readonly Row[]> {
  const end = await unwrap(
    storage.units.run({ retry: 'never' }, async (tx) => {
      const rows = await tx.sql<Row>(text.replaceAll(':schema', SCHEMA), parameters)
      return rows.isOk() ? { end: 'commit', value: rows.value } : { end: 'reject', error: rows.error }
    }),
  )
  if (end.end !== 'commit') throw new Error(`the test's SQL failed: ${JSON.stringify(end.error)}`)
  return end.value
}

/** Children before parents: the tables are declared in an order in which each refers only to earlier ones. */
async function reset(storage: Storage): Promise<void> {
  const names = Object.keys(tables).filter((name) => !KEPT.has(name))
  const deletes = names.toReversed().map((name) => `delete from :schema.${name}`)
  // Categories refer to each other; deleting all of them in one statement is checked at its end.
  await runSql(storage, `do $$ begin ${deletes.join('; ')}; end $$`)
  await runSql(
    storage,
    `update :schema.shop set rules_revision = rules_revision + 1, tax_policy = '{"pricesIncludeTax": false,
      "rounding": {"mode": "half-up", "place": "line"}, "defaultDestination": null}'`,
  )
  await runSql(storage, `select setval('${SCHEMA}.order_number_seq', 1000, false)`)
}
