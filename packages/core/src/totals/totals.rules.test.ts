import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultRoundingPolicy } from '../kernel/rounding.ts'
import type { RoundingMode, RoundingPolicy } from '../kernel/rounding.ts'
import type { TaxPolicy, TaxRate } from '../tax/index.ts'
import { computeTotals } from './totals.rules.ts'
import type { Adjustment, RowTotals, Totals, TotalsInput, TotalsLineInput } from './totals.types.ts'

const runs = { numRuns: 1000 }

function rate(code: string, ratePpm: number, more: Partial<TaxRate> = {}): TaxRate {
  return {
    id: `txr_${code}`,
    zoneId: 'txz_a',
    taxClass: 'standard',
    code,
    name: code,
    ratePpm,
    compound: false,
    priority: 0,
    validFrom: null,
    validTo: null,
    ...more,
  }
}

const vat = [rate('VAT', 200_000)]
const reduced = [rate('REDUCED', 50_000)]
const gst = [rate('CGST', 90_000), rate('SGST', 90_000)]
const quebec = [rate('GST', 50_000), rate('QST', 95_000, { compound: true, priority: 1 })]

function line(id: string, unitPrice: number, more: Partial<TotalsLineInput> = {}): TotalsLineInput {
  return { id, unitPrice, quantity: 1, rates: [], adjustments: [], ...more }
}

function off(amount: number, code = 'OFF'): Adjustment {
  return { code, label: code.toLowerCase(), amount }
}

function input(lines: readonly TotalsLineInput[], more: Partial<TotalsInput> = {}): TotalsInput {
  return {
    currency: 'GBP',
    policy: { pricesIncludeTax: true, rounding: defaultRoundingPolicy },
    lines,
    shipping: null,
    orderAdjustments: [],
    ...more,
  }
}

const onTop: TaxPolicy = { pricesIncludeTax: false, rounding: defaultRoundingPolicy }
const gbp = (amount: number) => ({ amount, currency: 'GBP' })
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
const lineAmounts = ({ lines }: Totals): readonly number[] =>
  lines.map(({ subtotal, discount }) => subtotal.amount - discount.amount)

