import type { Instant } from './clock.ts'
import type { Caller, Context } from './context.ts'
import type { CommandFailure, PortError, QueryFailure, TypedError } from './errors.ts'
import type { Id, IdGenerator } from './id.ts'
import type { Json, JsonObject } from './json.ts'
import type { Permission, Requirement } from './permission.ts'
import type { ResultAsync } from './result.ts'
import type { AnySchema, Schema } from './schema.ts'
import type { UnitEnd } from './unit-of-work.ts'

/** One call of an operation, as its work sees it. */
export interface Call {
  readonly operation: string
  /** Names this attempt; keys for outside calls are derived from it and the phase. */
  readonly operationId: Id<'op'>
  readonly ctx: Context
  readonly caller: Caller
  /** The one instant of the unit; business statements get it as a parameter. */
  readonly now: Instant
  readonly ids: IdGenerator
  readonly correlationId: string | null
  /** Whether the actor holds a permission. */
  can(permission: Permission): boolean
  /** The next position among the events of this unit. */
  nextIndex(): number
  /** Says in the audit row what changed: ids, amounts and codes, never personal data. */
  note(summary: JsonObject): void
}

/** The aggregate an operation works on. */
export interface Target {
  readonly type: string
  readonly id: string
}

/** The types of an operation's own errors, listed at run time; a missing or an extra one does not compile. */
export type ErrorTypes<E extends TypedError> = { readonly [Type in E['type']]: true }

/** What a sample may use to make what it needs. */
export interface SampleFixture {
  /** Calls an operation as staff, system, guest or customer and answers its value. */
  invoke(operation: string, input: unknown, as?: SampleActor): Promise<JsonObject>
  /** A text that no other sample uses. */
  unique(prefix: string): string
}

/** Who calls a sample. */
export type SampleActor = 'staff' | 'guest' | 'customer' | 'system'

/** An input whose first call succeeds, and who makes it. */
export interface Sample<I> {
  readonly as: SampleActor
  readonly input: I
}

/**
 * What a replay answers with.
 *
 * - `store`: the response itself (≤ 32 kB), for small and final ones.
 * - `reference`: the response is read again, for aggregates of any size.
 */
export type ResponsePolicy<Reader, O> =
  | { readonly kind: 'store' }
  | {
      readonly kind: 'reference'
      readonly of: (output: O) => string
      readonly read: (reader: Reader, reference: string, call: Call) => ResultAsync<O, PortError>
    }

interface Described<I, O, E extends TypedError> {
  /** `carts.add_line`. */
  readonly name: string
  readonly input: Schema<I>
  /** Checked in tests; the source of OpenAPI and client. Not run in production. */
  readonly output: Schema<unknown>
  readonly errors: ErrorTypes<E>
  readonly permission: Requirement
  readonly sample: (fixture: SampleFixture) => Promise<Sample<I>>
  /** Never read: it carries the response type. */
  readonly returns?: O
}

/** An operation that reads: no unit, no locks, one statement where it can be. */
export interface Query<Reader, I, O, E extends TypedError> extends Described<I, O, E> {
  readonly kind: 'query'
  run(reader: Reader, input: I, call: Call): ResultAsync<O, E | PortError>
}

/** An operation that changes something in one unit. */
export interface Command<Tx, Reader, I, O, E extends TypedError> extends Described<I, O, E> {
  readonly kind: 'command'
  /** What it works on; null for creates and bulk operations, several in lock order. */
  readonly target: (input: I) => Target | readonly Target[] | null
  readonly response: ResponsePolicy<Reader, O>
  /** Slow work before the unit (hashing, outside calls); its result is checked again inside. */
  readonly prepare?: (input: I, call: Call) => ResultAsync<I, E | PortError>
  run(tx: Tx, input: I, call: Call): Promise<UnitEnd<O, E | PortError>>
}

/** How a unit of a phased operation ends: for good, or with the state that the next phase starts from. */
export type PhaseEnd<S, O, E> = UnitEnd<O, E> | { readonly end: 'next'; readonly state: S }

/** Ends a unit; the next phase gets the state. */
export function next<S>(state: S): PhaseEnd<S, never, never> {
  return { end: 'next', state }
}

/** A phase that is one unit. */
export interface UnitPhase<Tx, I, O, E, S> {
  readonly kind: 'unit'
  readonly name: string
  /** `state` is null in the first phase. */
  run(tx: Tx, input: I, state: S | null, call: Call): Promise<PhaseEnd<S, O, E | PortError>>
}

/**
 * A phase that calls out, with no unit open.
 *
 * @remarks Runs again with the same key when the process dies before the next unit has committed, so the other side
 * must be idempotent by key. It answers the next state whatever happened; what is unknown is part of the state.
 */
