import type { Id } from '../kernel/id.ts'

/** A line that wants stock. */
export interface SourcingWant {
  /** Tells lines apart, since several may want the same variant. */
  readonly key: string
  readonly variantId: Id<'var'>
  readonly quantity: number
}

/** What can be had where. */
export interface SourcingLevel {
  readonly locationId: Id<'loc'>
  /** Lower is picked first. */
  readonly priority: number
  readonly available: number
}

/** A part of a line, at the location that shall serve it. */
export interface SourcedPart extends SourcingWant {
  readonly locationId: Id<'loc'>
}

/**
 * Picks locations: one that can serve every line if there is one, else as few as a greedy choice needs; then by
 * priority, then by id.
 *
 * @remarks What no location has is asked of the best one, so that the guard reports it. A variant without a level
 * anywhere is left out and answered in `nowhere`.
 */
export function sourceLines(
  wants: readonly SourcingWant[],
  levelsOf: (variantId: Id<'var'>) => readonly SourcingLevel[],
): { readonly parts: readonly SourcedPart[]; readonly nowhere: readonly SourcingWant[] } {
  const left = new Map<string, number>()
  const priorities = new Map<Id<'loc'>, number>()
  for (const { variantId } of wants) {
    for (const { locationId, priority, available } of levelsOf(variantId)) {
      left.set(`${variantId} ${locationId}`, available)
      priorities.set(locationId, priority)
    }
  }
  const nowhere = wants.filter(({ variantId }) => levelsOf(variantId).length === 0)
  const somewhere = wants.filter(({ variantId }) => levelsOf(variantId).length > 0)
  const order = rankLocations(somewhere, priorities, left)
  return { parts: somewhere.flatMap((want) => takeInOrder(want, order, left)), nowhere }
}

/** The locations that can serve the most come first, as counted over all lines together. */
function rankLocations(
  wants: readonly SourcingWant[],
  priorities: ReadonlyMap<Id<'loc'>, number>,
  left: ReadonlyMap<string, number>,
): Id<'loc'>[] {
  const wanted = new Map<string, number>()
  for (const { variantId, quantity } of wants) wanted.set(variantId, (wanted.get(variantId) ?? 0) + quantity)
  const served = (location: Id<'loc'>): number =>
    [...wanted].reduce((sum, [variantId, quantity]) => {
      const available = left.get(`${variantId} ${location}`) ?? 0
      return sum + Math.max(0, Math.min(quantity, available))
    }, 0)
  const ranked = [...priorities].map(([id, priority]) => ({ id, priority, served: served(id) }))
  ranked.sort((a, b) => b.served - a.served || a.priority - b.priority || (a.id < b.id ? -1 : 1))
  return ranked.map(({ id }) => id)
}

function takeInOrder(
  want: SourcingWant,
  order: readonly Id<'loc'>[],
  left: Map<string, number>,
): SourcedPart[] {
  const parts: SourcedPart[] = []
  let missing = want.quantity
  const known = order.filter((locationId) => left.has(`${want.variantId} ${locationId}`))
  for (const locationId of known) {
    const key = `${want.variantId} ${locationId}`
    const taken = Math.max(0, Math.min(missing, left.get(key) ?? 0))
    if (taken === 0) continue
    left.set(key, (left.get(key) ?? 0) - taken)
    parts.push({ ...want, quantity: taken, locationId })
    missing -= taken
  }
  const best = known[0]
  if (missing === 0 || best === undefined) return parts
  return askAlso(parts, { ...want, quantity: missing, locationId: best })
}

/** Adds what is missing to the part at the same location, if there is one. */
function askAlso(parts: readonly SourcedPart[], more: SourcedPart): SourcedPart[] {
  const same = parts.find(({ locationId }) => locationId === more.locationId)
  if (same === undefined) return [...parts, more]
  return parts.map((part) => (part === same ? { ...part, quantity: part.quantity + more.quantity } : part))
}
