import type { Writer } from './flush.ts'
import type { Session } from './session.ts'

/** What reading repositories work with. */
export interface ReaderDeps {
  /** The quoted schema of the shop. */
  readonly schema: string
  readonly session: Session
}

/** What the repositories of a unit work with. */
export interface RepositoryDeps extends ReaderDeps {
  /** Adds a row to the unit's flush. */
  append<Row>(writer: Writer<Row>, row: Row): void
}
