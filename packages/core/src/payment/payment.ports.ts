import type { Access } from '../kernel/context.ts'
import type { PortError } from '../kernel/errors.ts'
import type { Id } from '../kernel/id.ts'
import type { ResultAsync } from '../kernel/result.ts'
import type { Fact, PaymentAttempt, StoredPayment, TenderRow } from './payment.types.ts'

/** Reads payments. */
export interface PaymentReadRepository {
  /** One statement; null when there is no order that the access allows. */
  forOrder(orderId: Id<'ord'>, access: Access): ResultAsync<StoredPayment | null, PortError>
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
  /**
   * Appends facts that are not known yet; the attempt must be locked, or new.
   *
   * @remarks A fact that another attempt of the same provider and account has makes the flush fail, so that the unit
   * runs again and finds it: one bank reference pays one thing.
   */
  appendFacts(attempt: PaymentAttempt, facts: readonly Fact[]): void
  /** Appends the new phases of known facts; the attempt must be locked. */
  saveFactPhases(attempt: PaymentAttempt, facts: readonly Fact[]): void
  /** Whether any attempt of a provider and account has this fact. */
  factKnown(
    attempt: Pick<PaymentAttempt, 'provider' | 'account'>,
    fact: Pick<Fact, 'kind' | 'id'>,
  ): ResultAsync<boolean, PortError>
}

/** What payment commands need of a unit. */
export interface PaymentTx {
  readonly payments: PaymentRepository
}

/** What payment queries need. */
export interface PaymentReader {
  readonly payments: PaymentReadRepository
}
