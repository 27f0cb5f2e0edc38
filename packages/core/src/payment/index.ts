export { planLocalPayment } from './payment.plan.ts'
export type { PaymentPlan } from './payment.plan.ts'
export type {
  PaymentReader,
  PaymentReadRepository,
  PaymentRepository,
  PaymentTx,
  StoredPayment,
} from './payment.ports.ts'
export { amountsOf, factKey, isCovered, mergeFacts, statusOf } from './payment.rules.ts'
export type {
  Fact,
  FactKind,
  FactPhase,
  LocalCommand,
  LocalDecision,
  LocalProvider,
  PaymentAction,
  PaymentAmounts,
  PaymentAttempt,
  PaymentStatus,
  ProviderCapabilities,
  TenderRow,
} from './payment.types.ts'
export { cashOnDelivery } from './providers/cash.ts'
export type { ManualPaymentOptions } from './providers/manual.ts'
export { manualPayment } from './providers/manual.ts'
