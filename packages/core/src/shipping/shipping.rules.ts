import type { CurrencyCode } from '../kernel/currency.ts'
import type { ShippingDestination, ShippingMethod } from './shipping.types.ts'

/**
 * What a method costs: its price, or nothing once the merchandise comes to `freeAbove` or more.
 *
 * @param merchandiseTotal - The price of all lines after discounts, in minor units of the method's currency.
 *
 * @example
 * ```ts
 * import { shippingPrice, type ShippingMethod } from '@cartwright/core/shipping'
 *
 * const isFree = (method: ShippingMethod) => shippingPrice(method, 5000) === 0
 * ```
 */
export function shippingPrice(method: ShippingMethod, merchandiseTotal: number): number {
  return method.freeAbove !== null && merchandiseTotal >= method.freeAbove ? 0 : method.price
}

function byPosition(a: ShippingMethod, b: ShippingMethod): number {
  return a.position - b.position || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}

/**
 * The methods that can be chosen: enabled, priced in the currency and delivering to the destination; by position,
 * ties by id. While the destination is not known (`null`) only those that deliver everywhere.
 *
 * @example
 * ```ts
 * import { availableMethods, type ShippingMethod } from '@cartwright/core/shipping'
 *
 * const choices = (methods: readonly ShippingMethod[]) => availableMethods(methods, { country: 'GB' }, 'GBP')
 * ```
 */
export function availableMethods(
  methods: readonly ShippingMethod[],
  destination: ShippingDestination | null,
  currency: CurrencyCode,
): ShippingMethod[] {
  const delivers = ({ countries }: ShippingMethod): boolean =>
    countries === null || (destination !== null && countries.includes(destination.country))
  return methods
    .filter((method) => method.enabled && method.currency === currency && delivers(method))
    .toSorted(byPosition)
}
