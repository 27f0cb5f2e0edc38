import type { Id } from '@cartwright/core'
import { unwrap } from '@cartwright/core'
import { describe, expect, it } from 'vitest'
import type { TestShop } from './test-shop.ts'
import { testShop } from './test-shop.ts'

const SIZES = [1, 20, 200, 1_114]
const PRODUCTS_PER_CALL = 500

/** So many variants, each with a price and stock. */
async function stocked(shop: TestShop, count: number): Promise<Id<'var'>[]> {
  const { commerce, staff } = shop
  const skus = Array.from({ length: count }, (_, index) => `sku-${index}`)
  const variantIds: Id<'var'>[] = []
  for (let start = 0; start < count; start += PRODUCTS_PER_CALL) {
    const products = skus.slice(start, start + PRODUCTS_PER_CALL).map((sku) => ({
      title: sku,
      status: 'active' as const,
      variants: [{ sku, prices: [{ amount: 999, currency: 'GBP' }] }],
    }))
    const made = await unwrap(commerce.products.createMany(staff, { products }))
    variantIds.push(...made.map(({ variantId }) => variantId))
  }
  const location = await unwrap(commerce.locations.create(staff, { code: 'main', name: 'Main' }))
  const movements = variantIds.map((variantId) => ({
    variantId,
    locationId: location.id,
    quantity: 10,
    reason: 'delivery',
  }))
  await unwrap(commerce.inventory.adjust(staff, { movements }))
  return variantIds
}

const key = (step: string) => `budget-${step}-0123456789`

describe('protocol round trips, BEGIN and COMMIT counted, with key, audit and events', () => {
  it.each(SIZES)('are the same with %i lines', async (size) => {
    const shop = await testShop()
    const { commerce } = shop
    const guest = shop.guest()
    const lines = (await stocked(shop, size)).map((variantId) => ({ variantId, quantity: 1 }))
    const cart = await unwrap(commerce.carts.create(guest, {}))
    // The compiled rules of this process are loaded once.
    await unwrap(commerce.carts.get(guest, { cartId: cart.id }))
    const used: Record<string, number> = {}
    const count = async (name: string, work: () => PromiseLike<unknown>): Promise<void> => {
      used[name] = await shop.statements(work)
    }
    await count('add', () =>
      unwrap(commerce.carts.addLines({ ...guest, idempotencyKey: key('add') }, { cartId: cart.id, lines })),
    )
    await count('read', () => unwrap(commerce.carts.get(guest, { cartId: cart.id })))
    let quoteId: Id<'quo'> | undefined
    await count('start', async () => {
      const ctx = { ...guest, idempotencyKey: key('start') }
      quoteId = (await unwrap(commerce.checkout.start(ctx, { cartId: cart.id }))).id
    })
    let orderId: Id<'ord'> | undefined
    await count('place', async () => {
      const ctx = { ...guest, idempotencyKey: key('place') }
      const order = await unwrap(commerce.checkout.place(ctx, { quoteId, payment: { provider: 'cash' } }))
      orderId = order.id
    })
    if (orderId === undefined) throw new Error('an order was placed')
    const order = await unwrap(commerce.orders.get(guest, { id: orderId }))
    const cancelled = order.lines.map(({ id }) => ({ lineId: id, quantity: 1 }))
    await count('cancel', () =>
      unwrap(
        commerce.orders.cancelLines(
          { ...guest, idempotencyKey: key('cancel') },
          { orderId: order.id, lines: cancelled },
        ),
      ),
    )
    const other = await unwrap(commerce.carts.create(guest, {}))
    await unwrap(commerce.carts.addLines(guest, { cartId: other.id, lines }))
    await count('placeCart', () => {
      const input = { cartId: other.id, payment: { provider: 'cash' } }
      return unwrap(commerce.checkout.place({ ...guest, idempotencyKey: key('place-cart') }, input))
    })
    expect(used).toEqual({ add: 6, read: 1, start: 6, place: 8, placeCart: 7, cancel: 10 })
  })

  it('stay within their budgets for one line', async () => {
    const shop = await testShop()
    const { commerce } = shop
    const guest = shop.guest()
    const [variantId] = await stocked(shop, 1)
    if (variantId === undefined) throw new Error('one variant was made')
    const cart = await unwrap(commerce.carts.create(guest, {}))
    await unwrap(commerce.carts.get(guest, { cartId: cart.id }))
    const ctx = (step: string) => ({ ...guest, idempotencyKey: key(step) })
    const added = await shop.statements(() =>
      unwrap(commerce.carts.addLine(ctx('add'), { cartId: cart.id, variantId, quantity: 1 })),
    )
    const placed = await shop.statements(() =>
      unwrap(commerce.checkout.place(ctx('place'), { cartId: cart.id, payment: { provider: 'cash' } })),
    )
    expect({ added, placed }).toEqual({ added: 6, placed: 7 })
    const sku = await unwrap(commerce.products.findSkus(shop.staff, { skus: ['sku-0'] }))
    const id = sku[0]?.productId
    expect(await shop.statements(() => unwrap(commerce.products.get(guest, { id })))).toBe(1)
  })
})
