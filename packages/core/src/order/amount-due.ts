import type { PortError } from '../kernel/errors.ts'
import type { Id } from '../kernel/id.ts'
import { emit } from '../kernel/event.ts'
import type { KernelTx } from '../kernel/engine.ts'
import { moneyOf } from '../kernel/money.ts'
import type { Call } from '../kernel/operation.ts'
import type { ResultAsync } from '../kernel/result.ts'
import { flow, ok } from '../kernel/result.ts'
import type {
  AppliedFacts,
  Fact,
  LocalProvider,
  PaymentEvents,
  PaymentTx,
  StoredAttempt,
  StoredPayment,
} from '../payment/index.ts'
import { amountsOf, applyFacts, tendersOf } from '../payment/index.ts'

type Tx = PaymentTx & KernelTx

/** The providers that a shop has, by id. */
export type LocalProviders = ReadonlyMap<string, LocalProvider>

/** Locks an order's attempts and reads how it is paid. The order must be locked. */
export function lockPayment(tx: Tx, orderId: Id<'ord'>, call: Call): ResultAsync<StoredPayment, PortError> {
  return flow(async function* () {
    yield* tx.payments.lockAttempts(orderId)
    const payment = yield* tx.payments.forOrder(orderId, call.caller.access)
    if (payment === null) throw new Error('an order that is locked can be read')
    return ok(payment)
  })
}

/**
 * Appends what lowering the amount due of a payment takes: a signed tender row and the facts of its attempt. What has
 * not been captured is canceled first; the rest becomes a refund that staff make and confirm.
 *
 * @remarks The payment must be locked, and `received` not be written yet: one unit writes a row once.
 */
export function lowerAmountDue(
  tx: Tx,
  payment: StoredPayment,
  lowered: { readonly by: number; readonly reason: string; readonly received?: AppliedFacts },
  call: Call,
  providers: LocalProviders,
): { readonly refund: number } {
  const first = payment.tenders[0]
  const last = payment.attempts.at(-1)
  if (first === undefined || last === undefined || lowered.by === 0) return { refund: 0 }
  const attempt = lowered.received?.attempt ?? last
  const tender = tendersOf(payment).find(({ id }) => id === attempt.tenderId)
  const due = tender?.due.amount ?? 0
  const uncaptured = Math.max(0, due - amountsOf(attempt.facts).captured)
  const canceled = Math.min(lowered.by, uncaptured)
  const refund = lowered.by - canceled
  tx.payments.appendTender({
    ...first,
    id: call.ids.next('tnd'),
    tenderId: attempt.tenderId,
    amount: -lowered.by,
    reason: lowered.reason,
    at: call.now,
  })
  const decided = [
    ...cancelFacts(attempt, canceled, call, providers),
    ...(refund > 0 ? [refundFact(attempt, refund, call)] : []),
  ]
  writeFacts(tx, attempt, decided, { received: lowered.received, open: lowered.by < due }, call)
  if (refund > 0) announceRefund(tx, attempt, refund, lowered.reason, call)
  return { refund }
}

function cancelFacts(
  attempt: StoredAttempt,
  amount: number,
  call: Call,
  providers: LocalProviders,
): readonly Fact[] {
  const provider = providers.get(attempt.provider)
  if (amount === 0 || provider === undefined) return []
  const money = moneyOf(amount, attempt.money.currency)
  return provider.decide({ type: 'cancel', money, operation: call.operationId }, attempt, call.now).facts
}

/** Money to be paid back by hand, until somebody confirms that it was. */
export function refundFact(attempt: StoredAttempt, amount: number, call: Call): Fact {
  return {
    kind: 'refund',
    id: call.operationId,
    money: moneyOf(amount, attempt.money.currency),
    phase: 'pending',
    at: call.now,
    operation: call.operationId,
    origin: 'us',
  }
}

/** Appends an attempt with facts of our own, and with those just received, in one row. */
export function writeFacts(
  tx: Tx,
  attempt: StoredAttempt,
  own: readonly Fact[],
  more: { readonly received?: AppliedFacts | undefined; readonly open: boolean },
  call: Call,
): StoredAttempt {
  const applied = applyFacts(attempt, own)
  if (applied.isErr()) throw new Error(`facts of our own must fit: ${applied.error.message}`)
  const { facts: _facts, ...row } = applied.value.attempt
  const settled = ['captured', 'canceled', 'expired', 'failed'].includes(row.status)
  const saved = {
    ...row,
    open: attempt.open && more.open && !settled,
    version: attempt.version + 1,
    updatedAt: call.now,
  }
  tx.payments.appendFacts(saved, [...(more.received?.fresh ?? []), ...applied.value.fresh])
  tx.payments.saveFactPhases(saved, more.received?.advanced ?? [])
  tx.payments.saveAttempt(saved)
  return { ...saved, facts: applied.value.attempt.facts }
}

/** Tells that money is to be paid back. */
export function announceRefund(
  tx: Tx,
  attempt: StoredAttempt,
  amount: number,
  reason: string,
  call: Call,
): void {
  emit<PaymentEvents, 'payment.refund_opened'>(tx, call, {
    type: 'payment.refund_opened',
    aggregate: { type: 'payment', id: attempt.id, version: attempt.version + 1 },
    payload: {
      orderId: attempt.orderId,
      attemptId: attempt.id,
      amount,
      currency: attempt.money.currency,
      reason,
    },
  })
}
