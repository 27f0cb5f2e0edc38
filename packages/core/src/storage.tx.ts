import type { TransactionTx } from './kernel/transaction.ts'

/** Every repository that queries may use. */
export interface StorageReader {}

/** Every repository of a unit; each domain asks only for its slice. */
export interface StorageTx extends TransactionTx<StorageReader> {}
