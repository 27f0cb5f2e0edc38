import type { Commerce, Context, Id, Result, Storage, StorageTx, TypedError } from '@cartwright/core'
import {
  addSeconds,
  createCommerce,
  permissions,
  sequentialIds,
  staff,
  toInstant,
  unwrap,
} from '@cartwright/core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { postgres } from '../postgres.ts'

const CONNECTIONS = 16
const START = toInstant('2026-01-01T00:00:00.000Z')

function serverUrls(): readonly string[] {
  const urls = (process.env['CARTWRIGHT_POSTGRES_URLS'] ?? '').split(',').map((url) => url.trim())
  const named = urls.filter((url) => url !== '')
  if (named.length === 0) throw new Error('CARTWRIGHT_POSTGRES_URLS must name the servers to test on')
  return named
}

const servers = serverUrls().map((url) => ({ url, label: new URL(url).host }))

interface Level {
  readonly variantId: Id<'var'>
  readonly locationId: Id<'loc'>
}

interface Shop {
  readonly commerce: Commerce
  readonly storage: Storage
  readonly staff: Context
  /** A location of its own. */
  location(): Promise<Id<'loc'>>
  variants(count: number): Promise<readonly Id<'var'>[]>
  deliver(levels: readonly Level[], quantity: number): Promise<void>
}

const ids = sequentialIds()
const random = (below: number): number => Math.floor(Math.random() * below)
let shops = 0

async function openShop(url: string): Promise<Shop> {
  const name = `stock_${process.pid}_${(shops += 1)}_${Math.floor(Math.random() * 36 ** 6).toString(36)}`
  const database = postgres({ connectionString: url, maxConnections: CONNECTIONS })
  const storage = database.shop(name)
  const commerce = await createCommerce({ storage, migrate: 'auto' })
  onTestFinished(async () => {
    await inUnit(storage, async (tx) => {
      await unwrap(tx.sql('set local client_min_messages = error'))
      await unwrap(tx.sql(`drop schema "${name}" cascade`))
    })
    await database.close()
  })
  const ctx = commerce.context({ actor: staff('tester', permissions) })
  let made = 0
  return {
    commerce,
    storage,
    staff: ctx,
    location: async () => {
      const code = `place ${(made += 1)}`
      return (await unwrap(commerce.locations.create(ctx, { code, name: 'Warehouse' }))).id
    },
    variants: async (count) => {
      const values = times(count, String)
      const variants = values.map((size) => ({ sku: `${(made += 1)}`, optionValues: { size } }))
      const options = [{ name: 'size', values }]
      const product = await unwrap(commerce.products.create(ctx, { title: 'Mug', options, variants }))
      return product.variants.map(({ id }) => id)
    },
    deliver: async (levels, quantity) => {
      const movements = levels.map((level) => ({ ...level, quantity, reason: 'delivery' }))
      await unwrap(commerce.inventory.adjust(ctx, { movements }))
    },
  }
}

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index))
}

/** Runs work in a unit that is not tried again: a deadlock would fail the test. */
async function inUnit<T>(storage: Storage, work: (tx: StorageTx) => Promise<T>): Promise<T> {
  const end = await unwrap(
    storage.units.run<T, never>({ retry: 'never' }, async (tx) => ({ end: 'commit', value: await work(tx) })),
  )
  if (end.end !== 'commit') throw new Error('the unit was rejected')
  return end.value
}

function tally(results: readonly Result<unknown, TypedError>[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const result of results) {
    const outcome = result.isOk() ? 'ok' : result.error.type
    counts[outcome] = (counts[outcome] ?? 0) + 1
  }
  return counts
}

async function report({ commerce, staff: ctx }: Shop) {
  return unwrap(commerce.inventory.reconcile(ctx, {}))
}

async function oneLevel(shop: Shop): Promise<Level> {
  const [variantId] = await shop.variants(1)
  if (variantId === undefined) throw new Error('one variant was made')
  return { variantId, locationId: await shop.location() }
}

