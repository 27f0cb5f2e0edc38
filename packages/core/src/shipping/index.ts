export { availableMethods, shippingPrice } from './shipping.rules.ts'
export type { ShippingDestination, ShippingMethod } from './shipping.types.ts'
