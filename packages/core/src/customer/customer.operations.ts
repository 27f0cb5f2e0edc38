import { startAfter } from '../kernel/cursor.ts'
import type { KernelTx } from '../kernel/engine.ts'
import type { PortError } from '../kernel/errors.ts'
import type { Id } from '../kernel/id.ts'
import type { Call, Command, Query, ResponsePolicy, SampleFixture } from '../kernel/operation.ts'
import { defineCommand, defineQuery } from '../kernel/operation.ts'
import type { Page } from '../kernel/page.ts'
import { DEFAULT_PAGE_LIMIT, encodeCursor } from '../kernel/page.ts'
import { holderOf, ownerOr } from '../kernel/permission.ts'
import type { Result, ResultAsync } from '../kernel/result.ts'
import { err, flow, ok } from '../kernel/result.ts'
import { settle } from '../kernel/unit-of-work.ts'
import { addAddress, removeAddress, updateAddress } from './addresses.ts'
import { asSeen, createCustomer, updateCustomer } from './changes.ts'
import type {
  AddAddressError,
  CreateCustomerError,
  GetCustomerError,
  ListCustomersError,
  RemoveAddressError,
  UpdateAddressError,
  UpdateCustomerError,
  UpsertCustomersError,
} from './customer.errors.ts'
import { customerNotFound } from './customer.errors.ts'
import type { CustomerKey, CustomerReader, CustomerTx } from './customer.ports.ts'
import { emailKeyOf } from './customer.rules.ts'
import {
  addAddressInputSchema,
  createCustomerInputSchema,
  customerPageSchema,
  customerSchema,
  getCustomerInputSchema,
  getCustomersInputSchema,
  listCustomersInputSchema,
  removeAddressInputSchema,
  updateAddressInputSchema,
  updateCustomerInputSchema,
  upsertCustomersInputSchema,
  upsertedCustomersSchema,
} from './customer.schemas.ts'
import type {
  AddAddressInput,
  CreateCustomerInput,
  Customer,
  CustomerAddress,
  GetCustomerInput,
  GetCustomersInput,
  ListCustomersInput,
  RemoveAddressInput,
  UpdateAddressInput,
  UpdateCustomerInput,
  UpsertCustomersInput,
  UpsertedCustomers,
} from './customer.types.ts'
import { upsertCustomers } from './upsert.ts'

type Tx = CustomerTx & KernelTx
type Reader = CustomerReader

/** The operations of customers. A customer reaches itself only: another one is not found. */
export interface CustomerOperations {
  readonly create: Command<Tx, Reader, CreateCustomerInput, Customer, CreateCustomerError>
  readonly get: Query<Reader, GetCustomerInput, Customer, GetCustomerError>
  readonly getMany: Query<Reader, GetCustomersInput, readonly Customer[], never>
  readonly update: Command<Tx, Reader, UpdateCustomerInput, Customer, UpdateCustomerError>
  readonly list: Query<Reader, ListCustomersInput, Page<Customer>, ListCustomersError>
  readonly upsertMany: Command<Tx, Reader, UpsertCustomersInput, UpsertedCustomers, UpsertCustomersError>
  readonly addAddress: Command<Tx, Reader, AddAddressInput, Customer, AddAddressError>
  readonly updateAddress: Command<Tx, Reader, UpdateAddressInput, Customer, UpdateAddressError>
  readonly removeAddress: Command<Tx, Reader, RemoveAddressInput, Customer, RemoveAddressError>
}

const READ = holderOf('customers:read')
const WRITE = holderOf('customers:write')
const OWN = ownerOr('customers:write')

/** Reads a customer again, as the caller may see it, for a replayed call. */
const customerResponse: ResponsePolicy<Reader, Customer> = {
  kind: 'reference',
  of: ({ id }) => id,
  read: (reader, id, call) =>
    reader.customers.customer({ by: 'id', value: id }, { kind: 'all' }).map((customer) => {
      if (customer === null) throw new Error(`the customer ${id} of a stored key is gone`)
      return asSeen(customer, call)
    }),
}

