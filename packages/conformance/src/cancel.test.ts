import { tables } from '@cartwright/adapters-postgres'
import type { Context, Id } from '@cartwright/core'
import { unwrap } from '@cartwright/core'
import type { Order } from '@cartwright/core/order'
import type { TaxTotal } from '@cartwright/core/totals'
import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { TestShop } from './test-shop.ts'
import { testShop } from './test-shop.ts'

const RUNS = 100
const CASH = { provider: 'cash' }
const STOCK = 1_000_000

interface Fixture extends TestShop {
  readonly variantIds: readonly Id<'var'>[]
  readonly locationId: Id<'loc'>
  readonly shippingMethodId: Id<'shm'>
}

interface Entry {
  readonly kind: 'line' | 'shipping'
  readonly orderLineId: string | null
  readonly quantity: number
  readonly subtotal: number
  readonly net: number
  readonly tax: number
  readonly total: number
  readonly taxes: readonly TaxTotal[]
}

let shop: Fixture

/** Three variants at odd prices, two tax components, and shipping that bears both. */
beforeAll(async () => {
  const made = await testShop()
  const { commerce, staff } = made
  const variants = [333, 1_999, 7].map((amount, index) => ({
    sku: `odd-${index}`,
    optionValues: { Size: `size ${index}` },
    prices: [{ amount, currency: 'GBP' }],
  }))
  const options = [{ name: 'Size', values: variants.map(({ optionValues }) => optionValues.Size) }]
  const product = await unwrap(
    commerce.products.create(staff, { title: 'Odd mug', status: 'active', options, variants }),
  )
  const location = await unwrap(commerce.locations.create(staff, { code: 'main', name: 'Main' }))
  const variantIds = product.variants.map(({ id }) => id)
  const movements = variantIds.map((variantId) => {
    return { variantId, locationId: location.id, quantity: STOCK, reason: 'delivery' }
  })
  await unwrap(commerce.inventory.adjust(staff, { movements }))
  const rates = [
    { code: 'CGST', name: 'CGST 9 %', ratePpm: 90_000 },
    { code: 'SGST', name: 'SGST 2.5 %', ratePpm: 25_000, priority: 1 },
  ]
  await unwrap(commerce.tax.createZone(staff, { name: 'Home', members: [{ country: 'GB' }], rates }))
  const price = { amount: 499, currency: 'GBP' }
  const method = await unwrap(
    commerce.shippingMethods.create(staff, { code: 'post', name: 'Post', price, taxClass: 'standard' }),
  )
  shop = { ...made, variantIds, locationId: location.id, shippingMethodId: method.id }
})

/** An order of so many of each variant, with shipping. */
async function ordered(quantities: readonly number[]): Promise<{ ctx: Context; order: Order }> {
  const { commerce } = shop
  const ctx = shop.guest()
  const shippingAddress = { country: 'GB' }
  const { id: cartId } = await unwrap(commerce.carts.create(ctx, { shippingAddress }))
  const lines = quantities.flatMap((quantity, index) => {
    const variantId = shop.variantIds[index]
    return variantId === undefined ? [] : { variantId, quantity }
  })
  await unwrap(commerce.carts.addLines(ctx, { cartId, lines }))
  await unwrap(commerce.carts.update(ctx, { cartId, shippingMethodId: shop.shippingMethodId }))
  return { ctx, order: await unwrap(commerce.checkout.place(ctx, { cartId, payment: CASH })) }
}

