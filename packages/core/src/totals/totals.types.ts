import type { CurrencyCode } from '../kernel/currency.ts'
import type { Id } from '../kernel/id.ts'
import type { Money } from '../kernel/money.ts'
import type { RoundingPolicy } from '../kernel/rounding.ts'
import type { TaxPolicy, TaxRate } from '../tax/index.ts'

/** A change of a price: a discount, a surcharge. */
export interface Adjustment {
  /** Names what caused it: a promotion, a coupon. */
  readonly code: string
  /** What customers read. */
  readonly label: string
  /** Minor units; negative lowers the price. With or without tax, as the price it changes. */
  readonly amount: number
}

/** A line as it goes into the totals. */
export interface TotalsLineInput {
  /** Unique among the lines; of equal claims on an odd minor unit the lowest id wins. */
  readonly id: string
  /** Minor units from 0; with or without tax as the policy says. */
  readonly unitPrice: number
  /** A whole number from 1. */
  readonly quantity: number
  /** The tax rates the line bears, in the order in which they apply; empty for what is not taxed. */
  readonly rates: readonly TaxRate[]
  /** Changes of this line's price, applied in turn; none takes the line below zero. */
  readonly adjustments: readonly Adjustment[]
}

/** The chosen shipping as it goes into the totals. */
export interface TotalsShippingInput {
  readonly methodId: string
  /** What customers read. */
  readonly label: string
  /** Minor units from 0; with or without tax as the policy says. */
  readonly price: number
  readonly rates: readonly TaxRate[]
  /** Changes of the shipping price, applied in turn; none takes it below zero. */
  readonly adjustments: readonly Adjustment[]
}

/** All that the totals of a cart or an order depend on. */
export interface TotalsInput {
  /** The currency of every amount. */
  readonly currency: CurrencyCode
  readonly policy: TaxPolicy
  readonly lines: readonly TotalsLineInput[]
  /** `null` while none is chosen. */
  readonly shipping: TotalsShippingInput | null
  /**
   * Changes of the price of all lines together, applied in turn after the lines' own. Each is allocated to the lines
   * by what they cost by then, and takes none below zero. Shipping is left alone.
   */
  readonly orderAdjustments: readonly Adjustment[]
}

/** An adjustment as it took effect: less than was asked for when a price would have gone below zero. */
export interface AdjustmentTotal {
  readonly code: string
  readonly label: string
  /** Negative lowers. */
  readonly amount: Money
}

/** What one tax rate contributes, to a row or to the whole. */
export interface TaxTotal {
  readonly rateId: Id<'txr'>
  readonly code: string
  readonly name: string
  /** Parts per million: 20 % is 200,000. */
  readonly ratePpm: number
  /** The base of the tax, for a compound rate with the taxes before it. */
  readonly net: Money
  readonly tax: Money
}

/**
 * The money of a line or of the shipping. `net + tax = total`; `subtotal − discount` is the total when prices include
 * tax, else the net.
 */
export interface RowTotals {
  /** As priced, before any adjustment. */
  readonly subtotal: Money
  /** The row's own adjustments and its parts of those of the order, those of zero left out. */
  readonly adjustments: readonly AdjustmentTotal[]
  /** By how much the adjustments lower the price together; negative when they raise it. */
  readonly discount: Money
  readonly net: Money
  readonly tax: Money
  /** The price with tax. */
  readonly total: Money
  /** By rate, in the order in which the rates apply; they sum to `tax`. */
  readonly taxes: readonly TaxTotal[]
}

/** The money of a line. */
export interface LineTotals extends RowTotals {
  readonly lineId: string
  readonly quantity: number
  /** As priced: with or without tax. */
  readonly unitPrice: Money
}

/** The money of the shipping. */
export interface ShippingTotals extends RowTotals {
  readonly methodId: string
  readonly label: string
}

/** The money of a cart or an order. Every amount that is shown, charged or stored comes from here. */
export interface Totals {
  readonly currency: CurrencyCode
  /** Whether the subtotals and discounts contain tax; net, tax and total say it by name. */
  readonly pricesIncludeTax: boolean
  /** In the order of the input. */
  readonly lines: readonly LineTotals[]
  readonly shipping: ShippingTotals | null
  /** Unit prices times quantities of all lines, as priced; without shipping. */
  readonly subtotal: Money
  /** The adjustments of the whole order as they took effect; contained in those of the lines. */
  readonly adjustments: readonly AdjustmentTotal[]
  /** By how much adjustments lower the lines, those of the order included; that of shipping stands there. */
  readonly discount: Money
  /** Without tax, shipping included. */
  readonly net: Money
  /** All tax, that of shipping included. */
  readonly tax: Money
  /** What is due: `net + tax`, the totals of all lines and of the shipping. */
  readonly total: Money
  /** By rate, in the order of priority; they sum to `tax`. */
  readonly taxes: readonly TaxTotal[]
  /** How it was rounded: needed to compute it again. */
  readonly rounding: RoundingPolicy
}
