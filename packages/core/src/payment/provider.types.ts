import type { Instant } from '../kernel/clock.ts'
import type { CurrencyCode } from '../kernel/currency.ts'
import type { TypedError } from '../kernel/errors.ts'
import type { JsonObject } from '../kernel/json.ts'
import type { Logger } from '../kernel/logger.ts'
import type { Money } from '../kernel/money.ts'
import type { Fact, PaymentAction } from './payment.types.ts'

/** Our reference of an attempt, written upstream: 20 to 32 letters and digits. */
export type AttemptRef = string
/** Makes a call repeatable at the provider: 16 to 36 letters, digits, `_` and `-`. */
export type ProviderKey = string
/** The operation of ours that asks, written upstream so that its effect can be found without the key. */
export type ProviderOperationId = string
/** How a provider knows a payment: ids of its own. */
export type ProviderRef = JsonObject
/** What an amount is for. */
export type AmountUse = 'charge' | 'capture' | 'refund'

/** How a currency is written on the wire and what of it can be charged. */
export interface CurrencyCapability {
  readonly currency: CurrencyCode
  /** Decimals of the provider's unit; not always those of ISO 4217. */
  readonly exponent: number
  /** Minor units: amounts are multiples of it. */
  readonly step: number
  /** Minor units, by use. */
  readonly min: Readonly<Record<AmountUse, number>>
  /** Minor units, by use; null where there is no bound. */
  readonly max: Readonly<Record<AmountUse, number | null>>
}

/** How a repeated call is kept from a second effect. */
export type IdempotencyCapability =
  | { readonly by: 'native'; readonly windowSeconds: number }
  | { readonly by: 'reference' | 'state' | 'none' }

/** What a provider can do: static, serialisable data that is checked when it is registered. */
export interface ProviderCapabilities {
  readonly currencies: readonly CurrencyCapability[] | 'all'
  readonly capture: {
    readonly manual: boolean
    readonly partial: boolean
    /** Several captures of one authorization. */
    readonly multi: boolean
    /** More than was authorized. */
    readonly over: boolean
  }
  readonly cancelAuthorized: 'api' | 'lapse_only' | 'none'
  readonly refund: {
    readonly full: boolean
    readonly partial: boolean
    readonly multiple: boolean
    /** How long after the capture; null where there is no bound. */
    readonly withinDays: number | null
    /** Its end comes later than the answer. */
    readonly async: boolean
    /** Staff pay it back and confirm it. */
    readonly manualOnly: boolean
  }
  /** Whether an authorization means that the money will come. */
  readonly fundsGuaranteed: boolean
  /** How many tries one object of the provider allows; null where there is no bound. */
  readonly attemptsPerProviderOrder: number | null
  readonly idempotency: Readonly<Record<'create' | 'capture' | 'cancel' | 'refund', IdempotencyCapability>>
  readonly find: 'by_reference' | 'by_window' | 'none'
  /** Null where nothing is sent. */
  readonly webhooks: {
    readonly signed: boolean
    readonly timestamped: boolean
    readonly eventId: 'body' | 'header'
  } | null
  readonly eventPolling: boolean
  /** How long after it was given up an attempt may still succeed, in seconds. */
  readonly lateSuccessSeconds: number
  /** What the browser brings back is never proof. */
  readonly returnIsProof: false
  readonly savedMethods: boolean
  readonly manualConfirmation: boolean
  readonly settlementFacts: boolean
}

/** What a provider's error says; the effect follows from it. */
export type ProviderErrorCode =
  | 'invalid_request'
  | 'currency_unsupported'
  | 'amount_out_of_range'
  | 'amount_not_representable'
  | 'not_supported'
  | 'configuration'
  | 'permission'
  | 'invalid_state'
  | 'not_found'
  | 'idempotency_conflict'
  | 'idempotency_in_progress'
  | 'rate_limited'
  | 'upstream_unavailable'
  | 'timeout'
  | 'connection_lost'
  | 'malformed_response'
  | 'integrity_mismatch'
  | 'session_expired'
  | 'adapter_bug'

