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
 * Picks locations: one that can serve every line if there is one, else as few as a greedy choice needs, none of which
 * could be left out; then by priority, then by id. A line is split only where no picked location can serve it whole.
 *
 * @remarks What no location has is asked of the best one, so that the guard reports it. A variant without a level
 * anywhere is left out and answered in `nowhere`.
 */
export function sourceLines(
  wants: readonly SourcingWant[],
  levelsOf: (variantId: Id<'var'>) => readonly SourcingLevel[],
): { readonly parts: readonly SourcedPart[]; readonly nowhere: readonly SourcingWant[] } {
  const shelves: Shelves = new Map()
  const priorities = new Map<Id<'loc'>, number>()
  for (const { variantId } of wants) {
    if (shelves.has(variantId)) continue
    const levels = levelsOf(variantId)
    shelves.set(variantId, new Map(levels.map(({ locationId, available }) => [locationId, available])))
    for (const { locationId, priority } of levels) priorities.set(locationId, priority)
  }
  const nowhere = wants.filter(({ variantId }) => shelves.get(variantId)?.size === 0)
  const somewhere = wants.filter(({ variantId }) => shelves.get(variantId)?.size !== 0)
  const byPriority = [...priorities]
    .toSorted(([a, first], [b, second]) => first - second || (a < b ? -1 : 1))
    .map(([locationId]) => locationId)
  const picked = pickLocations(somewhere, byPriority, shelves)
  const parts = somewhere.flatMap((want) => takeFrom(picked, byPriority, want, shelves))
  return { parts, nowhere }
}

/** What is left of each variant at each location. */
type Shelves = Map<Id<'var'>, Map<Id<'loc'>, number>>

function leftAt(shelves: Shelves, variantId: Id<'var'>, locationId: Id<'loc'>): number {
  return Math.max(0, shelves.get(variantId)?.get(locationId) ?? 0)
}

/** Each time the location that serves the most of what is still missing; at last without those that are not needed. */
function pickLocations(
  wants: readonly SourcingWant[],
  byPriority: readonly Id<'loc'>[],
  shelves: Shelves,
): readonly Id<'loc'>[] {
  const missing = new Map<Id<'var'>, number>()
  for (const { variantId, quantity } of wants) {
    missing.set(variantId, (missing.get(variantId) ?? 0) + quantity)
  }
  const wanted = new Map(missing)
  const picked: Id<'loc'>[] = []
  for (;;) {
    const best = bestOf(byPriority, missing, shelves)
    if (best === undefined) return withoutNeedless(picked, wanted, shelves)
    picked.push(best)
    for (const [variantId, quantity] of missing) {
      missing.set(variantId, quantity - Math.min(quantity, leftAt(shelves, variantId, best)))
    }
    byPriority = byPriority.filter((locationId) => locationId !== best)
  }
}

/** The one that serves the most; undefined where none serves anything. */
function bestOf(
  candidates: readonly Id<'loc'>[],
  missing: ReadonlyMap<Id<'var'>, number>,
  shelves: Shelves,
): Id<'loc'> | undefined {
  let best: Id<'loc'> | undefined
  let most = 0
  for (const locationId of candidates) {
    let served = 0
    for (const [variantId, quantity] of missing) {
      served += Math.min(quantity, leftAt(shelves, variantId, locationId))
    }
    if (served <= most) continue
    best = locationId
    most = served
  }
  return best
}

function withoutNeedless(
  picked: readonly Id<'loc'>[],
  wanted: ReadonlyMap<Id<'var'>, number>,
  shelves: Shelves,
): readonly Id<'loc'>[] {
  const serves = (locations: readonly Id<'loc'>[], variantId: Id<'var'>, quantity: number): number =>
    Math.min(
      quantity,
      locations.reduce((sum, locationId) => sum + leftAt(shelves, variantId, locationId), 0),
    )
  let kept = picked
  for (const locationId of picked.toReversed()) {
    const others = kept.filter((other) => other !== locationId)
    const needless = [...wanted].every(
      ([variantId, quantity]) => serves(others, variantId, quantity) === serves(kept, variantId, quantity),
    )
    if (needless) kept = others
  }
  return kept
}

function takeFrom(
  picked: readonly Id<'loc'>[],
  byPriority: readonly Id<'loc'>[],
  want: SourcingWant,
  shelves: Shelves,
): SourcedPart[] {
  const shelf = shelves.get(want.variantId)
  if (shelf === undefined) return []
  const whole = picked.find((locationId) => (shelf.get(locationId) ?? 0) >= want.quantity)
  const parts: SourcedPart[] = []
  let missing = want.quantity
  for (const locationId of whole === undefined ? picked : [whole]) {
    const taken = Math.min(missing, leftAt(shelves, want.variantId, locationId))
    if (taken === 0) continue
    shelf.set(locationId, (shelf.get(locationId) ?? 0) - taken)
    parts.push({ ...want, quantity: taken, locationId })
    missing -= taken
  }
  const best = [...picked, ...byPriority].find((locationId) => shelf.has(locationId))
  if (missing === 0 || best === undefined) return parts
  return askAlso(parts, { ...want, quantity: missing, locationId: best })
}

/** Adds what is missing to the part at the same location, if there is one. */
function askAlso(parts: readonly SourcedPart[], more: SourcedPart): SourcedPart[] {
  const same = parts.find(({ locationId }) => locationId === more.locationId)
  if (same === undefined) return [...parts, more]
  return parts.map((part) => (part === same ? { ...part, quantity: part.quantity + more.quantity } : part))
}
