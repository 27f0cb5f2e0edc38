import { moneyOf } from '../kernel/money.ts'
import type { Result } from '../kernel/result.ts'
import { err, ok } from '../kernel/result.ts'
import type { PaymentIntegrityMismatch } from './payment.errors.ts'
import { integrityMismatch } from './payment.errors.ts'
import { amountsOf, factKey, isCovered, mergeFacts, statusOf } from './payment.rules.ts'
import type { Fact, Payment, PaymentTender, StoredAttempt, StoredPayment } from './payment.types.ts'

/** An attempt after facts were applied, and what of them is to be written. */
export interface AppliedFacts {
  readonly attempt: StoredAttempt
  /** Not known before. */
  readonly fresh: readonly Fact[]
  /** Known before, in an earlier phase. */
  readonly advanced: readonly Fact[]
}

/**
 * Applies facts to an attempt, whoever brings them: an answer, a return, a webhook, a poll, a person. The attempt's
 * row must be locked, so that facts from several sides follow each other.
 *
 * @remarks Pure. A success of an attempt that was given up is marked as late. Facts that contradict what is known are
 * refused: nothing changes, somebody must look. Version and instant are the caller's to set.
 */
export function applyFacts(
  attempt: StoredAttempt,
  incoming: readonly Fact[],
): Result<AppliedFacts, PaymentIntegrityMismatch> {
  const known = new Map(attempt.facts.map((fact) => [factKey(fact), fact]))
  const marked = incoming.map((fact) => markLate(attempt, known.get(factKey(fact)), fact))
  const mismatch = contradiction(attempt, [...attempt.facts, ...marked])
  if (mismatch !== null) return err(integrityMismatch(mismatch))
  const merged = mergeFacts(attempt.facts, marked)
  const before = amountsOf(attempt.facts)
  const after = amountsOf(merged)
  if (after.captured < before.captured) return err(integrityMismatch('captured_decreases'))
  if (after.refunded + after.refundPending > after.captured) {
    return err(integrityMismatch('refunded_exceeds_captured'))
  }
  const fresh = merged.filter((fact) => !known.has(factKey(fact)))
  const advanced = merged.filter((fact) => {
    const earlier = known.get(factKey(fact))
    return earlier !== undefined && earlier.phase !== fact.phase
  })
  const status = statusOf(merged, attempt.money.amount)
  return ok({ attempt: { ...attempt, facts: merged, status }, fresh, advanced })
}

function markLate(attempt: StoredAttempt, known: Fact | undefined, fact: Fact): Fact {
  if (known !== undefined) return known.late === true ? { ...fact, late: true } : fact
  const brings = fact.kind === 'authorized' || fact.kind === 'captured'
  const givenUp = ['canceled', 'expired', 'failed'].includes(attempt.status)
  return brings && fact.phase === 'succeeded' && givenUp ? { ...fact, late: true } : fact
}

function contradiction(
  attempt: StoredAttempt,
  facts: readonly Fact[],
): PaymentIntegrityMismatch['reason'] | null {
  const amounts = new Map<string, number>()
  for (const fact of facts) {
    if (fact.money.currency !== attempt.money.currency) return 'currency'
    const amount = amounts.get(factKey(fact)) ?? fact.money.amount
    if (amount !== fact.money.amount || amount < 0) return 'amount'
    amounts.set(factKey(fact), amount)
  }
  return null
}

/** What each tender of a payment is to bring in now, in the order in which they were planned. */
export function tendersOf(payment: StoredPayment): PaymentTender[] {
  const tenders = new Map<string, PaymentTender>()
  for (const { tenderId, provider, source, amount } of payment.tenders) {
    const due = (tenders.get(tenderId)?.due.amount ?? 0) + amount
    tenders.set(tenderId, { id: tenderId, provider, source, due: moneyOf(due, payment.currency) })
  }
  return [...tenders.values()]
}

/** Whether every tender is covered by the facts of its attempts. */
export function allCovered(payment: StoredPayment): boolean {
  return tendersOf(payment).every(({ id, due }) => isCovered(factsOfTender(payment, id), due.amount))
}

/** All that is known of the attempts of a tender. */
export function factsOfTender(payment: StoredPayment, tenderId: string): Fact[] {
  return payment.attempts.filter((attempt) => attempt.tenderId === tenderId).flatMap(({ facts }) => facts)
}

/** A payment as operations answer it. */
export function toPayment(orderId: Payment['orderId'], stored: StoredPayment): Payment {
  const money = (amount: number) => moneyOf(amount, stored.currency)
  const tenders = tendersOf(stored)
  const amounts = amountsOf(stored.attempts.flatMap(({ facts }) => facts))
  return {
    orderId,
    currency: stored.currency,
    due: money(tenders.reduce((sum, { due }) => sum + due.amount, 0)),
    authorized: money(amounts.authorized),
    captured: money(amounts.captured),
    canceled: money(amounts.canceled),
    refundPending: money(amounts.refundPending),
    refunded: money(amounts.refunded),
    tenders,
    attempts: stored.attempts.map((attempt) => ({
      id: attempt.id,
      tenderId: attempt.tenderId,
      provider: attempt.provider,
      reference: attempt.reference,
      status: attempt.status,
      open: attempt.open,
      amount: attempt.money,
      action: attempt.action,
      facts: attempt.facts,
      expiresAt: attempt.expiresAt,
      createdAt: attempt.createdAt,
      version: attempt.version,
    })),
  }
}
