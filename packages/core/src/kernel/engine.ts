import type { AuditLog } from './audit.ts'
import type { Admission, NotedCall } from './call.ts'
import { startCall } from './call.ts'
import type { Claims, IdempotencyPolicy } from './claims.ts'
import { isTwinCommitted } from './claims.ts'
import type { Clock } from './clock.ts'
import type { TypedError } from './errors.ts'
import type { Outbox } from './event.ts'
import type { IdempotencyStore, StoredResult } from './idempotency.ts'
import type { IdGenerator } from './id.ts'
import type { Logger } from './logger.ts'
import type { Detailed, ErasedCommand, ErasedPhased, Target } from './operation.ts'
import type { Result } from './result.ts'
import { err, ok } from './result.ts'
import type { Tracer } from './tracer.ts'
import type { UnitOfWork } from './unit-of-work.ts'

/** What the pipeline itself needs of a unit. */
export interface KernelTx {
  readonly idempotency: IdempotencyStore
  readonly outbox: Outbox
  readonly audit: AuditLog
}

/** What operations run with. */
export interface PipelineDeps<Tx extends KernelTx, Reader> {
  readonly units: UnitOfWork<Tx>
  readonly reader: Reader
  readonly clock: Clock
  readonly ids: IdGenerator
  readonly logger: Logger
  readonly tracer: Tracer
  readonly idempotency: IdempotencyPolicy
}

/** The same, as the runners of commands and phases get it. */
export interface Engine<Tx extends KernelTx, Reader> extends PipelineDeps<Tx, Reader> {
  readonly claims: Claims
}

/** An answer, or one of the operation's errors. */
export type Outcome = Result<Detailed<unknown>, TypedError>

/** Answers with what an earlier call with the same key had left. */
export async function replay<Tx extends KernelTx, Reader>(
  engine: Engine<Tx, Reader>,
  operation: ErasedCommand<Tx, Reader> | ErasedPhased<Tx, Reader>,
  admission: Admission,
  stored: StoredResult,
): Promise<Outcome> {
  if (stored.kind === 'error') return err(stored.error)
  if (stored.kind === 'value') return ok(detailed(stored.value, true))
  if (operation.response.kind !== 'reference') throw new Error(`${operation.name} stores no references`)
  const call = startCall(admission, engine.ids)
  const read = await operation.response.read(engine.reader, stored.reference, call)
  return read.map((value) => detailed(value, true))
}

/** Answers for a unit that did not commit a value: with its error, or with what a quicker twin had left. */
export async function refuse<Tx extends KernelTx, Reader>(
  engine: Engine<Tx, Reader>,
  operation: ErasedCommand<Tx, Reader> | ErasedPhased<Tx, Reader>,
  admission: Admission,
  error: TypedError,
): Promise<Outcome> {
  return isTwinCommitted(error) ? replay(engine, operation, admission, error.result) : err(error)
}

/** Appends the audit row of a unit that keeps its writes. */
export function appendAudit(
  tx: KernelTx,
  call: NotedCall,
  target: Target | readonly Target[] | null,
  end: { readonly end: 'commit' } | { readonly end: 'commitThen'; readonly error: TypedError },
): void {
  tx.audit.append({
    id: call.ids.next('aud'),
    at: call.now,
    actor: call.caller.ref,
    operation: call.operation,
    target: targetText(target),
    error: end.end === 'commitThen' ? end.error.type : null,
    correlationId: call.correlationId,
    summary: call.notes(),
  })
}

function targetText(target: Target | readonly Target[] | null): string | null {
  if (target === null) return null
  const targets: readonly Target[] = 'id' in target ? [target] : target
  return targets.map(({ type, id }) => `${type}:${id}`).join(' ')
}

/** A value with what the pipeline knows of the call. */
export function detailed(value: unknown, replayed: boolean): Detailed<unknown> {
  return { value, meta: { replayed, version: versionOf(value) } }
}

function versionOf(value: unknown): number | null {
  if (typeof value !== 'object' || value === null || !('version' in value)) return null
  return typeof value.version === 'number' ? value.version : null
}
