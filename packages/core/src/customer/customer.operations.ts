import * as z from 'zod'
import type { Instant } from '../kernel/clock.ts'
import type { Access } from '../kernel/context.ts'
import type { KernelTx } from '../kernel/engine.ts'
import type { PortError, TypedError } from '../kernel/errors.ts'
import type { Id } from '../kernel/id.ts'
import type { Call, Command, Query } from '../kernel/operation.ts'
import { defineCommand, defineQuery } from '../kernel/operation.ts'
import { holderOf, ownerOr } from '../kernel/permission.ts'
import type { Result, ResultAsync } from '../kernel/result.ts'
import { err, flow, ok } from '../kernel/result.ts'
import { idSchema, textSchema } from '../kernel/schemas.ts'
import { settle } from '../kernel/unit-of-work.ts'

/** A person or firm that buys. */
export interface Customer {
  readonly id: Id<'cus'>
  /** Unique; for customers that another system has numbered. */
  readonly externalId: string | null
  /** Unique case-insensitively; not needed. */
  readonly email: string | null
  readonly phone: string | null
  readonly name: string | null
  readonly version: number
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

/** A customer to make; nothing is mandatory. */
export interface CreateCustomerInput {
  readonly externalId?: string | undefined
  readonly email?: string | undefined
  readonly phone?: string | undefined
  readonly name?: string | undefined
}

/** Which customer: by id or by external id. */
export interface GetCustomerInput {
  readonly id?: Id<'cus'> | undefined
  readonly externalId?: string | undefined
}

/** A customer has this e-mail already. */
export interface CustomerEmailTaken extends TypedError<'customer.email_taken'> {}
/** A customer has this external id already. */
export interface CustomerExternalIdTaken extends TypedError<'customer.external_id_taken'> {
  readonly externalId: string
}
/** There is no such customer, or it is another one than the caller. */
export interface CustomerNotFound extends TypedError<'customer.not_found'> {}

export type CreateCustomerError = CustomerEmailTaken | CustomerExternalIdTaken
export type GetCustomerError = CustomerNotFound

/** Reads customers. */
export interface CustomerReadRepository {
  /** Null when there is none that the access allows; a customer sees itself. */
  customer(
    key: { readonly by: 'id' | 'external_id'; readonly value: string },
    access: Access,
  ): ResultAsync<Customer | null, PortError>
}

/** Customers in a unit. */
export interface CustomerRepository extends CustomerReadRepository {
  taken(
    email: string | null,
    externalId: string | null,
  ): ResultAsync<{ readonly email: boolean; readonly externalId: boolean }, PortError>
  append(customer: Customer): void
}

/** What customer commands need of a unit. */
export interface CustomerTx extends KernelTx {
  readonly customers: CustomerRepository
}

/** What customer queries need. */
export interface CustomerReader {
  readonly customers: CustomerReadRepository
}

/** The operations of customers. */
export interface CustomerOperations {
  readonly create: Command<CustomerTx, CustomerReader, CreateCustomerInput, Customer, CreateCustomerError>
  readonly get: Query<CustomerReader, GetCustomerInput, Customer, GetCustomerError>
}

const createCustomerInputSchema = z.strictObject({
  externalId: textSchema(100).optional(),
  email: z.email().max(254).optional(),
  phone: textSchema(40).optional(),
  name: textSchema(200).optional(),
})

const getCustomerInputSchema = z
  .strictObject({ id: idSchema('cus').optional(), externalId: textSchema(100).optional() })
  .refine(({ id, externalId }) => (id === undefined) !== (externalId === undefined), {
    path: ['id'],
    error: 'names either an id or an external id',
  })

const customerSchema = z.strictObject({
  id: idSchema('cus'),
  externalId: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  name: z.string().nullable(),
  version: z.int(),
  createdAt: z.string(),
  updatedAt: z.string(),
})

/** Declares the operations of customers. */
export function customerOperations(): CustomerOperations {
  return {
    create: defineCommand<CustomerTx, CustomerReader, CreateCustomerInput, Customer, CreateCustomerError>({
      name: 'customers.create',
      input: createCustomerInputSchema,
      output: customerSchema,
      errors: { 'customer.email_taken': true, 'customer.external_id_taken': true },
      permission: holderOf('customers:write'),
      target: () => null,
      response: {
        kind: 'reference',
        of: ({ id }) => id,
        read: (reader, id) =>
          reader.customers.customer({ by: 'id', value: String(id) }, { kind: 'all' }).map((customer) => {
            if (customer === null) throw new Error(`the customer ${String(id)} of a stored key is gone`)
            return customer
          }),
      },
      sample: async (f) => ({ as: 'staff', input: { externalId: f.unique('customer'), name: 'Ada' } }),
      run: async (tx, input, call) => settle(await createCustomer(tx, input, call)),
    }),
    get: defineQuery<CustomerReader, GetCustomerInput, Customer, GetCustomerError>({
      name: 'customers.get',
      input: getCustomerInputSchema,
      output: customerSchema,
      errors: { 'customer.not_found': true },
      permission: ownerOr('customers:read'),
      sample: async (f) => {
        const made = await f.invoke('customers.create', { externalId: f.unique('customer') }, 'staff')
        return { as: 'staff', input: { id: made['id'] as Id<'cus'> } }
      },
      run: (reader, { id, externalId }, call) =>
        reader.customers
          .customer(
            id === undefined ? { by: 'external_id', value: externalId ?? '' } : { by: 'id', value: id },
            call.caller.access,
          )
          .andThen((customer): Result<Customer, GetCustomerError> =>
            customer === null
              ? err({ type: 'customer.not_found', message: `there is no customer ${id ?? externalId ?? ''}` })
              : ok(customer),
          ),
    }),
  }
}

function createCustomer(
  tx: CustomerTx,
  input: CreateCustomerInput,
  call: Call,
): ResultAsync<Customer, CreateCustomerError | PortError> {
  return flow(async function* () {
    const { externalId = null, email = null, phone = null, name = null } = input
    const taken = yield* tx.customers.taken(email, externalId)
    if (taken.email) {
      return err({ type: 'customer.email_taken' as const, message: 'a customer has this e-mail already' })
    }
    if (taken.externalId && externalId !== null) {
      const message = `a customer has the external id ${externalId} already`
      return err({ type: 'customer.external_id_taken' as const, message, externalId })
    }
    const id = call.ids.next('cus')
    const customer: Customer = {
      id,
      externalId,
      email,
      phone,
      name,
      version: 1,
      createdAt: call.now,
      updatedAt: call.now,
    }
    tx.customers.append(customer)
    call.note({ customerId: id })
    return ok(customer)
  })
}
