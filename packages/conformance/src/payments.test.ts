import type { Context, Id } from '@cartwright/core'
import { unwrap } from '@cartwright/core'
import type { Order } from '@cartwright/core/order'
import { beforeAll, describe, expect, it } from 'vitest'
import type { TestShop } from './test-shop.ts'
import { testShop } from './test-shop.ts'

const WEEK = 7 * 86_400
const OPENING_MS = 120_000

// The embedded database is opened and migrated once per process, which a busy machine takes its time for.
beforeAll(() => testShop(), OPENING_MS)

interface Fixture extends TestShop {
  readonly variantId: Id<'var'>
  readonly locationId: Id<'loc'>
}

/** A shop with ten mugs at 12.00. */
async function mugShop(): Promise<Fixture> {
  const shop = await testShop()
  const { commerce, staff } = shop
  const product = await unwrap(
    commerce.products.create(staff, {
      title: 'Enamel mug',
      status: 'active',
      variants: [{ sku: 'mug', prices: [{ amount: 1_200, currency: 'GBP' }] }],
    }),
  )
  const location = await unwrap(commerce.locations.create(staff, { code: 'main', name: 'Main' }))
  const variantId = product.variants[0]!.id
  const movement = { variantId, locationId: location.id, quantity: 10, reason: 'delivery' }
  await unwrap(commerce.inventory.adjust(staff, { movements: [movement] }))
  return { ...shop, variantId, locationId: location.id }
}

async function ordered(
  shop: Fixture,
  quantity: number,
  provider: string,
): Promise<{ readonly ctx: Context; readonly order: Order }> {
  const { commerce, variantId } = shop
  const ctx = shop.guest()
  const { id: cartId } = await unwrap(commerce.carts.create(ctx, {}))
  await unwrap(commerce.carts.addLine(ctx, { cartId, variantId, quantity }))
  return { ctx, order: await unwrap(commerce.checkout.place(ctx, { cartId, payment: { provider } })) }
}

const gbp = (amount: number) => ({ amount, currency: 'GBP' })

async function stock({ commerce, staff }: Fixture) {
  const { held, allocated, drifted } = await unwrap(commerce.inventory.reconcile(staff, {}))
  return { held, allocated, drifted }
}

