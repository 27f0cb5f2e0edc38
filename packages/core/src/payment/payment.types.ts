import type { Instant } from '../kernel/clock.ts'
import type { CurrencyCode } from '../kernel/currency.ts'
import type { Id } from '../kernel/id.ts'
import type { JsonObject } from '../kernel/json.ts'
import type { Money } from '../kernel/money.ts'
import type { ProviderCapabilities } from './provider.types.ts'

/** What can happen to money. */
export type FactKind =
  | 'authorized'
  | 'captured'
  | 'canceled'
  | 'expired'
  | 'failed'
  | 'action_required'
  | 'processing'
  | 'disputed'
  | 'dispute_closed'
  | 'refund'
  | 'settled'

/** How far a fact has come; a later phase never gives way to an earlier one. */
export type FactPhase = 'pending' | 'failed' | 'succeeded' | 'reversed'

/** Something that a provider knows about a payment. Told apart by (provider, account, kind, id). */
export interface Fact {
  readonly kind: FactKind
  /** The provider's own stable id of the operation: a charge, a capture, a bank reference. */
  readonly id: string
  readonly money: Money
  readonly phase: FactPhase
  readonly at: Instant
  /** Our operation that asked for it, where it was us. */
  readonly operation?: string
  readonly origin: 'us' | 'provider' | 'unknown'
  /** It came after the attempt was given up. */
  readonly late?: boolean
}

/** What the customer must do next, as data. */
export type PaymentAction =
  | { readonly type: 'none' }
  | { readonly type: 'redirect'; readonly url: string }
  | { readonly type: 'sdk'; readonly clientToken: string; readonly publishableKey: string }
  | { readonly type: 'upi_intent'; readonly uri: string }
  | { readonly type: 'qr'; readonly payload: string; readonly expiresAt: Instant }
  | { readonly type: 'otp'; readonly channel: string }
  | { readonly type: 'instructions'; readonly text: string }

/** Where an attempt stands; derived from its facts, never stored by adapters. */
export type PaymentStatus =
  | 'new'
  | 'action_required'
  | 'processing'
  | 'authorized'
  | 'partially_captured'
  | 'captured'
  | 'failed'
  | 'canceled'
  | 'expired'

/** What a payment amounts to, in minor units. */
export interface PaymentAmounts {
  readonly authorized: number
  readonly captured: number
  readonly canceled: number
  readonly refundPending: number
  readonly refunded: number
  readonly disputed: number
}

/** A part of the amount due and how it is paid: signed rows of one tender sum to what it is to bring in. */
export interface TenderRow {
  readonly id: Id<'tnd'>
  readonly orderId: Id<'ord'>
  /** The id of the tender's first row. */
  readonly tenderId: Id<'tnd'>
  readonly provider: string
  readonly source: string
  /** Minor units of the order's currency; negative when the amount due went down. */
  readonly amount: number
  readonly reason: string
  readonly at: Instant
}

/** One try to pay a tender through a provider. */
export interface PaymentAttempt {
  readonly id: Id<'pay'>
  /** What the provider gets as our reference: 20 to 32 letters and digits. */
  readonly reference: string
  readonly orderId: Id<'ord'>
  readonly tenderId: Id<'tnd'>
  readonly provider: string
  readonly account: string
  readonly idempotencyKey: string
  readonly money: Money
  /** Of lines, total and what else the amount depends on. */
  readonly contentHash: string
  readonly status: PaymentStatus
  /** At most one attempt of a tender is open. */
  readonly open: boolean
  readonly action: PaymentAction
  readonly providerRef: JsonObject | null
  readonly expiresAt: Instant | null
  readonly version: number
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

/** What a local provider is asked to do. */
export type LocalCommand =
  | { readonly type: 'create' }
  | {
      readonly type: 'capture'
      readonly money: Money
      /** Becomes the fact's id. */
      readonly bankReference: string
      readonly operation: string
    }
  | { readonly type: 'cancel'; readonly money: Money; readonly operation: string }

/** What a local provider has decided. */
export interface LocalDecision {
  readonly facts: readonly Fact[]
  readonly action: PaymentAction
}

/**
 * A provider without an outside service: cash, bank transfer. Pure: core stores its facts in the same unit.
 *
 * @remarks The uniqueness of bank references is the key of the stored facts.
 */
export interface LocalProvider {
  readonly id: string
  readonly account: string
  readonly capabilities: ProviderCapabilities
  decide(command: LocalCommand, attempt: PaymentAttempt, at: Instant): LocalDecision
}

/** An attempt with all that is known of it. */
export interface StoredAttempt extends PaymentAttempt {
  readonly facts: readonly Fact[]
}

/** An order's payment as it is stored. */
export interface StoredPayment {
  readonly currency: CurrencyCode
  readonly tenders: readonly TenderRow[]
  readonly attempts: readonly StoredAttempt[]
}

/** A tender with what it is to bring in now: the sum of its rows. */
export interface PaymentTender {
  readonly id: Id<'tnd'>
  readonly provider: string
  readonly source: string
  readonly due: Money
}

/** An attempt as operations answer it. */
export interface PaymentAttemptView {
  readonly id: Id<'pay'>
  readonly tenderId: Id<'tnd'>
  readonly provider: string
  readonly reference: string
  readonly status: PaymentStatus
  /** At most one attempt of a tender is open. */
  readonly open: boolean
  /** What it was made for. */
  readonly amount: Money
  readonly action: PaymentAction
  readonly facts: readonly Fact[]
  readonly expiresAt: Instant | null
  readonly createdAt: Instant
  readonly version: number
}

/** How an order is paid. */
export interface Payment {
  readonly orderId: Id<'ord'>
  readonly currency: CurrencyCode
  /** The sum of the tenders. */
  readonly due: Money
  readonly authorized: Money
  readonly captured: Money
  readonly canceled: Money
  readonly refundPending: Money
  readonly refunded: Money
  readonly tenders: readonly PaymentTender[]
  readonly attempts: readonly PaymentAttemptView[]
}

/** Whose payment to read. */
export interface GetPaymentInput {
  readonly orderId: Id<'ord'>
}

/** Money that has come: to the bank account, or into the courier's hands. */
export interface ConfirmPaymentInput {
  readonly orderId: Id<'ord'>
  /** Default: the order's open attempt, else its last. */
  readonly attemptId?: Id<'pay'> | undefined
  /** All that is due of the attempt's tender; another amount is refused. */
  readonly amount: Money
  /** Tells this receipt from every other one of the provider, in all orders. */
  readonly bankReference: string
}
