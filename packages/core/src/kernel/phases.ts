import type { Admission } from './call.ts'
import { startCall } from './call.ts'
import { inProgress, toStored } from './claims.ts'
import type { Engine, KernelTx, Outcome } from './engine.ts'
import { appendAudit, detailed, refuse, replay } from './engine.ts'
import type { TypedError } from './errors.ts'
import type { IdempotencyClaim, Lease, StoredResult } from './idempotency.ts'
import type { Json } from './json.ts'
import type { ErasedPhased, PhaseEnd } from './operation.ts'
import type { Result } from './result.ts'
import { err, ok } from './result.ts'
import type { UnitEnd } from './unit-of-work.ts'
import { commit, reject } from './unit-of-work.ts'

/** After a call's deadline a twin waits this much longer before it takes over. */
const CALL_GRACE_SECONDS = 10
const UNIT_LEASE_SECONDS = 30

/** Where a phased operation stands after a step. */
type Step =
  | { readonly at: 'phase'; readonly index: number; readonly state: Json }
  | { readonly at: 'end'; readonly value: unknown }
  | { readonly at: 'earlier'; readonly result: StoredResult }

type Stepped = Result<UnitEnd<Step, TypedError>, TypedError>

interface PhasedRun<Tx extends KernelTx, Reader> {
  readonly engine: Engine<Tx, Reader>
  readonly operation: ErasedPhased<Tx, Reader>
  readonly admission: Admission
  readonly claim: IdempotencyClaim
  /** Tells this runner from a twin that takes over. */
  readonly token: string
}

/**
 * Runs a phased operation: units and calls in turn, each unit storing where to go on.
 *
 * @remarks A caller without an idempotency key gets one of its own, since the row is what a crash heals by.
 */
export async function runPhases<Tx extends KernelTx, Reader>(
  engine: Engine<Tx, Reader>,
  operation: ErasedPhased<Tx, Reader>,
  admission: Admission,
): Promise<Outcome> {
  const key = admission.ctx.idempotencyKey ?? admission.operationId
  const claim = await engine.claims.of(admission, key)
  if (claim.isErr()) return err(claim.error)
  const token = engine.ids.next('lease')
  return proceed({ engine, operation, admission, claim: claim.value, token })
}

async function proceed<Tx extends KernelTx, Reader>(start: PhasedRun<Tx, Reader>): Promise<Outcome> {
  let run = start
  let stepped = await firstUnit(run, (operationId) => {
    // A takeover goes on under the id of the first attempt, so that outside calls repeat its keys.
    run = { ...run, admission: { ...run.admission, operationId } }
  })
  for (;;) {
    if (stepped.isErr()) return err(stepped.error)
    const end = stepped.value
    if (end.end !== 'commit') return refuse(run.engine, run.operation, run.admission, end.error)
    const step = end.value
    if (step.at === 'end') return ok(detailed(step.value, false))
    if (step.at === 'earlier') return replay(run.engine, run.operation, run.admission, step.result)
    stepped = await runPhase(run, step.index, step.state)
  }
}

async function firstUnit<Tx extends KernelTx, Reader>(
  run: PhasedRun<Tx, Reader>,
  takeOver: (operationId: Admission['operationId']) => void,
): Promise<Stepped> {
  const { engine, operation, admission, claim } = run
  const first = operation.phases[0]
  if (first?.kind !== 'unit') throw new Error(`${operation.name} must begin with a unit`)
  return engine.units.run<Step, TypedError>({ retry: 'safe' }, async (tx) => {
    const earlier = await engine.claims.look(tx, claim, lease(run, 1))
    if (earlier.kind === 'refused') return reject(earlier.error)
    if (earlier.kind === 'stored') return commit({ at: 'earlier', result: earlier.result })
    if (earlier.kind === 'unfinished') {
      takeOver(earlier.operationId as Admission['operationId'])
      const index = indexOf(operation, earlier.recovery.phase)
      // The claim leased for the first call; whoever takes over at a later phase needs as long as that one may take.
      const renewed = await tx.idempotency.renew(claim, lease(run, index))
      if (renewed.isErr()) return reject(renewed.error)
      return commit({ at: 'phase', index, state: earlier.recovery.state })
    }
    const call = startCall(admission, engine.ids)
    const end = await first.run(tx, admission.input as never, null as never, call)
    if (end.end === 'reject') return reject(await engine.claims.rejection(tx, claim, end.error))
    const times = engine.claims.times(call.now)
    if (end.end === 'next') {
      const recovery = { phase: nameOf(operation, 1), state: end.state }
      tx.idempotency.begin(claim, admission.operationId, recovery, lease(run, 1), times)
      return commit({ at: 'phase', index: 1, state: end.state })
    }
    appendAudit(tx, call, operation.target(admission.input as never), end)
    tx.idempotency.record(claim, toStored(operation.response, end), times)
    return ended(end)
  })
}