/** What went wrong at a provider. */
export interface ProviderError extends TypedError<'payment.provider_error'> {
  readonly code: ProviderErrorCode
  readonly provider: string
  /** Whether the same call with the same key may succeed later. */
  readonly retrySameKey: boolean
}

/** Why the customer's means of payment was refused. */
export type DeclineCode =
  | 'insufficient_funds'
  | 'limit_exceeded'
  | 'expired_instrument'
  | 'incorrect_credentials'
  | 'authentication_required'
  | 'authentication_failed'
  | 'fraud_suspected'
  | 'customer_cancelled'
  | 'instrument_unsupported'
  | 'issuer_unavailable'
  | 'do_not_honor'
  | 'generic'

/** A refusal, and what the customer can do about it. */
export interface Decline {
  readonly code: DeclineCode
  readonly retrySame: boolean
  readonly newMethod: boolean
  /** The provider's own words, redacted by the adapter. */
  readonly raw: unknown
}

/**
 * How a call that may move money ended. `unknown` is an answer of its own: the money may have moved, and only a read
 * or the same key can tell.
 */
export type ProviderOutcome<T> =
  | { readonly kind: 'ok'; readonly value: T }
  /** Accepted upstream, its end comes later. */
  | { readonly kind: 'pending'; readonly value: T }
  | { readonly kind: 'declined'; readonly value?: T; readonly decline: Decline }
  /** It certainly had no effect. */
  | { readonly kind: 'rejected'; readonly error: ProviderError }
  | {
      readonly kind: 'unknown'
      readonly error: ProviderError
      /** Look again between these instants; whether repeating with the same key is safe. */
      readonly reconcile: { readonly after: Instant; readonly until: Instant; readonly sameKeySafe: boolean }
    }

/** How a call that only reads ended. */
export type ProviderRead<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'rejected'; readonly error: ProviderError }

/** Whether an amount can be used; pure, and what the calls then do. */
export type AmountVerdict =
  | { readonly ok: true }
  | {
      readonly ok: false
      readonly code: 'currency_unsupported' | 'amount_out_of_range' | 'amount_not_representable'
    }

/** What a provider knows of a payment: facts, not a status. */
export interface ProviderPayment {
  readonly provider: ProviderRef
  /** Null where the provider has lost it. */
  readonly ref: AttemptRef | null
  readonly money: Money
  readonly facts: readonly Fact[]
  readonly action: PaymentAction
  readonly captureBefore?: Instant
  readonly expiresAt?: Instant
  /** Fit to show: a brand and the last digits. */
  readonly method?: { readonly type: string; readonly label: string }
  readonly asOf: Instant
  /** Redacted by the adapter. */
  readonly raw: unknown
}

/** A refund as the provider knows it. */
export interface ProviderRefund {
  readonly provider: ProviderRef
  readonly fact: Fact
  readonly asOf: Instant
  readonly raw: unknown
}

/** What we have stored of an attempt; adapters compare, so that no caller can forget. */
export interface ExpectedPayment {
  readonly ref: AttemptRef
  readonly provider: ProviderRef | null
  readonly money: Money
}

/** Around each call of a provider. */
export interface ProviderCall {
  readonly signal: AbortSignal
  readonly deadlineMs: number
  now(): Instant
  readonly log: Logger
  readonly correlationId: string
}

/** Text by name, as it is sent along. */
export type FlatData = Readonly<Record<string, string>>

/** What a delivery was found to be. */
export type WebhookVerdict =
  | {
      readonly kind: 'accepted'
      /** Tells deliveries of one event apart from another's. */
      readonly dedupeKey: string
      readonly events: readonly ProviderEvent[]
    }
  /** Signed, but of no interest: answer it with success. */
  | { readonly kind: 'ignored'; readonly reason: string }
  | { readonly kind: 'rejected'; readonly reason: 'signature' | 'malformed' | 'wrong_account' | 'too_old' }

/** Facts that a provider told about one payment. */
export interface ProviderEvent {
  readonly id: string
  readonly ref: AttemptRef | null
  readonly provider: ProviderRef
  readonly facts: readonly Fact[]
}

