import { divideRounded, safeInteger, safeNumber } from './rounding.ts'

interface Share {
  readonly index: number
  readonly floor: bigint
  readonly remainder: bigint
}

function checkedWeights(weights: readonly number[]): readonly bigint[] {
  return weights.map((weight, index) => {
    const checked = safeInteger(weight, `weight ${index}`)
    if (checked < 0) throw new RangeError(`weight ${index} must not be negative, got ${weight}`)
    return BigInt(checked)
  })
}

function sumOf(values: readonly bigint[]): bigint {
  return values.reduce((sum, value) => sum + value, 0n)
}

/** Largest remainder first; a tie goes to the earlier entry. */
function byClaim(a: Share, b: Share): number {
  return a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1
}

function allocateMagnitude(total: bigint, weights: readonly bigint[], whole: bigint): readonly bigint[] {
  const shares = weights.map((weight, index): Share => {
    const product = total * weight
    return { index, floor: product / whole, remainder: product % whole }
  })
  const left = Number(total - sumOf(shares.map((share) => share.floor)))
  // A zero weight leaves no remainder, and `left` is below the count of remainders: it never gets a unit.
  const raised = new Set(
    shares
      .toSorted(byClaim)
      .slice(0, left)
      .map((share) => share.index),
  )
  return shares.map((share) => (raised.has(share.index) ? share.floor + 1n : share.floor))
}

/**
 * Splits `total` over `weights` by the largest-remainder method (Hamilton's), so that the parts always sum to
 * the total and none is a whole unit away from its exact share. Ties go to the lowest index, a zero weight
 * gets zero, a negative total is the mirror of the positive one. When every weight is zero the total is
 * split evenly: money must not vanish because nothing has a price.
 *
 * @param total - Minor units (or any indivisible units).
 * @param weights - Non-negative integers in any one unit.
 * @throws RangeError when `total` or a weight is not a safe integer, a weight is negative, or `weights` is
 * empty and `total` is not zero.
 *
 * @example
 * ```ts
 * import { allocate } from '@cartwright/core'
 *
 * allocate(10, [15, 15, 70]) // [2, 1, 7]
 * allocate(1525, [1, 1]) // [763, 762]
 * allocate(-10, [15, 15, 70]) // [-2, -1, -7]
 * ```
 */
export function allocate(total: number, weights: readonly number[]): number[] {
  const amount = BigInt(safeInteger(total, 'total'))
  const given = checkedWeights(weights)
  if (amount === 0n) return given.map(() => 0)
  if (given.length === 0) throw new RangeError(`cannot allocate ${total} over no weights`)
  const sum = sumOf(given)
  const used = sum === 0n ? given.map(() => 1n) : given
  const whole = sum === 0n ? BigInt(given.length) : sum
  const sign = amount < 0n ? -1n : 1n
  return allocateMagnitude(amount * sign, used, whole).map((part) => safeNumber(part * sign, 'part'))
}

function position(value: number, whole: number, name: string): bigint {
  const checked = safeInteger(value, name)
  if (checked < 0 || checked > whole)
    throw new RangeError(`${name} must be within 0 and ${whole}, got ${value}`)
  return BigInt(checked)
}

/**
 * The part of `total` that falls to going from `before` to `after` of `whole` units, by cumulative rounding:
 * `round(total × after / whole) − round(total × before / whole)`, half-up. However the way from 0 to `whole`
 * is cut into steps, the steps sum to `total`; going back gives the negative. Splits the net and the tax of
 * a line when part of its quantity is cancelled or returned, without drift over many small steps.
 *
 * @param total - Minor units, of either sign.
 * @param whole - Units in all, at least 1.
 * @param before - Units already accounted for, 0 to `whole`.
 * @param after - Units accounted for after this step, 0 to `whole`.
 * @throws RangeError when an argument is not a safe integer or lies outside its bounds.
 *
 * @example
 * ```ts
 * import { allocateStep } from '@cartwright/core'
 *
 * // three units cost 100; they are returned one by one
 * allocateStep(100, 3, 0, 1) // 33
 * allocateStep(100, 3, 1, 2) // 34
 * allocateStep(100, 3, 2, 3) // 33
 * ```
 */
export function allocateStep(total: number, whole: number, before: number, after: number): number {
  const amount = BigInt(safeInteger(total, 'total'))
  const units = safeInteger(whole, 'whole')
  if (units < 1) throw new RangeError(`whole must be at least 1, got ${whole}`)
  const upTo = (value: bigint): bigint => divideRounded(amount * value, BigInt(units), 'half-up')
  return safeNumber(upTo(position(after, units, 'after')) - upTo(position(before, units, 'before')), 'part')
}
