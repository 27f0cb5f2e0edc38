import type { InputInvalid, PermissionDenied, StaleVersion, TypedError } from '../kernel/errors.ts'
import type { CursorInvalid } from '../kernel/page.ts'

/** A customer has this e-mail already, whatever its case. */
export interface CustomerEmailTaken extends TypedError<'customer.email_taken'> {
  /** Which customers of a bulk input, from 0; the e-mail may also be of another one of them. */
  readonly positions?: readonly number[]
}

/** A customer has this external id already. */
export interface CustomerExternalIdTaken extends TypedError<'customer.external_id_taken'> {
  readonly externalId: string
}

/** There is no such customer, or it is another one than the caller. */
export interface CustomerNotFound extends TypedError<'customer.not_found'> {}

/** The customer has no such address. */
export interface CustomerAddressNotFound extends TypedError<'customer.address_not_found'> {
  readonly addressId: string
}

/** The customer has as many addresses as there can be. */
export interface CustomerTooManyAddresses extends TypedError<'customer.too_many_addresses'> {
  readonly limit: number
}

export type CreateCustomerError = CustomerEmailTaken | CustomerExternalIdTaken
export type GetCustomerError = CustomerNotFound
export type UpdateCustomerError =
  | CustomerNotFound
  | CustomerEmailTaken
  | CustomerExternalIdTaken
  | PermissionDenied
  | StaleVersion
export type ListCustomersError = CursorInvalid
export type UpsertCustomersError = CustomerEmailTaken | InputInvalid
export type AddAddressError = CustomerNotFound | CustomerTooManyAddresses | StaleVersion
export type UpdateAddressError = CustomerNotFound | CustomerAddressNotFound | StaleVersion
export type RemoveAddressError = CustomerNotFound | CustomerAddressNotFound | StaleVersion

export function customerNotFound(which: string): CustomerNotFound {
  return { type: 'customer.not_found', message: `there is no customer ${which}` }
}

/** The e-mail itself stays out of the error, which may be logged. */
export function customerEmailTaken(positions?: readonly number[]): CustomerEmailTaken {
  const message = 'a customer has this e-mail already'
  if (positions === undefined) return { type: 'customer.email_taken', message }
  return { type: 'customer.email_taken', message: `${message}: ${positions.join(', ')}`, positions }
}

export function customerExternalIdTaken(externalId: string): CustomerExternalIdTaken {
  const message = `a customer has the external id ${externalId} already`
  return { type: 'customer.external_id_taken', message, externalId }
}

export function customerAddressNotFound(addressId: string): CustomerAddressNotFound {
  return {
    type: 'customer.address_not_found',
    message: `the customer has no address ${addressId}`,
    addressId,
  }
}

export function customerTooManyAddresses(limit: number): CustomerTooManyAddresses {
  return { type: 'customer.too_many_addresses', message: `a customer has at most ${limit} addresses`, limit }
}
