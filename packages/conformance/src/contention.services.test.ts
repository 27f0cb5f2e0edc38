import type { Context, Id, ManualClock, Result, TypedError } from '@cartwright/core'
import { manualClock, unwrap } from '@cartwright/core'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Server, ServerShop, ServerShopOptions, Stocked } from './servers.ts'
import { openShop, servers, stockedVariants } from './servers.ts'

const START = '2026-01-01T00:00:00.000Z'

async function shopOn(server: Server, options: ServerShopOptions = {}): Promise<ServerShop> {
  const shop = await openShop(server, { maxConnections: 16, ...options })
  onTestFinished(shop.drop)
  return shop
}

async function clockedShopOn(server: Server): Promise<{ shop: ServerShop; clock: ManualClock }> {
  const clock = manualClock(START)
  return { shop: await shopOn(server, { clock }), clock }
}

interface Buyer {
  readonly ctx: Context
  readonly cartId: Id<'cart'>
}

/** A guest with a cart of these lines, each of its own. */
async function buyerOf(
  { commerce, guest }: ServerShop,
  wanted: readonly { readonly variantId: Id<'var'>; readonly quantity: number }[],
): Promise<Buyer> {
  const ctx = guest()
  const cart = await unwrap(commerce.carts.create(ctx, {}))
  const lines = wanted.map((line, index) => ({ ...line, lineKey: `line ${index}` }))
  await unwrap(commerce.carts.addLines(ctx, { cartId: cart.id, lines }))
  return { ctx, cartId: cart.id }
}

function place({ commerce }: ServerShop, { ctx, cartId }: Buyer) {
  return commerce.checkout.place(ctx, { cartId, payment: { provider: 'cash' } })
}

/** How often each came out: `ok` or the error's type. */
function tally(results: readonly Result<unknown, TypedError>[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const result of results) {
    const outcome = result.isOk() ? 'ok' : result.error.type
    counts[outcome] = (counts[outcome] ?? 0) + 1
  }
  return counts
}

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index))
}

async function levelOf({ commerce, staff }: ServerShop, { variantId }: Stocked) {
  const [level] = await unwrap(commerce.inventory.getLevels(staff, { variantIds: [variantId] }))
  return level
}

async function expectBooksBalance({ commerce, staff }: ServerShop, sums: object): Promise<void> {
  expect(await unwrap(commerce.inventory.reconcile(staff, {}))).toMatchObject({ drifted: 0, ...sums })
}

async function one(shop: ServerShop, stock: number): Promise<Stocked> {
  const [made] = await stockedVariants(shop, [stock])
  if (made === undefined) throw new Error('one variant was made')
  return made
}

async function two(shop: ServerShop, stock: number): Promise<readonly [Stocked, Stocked]> {
  const [first, second] = await stockedVariants(shop, [stock, stock])
  if (first === undefined || second === undefined) throw new Error('two variants were made')
  return [first, second]
}

describe.each(servers)('buyers at once on $label', (server) => {
  it('sells 20 units to 20 of 60 buyers', async () => {
    const shop = await shopOn(server)
    const { variantId } = await one(shop, 20)
    const buyers = await Promise.all(times(60, () => buyerOf(shop, [{ variantId, quantity: 1 }])))
    const results = await Promise.all(buyers.map((buyer) => place(shop, buyer)))
    expect(tally(results)).toEqual({ ok: 20, 'inventory.insufficient_stock': 40 })
    const placed = results.flatMap((result) => (result.isOk() ? result.value.number : []))
    expect(new Set(placed).size).toBe(20)
    const listed = await unwrap(shop.commerce.orders.list(shop.staff, { limit: 100 }))
    expect(listed.items).toHaveLength(20)
    await expectBooksBalance(shop, { onHand: 20, allocated: 20, held: 0 })
  })

  it('sells two variants in opposite order of lines without a deadlock', async () => {
    const shop = await shopOn(server)
    const [first, second] = await two(shop, 30)
    const forth = [first, second].map(({ variantId }) => ({ variantId, quantity: 1 }))
    const buyers = await Promise.all(
      times(40, (index) => buyerOf(shop, index % 2 === 0 ? forth : forth.toReversed())),
    )
    const results = await Promise.all(buyers.map((buyer) => place(shop, buyer)))
    expect(tally(results)).toEqual({ ok: 30, 'inventory.insufficient_stock': 10 })
    await expectBooksBalance(shop, { onHand: 60, allocated: 60 })
  })

  it('counts lines that share a variant together', async () => {
    const shop = await shopOn(server)
    const { variantId } = await one(shop, 10)
    const lines = [
      { variantId, quantity: 1 },
      { variantId, quantity: 2 },
    ]
    const buyers = await Promise.all(times(8, () => buyerOf(shop, lines)))
    const results = await Promise.all(buyers.map((buyer) => place(shop, buyer)))
    expect(tally(results)).toEqual({ ok: 3, 'inventory.insufficient_stock': 5 })
    await expectBooksBalance(shop, { onHand: 10, allocated: 9 })
  })
})

