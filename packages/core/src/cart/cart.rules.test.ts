import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CartLineRecord } from './cart.ports.ts'
import { availableOf, lineIdentity, mergeLines, wantedByVariant } from './cart.rules.ts'

const RUNS = 1_000

function record(lineKey: string, quantity: number, position: number): CartLineRecord {
  return {
    id: `cln_${lineKey}${position}`,
    lineKey,
    position,
    variantId: `var_${lineKey}`,
    custom: null,
    quantity,
    unitPriceOverride: null,
    seenUnitPrice: 100,
    fields: {},
    metadata: {},
  }
}

const quantity = fc.integer({ min: 1, max: 1_000 })
const existing = fc
  .uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), quantity), { selector: ([key]) => key })
  // A removed line leaves a gap.
  .map((lines) => lines.map(([key, count], index) => record(key, count, index * 2 + 1)))
const added = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), quantity), { maxLength: 12 })

const sumOf = (lines: readonly CartLineRecord[]): number =>
  lines.reduce((sum, line) => sum + line.quantity, 0)

describe('merging lines', () => {
  it('sums quantities by key, keeps what was there and appends the rest in order', () => {
    fc.assert(
      fc.property(existing, added, (before, news) => {
        const fresh = news.map(([key, count], index) => record(key, count, 1_000 + index))
        const { lines, changed } = mergeLines(before, fresh)._unsafeUnwrap()
        const keys = lines.map(({ lineKey }) => lineKey)
        expect(new Set(keys).size).toBe(keys.length)
        for (const line of lines) {
          const parts = [...before, ...fresh].filter(({ lineKey }) => lineKey === line.lineKey)
          expect(line.quantity).toBe(sumOf(parts))
          const known = before.find(({ lineKey }) => lineKey === line.lineKey)
          if (known !== undefined) expect(line).toEqual({ ...known, quantity: line.quantity })
        }
        const positions = lines.map(({ position }) => position)
        expect(positions).toEqual(positions.toSorted((a, b) => a - b))
        expect(new Set(positions).size).toBe(positions.length)
        const touched = new Set<string>(news.map(([key]) => key))
        expect(changed).toEqual(lines.filter(({ lineKey }) => touched.has(lineKey)))
        expect(lines.slice(0, before.length).map(({ id }) => id)).toEqual(before.map(({ id }) => id))
      }),
      { numRuns: RUNS },
    )
  })

  it('comes to the same whether lines are added at once or one after the other', () => {
    fc.assert(
      fc.property(existing, added, (before, news) => {
        const fresh = news.map(([key, count], index) => record(key, count, 1_000 + index))
        const once = mergeLines(before, fresh)._unsafeUnwrap().lines
        const one = fresh.reduce<readonly CartLineRecord[]>(
          (lines, line) => mergeLines(lines, [line])._unsafeUnwrap().lines,
          before,
        )
        expect(once).toEqual(one)
      }),
      { numRuns: RUNS },
    )
  })
})

describe('lines of one key', () => {
  it.each([
    ['another variant', { variantId: 'var_z' }],
    ['a price of its own', { unitPriceOverride: 1 }],
    ['other fields', { fields: { engraving: 'Ada' } }],
  ] as const)('do not merge with %s', (_what, other) => {
    const clash = mergeLines([record('a', 1, 1)], [{ ...record('a', 1, 2), ...other }])
    expect(clash._unsafeUnwrapErr()).toEqual({ index: 0 })
  })
})

describe('what is wanted and what can be had', () => {
  it('counts lines of one variant together, custom lines not at all', () => {
    const lines = [
      record('a', 2, 1),
      { ...record('other', 3, 2), variantId: 'var_a' as const },
      { ...record('custom', 5, 3), variantId: null },
    ]
    expect([...wantedByVariant(lines)]).toEqual([['var_a', 5]])
  })

  it('adds the locations and the backorder limit, and is unlimited without tracking', () => {
    const variant = {
      variantId: 'var_a',
      productId: 'prd_a',
      sku: 'a',
      title: 'A',
      optionValues: {},
      taxClass: 'standard',
      visible: true,
      price: 100,
      tracked: true,
      backorderLimit: 2,
      levels: [
        { locationId: 'loc_a', priority: 0, available: 3 },
        { locationId: 'loc_b', priority: 1, available: 4 },
      ],
    } as const
    expect(availableOf(variant)).toBe(9)
    expect(availableOf({ ...variant, levels: [] })).toBe(2)
    expect(availableOf({ ...variant, tracked: false })).toBe(Number.MAX_SAFE_INTEGER)
  })

  it('tells lines apart by variant, custom item, override and fields', () => {
    const base = { variantId: 'var_a', custom: null, unitPriceOverride: null, fields: {} } as const
    const texts = [
      base,
      { ...base, variantId: 'var_b' as const },
      { ...base, unitPriceOverride: 0 },
      { ...base, fields: { engraving: 'A' } },
      { ...base, variantId: null, custom: { title: 'Fee', unitPrice: 1 } },
    ].map((line) => JSON.stringify(lineIdentity(line)))
    expect(new Set(texts).size).toBe(texts.length)
  })
})
