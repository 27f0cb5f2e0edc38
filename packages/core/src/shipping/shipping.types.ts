import type { CurrencyCode } from '../kernel/currency.ts'
import type { Id } from '../kernel/id.ts'
import type { Money } from '../kernel/money.ts'

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

/** A method as it is stored. */
export interface StoredShippingMethod extends ShippingMethod {
  readonly version: number
}

/** A shipping method to make. */
export interface CreateShippingMethodInput {
  /** Unique, byte for byte. */
  readonly code: string
  readonly name: string
  /** Default: everywhere. */
  readonly countries?: readonly string[] | undefined
  readonly price: Money
  /** Minor units of the price's currency: merchandise from here on ships free; default: never. */
  readonly freeAbove?: number | undefined
  /** Default `standard`. */
  readonly taxClass?: string | undefined
  /** Default true. */
  readonly enabled?: boolean | undefined
  /** Lower is offered first; default 0. */
  readonly position?: number | undefined
}

/** What to change of a method; what is left out stays. */
export interface UpdateShippingMethodInput {
  readonly shippingMethodId: Id<'shm'>
  readonly code?: string | undefined
  readonly name?: string | undefined
  /** `null` for everywhere. */
  readonly countries?: readonly string[] | null | undefined
  /** Another currency leaves no `freeAbove` behind, unless one is given with it. */
  readonly price?: Money | undefined
  /** `null` for never. */
  readonly freeAbove?: number | null | undefined
  readonly taxClass?: string | undefined
  readonly enabled?: boolean | undefined
  readonly position?: number | undefined
  readonly expectedVersion?: number | undefined
}

/** The method to delete; open carts that chose it are told so. */
export interface DeleteShippingMethodInput {
  readonly shippingMethodId: Id<'shm'>
  readonly expectedVersion?: number | undefined
}

/** The method that was deleted. */
export interface DeletedShippingMethod {
  readonly id: Id<'shm'>
}

/** A page of methods, by position. Callers without `shipping:write` see enabled ones only. */
export interface ListShippingMethodsInput {
  /** Only methods that deliver to this country; default: any. */
  readonly country?: string | undefined
  /** Only methods in this currency; default: any. */
  readonly currency?: CurrencyCode | undefined
  /** 1 to 100; default 20. */
  readonly limit?: number | undefined
  readonly cursor?: string | undefined
  readonly count?: 'none' | 'exact' | undefined
}

/** Methods by id, at most 100. Callers without `shipping:write` see enabled ones only. */
export interface GetShippingMethodsInput {
  readonly ids: readonly Id<'shm'>[]
}
