export type {
  CheckoutCartEmpty,
  CheckoutExternalIdTaken,
  CheckoutLineUnavailable,
  CheckoutProviderUnknown,
  CheckoutQuoteNotFound,
  CheckoutQuoteStale,
  CheckoutShippingUnavailable,
  CheckoutTotalChanged,
  PlaceOrderError,
  StartCheckoutError,
} from './checkout.errors.ts'
export type { CheckoutOperations } from './checkout.operations.ts'
export { checkoutOperations } from './checkout.operations.ts'
export type { CheckoutTx, QuoteRepository } from './checkout.ports.ts'
export type { PlaceOrderInput, Quote, QuoteLine, StartCheckoutInput } from './checkout.types.ts'
export type { OrderDraft } from './new-order.ts'
export type { CheckoutDeps } from './place.ts'