describe('a bank transfer that is confirmed', () => {
  it('places the order: its held stock is allocated, it gets a number, and the event tells', async () => {
    const shop = await mugShop()
    const { commerce, staff } = shop
    const { ctx, order } = await ordered(shop, 3, 'manual')
    expect(await unwrap(commerce.payments.get(ctx, { orderId: order.id }))).toMatchObject({
      due: gbp(3_600),
      captured: gbp(0),
      attempts: [{ status: 'action_required', open: true, action: { type: 'instructions' } }],
    })
    const keyed = { ...staff, idempotencyKey: 'the-transfer-has-come' }
    const input = { orderId: order.id, amount: gbp(3_600), bankReference: 'UTR-1' }
    const placed = await unwrap(commerce.payments.confirm(keyed, input))
    expect(placed).toMatchObject({ state: 'placed', paymentState: 'paid', number: '1000', version: 2 })
    expect(await stock(shop)).toEqual({ held: 0, allocated: 3, drifted: 0 })
    expect(await unwrap(commerce.payments.get(ctx, { orderId: order.id }))).toMatchObject({
      captured: gbp(3_600),
      attempts: [{ status: 'captured', open: false }],
    })
    expect(await unwrap(commerce.payments.confirm(keyed, input))).toEqual(placed)
    const events = await shop.sql<{ type: string }>(
      'select type from :schema.outbox order by position desc limit 2',
    )
    expect(events.map(({ type }) => type).toSorted()).toEqual(['order.placed', 'payment.captured'])
    const journal = await unwrap(commerce.orders.timeline(ctx, { orderId: order.id }))
    expect(journal.map(({ event }) => event)).toEqual(['pending_payment', 'placed'])
    const cancelled = await unwrap(commerce.orders.cancel(staff, { orderId: order.id }))
    expect(cancelled).toMatchObject({ state: 'cancelled', paymentState: 'refund_pending' })
    expect(await stock(shop)).toEqual({ held: 0, allocated: 0, drifted: 0 })
  })

  it('refuses another amount or currency, a used reference, a stranger, and what is paid', async () => {
    const shop = await mugShop()
    const { commerce, staff } = shop
    const { ctx, order } = await ordered(shop, 1, 'manual')
    const { order: other } = await ordered(shop, 1, 'manual')
    const confirm = async (orderId: Id<'ord'>, amount: ReturnType<typeof gbp>, bankReference: string) =>
      (await commerce.payments.confirm(staff, { orderId, amount, bankReference })).match(
        ({ state }) => state,
        ({ type }) => type,
      )
    expect(await confirm(order.id, gbp(1_199), 'UTR-1')).toBe('payment.amount_mismatch')
    expect(await confirm(order.id, { amount: 1_200, currency: 'EUR' }, 'UTR-1')).toBe(
      'payment.amount_mismatch',
    )
    expect(await confirm(order.id, gbp(1_200), 'UTR-1')).toBe('placed')
    expect(await confirm(other.id, gbp(1_200), 'UTR-1')).toBe('payment.reference_taken')
    expect(await confirm(order.id, gbp(1_200), 'UTR-2')).toBe('payment.nothing_due')
    const own = await commerce.payments.confirm(ctx, {
      orderId: other.id,
      amount: gbp(1_200),
      bankReference: 'UTR-3',
    })
    expect(own._unsafeUnwrapErr().type).toBe('permission.denied')
    const foreign = await commerce.payments.get(shop.guest(), { orderId: order.id })
    expect(foreign._unsafeUnwrapErr().type).toBe('order.not_found')
    expect(await stock(shop)).toEqual({ held: 1, allocated: 1, drifted: 0 })
  })

  it('one reference pays one of two orders that are confirmed at once', async () => {
    const shop = await mugShop()
    const { commerce, staff } = shop
    const orders = [await ordered(shop, 1, 'manual'), await ordered(shop, 1, 'manual')]
    const ends = await Promise.all(
      orders.map(({ order }) =>
        commerce.payments.confirm(staff, {
          orderId: order.id,
          amount: gbp(1_200),
          bankReference: 'UTR-once',
        }),
      ),
    )
    const types = ends.map((end) => (end.isOk() ? end.value.state : end.error.type))
    expect(types.toSorted()).toEqual(['payment.reference_taken', 'placed'])
  })

  it('after the hold was dropped takes the stock afresh, and else ends in a refund', async () => {
    const shop = await mugShop()
    const { commerce, staff, clock } = shop
    const first = await ordered(shop, 4, 'manual')
    const second = await ordered(shop, 6, 'manual')
    clock.advance(WEEK + 1)
    // Six of ten are sold meanwhile: the expired holds make way.
    await ordered(shop, 6, 'cash')
    expect(await stock(shop)).toEqual({ held: 0, allocated: 6, drifted: 0 })
    const late = await unwrap(
      commerce.payments.confirm(staff, {
        orderId: first.order.id,
        amount: gbp(4_800),
        bankReference: 'UTR-1',
      }),
    )
    expect(late).toMatchObject({ state: 'placed', paymentState: 'paid' })
    expect(await stock(shop)).toEqual({ held: 0, allocated: 10, drifted: 0 })

    const keyed = { ...staff, idempotencyKey: 'money-after-release' }
    const input = { orderId: second.order.id, amount: gbp(7_200), bankReference: 'UTR-2' }
    const refused = await commerce.payments.confirm(keyed, input)
    expect(refused._unsafeUnwrapErr()).toMatchObject({
      type: 'payment.paid_after_release',
      refund: gbp(7_200),
    })
    const replayed = await commerce.payments.confirm(keyed, input)
    expect(replayed._unsafeUnwrapErr().type).toBe('payment.paid_after_release')
    expect(await unwrap(commerce.orders.get(second.ctx, { id: second.order.id }))).toMatchObject({
      state: 'cancelled',
      paymentState: 'refund_pending',
      number: null,
      current: { total: gbp(0) },
    })
    expect(await unwrap(commerce.payments.get(second.ctx, { orderId: second.order.id }))).toMatchObject({
      due: gbp(0),
      captured: gbp(7_200),
      refundPending: gbp(7_200),
    })
    expect(await stock(shop)).toEqual({ held: 0, allocated: 10, drifted: 0 })
  })

  it('of a cancelled order is kept and becomes a refund', async () => {
    const shop = await mugShop()
    const { commerce, staff } = shop
    const { ctx, order } = await ordered(shop, 2, 'manual')
    await unwrap(commerce.orders.cancel(ctx, { orderId: order.id }))
    const input = { orderId: order.id, amount: gbp(2_400), bankReference: 'UTR-1' }
    const refused = await commerce.payments.confirm(staff, input)
    expect(refused._unsafeUnwrapErr().type).toBe('payment.paid_after_release')
    const payment = await unwrap(commerce.payments.get(ctx, { orderId: order.id }))
    expect(payment).toMatchObject({ due: gbp(0), captured: gbp(2_400), refundPending: gbp(2_400) })
    expect(payment.attempts[0]?.facts).toContainEqual(
      expect.objectContaining({ kind: 'captured', late: true }),
    )
    const again = await commerce.payments.confirm(staff, { ...input, bankReference: 'UTR-2' })
    expect(again._unsafeUnwrapErr().type).toBe('payment.nothing_due')
    expect(await stock(shop)).toEqual({ held: 0, allocated: 0, drifted: 0 })
  })
})

