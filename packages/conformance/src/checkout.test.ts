import type { Id } from '@cartwright/core'
import { createCommerce, err, flow, ok, sequentialIds, unwrap } from '@cartwright/core'
import { describe, expect, it } from 'vitest'
import type { TestShop } from './test-shop.ts'
import { testShop } from './test-shop.ts'

const CASH = { provider: 'cash' }

/** A variant at 12.00 with ten of it in stock. */
async function mug(shop: TestShop, quantity = 10): Promise<Id<'var'>> {
  const { commerce, staff } = shop
  const product = await unwrap(
    commerce.products.create(staff, {
      title: 'Enamel mug',
      status: 'active',
      variants: [{ sku: `mug-${quantity}`, prices: [{ amount: 1_200, currency: 'GBP' }] }],
    }),
  )
  const variantId = product.variants[0]!.id
  const location = await unwrap(commerce.locations.create(staff, { code: `main-${quantity}`, name: 'Main' }))
  const movement = { variantId, locationId: location.id, quantity, reason: 'delivery' }
  await unwrap(commerce.inventory.adjust(staff, { movements: [movement] }))
  return variantId
}

async function cartOf(shop: TestShop, quantity: number, variantId: Id<'var'>) {
  const ctx = shop.guest()
  const { id } = await unwrap(shop.commerce.carts.create(ctx, {}))
  const cart = await unwrap(shop.commerce.carts.addLine(ctx, { cartId: id, variantId, quantity }))
  return { ctx, cart, cartId: id }
}

/** How many rows there are in all tables that a checkout writes. */
async function rows(shop: TestShop): Promise<unknown> {
  const tables = ['orders', 'order_lines', 'order_entries', 'outbox', 'audit_entries', 'idempotency_keys']
  const counts = tables.map((table) => `(select count(*)::int4 from :schema.${table}) as ${table}`)
  return shop.sql(`select ${counts.join(', ')}, (select sum(allocated)::int4 from :schema.stock_levels) as allocated,
    (select sum(held)::int4 from :schema.stock_levels) as held`)
}

describe('placing an order by cash', () => {
  it('snapshots the cart, takes its stock and draws a number', async () => {
    const shop = await testShop()
    const { commerce } = shop
    const { ctx, cartId } = await cartOf(shop, 2, await mug(shop))
    const keyed = { ...ctx, idempotencyKey: 'place-this-order-once' }
    const placed = await unwrap(commerce.checkout.place.detailed(keyed, { cartId, payment: CASH }))
    expect(placed.value).toMatchObject({
      number: '1000',
      state: 'placed',
      paymentState: 'authorized',
      current: { total: { amount: 2_400, currency: 'GBP' } },
      lines: [{ title: 'Enamel mug', ordered: 2, priceSource: 'catalog' }],
    })
    expect(await unwrap(commerce.carts.get(ctx, { cartId }))).toMatchObject({ status: 'completed' })
    const again = await unwrap(commerce.checkout.place.detailed(keyed, { cartId, payment: CASH }))
    expect(again).toEqual({ value: placed.value, meta: { replayed: true, version: 1 } })
    const other = await commerce.checkout.place(keyed, { cartId, payment: { provider: 'manual' } })
    expect(other._unsafeUnwrapErr().type).toBe('idempotency.key_reused')
    const report = await unwrap(commerce.inventory.reconcile(shop.staff, {}))
    expect(report).toMatchObject({ allocated: 2, drifted: 0 })
  })

  it('writes nothing when there is too little stock, and says of what', async () => {
    const shop = await testShop()
    const variantId = await mug(shop)
    const { ctx, cartId } = await cartOf(shop, 6, variantId)
    const rival = await cartOf(shop, 6, variantId)
    await unwrap(shop.commerce.checkout.place(rival.ctx, { cartId: rival.cartId, payment: CASH }))
    const before = await rows(shop)
    const refused = await shop.commerce.checkout.place(
      { ...ctx, idempotencyKey: 'too-much-of-one-thing' },
      { cartId, payment: CASH },
    )
    expect(refused._unsafeUnwrapErr()).toMatchObject({
      type: 'inventory.insufficient_stock',
      shortfalls: [{ variantId, wanted: 6, available: 4 }],
    })
    expect(await rows(shop)).toEqual(before)
  })

  it('refuses an unexpected total, a second order of one external id, and a closed cart', async () => {
    const shop = await testShop()
    const { commerce } = shop
    const variantId = await mug(shop)
    const { ctx, cartId } = await cartOf(shop, 1, variantId)
    const expectedTotal = { amount: 1_199, currency: 'GBP' }
    const changed = await commerce.checkout.place(ctx, { cartId, payment: CASH, expectedTotal })
    expect(changed._unsafeUnwrapErr()).toMatchObject({
      type: 'checkout.total_changed',
      actual: { amount: 1_200 },
    })
    await unwrap(commerce.checkout.place(ctx, { cartId, payment: CASH, externalId: 'A-1' }))
    const closed = await commerce.checkout.place(ctx, { cartId, payment: CASH })
    expect(closed._unsafeUnwrapErr().type).toBe('cart.closed')
    const second = await cartOf(shop, 1, variantId)
    const taken = await commerce.checkout.place(second.ctx, {
      cartId: second.cartId,
      payment: CASH,
      externalId: 'A-1',
    })
    expect(taken._unsafeUnwrapErr().type).toBe('checkout.external_id_taken')
  })

  it('does not show a cart or an order to anybody else', async () => {
    const shop = await testShop()
    const { commerce } = shop
    const { ctx, cartId } = await cartOf(shop, 1, await mug(shop))
    const stranger = shop.guest()
    const foreign = await commerce.checkout.place(stranger, { cartId, payment: CASH })
    expect(foreign._unsafeUnwrapErr().type).toBe('cart.not_found')
    const order = await unwrap(commerce.checkout.place(ctx, { cartId, payment: CASH }))
    expect((await commerce.orders.get(stranger, { id: order.id }))._unsafeUnwrapErr().type).toBe(
      'order.not_found',
    )
    expect((await unwrap(commerce.orders.list(stranger, {}))).items).toEqual([])
  })
})

