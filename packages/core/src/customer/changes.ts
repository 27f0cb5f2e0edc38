import type { KernelTx } from '../kernel/engine.ts'
import type { PermissionDenied, PortError, StaleVersion } from '../kernel/errors.ts'
import { staleVersion } from '../kernel/errors.ts'
import { emit } from '../kernel/event.ts'
import type { Call } from '../kernel/operation.ts'
import type { Result, ResultAsync } from '../kernel/result.ts'
import { err, flow, ok } from '../kernel/result.ts'
import type {
  CreateCustomerError,
  CustomerEmailTaken,
  CustomerExternalIdTaken,
  CustomerNotFound,
  UpdateCustomerError,
} from './customer.errors.ts'
import { customerEmailTaken, customerExternalIdTaken, customerNotFound } from './customer.errors.ts'
import type { CustomerEvents } from './customer.events.ts'
import type { CustomerNames, CustomerTx } from './customer.ports.ts'
import { changedFields, staffFields, withChanges, withoutNote } from './customer.rules.ts'
import type { CreateCustomerInput, Customer, UpdateCustomerInput } from './customer.types.ts'

type Tx = CustomerTx & KernelTx

/** Makes a customer. */
export function createCustomer(
  tx: Tx,
  input: CreateCustomerInput,
  call: Call,
): ResultAsync<Customer, CreateCustomerError | PortError> {
  return flow(async function* () {
    const { externalId = null, email = null } = input
    yield* checkTaken({ externalId, email }, yield* tx.customers.taken({ externalId, email }, null))
    const customer = withChanges(newCustomer(call), input)
    tx.customers.append(customer)
    call.note({ customerId: customer.id })
    tellCreated(tx, call, customer)
    return ok(customer)
  })
}

/** Changes a customer; a change that changes nothing leaves its version alone. */
export function updateCustomer(
  tx: Tx,
  input: UpdateCustomerInput,
  call: Call,
): ResultAsync<Customer, UpdateCustomerError | PortError> {
  return flow(async function* () {
    yield* checkStaffFields(input, call)
    const before = yield* lockCustomer(tx, input, call)
    const changed = withChanges(before, input)
    const fields = changedFields(before, changed)
    if (fields.length === 0) return ok(asSeen(before, call))
    const names: CustomerNames = {
      email: changed.email === before.email ? null : changed.email,
      externalId: changed.externalId === before.externalId ? null : changed.externalId,
    }
    if (names.email !== null || names.externalId !== null) {
      yield* checkTaken(names, yield* tx.customers.taken(names, before.id))
    }
    return ok(saveCustomer(tx, changed, fields, call))
  })
}

/** A customer without anything, made by this call. */
export function newCustomer(call: Call): Customer {
  return {
    id: call.ids.next('cus'),
    externalId: null,
    email: null,
    phone: null,
    name: null,
    locale: null,
    groups: [],
    tags: [],
    note: null,
    metadata: {},
    addresses: [],
    version: 1,
    createdAt: call.now,
    updatedAt: call.now,
  }
}

/** Locks the customer of an input; a foreign one is not found. */
export function lockCustomer(
  tx: CustomerTx,
  input: { readonly customerId: Customer['id']; readonly expectedVersion?: number | undefined },
  call: Call,
): ResultAsync<Customer, CustomerNotFound | StaleVersion | PortError> {
  return tx.customers
    .lock(input.customerId, call.caller.access)
    .andThen((customer): Result<Customer, CustomerNotFound | StaleVersion> => {
      if (customer === null) return err(customerNotFound(input.customerId))
      const expected = input.expectedVersion ?? customer.version
      return expected === customer.version ? ok(customer) : err(staleVersion(expected, customer.version))
    })
}

/** Appends a changed customer with its next version and event, and answers it as the caller may see it. */
export function saveCustomer(tx: Tx, changed: Customer, fields: readonly string[], call: Call): Customer {
  const customer: Customer = { ...changed, version: changed.version + 1, updatedAt: call.now }
  tx.customers.save(customer)
  call.note({ customerId: customer.id, fields })
  tellUpdated(tx, call, customer, fields)
  return asSeen(customer, call)
}

/** The staff's note is for staff. */
export function asSeen(customer: Customer, call: Call): Customer {
  return call.caller.access.kind === 'all' ? customer : withoutNote(customer)
}

/** Tells that a customer was made. */
export function tellCreated(tx: Tx, call: Call, { id, version }: Customer): void {
  emit<CustomerEvents, 'customer.created'>(tx, call, {
    type: 'customer.created',
    aggregate: { type: 'customer', id, version },
    payload: { customerId: id },
  })
}

/** Tells which fields of a customer have changed. */
export function tellUpdated(tx: Tx, call: Call, { id, version }: Customer, fields: readonly string[]): void {
  emit<CustomerEvents, 'customer.updated'>(tx, call, {
    type: 'customer.updated',
    aggregate: { type: 'customer', id, version },
    payload: { customerId: id, fields },
  })
}

function checkTaken(
  { externalId }: CustomerNames,
  taken: { readonly email: boolean; readonly externalId: boolean },
): Result<void, CustomerEmailTaken | CustomerExternalIdTaken> {
  if (taken.email) return err(customerEmailTaken())
  return taken.externalId && externalId !== null ? err(customerExternalIdTaken(externalId)) : ok(undefined)
}

function checkStaffFields(input: UpdateCustomerInput, call: Call): Result<void, PermissionDenied> {
  const field = staffFields.find((name) => input[name] !== undefined)
  if (field === undefined || call.caller.access.kind === 'all') return ok(undefined)
  const permission = 'customers:write'
  const message = `${call.operation} needs the permission ${permission} for ${field}`
  return err({ type: 'permission.denied', message, operation: call.operation, permission })
}
