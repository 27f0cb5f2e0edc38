export type {
  CreateShippingMethodError,
  DeleteShippingMethodError,
  ListShippingMethodsError,
  ShippingCodeTaken,
  ShippingMethodNotFound,
  UpdateShippingMethodError,
} from './shipping.errors.ts'
export type { ShippingEvents } from './shipping.events.ts'
export { shippingEventTags } from './shipping.events.ts'
export type { ShippingOperations } from './shipping.operations.ts'
export { shippingOperations } from './shipping.operations.ts'
export type {
  ShippingMethodFilter,
  ShippingReader,
  ShippingReadRepository,
  ShippingRepository,
  ShippingTx,
} from './shipping.ports.ts'
export { availableMethods, shippingPrice } from './shipping.rules.ts'
export type {
  CreateShippingMethodInput,
  DeletedShippingMethod,
  DeleteShippingMethodInput,
  GetShippingMethodsInput,
  ListShippingMethodsInput,
  ShippingDestination,
  ShippingMethod,
  StoredShippingMethod,
  UpdateShippingMethodInput,
} from './shipping.types.ts'