describe('computeTotals, by hand', () => {
  it('gives the whole bill', () => {
    const totals = computeTotals(
      input([line('a', 255, { quantity: 6, rates: vat }), line('b', 1000, { rates: reduced })], {
        shipping: { methodId: 'shm_a', label: 'Standard', price: 495, rates: vat, adjustments: [off(-95)] },
        orderAdjustments: [off(-253)],
      }),
    )
    const vatRow = { rateId: 'txr_VAT', code: 'VAT', name: 'VAT', ratePpm: 200_000 }
    const reducedRow = { rateId: 'txr_REDUCED', code: 'REDUCED', name: 'REDUCED', ratePpm: 50_000 }
    expect(totals).toEqual({
      currency: 'GBP',
      pricesIncludeTax: true,
      lines: [
        {
          lineId: 'a',
          quantity: 6,
          unitPrice: gbp(255),
          subtotal: gbp(1530),
          adjustments: [{ code: 'OFF', label: 'off', amount: gbp(-153) }],
          discount: gbp(153),
          net: gbp(1148), // 1147.5
          tax: gbp(229),
          total: gbp(1377),
          taxes: [{ ...vatRow, net: gbp(1148), tax: gbp(229) }],
        },
        {
          lineId: 'b',
          quantity: 1,
          unitPrice: gbp(1000),
          subtotal: gbp(1000),
          adjustments: [{ code: 'OFF', label: 'off', amount: gbp(-100) }],
          discount: gbp(100),
          net: gbp(857),
          tax: gbp(43),
          total: gbp(900),
          taxes: [{ ...reducedRow, net: gbp(857), tax: gbp(43) }],
        },
      ],
      shipping: {
        methodId: 'shm_a',
        label: 'Standard',
        subtotal: gbp(495),
        adjustments: [{ code: 'OFF', label: 'off', amount: gbp(-95) }],
        discount: gbp(95),
        net: gbp(333),
        tax: gbp(67),
        total: gbp(400),
        taxes: [{ ...vatRow, net: gbp(333), tax: gbp(67) }],
      },
      subtotal: gbp(2530),
      adjustments: [{ code: 'OFF', label: 'off', amount: gbp(-253) }],
      discount: gbp(253),
      net: gbp(2338),
      tax: gbp(339),
      total: gbp(2677),
      taxes: [
        { ...reducedRow, net: gbp(857), tax: gbp(43) },
        { ...vatRow, net: gbp(1481), tax: gbp(296) },
      ],
      rounding: defaultRoundingPolicy,
    })
  })

  it('is zero for an empty cart, also with an adjustment that has no line to fall to', () => {
    const totals = computeTotals(input([], { orderAdjustments: [off(-500), off(500)] }))
    expect(totals).toMatchObject({ lines: [], shipping: null, adjustments: [], taxes: [] })
    expect(totals).toMatchObject({
      subtotal: gbp(0),
      discount: gbp(0),
      net: gbp(0),
      tax: gbp(0),
      total: gbp(0),
    })
  })

  it('charges shipping alone', () => {
    const shipping = { methodId: 'shm_a', label: '', price: 495, rates: vat, adjustments: [] }
    const totals = computeTotals(input([], { shipping, policy: onTop }))
    expect(totals).toMatchObject({ subtotal: gbp(0), net: gbp(495), tax: gbp(99), total: gbp(594) })
  })

  it.each<[boolean, RoundingPolicy['place'], net: number, tax: number]>([
    [true, 'line', 840, 150],
    [true, 'order', 839, 151],
    [false, 'line', 990, 180],
    [false, 'order', 990, 178],
  ])('ten lines of 0.99 at 18 per cent, tax within %s, per %s: %d and %d', (within, place, net, tax) => {
    const lines = Array.from({ length: 10 }, (_, index) => line(`l${index}`, 99, { rates: gst }))
    const policy: TaxPolicy = { pricesIncludeTax: within, rounding: { mode: 'half-up', place } }
    const totals = computeTotals(input(lines, { policy }))
    expect(totals).toMatchObject({ net: gbp(net), tax: gbp(tax), total: gbp(net + tax) })
  })

  it('rounds the order once for lines and shipping of equal rates', () => {
    const policy: TaxPolicy = { pricesIncludeTax: false, rounding: { mode: 'half-up', place: 'order' } }
    const shipping = { methodId: 'shm_a', label: '', price: 2, rates: vat, adjustments: [] }
    const totals = computeTotals(input([line('a', 2, { rates: vat })], { policy, shipping }))
    // 0.4 and 0.4
    expect(totals).toMatchObject({ tax: gbp(1), lines: [{ tax: gbp(1) }], shipping: { tax: gbp(0) } })
  })

  it('takes no line below zero and tells what an adjustment really did', () => {
    const lines = [
      line('a', 300, { adjustments: [off(-200, 'A'), off(-200, 'B'), off(-200, 'C')] }),
      line('b', 100),
    ]
    const totals = computeTotals(input(lines, { orderAdjustments: [off(-60), off(-999, 'ALL')] }))
    expect(
      totals.lines.map(({ adjustments }) => adjustments.map(({ code, amount }) => [code, amount.amount])),
    ).toEqual([
      [
        ['A', -200],
        ['B', -100],
      ],
      [
        ['OFF', -60],
        ['ALL', -40],
      ],
    ])
    expect(totals.adjustments.map(({ amount }) => amount.amount)).toEqual([-60, -40])
    expect(totals).toMatchObject({ subtotal: gbp(400), discount: gbp(400), total: gbp(0) })
  })

  it('takes shipping no lower than free', () => {
    const shipping = { methodId: 'shm_a', label: '', price: 495, rates: vat, adjustments: [off(-1000)] }
    expect(computeTotals(input([], { shipping })).shipping).toMatchObject({
      discount: gbp(495),
      total: gbp(0),
    })
  })

  it('raises prices by a surcharge, evenly where nothing has a price', () => {
    const lines = [line('a', 0), line('b', 0)]
    const totals = computeTotals(input(lines, { orderAdjustments: [off(5, 'COD')] }))
    expect(totals).toMatchObject({ discount: gbp(-5), total: gbp(5) })
    expect(totals.lines.map(({ total }) => total.amount)).toEqual([3, 2])
  })

  it('gives an odd minor unit to the lowest id and lines back in their order', () => {
    const lines = ['c', 'a', 'b'].map((id) => line(id, 100))
    const totals = computeTotals(input(lines, { orderAdjustments: [off(-100)] }))
    expect(totals.lines.map(({ lineId, discount }) => [lineId, discount.amount])).toEqual([
      ['c', 33],
      ['a', 34],
      ['b', 33],
    ])
  })

  it('lists taxes by priority, and two percentages of one rate apart', () => {
    const lines = [
      line('a', 100, { rates: [rate('Z', 10_000, { priority: 1 })] }),
      line('b', 100, { rates: [rate('Y', 20_000, { priority: 2 })] }),
      line('c', 100, { rates: [rate('Z', 30_000, { priority: 1 })] }),
      line('d', 100, { rates: structuredClone([rate('Y', 20_000, { priority: 2 })]) }),
    ]
    const { taxes } = computeTotals(input(lines, { policy: onTop }))
    expect(taxes.map(({ code, ratePpm, tax }) => [code, ratePpm, tax.amount])).toEqual([
      ['Z', 10_000, 1],
      ['Z', 30_000, 3],
      ['Y', 20_000, 4],
    ])
  })

  it('throws rather than overflow or count in an unknown currency', () => {
    expect(() => computeTotals(input([line('a', 10 ** 12, { quantity: 10 ** 9 })]))).toThrow(RangeError)
    const big = Array.from({ length: 10 }, (_, index) => line(`l${index}`, 10 ** 12, { quantity: 1000 }))
    expect(() => computeTotals(input(big))).toThrow(RangeError)
    expect(() => computeTotals(input([line('a', 0.5)]))).toThrow(RangeError)
    expect(() => computeTotals(input([line('a', 1, { adjustments: [off(Number.NaN)] })]))).toThrow(RangeError)
    expect(() => computeTotals(input([], { currency: 'XXX' }))).toThrow(RangeError)
  })

  it('computes 1,114 lines quickly', () => {
    const lines = Array.from({ length: 1114 }, (_, index) =>
      line(`l${index}`, 199 + index, { quantity: 1 + (index % 7), rates: structuredClone(gst) }),
    )
    const big = input(lines, {
      policy: { pricesIncludeTax: true, rounding: { mode: 'half-up', place: 'order' } },
      orderAdjustments: [off(-12_345), off(-678)],
    })
    computeTotals(big)
    const start = performance.now()
    const totals = computeTotals(big)
    expect(performance.now() - start).toBeLessThan(250)
    expect(totals.discount.amount).toBe(13_023)
  })
})