/** Declares the operations of customers. */
export function customerOperations(): CustomerOperations {
  const target = ({ customerId }: { readonly customerId: Id<'cus'> }) => ({
    type: 'customer',
    id: customerId,
  })
  return {
    create: defineCommand<Tx, Reader, CreateCustomerInput, Customer, CreateCustomerError>({
      name: 'customers.create',
      input: createCustomerInputSchema,
      output: customerSchema,
      errors: { 'customer.email_taken': true, 'customer.external_id_taken': true },
      permission: WRITE,
      target: () => null,
      response: customerResponse,
      sample: async (f) => ({ as: 'staff', input: { externalId: f.unique('customer'), name: 'Ada' } }),
      run: async (tx, input, call) => settle(await createCustomer(tx, input, call)),
    }),
    get: defineQuery<Reader, GetCustomerInput, Customer, GetCustomerError>({
      name: 'customers.get',
      input: getCustomerInputSchema,
      output: customerSchema,
      errors: { 'customer.not_found': true },
      permission: ownerOr('customers:read'),
      sample: async (f) => ({ as: 'staff', input: { id: await sampleCustomer(f) } }),
      run: getCustomer,
    }),
    getMany: defineQuery<Reader, GetCustomersInput, readonly Customer[], never>({
      name: 'customers.get_many',
      input: getCustomersInputSchema,
      output: customerSchema.array(),
      errors: {},
      permission: READ,
      sample: async (f) => ({ as: 'staff', input: { ids: [await sampleCustomer(f)] } }),
      run: (reader, { ids }) => reader.customers.customers(ids),
    }),
    update: defineCommand<Tx, Reader, UpdateCustomerInput, Customer, UpdateCustomerError>({
      name: 'customers.update',
      input: updateCustomerInputSchema,
      output: customerSchema,
      errors: {
        'customer.not_found': true,
        'customer.email_taken': true,
        'customer.external_id_taken': true,
        'permission.denied': true,
        'conflict.stale_version': true,
      },
      permission: OWN,
      target,
      response: customerResponse,
      sample: async (f) => ({
        as: 'staff',
        input: {
          customerId: await sampleCustomer(f),
          email: `${f.unique('ada')}@example.com`,
          groups: ['trade'],
        },
      }),
      run: async (tx, input, call) => settle(await updateCustomer(tx, input, call)),
    }),
    list: defineQuery<Reader, ListCustomersInput, Page<Customer>, ListCustomersError>({
      name: 'customers.list',
      input: listCustomersInputSchema,
      output: customerPageSchema,
      errors: { 'page.cursor_invalid': true },
      permission: READ,
      sample: async (f) => {
        await sampleCustomer(f)
        return { as: 'staff', input: { limit: 10 } }
      },
      run: listCustomers,
    }),
    upsertMany: defineCommand<Tx, Reader, UpsertCustomersInput, UpsertedCustomers, UpsertCustomersError>({
      name: 'customers.upsert_many',
      input: upsertCustomersInputSchema,
      output: upsertedCustomersSchema,
      errors: { 'customer.email_taken': true, 'input.invalid': true },
      permission: WRITE,
      target: () => null,
      response: { kind: 'store' },
      sample: async (f) => ({
        as: 'staff',
        input: { customers: [{ externalId: f.unique('customer') }, { externalId: f.unique('customer') }] },
      }),
      run: async (tx, input, call) => settle(await upsertCustomers(tx, input, call)),
    }),
    addAddress: defineCommand<Tx, Reader, AddAddressInput, Customer, AddAddressError>({
      name: 'customers.add_address',
      input: addAddressInputSchema,
      output: customerSchema,
      errors: {
        'customer.not_found': true,
        'customer.too_many_addresses': true,
        'conflict.stale_version': true,
      },
      permission: OWN,
      target,
      response: customerResponse,
      sample: async (f) => ({
        as: 'staff',
        input: { customerId: await sampleCustomer(f), address: { country: 'GB' }, defaultShipping: true },
      }),
      run: async (tx, input, call) => settle(await addAddress(tx, input, call)),
    }),
    updateAddress: defineCommand<Tx, Reader, UpdateAddressInput, Customer, UpdateAddressError>({
      name: 'customers.update_address',
      input: updateAddressInputSchema,
      output: customerSchema,
      errors: {
        'customer.not_found': true,
        'customer.address_not_found': true,
        'conflict.stale_version': true,
      },
      permission: OWN,
      target,
      response: customerResponse,
      sample: async (f) => ({
        as: 'staff',
        input: {
          ...(await sampleAddress(f)),
          address: { country: 'FR', city: 'Lyon' },
          defaultBilling: true,
        },
      }),
      run: async (tx, input, call) => settle(await updateAddress(tx, input, call)),
    }),
    removeAddress: defineCommand<Tx, Reader, RemoveAddressInput, Customer, RemoveAddressError>({
      name: 'customers.remove_address',
      input: removeAddressInputSchema,
      output: customerSchema,
      errors: {
        'customer.not_found': true,
        'customer.address_not_found': true,
        'conflict.stale_version': true,
      },
      permission: OWN,
      target,
      response: customerResponse,
      sample: async (f) => ({ as: 'staff', input: await sampleAddress(f) }),
      run: async (tx, input, call) => settle(await removeAddress(tx, input, call)),
    }),
  }
}

