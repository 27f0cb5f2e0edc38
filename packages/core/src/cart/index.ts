export type {
  AddLinesError,
  CartClosed,
  CartCurrencyMissing,
  CartCustomerUnknown,
  CartLineNotFound,
  CartNotFound,
  CartShippingUnavailable,
  CartTooManyLines,
  CartVariantUnavailable,
  ChangeLineError,
  CreateCartError,
  GetCartError,
  RemoveLineError,
  UpdateCartError,
} from './cart.errors.ts'
export { cartClosed, cartNotFound } from './cart.errors.ts'
export type { CartEvents } from './cart.events.ts'
export { cartEventTags } from './cart.events.ts'
export type { CartDeps, CartOperations } from './cart.operations.ts'
export { cartOperations } from './cart.operations.ts'
export type {
  CartLineRecord,
  CartReader,
  CartReadRepository,
  CartRecord,
  CartRepository,
  CartTx,
  CartView,
  SellableLevel,
  SellableVariant,
} from './cart.ports.ts'
export type { PricedCart, PricedLine } from './cart.rules.ts'
export { presentCart, priceCart } from './cart.rules.ts'
export { MAX_CART_LINES } from './cart.schemas.ts'
export type {
  AddLineInput,
  AddLinesInput,
  Cart,
  CartLine,
  CartNotice,
  ChangeLineInput,
  CreateCartInput,
  CustomItem,
  GetCartInput,
  NewLine,
  PriceSource,
  RemoveLineInput,
  UpdateCartInput,
} from './cart.types.ts'
export { checkVersion, openCart } from './lines.ts'
export { sampleFullCart } from './samples.ts'
