import type { InventoryTx } from '../inventory/index.ts'
import type { KernelTx } from '../kernel/engine.ts'
import type { PortError } from '../kernel/errors.ts'
import { staleVersion } from '../kernel/errors.ts'
import { emit } from '../kernel/event.ts'
import type { Id } from '../kernel/id.ts'
import type { Call } from '../kernel/operation.ts'
import type { Result, ResultAsync } from '../kernel/result.ts'
import { err, flow, ok } from '../kernel/result.ts'
import type { AppliedFacts, PaymentTx, StoredPayment } from '../payment/index.ts'
import type { LocalProviders } from './amount-due.ts'
import { lockPayment, lowerAmountDue } from './amount-due.ts'
import type { CancelLinesError, CancelOrderError, OrderNotFound } from './order.errors.ts'
import {
  invalidTransition,
  nothingLeft,
  orderLineNotFound,
  orderNotFound,
  quantityExceedsOpen,
} from './order.errors.ts'
import type { OrderEvents } from './order.events.ts'
import type { AllocatedStock, OrderTx } from './order.ports.ts'
import { addEntries, cancelEntry, cancelShippingEntry, openQuantity, transition } from './order.rules.ts'
import type { CancelLinesInput, CancelOrderInput, Order, OrderEntry, OrderLine } from './order.types.ts'

/** What cancelling needs of a unit. */
export type CancelTx = OrderTx & PaymentTx & InventoryTx & KernelTx

/** How many of a line go. */
export interface CancelledLine {
  readonly line: OrderLine
  readonly quantity: number
}

/** Cancels quantities of lines before they are shipped, with restock. */
export function cancelLines(
  tx: CancelTx,
  input: CancelLinesInput,
  call: Call,
  providers: LocalProviders,
): ResultAsync<Order, CancelLinesError | PortError> {
  return flow(async function* () {
    const order = yield* lockOrder(tx, input.orderId, call)
    if (input.expectedVersion !== undefined && input.expectedVersion !== order.version) {
      return err(staleVersion(input.expectedVersion, order.version))
    }
    // The stock of an order that waits for payment is held as a whole, so it is cancelled as a whole.
    if (order.state !== 'placed') return err(invalidTransition(order.state, 'cancelled'))
    const lines = yield* linesToCancel(order, input)
    return ok(yield* applyCancellation(tx, order, lines, input.reason ?? 'customer_request', call, providers))
  })
}

/** Cancels all that is open of an order. */
export function cancelOrder(
  tx: CancelTx,
  input: CancelOrderInput,
  call: Call,
  providers: LocalProviders,
): ResultAsync<Order, CancelOrderError | PortError> {
  return flow(async function* () {
    const order = yield* lockOrder(tx, input.orderId, call)
    if (input.expectedVersion !== undefined && input.expectedVersion !== order.version) {
      return err(staleVersion(input.expectedVersion, order.version))
    }
    yield* transition(order.state, 'cancelled')
    const lines = openLines(order)
    if (lines.length === 0) return err(nothingLeft(order.id))
    return ok(yield* applyCancellation(tx, order, lines, input.reason ?? 'customer_request', call, providers))
  })
}

/** All that can still be cancelled of an order. */
export function openLines(order: Order): readonly CancelledLine[] {
  return order.lines.flatMap((line) => {
    const quantity = openQuantity(line)
    return quantity > 0 ? { line, quantity } : []
  })
}

/** Locks an order and reads it. */
export function lockOrder(
  tx: OrderTx,
  id: Id<'ord'>,
  call: Call,
): ResultAsync<Order, OrderNotFound | PortError> {
  return flow(async function* () {
    if (!(yield* tx.orders.lock(id, call.caller.access))) return err(orderNotFound(id))
    const order = yield* tx.orders.order({ by: 'id', value: id }, call.caller.access)
    return order === null ? err(orderNotFound(id)) : ok(order)
  })
}

/** Several entries of one line count together. */
function linesToCancel(
  order: Order,
  input: CancelLinesInput,
): Result<readonly CancelledLine[], CancelLinesError> {
  const wanted = new Map<string, number>()
  for (const { lineId, quantity } of input.lines) wanted.set(lineId, (wanted.get(lineId) ?? 0) + quantity)
  const lines: CancelledLine[] = []
  for (const [lineId, quantity] of wanted) {
    const line = order.lines.find(({ id }) => id === lineId)
    if (line === undefined) return err(orderLineNotFound(lineId))
    if (quantity > openQuantity(line)) return err(quantityExceedsOpen(lineId, openQuantity(line)))
    lines.push({ line, quantity })
  }
  return ok(lines)
}

function applyCancellation(
  tx: CancelTx,
  order: Order,
  lines: readonly CancelledLine[],
  reason: string,
  call: Call,
  providers: LocalProviders,
): ResultAsync<Order, PortError> {
  return flow(async function* () {
    const payment = yield* lockPayment(tx, order.id, call)
    const after = writeCancellation(tx, order, { lines, reason, payment }, call, providers)
    // Stock levels are locked last.
    yield* restock(tx, order, lines, call)
    return ok(after)
  })
}

/** What is cancelled, and the payment that it changes. */
export interface Cancellation {
  readonly lines: readonly CancelledLine[]
  readonly reason: string
  readonly payment: StoredPayment
  /** Facts of the same unit that are not written yet. */
  readonly received?: AppliedFacts
}

