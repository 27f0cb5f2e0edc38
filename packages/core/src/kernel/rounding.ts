/**
 * How a quotient that is not whole becomes an integer.
 *
 * - `half-up`: to the nearest, a tie away from zero (2.5 → 3, −2.5 → −3). What tax authorities mean by
 *   "commercial rounding" and the default of the library.
 * - `half-even`: to the nearest, a tie to the even neighbour (2.5 → 2), also called banker's rounding.
 * - `half-down`: to the nearest, a tie towards zero (2.5 → 2, −2.5 → −2).
 * - `up`: away from zero. `down`: towards zero.
 * - `ceil`: towards +∞. `floor`: towards −∞.
 */
export type RoundingMode = 'half-up' | 'half-even' | 'half-down' | 'up' | 'down' | 'ceil' | 'floor'

/** Where and how amounts that come from a rate (tax, percentage) are rounded; part of a shop's settings. */
export interface RoundingPolicy {
  /** What happens to a fraction of a minor unit. */
  readonly mode: RoundingMode
  /**
   * What is rounded.
   * - `unit`: the tax of one unit, then multiplied by the quantity.
   * - `line`: the tax of the whole line.
   * - `order`: the tax of the sum per rate, then allocated to the lines, so parts still add up.
   * - `component`: each part of a compound rate (CGST and SGST, say) by itself.
   */
  readonly place: 'unit' | 'line' | 'order' | 'component'
}

/** The policy used when a shop sets none: half-up, per line. */
export const defaultRoundingPolicy: RoundingPolicy = Object.freeze({ mode: 'half-up', place: 'line' })

/** The value itself, never −0; throws RangeError when it is not a safe integer. */
export function safeInteger(value: number, name: string): number {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${name} must be a safe integer, got ${value}`)
  return value + 0
}

/** A BigInt back to a number; throws RangeError when it does not fit, rather than lose digits. */
export function safeNumber(value: bigint, name: string): number {
  const number = Number(value)
  if (!Number.isSafeInteger(number)) throw new RangeError(`${name} overflows a safe integer: ${value}`)
  return number
}

function exact(value: number | bigint, name: string): bigint {
  return typeof value === 'bigint' ? value : BigInt(safeInteger(value, name))
}

/** Whether the magnitude goes up to the next integer; all numbers are magnitudes, `twice` is twice the remainder. */
function roundsAway(
  mode: RoundingMode,
  twice: bigint,
  divisor: bigint,
  quotient: bigint,
  negative: boolean,
): boolean {
  switch (mode) {
    case 'half-up':
      return twice >= divisor
    case 'half-down':
      return twice > divisor
    case 'half-even':
      return twice > divisor || (twice === divisor && quotient % 2n === 1n)
    case 'up':
      return true
    case 'down':
      return false
    case 'ceil':
      return !negative
    case 'floor':
      return negative
    default:
      // Settings written in plain JavaScript: a misspelt mode must not quietly round some other way.
      throw new RangeError(`unknown rounding mode ${String(mode satisfies never)}`)
  }
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value
}

/**
 * `numerator / denominator` rounded to an integer, exact at any size.
 *
 * @throws RangeError when `denominator` is zero.
 *
 * @example
 * ```ts
 * import { divideRounded } from '@cartwright/core'
 *
 * divideRounded(5n, 2n, 'half-up') // 3n
 * divideRounded(5n, 2n, 'half-even') // 2n
 * divideRounded(-5n, 2n, 'half-up') // -3n
 * ```
 */
export function divideRounded(numerator: bigint, denominator: bigint, mode: RoundingMode): bigint {
  if (denominator === 0n) throw new RangeError('division by zero')
  const negative = numerator < 0n !== denominator < 0n
  const divisor = magnitude(denominator)
  const dividend = magnitude(numerator)
  const quotient = dividend / divisor
  const remainder = dividend % divisor
  const away = remainder !== 0n && roundsAway(mode, remainder * 2n, divisor, quotient, negative)
  const rounded = away ? quotient + 1n : quotient
  return negative ? -rounded : rounded
}

/**
 * `amount × numerator / denominator` rounded once, with the product kept in BigInt; the way to apply a rate.
 * All arguments are integers: a rate of 17.5 % is 1750 over 10000.
 *
 * @throws RangeError when an argument is not a safe integer, `denominator` is zero or the result does not
 * fit a safe integer.
 *
 * @example
 * ```ts
 * import { mulDiv } from '@cartwright/core'
 *
 * mulDiv(2499, 2000, 10_000, 'half-up') // 500: 20 % of 24.99
 *
 * // tax contained in a gross price: net = gross × 10000 / (10000 + rate)
 * const net = mulDiv(2499, 10_000, 12_000, 'half-up') // 2083, the tax is 416
 * ```
 */
export function mulDiv(
  amount: number,
  numerator: number | bigint,
  denominator: number | bigint,
  mode: RoundingMode,
): number {
  const product = exact(amount, 'amount') * exact(numerator, 'numerator')
  return safeNumber(divideRounded(product, exact(denominator, 'denominator'), mode), 'result')
}

/**
 * Rounds an amount of minor units to a multiple of `step` minor units: cash rounding (CHF 5, SEK 100) and
 * providers that take whole tens only.
 *
 * @throws RangeError when `amount` or `step` is not a safe integer, `step` is below 1 or the result does not
 * fit a safe integer.
 *
 * @example
 * ```ts
 * import { roundToStep } from '@cartwright/core'
 *
 * roundToStep(1093, 5, 'half-up') // 1095: CHF 10.93 paid in coins
 * ```
 */
export function roundToStep(amount: number, step: number, mode: RoundingMode): number {
  const size = exact(step, 'step')
  if (size < 1n) throw new RangeError(`step must be at least 1, got ${step}`)
  return safeNumber(divideRounded(exact(amount, 'amount'), size, mode) * size, 'result')
}
