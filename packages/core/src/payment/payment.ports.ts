import type { PortError } from '../kernel/errors.ts'
import type { Id } from '../kernel/id.ts'
import type { ResultAsync } from '../kernel/result.ts'
import type { Fact, PaymentAttempt, TenderRow } from './payment.types.ts'

/** An order's payment as it is stored. */
export interface StoredPayment {
  readonly tenders: readonly TenderRow[]
  readonly attempts: readonly (PaymentAttempt & { readonly facts: readonly Fact[] })[]
}

/** Reads payments. */
export interface PaymentReadRepository {
  forOrder(orderId: Id<'ord'>): ResultAsync<StoredPayment, PortError>
}

/** Payments in a unit. */
export interface PaymentRepository extends PaymentReadRepository {
  /**
   * Locks the order's attempts in the order of their ids, so that facts from several sides are applied one after the
   * other. The order's row must be locked already.
   */
  lockAttempts(orderId: Id<'ord'>): ResultAsync<void, PortError>
  appendTender(row: TenderRow): void
  appendAttempt(attempt: PaymentAttempt): void
  /** Appends the attempt's new status; it must be locked. */
  saveAttempt(attempt: PaymentAttempt): void
  /** Appends facts; of one that is stored already the phase changes. The attempt must be locked, or new. */
  appendFacts(attempt: PaymentAttempt, facts: readonly Fact[]): void
}

/** What payment commands need of a unit. */
export interface PaymentTx {
  readonly payments: PaymentRepository
}

/** What payment queries need. */
export interface PaymentReader {
  readonly payments: PaymentReadRepository
}