export interface CallPhase<I, S> {
  readonly kind: 'call'
  readonly name: string
  /** After this long a twin may take over (plus 10 s). */
  readonly deadlineSeconds: number
  run(input: I, state: S, call: Call & { readonly key: string }): Promise<S>
}

/** An operation that must call out: a list of units and calls, resumable at each. */
export interface Phased<Tx, Reader, I, O, E extends TypedError, S extends Json> extends Described<I, O, E> {
  readonly kind: 'phased'
  readonly target: (input: I) => Target | readonly Target[] | null
  readonly response: ResponsePolicy<Reader, O>
  readonly phases: readonly (UnitPhase<Tx, I, O, E, S> | CallPhase<I, S>)[]
}

/** Declares a query; the type parameters are inferred from the annotation of the constant. */
export function defineQuery<Reader, I, O, E extends TypedError>(
  definition: Omit<Query<Reader, I, O, E>, 'kind'>,
): Query<Reader, I, O, E> {
  return Object.freeze({ ...definition, kind: 'query' as const })
}

/** Declares a command of one unit. */
export function defineCommand<Tx, Reader, I, O, E extends TypedError>(
  definition: Omit<Command<Tx, Reader, I, O, E>, 'kind'>,
): Command<Tx, Reader, I, O, E> {
  return Object.freeze({ ...definition, kind: 'command' as const })
}

/** Declares an operation of several phases. */
export function definePhased<Tx, Reader, I, O, E extends TypedError, S extends Json>(
  definition: Omit<Phased<Tx, Reader, I, O, E, S>, 'kind'>,
): Phased<Tx, Reader, I, O, E, S> {
  return Object.freeze({ ...definition, kind: 'phased' as const })
}

/** A value with what the pipeline knows of the call. */
export interface Detailed<O> {
  readonly value: O
  readonly meta: {
    /** Whether an earlier call with the same key had done the work. */
    readonly replayed: boolean
    /** The version of the aggregate in the value, if it has one. */
    readonly version: number | null
  }
}

/** A service method: one operation, ready to call. */
export interface Method<I, O, E> {
  (ctx: Context, input: I): ResultAsync<O, E>
  /** The same with `meta`: whether the answer was replayed, and the aggregate's version. */
  detailed(ctx: Context, input: I): ResultAsync<Detailed<O>, E>
}

interface Erased {
  readonly name: string
  readonly input: AnySchema
  readonly output: AnySchema
  readonly errors: Readonly<Record<string, true>>
  readonly permission: Requirement
  readonly sample: (fixture: SampleFixture) => Promise<Sample<unknown>>
}

interface ErasedMutation<Reader> extends Erased {
  readonly target: (input: never) => Target | readonly Target[] | null
  readonly response:
    | { readonly kind: 'store' }
    | {
        readonly kind: 'reference'
        readonly of: (output: never) => string
        readonly read: (reader: Reader, reference: string, call: Call) => ResultAsync<unknown, PortError>
      }
}

/** A query whose types were erased: `run` wants what `input` has parsed. */
export interface ErasedQuery<Reader> extends Erased {
  readonly kind: 'query'
  run(reader: Reader, input: never, call: Call): ResultAsync<unknown, TypedError>
}

/** A command whose types were erased. */
export interface ErasedCommand<Tx, Reader> extends ErasedMutation<Reader> {
  readonly kind: 'command'
  readonly prepare?: (input: never, call: Call) => ResultAsync<unknown, TypedError>
  run(tx: Tx, input: never, call: Call): Promise<UnitEnd<unknown, TypedError>>
}

/** A phased operation whose types were erased. */
export interface ErasedPhased<Tx, Reader> extends ErasedMutation<Reader> {
  readonly kind: 'phased'
  readonly phases: readonly (
    | {
        readonly kind: 'unit'
        readonly name: string
        run(tx: Tx, input: never, state: never, call: Call): Promise<PhaseEnd<Json, unknown, TypedError>>
      }
    | {
        readonly kind: 'call'
        readonly name: string
        readonly deadlineSeconds: number
        run(input: never, state: never, call: Call & { readonly key: string }): Promise<Json>
      }
  )[]
}

/** An operation of any kind over a storage. */
export type AnyOperation<Tx, Reader> =
  | ErasedQuery<Reader>
  | ErasedCommand<Tx, Reader>
  | ErasedPhased<Tx, Reader>

/** The methods of a record of operations. */
export type Service<Operations> = {
  readonly [Name in keyof Operations]: MethodOf<Operations[Name]>
}

/** The method of one operation. */
export type MethodOf<Operation> =
  Operation extends Query<infer _R, infer I, infer O, infer E>
    ? Method<I, O, E | QueryFailure>
    : Operation extends Command<infer _T, infer _R, infer I, infer O, infer E>
      ? Method<I, O, E | CommandFailure>
      : Operation extends Phased<infer _T, infer _R, infer I, infer O, infer E, infer _S>
        ? Method<I, O, E | CommandFailure>
        : never
