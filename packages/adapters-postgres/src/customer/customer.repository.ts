import { toInstant } from '@cartwright/core'
import type { Customer, CustomerReadRepository, CustomerRepository } from '@cartwright/core/customer'
import { accessValues } from '../access.ts'
import type { ReaderDeps, RepositoryDeps } from '../repository.ts'
import { insertInto } from '../writer.ts'

/** Reads customers. */
export function createCustomerReader({ schema, session }: ReaderDeps): CustomerReadRepository {
  return {
    customer: (key, access) =>
      session
        .rows<{ customer: Customer }>(
          `select json_build_object('id', c.id, 'externalId', c.external_id, 'email', c.email, 'phone', c.phone,
            'name', c.name, 'version', c.version, 'createdAt', c.created_at, 'updatedAt', c.updated_at) as customer
          from ${schema}.customers c
          where c.${key.by} = $1 and ($2::text = 'all' or ($2 = 'customer' and c.id = $3::text))`,
          [key.value, ...accessValues(access)],
        )
        .map(([row]) => {
          if (row === undefined) return null
          const { customer } = row
          return {
            ...customer,
            createdAt: toInstant(customer.createdAt),
            updatedAt: toInstant(customer.updatedAt),
          }
        }),
  }
}

/** Customers in a unit. */
export function createCustomerRepository(deps: RepositoryDeps): CustomerRepository {
  const { schema, session, append } = deps
  return {
    ...createCustomerReader(deps),
    taken: (email, externalId) =>
      session
        .rows<{ email: boolean; external_id: boolean }>(
          `select exists (select from ${schema}.customers where email_key = $1) as email,
            exists (select from ${schema}.customers where external_id = $2) as external_id`,
          [email?.toLowerCase() ?? null, externalId],
        )
        .map(([row]) => ({ email: row?.email === true, externalId: row?.external_id === true })),
    append: (customer) =>
      append(insertInto(schema, 'customers'), {
        id: customer.id,
        external_id: customer.externalId,
        email: customer.email,
        email_key: customer.email?.toLowerCase() ?? null,
        phone: customer.phone,
        name: customer.name,
        locale: null,
        groups: [],
        tags: [],
        note: null,
        metadata: {},
        version: customer.version,
        created_at: customer.createdAt,
        updated_at: customer.updatedAt,
      }),
  }
}
