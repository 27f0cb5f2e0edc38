import type { Admission } from './call.ts'
import { startCall } from './call.ts'
import { createClaims, toStored } from './claims.ts'
import type { Instant } from './clock.ts'
import type { Context } from './context.ts'
import { resolveCaller } from './context.ts'
import type { Engine, KernelTx, Outcome, PipelineDeps } from './engine.ts'
import { appendAudit, detailed, refuse, replay } from './engine.ts'
import type { OperationAborted, PermissionDenied, TypedError } from './errors.ts'
import { inputInvalid } from './errors.ts'
import type { IdempotencyClaim, StoredResult } from './idempotency.ts'
import type { AnyOperation, ErasedCommand, ErasedQuery } from './operation.ts'
import { missingPermission } from './permission.ts'
import { runPhases } from './phases.ts'
import type { Result } from './result.ts'
import { err, ok } from './result.ts'
import { toIssues } from './schema.ts'
import type { SpanOutcome } from './tracer.ts'
import type { UnitEnd } from './unit-of-work.ts'
import { commit, reject } from './unit-of-work.ts'

/** The one way in: runs an operation of any kind for a context. */
export interface Pipeline<Tx, Reader> {
  invoke(operation: AnyOperation<Tx, Reader>, ctx: Context, input: unknown): Promise<Outcome>
  /** Permission and validation only, for an operation that joins a running unit. */
  admit(
    operation: AnyOperation<Tx, Reader>,
    ctx: Context,
    input: unknown,
    now: Instant,
  ): Promise<Result<Admission, TypedError>>
}

/** Builds the pipeline: span → permission → validate → prepare → unit(s) → span end. */
export function createPipeline<Tx extends KernelTx, Reader>(
  deps: PipelineDeps<Tx, Reader>,
): Pipeline<Tx, Reader> {
  const engine: Engine<Tx, Reader> = { ...deps, claims: createClaims(deps.idempotency) }
  const { clock, ids, logger, tracer } = deps

  async function invoke(operation: AnyOperation<Tx, Reader>, ctx: Context, input: unknown): Promise<Outcome> {
    const span = tracer.start(operation.name, { kind: operation.kind, actor: ctx.actor.type })
    try {
      const outcome = await dispatch(operation, ctx, input)
      span.end(spanOutcome(outcome))
      return outcome
    } catch (defect) {
      span.end({ ok: false, error: 'defect' })
      logger.error('an operation failed by a defect', { operation: operation.name, defect: String(defect) })
      throw defect
    }
  }

  async function dispatch(
    operation: AnyOperation<Tx, Reader>,
    ctx: Context,
    input: unknown,
  ): Promise<Outcome> {
    if (ctx.signal?.aborted === true) return err(aborted(operation.name))
    const admission = await admit(operation, ctx, input, clock.now())
    if (admission.isErr()) return err(admission.error)
    switch (operation.kind) {
      case 'query':
        return runQuery(engine, operation, admission.value)
      case 'command':
        return runCommand(engine, operation, admission.value)
      case 'phased':
        return runPhases(engine, operation, admission.value)
    }
  }

  async function admit(
    operation: AnyOperation<Tx, Reader>,
    ctx: Context,
    input: unknown,
    now: Instant,
  ): Promise<Result<Admission, TypedError>> {
    const missing = missingPermission(ctx.actor, operation.permission)
    if (missing !== null) return err(denied(operation.name, missing))
    const parsed = operation.input.safeParse(input)
    if (!parsed.success) return err(inputInvalid(toIssues(parsed.error.issues)))
    const caller = await resolveCaller(ctx.actor, operation.permission)
    const operationId = ids.next('op')
    return ok({ operation: operation.name, operationId, ctx, caller, now, input: parsed.data })
  }

  return { invoke, admit }
}

async function runQuery<Tx extends KernelTx, Reader>(
  engine: Engine<Tx, Reader>,
  operation: ErasedQuery<Reader>,
  admission: Admission,
): Promise<Outcome> {
  const call = startCall(admission, engine.ids)
  const result = await operation.run(engine.reader, admission.input as never, call)
  return result.map((value) => detailed(value, false))
}

/** What a command's unit commits: its value, or what an earlier call with the same key had left. */
type Ran = { readonly value: unknown } | { readonly earlier: StoredResult }

async function runCommand<Tx extends KernelTx, Reader>(
  engine: Engine<Tx, Reader>,
  operation: ErasedCommand<Tx, Reader>,
  admission: Admission,
): Promise<Outcome> {
  const prepared = await prepare(engine, operation, admission)
  if (prepared.isErr()) return err(prepared.error)
  const key = admission.ctx.idempotencyKey
  const claim = key === undefined ? ok(null) : await engine.claims.of(admission, key)
  if (claim.isErr()) return err(claim.error)
  const ran = await engine.units.run<Ran, TypedError>({ retry: 'safe' }, (tx) =>
    commandUnit(engine, operation, admission, { tx, claim: claim.value, input: prepared.value }),
  )
  if (ran.isErr()) return err(ran.error)
  const end = ran.value
  if (end.end !== 'commit') return refuse(engine, operation, admission, end.error)
  if ('earlier' in end.value) return replay(engine, operation, admission, end.value.earlier)
  return ok(detailed(end.value.value, false))
}

async function commandUnit<Tx extends KernelTx, Reader>(
  engine: Engine<Tx, Reader>,
  operation: ErasedCommand<Tx, Reader>,
  admission: Admission,
  unit: { readonly tx: Tx; readonly claim: IdempotencyClaim | null; readonly input: unknown },
): Promise<UnitEnd<Ran, TypedError>> {
  const { tx, claim, input } = unit
  const call = startCall(admission, engine.ids)
  if (claim !== null) {
    const earlier = await engine.claims.look(tx, claim, null)
    if (earlier.kind === 'refused') return reject(earlier.error)
    if (earlier.kind === 'stored') return commit({ earlier: earlier.result })
  }
  const end = await operation.run(tx, input as never, call)
  if (end.end === 'reject') {
    return claim === null ? end : reject(await engine.claims.rejection(tx, claim, end.error))
  }
  appendAudit(tx, call, operation.target(admission.input as never), end)
  if (claim !== null) {
    tx.idempotency.record(claim, toStored(operation.response, end), engine.claims.times(call.now))
  }
  return end.end === 'commit' ? commit({ value: end.value }) : end
}

async function prepare<Tx extends KernelTx, Reader>(
  engine: Engine<Tx, Reader>,
  operation: ErasedCommand<Tx, Reader>,
  admission: Admission,
): Promise<Result<unknown, TypedError>> {
  if (operation.prepare === undefined) return ok(admission.input)
  return operation.prepare(admission.input as never, startCall(admission, engine.ids))
}

function spanOutcome(outcome: Outcome): SpanOutcome {
  if (outcome.isErr()) return { ok: false, error: outcome.error.type }
  return { ok: true, replayed: outcome.value.meta.replayed }
}

function aborted(operation: string): OperationAborted {
  return { type: 'operation.aborted', message: `${operation} was aborted before it began` }
}

function denied(operation: string, permission: string): PermissionDenied {
  const message = `${operation} needs the permission ${permission}`
  return { type: 'permission.denied', message, operation, permission }
}
