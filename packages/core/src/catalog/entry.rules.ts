import type { StaleVersion } from '../kernel/errors.ts'
import { staleVersion } from '../kernel/errors.ts'
import type { Result } from '../kernel/result.ts'
import { err, ok } from '../kernel/result.ts'
import type { HandleTaken } from './catalog.errors.ts'
import { handleTaken } from './catalog.errors.ts'
import { freeHandle } from './catalog.rules.ts'

/** The handle that was asked for, or a free one like the generated. */
export function chooseHandle(
  wanted: string | undefined,
  generated: string,
  taken: readonly string[],
): Result<string, HandleTaken> {
  const known = new Set(taken)
  if (wanted === undefined) return ok(freeHandle(generated, known))
  return known.has(wanted) ? err(handleTaken([wanted])) : ok(wanted)
}

/** What was locked, unless the caller expected another version of it. */
export function expectVersion<T extends { readonly version: number }>(
  entry: T,
  expected: number | undefined,
): Result<T, StaleVersion> {
  const wrong = expected !== undefined && expected !== entry.version
  return wrong ? err(staleVersion(expected, entry.version)) : ok(entry)
}