const adjustment = fc.record<Adjustment>({
  code: fc.constantFrom('A', 'B', 'C'),
  label: fc.constant('label'),
  amount: fc.oneof(fc.integer({ min: -300, max: 100 }), fc.integer({ min: -100_000, max: 100_000 })),
})
const adjustments = fc.array(adjustment, { maxLength: 3 })
const rates = fc.constantFrom<readonly TaxRate[]>([], vat, reduced, gst, quebec, [rate('ZERO', 0)])
const price = fc.oneof(fc.nat(300), fc.nat(1_000_000))

const anyLine = fc.record({
  unitPrice: price,
  quantity: fc.integer({ min: 1, max: 9 }),
  rates,
  adjustments,
})
const lines = fc
  .array(anyLine, { maxLength: 6 })
  .map((list) => list.map((one, index): TotalsLineInput => ({ id: `line_${index}`, ...one })))
const shipping = fc.option(
  fc.record({ methodId: fc.constant('shm_a'), label: fc.constant('Standard'), price, rates, adjustments }),
)
const rounding = fc.record<RoundingPolicy>({
  mode: fc.constantFrom<RoundingMode[]>('half-up', 'half-even', 'half-down', 'up', 'down', 'ceil', 'floor'),
  place: fc.constantFrom<RoundingPolicy['place'][]>('unit', 'line', 'order', 'component'),
})
const anyInput = fc.record<TotalsInput>({
  currency: fc.constant('GBP'),
  policy: fc.record({ pricesIncludeTax: fc.boolean(), rounding }),
  lines,
  shipping,
  orderAdjustments: adjustments,
})

const rowsOf = ({ lines, shipping }: Totals): readonly RowTotals[] =>
  shipping === null ? lines : [...lines, shipping]

