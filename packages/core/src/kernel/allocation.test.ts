import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allocate, allocateStep } from './allocation.ts'

const runs = { numRuns: 1000 }
const total = fc.oneof(fc.integer({ min: -1000, max: 1000 }), fc.maxSafeInteger())
const weight = fc.oneof(fc.nat(3), fc.nat(1_000_000), fc.maxSafeNat())
const weights = fc.array(weight, { minLength: 1, maxLength: 12 })

const sumOf = (values: readonly number[]): bigint => values.reduce((sum, value) => sum + BigInt(value), 0n)
const abs = (value: bigint): bigint => (value < 0n ? -value : value)
const effective = (list: readonly number[]): readonly number[] =>
  list.every((value) => value === 0) ? list.map(() => 1) : list

describe('allocate', () => {
  it.each<[number, number[], number[]]>([
    [10, [15, 15, 70], [2, 1, 7]],
    [1525, [1, 1], [763, 762]],
    [-10, [15, 15, 70], [-2, -1, -7]],
    [100, [1, 1, 1], [34, 33, 33]],
    [1, [0, 1], [0, 1]],
    [5, [0, 0], [3, 2]],
    [-5, [0, 0], [-3, -2]],
    [0, [1, 2], [0, 0]],
    [0, [0, 0], [0, 0]],
    [0, [], []],
    [2, [1, 1, 1, 1], [1, 1, 0, 0]],
    [Number.MAX_SAFE_INTEGER, [Number.MAX_SAFE_INTEGER, 0], [Number.MAX_SAFE_INTEGER, 0]],
    [Number.MIN_SAFE_INTEGER, [1], [Number.MIN_SAFE_INTEGER]],
  ])('%d over %j is %j', (amount, list, expected) => {
    expect(allocate(amount, list)).toEqual(expected)
  })

  it('gives parts that sum to the total, each within one unit of its exact share', () => {
    fc.assert(
      fc.property(total, weights, (amount, list) => {
        const parts = allocate(amount, list)
        const used = effective(list)
        const whole = sumOf(used)
        expect(sumOf(parts)).toBe(BigInt(amount))
        parts.forEach((part, index) => {
          const off = BigInt(part) * whole - BigInt(amount) * BigInt(used[index] ?? 0)
          expect(abs(off) < whole).toBe(true)
        })
      }),
      runs,
    )
  })

  it('rounds up the largest remainders, of equal ones the first', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), weights, (amount, list) => {
        const used = effective(list)
        const whole = sumOf(used)
        const shares = allocate(amount, list).map((part, index) => {
          const product = BigInt(amount) * BigInt(used[index] ?? 0)
          return { index, raised: BigInt(part) > product / whole, remainder: product % whole }
        })
        for (const up of shares.filter((share) => share.raised)) {
          for (const down of shares.filter((share) => !share.raised)) {
            const first = up.remainder === down.remainder && up.index < down.index
            expect(up.remainder > down.remainder || first).toBe(true)
          }
        }
      }),
      runs,
    )
  })

  it('mirrors the sign, without −0', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), weights, (amount, list) => {
        const mirrored = allocate(amount, list).map((part) => (part === 0 ? 0 : -part))
        expect(allocate(-amount, list)).toEqual(mirrored)
      }),
      runs,
    )
  })

  it('gives zero weights nothing unless all are zero', () => {
    fc.assert(
      fc.property(total, fc.array(fc.nat(2), { minLength: 1, maxLength: 12 }), (amount, list) => {
        fc.pre(list.some((value) => value > 0))
        const parts = allocate(amount, list)
        expect(parts.filter((part, index) => list[index] === 0 && part !== 0)).toEqual([])
      }),
      runs,
    )
  })

  it.each<[number, number[]]>([
    [1, []],
    [1, [-1, 2]],
    [1, [0.5, 0.5]],
    [1, [Number.NaN]],
    [1.5, [1]],
    [2 ** 53, [1]],
    [0, [-1]],
  ])('refuses %d over %j', (amount, list) => {
    expect(() => allocate(amount, list)).toThrow(RangeError)
  })
})

describe('allocateStep', () => {
  it('splits a line unit by unit', () => {
    const steps = [0, 1, 2].map((before) => allocateStep(100, 3, before, before + 1))
    expect(steps).toEqual([33, 34, 33])
    expect(allocateStep(100, 3, 0, 3)).toBe(100)
    expect(allocateStep(-1, 2, 0, 1)).toBe(-1)
  })

  it('telescopes: however the way is cut, the steps sum to the total', () => {
    const cuts = fc
      .integer({ min: 1, max: 1_000_000 })
      .chain((whole) =>
        fc.record({ whole: fc.constant(whole), stops: fc.array(fc.nat(whole), { maxLength: 10 }) }),
      )
    fc.assert(
      fc.property(total, cuts, (amount, { whole, stops }) => {
        const path = [0, ...stops, whole]
        const steps = path
          .slice(1)
          .map((after, index) => allocateStep(amount, whole, path[index] ?? 0, after))
        expect(sumOf(steps)).toBe(BigInt(amount))
      }),
      runs,
    )
  })

  it('keeps each step within one unit of its exact share, and one way is the other mirrored', () => {
    const step = fc
      .integer({ min: 1, max: 1_000_000 })
      .chain((whole) => fc.tuple(fc.constant(whole), fc.nat(whole), fc.nat(whole)))
    fc.assert(
      fc.property(total, step, (amount, [whole, before, after]) => {
        const part = BigInt(allocateStep(amount, whole, before, after))
        const off = part * BigInt(whole) - BigInt(amount) * BigInt(after - before)
        expect(abs(off) <= BigInt(whole)).toBe(true)
        expect(BigInt(allocateStep(amount, whole, after, before))).toBe(-part)
      }),
      runs,
    )
  })

  it.each([
    [1.5, 1, 0, 1],
    [1, 0, 0, 0],
    [1, 2, -1, 1],
    [1, 2, 0, 3],
    [1, 2, 0.5, 1],
    [1, 2.5, 0, 1],
    [1, Number.NaN, 0, 1],
  ])('refuses (%d, %d, %d, %d)', (amount, whole, before, after) => {
    expect(() => allocateStep(amount, whole, before, after)).toThrow(RangeError)
  })
})
