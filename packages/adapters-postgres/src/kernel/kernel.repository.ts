import type { AuditLog, Outbox } from '@cartwright/core'
import type { RepositoryDeps } from '../repository.ts'
import { insertInto } from '../writer.ts'

/** Events join the unit's flush. */
export function createOutbox({ schema, append }: RepositoryDeps): Outbox {
  const insert = insertInto(schema, 'outbox')
  return {
    append: (event) =>
      append(insert, {
        id: event.id,
        type: event.type,
        version: event.version,
        occurred_at: event.occurredAt,
        aggregate_type: event.aggregate.type,
        aggregate_id: event.aggregate.id,
        aggregate_version: event.aggregate.version,
        aggregate_index: event.aggregate.index,
        payload: event.payload,
        correlation_id: event.correlationId,
        actor: event.actor,
      }),
  }
}

/** Audit rows join the unit's flush. */
export function createAuditLog({ schema, append }: RepositoryDeps): AuditLog {
  const insert = insertInto(schema, 'audit_entries')
  return {
    append: (entry) =>
      append(insert, {
        id: entry.id,
        at: entry.at,
        actor: entry.actor,
        operation: entry.operation,
        target: entry.target,
        error: entry.error,
        correlation_id: entry.correlationId,
        summary: entry.summary,
      }),
  }
}