async function runPhase<Tx extends KernelTx, Reader>(
  run: PhasedRun<Tx, Reader>,
  index: number,
  state: Json,
): Promise<Stepped> {
  const phase = run.operation.phases[index]
  if (phase === undefined) throw new Error(`${run.operation.name} ended without a result`)
  if (phase.kind === 'unit') return laterUnit(run, index, state, phase)
  const { engine, admission } = run
  const call = { ...startCall(admission, engine.ids), key: `${admission.operationId}_${phase.name}` }
  const answer = await phase.run(admission.input as never, state as never, call)
  return ok(commit({ at: 'phase', index: index + 1, state: answer }))
}

type ErasedUnitPhase<Tx, Reader> = Extract<
  ErasedPhased<Tx, Reader>['phases'][number],
  { readonly kind: 'unit' }
>

async function laterUnit<Tx extends KernelTx, Reader>(
  run: PhasedRun<Tx, Reader>,
  index: number,
  state: Json,
  phase: ErasedUnitPhase<Tx, Reader>,
): Promise<Stepped> {
  const { engine, operation, admission, claim } = run
  return engine.units.run<Step, TypedError>({ retry: 'safe' }, async (tx) => {
    const renewed = await tx.idempotency.renew(claim, lease(run, index + 1))
    if (renewed.isErr()) return reject(renewed.error)
    if (!renewed.value) return reject(inProgress(operation.name))
    const call = startCall(admission, engine.ids, engine.clock.now())
    const end: PhaseEnd<Json, unknown, TypedError> = await phase.run(
      tx,
      admission.input as never,
      state as never,
      call,
    )
    if (end.end === 'reject') return end
    if (end.end === 'next') {
      tx.idempotency.advance(claim, { phase: nameOf(operation, index + 1), state: end.state })
      return commit({ at: 'phase', index: index + 1, state: end.state })
    }
    appendAudit(tx, call, operation.target(admission.input as never), end)
    tx.idempotency.finish(claim, toStored(operation.response, end))
    return ended(end)
  })
}

function ended(
  end: Exclude<UnitEnd<unknown, TypedError>, { readonly end: 'reject' }>,
): UnitEnd<Step, TypedError> {
  return end.end === 'commit' ? commit({ at: 'end', value: end.value }) : end
}

/** The lease that covers the phase at an index, counted in database time. */
function lease<Tx extends KernelTx, Reader>(run: PhasedRun<Tx, Reader>, index: number): Lease {
  const phase = run.operation.phases[index]
  const seconds = phase?.kind === 'call' ? phase.deadlineSeconds + CALL_GRACE_SECONDS : UNIT_LEASE_SECONDS
  return { token: run.token, seconds }
}

function nameOf<Tx, Reader>(operation: ErasedPhased<Tx, Reader>, index: number): string {
  const phase = operation.phases[index]
  if (phase === undefined) throw new Error(`${operation.name} has no phase after its last one`)
  return phase.name
}

function indexOf<Tx, Reader>(operation: ErasedPhased<Tx, Reader>, name: string): number {
  const index = operation.phases.findIndex((phase) => phase.name === name)
  if (index === -1) throw new Error(`${operation.name} has no phase ${name}`)
  return index
}
