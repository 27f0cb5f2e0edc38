import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Id } from '../kernel/id.ts'
import { shareOut } from './take-stock.ts'

const RUNS = 1_000
const variant = fc.constantFrom<Id<'var'>>('var_a', 'var_b', 'var_c')
const quantity = fc.integer({ min: 1, max: 20 })
const wanted = fc
  .array(fc.record({ variantId: variant, quantity }), { maxLength: 8 })
  .map((lines) => lines.map((line, index) => ({ ...line, key: `oln_${index}` as Id<'oln'> })))
const held = fc.uniqueArray(
  fc.record({ variantId: variant, locationId: fc.constantFrom<Id<'loc'>>('loc_1', 'loc_2'), quantity }),
  { selector: ({ variantId, locationId }) => `${variantId} ${locationId}` },
)

function sumBy<T extends { readonly quantity: number }>(
  rows: readonly T[],
  key: (row: T) => string,
): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const row of rows) sums[key(row)] = (sums[key(row)] ?? 0) + row.quantity
  return sums
}

describe('sharing held stock out to lines', () => {
  it('gives each line what it wants or says what is missing, and no level more than it holds', () => {
    fc.assert(
      fc.property(wanted, held, (lines, levels) => {
        const { parts, missing } = shareOut(lines, levels)
        const given = sumBy(parts, ({ orderLineId }) => orderLineId)
        const lacking = sumBy(missing, ({ key }) => key)
        for (const { key, quantity: wants } of lines)
          expect((given[key] ?? 0) + (lacking[key] ?? 0)).toBe(wants)
        const taken = sumBy(parts, ({ variantId, locationId }) => `${variantId} ${locationId}`)
        const left = sumBy(levels, ({ variantId, locationId }) => `${variantId} ${locationId}`)
        for (const [level, sum] of Object.entries(taken)) expect(sum).toBeLessThanOrEqual(left[level] ?? 0)
        const open = new Set(missing.map(({ variantId }) => variantId))
        for (const { variantId, locationId } of levels) {
          const level = `${variantId} ${locationId}`
          if (open.has(variantId)) expect(taken[level]).toBe(left[level])
        }
      }),
      { numRuns: RUNS },
    )
  })
})
