import type { Address } from '../customer/index.ts'
import type { Instant } from '../kernel/clock.ts'
import type { CurrencyCode } from '../kernel/currency.ts'
import type { Id } from '../kernel/id.ts'
import type { JsonObject } from '../kernel/json.ts'
import type { Money } from '../kernel/money.ts'
import type { RoundingPolicy } from '../kernel/rounding.ts'
import type { AdjustmentTotal, TaxTotal } from '../totals/index.ts'

/** Where an order stands. */
export type OrderState = 'pending_payment' | 'placed' | 'completed' | 'cancelled'
/** How far it is paid. */
export type OrderPaymentState = 'pending' | 'authorized' | 'paid' | 'refund_pending' | 'cancelled'
/** How far it is shipped. */
export type OrderFulfillmentState = 'unfulfilled' | 'partially_fulfilled' | 'fulfilled' | 'cancelled'

/** A line of an order: a snapshot that never follows the catalogue. */
export interface OrderLine {
  readonly id: Id<'oln'>
  readonly position: number
  readonly variantId: Id<'var'> | null
  readonly productId: Id<'prd'> | null
  readonly sku: string
  readonly title: string
  readonly optionValues: Readonly<Record<string, string>>
  readonly taxClass: string
  readonly priceSource: 'catalog' | 'override' | 'custom'
  /** The catalogue's price when it was placed; null for a custom line. */
  readonly listPrice: Money | null
  readonly unitPrice: Money
  readonly ordered: number
  readonly cancelled: number
  readonly shipped: number
  readonly returned: number
  /** As placed. */
  readonly net: Money
  /** As placed. */
  readonly tax: Money
  /** As placed. */
  readonly total: Money
  readonly taxes: readonly TaxTotal[]
  readonly adjustments: readonly AdjustmentTotal[]
  readonly fields: Readonly<Record<string, unknown>>
  readonly metadata: JsonObject
}

/** The chosen shipping as it was placed. */
export interface OrderShipping {
  readonly label: string
  readonly net: Money
  readonly tax: Money
  readonly total: Money
  readonly taxes: readonly TaxTotal[]
}

/** Sums of an order in one currency; `net + tax = total`. */
export interface OrderSums {
  readonly subtotal: Money
  readonly discount: Money
  readonly net: Money
  readonly tax: Money
  readonly total: Money
}

/** Who bought, and where it goes. */
export interface OrderParties {
  readonly email: string | null
  readonly shipping: Address | null
  readonly billing: Address | null
}

/** An order. */
export interface Order {
  readonly id: Id<'ord'>
  /** Drawn when it was placed. */
  readonly number: string | null
  readonly externalId: string | null
  readonly cartId: Id<'cart'> | null
  readonly customerId: Id<'cus'> | null
  readonly state: OrderState
  readonly paymentState: OrderPaymentState
  readonly fulfillmentState: OrderFulfillmentState
  readonly currency: CurrencyCode
  readonly channel: string | null
  readonly locale: string | null
  readonly pricesIncludeTax: boolean
  readonly rounding: RoundingPolicy
  readonly lines: readonly OrderLine[]
  readonly shipping: OrderShipping | null
  /** As placed; never changes. */
  readonly placed: OrderSums
  /** What is owed now: the sum of all revisions. */
  readonly current: OrderSums
  /** Counts the changes of the order's money; 1 as placed. */
  readonly revision: number
  readonly parties: OrderParties
  readonly note: string | null
  readonly metadata: JsonObject
  readonly placedAt: Instant | null
  readonly version: number
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

/** A signed money row; the rows of all revisions sum to the current money. */
export interface OrderEntry {
  readonly revision: number
  readonly position: number
  readonly kind: 'line' | 'shipping'
  readonly orderLineId: Id<'oln'> | null
  readonly label: string
  readonly quantity: number
  readonly subtotal: number
  readonly discount: number
  readonly net: number
  readonly tax: number
  readonly total: number
  readonly taxes: readonly TaxTotal[]
  readonly reason: string
  readonly at: Instant
}

/** A step in an order's life. */
export interface JournalEntry {
  readonly id: Id<'jrn'>
  readonly orderId: Id<'ord'>
  readonly at: Instant
  readonly actor: string
  readonly event: string
  readonly detail: JsonObject
}

/** Which order: exactly one of these. */
export interface GetOrderInput {
  readonly id?: Id<'ord'> | undefined
  readonly number?: string | undefined
  readonly externalId?: string | undefined
}

/** Orders by id; unknown and foreign ones are left out. */
export interface GetOrdersInput {
  /** 1 to 100. */
  readonly ids: readonly Id<'ord'>[]
}

/** Which orders. */
export interface ListOrdersInput {
  readonly state?: OrderState | undefined
  readonly customerId?: Id<'cus'> | undefined
  readonly externalId?: string | undefined
  /** From this instant on; orders that were not placed are left out. */
  readonly placedFrom?: Instant | undefined
  /** Before this instant. */
  readonly placedTo?: Instant | undefined
  /** By creation; default `newest`. */
  readonly sort?: 'newest' | 'oldest' | undefined
  readonly limit?: number | undefined
  readonly cursor?: string | undefined
  readonly count?: 'none' | 'exact' | undefined
}

/** An order as lists show it. */
export type OrderCard = Pick<
  Order,
  | 'id'
  | 'number'
  | 'externalId'
  | 'customerId'
  | 'state'
  | 'paymentState'
  | 'fulfillmentState'
  | 'currency'
  | 'placedAt'
  | 'createdAt'
  | 'version'
> & { readonly total: Money }

/** Which order lines: the newest order first, within an order the last line first. */
export interface ListOrderLinesInput {
  readonly customerId: Id<'cus'>
  readonly skus: readonly string[]
  readonly unitPrice?: Money | undefined
  /** Only lines of which something is neither cancelled nor shipped. */
  readonly open?: boolean | undefined
  readonly limit?: number | undefined
  readonly cursor?: string | undefined
}

/** A line with what ties it to its order. */
export interface OrderLineMatch {
  readonly orderId: Id<'ord'>
  readonly lineId: Id<'oln'>
  readonly sku: string
  readonly unitPrice: Money
  /** Neither cancelled nor shipped. */
  readonly open: number
}

/** What to cancel of an order. */
export interface CancelLinesInput {
  readonly orderId: Id<'ord'>
  readonly lines: readonly { readonly lineId: Id<'oln'>; readonly quantity: number }[]
  /** Machine readable: `customer_request`. */
  readonly reason?: string | undefined
  readonly expectedVersion?: number | undefined
}

/** The order to cancel whole. */
export interface CancelOrderInput {
  readonly orderId: Id<'ord'>
  readonly reason?: string | undefined
  readonly expectedVersion?: number | undefined
}

/** Whose journal to read. */
export interface OrderTimelineInput {
  readonly orderId: Id<'ord'>
}