function entriesOf(orderId: string): Promise<readonly Entry[]> {
  return shop.sql<Entry>(
    `select kind, order_line_id as "orderLineId", quantity::float8, subtotal::float8, net::float8, tax::float8,
      total::float8, taxes from :schema.order_entries where order_id = $1`,
    [orderId],
  )
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

function taxesByRate(entries: readonly Entry[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const { rateId, tax } of entries.flatMap(({ taxes }) => taxes)) {
    sums[rateId] = (sums[rateId] ?? 0) + tax.amount
  }
  return sums
}

/** The ledger adds up to what the order says it costs now, and so do the tenders. */
async function checkLedger(order: Order): Promise<void> {
  const entries = await entriesOf(order.id)
  const { current } = order
  expect(sum(entries.map(({ net }) => net))).toBe(current.net.amount)
  expect(sum(entries.map(({ tax }) => tax))).toBe(current.tax.amount)
  expect(sum(entries.map(({ total }) => total))).toBe(current.total.amount)
  const ofLines = entries.filter(({ kind }) => kind === 'line')
  expect(sum(ofLines.map(({ subtotal }) => subtotal))).toBe(current.subtotal.amount)
  expect(sum(Object.values(taxesByRate(entries)))).toBe(current.tax.amount)
  for (const entry of entries) {
    expect(entry.net + entry.tax).toBe(entry.total)
    expect(sum(entry.taxes.map(({ tax }) => tax.amount))).toBe(entry.tax)
  }
  const [tenders] = await shop.sql<{ amount: number }>(
    'select sum(amount)::float8 as amount from :schema.payment_tenders where order_id = $1',
    [order.id],
  )
  expect(tenders?.amount).toBe(current.total.amount)
}

async function tableCounts(): Promise<unknown> {
  const counts = Object.keys(tables).map(
    (table) => `(select count(*)::int4 from :schema.${table}) as ${table}`,
  )
  return shop.sql(`select ${counts.join(', ')}`)
}

/** What an order bought, and the steps in which it is cancelled: each takes some of one line. */
const situation = fc.record({
  quantities: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 3 }),
  pricesIncludeTax: fc.boolean(),
  place: fc.constantFrom('unit', 'line', 'order', 'component'),
  steps: fc.array(fc.record({ line: fc.nat(2), quantity: fc.integer({ min: 1, max: 6 }) }), { maxLength: 5 }),
  rest: fc.constantFrom('lines', 'order'),
})

