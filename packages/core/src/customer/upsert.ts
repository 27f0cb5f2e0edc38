import type { KernelTx } from '../kernel/engine.ts'
import type { InputInvalid, PortError } from '../kernel/errors.ts'
import { fieldInvalid } from '../kernel/errors.ts'
import type { Call } from '../kernel/operation.ts'
import type { Result, ResultAsync } from '../kernel/result.ts'
import { err, flow, ok } from '../kernel/result.ts'
import { newCustomer, tellCreated, tellUpdated } from './changes.ts'
import type { CustomerEmailTaken, UpsertCustomersError } from './customer.errors.ts'
import { customerEmailTaken } from './customer.errors.ts'
import type { CustomersView, CustomerTx } from './customer.ports.ts'
import { changedFields, emailKeyOf, withChanges } from './customer.rules.ts'
import type { Customer, UpsertCustomer, UpsertCustomersInput, UpsertedCustomers } from './customer.types.ts'

type Tx = CustomerTx & KernelTx

interface Upserted {
  readonly customer: Customer
  /** Null for a new one. */
  readonly fields: readonly string[] | null
}

/**
 * Makes or changes customers by external id.
 *
 * @remarks The number of statements does not depend on the number of customers. An e-mail that a customer gives up is
 * free for another one from the next call on.
 */
export function upsertCustomers(
  tx: Tx,
  { customers }: UpsertCustomersInput,
  call: Call,
): ResultAsync<UpsertedCustomers, UpsertCustomersError | PortError> {
  return flow(async function* () {
    yield* checkTwins(customers)
    const view = yield* tx.customers.lockMany(
      customers.map(({ externalId }) => externalId),
      customers.flatMap(({ email }) => (typeof email === 'string' ? emailKeyOf(email) : [])),
    )
    const known = new Map(view.known.map((customer) => [customer.externalId, customer]))
    const upserted = customers.map((input) => upsertOne(known.get(input.externalId), input, call))
    yield* checkEmails(upserted, view)
    for (const one of upserted) write(tx, one, call)
    const count = (wanted: (one: Upserted) => boolean): number => upserted.filter(wanted).length
    const counts = {
      created: count(({ fields }) => fields === null),
      updated: count(({ fields }) => fields !== null && fields.length > 0),
      unchanged: count(({ fields }) => fields?.length === 0),
    }
    call.note(counts)
    return ok({ ids: upserted.map(({ customer }) => customer.id), ...counts })
  })
}

function checkTwins(customers: readonly UpsertCustomer[]): Result<void, InputInvalid> {
  const seen = new Set<string>()
  const index = customers.findIndex(({ externalId }) => seen.size === seen.add(externalId).size)
  if (index === -1) return ok(undefined)
  return err(fieldInvalid(`customers.${index}.externalId`, 'duplicate', 'occurs before in the same input'))
}

function upsertOne(before: Customer | undefined, input: UpsertCustomer, call: Call): Upserted {
  if (before === undefined) return { customer: withChanges(newCustomer(call), input), fields: null }
  const customer = withChanges(before, input)
  const fields = changedFields(before, customer)
  if (fields.length === 0) return { customer: before, fields }
  return { customer: { ...customer, version: before.version + 1, updatedAt: call.now }, fields }
}

/** An e-mail must be free both of who has it now and of who would have it then. */
function checkEmails(
  upserted: readonly Upserted[],
  { owners }: CustomersView,
): Result<void, CustomerEmailTaken> {
  const owner = new Map<string, string>(owners.map(({ emailKey, id }) => [emailKey, id]))
  const positions = upserted.flatMap(({ customer: { id, email } }, index) => {
    if (email === null) return []
    const key = emailKeyOf(email)
    const taken = (owner.get(key) ?? id) !== id
    owner.set(key, id)
    return taken ? index : []
  })
  return positions.length > 0 ? err(customerEmailTaken(positions)) : ok(undefined)
}

function write(tx: Tx, { customer, fields }: Upserted, call: Call): void {
  if (fields === null) {
    tx.customers.append(customer)
    tellCreated(tx, call, customer)
  } else if (fields.length > 0) {
    tx.customers.save(customer)
    tellUpdated(tx, call, customer, fields)
  }
}
