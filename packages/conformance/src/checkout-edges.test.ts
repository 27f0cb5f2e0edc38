import { tables } from '@cartwright/adapters-postgres'
import type { Context, Id, Json, ResultAsync } from '@cartwright/core'
import { createCommerce, ok, sequentialIds, unwrap } from '@cartwright/core'
import { beforeEach, describe, expect, it } from 'vitest'
import type { TestShop } from './test-shop.ts'
import { testShop } from './test-shop.ts'

const CASH = { provider: 'cash' }
const NOWHERE = `quo_${'0'.repeat(26)}` as const

interface Fixture extends TestShop {
  readonly productId: Id<'prd'>
  readonly variantId: Id<'var'>
}

let shop: Fixture

/** A mug at 12.00, ten in stock. */
beforeEach(async () => {
  const made = await testShop()
  const { commerce, staff } = made
  const variants = [{ sku: 'mug', prices: [{ amount: 1_200, currency: 'GBP' }] }]
  const product = await unwrap(commerce.products.create(staff, { title: 'Mug', status: 'active', variants }))
  const variantId = product.variants[0]!.id
  const location = await unwrap(commerce.locations.create(staff, { code: 'main', name: 'Main' }))
  const movement = { variantId, locationId: location.id, quantity: 10, reason: 'delivery' }
  await unwrap(commerce.inventory.adjust(staff, { movements: [movement] }))
  shop = { ...made, productId: product.id, variantId }
})

/** A cart with lines of so many mugs each. */
async function filled(...quantities: readonly number[]): Promise<{ ctx: Context; cartId: Id<'cart'> }> {
  const ctx = shop.guest()
  const { id: cartId } = await unwrap(shop.commerce.carts.create(ctx, {}))
  for (const [index, quantity] of quantities.entries()) {
    const line = { variantId: shop.variantId, quantity, lineKey: `line ${index}` }
    await unwrap(shop.commerce.carts.addLine(ctx, { cartId, ...line }))
  }
  return { ctx, cartId }
}

/** Of every table; what a refusal must leave as it was. */
async function counts(): Promise<unknown> {
  const columns = Object.keys(tables).map(
    (table) => `(select count(*)::int4 from :schema.${table}) as ${table}`,
  )
  const stock = await shop.sql(
    'select sum(allocated)::int4 as allocated, sum(held)::int4 as held from :schema.stock_levels',
  )
  return [await shop.sql(`select ${columns.join(', ')}`), stock]
}

/** The error of a refused call, which has written nothing. */
async function refused<T, E>(work: () => ResultAsync<T, E>): Promise<unknown> {
  const before = await counts()
  const result = await work()
  expect(await counts()).toEqual(before)
  return result._unsafeUnwrapErr()
}

describe('checkout counts lines of one variant together', () => {
  it('and refuses them for the stock that both want, by cash as well as by transfer', async () => {
    const { commerce, variantId } = shop
    const { ctx, cartId } = await filled(5, 4)
    const rival = await filled(3)
    const order = await unwrap(commerce.checkout.place(rival.ctx, { cartId: rival.cartId, payment: CASH }))
    for (const provider of ['cash', 'manual']) {
      const keyed = { ...ctx, idempotencyKey: `too much by ${provider}` }
      expect(
        await refused(() => commerce.checkout.place(keyed, { cartId, payment: { provider } })),
      ).toMatchObject({
        type: 'inventory.insufficient_stock',
        shortfalls: [{ variantId, wanted: 9, available: 7 }],
      })
    }
    await unwrap(commerce.orders.cancel(rival.ctx, { orderId: order.id }))
    // A refusal stores nothing under its key, so the same call may succeed later.
    const keyed = { ...ctx, idempotencyKey: 'too much by cash' }
    const placed = await unwrap(commerce.checkout.place(keyed, { cartId, payment: CASH }))
    expect(placed.lines.map(({ ordered }) => ordered)).toEqual([5, 4])
    expect(await unwrap(commerce.inventory.reconcile(shop.staff, {}))).toMatchObject({
      allocated: 9,
      drifted: 0,
    })
  })
})

