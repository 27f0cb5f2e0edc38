export type { LocalFactStore } from './local-provider.ts'
export { localProvider } from './local-provider.ts'
export type { AppliedFacts } from './payment.apply.ts'
export { allCovered, applyFacts, tendersOf, toPayment } from './payment.apply.ts'
export type {
  PaymentAmountMismatch,
  PaymentAttemptNotFound,
  PaymentIntegrityMismatch,
  PaymentNotConfirmable,
  PaymentNothingDue,
  PaymentPaidAfterRelease,
  PaymentReferenceTaken,
} from './payment.errors.ts'
export {
  amountMismatch,
  attemptNotFound,
  notConfirmable,
  nothingDue,
  paidAfterRelease,
  referenceTaken,
} from './payment.errors.ts'
export type { PaymentEvents } from './payment.events.ts'
export { paymentEventTags } from './payment.events.ts'
export { planLocalPayment } from './payment.plan.ts'
export type { PaymentPlan } from './payment.plan.ts'
export type { PaymentReader, PaymentReadRepository, PaymentRepository, PaymentTx } from './payment.ports.ts'
export { amountsOf, factKey, isCovered, mergeFacts, statusOf } from './payment.rules.ts'
export { confirmPaymentInputSchema, getPaymentInputSchema, paymentSchema } from './payment.schemas.ts'
export type {
  ConfirmPaymentInput,
  Fact,
  FactKind,
  FactPhase,
  GetPaymentInput,
  LocalCommand,
  LocalDecision,
  LocalProvider,
  Payment,
  PaymentAction,
  PaymentAmounts,
  PaymentAttempt,
  PaymentAttemptView,
  PaymentStatus,
  PaymentTender,
  StoredAttempt,
  StoredPayment,
  TenderRow,
} from './payment.types.ts'
export type {
  AmountUse,
  AmountVerdict,
  AttemptRef,
  CurrencyCapability,
  Decline,
  DeclineCode,
  ExpectedPayment,
  FlatData,
  IdempotencyCapability,
  PaymentProvider,
  ProviderCall,
  ProviderCapabilities,
  ProviderError,
  ProviderErrorCode,
  ProviderEvent,
  ProviderKey,
  ProviderOperationId,
  ProviderOutcome,
  ProviderPayment,
  ProviderRead,
  ProviderRef,
  ProviderRefund,
  WebhookVerdict,
} from './provider.types.ts'
export { providerError } from './provider.types.ts'
export { cashOnDelivery } from './providers/cash.ts'
export type { ManualPaymentOptions } from './providers/manual.ts'
export { manualPayment } from './providers/manual.ts'