describe('a quote', () => {
  it('keeps its prices until it expires or its cart changes', async () => {
    const shop = await testShop()
    const { commerce, staff } = shop
    const variantId = await mug(shop)
    const { ctx, cartId } = await cartOf(shop, 1, variantId)
    const quote = await unwrap(commerce.checkout.start(ctx, { cartId }))
    const price = { amount: 9_900, currency: 'GBP' }
    await unwrap(commerce.prices.set(staff, { prices: [{ variantId, price }] }))
    const order = await unwrap(commerce.checkout.place(ctx, { quoteId: quote.id, payment: CASH }))
    expect(order.current.total.amount).toBe(1_200)

    const second = await cartOf(shop, 1, variantId)
    const expiring = await unwrap(commerce.checkout.start(second.ctx, { cartId: second.cartId }))
    shop.clock.advance(3_600)
    const expired = await commerce.checkout.place(second.ctx, { quoteId: expiring.id, payment: CASH })
    expect(expired._unsafeUnwrapErr().type).toBe('checkout.quote_stale')
    const fresh = await unwrap(commerce.checkout.start(second.ctx, { cartId: second.cartId }))
    await unwrap(commerce.carts.addLine(second.ctx, { cartId: second.cartId, variantId, quantity: 1 }))
    const changed = await commerce.checkout.place(second.ctx, { quoteId: fresh.id, payment: CASH })
    expect(changed._unsafeUnwrapErr().type).toBe('checkout.quote_stale')
  })
})

describe('a bank transfer', () => {
  it('holds the stock of an order that waits for its payment, and gives it back', async () => {
    const shop = await testShop()
    const { commerce, staff } = shop
    const { ctx, cartId } = await cartOf(shop, 3, await mug(shop))
    const order = await unwrap(commerce.checkout.place(ctx, { cartId, payment: { provider: 'manual' } }))
    expect(order).toMatchObject({ state: 'pending_payment', number: null, placedAt: null })
    expect(await unwrap(commerce.inventory.reconcile(staff, {}))).toMatchObject({
      held: 3,
      allocated: 0,
      drifted: 0,
    })
    const cancelled = await unwrap(commerce.orders.cancel(ctx, { orderId: order.id }))
    expect(cancelled).toMatchObject({ state: 'cancelled', current: { total: { amount: 0 } } })
    expect(await unwrap(commerce.inventory.reconcile(staff, {}))).toMatchObject({
      held: 0,
      allocated: 0,
      drifted: 0,
    })
  })
})

describe('an extension', () => {
  it('may refuse an order before anything is written', async () => {
    const shop = await testShop()
    const { ctx, cartId } = await cartOf(shop, 1, await mug(shop))
    const guarded = await createCommerce({
      storage: shop.storage,
      migrate: 'off',
      clock: shop.clock,
      ids: sequentialIds(1_000_000),
      extensions: [
        {
          name: 'minimum',
          guards: {
            'checkout.place': (_tx, draft) =>
              draft.totals.total.amount < 5_000
                ? err({ reason: 'too_small', message: 'at least 50.00' })
                : ok(undefined),
          },
        },
      ],
    })
    const before = await rows(shop)
    const refused = await guarded.checkout.place(ctx, { cartId, payment: CASH })
    expect(refused._unsafeUnwrapErr()).toMatchObject({
      type: 'extension.refused',
      extension: 'minimum',
      reason: 'too_small',
    })
    expect(await rows(shop)).toEqual(before)
  })
})

describe('a transaction', () => {
  it('keeps several operations and own SQL together, or none of them', async () => {
    const shop = await testShop()
    const { commerce, staff } = shop
    const variantId = await mug(shop)
    const cart = await unwrap(commerce.carts.create(staff, { currency: 'GBP' }))
    const add = (quantity: number, name: string) =>
      commerce.transaction(staff, { name, input: { quantity } }, (t) =>
        flow(async function* () {
          yield* t.carts.addLine({ cartId: cart.id, variantId, quantity: 1 })
          const [row] = yield* t.sql<{ count: number }>('select count(*)::int4 as count from shop.cart_lines')
          yield* t.carts.addLine({ cartId: cart.id, variantId, quantity })
          return ok(row?.count ?? 0)
        }),
      )
    expect(await unwrap(add(2, 'both'))).toBe(1)
    expect((await unwrap(commerce.carts.get(staff, { cartId: cart.id }))).lines[0]?.quantity).toBe(3)
    const failed = await add(100, 'neither')
    expect(failed._unsafeUnwrapErr()).toMatchObject({ type: 'inventory.insufficient_stock' })
    expect((await unwrap(commerce.carts.get(staff, { cartId: cart.id }))).lines[0]?.quantity).toBe(3)
  })
})
