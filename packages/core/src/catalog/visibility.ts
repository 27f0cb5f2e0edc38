import type { Instant } from '../kernel/clock.ts'
import type { Call } from '../kernel/operation.ts'

/** The instant at which a product must be public for the caller to see it; null for who sees everything. */
export function publicAt(call: Call): Instant | null {
  return call.caller.access.kind === 'all' ? null : call.now
}
