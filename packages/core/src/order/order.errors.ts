import type { StaleVersion, TypedError } from '../kernel/errors.ts'
import type { CursorInvalid } from '../kernel/page.ts'
import type { OrderState } from './order.types.ts'

/** There is no such order, or it is not the caller's. */
export interface OrderNotFound extends TypedError<'order.not_found'> {}
/** The order cannot go from its state to this one. */
export interface OrderInvalidTransition extends TypedError<'order.invalid_transition'> {
  readonly from: OrderState
  readonly to: OrderState
}
/** More was to be cancelled than is open. */
export interface OrderQuantityExceedsOpen extends TypedError<'order.quantity_exceeds_open'> {
  readonly lineId: string
  readonly open: number
}
/** All of the order is cancelled or shipped already. */
export interface OrderNothingLeft extends TypedError<'order.nothing_left'> {}
/** There is no such line in the order. */
export interface OrderLineNotFound extends TypedError<'order.line_not_found'> {
  readonly lineId: string
}

export type GetOrderError = OrderNotFound
export type ListOrdersError = CursorInvalid
export type CancelLinesError =
  | OrderNotFound
  | OrderLineNotFound
  | OrderQuantityExceedsOpen
  | OrderInvalidTransition
  | StaleVersion
export type CancelOrderError = OrderNotFound | OrderInvalidTransition | OrderNothingLeft | StaleVersion

export function orderNotFound(which: string): OrderNotFound {
  return { type: 'order.not_found', message: `there is no order ${which}` }
}

export function invalidTransition(from: OrderState, to: OrderState): OrderInvalidTransition {
  return { type: 'order.invalid_transition', message: `a ${from} order cannot become ${to}`, from, to }
}

export function quantityExceedsOpen(lineId: string, open: number): OrderQuantityExceedsOpen {
  const message = `only ${open} of the line ${lineId} can be cancelled`
  return { type: 'order.quantity_exceeds_open', message, lineId, open }
}

export function nothingLeft(orderId: string): OrderNothingLeft {
  return { type: 'order.nothing_left', message: `nothing of the order ${orderId} can be cancelled` }
}

export function orderLineNotFound(lineId: string): OrderLineNotFound {
  return { type: 'order.line_not_found', message: `the order has no line ${lineId}`, lineId }
}
