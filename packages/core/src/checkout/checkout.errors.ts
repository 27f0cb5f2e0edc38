import type { CartClosed, CartNotFound } from '../cart/index.ts'
import type { InsufficientStock } from '../inventory/index.ts'
import type { ExtensionRefused, InputInvalid, StaleVersion, TypedError } from '../kernel/errors.ts'
import type { Money } from '../kernel/money.ts'

/** A cart without lines cannot be checked out. */
export interface CheckoutCartEmpty extends TypedError<'checkout.cart_empty'> {
  readonly cartId: string
}
/** Some lines cannot be sold now; the cart's notices say which and why. */
export interface CheckoutLineUnavailable extends TypedError<'checkout.line_unavailable'> {
  readonly lineIds: readonly string[]
}
/** The chosen shipping method does not serve the address. */
export interface CheckoutShippingUnavailable extends TypedError<'checkout.shipping_unavailable'> {
  readonly shippingMethodId: string
}
/** The amount due is not the expected one. */
export interface CheckoutTotalChanged extends TypedError<'checkout.total_changed'> {
  readonly expected: Money
  readonly actual: Money
}
/** There is no such quote, or it is not the caller's. */
export interface CheckoutQuoteNotFound extends TypedError<'checkout.quote_not_found'> {
  readonly quoteId: string
}
/** The quote has expired, or its cart has changed since; start again. */
export interface CheckoutQuoteStale extends TypedError<'checkout.quote_stale'> {
  readonly quoteId: string
}
/** There is no payment provider of this name. */
export interface CheckoutProviderUnknown extends TypedError<'checkout.provider_unknown'> {
  readonly provider: string
}
/** An order has this external id already. */
export interface CheckoutExternalIdTaken extends TypedError<'checkout.external_id_taken'> {
  readonly externalId: string
}

/** Why a quote cannot be made. */
export type StartCheckoutError =
  | CartNotFound
  | CartClosed
  | CheckoutCartEmpty
  | CheckoutLineUnavailable
  | CheckoutShippingUnavailable
  | InsufficientStock
  | StaleVersion
/** Why an order cannot be placed; nothing is written. */
export type PlaceOrderError =
  | Exclude<StartCheckoutError, StaleVersion>
  | CheckoutTotalChanged
  | CheckoutQuoteNotFound
  | CheckoutQuoteStale
  | CheckoutProviderUnknown
  | CheckoutExternalIdTaken
  | ExtensionRefused
  | InputInvalid

export function cartEmpty(cartId: string): CheckoutCartEmpty {
  return { type: 'checkout.cart_empty', message: `the cart ${cartId} has no lines`, cartId }
}

export function lineUnavailable(lineIds: readonly string[]): CheckoutLineUnavailable {
  const message = `${lineIds.length} of the cart's lines cannot be sold now`
  return { type: 'checkout.line_unavailable', message, lineIds }
}

export function shippingUnavailable(shippingMethodId: string): CheckoutShippingUnavailable {
  const message = `the shipping method ${shippingMethodId} does not serve this address`
  return { type: 'checkout.shipping_unavailable', message, shippingMethodId }
}

export function totalChanged(expected: Money, actual: Money): CheckoutTotalChanged {
  const message = `the amount due is ${actual.amount} ${actual.currency}, not ${expected.amount} ${expected.currency}`
  return { type: 'checkout.total_changed', message, expected, actual }
}

export function quoteNotFound(quoteId: string): CheckoutQuoteNotFound {
  return { type: 'checkout.quote_not_found', message: `there is no quote ${quoteId}`, quoteId }
}

export function quoteStale(quoteId: string): CheckoutQuoteStale {
  const message = `the quote ${quoteId} has expired or its cart has changed`
  return { type: 'checkout.quote_stale', message, quoteId }
}

export function providerUnknown(provider: string): CheckoutProviderUnknown {
  return { type: 'checkout.provider_unknown', message: `there is no payment provider ${provider}`, provider }
}

export function externalIdTaken(externalId: string): CheckoutExternalIdTaken {
  const message = `an order has the external id ${externalId} already`
  return { type: 'checkout.external_id_taken', message, externalId }
}
