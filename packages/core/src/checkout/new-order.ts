import type { CartRecord, PricedLine } from '../cart/index.ts'
import type { Id } from '../kernel/id.ts'
import type { JsonObject } from '../kernel/json.ts'
import { moneyOf } from '../kernel/money.ts'
import type { Call } from '../kernel/operation.ts'
import type { NewOrder, Order, OrderLine } from '../order/index.ts'
import { placedEntries, sumsOf } from '../order/index.ts'
import type { Totals } from '../totals/index.ts'

/** What an order is made of: a cart, its lines as priced, and the totals of those. */
export interface OrderDraft {
  readonly cart: CartRecord
  /** Every line has a price. */
  readonly lines: readonly PricedLine[]
  readonly totals: Totals
  readonly externalId: string | null
  readonly metadata: JsonObject
}

/** Takes the snapshot that an order is; it has no number yet. */
export function newOrder(draft: OrderDraft, id: Id<'ord'>, call: Call): NewOrder {
  const { cart, totals } = draft
  const lines = draft.lines.map((line, index) => newLine(line, index, totals, call))
  const sums = sumsOf(totals)
  const order: Order = {
    id,
    number: null,
    externalId: draft.externalId,
    cartId: cart.id,
    customerId: cart.customerId,
    state: 'pending_payment',
    paymentState: 'pending',
    fulfillmentState: 'unfulfilled',
    currency: cart.currency,
    channel: cart.channel,
    locale: cart.locale,
    pricesIncludeTax: totals.pricesIncludeTax,
    rounding: totals.rounding,
    lines,
    shipping: totals.shipping === null ? null : shippingOf(totals.shipping),
    placed: sums,
    current: sums,
    revision: 1,
    parties: { email: cart.email, shipping: cart.shippingAddress, billing: cart.billingAddress },
    note: cart.note,
    metadata: draft.metadata,
    placedAt: null,
    version: 1,
    createdAt: call.now,
    updatedAt: call.now,
  }
  return { order, guestHash: cart.guestHash, entries: placedEntries(order, totals, call.now) }
}

function shippingOf({
  label,
  net,
  tax,
  total,
  taxes,
}: NonNullable<Totals['shipping']>): NonNullable<Order['shipping']> {
  return { label, net, tax, total, taxes }
}

function newLine(line: PricedLine, index: number, totals: Totals, call: Call): OrderLine {
  const { record, variant } = line
  const row = totals.lines[index]
  if (row === undefined || row.lineId !== record.id)
    throw new Error('totals have the lines of the cart, in its order')
  return {
    id: call.ids.next('oln'),
    position: index + 1,
    variantId: record.variantId,
    productId: variant?.productId ?? null,
    sku: record.custom?.sku ?? variant?.sku ?? '',
    title: record.custom?.title ?? variant?.title ?? '',
    optionValues: variant?.optionValues ?? {},
    taxClass: line.taxClass,
    priceSource: line.priceSource,
    listPrice: line.listPrice === null ? null : moneyOf(line.listPrice, totals.currency),
    unitPrice: row.unitPrice,
    ordered: record.quantity,
    cancelled: 0,
    shipped: 0,
    returned: 0,
    net: row.net,
    tax: row.tax,
    total: row.total,
    taxes: row.taxes,
    adjustments: row.adjustments,
    fields: record.fields,
    metadata: record.metadata,
  }
}
