import type { Instant } from '../kernel/clock.ts'
import type { Id } from '../kernel/id.ts'
import type { JsonObject } from '../kernel/json.ts'
import type { Address } from './address.ts'

/** The most addresses that a customer can have. */
export const MAX_ADDRESSES = 50

/** A person or firm that buys. */
export interface Customer {
  readonly id: Id<'cus'>
  /** Unique, byte for byte; for customers that another system has numbered. */
  readonly externalId: string | null
  /** Unique without regard to case; not needed. */
  readonly email: string | null
  readonly phone: string | null
  readonly name: string | null
  /** BCP 47: `en-GB`. */
  readonly locale: string | null
  /** What prices and promotions may go by: `wholesale`. */
  readonly groups: readonly string[]
  readonly tags: readonly string[]
  /** For staff only: `null` for the customer itself. */
  readonly note: string | null
  readonly metadata: JsonObject
  /** In the order in which they were added. */
  readonly addresses: readonly CustomerAddress[]
  readonly version: number
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

/** An address in a customer's book. */
export interface CustomerAddress {
  readonly id: Id<'adr'>
  /** The customer's own name for it: `Office`. */
  readonly label: string | null
  readonly address: Address
  /** At most one address of a customer is the default for each purpose. */
  readonly defaultShipping: boolean
  readonly defaultBilling: boolean
}

/** A customer to make; nothing is mandatory. */
export interface CreateCustomerInput {
  readonly externalId?: string | undefined
  readonly email?: string | undefined
  readonly phone?: string | undefined
  readonly name?: string | undefined
  readonly locale?: string | undefined
  readonly groups?: readonly string[] | undefined
  readonly tags?: readonly string[] | undefined
  readonly note?: string | undefined
  readonly metadata?: JsonObject | undefined
}

/** Which customer: by id or by external id. */
export interface GetCustomerInput {
  readonly id?: Id<'cus'> | undefined
  readonly externalId?: string | undefined
}

/** Customers by id, at most 100. */
export interface GetCustomersInput {
  readonly ids: readonly Id<'cus'>[]
}

/** What can be changed of a customer: what is left out stays, `null` clears. */
export interface CustomerChanges {
  readonly email?: string | null | undefined
  readonly phone?: string | null | undefined
  readonly name?: string | null | undefined
  readonly locale?: string | null | undefined
  /** Staff only, as are `tags`, `note` and `metadata`. Replaces all groups. */
  readonly groups?: readonly string[] | undefined
  /** Replaces all tags. */
  readonly tags?: readonly string[] | undefined
  readonly note?: string | null | undefined
  /** Replaces all metadata. */
  readonly metadata?: JsonObject | undefined
}

/** What to change of a customer; a customer may change itself. */
export interface UpdateCustomerInput extends CustomerChanges {
  readonly customerId: Id<'cus'>
  /** Staff only. */
  readonly externalId?: string | null | undefined
  readonly expectedVersion?: number | undefined
}

/** Which customers; together they narrow. Newest first. */
export interface ListCustomersInput {
  /** Without regard to case. */
  readonly email?: string | undefined
  readonly externalId?: string | undefined
  readonly group?: string | undefined
  /** 1 to 100; default 20. */
  readonly limit?: number | undefined
  readonly cursor?: string | undefined
  readonly count?: 'none' | 'exact' | undefined
}

/** A customer to make or, where the external id exists, to change. */
export interface UpsertCustomer extends CustomerChanges {
  readonly externalId: string
}

/** Customers to make or change, 1 to 500, each external id once. */
export interface UpsertCustomersInput {
  readonly customers: readonly UpsertCustomer[]
}

/** What became of the customers. */
export interface UpsertedCustomers {
  /** In the order of the input. */
  readonly ids: readonly Id<'cus'>[]
  readonly created: number
  readonly updated: number
  readonly unchanged: number
}

/** An address to add. A customer has at most {@link MAX_ADDRESSES}. */
export interface AddAddressInput {
  readonly customerId: Id<'cus'>
  readonly label?: string | undefined
  readonly address: Address
  /** Takes the flag from the address that had it; default false. */
  readonly defaultShipping?: boolean | undefined
  /** Takes the flag from the address that had it; default false. */
  readonly defaultBilling?: boolean | undefined
  readonly expectedVersion?: number | undefined
}

/** What to change of an address: what is left out stays. */
export interface UpdateAddressInput {
  readonly customerId: Id<'cus'>
  readonly addressId: Id<'adr'>
  /** `null` clears. */
  readonly label?: string | null | undefined
  /** Replaces the address as a whole. */
  readonly address?: Address | undefined
  readonly defaultShipping?: boolean | undefined
  readonly defaultBilling?: boolean | undefined
  readonly expectedVersion?: number | undefined
}

/** The address to remove; orders keep theirs. */
export interface RemoveAddressInput {
  readonly customerId: Id<'cus'>
  readonly addressId: Id<'adr'>
  readonly expectedVersion?: number | undefined
}
