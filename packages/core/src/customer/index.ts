export type { Address } from './address.ts'
export { addressSchema } from './address.ts'
export type {
  CreateCustomerError,
  CreateCustomerInput,
  Customer,
  CustomerEmailTaken,
  CustomerExternalIdTaken,
  CustomerNotFound,
  CustomerOperations,
  CustomerReader,
  CustomerReadRepository,
  CustomerRepository,
  CustomerTx,
  GetCustomerError,
  GetCustomerInput,
} from './customer.operations.ts'
export { customerOperations } from './customer.operations.ts'
