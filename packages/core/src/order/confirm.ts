import type { InventoryTx } from '../inventory/index.ts'
import type { KernelTx } from '../kernel/engine.ts'
import type { PortError } from '../kernel/errors.ts'
import { emit } from '../kernel/event.ts'
import type { Money } from '../kernel/money.ts'
import { moneyOf } from '../kernel/money.ts'
import type { Call } from '../kernel/operation.ts'
import type { Result, ResultAsync } from '../kernel/result.ts'
import { err, flow, ok } from '../kernel/result.ts'
import type {
  AppliedFacts,
  ConfirmPaymentInput,
  PaymentAmountMismatch,
  PaymentAttemptNotFound,
  PaymentEvents,
  PaymentIntegrityMismatch,
  PaymentNotConfirmable,
  PaymentNothingDue,
  PaymentPaidAfterRelease,
  PaymentReferenceTaken,
  PaymentTx,
  StoredAttempt,
  StoredPayment,
} from '../payment/index.ts'
import {
  allCovered,
  amountMismatch,
  amountsOf,
  applyFacts,
  attemptNotFound,
  notConfirmable,
  nothingDue,
  paidAfterRelease,
  referenceTaken,
  tendersOf,
} from '../payment/index.ts'
import type { LocalProviders } from './amount-due.ts'
import { announceRefund, lockPayment, refundFact, writeFacts } from './amount-due.ts'
import { lockOrder, openLines, writeCancellation } from './cancel.ts'
import type { OrderNotFound } from './order.errors.ts'
import type { OrderEvents } from './order.events.ts'
import type { OrderTx } from './order.ports.ts'
import { advance, orderPaymentTransitions } from './order.rules.ts'
import type { Order } from './order.types.ts'
import { takeHeldStock } from './take-stock.ts'

/** What confirming a payment needs of a unit. */
export type ConfirmTx = OrderTx & PaymentTx & InventoryTx & KernelTx

/** What it needs besides. */
export interface ConfirmDeps {
  readonly providers: LocalProviders
  /** Makes an order's number from the drawn one. */
  readonly orderNumber: (drawn: number) => string
}

/** Why a payment cannot be confirmed; only after `payment.paid_after_release` something is written. */
export type ConfirmPaymentError =
  | OrderNotFound
  | PaymentAttemptNotFound
  | PaymentNotConfirmable
  | PaymentNothingDue
  | PaymentAmountMismatch
  | PaymentReferenceTaken
  | PaymentIntegrityMismatch
  | PaymentPaidAfterRelease

/** How it ended: paid, or kept and to be paid back. */
export type Confirmed =
  | { readonly kind: 'paid'; readonly order: Order }
  | { readonly kind: 'to_refund'; readonly error: PaymentPaidAfterRelease }

interface Receipt {
  readonly order: Order
  readonly payment: StoredPayment
  readonly received: AppliedFacts
  readonly money: Money
}

/**
 * Records money that has come, and places the order that waited for it.
 *
 * @remarks Locks the order, then its attempts, then stock. A held reservation becomes an allocation; where it was
 * dropped meanwhile the stock is taken afresh, and if that cannot be had the order is cancelled and the money due back.
 */
export function confirmPayment(
  tx: ConfirmTx,
  input: ConfirmPaymentInput,
  call: Call,
  deps: ConfirmDeps,
): ResultAsync<Confirmed, Exclude<ConfirmPaymentError, PaymentPaidAfterRelease> | PortError> {
  return flow(async function* () {
    const order = yield* lockOrder(tx, input.orderId, call)
    const payment = yield* lockPayment(tx, order.id, call)
    const attempt = yield* chosenAttempt(payment, input)
    const provider = deps.providers.get(attempt.provider)
    if (provider?.capabilities.manualConfirmation !== true) return err(notConfirmable(attempt.provider))
    const { amount: money, bankReference } = input
    if (yield* tx.payments.factKnown(attempt, { kind: 'captured', id: bankReference })) {
      return err(referenceTaken(bankReference))
    }
    yield* checkAmount(order, payment, attempt, money)
    const command = { type: 'capture', money, bankReference, operation: call.operationId } as const
    const received = yield* applyFacts(attempt, provider.decide(command, attempt, call.now).facts)
    const receipt = { order, payment, received, money }
    announceCapture(tx, receipt, call)
    return ok(yield* settleReceipt(tx, receipt, call, deps))
  })
}

function chosenAttempt(
  { attempts }: StoredPayment,
  { attemptId }: ConfirmPaymentInput,
): Result<StoredAttempt, PaymentAttemptNotFound> {
  const chosen =
    attemptId === undefined
      ? (attempts.find(({ open }) => open) ?? attempts.at(-1))
      : attempts.find(({ id }) => id === attemptId)
  return chosen === undefined ? err(attemptNotFound(attemptId ?? null)) : ok(chosen)
}

/** All that is due of the tender and has not come; of a cancelled order all that the attempt was for. */
function checkAmount(
  order: Order,
  payment: StoredPayment,
  attempt: StoredAttempt,
  money: Money,
): Result<void, PaymentNothingDue | PaymentAmountMismatch> {
  const due = tendersOf(payment).find(({ id }) => id === attempt.tenderId)?.due.amount ?? 0
  const whole = order.state === 'cancelled' ? attempt.money.amount : due
  const captured = payment.attempts
    .filter(({ tenderId }) => tenderId === attempt.tenderId)
    .reduce((sum, { facts }) => sum + amountsOf(facts).captured, 0)
  const expected = whole - captured
  if (expected <= 0) return err(nothingDue(attempt.id))
  const right = money.amount === expected && money.currency === order.currency
  return right ? ok(undefined) : err(amountMismatch(moneyOf(expected, order.currency), money))
}

