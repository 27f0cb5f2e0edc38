export type {
  Commerce,
  CommerceConfig,
  Domains,
  Extension,
  FieldsConfig,
  FieldsOf,
  FieldsSchema,
  NoFieldsConfig,
  Transaction,
} from './commerce.ts'
export { createCommerce, openCommerce } from './commerce.ts'
export { allocate, allocateStep } from './kernel/allocation.ts'
export type { AuditEntry, AuditLog } from './kernel/audit.ts'
export type { IdempotencyPolicy } from './kernel/claims.ts'
export type { Clock, Instant, InstantMalformed, ManualClock } from './kernel/clock.ts'
export {
  addMs,
  addSeconds,
  epochMs,
  manualClock,
  parseInstant,
  systemClock,
  toInstant,
} from './kernel/clock.ts'
export type {
  Access,
  Actor,
  ApiKeyActor,
  Caller,
  Context,
  CustomerActor,
  GuestActor,
  StaffActor,
  SystemActor,
} from './kernel/context.ts'
export { customer, guest, staff, system } from './kernel/context.ts'
export type { CurrencyCode, CurrencyInfo } from './kernel/currency.ts'
export { allCurrencies, currencyDigits, findCurrency, isCurrency, ISO_4217_DATE } from './kernel/currency.ts'
export type { KernelTx, Outcome } from './kernel/engine.ts'
export type {
  CommandFailure,
  ExtensionRefused,
  IdempotencyInProgress,
  IdempotencyKeyInvalid,
  IdempotencyKeyReused,
  InputInvalid,
  InputIssue,
  OperationAborted,
  PermissionDenied,
  PhasedInTransaction,
  PortConflict,
  PortError,
  PortRateLimited,
  PortRejected,
  PortTimeout,
  PortUnavailable,
  QueryFailure,
  StaleVersion,
  TransactionDoomed,
  TypedError,
} from './kernel/errors.ts'
export { fieldInvalid, inputInvalid, portError, staleVersion } from './kernel/errors.ts'
export type { EventAggregate, EventEnvelope, EventTags, Outbox, PersonalTag } from './kernel/event.ts'
export { emit } from './kernel/event.ts'
export type { Guard, NamedGuard, Refusal } from './kernel/extension.ts'
export type {
  ClaimOutcome,
  IdempotencyClaim,
  IdempotencyStore,
  KeyTimes,
  Lease,
  RecoveryPoint,
  StoredResult,
} from './kernel/idempotency.ts'
export type { Id, IdGenerator, UuidV7Options } from './kernel/id.ts'
export { isId, sequentialIds, uuidv7Ids } from './kernel/id.ts'
export type { Json, JsonObject } from './kernel/json.ts'
export { canonicalJson } from './kernel/json.ts'
export type { Logger } from './kernel/logger.ts'
export { consoleLogger } from './kernel/logger.ts'
export type {
  Money,
  MoneyError,
  MoneyExcessDecimals,
  MoneyMalformed,
  MoneyNotAnInteger,
  MoneyOverflow,
  MoneyUnknownCurrency,
} from './kernel/money.ts'
export {
  add,
  compare,
  formatMoney,
  isZero,
  minor,
  money,
  moneyOf,
  multiplyAmount,
  negate,
  subtract,
  sum,
  sumAmounts,
  toDecimal,
} from './kernel/money.ts'
export type {
  AnyOperation,
  Call,
  CallPhase,
  Command,
  Detailed,
  ErasedCommand,
  ErasedPhased,
  ErasedQuery,
  ErrorTypes,
  Method,
  MethodOf,
  Phased,
  PhaseEnd,
  Query,
  ResponsePolicy,
  Sample,
  SampleActor,
  SampleFixture,
  Service,
  Target,
  UnitPhase,
} from './kernel/operation.ts'
export { defineCommand, definePhased, defineQuery, next } from './kernel/operation.ts'
export type { CursorInvalid, CursorParts, Page, PageRequest } from './kernel/page.ts'
export {
  decodeCursor,
  DEFAULT_PAGE_LIMIT,
  encodeCursor,
  MAX_CURSOR_LENGTH,
  MAX_PAGE_LIMIT,
} from './kernel/page.ts'
export type { Permission, Requirement } from './kernel/permission.ts'
export { anyone, holderOf, holds, ownerOr, permissions } from './kernel/permission.ts'
export {
  err,
  errAsync,
  flow,
  ok,
  okAsync,
  Result,
  ResultAsync,
  ResultError,
  unwrap,
} from './kernel/result.ts'
export type { RoundingMode, RoundingPolicy } from './kernel/rounding.ts'
export { defaultRoundingPolicy, divideRounded, mulDiv, roundToStep } from './kernel/rounding.ts'
export type { AnySchema, Schema } from './kernel/schema.ts'
export type {
  SecretBox,
  SecretBoxError,
  SecretBoxMalformed,
  SecretBoxTampered,
  SecretBoxUnknownKey,
} from './kernel/secret-box.ts'
export type { Span, SpanOutcome, Tracer } from './kernel/tracer.ts'
export { noTracer } from './kernel/tracer.ts'
export type {
  InnerRunner,
  InTransaction,
  TransactionName,
  TransactionSql,
  TransactionTx,
} from './kernel/transaction.ts'
export type { UnitEnd, UnitOfWork, UnitOptions } from './kernel/unit-of-work.ts'
export { commit, commitThen, reject, settle } from './kernel/unit-of-work.ts'
export type { MigrateMode, ShopState, Storage, StorageOpenError } from './storage.ts'
export type { StorageReader, StorageTx } from './storage.tx.ts'
