import type { PortError, TypedError } from '@cartwright/core'
import { portError } from '@cartwright/core'

interface DatabaseFailure {
  readonly code?: unknown
  readonly message?: unknown
  readonly constraint?: unknown
}

/** SQLSTATEs that say another writer got in the way; a fresh transaction may succeed. */
const CONFLICTS = new Set(['40001', '40P01', '55P03', '23505'])
/** SQLSTATE classes of a server that is going away, starting up or full. */
const UNAVAILABLE_CLASSES = ['08', '53', '57', '58']
const CONNECTION_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ECONNABORTED',
])

/**
 * The one place where a driver's error becomes a port error; null means a defect of ours, to be thrown again.
 *
 * @remarks By code, never by class: an error of the embedded database is not a `DatabaseError` of `pg`.
 */
export function toPortError(cause: unknown): PortError | null {
  const { code, message, constraint } = asFailure(cause)
  const text = typeof message === 'string' ? message : String(cause)
  if (typeof code !== 'string') {
    if (/query read timeout/i.test(text)) return portError('port.timeout', 'storage', text)
    return isLostConnection(text) ? unavailable(text) : null
  }
  if (CONFLICTS.has(code)) {
    const where = typeof constraint === 'string' ? `${text} (${constraint})` : text
    return portError('port.conflict', 'storage', where, code)
  }
  // A primary that has become a standby: another one will take writes.
  if (code === '25006') return unavailable(text, code)
  if (code === '57014' || code === '25P03' || code === '25P04')
    return portError('port.timeout', 'storage', text, code)
  if (CONNECTION_CODES.has(code) || UNAVAILABLE_CLASSES.some((start) => code.startsWith(start))) {
    return unavailable(text, code)
  }
  return null
}

function asFailure(cause: unknown): DatabaseFailure {
  return typeof cause === 'object' && cause !== null ? cause : {}
}

function unavailable(message: string, code?: string): PortError {
  return portError('port.unavailable', 'storage', message, code)
}

/** Errors of `pg` about the connection itself carry no code. */
function isLostConnection(message: string): boolean {
  return /connection terminated|timeout exceeded when trying to connect|client has encountered a connection error|not queryable|cannot use a pool after/i.test(
    message,
  )
}

/** Another process, or this one, has the folder open. */
export interface StorageLocked extends TypedError<'storage.locked'> {
  /** Who holds it, for example `process 4711 on shop-1`. */
  readonly holder: string
}

/** The folder was written by another version of the embedded database. */
export interface StorageVersionMismatch extends TypedError<'storage.version_mismatch'> {
  readonly found: string
  readonly wanted: string
}
