import type { Context, Id, Result, TypedError } from '@cartwright/core'
import { manualClock, unwrap } from '@cartwright/core'
import type { Order } from '@cartwright/core/order'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Server, ServerShop } from './servers.ts'
import { openShop, servers, stockedVariants } from './servers.ts'

const PRICE = 500
const WEEK = 7 * 86_400

async function shopOn(server: Server) {
  const clock = manualClock('2026-01-01T00:00:00.000Z')
  const shop = await openShop(server, { maxConnections: 16, clock })
  onTestFinished(shop.drop)
  return { ...shop, clock }
}

interface Bought {
  readonly ctx: Context
  readonly order: Order
}

async function buy({ commerce, guest }: ServerShop, variantId: Id<'var'>, provider: string): Promise<Bought> {
  const ctx = guest()
  const { id: cartId } = await unwrap(commerce.carts.create(ctx, {}))
  await unwrap(commerce.carts.addLine(ctx, { cartId, variantId, quantity: 1 }))
  return { ctx, order: await unwrap(commerce.checkout.place(ctx, { cartId, payment: { provider } })) }
}

async function stocked(shop: ServerShop, stock: number): Promise<Id<'var'>> {
  const [made] = await stockedVariants(shop, [stock])
  if (made === undefined) throw new Error('one variant was made')
  return made.variantId
}

function confirm({ commerce, staff }: ServerShop, { order }: Bought, bankReference: string) {
  const amount = { amount: PRICE, currency: 'GBP' }
  return commerce.payments.confirm(staff, { orderId: order.id, amount, bankReference })
}

/** How often each came out: the order's state, or the error's type. */
function tally(results: readonly Result<Order, TypedError>[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const result of results) {
    const outcome = result.isOk() ? result.value.state : result.error.type
    counts[outcome] = (counts[outcome] ?? 0) + 1
  }
  return counts
}

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index))
}

async function expectStock({ commerce, staff }: ServerShop, sums: object): Promise<void> {
  expect(await unwrap(commerce.inventory.reconcile(staff, {}))).toMatchObject({ drifted: 0, ...sums })
}

describe.each(servers)('payments confirmed at once on $label', (server) => {
  it('one reference pays one of 20 orders', async () => {
    const shop = await shopOn(server)
    const variantId = await stocked(shop, 20)
    const bought = await Promise.all(times(20, () => buy(shop, variantId, 'manual')))
    const results = await Promise.all(bought.map((each) => confirm(shop, each, 'UTR-once')))
    expect(tally(results)).toEqual({ placed: 1, 'payment.reference_taken': 19 })
    await expectStock(shop, { held: 19, allocated: 1 })
  })

  it('20 receipts of one order pay it once', async () => {
    const shop = await shopOn(server)
    const each = await buy(shop, await stocked(shop, 1), 'manual')
    const results = await Promise.all(times(20, (index) => confirm(shop, each, `UTR-${index}`)))
    expect(tally(results)).toEqual({ placed: 1, 'payment.nothing_due': 19 })
    const payment = await unwrap(shop.commerce.payments.get(shop.staff, { orderId: each.order.id }))
    expect(payment.captured.amount).toBe(PRICE)
    await expectStock(shop, { held: 0, allocated: 1 })
  })

  it('a payment and a cancellation of each of 20 orders leave the money kept or to be paid back', async () => {
    const shop = await shopOn(server)
    const { commerce, staff } = shop
    const variantId = await stocked(shop, 20)
    const bought = await Promise.all(times(20, () => buy(shop, variantId, 'manual')))
    await Promise.all(
      bought.flatMap((each, index) => [
        confirm(shop, each, `UTR-${index}`),
        commerce.orders.cancel(each.ctx, { orderId: each.order.id }),
      ]),
    )
    for (const { order } of bought) {
      const after = await unwrap(commerce.orders.get(staff, { id: order.id }))
      expect(after).toMatchObject({ state: 'cancelled', paymentState: 'refund_pending' })
      const payment = await unwrap(commerce.payments.get(staff, { orderId: order.id }))
      expect(payment).toMatchObject({ due: { amount: 0 }, captured: { amount: PRICE } })
      expect(payment.refundPending.amount).toBe(PRICE)
    }
    await expectStock(shop, { held: 0, allocated: 0 })
  })

  it('late money and new buyers share what is left: none is sold twice, all money is accounted for', async () => {
    const shop = await shopOn(server)
    const { commerce, staff, clock } = shop
    const variantId = await stocked(shop, 10)
    const late = await Promise.all(times(10, () => buy(shop, variantId, 'manual')))
    clock.advance(WEEK + 1)
    const rivals = await Promise.all(
      times(10, async () => {
        const ctx = shop.guest()
        const { id: cartId } = await unwrap(commerce.carts.create(ctx, {}))
        await unwrap(commerce.carts.addLine(ctx, { cartId, variantId, quantity: 1 }))
        return { ctx, cartId }
      }),
    )
    const [paid, sold] = await Promise.all([
      Promise.all(late.map((each, index) => confirm(shop, each, `UTR-${index}`))),
      Promise.all(
        rivals.map(({ ctx, cartId }) => {
          return commerce.checkout.place(ctx, { cartId, payment: { provider: 'cash' } })
        }),
      ),
    ])
    const placed = tally(paid)['placed'] ?? 0
    const released = tally(paid)['payment.paid_after_release'] ?? 0
    expect(placed + released).toBe(10)
    expect(placed + (tally(sold)['placed'] ?? 0)).toBe(10)
    await expectStock(shop, { held: 0, allocated: 10 })
    const refunds = await Promise.all(
      late.map(({ order }) => unwrap(commerce.payments.get(staff, { orderId: order.id }))),
    )
    expect(refunds.filter(({ refundPending }) => refundPending.amount === PRICE)).toHaveLength(released)
  })
})
