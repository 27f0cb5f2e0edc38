import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkOptions, freeHandle, handleOf, optionKey, optionMatrix } from './catalog.rules.ts'

const RUNS = { numRuns: 1_000 }
const HANDLE = /^[a-z0-9]+(-[a-z0-9]+)*$/

describe('handles', () => {
  it.each([
    ['Crème brûlée, 2 pieces!', 'creme-brulee-2-pieces'],
    ['  --A--  ', 'a'],
    ['日本', 'product'],
    ['x'.repeat(99) + ' yz', 'x'.repeat(99)],
  ])('of %j is %s', (title, handle) => {
    expect(handleOf(title)).toBe(handle)
  })

  it('are URL-safe whatever the title, and free', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 255 }), fc.array(fc.nat(9)), (title, numbers) => {
        const handle = handleOf(title)
        expect(handle).toMatch(HANDLE)
        expect(handle.length).toBeLessThanOrEqual(100)
        const taken = new Set([handle, ...numbers.map((number) => `${handle}-${number}`)])
        const free = freeHandle(handle, taken)
        expect(free).toMatch(HANDLE)
        expect(taken.has(free)).toBe(false)
      }),
      RUNS,
    )
  })
})

describe('options', () => {
  const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 5 }), { maxLength: 3 })
  const values = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 4 })
  const options = names.chain((list) =>
    fc.tuple(...list.map((name) => values.map((allowed) => ({ name, values: allowed })))),
  )
  const placed = (optionValues: Readonly<Record<string, string>>, index: number) => ({
    path: `variants.${index}.optionValues`,
    sku: `sku-${index}`,
    optionValues,
  })

  it('make a matrix of all combinations, in which no two are the same', () => {
    fc.assert(
      fc.property(options, (list) => {
        const rows = optionMatrix(list)
        expect(rows).toHaveLength(list.reduce((product, option) => product * option.values.length, 1))
        expect(new Set(rows.map(optionKey)).size).toBe(rows.length)
        expect(checkOptions(list, rows.map(placed)).isOk()).toBe(true)
      }),
      RUNS,
    )
  })

  it('refuse every combination that comes twice, in whatever order its values are named', () => {
    fc.assert(
      fc.property(options, fc.nat(), (list, pick) => {
        const rows = optionMatrix(list)
        const index = pick % rows.length
        const reversed = Object.fromEntries(Object.entries(rows[index] ?? {}).toReversed())
        expect(checkOptions(list, [...rows, reversed].map(placed))).toMatchObject({
          error: { type: 'catalog.duplicate_option_values', skus: [`sku-${index}`, `sku-${rows.length}`] },
        })
      }),
      RUNS,
    )
  })

  it('are asked for by name, also where a name is one that objects have', () => {
    const list = [{ name: 'constructor', values: ['a'] }]
    expect(checkOptions(list, [placed({}, 0)])).toMatchObject({
      error: { issues: [{ path: 'variants.0.optionValues.constructor', code: 'option_value' }] },
    })
    expect(checkOptions([], [placed({ Size: 'S' }, 0)])).toMatchObject({
      error: { issues: [{ path: 'variants.0.optionValues.Size', code: 'unknown_option' }] },
    })
  })
})