describe('cancelling', () => {
  it('leaves nothing of any amount, tax component or stock, in whatever steps', async () => {
    const { commerce, staff } = shop
    const idle = await unwrap(commerce.inventory.reconcile(staff, {}))
    await fc.assert(
      fc.asyncProperty(situation, async ({ quantities, pricesIncludeTax, place, steps, rest }) => {
        const rounding = { mode: 'half-up', place } as const
        await unwrap(commerce.tax.setPolicy(staff, { pricesIncludeTax, rounding, defaultDestination: null }))
        const { ctx, order: placed } = await ordered(quantities)
        const orderId = placed.id
        await checkLedger(placed)
        let order = placed
        for (const step of steps) {
          const line = order.lines[step.line % order.lines.length]
          const open = line === undefined ? 0 : line.ordered - line.cancelled
          if (line === undefined || open === 0 || order.state === 'cancelled') continue
          const lines = [{ lineId: line.id, quantity: Math.min(open, step.quantity) }]
          order = await unwrap(commerce.orders.cancelLines(ctx, { orderId, lines }))
          await checkLedger(order)
        }
        if (order.state !== 'cancelled') {
          const lines = order.lines.flatMap(({ id, ordered: all, cancelled }) =>
            all > cancelled ? { lineId: id, quantity: all - cancelled } : [],
          )
          order =
            rest === 'order'
              ? await unwrap(commerce.orders.cancel(ctx, { orderId }))
              : await unwrap(commerce.orders.cancelLines(ctx, { orderId, lines }))
        }
        await checkLedger(order)
        const nothing = { subtotal: 0, discount: 0, net: 0, tax: 0, total: 0 }
        const left = Object.entries(order.current).map(([name, { amount }]) => [name, amount])
        expect(Object.fromEntries(left)).toEqual(nothing)
        const entries = await entriesOf(orderId)
        expect(Object.values(taxesByRate(entries))).toEqual([0, 0])
        for (const { id } of order.lines) {
          const own = entries.filter(({ orderLineId }) => orderLineId === id)
          expect(sum(own.map(({ quantity }) => quantity))).toBe(0)
          expect(sum(own.map(({ total }) => total))).toBe(0)
          expect(Object.values(taxesByRate(own))).toEqual([0, 0])
        }
        expect(order).toMatchObject({ state: 'cancelled', placed: placed.placed, number: placed.number })
        expect(await unwrap(commerce.orders.get(ctx, { id: orderId }))).toEqual(order)
      }),
      { numRuns: RUNS },
    )
    expect(await unwrap(commerce.inventory.reconcile(staff, {}))).toEqual(idle)
  }, 120_000)

  it('gives back the stock of what was cancelled, and keeps the shipping while something is left', async () => {
    const { commerce, staff } = shop
    const { ctx, order } = await ordered([3])
    const [line] = order.lines
    if (line === undefined) throw new Error('the order has a line')
    const part = { orderId: order.id, lines: [{ lineId: line.id, quantity: 2 }] }
    const less = await unwrap(commerce.orders.cancelLines(ctx, { ...part, reason: 'too_many' }))
    expect(less).toMatchObject({ state: 'placed', revision: 2, shipping: order.shipping })
    expect(await unwrap(commerce.inventory.reconcile(staff, {}))).toMatchObject({ allocated: 1, drifted: 0 })
    const none = await unwrap(commerce.orders.cancel(ctx, { orderId: order.id }))
    expect(none).toMatchObject({ state: 'cancelled', revision: 3, current: { total: { amount: 0 } } })
    expect(await unwrap(commerce.inventory.reconcile(staff, {}))).toMatchObject({ allocated: 0, drifted: 0 })
    const timeline = await unwrap(commerce.orders.timeline(ctx, { orderId: order.id }))
    expect(timeline.map(({ event }) => event)).toEqual(['placed', 'lines_cancelled', 'cancelled'])
  })

  it('refuses more than is open, counting entries of a line together, and writes nothing', async () => {
    const { commerce } = shop
    const { ctx, order } = await ordered([3, 1])
    const [first, second] = order.lines
    if (first === undefined || second === undefined) throw new Error('the order has two lines')
    const orderId = order.id
    const before = await tableCounts()
    const keyed = { ...ctx, idempotencyKey: 'cancel-too-much-of-it' }
    const twice = [1, 2, 1].map((quantity) => ({ lineId: first.id, quantity }))
    const tooMuch = await commerce.orders.cancelLines(keyed, {
      orderId,
      lines: [{ lineId: second.id, quantity: 1 }, ...twice],
    })
    expect(tooMuch._unsafeUnwrapErr()).toMatchObject({
      type: 'order.quantity_exceeds_open',
      lineId: first.id,
      open: 3,
    })
    const lines = [{ lineId: first.id, quantity: 1 }]
    const refusals = [
      await commerce.orders.cancelLines(ctx, { orderId, lines: [{ ...lines[0]!, lineId: 'oln_none' }] }),
      await commerce.orders.cancelLines(ctx, { orderId, lines: [{ ...lines[0]!, quantity: 0 }] }),
      await commerce.orders.cancelLines(ctx, { orderId, lines, expectedVersion: order.version + 1 }),
      await commerce.orders.cancelLines(shop.guest(), { orderId, lines }),
    ].map((result) => result._unsafeUnwrapErr().type)
    expect(refusals).toEqual(['input.invalid', 'input.invalid', 'conflict.stale_version', 'order.not_found'])
    expect(await tableCounts()).toEqual(before)
    expect(await unwrap(commerce.orders.get(ctx, { id: orderId }))).toEqual(order)
  })

  it('happens once for a key, and not at all to what is cancelled', async () => {
    const { commerce } = shop
    const { ctx, order } = await ordered([2])
    const [line] = order.lines
    if (line === undefined) throw new Error('the order has a line')
    const input = { orderId: order.id, lines: [{ lineId: line.id, quantity: 1 }] }
    const keyed = { ...ctx, idempotencyKey: 'cancel-one-of-them-once' }
    const once = await unwrap(commerce.orders.cancelLines(keyed, input))
    const again = await unwrap(commerce.orders.cancelLines.detailed(keyed, input))
    expect(again).toEqual({ value: once, meta: { replayed: true, version: once.version } })
    await unwrap(commerce.orders.cancel(ctx, { orderId: order.id }))
    const before = await tableCounts()
    for (const refused of [
      await commerce.orders.cancelLines(ctx, input),
      await commerce.orders.cancel(ctx, { orderId: order.id }),
    ]) {
      expect(refused._unsafeUnwrapErr()).toMatchObject({
        type: 'order.invalid_transition',
        from: 'cancelled',
      })
    }
    expect(await tableCounts()).toEqual(before)
  })
})
