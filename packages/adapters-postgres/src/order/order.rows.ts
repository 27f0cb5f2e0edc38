import { moneyOf, toInstant } from '@cartwright/core'
import type { Money } from '@cartwright/core'
import type { Address } from '@cartwright/core/customer'
import type { Order, OrderEntry, OrderLine, OrderSums } from '@cartwright/core/order'

type Amounts<T> = {
  readonly [Name in keyof T]: T[Name] extends Money
    ? number
    : T[Name] extends Money | null
      ? number | null
      : T[Name]
}

interface Party extends Address {
  readonly role: 'customer' | 'shipping' | 'billing'
  readonly email: string | null
}

/** An order as its statement answers it: amounts without their currency. */
export type JsonOrder = Omit<Order, 'lines' | 'shipping' | 'placed' | 'current' | 'parties'> & {
  readonly lines: readonly Amounts<OrderLine>[]
  readonly shipping: {
    readonly label: string
    readonly net: number
    readonly tax: number
    readonly total: number
    readonly taxes: NonNullable<Order['shipping']>['taxes']
  } | null
  readonly placed: Amounts<OrderSums>
  readonly current: Amounts<OrderSums>
  readonly parties: readonly Party[]
}

/** Reads whole orders in one statement. */
export function orderText(schema: string, condition: string): string {
  const sums = (rows: string): string => `(select json_build_object(
    'subtotal', coalesce(sum(e.subtotal) filter (where e.kind = 'line'), 0),
    'discount', coalesce(sum(e.discount) filter (where e.kind = 'line'), 0),
    'net', sum(e.net), 'tax', sum(e.tax), 'total', sum(e.total))
    from ${schema}.order_entries e where e.order_id = o.id${rows})`
  return `select json_build_object('id', o.id, 'number', o.number, 'externalId', o.external_id, 'cartId', o.cart_id,
      'customerId', o.customer_id, 'state', o.state, 'paymentState', o.payment_state,
      'fulfillmentState', o.fulfillment_state, 'currency', o.currency, 'channel', o.channel, 'locale', o.locale,
      'pricesIncludeTax', o.prices_include_tax, 'rounding', o.rounding, 'revision', o.revision, 'note', o.note,
      'metadata', o.metadata, 'placedAt', o.placed_at, 'version', o.version, 'createdAt', o.created_at,
      'updatedAt', o.updated_at,
      'placed', ${sums(' and e.revision = 1')},
      'current', json_build_object('subtotal', o.subtotal, 'discount', o.discount, 'net', o.net, 'tax', o.tax,
        'total', o.total),
      'shipping', (select json_build_object('label', e.label, 'net', e.net, 'tax', e.tax, 'total', e.total,
          'taxes', e.taxes)
        from ${schema}.order_entries e where e.order_id = o.id and e.revision = 1 and e.kind = 'shipping'),
      'parties', coalesce((select json_agg(json_strip_nulls(json_build_object('role', p.role, 'email', p.email,
          'name', p.name, 'company', p.company, 'phone', p.phone, 'line1', p.line1, 'line2', p.line2, 'city', p.city,
          'region', p.region, 'postalCode', p.postal_code, 'country', p.country)))
        from ${schema}.order_parties p where p.order_id = o.id), '[]'::json),
      'lines', (select json_agg(json_build_object('id', l.id, 'position', l.position, 'variantId', l.variant_id,
          'productId', l.product_id, 'sku', l.sku, 'title', l.title, 'optionValues', l.option_values,
          'taxClass', l.tax_class, 'priceSource', l.price_source, 'listPrice', l.list_price, 'unitPrice', l.unit_price,
          'ordered', l.ordered, 'cancelled', l.cancelled, 'shipped', l.shipped, 'returned', l.returned, 'net', l.net,
          'tax', l.tax, 'total', l.total, 'taxes', l.taxes, 'adjustments', l.adjustments, 'fields', l.fields,
          'metadata', l.metadata) order by l.position)
        from ${schema}.order_lines l where l.order_id = o.id)) as order
    from ${schema}.orders o where ${condition}`
}

