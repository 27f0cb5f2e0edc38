import type { ExtensionRefused } from './errors.ts'
import type { Result } from './result.ts'
import { err, ok } from './result.ts'

/** Why a guard refuses: `reason` is stable and machine readable. */
export interface Refusal {
  readonly reason: string
  readonly message: string
}

/**
 * A check that runs in the unit before its writes; it may read through `tx` and refuse.
 *
 * @remarks Awaited in order, so a slow guard holds the cart's lock. A thrown defect rolls the unit back.
 */
export type Guard<Tx, Draft> = (
  tx: Tx,
  draft: Draft,
) => Result<void, Refusal> | Promise<Result<void, Refusal>>

/** A guard with the name of the extension that brought it. */
export interface NamedGuard<Tx, Draft> {
  readonly extension: string
  readonly guard: Guard<Tx, Draft>
}

/** Runs guards in the order of their extensions; the first refusal ends the operation. */
export async function runGuards<Tx, Draft>(
  name: string,
  guards: readonly NamedGuard<Tx, Draft>[],
  tx: Tx,
  draft: Draft,
): Promise<Result<void, ExtensionRefused>> {
  for (const { extension, guard } of guards) {
    const verdict = await guard(tx, draft)
    if (verdict.isErr()) return err(refused(extension, name, verdict.error))
  }
  return ok(undefined)
}

function refused(extension: string, guard: string, refusal: Refusal): ExtensionRefused {
  const message = `${extension} refused ${guard}: ${refusal.message}`
  return { type: 'extension.refused', message, extension, guard, reason: refusal.reason }
}
