import type { Tracer } from '@cartwright/core'

/** Counts protocol round trips by operation; calls follow each other, so the running one is always known. */
export interface StatementCounter {
  readonly tracer: Tracer
  /** To be called for every statement that is sent. */
  readonly counted: () => void
  /** By operation: calls, and round trips per call. */
  summary(): Record<string, { readonly perCall: number; readonly calls: number }>
}

/** Makes a counter. */
export function createStatementCounter(): StatementCounter {
  const counts = new Map<string, { calls: number; statements: number }>()
  let running: string | null = null
  return {
    tracer: {
      start: (operation) => {
        running = operation
        const entry = counts.get(operation) ?? { calls: 0, statements: 0 }
        entry.calls += 1
        counts.set(operation, entry)
        return {
          end: () => {
            running = null
          },
        }
      },
    },
    counted: () => {
      const entry = running === null ? undefined : counts.get(running)
      if (entry !== undefined) entry.statements += 1
    },
    summary: () =>
      Object.fromEntries(
        [...counts]
          .toSorted(([a], [b]) => (a < b ? -1 : 1))
          .map(([operation, { calls, statements }]) => {
            const perCall = Math.round((statements / calls) * 100) / 100
            return [operation, { perCall, calls }]
          }),
      ),
  }
}
