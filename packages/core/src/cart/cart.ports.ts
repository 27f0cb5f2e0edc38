import type { Address } from '../customer/index.ts'
import type { Instant } from '../kernel/clock.ts'
import type { Access } from '../kernel/context.ts'
import type { CurrencyCode } from '../kernel/currency.ts'
import type { PortError } from '../kernel/errors.ts'
import type { Id } from '../kernel/id.ts'
import type { JsonObject } from '../kernel/json.ts'
import type { ResultAsync } from '../kernel/result.ts'
import type { RulesSlice } from '../rules/index.ts'
import type { CustomItem } from './cart.types.ts'

/** A cart as it is stored, without its lines. */
export interface CartRecord {
  readonly id: Id<'cart'>
  readonly status: 'open' | 'completed'
  readonly currency: CurrencyCode
  readonly channel: string | null
  readonly locale: string | null
  readonly customerId: Id<'cus'> | null
  readonly guestHash: string | null
  readonly email: string | null
  readonly shippingAddress: Address | null
  readonly billingAddress: Address | null
  readonly shippingMethodId: Id<'shm'> | null
  readonly note: string | null
  readonly metadata: JsonObject
  readonly orderId: Id<'ord'> | null
  readonly expiresAt: Instant
  readonly version: number
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

/** A line as it is stored. */
export interface CartLineRecord {
  readonly id: Id<'cln'>
  readonly lineKey: string
  readonly position: number
  readonly variantId: Id<'var'> | null
  readonly custom: CustomItem | null
  readonly quantity: number
  readonly unitPriceOverride: number | null
  readonly seenUnitPrice: number | null
  readonly fields: JsonObject
  readonly metadata: JsonObject
}

/** What can be had of a variant at a location now; expired holds are counted as free. */
export interface SellableLevel {
  readonly locationId: Id<'loc'>
  readonly priority: number
  readonly available: number
}

/** What the cart needs to know of a variant. */
export interface SellableVariant {
  readonly variantId: Id<'var'>
  readonly productId: Id<'prd'>
  readonly sku: string
  readonly title: string
  readonly optionValues: Readonly<Record<string, string>>
  readonly taxClass: string
  /** Active, published at the instant asked for, not archived. */
  readonly visible: boolean
  /** Minor units in the cart's currency; null when it has no price there. */
  readonly price: number | null
  readonly tracked: boolean
  readonly backorderLimit: number
  readonly levels: readonly SellableLevel[]
}

/** Everything that a cart's totals depend on, read in one statement. */
export interface CartView {
  readonly cart: CartRecord
  /** In the order in which they were added. */
  readonly lines: readonly CartLineRecord[]
  /** Of the lines, and of the ones asked for. */
  readonly variants: ReadonlyMap<string, SellableVariant>
  readonly rulesRevision: number
}

/** Reads carts. */
export interface CartReadRepository {
  /**
   * One statement: the cart, its lines and what is known of their variants (and of `alsoVariants`) at an instant. Null
   * when there is none that the access allows.
   */
  view(
    id: Id<'cart'>,
    access: Access,
    at: Instant,
    alsoVariants: readonly Id<'var'>[],
  ): ResultAsync<CartView | null, PortError>
}

/** Carts in a unit. */
export interface CartRepository extends CartReadRepository {
  /**
   * Locks the cart's row until the unit ends, so that what is read afterwards stays true; false when there is none
   * that the access allows. Concurrent changes of one cart follow each other here.
   */
  lock(id: Id<'cart'>, access: Access): ResultAsync<boolean, PortError>
  /** What a new cart must know: whether its customer (if any) exists, and the revision of the rules. */
  opening(
    customerId: Id<'cus'> | null,
  ): ResultAsync<{ readonly customerKnown: boolean; readonly rulesRevision: number }, PortError>
  /** Appends a new cart to the flush. */
  append(cart: CartRecord): void
  /** Appends the cart's new state to the flush; it must be locked. */
  save(cart: CartRecord): void
  /** Appends new and changed lines to the flush; the cart must be locked. */
  saveLines(cartId: Id<'cart'>, lines: readonly CartLineRecord[]): void
  /** Appends the removal of lines to the flush; the cart must be locked. */
  removeLines(ids: readonly Id<'cln'>[]): void
}

/** What cart commands need of a unit. */
export interface CartTx extends RulesSlice {
  readonly carts: CartRepository
}

/** What cart queries need. */
export interface CartReader extends RulesSlice {
  readonly carts: CartReadRepository
}
