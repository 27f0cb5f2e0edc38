import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { SourcingLevel, SourcingWant } from './sourcing.rules.ts'
import { sourceLines } from './sourcing.rules.ts'

const RUNS = 1_000

const situation = fc.record({
  levels: fc.array(
    fc.record({
      variant: fc.integer({ min: 0, max: 3 }),
      location: fc.integer({ min: 0, max: 3 }),
      priority: fc.integer({ min: 0, max: 2 }),
      available: fc.integer({ min: -5, max: 20 }),
    }),
    { maxLength: 16 },
  ),
  wants: fc.array(
    fc.record({ variant: fc.integer({ min: 0, max: 3 }), quantity: fc.integer({ min: 1, max: 12 }) }),
    { minLength: 1, maxLength: 6 },
  ),
})

function prepare({ levels, wants }: { levels: Level[]; wants: Want[] }) {
  const byLevel = new Map(levels.map((level) => [`${level.variant} ${level.location}`, level]))
  const levelsOf = (variantId: string): SourcingLevel[] =>
    [...byLevel.values()]
      .filter(({ variant }) => `var_${variant}` === variantId)
      .map(({ location, priority, available }) => ({ locationId: `loc_${location}`, priority, available }))
  const lines = wants.map(({ variant, quantity }, index): SourcingWant => ({
    key: `line ${index}`,
    variantId: `var_${variant}`,
    quantity,
  }))
  return { lines, levelsOf }
}

interface Level {
  readonly variant: number
  readonly location: number
  readonly priority: number
  readonly available: number
}
interface Want {
  readonly variant: number
  readonly quantity: number
}

const total = (parts: readonly { readonly quantity: number }[]): number =>
  parts.reduce((sum, { quantity }) => sum + quantity, 0)

it('gives every line exactly what it wants, or says that no location knows it', () => {
  fc.assert(
    fc.property(situation, (given) => {
      const { lines, levelsOf } = prepare(given)
      const { parts, nowhere } = sourceLines(lines, levelsOf)
      for (const line of lines) {
        const own = parts.filter(({ key }) => key === line.key)
        const sum = own.reduce((total, { quantity }) => total + quantity, 0)
        const unknown = nowhere.some(({ key }) => key === line.key)
        expect(sum).toBe(unknown ? 0 : line.quantity)
        expect(unknown).toBe(levelsOf(line.variantId).length === 0)
        expect(own.every(({ quantity }) => quantity > 0)).toBe(true)
        expect(new Set(own.map(({ locationId }) => locationId)).size).toBe(own.length)
      }
    }),
    { numRuns: RUNS },
  )
})

it('takes no more from a level than it has, but for what nobody has', () => {
  fc.assert(
    fc.property(situation, (given) => {
      const { lines, levelsOf } = prepare(given)
      const { parts } = sourceLines(lines, levelsOf)
      for (const variantId of new Set(lines.map((line) => line.variantId))) {
        const levels = levelsOf(variantId)
        const wanted = total(lines.filter((line) => line.variantId === variantId))
        const had = levels.reduce((sum, { available }) => sum + Math.max(0, available), 0)
        const excess = levels.map(({ locationId, available }) => {
          const taken = parts.filter((part) => part.variantId === variantId && part.locationId === locationId)
          return Math.max(0, total(taken) - Math.max(0, available))
        })
        const missing = levels.length === 0 ? 0 : Math.max(0, wanted - had)
        expect(excess.reduce((sum, more) => sum + more, 0)).toBe(missing)
      }
    }),
    { numRuns: RUNS },
  )
})

it('sends everything from one place whenever one has it all', () => {
  fc.assert(
    fc.property(situation, (given) => {
      const { lines, levelsOf } = prepare(given)
      const variantIds = [...new Set(lines.map((line) => line.variantId))]
      const wanted = (variantId: string) => total(lines.filter((line) => line.variantId === variantId))
      const able = ['loc_0', 'loc_1', 'loc_2', 'loc_3'].filter((locationId) =>
        variantIds.every((variantId) => {
          const level = levelsOf(variantId).find((one) => one.locationId === locationId)
          return (level?.available ?? 0) >= wanted(variantId)
        }),
      )
      fc.pre(able.length > 0)
      const used = new Set(sourceLines(lines, levelsOf).parts.map(({ locationId }) => locationId))
      expect(used.size).toBe(1)
      expect(able).toEqual(expect.arrayContaining([...used]))
    }),
    { numRuns: RUNS },
  )
})

