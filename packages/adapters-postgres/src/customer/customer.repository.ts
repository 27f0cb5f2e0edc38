import { toInstant } from '@cartwright/core'
import type {
  Customer,
  CustomerAddress,
  CustomerFilter,
  CustomerReadRepository,
  CustomerRepository,
  CustomersView,
} from '@cartwright/core/customer'
import { emailKeyOf } from '@cartwright/core/customer'
import { accessValues } from '../access.ts'
import type { ReaderDeps, RepositoryDeps } from '../repository.ts'
import { deleteRows, insertInto, updateRows } from '../writer.ts'

interface CustomerRow {
  readonly customer: Customer
}

/** Reads customers. */
export function createCustomerReader({ schema, session }: ReaderDeps): CustomerReadRepository {
  return {
    customer: (key, access) =>
      session
        .rows<CustomerRow>(
          `select ${customerJson(schema)} as customer from ${schema}.customers c where c.${key.by} = $1 and ${ACCESS}`,
          [key.value, ...accessValues(access)],
        )
        .map(([row]) => (row === undefined ? null : toCustomer(row.customer))),
    customers: (ids) =>
      session
        .rows<CustomerRow>(
          `select ${customerJson(schema)} as customer from json_array_elements_text($1::json) with ordinality as w(id, n)
          join ${schema}.customers c on c.id = w.id order by w.n`,
          [JSON.stringify(ids)],
        )
        .map((rows) => rows.map(({ customer }) => toCustomer(customer))),
    list: (filter, after, limit) => {
      const { where, values } = conditions(filter)
      const next = values.length + 1
      const start =
        after === null ? [] : [`(c.created_at, c.id) < ($${next + 1}::timestamptz, $${next + 2}::text)`]
      return session
        .rows<CustomerRow>(
          `select ${customerJson(schema)} as customer from ${schema}.customers c ${whereText([...where, ...start])}
          order by c.created_at desc, c.id desc limit $${next}::int8`,
          [...values, limit, ...(after ?? [])],
        )
        .map((rows) => rows.map(({ customer }) => toCustomer(customer)))
    },
    count: (filter) => {
      const { where, values } = conditions(filter)
      return session
        .rows<{ count: string }>(
          `select count(*) as count from ${schema}.customers c ${whereText(where)}`,
          values,
        )
        .map(([row]) => Number(row?.count))
    },
  }
}

/** Customers in a unit. */
export function createCustomerRepository(deps: RepositoryDeps): CustomerRepository {
  const { schema, session, append } = deps
  const reader = createCustomerReader(deps)
  return {
    ...reader,
    taken: ({ email, externalId }, except) =>
      session
        .rows<{ email: boolean; external_id: boolean }>(
          `select
            exists (select from ${schema}.customers where email_key = $1 and id is distinct from $3::text) as email,
            exists (select from ${schema}.customers where external_id = $2 and id is distinct from $3::text)
              as external_id`,
          [email === null ? null : emailKeyOf(email), externalId, except],
        )
        .map(([row]) => ({ email: row?.email === true, externalId: row?.external_id === true })),
    lock: (id, access) =>
      session
        .rows(`select 1 from ${schema}.customers c where c.id = $1 and ${ACCESS} for update`, [
          id,
          ...accessValues(access),
        ])
        .andThen(() => reader.customer({ by: 'id', value: id }, access)),
    lockMany: (externalIds, emailKeys) => {
      const ids = JSON.stringify(externalIds)
      return session
        .rows(
          `select 1 from ${schema}.customers where external_id in (select json_array_elements_text($1::json))
          order by id for update`,
          [ids],
        )
        .andThen(() =>
          session.rows<{ view: CustomersView }>(viewText(schema), [ids, JSON.stringify(emailKeys)]),
        )
        .map(([row]) => ({
          known: row?.view.known.map(toCustomer) ?? [],
          owners: row?.view.owners ?? [],
        }))
    },
    append: (customer) =>
      append(insertInto(schema, 'customers'), { ...toRow(customer), created_at: customer.createdAt }),
    save: (customer) => append(updateCustomers(schema), toRow(customer)),
    clearDefaults: (customerId, { shipping, billing }) =>
      session
        .rows(
          `update ${schema}.customer_addresses
          set default_shipping = default_shipping and not $2::boolean, default_billing = default_billing and not $3::boolean
          where customer_id = $1 and ((default_shipping and $2::boolean) or (default_billing and $3::boolean))`,
          [customerId, shipping, billing],
        )
        .map(() => undefined),
    appendAddress: (customerId, address, at) =>
      append(insertInto(schema, 'customer_addresses'), {
        ...toAddressRow(address),
        customer_id: customerId,
        created_at: at,
      }),
    saveAddress: (address) => append(updateAddresses(schema), toAddressRow(address)),
    removeAddress: (id) => append(deleteRows(schema, 'customer_addresses', ['id']), { id }),
  }
}