/** Appends everything about a cancellation but its stock. The order and its payment must be locked. */
export function writeCancellation(
  tx: CancelTx,
  order: Order,
  { lines, reason, payment, received }: Cancellation,
  call: Call,
  providers: LocalProviders,
): Order {
  const { after: changed, entries } = cancelledOrder(order, lines, reason, call)
  const by = order.current.total.amount - changed.current.total.amount
  const more = received === undefined ? {} : { received }
  const { refund } = lowerAmountDue(tx, payment, { by, reason, ...more }, call, providers)
  const after = changed.state === 'cancelled' && refund > 0 ? refunding(changed) : changed
  tx.orders.save(after)
  tx.orders.saveCounters(
    lines.map(({ line, quantity }) => ({ id: line.id, cancelled: line.cancelled + quantity })),
  )
  tx.orders.appendEntries(order.id, entries)
  tx.orders.appendJournal({
    id: call.ids.next('jrn'),
    orderId: order.id,
    at: call.now,
    actor: call.caller.ref,
    event: after.state === 'cancelled' ? 'cancelled' : 'lines_cancelled',
    detail: {
      revision: after.revision,
      reason,
      lines: lines.map(({ line, quantity }) => ({ lineId: line.id, quantity })),
    },
  })
  announce(tx, order, after, lines, reason, call)
  return after
}

/** A whole order whose money is with the shop ends when it is paid back. */
function refunding(order: Order): Order {
  return { ...order, paymentState: 'refund_pending' }
}

function cancelledOrder(
  order: Order,
  lines: readonly CancelledLine[],
  reason: string,
  call: Call,
): { readonly after: Order; readonly entries: readonly OrderEntry[] } {
  const revision = order.revision + 1
  const cancelled = new Map(lines.map(({ line, quantity }) => [line.id, quantity]))
  const orderLines = order.lines.map((line) => ({
    ...line,
    cancelled: line.cancelled + (cancelled.get(line.id) ?? 0),
  }))
  const rows = lines.map(({ line, quantity }, index) =>
    cancelEntry(line, quantity, { revision, position: index + 1, reason, at: call.now }),
  )
  const whole = orderLines.every((line) => line.cancelled === line.ordered)
  const shipping = whole
    ? cancelShippingEntry(order, { revision, position: rows.length + 1, reason, at: call.now })
    : null
  const entries = shipping === null ? rows : [...rows, shipping]
  const after: Order = {
    ...order,
    lines: orderLines,
    current: addEntries(order.current, entries),
    revision,
    version: order.version + 1,
    updatedAt: call.now,
    ...(whole ? { state: 'cancelled', paymentState: 'cancelled', fulfillmentState: 'cancelled' } : {}),
  }
  return { after, entries }
}

function restock(
  tx: CancelTx,
  order: Order,
  lines: readonly CancelledLine[],
  call: Call,
): ResultAsync<void, PortError> {
  return flow(async function* () {
    // An order that waits for payment holds a reservation under its id; it is given back as a whole.
    if (order.state === 'pending_payment') {
      yield* tx.stock.release(order.id, call.now)
      return ok(undefined)
    }
    const allocated = yield* tx.orders.allocations(lines.map(({ line }) => line.id))
    const given = giveBack(allocated, lines)
    if (given.length === 0) return ok(undefined)
    tx.orders.saveAllocations(
      given.map(({ stock, quantity }) => ({ ...stock, quantity: stock.quantity - quantity })),
    )
    yield* tx.stock.deallocate(
      given.map(({ stock, quantity }) => ({
        variantId: stock.variantId,
        locationId: stock.locationId,
        quantity,
      })),
      call.now,
    )
    return ok(undefined)
  })
}

function giveBack(
  allocated: readonly AllocatedStock[],
  lines: readonly CancelledLine[],
): { readonly stock: AllocatedStock; readonly quantity: number }[] {
  const left = new Map(lines.map(({ line, quantity }) => [line.id, quantity]))
  return allocated.flatMap((stock) => {
    const quantity = Math.min(stock.quantity, left.get(stock.orderLineId) ?? 0)
    left.set(stock.orderLineId, (left.get(stock.orderLineId) ?? 0) - quantity)
    return quantity > 0 ? { stock, quantity } : []
  })
}

function announce(
  tx: CancelTx,
  before: Order,
  after: Order,
  lines: readonly CancelledLine[],
  reason: string,
  call: Call,
): void {
  const aggregate = { type: 'order', id: before.id, version: after.version }
  const cancelled = lines.map(({ line, quantity }) => ({ lineId: line.id, quantity }))
  call.note({ revision: after.revision, lines: cancelled, total: after.current.total.amount })
  if (cancelled.length > 0) {
    emit<OrderEvents, 'order.lines_cancelled'>(tx, call, {
      type: 'order.lines_cancelled',
      aggregate,
      payload: {
        orderId: before.id,
        revision: after.revision,
        lines: cancelled,
        total: after.current.total.amount,
      },
    })
  }
  if (after.state !== 'cancelled') return
  emit<OrderEvents, 'order.cancelled'>(tx, call, {
    type: 'order.cancelled',
    aggregate,
    payload: { orderId: before.id, reason },
  })
}
