import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toInstant } from '../kernel/clock.ts'
import { moneyOf } from '../kernel/money.ts'
import { cancelEntry, openQuantity, orderTransitions, transition } from './order.rules.ts'
import type { OrderLine } from './order.types.ts'

const RUNS = 1_000
const at = toInstant('2026-01-01T00:00:00.000Z')
const gbp = (amount: number) => moneyOf(amount, 'GBP')

function line(ordered: number, unitPrice: number, taxes: readonly number[]): OrderLine {
  const tax = taxes.reduce((sum, part) => sum + part, 0)
  const total = ordered * unitPrice
  return {
    id: 'oln_1',
    position: 1,
    variantId: null,
    productId: null,
    sku: 'sku',
    title: 'Mug',
    optionValues: {},
    taxClass: 'standard',
    priceSource: 'custom',
    listPrice: null,
    unitPrice: gbp(unitPrice),
    ordered,
    cancelled: 0,
    shipped: 0,
    returned: 0,
    net: gbp(total - tax),
    tax: gbp(tax),
    total: gbp(total),
    taxes: taxes.map((part, index) => ({
      rateId: `txr_${index}`,
      code: `T${index}`,
      name: 'Tax',
      ratePpm: 100_000,
      net: gbp(total - tax),
      tax: gbp(part),
    })),
    adjustments: [],
    fields: {},
    metadata: {},
  }
}

/** A line with tax below its price, and an order in which parts of it are cancelled until nothing is left. */
const cancelledLine = fc
  .record({
    parts: fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 12 }),
    unitPrice: fc.integer({ min: 1, max: 100_000 }),
    shares: fc.array(fc.double({ min: 0, max: 0.15, noNaN: true }), { maxLength: 3 }),
  })
  .map(({ parts, unitPrice, shares }) => {
    const ordered = parts.reduce((sum, part) => sum + part, 0)
    const taxes = shares.map((share) => Math.floor(share * ordered * unitPrice))
    return { parts, line: line(ordered, unitPrice, taxes) }
  })

describe('cancelling a line', () => {
  it('sums to exactly what it cost, to the tax component, in whatever parts', () => {
    fc.assert(
      fc.property(cancelledLine, ({ parts, line: whole }) => {
        let left = whole
        const sums = { net: 0, tax: 0, total: 0, taxes: whole.taxes.map(() => 0) }
        for (const [index, quantity] of parts.entries()) {
          const row = cancelEntry(left, quantity, { revision: index + 2, position: 1, reason: 'test', at })
          expect(row.net + row.tax).toBe(row.total)
          expect(row.taxes.reduce((sum, { tax }) => sum + tax.amount, 0)).toBe(
            whole.taxes.length === 0 ? 0 : row.tax,
          )
          expect(row.total).toBe(-quantity * whole.unitPrice.amount)
          sums.net += row.net
          sums.tax += row.tax
          sums.total += row.total
          for (const [component, { tax }] of row.taxes.entries()) sums.taxes[component]! += tax.amount
          left = { ...left, cancelled: left.cancelled + quantity }
        }
        expect(openQuantity(left)).toBe(0)
        expect(sums.total).toBe(-whole.total.amount)
        expect(sums.net + whole.net.amount).toBe(0)
        expect(sums.tax + whole.tax.amount).toBe(0)
        for (const [component, { tax }] of whole.taxes.entries())
          expect(sums.taxes[component]! + tax.amount).toBe(0)
      }),
      { numRuns: RUNS },
    )
  })
})

describe('states', () => {
  it('allow what the table lists and refuse everything else', () => {
    const states = Object.keys(orderTransitions) as (keyof typeof orderTransitions)[]
    for (const from of states) {
      for (const to of states) {
        const allowed = (orderTransitions[from] as readonly string[]).includes(to)
        const result = transition(from, to)
        expect(result.isOk()).toBe(allowed)
        if (result.isErr()) expect(result.error).toMatchObject({ type: 'order.invalid_transition', from, to })
      }
    }
  })
})
