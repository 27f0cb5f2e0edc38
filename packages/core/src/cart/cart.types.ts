import type { Instant } from '../kernel/clock.ts'
import type { CurrencyCode } from '../kernel/currency.ts'
import type { Id } from '../kernel/id.ts'
import type { JsonObject } from '../kernel/json.ts'
import type { Money } from '../kernel/money.ts'
import type { Address } from '../customer/index.ts'
import type { LineTotals, Totals } from '../totals/index.ts'

/** Where a line's price comes from: the catalogue, a staff override, or a line without a variant. */
export type PriceSource = 'catalog' | 'override' | 'custom'

/** A line of a cart with its totals. */
export interface CartLine<F = Readonly<Record<string, unknown>>> {
  readonly id: Id<'cln'>
  /** Adds with an equal key merge into one line. */
  readonly lineKey: string
  /** Null for a custom line. */
  readonly variantId: Id<'var'> | null
  readonly productId: Id<'prd'> | null
  readonly sku: string
  readonly title: string
  readonly optionValues: Readonly<Record<string, string>>
  readonly quantity: number
  readonly unitPrice: Money
  /** The catalogue's price; null for a custom line. */
  readonly listPrice: Money | null
  readonly priceSource: PriceSource
  readonly taxClass: string
  /** Null while the line cannot be sold (see the notices); it is then not part of the totals. */
  readonly totals: LineTotals | null
  readonly fields: F
  readonly metadata: JsonObject
}

/** Something the shopper should know before checking out; never a silent change. */
export type CartNotice =
  | { readonly type: 'price_changed'; readonly lineId: Id<'cln'>; readonly from: Money; readonly to: Money }
  | { readonly type: 'insufficient_stock'; readonly lineId: Id<'cln'>; readonly available: number }
  | { readonly type: 'unavailable'; readonly lineId: Id<'cln'> }
  | { readonly type: 'shipping_unavailable'; readonly shippingMethodId: Id<'shm'> }

/** A cart with full totals, as every read and every change answers it. */
export interface Cart<F = Readonly<Record<string, unknown>>> {
  readonly id: Id<'cart'>
  readonly status: 'open' | 'completed'
  readonly currency: CurrencyCode
  readonly channel: string | null
  readonly locale: string | null
  readonly customerId: Id<'cus'> | null
  readonly email: string | null
  readonly shippingAddress: Address | null
  readonly billingAddress: Address | null
  readonly shippingMethodId: Id<'shm'> | null
  readonly note: string | null
  readonly metadata: JsonObject
  readonly lines: readonly CartLine<F>[]
  readonly totals: Totals
  readonly notices: readonly CartNotice[]
  readonly orderId: Id<'ord'> | null
  readonly expiresAt: Instant
  readonly version: number
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

/** What a line without a variant sells. */
export interface CustomItem {
  readonly title: string
  /** Minor units of the cart's currency. */
  readonly unitPrice: number
  readonly sku: string
  readonly taxClass: string
}

/** A new cart; a guest's or customer's belongs to them, staff may name a customer. */
export interface CreateCartInput {
  /** Default: the context's currency. */
  readonly currency?: string | undefined
  /** Staff only: whose cart it is. */
  readonly customerId?: Id<'cus'> | undefined
  readonly email?: string | undefined
  readonly shippingAddress?: Address | undefined
  readonly billingAddress?: Address | undefined
  readonly note?: string | undefined
  readonly metadata?: JsonObject | undefined
}

/** What to add: a variant, or (with the permission `carts:custom_lines`) an item without one. */
export interface NewLine<F = Readonly<Record<string, unknown>>> {
  readonly variantId?: Id<'var'> | undefined
  readonly custom?:
    | {
        readonly title: string
        readonly unitPrice: Money
        readonly sku?: string | undefined
        readonly taxClass?: string | undefined
      }
    | undefined
  readonly quantity: number
  /** Needs the permission `carts:override_price`. */
  readonly unitPrice?: Money | undefined
  /** Default: variant, price and fields. Lines of different keys stay separate. */
  readonly lineKey?: string | undefined
  readonly fields?: F | undefined
  readonly metadata?: JsonObject | undefined
}

/** One line to add. */
export interface AddLineInput<F = Readonly<Record<string, unknown>>> extends NewLine<F> {
  readonly cartId: Id<'cart'>
  readonly expectedVersion?: number | undefined
}

/** Up to 2,000 lines to add in one operation: all or none. */
export interface AddLinesInput<F = Readonly<Record<string, unknown>>> {
  readonly cartId: Id<'cart'>
  readonly lines: readonly NewLine<F>[]
  readonly expectedVersion?: number | undefined
}

/** A line's new quantity. */
export interface ChangeLineInput {
  readonly cartId: Id<'cart'>
  readonly lineId: Id<'cln'>
  readonly quantity: number
  readonly expectedVersion?: number | undefined
}

/** The line to take out. */
export interface RemoveLineInput {
  readonly cartId: Id<'cart'>
  readonly lineId: Id<'cln'>
  readonly expectedVersion?: number | undefined
}

/** What to change of a cart; a member left out stays, null clears. */
export interface UpdateCartInput {
  readonly cartId: Id<'cart'>
  readonly email?: string | null | undefined
  readonly shippingAddress?: Address | null | undefined
  readonly billingAddress?: Address | null | undefined
  readonly shippingMethodId?: Id<'shm'> | null | undefined
  readonly note?: string | null | undefined
  readonly metadata?: JsonObject | undefined
  /** Takes the prices shown now as seen, which ends their notices. */
  readonly acceptPrices?: boolean | undefined
  readonly expectedVersion?: number | undefined
}

/** The cart to read. */
export interface GetCartInput {
  readonly cartId: Id<'cart'>
}
