import type { Instant } from './clock.ts'
import type { Caller, Context } from './context.ts'
import type { Id, IdGenerator } from './id.ts'
import type { JsonObject } from './json.ts'
import type { Call } from './operation.ts'
import { holds } from './permission.ts'

/** A call that has passed permission and validation, before any attempt to run it. */
export interface Admission {
  readonly operation: string
  readonly operationId: Id<'op'>
  readonly ctx: Context
  readonly caller: Caller
  readonly now: Instant
  /** Parsed by the operation's schema. */
  readonly input: unknown
}

/** A call with what it noted for its audit row. */
export interface NotedCall extends Call {
  notes(): JsonObject
}

/** Starts one attempt; a unit that is retried counts its events and notes anew. */
export function startCall(admission: Admission, ids: IdGenerator, now: Instant = admission.now): NotedCall {
  let index = 0
  let summary: JsonObject = {}
  return {
    operation: admission.operation,
    operationId: admission.operationId,
    ctx: admission.ctx,
    caller: admission.caller,
    now,
    ids,
    correlationId: admission.ctx.correlationId ?? null,
    can: (permission) => holds(admission.ctx.actor, permission),
    nextIndex: () => index++,
    note: (more) => {
      summary = { ...summary, ...more }
    },
    notes: () => summary,
  }
}