describe('cash', () => {
  it('collects what is left after lines were cancelled; later cancellations become refunds', async () => {
    const shop = await mugShop()
    const { commerce, staff } = shop
    const { ctx, order } = await ordered(shop, 5, 'cash')
    const orderId = order.id
    const lineId = order.lines[0]!.id
    const cancel = (quantity: number) =>
      unwrap(commerce.orders.cancelLines(ctx, { orderId, lines: [{ lineId, quantity }] }))
    await cancel(2)
    const paid = await unwrap(
      commerce.payments.confirm(staff, { orderId, amount: gbp(3_600), bankReference: 'AWB-1' }),
    )
    expect(paid).toMatchObject({ state: 'placed', paymentState: 'paid', number: order.number })
    await cancel(1)
    expect(await unwrap(commerce.payments.get(ctx, { orderId }))).toMatchObject({
      due: gbp(2_400),
      authorized: gbp(6_000),
      canceled: gbp(2_400),
      captured: gbp(3_600),
      refundPending: gbp(1_200),
    })
    const whole = await unwrap(commerce.orders.cancel(ctx, { orderId }))
    expect(whole).toMatchObject({ state: 'cancelled', paymentState: 'refund_pending' })
    expect(await unwrap(commerce.payments.get(ctx, { orderId }))).toMatchObject({
      due: gbp(0),
      refundPending: gbp(3_600),
    })
  })
})

describe('orders', () => {
  it('are found by several ids, by external id and by when they were placed, either end first', async () => {
    const shop = await mugShop()
    const { commerce, staff, clock } = shop
    const made: Order[] = []
    for (let index = 0; index < 5; index += 1) {
      made.push((await ordered(shop, 1, 'cash')).order)
      clock.advance(60)
    }
    const ids = made.map(({ id }) => id)
    const wanted = [ids[3]!, ids[0]!]
    const many = await unwrap(commerce.orders.getMany(staff, { ids: wanted }))
    expect(many.items.map(({ id }) => id)).toEqual(wanted)
    expect((await unwrap(commerce.orders.getMany(shop.guest(), { ids }))).items).toEqual([])
    for (const sort of ['newest', 'oldest'] as const) {
      const seen: string[] = []
      let cursor: string | undefined
      do {
        const page = await unwrap(commerce.orders.list(staff, { sort, limit: 2, cursor }))
        seen.push(...page.items.map(({ id }) => id))
        cursor = page.nextCursor ?? undefined
      } while (cursor !== undefined)
      expect(seen).toEqual(sort === 'oldest' ? ids : ids.toReversed())
    }
    const placedFrom = made[1]!.placedAt!
    const placedTo = made[3]!.placedAt!
    const between = await unwrap(commerce.orders.list(staff, { placedFrom, placedTo, count: 'exact' }))
    expect(between.items.map(({ id }) => id)).toEqual([ids[2], ids[1]])
    expect(between.count).toBe(2)
    expect((await unwrap(commerce.orders.list(staff, { externalId: 'no-such' }))).items).toEqual([])
  })
})
