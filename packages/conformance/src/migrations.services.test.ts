import { postgres } from '@cartwright/adapters-postgres'
import type { Database } from '@cartwright/adapters-postgres'
import type { Commerce, MigrateMode, TypedError } from '@cartwright/core'
import {
  createCommerce,
  guest,
  openCommerce,
  permissions,
  ResultError,
  staff,
  unwrap,
} from '@cartwright/core'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Server, Stocked } from './servers.ts'
import { dropShop, freshName, runSql, servers, stockedVariants } from './servers.ts'

const STARTERS = 20
const SHOPS = 100
const BATCH = 10

/** A pool of its own, closed at the end of the test. */
function databaseOn({ url }: Server, maxConnections: number): Database {
  const database = postgres({ connectionString: url, maxConnections })
  onTestFinished(database.close)
  return database
}

/** A name whose schema, once there, is deleted at the end of the test. */
function nameOn(server: Server): string {
  const name = freshName()
  onTestFinished(async () => {
    const database = postgres({ connectionString: server.url, maxConnections: 1 })
    await dropShop(database.shop(name), name)
    await database.close()
  })
  return name
}

/** Opens a shop and answers why it was refused, or null. */
async function refusal(database: Database, name: string, migrate: MigrateMode): Promise<TypedError | null> {
  const opened = await openCommerce({ storage: database.shop(name), migrate })
  return opened.isErr() ? opened.error : null
}

function staffOf(commerce: Commerce) {
  return commerce.context({ actor: staff('tester', permissions), currency: 'GBP' })
}

function guestOf(commerce: Commerce) {
  return commerce.context({ actor: guest(), currency: 'GBP' })
}

/** A shop that has sold one unit of its only variant. */
async function sellingShop(database: Database, name: string): Promise<{ commerce: Commerce; sold: Stocked }> {
  const commerce = await createCommerce({ storage: database.shop(name), migrate: 'auto' })
  const [sold] = await stockedVariants({ commerce, staff: staffOf(commerce) }, [1])
  if (sold === undefined) throw new Error('one variant was made')
  const ctx = guestOf(commerce)
  const { id: cartId } = await unwrap(commerce.carts.create(ctx, {}))
  await unwrap(commerce.carts.addLine(ctx, { cartId, variantId: sold.variantId, quantity: 1 }))
  await unwrap(commerce.checkout.place(ctx, { cartId, payment: { provider: 'cash' } }))
  return { commerce, sold }
}

function batches<T>(items: readonly T[]): readonly (readonly T[])[] {
  const count = Math.ceil(items.length / BATCH)
  return Array.from({ length: count }, (_, index) => items.slice(index * BATCH, (index + 1) * BATCH))
}

describe.each(servers)('starting on $label', (server) => {
  it(`${STARTERS} starters of one new shop all succeed and agree`, async () => {
    const name = nameOn(server)
    const storages = Array.from({ length: STARTERS }, () => databaseOn(server, 1).shop(name))
    const opened = await Promise.all(storages.map((storage) => storage.open('auto')))
    const states = opened.map((result) => (result.isOk() ? result.value.fingerprintKey : result.error.type))
    expect(new Set(states).size).toBe(1)
    expect(states[0]).toMatch(/^[\w-]{43}$/)
    expect(await refusal(databaseOn(server, 1), name, 'check')).toBeNull()
  })

  it('refuses a missing or an empty schema and names the command', async () => {
    const name = nameOn(server)
    const database = databaseOn(server, 1)
    const outdated = { type: 'storage.schema_outdated', missing: ['0001_shop'] }
    const missing = await refusal(database, name, 'check')
    expect(missing).toMatchObject(outdated)
    expect(missing?.message).toContain(`cartwright-postgres migrate --shop ${name}`)
    await runSql(database.shop(name), `create schema "${name}"`)
    expect(await refusal(database, name, 'check')).toMatchObject(outdated)
    await expect(createCommerce({ storage: database.shop(name) })).rejects.toThrow(ResultError)
    expect(await refusal(database, name, 'auto')).toBeNull()
    expect(await refusal(database, name, 'check')).toBeNull()
  })

  it.each(['auto', 'check'] as const)('refuses an edited and an unknown migration (%s)', async (mode) => {
    const name = nameOn(server)
    const database = databaseOn(server, 1)
    const storage = database.shop(name)
    expect(await refusal(database, name, 'auto')).toBeNull()
    await runSql(storage, `insert into "${name}".migrations (name, checksum) values ('9999_future', 'x')`)
    expect(await refusal(database, name, mode)).toMatchObject({
      type: 'storage.schema_too_new',
      migration: '9999_future',
    })
    await runSql(storage, `delete from "${name}".migrations where name = '9999_future'`)
    expect(await refusal(database, name, mode)).toBeNull()
    await runSql(storage, `update "${name}".migrations set checksum = 'edited'`)
    expect(await refusal(database, name, mode)).toMatchObject({
      type: 'storage.migration_changed',
      migration: '0001_shop',
    })
  })
})

describe.each(servers)('many shops on $label', (server) => {
  it(`${SHOPS} shops share a pool of 10 and do not touch`, { timeout: 300_000 }, async () => {
    const database = databaseOn(server, 10)
    const names = Array.from({ length: SHOPS }, () => nameOn(server))
    const shops: Awaited<ReturnType<typeof sellingShop>>[] = []
    for (const batch of batches(names)) {
      shops.push(...(await Promise.all(batch.map((name) => sellingShop(database, name)))))
    }
    for (const batch of batches(shops)) await Promise.all(batch.map(expectOwnOrderAlone))
    const [first, second] = shops
    if (first === undefined || second === undefined) throw new Error('there are more than two')
    await expectStranger(first.commerce, second.sold)
  })
})

async function expectOwnOrderAlone({ commerce, sold }: { commerce: Commerce; sold: Stocked }): Promise<void> {
  const ctx = staffOf(commerce)
  const { items } = await unwrap(commerce.orders.list(ctx, {}))
  expect(items).toMatchObject([{ number: '1000' }])
  const report = await unwrap(commerce.inventory.reconcile(ctx, {}))
  expect(report).toMatchObject({ levels: 1, onHand: 1, allocated: 1, drifted: 0 })
  const levels = await unwrap(commerce.inventory.getLevels(ctx, { variantIds: [sold.variantId] }))
  expect(levels).toHaveLength(1)
}

/** What another shop sells is unknown here. */
async function expectStranger(commerce: Commerce, foreign: Stocked): Promise<void> {
  const ctx = staffOf(commerce)
  expect(await unwrap(commerce.inventory.getLevels(ctx, { variantIds: [foreign.variantId] }))).toEqual([])
  const movements = [{ ...foreign, quantity: 1, reason: 'delivery' }]
  const adjusted = await commerce.inventory.adjust(ctx, { movements })
  expect(adjusted._unsafeUnwrapErr().type).toBe('inventory.variant_unknown')
}