describe('checkout refuses, and writes nothing', () => {
  it('an empty cart, a foreign or unknown quote and an unknown provider', async () => {
    const { commerce } = shop
    const empty = await filled()
    const { ctx, cartId } = await filled(1)
    const quote = await unwrap(commerce.checkout.start(ctx, { cartId }))
    const place = commerce.checkout.place
    expect(await refused(() => place(empty.ctx, { cartId: empty.cartId, payment: CASH }))).toMatchObject({
      type: 'checkout.cart_empty',
    })
    expect(await refused(() => commerce.checkout.start(empty.ctx, { cartId: empty.cartId }))).toMatchObject({
      type: 'checkout.cart_empty',
    })
    for (const [who, quoteId] of [
      [shop.guest(), quote.id],
      [ctx, NOWHERE],
    ] as const) {
      expect(await refused(() => place(who, { quoteId, payment: CASH }))).toMatchObject({
        type: 'checkout.quote_not_found',
        quoteId,
      })
    }
    expect(await refused(() => place(ctx, { cartId, payment: { provider: 'barter' } }))).toMatchObject({
      type: 'checkout.provider_unknown',
      provider: 'barter',
    })
    for (const which of [{}, { cartId, quoteId: quote.id }]) {
      expect(await refused(() => place(ctx, { ...which, payment: CASH }))).toMatchObject({
        type: 'input.invalid',
        issues: [{ path: 'cartId' }],
      })
    }
  })

  it('a cart that has expired', async () => {
    const { commerce, clock } = shop
    const { ctx, cartId } = await filled(1)
    clock.advance(30 * 86_400)
    expect(await refused(() => commerce.checkout.place(ctx, { cartId, payment: CASH }))).toMatchObject({
      type: 'cart.closed',
      cartId,
    })
  })

  it('lines that are no longer on sale, which the cart says by a notice', async () => {
    const { commerce } = shop
    const { ctx, cartId } = await filled(1)
    await shop.sql(`update :schema.products set status = 'archived'`)
    const cart = await unwrap(commerce.carts.get(ctx, { cartId }))
    const lineIds = cart.lines.map(({ id }) => id)
    expect(cart.notices).toEqual([{ type: 'unavailable', lineId: lineIds[0] }])
    expect(await refused(() => commerce.checkout.place(ctx, { cartId, payment: CASH }))).toMatchObject({
      type: 'checkout.line_unavailable',
      lineIds,
    })
  })

  it('a second order of a quote', async () => {
    const { commerce } = shop
    const { ctx, cartId } = await filled(1)
    const quote = await unwrap(commerce.checkout.start(ctx, { cartId }))
    await unwrap(commerce.checkout.place(ctx, { quoteId: quote.id, payment: CASH }))
    expect(
      await refused(() => commerce.checkout.place(ctx, { quoteId: quote.id, payment: CASH })),
    ).toMatchObject({ type: 'cart.closed' })
  })
})

describe('an order number', () => {
  it('is made by the last extension that has a policy, and drawn by placed orders alone', async () => {
    const commerce = await createCommerce({
      storage: shop.storage,
      migrate: 'off',
      clock: shop.clock,
      ids: sequentialIds(1_000_000),
      extensions: [
        { name: 'plain', policies: { orderNumber: (drawn) => `A${drawn}` } },
        { name: 'dated', policies: { orderNumber: (drawn) => `2026-${drawn}` } },
      ],
    })
    const numbers: (string | null)[] = []
    for (const provider of ['cash', 'manual', 'cash']) {
      const { ctx, cartId } = await filled(1)
      numbers.push((await unwrap(commerce.checkout.place(ctx, { cartId, payment: { provider } }))).number)
    }
    expect(numbers).toEqual(['2026-1000', null, '2026-1001'])
    expect(await unwrap(commerce.orders.get(shop.staff, { number: '2026-1001' }))).toMatchObject({
      state: 'placed',
    })
  })
})

