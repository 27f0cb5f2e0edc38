import type { KernelTx } from '../kernel/engine.ts'
import type { PortError } from '../kernel/errors.ts'
import type { Call } from '../kernel/operation.ts'
import type { Result, ResultAsync } from '../kernel/result.ts'
import { err, flow, ok } from '../kernel/result.ts'
import { lockCustomer, saveCustomer } from './changes.ts'
import type {
  AddAddressError,
  CustomerAddressNotFound,
  RemoveAddressError,
  UpdateAddressError,
} from './customer.errors.ts'
import { customerAddressNotFound, customerTooManyAddresses } from './customer.errors.ts'
import type { CustomerTx } from './customer.ports.ts'
import type {
  AddAddressInput,
  Customer,
  CustomerAddress,
  RemoveAddressInput,
  UpdateAddressInput,
} from './customer.types.ts'
import { MAX_ADDRESSES } from './customer.types.ts'

type Tx = CustomerTx & KernelTx

/** Adds an address. */
export function addAddress(
  tx: Tx,
  input: AddAddressInput,
  call: Call,
): ResultAsync<Customer, AddAddressError | PortError> {
  return flow(async function* () {
    const customer = yield* lockCustomer(tx, input, call)
    if (customer.addresses.length >= MAX_ADDRESSES) return err(customerTooManyAddresses(MAX_ADDRESSES))
    const added: CustomerAddress = {
      id: call.ids.next('adr'),
      label: input.label ?? null,
      address: input.address,
      defaultShipping: input.defaultShipping ?? false,
      defaultBilling: input.defaultBilling ?? false,
    }
    const others = yield* takeDefaults(tx, customer, added)
    tx.customers.appendAddress(customer.id, added, call.now)
    return ok(saveAddresses(tx, customer, [...others, added], added, call))
  })
}

/** Changes an address. */
export function updateAddress(
  tx: Tx,
  input: UpdateAddressInput,
  call: Call,
): ResultAsync<Customer, UpdateAddressError | PortError> {
  return flow(async function* () {
    const customer = yield* lockCustomer(tx, input, call)
    const before = yield* findAddress(customer, input.addressId)
    const changed: CustomerAddress = {
      id: before.id,
      label: input.label === undefined ? before.label : input.label,
      address: input.address ?? before.address,
      defaultShipping: input.defaultShipping ?? before.defaultShipping,
      defaultBilling: input.defaultBilling ?? before.defaultBilling,
    }
    const cleared = yield* takeDefaults(tx, customer, changed)
    const addresses = cleared.map((address) => (address.id === changed.id ? changed : address))
    tx.customers.saveAddress(changed)
    return ok(saveAddresses(tx, customer, addresses, changed, call))
  })
}

/** Removes an address. */
export function removeAddress(
  tx: Tx,
  input: RemoveAddressInput,
  call: Call,
): ResultAsync<Customer, RemoveAddressError | PortError> {
  return flow(async function* () {
    const customer = yield* lockCustomer(tx, input, call)
    const removed = yield* findAddress(customer, input.addressId)
    tx.customers.removeAddress(removed.id)
    const addresses = customer.addresses.filter(({ id }) => id !== removed.id)
    return ok(saveAddresses(tx, customer, addresses, removed, call))
  })
}

function findAddress(
  { addresses }: Customer,
  addressId: CustomerAddress['id'],
): Result<CustomerAddress, CustomerAddressNotFound> {
  const found = addresses.find(({ id }) => id === addressId)
  return found === undefined ? err(customerAddressNotFound(addressId)) : ok(found)
}

/** The addresses without the defaults that another one takes over. */
function takeDefaults(
  tx: CustomerTx,
  { id, addresses }: Customer,
  taker: CustomerAddress,
): ResultAsync<readonly CustomerAddress[], PortError> {
  return flow(async function* () {
    const others = addresses.filter((address) => address.id !== taker.id)
    const shipping = taker.defaultShipping && others.some(({ defaultShipping }) => defaultShipping)
    const billing = taker.defaultBilling && others.some(({ defaultBilling }) => defaultBilling)
    if (!shipping && !billing) return ok(addresses)
    yield* tx.customers.clearDefaults(id, { shipping, billing })
    return ok(
      addresses.map((address) => ({
        ...address,
        defaultShipping: address.defaultShipping && !shipping,
        defaultBilling: address.defaultBilling && !billing,
      })),
    )
  })
}

function saveAddresses(
  tx: Tx,
  customer: Customer,
  addresses: readonly CustomerAddress[],
  { id }: CustomerAddress,
  call: Call,
): Customer {
  call.note({ addressId: id })
  return saveCustomer(tx, { ...customer, addresses }, ['addresses'], call)
}