describe('computeTotals, in general', () => {
  it('adds up in every row and in all', () => {
    fc.assert(
      fc.property(anyInput, (given) => {
        const totals = computeTotals(given)
        const rows = rowsOf(totals)
        for (const { net, tax, total, taxes } of [totals, ...rows]) {
          expect(net.amount + tax.amount).toBe(total.amount)
          expect(sum(taxes.map((row) => row.tax.amount))).toBe(tax.amount)
        }
        expect(sum(rows.map((row) => row.net.amount))).toBe(totals.net.amount)
        expect(sum(rows.map((row) => row.tax.amount))).toBe(totals.tax.amount)
        expect(sum(rows.map((row) => row.total.amount))).toBe(totals.total.amount)
        expect(sum(totals.lines.map((row) => row.subtotal.amount))).toBe(totals.subtotal.amount)
        expect(sum(totals.lines.map((row) => row.discount.amount))).toBe(totals.discount.amount)
      }),
      runs,
    )
  })

  it('sums the tax of each rate over all rows', () => {
    fc.assert(
      fc.property(anyInput, (given) => {
        const totals = computeTotals(given)
        const all = rowsOf(totals).flatMap(({ taxes }) => taxes)
        expect(new Set(all.map(({ rateId }) => rateId)).size).toBe(totals.taxes.length)
        for (const { rateId, net, tax } of totals.taxes) {
          const mine = all.filter((row) => row.rateId === rateId)
          expect(sum(mine.map((row) => row.net.amount))).toBe(net.amount)
          expect(sum(mine.map((row) => row.tax.amount))).toBe(tax.amount)
        }
      }),
      runs,
    )
  })

  it('takes from the price what the adjustments say, and nothing below zero', () => {
    fc.assert(
      fc.property(anyInput, (given) => {
        const totals = computeTotals(given)
        for (const row of rowsOf(totals)) {
          const left = row.subtotal.amount - row.discount.amount
          expect(left).toBeGreaterThanOrEqual(0)
          expect((given.policy.pricesIncludeTax ? row.total : row.net).amount).toBe(left)
          expect(0 - sum(row.adjustments.map(({ amount }) => amount.amount))).toBe(row.discount.amount)
          expect(Math.min(row.net.amount, row.tax.amount, row.total.amount)).toBeGreaterThanOrEqual(0)
        }
      }),
      runs,
    )
  })

  it('allocates the adjustments of the order to the lines, as far as they go', () => {
    fc.assert(
      fc.property(anyInput, (given) => {
        const before = computeTotals({ ...given, orderAdjustments: [] })
        const after = computeTotals(given)
        const allocated = sum(lineAmounts(after)) - sum(lineAmounts(before))
        expect(sum(after.adjustments.map(({ amount }) => amount.amount))).toBe(allocated)
        const expected = given.orderAdjustments.reduce(
          (left, { amount }) => Math.max(0, left + amount),
          sum(lineAmounts(before)),
        )
        expect(sum(lineAmounts(after))).toBe(given.lines.length === 0 ? 0 : expected)
        expect(after.shipping === null).toBe(given.shipping === null)
      }),
      runs,
    )
  })

  it('does not depend on the order of the lines, under any policy', () => {
    const shuffled = anyInput.chain((given) =>
      fc.tuple(fc.constant(given), fc.shuffledSubarray([...given.lines], { minLength: given.lines.length })),
    )
    fc.assert(
      fc.property(shuffled, ([given, lines]) => {
        const here = computeTotals(given)
        const there = computeTotals({ ...given, lines })
        expect(there.lines.map(({ lineId }) => lineId)).toEqual(lines.map(({ id }) => id))
        const byId = there.lines.toSorted((a, b) => (a.lineId < b.lineId ? -1 : 1))
        expect({ ...there, lines: byId }).toEqual(here)
      }),
      runs,
    )
  })

  it('gives the same for the same, and leaves its input alone', () => {
    fc.assert(
      fc.property(anyInput, (given) => {
        const copy = structuredClone(given)
        const first = computeTotals(given)
        expect(computeTotals(copy)).toEqual(first)
        expect(given).toEqual(copy)
        expect(JSON.parse(JSON.stringify(first))).toEqual(first)
      }),
      runs,
    )
  })

  it('charges the same gross wherever it goes, when prices include tax', () => {
    fc.assert(
      fc.property(anyInput, rates, (given, elsewhere) => {
        const policy = { ...given.policy, pricesIncludeTax: true }
        const moved = given.lines.map((one) => ({ ...one, rates: elsewhere }))
        const there = computeTotals({ ...given, policy, lines: moved })
        expect(there.total).toEqual(computeTotals({ ...given, policy }).total)
      }),
      runs,
    )
  })

  it('counts a line as many times as it stands there, per line', () => {
    fc.assert(
      fc.property(anyInput, (given) => {
        const policy: TaxPolicy = { ...given.policy, rounding: { mode: 'half-up', place: 'line' } }
        const alone = { ...given, policy, orderAdjustments: [], shipping: null }
        const totals = computeTotals(alone)
        const single = given.lines.map((one) => computeTotals({ ...alone, lines: [one] }))
        expect(sum(single.map(({ tax }) => tax.amount))).toBe(totals.tax.amount)
        expect(sum(single.map(({ total }) => total.amount))).toBe(totals.total.amount)
      }),
      runs,
    )
  })
})
