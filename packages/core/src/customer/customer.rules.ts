import { canonicalJson } from '../kernel/json.ts'
import type { Customer, CustomerChanges } from './customer.types.ts'

/** The form in which e-mails are compared. */
export function emailKeyOf(email: string): string {
  return email.toLowerCase()
}

/** The fields of a customer that a change can touch. */
export const customerFields = [
  'externalId',
  'email',
  'phone',
  'name',
  'locale',
  'groups',
  'tags',
  'note',
  'metadata',
] as const

/** The fields that only staff may change. */
export const staffFields = ['externalId', 'groups', 'tags', 'note', 'metadata'] as const

/** A customer with the changes; version and times stay. */
export function withChanges(
  before: Customer,
  changes: CustomerChanges & { readonly externalId?: string | null | undefined },
): Customer {
  const given = customerFields.filter((field) => changes[field] !== undefined)
  const values: Partial<Customer> = Object.fromEntries(given.map((field) => [field, changes[field]]))
  return { ...before, ...values }
}

/** The names of the fields in which two states of a customer differ. */
export function changedFields(before: Customer, after: Customer): readonly string[] {
  return customerFields.filter((field) => canonicalJson(before[field]) !== canonicalJson(after[field]))
}

/** A customer as it may see itself. */
export function withoutNote(customer: Customer): Customer {
  return { ...customer, note: null }
}
