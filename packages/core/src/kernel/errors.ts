/**
 * The shape every error shares: a stable `type` to switch on and a message fit for a log, never holding a secret.
 */
export interface TypedError<Type extends string = string> {
  readonly type: Type
  readonly message: string
}

/** What went wrong at a port: the database, a vendor, a queue. */
export type PortError = PortUnavailable | PortTimeout | PortRateLimited | PortConflict | PortRejected

interface PortErrorOf<Type extends string> extends TypedError<Type> {
  /** The port that failed, for example `storage`. */
  readonly port: string
  /** Whether the same call may succeed later. */
  readonly retryable: boolean
  /** A vendor's or driver's code, such as an SQLSTATE. */
  readonly code?: string
}

/** The service behind the port cannot be reached or broke off. */
export type PortUnavailable = PortErrorOf<'port.unavailable'>
/** The port did not answer within its deadline; the effect is unknown. */
export type PortTimeout = PortErrorOf<'port.timeout'>
/** The port refuses for now because of the number of calls. */
export type PortRateLimited = PortErrorOf<'port.rate_limited'>
/** Another writer got in the way: a deadlock, a serialization failure or a unique value taken meanwhile. */
export type PortConflict = PortErrorOf<'port.conflict'>
/** The port refuses this call and would refuse it again. */
export type PortRejected = PortErrorOf<'port.rejected'>

/** Makes a port error; `retryable` follows from the type: all but `port.rejected` may be tried again. */
export function portError(type: PortError['type'], port: string, message: string, code?: string): PortError {
  return { type, port, message, retryable: type !== 'port.rejected', ...(code === undefined ? {} : { code }) }
}

/** One thing wrong with an input: where, and why. */
export interface InputIssue {
  /** The field, as `lines.0.quantity`; empty for the whole input. */
  readonly path: string
  readonly code: string
  readonly message: string
}

/** The input does not fit the operation's schema; nothing was read or written. */
export interface InputInvalid extends TypedError<'input.invalid'> {
  readonly issues: readonly InputIssue[]
}

/** Makes an {@link InputInvalid}; its message names the first field. */
export function inputInvalid(issues: readonly InputIssue[]): InputInvalid {
  const first = issues[0]
  const where = first === undefined || first.path === '' ? 'the input' : first.path
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : ''
  return { type: 'input.invalid', message: `${where}: ${first?.message ?? 'is not valid'}${more}`, issues }
}

/** Makes an {@link InputInvalid} about one field, for rules that a schema cannot state. */
export function fieldInvalid(path: string, code: string, message: string): InputInvalid {
  return inputInvalid([{ path, code, message }])
}

/** The actor may not call this operation. */
export interface PermissionDenied extends TypedError<'permission.denied'> {
  readonly operation: string
  /** What the actor lacks. */
  readonly permission: string
}

/** The aggregate has moved on since the caller read it. */
export interface StaleVersion extends TypedError<'conflict.stale_version'> {
  readonly expected: number
  readonly current: number
}

/** Refuses when the caller expected another version of the aggregate. */
export function staleVersion(expected: number, current: number): StaleVersion {
  const message = `expected version ${expected}, but the current one is ${current}`
  return { type: 'conflict.stale_version', message, expected, current }
}

/** The idempotency key is too short or too long (16 to 255 characters). */
export interface IdempotencyKeyInvalid extends TypedError<'idempotency.key_invalid'> {}
/** The key was used before with another operation or input; nothing was done. */
export interface IdempotencyKeyReused extends TypedError<'idempotency.key_reused'> {
  readonly operation: string
}
/** A twin with the same key is running now; retry shortly. */
export interface IdempotencyInProgress extends TypedError<'idempotency.in_progress'> {
  readonly operation: string
}

/** The caller's `signal` was aborted before the unit began; nothing was written. */
export interface OperationAborted extends TypedError<'operation.aborted'> {}

/** A phased operation, which commits on its own, was called inside `commerce.transaction`. */
export interface PhasedInTransaction extends TypedError<'transaction.phased_operation'> {
  readonly operation: string
}

/** An earlier operation of this transaction failed, so that everything will be rolled back. */
export interface TransactionDoomed extends TypedError<'transaction.doomed'> {
  readonly by: string
}

/** An extension's guard refused the operation. */
export interface ExtensionRefused extends TypedError<'extension.refused'> {
  readonly extension: string
  readonly guard: string
  /** The extension's own reason, stable and machine readable. */
  readonly reason: string
}

/** What any query may answer besides its own errors. */
export type QueryFailure = InputInvalid | PermissionDenied | OperationAborted | PortError

/** What any command may answer besides its own errors. */
export type CommandFailure =
  | QueryFailure
  | IdempotencyKeyInvalid
  | IdempotencyKeyReused
  | IdempotencyInProgress
  | PhasedInTransaction
  | TransactionDoomed
