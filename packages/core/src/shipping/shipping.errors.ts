import type { StaleVersion, TypedError } from '../kernel/errors.ts'
import type { CursorInvalid } from '../kernel/page.ts'

/** A shipping method has this code already. */
export interface ShippingCodeTaken extends TypedError<'shipping.code_taken'> {
  readonly code: string
}

/** There is no such shipping method. */
export interface ShippingMethodNotFound extends TypedError<'shipping.method_not_found'> {
  readonly shippingMethodId: string
}

export type CreateShippingMethodError = ShippingCodeTaken
export type UpdateShippingMethodError = ShippingMethodNotFound | ShippingCodeTaken | StaleVersion
export type DeleteShippingMethodError = ShippingMethodNotFound | StaleVersion
export type ListShippingMethodsError = CursorInvalid

export function shippingCodeTaken(code: string): ShippingCodeTaken {
  return { type: 'shipping.code_taken', message: `a shipping method has the code ${code} already`, code }
}

export function shippingMethodNotFound(shippingMethodId: string): ShippingMethodNotFound {
  const message = `there is no shipping method ${shippingMethodId}`
  return { type: 'shipping.method_not_found', message, shippingMethodId }
}
