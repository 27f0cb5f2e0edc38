import type { Call } from './operation.ts'
import type { Instant } from './clock.ts'
import type { Id } from './id.ts'
import type { JsonObject } from './json.ts'

/** The aggregate an event is about. Its events are delivered in order of (`version`, `index`). */
export interface EventAggregate {
  readonly type: string
  readonly id: string
  /** The aggregate's version after the change. */
  readonly version: number
}

/** A fact that happened, as subscribers get it: at least once, in order per aggregate, told apart by `id`. */
export interface EventEnvelope {
  readonly id: Id<'evt'>
  /** `cart.line_added`. */
  readonly type: string
  /** Of the payload's shape. */
  readonly version: number
  readonly occurredAt: Instant
  readonly aggregate: EventAggregate & { readonly index: number }
  /** What changed: ids, amounts and codes, never personal data. */
  readonly payload: JsonObject
  readonly correlationId: string | null
  /** Who caused it, as in the audit log. */
  readonly actor: string
}

/**
 * Whether a column or an event field says something about a person. Erasure and export are generated from the tags;
 * append-only stores hold only `none`.
 */
export type PersonalTag = 'none' | 'subject' | 'secret'

/** One tag for each field of each event: a field without one does not compile. */
export type EventTags<Events> = {
  readonly [Type in keyof Events]: { readonly [Field in keyof Events[Type]]-?: PersonalTag }
}

/** Where a unit leaves its events; they become visible with its commit, and only then. */
export interface Outbox {
  /** Joins the unit's flush; never a statement of its own. */
  append(event: EventEnvelope): void
}

/** Appends an event to the unit of a call. */
export function emit<Events, Type extends keyof Events & string>(
  tx: { readonly outbox: Outbox },
  call: Call,
  event: { readonly type: Type; readonly aggregate: EventAggregate; readonly payload: Events[Type] },
): void {
  tx.outbox.append({
    id: call.ids.next('evt'),
    type: event.type,
    version: 1,
    occurredAt: call.now,
    aggregate: { ...event.aggregate, index: call.nextIndex() },
    payload: event.payload as JsonObject,
    correlationId: call.correlationId,
    actor: call.caller.ref,
  })
}
