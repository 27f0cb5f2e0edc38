import type { Instant } from '../kernel/clock.ts'
import type { Id } from '../kernel/id.ts'
import type { JsonObject } from '../kernel/json.ts'
import type { Money } from '../kernel/money.ts'
import type { PriceSource } from '../cart/index.ts'
import type { Totals } from '../totals/index.ts'

/** The cart whose prices, tax and shipping to freeze. */
export interface StartCheckoutInput {
  readonly cartId: Id<'cart'>
  readonly expectedVersion?: number | undefined
}

/** What a line costs in a quote. */
export interface QuoteLine {
  readonly lineId: Id<'cln'>
  readonly unitPrice: Money
  readonly listPrice: Money | null
  readonly priceSource: PriceSource
  readonly taxClass: string
}

/** A cart's prices, tax and shipping, frozen until it expires or the cart changes. No stock is held. */
export interface Quote {
  readonly id: Id<'quo'>
  readonly cartId: Id<'cart'>
  readonly cartVersion: number
  readonly lines: readonly QuoteLine[]
  readonly totals: Totals
  readonly expiresAt: Instant
  readonly createdAt: Instant
}

/** What to buy and how to pay: a cart at its live prices, or a quote at its frozen ones. */
export interface PlaceOrderInput {
  readonly cartId?: Id<'cart'> | undefined
  readonly quoteId?: Id<'quo'> | undefined
  /** `provider` is the id of a payment provider: `cash` or `manual`. */
  readonly payment: { readonly provider: string }
  /** Unique per shop; for orders that another system has numbered. */
  readonly externalId?: string | undefined
  /** Refuses when the amount due is another one. */
  readonly expectedTotal?: Money | undefined
  readonly metadata?: JsonObject | undefined
}
