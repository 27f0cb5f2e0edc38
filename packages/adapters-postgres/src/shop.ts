import type { StorageReader, StorageTx } from '@cartwright/core'
import type { AppendBuffer } from './flush.ts'
import { createIdempotencyStore } from './kernel/idempotency.repository.ts'
import { createAuditLog, createOutbox } from './kernel/kernel.repository.ts'
import type { ReaderDeps, RepositoryDeps } from './repository.ts'
import type { Session } from './session.ts'

/** Every reading repository of a shop. */
export function createShopReader(_deps: ReaderDeps): StorageReader {
  return {}
}

/** Every repository of a unit in a shop. */
export function createShopTx(
  schema: string,
  { session, buffer }: { readonly session: Session; readonly buffer: AppendBuffer },
): StorageTx {
  const deps: RepositoryDeps = { schema, session, append: buffer.append }
  return {
    idempotency: createIdempotencyStore(deps),
    outbox: createOutbox(deps),
    audit: createAuditLog(deps),
    reader: createShopReader(deps),
    flush: () => buffer.flush(session),
    sql: (text, parameters) => session.unprepared(text, parameters),
  }
}