describe.each(servers)('reservations on $label', (server) => {
  it('drops what has expired, once, however many ask for it', async () => {
    const { shop, clock } = await clockedShopOn(server)
    const level = await one(shop, 5)
    const reserve = (owner: string, quantity: number) =>
      shop.commerce.inventory.reserve(shop.staff, {
        owner,
        lines: [{ ...level, quantity }],
        ttlSeconds: 60,
      })
    await unwrap(reserve('first', 5))
    expect(tally([await reserve('early', 1)])).toEqual({ 'inventory.insufficient_stock': 1 })
    clock.advance(61)
    const results = await Promise.all(times(20, (index) => reserve(`late ${index}`, 1)))
    expect(tally(results)).toEqual({ ok: 5, 'inventory.insufficient_stock': 15 })
    expect(await levelOf(shop, level)).toMatchObject({ onHand: 5, held: 5, available: 0 })
    await expectBooksBalance(shop, { onHand: 5, held: 5 })
  })

  it('sells what an expired reservation held', async () => {
    const { shop, clock } = await clockedShopOn(server)
    const level = await one(shop, 3)
    const buyers = await Promise.all(
      times(6, () => buyerOf(shop, [{ variantId: level.variantId, quantity: 1 }])),
    )
    const lines = [{ ...level, quantity: 3 }]
    await unwrap(shop.commerce.inventory.reserve(shop.staff, { owner: 'draft', lines, ttlSeconds: 60 }))
    expect(tally(await Promise.all(buyers.map((buyer) => place(shop, buyer))))).toEqual({
      'inventory.insufficient_stock': 6,
    })
    clock.advance(61)
    expect(tally(await Promise.all(buyers.map((buyer) => place(shop, buyer))))).toEqual({
      ok: 3,
      'inventory.insufficient_stock': 3,
    })
    await expectBooksBalance(shop, { allocated: 3, held: 0 })
  })

  it('are extended while they live and released once', async () => {
    const { shop, clock } = await clockedShopOn(server)
    const { inventory } = shop.commerce
    const [first, second] = await two(shop, 4)
    const lines = [first, second].map((level) => ({ ...level, quantity: 4 }))
    await unwrap(inventory.reserve(shop.staff, { owner: 'draft', lines, ttlSeconds: 60 }))
    clock.advance(59)
    expect(await unwrap(inventory.extend(shop.staff, { owner: 'draft', ttlSeconds: 60 }))).toEqual({
      changed: 2,
    })
    clock.advance(59)
    const other = { owner: 'other', lines: [{ ...first, quantity: 1 }], ttlSeconds: 60 }
    expect(tally([await inventory.reserve(shop.staff, other)])).toEqual({ 'inventory.insufficient_stock': 1 })
    clock.advance(2)
    const late = await inventory.extend(shop.staff, { owner: 'draft', ttlSeconds: 60 })
    expect(tally([late])).toEqual({ 'inventory.reservation_not_found': 1 })
    const released = await Promise.all(
      times(8, () => unwrap(inventory.release(shop.staff, { owner: 'draft' }))),
    )
    expect(released.reduce((sum, { changed }) => sum + changed, 0)).toBe(2)
    await expectBooksBalance(shop, { held: 0, allocated: 0 })
    await unwrap(inventory.reserve(shop.staff, other))
    await expectBooksBalance(shop, { held: 1 })
  })
})