interface Mutation {
  readonly provider: ProviderRef
  readonly operation: ProviderOperationId
  readonly key: ProviderKey
}

/**
 * A way to pay. Adapters never throw for what happens upstream, take a key for everything that may move money, and
 * refuse amounts they cannot write exactly.
 *
 * @remarks Called from many processes at once. Each optional method exists exactly if the capabilities say so.
 */
export interface PaymentProvider {
  readonly id: string
  readonly contract: 1
  readonly capabilities: ProviderCapabilities
  /** Pure, no I/O. */
  checkAmount(money: Money, use: AmountUse): AmountVerdict
  createPayment(
    input: {
      readonly ref: AttemptRef
      readonly key: ProviderKey
      readonly money: Money
      readonly capture: 'automatic' | 'manual'
      readonly method?: string
      readonly customer?: { readonly email?: string; readonly phone?: string; readonly name?: string }
      readonly returnUrl?: string
      readonly expiresAt?: Instant
      readonly savedMethod?: string
      readonly metadata?: FlatData
    },
    call: ProviderCall,
  ): Promise<ProviderOutcome<ProviderPayment>>
  updatePayment?(
    input: { readonly provider: ProviderRef; readonly key: ProviderKey; readonly money: Money },
    call: ProviderCall,
  ): Promise<ProviderOutcome<ProviderPayment>>
  /** Verifies what the browser brought, then reads upstream. */
  resolveReturn(
    input: { readonly expected: ExpectedPayment; readonly params: FlatData },
    call: ProviderCall,
  ): Promise<ProviderOutcome<ProviderPayment>>
  getPayment(
    input: { readonly provider: ProviderRef },
    call: ProviderCall,
  ): Promise<ProviderRead<ProviderPayment>>
  findPayment(
    input: { readonly ref: AttemptRef; readonly createdAfter: Instant },
    call: ProviderCall,
  ): Promise<ProviderRead<ProviderPayment | null>>
  capture?(
    input: Mutation & { readonly money: Money; readonly final: boolean },
    call: ProviderCall,
  ): Promise<ProviderOutcome<ProviderPayment>>
  cancel?(
    input: Mutation & { readonly reason: string },
    call: ProviderCall,
  ): Promise<ProviderOutcome<ProviderPayment>>
  refund?(
    input: Mutation & {
      readonly money: Money
      readonly reason: string
      readonly speed?: 'normal' | 'instant'
    },
    call: ProviderCall,
  ): Promise<ProviderOutcome<ProviderRefund>>
  getRefund?(
    input: {
      readonly provider: ProviderRef
      readonly refundId?: string
      readonly operation: ProviderOperationId
    },
    call: ProviderCall,
  ): Promise<ProviderRead<ProviderRefund | null>>
  /** No I/O: it verifies and parses. */
  receiveWebhook?(delivery: {
    readonly rawBody: Uint8Array
    readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
    readonly receivedAt: Instant
  }): Promise<WebhookVerdict>
  listEvents?(
    input: { readonly since: Instant; readonly cursor?: string },
    call: ProviderCall,
  ): Promise<ProviderRead<{ readonly items: readonly ProviderEvent[]; readonly nextCursor: string | null }>>
  confirmManually?(
    input: Mutation & {
      readonly money: Money
      readonly bankReference: string
      readonly evidence: FlatData
      readonly actor: string
    },
    call: ProviderCall,
  ): Promise<ProviderOutcome<ProviderPayment>>
}

/** Makes a {@link ProviderError}. Only what says nothing about the effect, or had none, may be sent again. */
export function providerError(provider: string, code: ProviderErrorCode, message: string): ProviderError {
  return {
    type: 'payment.provider_error',
    message,
    code,
    provider,
    retrySameKey: RETRYABLE.has(code),
  }
}

const RETRYABLE: ReadonlySet<ProviderErrorCode> = new Set([
  'idempotency_in_progress',
  'rate_limited',
  'upstream_unavailable',
  'timeout',
  'connection_lost',
  'malformed_response',
])
