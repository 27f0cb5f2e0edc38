import { parseInstant } from './clock.ts'
import type { CursorInvalid, CursorParts } from './page.ts'
import { decodeCursor } from './page.ts'
import type { Result } from './result.ts'
import { err, ok } from './result.ts'

/** What a part of a cursor may be, so that the database takes it as a parameter of its column's type. */
export type CursorPartKind = 'text' | 'integer' | 'instant'

const fits: Readonly<Record<CursorPartKind, (part: CursorParts[number] | undefined) => boolean>> = {
  text: (part) => typeof part === 'string' && !part.includes('\u0000'),
  integer: (part) => Number.isSafeInteger(part),
  // PostgreSQL has no year 0.
  instant: (part) => typeof part === 'string' && part >= '0001' && parseInstant(part).isOk(),
}

/** Where a list goes on: null at its start. The parts of a cursor come from the user, so their types are checked. */
export function startAfter(
  cursor: string | undefined,
  scope: string,
  kinds: readonly CursorPartKind[],
): Result<CursorParts | null, CursorInvalid> {
  if (cursor === undefined) return ok(null)
  return decodeCursor(cursor, scope).andThen((parts): Result<CursorParts, CursorInvalid> => {
    const right = parts.length === kinds.length && kinds.every((kind, index) => fits[kind](parts[index]))
    return right
      ? ok(parts)
      : err({ type: 'page.cursor_invalid', message: 'not a cursor', reason: 'malformed' })
  })
}