/** Which customers `c` the parameters $2 and $3, made by `accessValues`, allow: a customer is its own. */
const ACCESS = `($2::text = 'all' or ($2 = 'customer' and c.id = $3::text))`

function customerJson(schema: string): string {
  return `json_build_object('id', c.id, 'externalId', c.external_id, 'email', c.email, 'phone', c.phone,
    'name', c.name, 'locale', c.locale, 'groups', c.groups, 'tags', c.tags, 'note', c.note, 'metadata', c.metadata,
    'addresses', coalesce((select json_agg(json_build_object('id', a.id, 'label', a.label,
        'address', json_strip_nulls(json_build_object('name', a.name, 'company', a.company, 'line1', a.line1,
          'line2', a.line2, 'city', a.city, 'region', a.region, 'postalCode', a.postal_code, 'country', a.country,
          'phone', a.phone)),
        'defaultShipping', a.default_shipping, 'defaultBilling', a.default_billing) order by a.created_at, a.id)
      from ${schema}.customer_addresses a where a.customer_id = c.id), '[]'::json),
    'version', c.version, 'createdAt', c.created_at, 'updatedAt', c.updated_at)`
}

function viewText(schema: string): string {
  return `select json_build_object(
    'known', coalesce((select json_agg(${customerJson(schema)}) from ${schema}.customers c
      where c.external_id in (select json_array_elements_text($1::json))), '[]'::json),
    'owners', coalesce((select json_agg(json_build_object('emailKey', o.email_key, 'id', o.id))
      from ${schema}.customers o where o.email_key in (select json_array_elements_text($2::json))), '[]'::json)) as view`
}

/** Only the conditions that are wanted, so that each combination gets a plan of its own. */
function conditions({ emailKey, externalId, group }: CustomerFilter) {
  const values: string[] = []
  const where: string[] = []
  const add = (value: string | null, condition: (parameter: string) => string): void => {
    if (value === null) return
    values.push(value)
    where.push(condition(`$${values.length}::text`))
  }
  add(emailKey, (parameter) => `c.email_key = ${parameter}`)
  add(externalId, (parameter) => `c.external_id = ${parameter}`)
  add(group, (parameter) => `c.groups @> array[${parameter}]`)
  return { where, values }
}

function whereText(where: readonly string[]): string {
  return where.length === 0 ? '' : `where ${where.join(' and ')}`
}

function toCustomer(customer: Customer): Customer {
  return {
    ...customer,
    createdAt: toInstant(customer.createdAt),
    updatedAt: toInstant(customer.updatedAt),
  }
}

function updateCustomers(schema: string) {
  return updateRows(
    schema,
    'customers',
    ['id'],
    [
      'external_id',
      'email',
      'email_key',
      'phone',
      'name',
      'locale',
      'groups',
      'tags',
      'note',
      'metadata',
      'version',
      'updated_at',
    ],
  )
}

function toRow(customer: Customer) {
  return {
    id: customer.id,
    external_id: customer.externalId,
    email: customer.email,
    email_key: customer.email === null ? null : emailKeyOf(customer.email),
    phone: customer.phone,
    name: customer.name,
    locale: customer.locale,
    groups: customer.groups,
    tags: customer.tags,
    note: customer.note,
    metadata: customer.metadata,
    version: customer.version,
    updated_at: customer.updatedAt,
  }
}

function updateAddresses(schema: string) {
  return updateRows(
    schema,
    'customer_addresses',
    ['id'],
    [
      'label',
      'default_shipping',
      'default_billing',
      'name',
      'company',
      'line1',
      'line2',
      'city',
      'region',
      'postal_code',
      'country',
      'phone',
    ],
  )
}

function toAddressRow({ id, label, address, defaultShipping, defaultBilling }: CustomerAddress) {
  return {
    id,
    label,
    default_shipping: defaultShipping,
    default_billing: defaultBilling,
    name: address.name ?? null,
    company: address.company ?? null,
    line1: address.line1 ?? null,
    line2: address.line2 ?? null,
    city: address.city ?? null,
    region: address.region ?? null,
    postal_code: address.postalCode ?? null,
    country: address.country,
    phone: address.phone ?? null,
  }
}
