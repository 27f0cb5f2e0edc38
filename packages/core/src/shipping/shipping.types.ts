import type { CurrencyCode } from '../kernel/currency.ts'
import type { Id } from '../kernel/id.ts'

/** Where a parcel goes, as far as the choice of a method depends on it. */
export interface ShippingDestination {
  /** ISO 3166-1 alpha-2, upper case. */
  readonly country: string
}

/** A way to deliver, at a flat price. */
export interface ShippingMethod {
  readonly id: Id<'shm'>
  /** Names the method in a shop's own systems: `express`. */
  readonly code: string
  /** What customers read. */
  readonly name: string
  /** The countries it delivers to, ISO 3166-1 alpha-2 in upper case; `null` for everywhere. */
  readonly countries: readonly string[] | null
  /** The currency of `price` and `freeAbove`; the method is offered to carts in this one only. */
  readonly currency: CurrencyCode
  /** Minor units; with or without tax as the shop's other prices. */
  readonly price: number
  /** The total of the merchandise from which it is free, in minor units; `null` for never. */
  readonly freeAbove: number | null
  /** Decides which tax rates the price bears. */
  readonly taxClass: string
  readonly enabled: boolean
  /** Lower is listed first; ties by id. */
  readonly position: number
}