const ROUNDS = 12

describe.each(servers)('twins on $label', (server) => {
  it('place one order under one key, whenever they come', async () => {
    const shop = await shopOn(server)
    const { variantId } = await one(shop, 100)
    for (let round = 0; round < ROUNDS; round += 1) {
      const buyer = await buyerOf(shop, [{ variantId, quantity: 1 }])
      const input = { cartId: buyer.cartId, payment: { provider: 'cash' } } as const
      const keyed = { ...buyer.ctx, idempotencyKey: `twins-of-round-${round}` }
      const twin = async (index: number) => {
        await new Promise((resolve) => setTimeout(resolve, index * round))
        return shop.commerce.checkout.place.detailed(keyed, input)
      }
      const results = await Promise.all(times(8, twin))
      const { ok: placed = 0, 'idempotency.in_progress': busy = 0, ...others } = tally(results)
      expect(others).toEqual({})
      expect(placed + busy).toBe(8)
      const values = results.flatMap((result) => (result.isOk() ? result.value : []))
      expect(values.filter(({ meta }) => !meta.replayed)).toHaveLength(1)
      expect(new Set(values.map(({ value }) => value.id)).size).toBe(1)
      const again = await unwrap(shop.commerce.checkout.place.detailed(keyed, input))
      expect(again).toMatchObject({ value: { id: values[0]?.value.id }, meta: { replayed: true } })
    }
    await expectBooksBalance(shop, { allocated: ROUNDS })
  })

  it('wait for each other and are replayed where the shop says so', async () => {
    const shop = await shopOn(server, { idempotency: { whenBusy: 'wait' } })
    const { variantId } = await one(shop, 100)
    for (let round = 0; round < ROUNDS; round += 1) {
      const buyer = await buyerOf(shop, [{ variantId, quantity: 1 }])
      const input = { cartId: buyer.cartId, payment: { provider: 'cash' } } as const
      const keyed = { ...buyer.ctx, idempotencyKey: `twins-of-round-${round}` }
      const results = await Promise.all(times(8, () => shop.commerce.checkout.place.detailed(keyed, input)))
      expect(tally(results)).toEqual({ ok: 8 })
      const values = results.flatMap((result) => (result.isOk() ? result.value : []))
      expect(values.filter(({ meta }) => !meta.replayed)).toHaveLength(1)
      expect(new Set(values.map(({ value }) => value.id)).size).toBe(1)
    }
    await expectBooksBalance(shop, { allocated: ROUNDS })
  })

  it('add to one cart without a conflict', async () => {
    const shop = await shopOn(server)
    const { variantId } = await one(shop, 100)
    const ctx = shop.guest()
    const cart = await unwrap(shop.commerce.carts.create(ctx, {}))
    const add = () => shop.commerce.carts.addLine(ctx, { cartId: cart.id, variantId, quantity: 1 })
    expect(tally(await Promise.all(times(30, add)))).toEqual({ ok: 30 })
    const { lines } = await unwrap(shop.commerce.carts.get(ctx, { cartId: cart.id }))
    expect(lines).toMatchObject([{ variantId, quantity: 30 }])
  })

  it('make one product of a SKU', async () => {
    const shop = await shopOn(server)
    const create = (index: number) =>
      shop.commerce.products.create(shop.staff, { title: `Mug ${index}`, variants: [{ sku: 'mug' }] })
    expect(tally(await Promise.all(times(16, create)))).toEqual({ ok: 1, 'catalog.sku_taken': 15 })
    expect(await unwrap(shop.commerce.products.findSkus(shop.staff, { skus: ['mug'] }))).toHaveLength(1)
  })
})
