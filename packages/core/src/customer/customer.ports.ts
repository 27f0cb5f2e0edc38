import type { Instant } from '../kernel/clock.ts'
import type { Access } from '../kernel/context.ts'
import type { PortError } from '../kernel/errors.ts'
import type { Id } from '../kernel/id.ts'
import type { CursorParts } from '../kernel/page.ts'
import type { ResultAsync } from '../kernel/result.ts'
import type { Customer, CustomerAddress } from './customer.types.ts'

/** Which customer. */
export interface CustomerKey {
  readonly by: 'id' | 'external_id'
  readonly value: string
}

/** Which customers a list shows; null for any. */
export interface CustomerFilter {
  /** In lower case. */
  readonly emailKey: string | null
  readonly externalId: string | null
  readonly group: string | null
}

/** Values that must be unique in the shop. */
export interface CustomerNames {
  readonly email: string | null
  readonly externalId: string | null
}

/** Reads customers. */
export interface CustomerReadRepository {
  /** Null when there is none that the access allows; a customer sees itself. */
  customer(key: CustomerKey, access: Access): ResultAsync<Customer | null, PortError>
  /** Customers by id, in the order asked for; unknown ids are left out. */
  customers(ids: readonly string[]): ResultAsync<readonly Customer[], PortError>
  /** Customers by creation and id, newest first; those after the cursor (both) only. */
  list(
    filter: CustomerFilter,
    after: CursorParts | null,
    limit: number,
  ): ResultAsync<readonly Customer[], PortError>
  count(filter: CustomerFilter): ResultAsync<number, PortError>
}

/** What a bulk change needs to know. */
export interface CustomersView {
  /** Customers with one of the external ids. */
  readonly known: readonly Customer[]
  /** Who has one of the e-mails. */
  readonly owners: readonly { readonly emailKey: string; readonly id: Id<'cus'> }[]
}

/** Customers in a unit. */
export interface CustomerRepository extends CustomerReadRepository {
  /** Which of these values other customers have. */
  taken(
    names: CustomerNames,
    except: Id<'cus'> | null,
  ): ResultAsync<{ readonly email: boolean; readonly externalId: boolean }, PortError>
  /** Locks a customer until the unit ends, and then reads it; two statements. Null as in {@link customer}. */
  lock(id: Id<'cus'>, access: Access): ResultAsync<Customer | null, PortError>
  /** Locks customers by external id, in the order of their ids, and then reads them; two statements. */
  lockMany(
    externalIds: readonly string[],
    emailKeys: readonly string[],
  ): ResultAsync<CustomersView, PortError>
  /** Appends a new customer, without addresses. */
  append(customer: Customer): void
  /** Appends the changed customer, which the unit has locked, without its addresses. */
  save(customer: Customer): void
  /** Takes the flags from the addresses that have them, at once: at most one address has each at any time. */
  clearDefaults(
    customerId: Id<'cus'>,
    flags: { readonly shipping: boolean; readonly billing: boolean },
  ): ResultAsync<void, PortError>
  appendAddress(customerId: Id<'cus'>, address: CustomerAddress, at: Instant): void
  saveAddress(address: CustomerAddress): void
  removeAddress(id: Id<'adr'>): void
}

/** What customer commands need of a unit. */
export interface CustomerTx {
  readonly customers: CustomerRepository
}

/** What customer queries need. */
export interface CustomerReader {
  readonly customers: CustomerReadRepository
}