/** Gives amounts their currency and instants their form. */
export function toOrder(json: JsonOrder): Order {
  const money = (amount: number): Money => moneyOf(amount, json.currency)
  const sums = (amounts: Amounts<OrderSums>): OrderSums => ({
    subtotal: money(amounts.subtotal),
    discount: money(amounts.discount),
    net: money(amounts.net),
    tax: money(amounts.tax),
    total: money(amounts.total),
  })
  const { shipping } = json
  return {
    ...json,
    lines: json.lines.map((line) => ({
      ...line,
      listPrice: line.listPrice === null ? null : money(line.listPrice),
      unitPrice: money(line.unitPrice),
      net: money(line.net),
      tax: money(line.tax),
      total: money(line.total),
    })),
    shipping:
      shipping === null
        ? null
        : {
            label: shipping.label,
            net: money(shipping.net),
            tax: money(shipping.tax),
            total: money(shipping.total),
            taxes: shipping.taxes,
          },
    placed: sums(json.placed),
    current: sums(json.current),
    parties: {
      email: json.parties.find(({ role }) => role === 'customer')?.email ?? null,
      shipping: addressOf(json.parties, 'shipping'),
      billing: addressOf(json.parties, 'billing'),
    },
    placedAt: json.placedAt === null ? null : toInstant(json.placedAt),
    createdAt: toInstant(json.createdAt),
    updatedAt: toInstant(json.updatedAt),
  }
}

function addressOf(parties: readonly Party[], role: Party['role']): Address | null {
  const party = parties.find((candidate) => candidate.role === role)
  if (party === undefined) return null
  const { role: _role, email: _email, ...address } = party
  return address
}

export function toOrderRow(order: Order, guestHash: string | null) {
  const { current } = order
  return {
    id: order.id,
    number: order.number,
    external_id: order.externalId,
    cart_id: order.cartId,
    customer_id: order.customerId,
    guest_hash: guestHash,
    currency: order.currency,
    channel: order.channel,
    locale: order.locale,
    state: order.state,
    payment_state: order.paymentState,
    fulfillment_state: order.fulfillmentState,
    prices_include_tax: order.pricesIncludeTax,
    rounding: order.rounding,
    revision: order.revision,
    subtotal: current.subtotal.amount,
    discount: current.discount.amount,
    net: current.net.amount,
    tax: current.tax.amount,
    total: current.total.amount,
    note: order.note,
    metadata: order.metadata,
    placed_at: order.placedAt,
    version: order.version,
    created_at: order.createdAt,
    updated_at: order.updatedAt,
  }
}

export function toLineRow(orderId: string, line: OrderLine) {
  return {
    id: line.id,
    order_id: orderId,
    position: line.position,
    variant_id: line.variantId,
    product_id: line.productId,
    sku: line.sku,
    title: line.title,
    option_values: line.optionValues,
    tax_class: line.taxClass,
    price_source: line.priceSource,
    list_price: line.listPrice?.amount ?? null,
    unit_price: line.unitPrice.amount,
    ordered: line.ordered,
    cancelled: line.cancelled,
    shipped: line.shipped,
    returned: line.returned,
    net: line.net.amount,
    tax: line.tax.amount,
    total: line.total.amount,
    taxes: line.taxes,
    adjustments: line.adjustments,
    fields: line.fields,
    metadata: line.metadata,
  }
}

export function toEntryRow(orderId: string, entry: OrderEntry) {
  return {
    order_id: orderId,
    revision: entry.revision,
    position: entry.position,
    kind: entry.kind,
    order_line_id: entry.orderLineId,
    label: entry.label,
    quantity: entry.quantity,
    subtotal: entry.subtotal,
    discount: entry.discount,
    net: entry.net,
    tax: entry.tax,
    total: entry.total,
    taxes: entry.taxes,
    reason: entry.reason,
    at: entry.at,
  }
}

/** Names, e-mails and addresses live in rows of their own, so that a person can be forgotten. */
export function toPartyRows(order: Order) {
  const { email, shipping, billing } = order.parties
  const row = (role: 'customer' | 'shipping' | 'billing', address: Address | null, mail: string | null) => ({
    order_id: order.id,
    role,
    name: address?.name ?? null,
    company: address?.company ?? null,
    email: mail,
    phone: address?.phone ?? null,
    line1: address?.line1 ?? null,
    line2: address?.line2 ?? null,
    city: address?.city ?? null,
    region: address?.region ?? null,
    postal_code: address?.postalCode ?? null,
    country: address?.country ?? null,
  })
  return [
    ...(email === null ? [] : [row('customer', null, email)]),
    ...(shipping === null ? [] : [row('shipping', shipping, null)]),
    ...(billing === null ? [] : [row('billing', billing, null)]),
  ]
}
