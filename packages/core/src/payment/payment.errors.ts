import type { TypedError } from '../kernel/errors.ts'
import type { Money } from '../kernel/money.ts'

/** The order has no such attempt. */
export interface PaymentAttemptNotFound extends TypedError<'payment.attempt_not_found'> {
  readonly attemptId: string | null
}
/** Payments of this provider are not confirmed by hand. */
export interface PaymentNotConfirmable extends TypedError<'payment.not_confirmable'> {
  readonly provider: string
}
/** Nothing of the attempt is left to be paid. */
export interface PaymentNothingDue extends TypedError<'payment.nothing_due'> {
  readonly attemptId: string
}
/** The amount or currency is not what is due. */
export interface PaymentAmountMismatch extends TypedError<'payment.amount_mismatch'> {
  readonly expected: Money
  readonly actual: Money
}
/** This bank reference was used before, for this order or for another one. */
export interface PaymentReferenceTaken extends TypedError<'payment.reference_taken'> {
  readonly bankReference: string
}
/** A fact contradicts what is known: another amount or currency, more refunded than captured. */
export interface PaymentIntegrityMismatch extends TypedError<'payment.integrity_mismatch'> {
  readonly reason: 'amount' | 'currency' | 'captured_decreases' | 'refunded_exceeds_captured'
}
/**
 * The money came when the order's stock had been given back and could not be had again. The receipt is kept, the order
 * is cancelled, and a refund of the amount is pending.
 */
export interface PaymentPaidAfterRelease extends TypedError<'payment.paid_after_release'> {
  readonly orderId: string
  readonly refund: Money
}

export function attemptNotFound(attemptId: string | null): PaymentAttemptNotFound {
  const message = attemptId === null ? 'the order has no attempt' : `the order has no attempt ${attemptId}`
  return { type: 'payment.attempt_not_found', message, attemptId }
}

export function notConfirmable(provider: string): PaymentNotConfirmable {
  const message = `payments by ${provider} are not confirmed by hand`
  return { type: 'payment.not_confirmable', message, provider }
}

export function nothingDue(attemptId: string): PaymentNothingDue {
  const message = `nothing is due of the attempt ${attemptId}`
  return { type: 'payment.nothing_due', message, attemptId }
}

export function amountMismatch(expected: Money, actual: Money): PaymentAmountMismatch {
  const say = ({ amount, currency }: Money) => `${amount} ${currency}`
  const message = `${say(expected)} is due, not ${say(actual)} (in minor units)`
  return { type: 'payment.amount_mismatch', message, expected, actual }
}

export function referenceTaken(bankReference: string): PaymentReferenceTaken {
  const message = 'the bank reference was used before'
  return { type: 'payment.reference_taken', message, bankReference }
}

export function integrityMismatch(reason: PaymentIntegrityMismatch['reason']): PaymentIntegrityMismatch {
  const message = `a fact contradicts what is known: ${reason}`
  return { type: 'payment.integrity_mismatch', message, reason }
}

export function paidAfterRelease(orderId: string, refund: Money): PaymentPaidAfterRelease {
  const message = `the money for ${orderId} came after its stock was given back; it is to be refunded`
  return { type: 'payment.paid_after_release', message, orderId, refund }
}