function settleReceipt(
  tx: ConfirmTx,
  receipt: Receipt,
  call: Call,
  deps: ConfirmDeps,
): ResultAsync<Confirmed, PortError> {
  return flow(async function* () {
    const { order, received } = receipt
    if (order.state === 'cancelled') return ok(refundLate(tx, receipt, call))
    const covered = allCovered(withAttempt(receipt.payment, received.attempt))
    if (order.state !== 'pending_payment' || !covered) return ok(capture(tx, receipt, covered, call))
    const taken = yield* takeHeldStock(tx, order, call)
    if (taken === null) return ok(refundReleased(tx, receipt, call, deps))
    return ok(place(tx, receipt, deps.orderNumber(taken.drawn), call))
  })
}

function withAttempt(payment: StoredPayment, attempt: StoredAttempt): StoredPayment {
  return {
    ...payment,
    attempts: payment.attempts.map((known) => (known.id === attempt.id ? attempt : known)),
  }
}

/** The order stands already, or waits for more. */
function capture(tx: ConfirmTx, receipt: Receipt, covered: boolean, call: Call): Confirmed {
  const { order } = receipt
  const after: Order = {
    ...changed(order, call),
    paymentState:
      covered && order.paymentState !== 'paid'
        ? advance(orderPaymentTransitions, order.paymentState, 'paid')
        : order.paymentState,
  }
  write(tx, receipt, after, 'payment_captured', call)
  return { kind: 'paid', order: after }
}

/** The pivot: from here on it only goes forward. */
function place(tx: ConfirmTx, receipt: Receipt, number: string, call: Call): Confirmed {
  const { order } = receipt
  const after: Order = {
    ...changed(order, call),
    number,
    state: 'placed',
    paymentState: advance(orderPaymentTransitions, order.paymentState, 'paid'),
    placedAt: call.now,
  }
  write(tx, receipt, after, 'placed', call)
  emit<OrderEvents, 'order.placed'>(tx, call, {
    type: 'order.placed',
    aggregate: { type: 'order', id: order.id, version: after.version },
    payload: { orderId: order.id, number, total: order.current.total.amount, currency: order.currency },
  })
  return { kind: 'paid', order: after }
}

function changed(order: Order, call: Call): Order {
  return { ...order, version: order.version + 1, updatedAt: call.now }
}

function write(tx: ConfirmTx, receipt: Receipt, after: Order, event: string, call: Call): void {
  writeFacts(tx, receipt.received.attempt, [], { received: receipt.received, open: true }, call)
  tx.orders.save(after)
  appendJournal(tx, receipt, event, { number: after.number }, call)
  call.note({
    orderId: after.id,
    number: after.number,
    captured: receipt.money.amount,
    currency: after.currency,
  })
}

/** The order was cancelled before its money came. */
function refundLate(tx: ConfirmTx, receipt: Receipt, call: Call): Confirmed {
  const { order, received, money } = receipt
  const { attempt } = received
  const refund = refundFact(attempt, money.amount, call)
  writeFacts(tx, attempt, [refund], { received, open: false }, call)
  announceRefund(tx, attempt, money.amount, 'paid_after_cancellation', call)
  const paymentState =
    order.paymentState === 'refund_pending'
      ? order.paymentState
      : advance(orderPaymentTransitions, order.paymentState, 'refund_pending')
  tx.orders.save({ ...changed(order, call), paymentState })
  appendJournal(tx, receipt, 'paid_after_cancellation', {}, call)
  call.note({ orderId: order.id, captured: money.amount, toRefund: money.amount, currency: money.currency })
  return { kind: 'to_refund', error: paidAfterRelease(order.id, money) }
}

/** Its stock was given back and is sold: the order ends, the money goes back. */
function refundReleased(tx: ConfirmTx, receipt: Receipt, call: Call, deps: ConfirmDeps): Confirmed {
  const { order, payment, received, money } = receipt
  const change = { lines: openLines(order), reason: 'paid_after_release', payment, received }
  writeCancellation(tx, order, change, call, deps.providers)
  return { kind: 'to_refund', error: paidAfterRelease(order.id, money) }
}

function announceCapture(tx: ConfirmTx, { order, received, money }: Receipt, call: Call): void {
  const { attempt } = received
  emit<PaymentEvents, 'payment.captured'>(tx, call, {
    type: 'payment.captured',
    aggregate: { type: 'payment', id: attempt.id, version: attempt.version + 1 },
    payload: {
      orderId: order.id,
      attemptId: attempt.id,
      amount: money.amount,
      currency: money.currency,
      late: received.fresh.some(({ late }) => late === true),
    },
  })
}

function appendJournal(
  tx: ConfirmTx,
  { order, received, money }: Receipt,
  event: string,
  more: { readonly number?: string | null },
  call: Call,
): void {
  tx.orders.appendJournal({
    id: call.ids.next('jrn'),
    orderId: order.id,
    at: call.now,
    actor: call.caller.ref,
    event,
    detail: { attemptId: received.attempt.id, captured: money.amount, currency: money.currency, ...more },
  })
}
