export type { Address } from './address.ts'
export { addressSchema } from './address.ts'
export type {
  AddAddressError,
  CreateCustomerError,
  CustomerAddressNotFound,
  CustomerEmailTaken,
  CustomerExternalIdTaken,
  CustomerNotFound,
  CustomerTooManyAddresses,
  GetCustomerError,
  ListCustomersError,
  RemoveAddressError,
  UpdateAddressError,
  UpdateCustomerError,
  UpsertCustomersError,
} from './customer.errors.ts'
export type { CustomerEvents } from './customer.events.ts'
export { customerEventTags } from './customer.events.ts'
export type { CustomerOperations } from './customer.operations.ts'
export { customerOperations } from './customer.operations.ts'
export type {
  CustomerFilter,
  CustomerKey,
  CustomerNames,
  CustomerReader,
  CustomerReadRepository,
  CustomerRepository,
  CustomersView,
  CustomerTx,
} from './customer.ports.ts'
export { emailKeyOf } from './customer.rules.ts'
export type {
  AddAddressInput,
  CreateCustomerInput,
  Customer,
  CustomerAddress,
  CustomerChanges,
  GetCustomerInput,
  GetCustomersInput,
  ListCustomersInput,
  RemoveAddressInput,
  UpdateAddressInput,
  UpdateCustomerInput,
  UpsertCustomer,
  UpsertCustomersInput,
  UpsertedCustomers,
} from './customer.types.ts'
export { MAX_ADDRESSES } from './customer.types.ts'
