export type { LocalProviders } from './amount-due.ts'
export type { CancelTx } from './cancel.ts'
export type { ConfirmDeps, ConfirmPaymentError, ConfirmTx } from './confirm.ts'
export { lockOrder } from './cancel.ts'
export type {
  CancelLinesError,
  CancelOrderError,
  GetOrderError,
  ListOrdersError,
  OrderInvalidTransition,
  OrderLineNotFound,
  OrderNotFound,
  OrderNothingLeft,
  OrderQuantityExceedsOpen,
} from './order.errors.ts'
export { invalidTransition, orderNotFound } from './order.errors.ts'
export type { OrderEvents } from './order.events.ts'
export { orderEventTags } from './order.events.ts'
export type { GetOrdersOutput, OrderOperations } from './order.operations.ts'
export { orderOperations, orderResponse, sampleOrder } from './order.operations.ts'
export type {
  AllocatedStock,
  NewOrder,
  OrderCursor,
  OrderFilter,
  OrderKey,
  OrderLineFilter,
  OrderReader,
  OrderReadRepository,
  OrderRepository,
  OrderTx,
  StockTerms,
} from './order.ports.ts'
export {
  openQuantity,
  orderFulfillmentTransitions,
  orderPaymentTransitions,
  orderTransitions,
  placedEntries,
  sumsOf,
  transition,
} from './order.rules.ts'
export { orderSchema } from './order.schemas.ts'
export type {
  CancelLinesInput,
  CancelOrderInput,
  GetOrderInput,
  GetOrdersInput,
  JournalEntry,
  ListOrderLinesInput,
  ListOrdersInput,
  Order,
  OrderCard,
  OrderEntry,
  OrderFulfillmentState,
  OrderLine,
  OrderLineMatch,
  OrderParties,
  OrderPaymentState,
  OrderShipping,
  OrderState,
  OrderSums,
  OrderTimelineInput,
} from './order.types.ts'
export type { PaymentOperations } from './payment.operations.ts'
export { paymentOperations } from './payment.operations.ts'