describe('a transaction', () => {
  const named = (input: Json) => ({ name: 'restock', input })

  it('keeps operations and writes of its own together, once for its key', async () => {
    const { commerce, staff, variantId } = shop
    const cart = await unwrap(commerce.carts.create(staff, { currency: 'GBP' }))
    const keyed = { ...staff, idempotencyKey: 'two lines and a brand' }
    let ran = 0
    const work = () =>
      commerce.transaction(keyed, named({ quantity: 1 }), async (t) => {
        ran += 1
        await unwrap(t.carts.addLine({ cartId: cart.id, variantId, quantity: 1, lineKey: 'a' }))
        await unwrap(
          t.sql(
            `insert into shop.brands (id, handle, name, description, version, created_at, updated_at)
            values ($1, 'own', 'Own', '', 1, now(), now())`,
            ['brd_own'],
          ),
        )
        const after = await unwrap(t.carts.addLine({ cartId: cart.id, variantId, quantity: 2, lineKey: 'b' }))
        return ok(after.lines.map(({ quantity }) => quantity))
      })
    expect(await unwrap(work())).toEqual([1, 2])
    const before = await counts()
    expect(await unwrap(work())).toEqual([1, 2])
    expect(ran).toBe(1)
    expect(await counts()).toEqual(before)
    expect(
      await refused(() => commerce.transaction(keyed, named({ quantity: 2 }), async () => ok(null))),
    ).toMatchObject({ type: 'idempotency.key_reused' })
  })

  it('is doomed by an error even when the work goes on as if nothing had happened', async () => {
    const { commerce, staff, variantId } = shop
    const cart = await unwrap(commerce.carts.create(staff, { currency: 'GBP' }))
    const seen: unknown[] = []
    const work = () =>
      commerce.transaction(staff, named(null), async (t) => {
        await unwrap(t.carts.addLine({ cartId: cart.id, variantId, quantity: 1 }))
        await unwrap(t.sql(`update shop.carts set note = 'changed' where id = $1`, [cart.id]))
        for (const quantity of [100, 1]) {
          const added = await t.carts.addLine({ cartId: cart.id, variantId, quantity })
          seen.push(added._unsafeUnwrapErr().type)
        }
        seen.push((await t.sql('select 1'))._unsafeUnwrapErr().type)
        return ok('all is well')
      })
    expect(await refused(work)).toMatchObject({ type: 'inventory.insufficient_stock' })
    expect(seen).toEqual(['inventory.insufficient_stock', 'transaction.doomed', 'transaction.doomed'])
    expect(await unwrap(commerce.carts.get(staff, { cartId: cart.id }))).toEqual(cart)
  })

  it('refuses what commits on its own, and with it everything else', async () => {
    const { commerce, staff, variantId } = shop
    const cart = await unwrap(commerce.carts.create(staff, { currency: 'GBP' }))
    const work = () =>
      commerce.transaction(staff, named(null), async (t) => {
        await unwrap(t.carts.addLine({ cartId: cart.id, variantId, quantity: 1 }))
        // Its type does not have it; plain JavaScript can still call it.
        const { place } = t.checkout as unknown as {
          place(input: unknown): PromiseLike<unknown>
        }
        await place({ cartId: cart.id, payment: CASH })
        return ok(null)
      })
    expect(await refused(work)).toMatchObject({
      type: 'transaction.phased_operation',
      operation: 'checkout.place',
    })
  })

  it('checks permissions of its caller for each operation', async () => {
    const { commerce, productId } = shop
    const ctx = shop.guest()
    const work = () =>
      commerce.transaction(ctx, named(null), async (t) => {
        await unwrap(t.products.get({ id: productId }))
        await unwrap(t.carts.create({}))
        return t.products.create({ title: 'Mine', variants: [] }).map(() => null)
      })
    expect(await refused(work)).toMatchObject({ type: 'permission.denied', permission: 'catalog:write' })
  })

  it('rolls back when the work throws', async () => {
    const { commerce, staff } = shop
    const before = await counts()
    const work = commerce.transaction(staff, named(null), async (t) => {
      await unwrap(t.carts.create({ currency: 'GBP' }))
      throw new Error('a defect of the caller')
    })
    await expect(Promise.resolve(work)).rejects.toThrow('a defect of the caller')
    expect(await counts()).toEqual(before)
  })
})