it('uses no place that could be left out', () => {
  fc.assert(
    fc.property(situation, (given) => {
      const { lines, levelsOf } = prepare(given)
      const { parts, nowhere } = sourceLines(lines, levelsOf)
      const variantIds = [...new Set(lines.map((line) => line.variantId))]
      const served = (locations: readonly string[]) =>
        variantIds.map((variantId) => {
          const wanted = total(lines.filter((line) => line.variantId === variantId))
          const levels = levelsOf(variantId).filter(({ locationId }) => locations.includes(locationId))
          const had = levels.reduce((sum, { available }) => sum + Math.max(0, available), 0)
          return Math.min(wanted, had)
        })
      const used = [...new Set(parts.map(({ locationId }) => locationId))]
      // Where something is short, the best place is asked for what it does not have.
      fc.pre(nowhere.length === 0)
      fc.pre(served(used).reduce((sum, quantity) => sum + quantity, 0) === total(lines))
      for (const locationId of used) {
        const others = used.filter((other) => other !== locationId)
        expect(served(others)).not.toEqual(served(used))
      }
    }),
    { numRuns: RUNS },
  )
})

it('splits a line only where no place that is used anyway has it whole', () => {
  fc.assert(
    fc.property(situation, (given) => {
      const { lines: all, levelsOf } = prepare(given)
      const lines = all.filter(
        ({ variantId }, index) => all.findIndex((line) => line.variantId === variantId) === index,
      )
      const { parts } = sourceLines(lines, levelsOf)
      // A place that is only asked for what nobody has was not picked to serve anything.
      const had = (variantId: string) =>
        levelsOf(variantId).reduce((sum, { available }) => sum + Math.max(0, available), 0)
      fc.pre(lines.every(({ variantId, quantity }) => had(variantId) >= quantity))
      const used = new Set(parts.map(({ locationId }) => locationId))
      for (const { key, variantId, quantity } of lines) {
        if (parts.filter((part) => part.key === key).length < 2) continue
        const able = levelsOf(variantId).filter(({ available }) => available >= quantity)
        expect(able.filter(({ locationId }) => used.has(locationId))).toEqual([])
      }
    }),
    { numRuns: RUNS },
  )
})

it('picks the second place by what the first one lacks', () => {
  const stock: Record<string, readonly SourcingLevel[]> = {
    var_1: [
      { locationId: 'loc_a', priority: 0, available: 6 },
      { locationId: 'loc_b', priority: 1, available: 6 },
      { locationId: 'loc_c', priority: 2, available: 4 },
    ],
    var_2: [{ locationId: 'loc_c', priority: 2, available: 1 }],
  }
  const wants: readonly SourcingWant[] = [
    { key: 'a', variantId: 'var_1', quantity: 10 },
    { key: 'b', variantId: 'var_2', quantity: 1 },
  ]
  const { parts } = sourceLines(wants, (variantId) => stock[variantId] ?? [])
  expect(parts.map(({ key, locationId, quantity }) => [key, locationId, quantity])).toEqual([
    ['a', 'loc_a', 6],
    ['a', 'loc_c', 4],
    ['b', 'loc_c', 1],
  ])
})

it('sends everything from one place when one has it all', () => {
  const all = [
    { locationId: 'loc_far', priority: 5, available: 10 },
    { locationId: 'loc_near', priority: 0, available: 1 },
  ] as const
  const wants = [{ key: 'a', variantId: 'var_1', quantity: 4 }] as const
  const { parts } = sourceLines(wants, () => all)
  expect(parts).toEqual([{ ...wants[0], locationId: 'loc_far' }])
})

it('asks the best place for what nobody has, so that the guard reports it', () => {
  const levels = [{ locationId: 'loc_1', priority: 0, available: 2 }] as const
  const { parts } = sourceLines([{ key: 'a', variantId: 'var_1', quantity: 5 }], () => levels)
  expect(parts).toEqual([{ key: 'a', variantId: 'var_1', quantity: 5, locationId: 'loc_1' }])
})