describe.each(servers)('stock under contention on $label', ({ url }) => {
  it('allocates 50 units to 50 of 200, who draw 50 numbers without a gap', async () => {
    const shop = await openShop(url)
    const level = await oneLevel(shop)
    await shop.deliver([level], 50)
    const line = { ...level, quantity: 1, backorderLimit: 0 }
    const guards = await Promise.all(
      times(200, () =>
        inUnit(shop.storage, async (tx) => unwrap(tx.stock.allocate([line], START, 'order_number'))),
      ),
    )
    const drawn = guards.flatMap((guard) => (guard.ok ? [guard.drawn ?? -1] : []))
    expect(drawn.toSorted((a, b) => a - b)).toEqual(times(50, (index) => 1_000 + index))
    const refused = guards.filter((guard) => !guard.ok)
    expect(refused).toHaveLength(150)
    for (const guard of refused) {
      expect(guard).toEqual({ ok: false, drawn: null, shortfalls: [{ ...level, wanted: 1, available: 0 }] })
    }
    expect(await report(shop)).toMatchObject({ onHand: 50, allocated: 50 })
  })

  it('frees the same expired holds once, for whoever comes first', async () => {
    const shop = await openShop(url)
    const level = await oneLevel(shop)
    await shop.deliver([level], 30)
    const lines = times(30, () => ({
      ...level,
      quantity: 1,
      backorderLimit: 0,
      reservationId: ids.next('rsv'),
    }))
    const soon = addSeconds(START, 60)
    await inUnit(shop.storage, async (tx) => unwrap(tx.stock.reserve('gone', lines, START, soon)))
    const line = { ...level, quantity: 1, backorderLimit: 0 }
    const guards = await Promise.all(
      times(90, () => inUnit(shop.storage, async (tx) => unwrap(tx.stock.allocate([line], soon, 'nothing')))),
    )
    expect(guards.filter(({ ok }) => ok)).toHaveLength(30)
    expect(await report(shop)).toMatchObject({ onHand: 30, allocated: 30, held: 0 })
  })

  it('sets a level that did not exist for one of 16 who all believe so', async () => {
    const shop = await openShop(url)
    for (let round = 0; round < 8; round += 1) {
      const level = await oneLevel(shop)
      const results = await Promise.all(
        times(16, (index) =>
          shop.commerce.inventory.setLevels(shop.staff, {
            levels: [{ ...level, onHand: 100 + index, expectedOnHand: 0 }],
            reason: 'stocktake',
          }),
        ),
      )
      expect(tally(results)).toEqual({ ok: 1, 'inventory.level_changed': 15 })
      const winner = results.findIndex((result) => result.isOk())
      const [found] = await unwrap(
        shop.commerce.inventory.getLevels(shop.staff, { variantIds: [level.variantId] }),
      )
      expect(found).toMatchObject({ ...level, onHand: 100 + winner })
      for (const result of results) {
        if (result.isOk()) continue
        expect(result.error).toMatchObject({ levels: [{ ...level, onHand: 100 + winner }] })
      }
    }
    expect(await report(shop)).toMatchObject({ drifted: 0 })
  })

  it('adds every delivery to a level that did not exist', async () => {
    const shop = await openShop(url)
    const locationId = await shop.location()
    const levels = (await shop.variants(8)).map((variantId) => ({ variantId, locationId }))
    await Promise.all(times(24, (index) => shop.deliver(index % 2 === 0 ? levels : levels.toReversed(), 3)))
    expect(await report(shop)).toMatchObject({ levels: 8, onHand: 8 * 24 * 3, drifted: 0 })
  })

  it('keeps its sums through everything at once, without a deadlock', async () => {
    const shop = await openShop(url)
    const locationId = await shop.location()
    const levels = (await shop.variants(6)).map((variantId) => ({ variantId, locationId }))
    await shop.deliver(levels, 10)
    const outcomes = await Promise.all(times(400, (index) => act(shop, levels, index)))
    // Each kind of work did something.
    expect(outcomes).toEqual(expect.arrayContaining(['held', 'extended', 'released', 'taken']))
    const { drifted, onHand, allocated, held } = await report(shop)
    expect(drifted).toBe(0)
    expect(allocated + held).toBeLessThanOrEqual(onHand)
    const found = await unwrap(
      shop.commerce.inventory.getLevels(shop.staff, { variantIds: levels.map(({ variantId }) => variantId) }),
    )
    for (const level of found) expect(level.allocated + level.held).toBeLessThanOrEqual(level.onHand)
  })
})

const OWNERS = 12

/** One of the many at once: lines in any order, owners shared, the clock a little further each time. */
function act(shop: Shop, levels: readonly Level[], index: number): Promise<string> {
  const owner = `owner ${random(OWNERS)}`
  const at = addSeconds(START, index)
  return inUnit(shop.storage, async ({ stock }) => {
    switch (index % 4) {
      case 0: {
        const guard = await unwrap(
          stock.reserve(owner, someLines(levels), at, addSeconds(at, 1 + random(40))),
        )
        return guard.ok ? 'held' : 'refused'
      }
      case 1:
        return (await unwrap(stock.extend(owner, at, addSeconds(at, 20)))) > 0 ? 'extended' : 'nothing'
      case 2:
        return (await unwrap(stock.release(owner, at))) > 0 ? 'released' : 'nothing'
      default: {
        const taken = await unwrap(stock.commit(owner, at))
        const orderId = ids.next('ord')
        for (const part of taken) {
          stock.appendAllocation({ ...part, orderId, orderLineId: ids.next('oln') })
        }
        return taken.length > 0 ? 'taken' : 'nothing'
      }
    }
  })
}

function someLines(levels: readonly Level[]) {
  return levels
    .filter(() => random(2) === 0)
    .toSorted(() => random(2) - 0.5)
    .map((level) => ({
      ...level,
      quantity: 1 + random(3),
      backorderLimit: 0,
      reservationId: ids.next('rsv'),
    }))
}
