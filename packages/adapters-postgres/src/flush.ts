import type { PortError, ResultAsync } from '@cartwright/core'
import { okAsync } from '@cartwright/core'
import type { Session } from './session.ts'

/** Writes the rows of one kind that a unit appended. */
export interface Writer<Row> {
  readonly name: string
  /** The statement over the rows, which `rows` names as a JSON parameter. */
  readonly sql: (rows: string) => string
  /** Never read: it carries the type of the rows. */
  readonly row?: Row
}

/** The appended rows of a unit. */
export interface AppendBuffer {
  append<Row>(writer: Writer<Row>, row: Row): void
  /** Sends everything in one statement; nothing when nothing was appended. */
  flush(session: Session): ResultAsync<void, PortError>
}

/**
 * Collects appended rows, so that any number of rows of any number of tables leave in one round trip.
 *
 * @remarks One statement of data-modifying CTEs: all see the same snapshot, so no writer may change a row that another
 * one of the same flush writes. Foreign keys are checked at its end. Writers are sorted by name: units of the same
 * kind send the same text, which is prepared once.
 */
export function createAppendBuffer(): AppendBuffer {
  let pending = new Map<string, { readonly writer: Writer<never>; readonly rows: unknown[] }>()
  return {
    append: (writer, row) => {
      const entry = pending.get(writer.name)
      if (entry === undefined) pending.set(writer.name, { writer: writer as Writer<never>, rows: [row] })
      else entry.rows.push(row)
    },
    flush: (session) => {
      if (pending.size === 0) return okAsync(undefined)
      const entries = [...pending.values()].toSorted((a, b) => (a.writer.name < b.writer.name ? -1 : 1))
      pending = new Map()
      const parts = entries.map(({ writer }, index) => `w${index} as (${writer.sql(`$${index + 1}::json`)})`)
      const values = entries.map(({ rows }) => JSON.stringify(rows))
      return session.rows(`with ${parts.join(', ')} select 1`, values).map(() => undefined)
    },
  }
}
