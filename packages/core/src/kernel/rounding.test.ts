import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultRoundingPolicy, divideRounded, mulDiv, roundToStep } from './rounding.ts'
import type { RoundingMode } from './rounding.ts'

const runs = { numRuns: 1000 }
const modes: readonly RoundingMode[] = ['half-up', 'half-even', 'half-down', 'up', 'down', 'ceil', 'floor']
const safe = fc.maxSafeInteger()
const abs = (value: bigint): bigint => (value < 0n ? -value : value)

/** The number a computation gives, or that it refused to give one. */
function orOverflow(run: () => number): number | string {
  try {
    return run()
  } catch (cause) {
    return cause instanceof RangeError ? 'overflow' : String(cause)
  }
}

/** Whether `r` is what the mode's definition asks for, by exact comparison of r with n/d, d > 0. */
function fits(mode: RoundingMode, n: bigint, d: bigint, r: bigint): boolean {
  const distance = abs(r * d - n)
  const nearest = distance * 2n < d
  const tie = distance * 2n === d
  const outward = abs(r * d) >= abs(n)
  switch (mode) {
    case 'half-up':
      return nearest || (tie && outward)
    case 'half-down':
      return nearest || (tie && !outward)
    case 'half-even':
      return nearest || (tie && r % 2n === 0n)
    case 'up':
      return outward && distance < d
    case 'down':
      return abs(r * d) <= abs(n) && distance < d
    case 'ceil':
      return r * d >= n && distance < d
    case 'floor':
      return r * d <= n && distance < d
  }
}

describe('divideRounded', () => {
  // 2.5, 3.5, 2.4, 2.6, then their negatives
  it.each<[RoundingMode, readonly number[]]>([
    ['half-up', [3, 4, 2, 3, -3, -4, -2, -3]],
    ['half-even', [2, 4, 2, 3, -2, -4, -2, -3]],
    ['half-down', [2, 3, 2, 3, -2, -3, -2, -3]],
    ['up', [3, 4, 3, 3, -3, -4, -3, -3]],
    ['down', [2, 3, 2, 2, -2, -3, -2, -2]],
    ['ceil', [3, 4, 3, 3, -2, -3, -2, -2]],
    ['floor', [2, 3, 2, 2, -3, -4, -3, -3]],
  ])('%s', (mode, expected) => {
    const tenths = [25n, 35n, 24n, 26n, -25n, -35n, -24n, -26n]
    expect(tenths.map((value) => Number(divideRounded(value, 10n, mode)))).toEqual(expected)
  })

  it.each(modes)('%s is the exact rational definition, whatever the signs', (mode) => {
    const numerator = fc.oneof(fc.bigInt(-200n, 200n), fc.bigInt(-(2n ** 120n), 2n ** 120n))
    const denominator = fc.oneof(fc.bigInt(1n, 12n), fc.bigInt(1n, 2n ** 64n))
    fc.assert(
      fc.property(numerator, denominator, (n, d) => {
        const rounded = divideRounded(n, d, mode)
        expect(fits(mode, n, d, rounded)).toBe(true)
        expect(divideRounded(-n, -d, mode)).toBe(rounded)
      }),
      runs,
    )
  })

  it('leaves whole quotients alone and refuses zero and unknown modes', () => {
    for (const mode of modes) expect(divideRounded(-12n, 4n, mode)).toBe(-3n)
    expect(() => divideRounded(1n, 0n, 'half-up')).toThrow(RangeError)
    expect(() => divideRounded(1n, 2n, 'half_up' as RoundingMode)).toThrow(RangeError)
  })
})

describe('mulDiv', () => {
  it('applies a rate', () => {
    expect(mulDiv(2499, 2000, 10_000, 'half-up')).toBe(500)
    expect(mulDiv(-2499, 2000, 10_000, 'half-up')).toBe(-500)
    expect(mulDiv(2499, 10_000n, 12_000n, 'half-up')).toBe(2083)
  })

  it('shows why the place of rounding matters: ten lines of 0.99 at 18 %', () => {
    const line = mulDiv(99, 10_000, 11_800, 'half-up')
    const order = mulDiv(990, 10_000, 11_800, 'half-up')
    expect([10 * (99 - line), 990 - order]).toEqual([150, 151])
  })

  it('is the exact quotient, or an overflow', () => {
    fc.assert(
      fc.property(safe, safe, safe, fc.constantFrom(...modes), (amount, numerator, divisor, mode) => {
        const denominator = divisor === 0 ? 1 : divisor
        const exact = divideRounded(BigInt(amount) * BigInt(numerator), BigInt(denominator), mode)
        const expected = abs(exact) > BigInt(Number.MAX_SAFE_INTEGER) ? 'overflow' : Number(exact)
        expect(orOverflow(() => mulDiv(amount, numerator, denominator, mode))).toBe(expected)
      }),
      runs,
    )
  })

  it('splits a gross price so that net and tax add up to it', () => {
    fc.assert(
      fc.property(fc.nat(10_000_000_00), fc.nat(10_000), (gross, rate) => {
        const net = mulDiv(gross, 10_000, 10_000 + rate, 'half-up')
        const tax = gross - net
        expect(Math.abs(tax - (net * rate) / 10_000)).toBeLessThanOrEqual(1)
      }),
      runs,
    )
  })

  it.each([
    [0.1, 1, 1],
    [1, 0.5, 1],
    [1, 1, 1.5],
    [Number.NaN, 1, 1],
    [2 ** 53, 1, 2],
    [1, 1, 0],
  ])('refuses %d × %d / %d', (amount, numerator, denominator) => {
    expect(() => mulDiv(amount, numerator, denominator, 'half-up')).toThrow(RangeError)
  })

  it('never answers −0', () => {
    expect(mulDiv(-1, 1, 10, 'half-up')).toBe(0)
    expect(mulDiv(-0, 5, 1, 'half-up')).toBe(0)
  })
})

describe('roundToStep', () => {
  it.each([
    [1093, 5, 'half-up', 1095],
    [1092, 5, 'half-up', 1090],
    [-1093, 5, 'half-up', -1095],
    [12_345, 10, 'down', 12_340],
    [150, 100, 'half-even', 200],
    [250, 100, 'half-even', 200],
    [7, 1, 'up', 7],
  ] as const)('%d by %d %s is %d', (amount, step, mode, expected) => {
    expect(roundToStep(amount, step, mode)).toBe(expected)
  })

  it.each([0, -5, 2.5, Number.NaN])('refuses the step %d', (step) => {
    expect(() => roundToStep(100, step, 'half-up')).toThrow(RangeError)
  })

  it('refuses a result that does not fit', () => {
    expect(() => roundToStep(Number.MAX_SAFE_INTEGER, 10, 'up')).toThrow(RangeError)
  })
})

it('defaults to half-up per line', () => {
  expect(defaultRoundingPolicy).toEqual({ mode: 'half-up', place: 'line' })
  expect(Object.isFrozen(defaultRoundingPolicy)).toBe(true)
})
