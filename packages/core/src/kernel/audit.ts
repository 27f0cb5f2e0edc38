import type { Instant } from './clock.ts'
import type { Id } from './id.ts'
import type { JsonObject } from './json.ts'

/** One mutation as the audit log keeps it. */
export interface AuditEntry {
  readonly id: Id<'aud'>
  readonly at: Instant
  /** As in {@link Caller.ref}: never a secret. */
  readonly actor: string
  readonly operation: string
  /** `cart:cart_…`, or null for creates and bulk operations. */
  readonly target: string | null
  /** The type of the error of a unit that kept its writes all the same; null for success. */
  readonly error: string | null
  readonly correlationId: string | null
  /** Ids, amounts and codes that say what changed; never personal data. */
  readonly summary: JsonObject
}

/**
 * Where a unit leaves its audit row, unsealed: chaining hashes inside the unit would make all writers queue, so one
 * sealer job chains committed rows afterwards.
 */
export interface AuditLog {
  /** Joins the unit's flush; never a statement of its own. */
  append(entry: AuditEntry): void
}
