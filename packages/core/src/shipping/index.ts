export { availableMethods, shippingPrice } from './shipping.rules.ts'
export type { ShippingDestination, ShippingMethod } from './shipping.types.ts'
export type {
  CreateShippingMethodInput,
  ShippingCodeTaken,
  ShippingOperations,
  ShippingRepository,
  ShippingTx,
} from './shipping.operations.ts'
export { shippingOperations } from './shipping.operations.ts'
