import type { PortError, TypedError } from './kernel/errors.ts'
import type { ResultAsync } from './kernel/result.ts'
import type { UnitOfWork } from './kernel/unit-of-work.ts'
import type { StorageReader, StorageTx } from './storage.tx.ts'

/** What every process of a shop must agree on, read when it opens. */
export interface ShopState {
  /** The key of the fingerprints of idempotency keys. */
  readonly fingerprintKey: string
}

/** Why a storage cannot be opened: the adapter's own types, each with a message that says what to do. */
export type StorageOpenError = PortError | TypedError<`storage.${string}`>

/** What to do about the schema on opening. */
export type MigrateMode = 'auto' | 'check' | 'off'

/**
 * Where a shop keeps its data: one relational database with transactions.
 *
 * @remarks Making a handle does no I/O. `open` may be called by many processes at once.
 */
export interface Storage {
  readonly units: UnitOfWork<StorageTx>
  /** Autocommit reads: no BEGIN, no locks. */
  readonly reader: StorageReader
  /** `auto` where the storage is embedded, `check` on a server. */
  readonly defaultMigrate: MigrateMode
  open(migrate: MigrateMode): ResultAsync<ShopState, StorageOpenError>
  /** Refreshes the planner's statistics, after bulk loads. */
  analyze(): ResultAsync<void, PortError>
  close(): Promise<void>
}