function getCustomer(
  reader: Reader,
  { id, externalId }: GetCustomerInput,
  call: Call,
): ResultAsync<Customer, GetCustomerError | PortError> {
  const key: CustomerKey =
    id === undefined ? { by: 'external_id', value: externalId ?? '' } : { by: 'id', value: id }
  return reader.customers
    .customer(key, call.caller.access)
    .andThen((customer): Result<Customer, GetCustomerError> =>
      customer === null ? err(customerNotFound(key.value)) : ok(asSeen(customer, call)),
    )
}

function listCustomers(
  reader: Reader,
  input: ListCustomersInput,
): ResultAsync<Page<Customer>, ListCustomersError | PortError> {
  return flow(async function* () {
    const filter = {
      emailKey: input.email === undefined ? null : emailKeyOf(input.email),
      externalId: input.externalId ?? null,
      group: input.group ?? null,
    }
    // Cursors are readable: e-mail and external id stay out of them, and find one customer at most anyway.
    const scope = `customers ${filter.group ?? ''}`
    const after = yield* startAfter(input.cursor, scope, ['instant', 'text'])
    const limit = input.limit ?? DEFAULT_PAGE_LIMIT
    const rows = yield* reader.customers.list(filter, after, limit + 1)
    const items = rows.slice(0, limit)
    const last = items.at(-1)
    const more = rows.length > limit && last !== undefined
    const nextCursor = more ? encodeCursor([last.createdAt, last.id], scope) : null
    if (input.count !== 'exact') return ok({ items, nextCursor })
    return ok({ items, nextCursor, count: yield* reader.customers.count(filter) })
  })
}

async function sampleCustomer(f: SampleFixture): Promise<Id<'cus'>> {
  const made = await f.invoke('customers.create', { externalId: f.unique('customer') }, 'staff')
  return made['id'] as Id<'cus'>
}

async function sampleAddress(
  f: SampleFixture,
): Promise<{ readonly customerId: Id<'cus'>; readonly addressId: Id<'adr'> }> {
  const customerId = await sampleCustomer(f)
  const made = await f.invoke('customers.add_address', { customerId, address: { country: 'GB' } }, 'staff')
  const [added] = made['addresses'] as unknown as readonly CustomerAddress[]
  if (added === undefined) throw new Error('an address was added')
  return { customerId, addressId: added.id }
}
