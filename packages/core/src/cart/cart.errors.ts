import type { InputInvalid, PermissionDenied, StaleVersion, TypedError } from '../kernel/errors.ts'
import type { InsufficientStock } from '../inventory/index.ts'

/** There is no such cart, or it is not the caller's. */
export interface CartNotFound extends TypedError<'cart.not_found'> {
  readonly cartId: string
}
/** The cart has become an order, or has expired. */
export interface CartClosed extends TypedError<'cart.closed'> {
  readonly cartId: string
}
/** There is no such line in the cart. */
export interface CartLineNotFound extends TypedError<'cart.line_not_found'> {
  readonly lineId: string
}
/** Neither the input nor the context names a currency. */
export interface CartCurrencyMissing extends TypedError<'cart.currency_missing'> {}
/** The variant does not exist, is not published, or has no price in the cart's currency. */
export interface CartVariantUnavailable extends TypedError<'cart.variant_unavailable'> {
  readonly variantId: string
}
/** A cart holds at most 2,000 lines. */
export interface CartTooManyLines extends TypedError<'cart.too_many_lines'> {
  readonly max: number
}
/** There is no such customer. */
export interface CartCustomerUnknown extends TypedError<'cart.customer_unknown'> {
  readonly customerId: string
}
/** The shipping method does not deliver to the cart's address in its currency. */
export interface CartShippingUnavailable extends TypedError<'cart.shipping_unavailable'> {
  readonly shippingMethodId: string
}

/** Why a cart cannot be created. */
export type CreateCartError = CartCurrencyMissing | CartCustomerUnknown
/** Why a cart cannot be read. */
export type GetCartError = CartNotFound
/** Why lines cannot be added. */
export type AddLinesError =
  | CartNotFound
  | CartClosed
  | CartVariantUnavailable
  | CartTooManyLines
  | InsufficientStock
  | StaleVersion
  | PermissionDenied
  | InputInvalid
/** Why a line cannot be changed. */
export type ChangeLineError =
  | CartNotFound
  | CartClosed
  | CartLineNotFound
  | InsufficientStock
  | StaleVersion
  | PermissionDenied
  | InputInvalid
/** Why a line cannot be removed. */
export type RemoveLineError = CartNotFound | CartClosed | CartLineNotFound | StaleVersion
/** Why a cart cannot be updated. */
export type UpdateCartError = CartNotFound | CartClosed | CartShippingUnavailable | StaleVersion

export function cartNotFound(cartId: string): CartNotFound {
  return { type: 'cart.not_found', message: `there is no cart ${cartId}`, cartId }
}

export function cartClosed(cartId: string): CartClosed {
  return { type: 'cart.closed', message: `the cart ${cartId} is no longer open`, cartId }
}

export function cartLineNotFound(lineId: string): CartLineNotFound {
  return { type: 'cart.line_not_found', message: `the cart has no line ${lineId}`, lineId }
}

export function cartCurrencyMissing(): CartCurrencyMissing {
  const message = 'a cart needs a currency, in the input or in the context'
  return { type: 'cart.currency_missing', message }
}

export function cartVariantUnavailable(variantId: string): CartVariantUnavailable {
  return { type: 'cart.variant_unavailable', message: `the variant ${variantId} cannot be bought`, variantId }
}

export function cartTooManyLines(max: number): CartTooManyLines {
  return { type: 'cart.too_many_lines', message: `a cart holds at most ${max} lines`, max }
}

export function cartCustomerUnknown(customerId: string): CartCustomerUnknown {
  return { type: 'cart.customer_unknown', message: `there is no customer ${customerId}`, customerId }
}

export function cartShippingUnavailable(shippingMethodId: string): CartShippingUnavailable {
  const message = `the shipping method ${shippingMethodId} does not serve this cart`
  return { type: 'cart.shipping_unavailable', message, shippingMethodId }
}
