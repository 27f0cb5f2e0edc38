import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allocate } from '../kernel/allocation.ts'
import { toInstant } from '../kernel/clock.ts'
import type { RoundingMode, RoundingPolicy } from '../kernel/rounding.ts'
import { compareTaxRates, compileTaxRules, isPostalPattern, taxItems } from './tax.rules.ts'
import type {
  TaxableItem,
  TaxDestination,
  TaxedItem,
  TaxPolicy,
  TaxRate,
  TaxZone,
  TaxZoneMember,
} from './tax.types.ts'

const runs = { numRuns: 1000 }
const modes: readonly RoundingMode[] = ['half-up', 'half-even', 'half-down', 'up', 'down', 'ceil', 'floor']
const places: readonly RoundingPolicy['place'][] = ['unit', 'line', 'order', 'component']

function rate(code: string, ratePpm: number, more: Partial<TaxRate> = {}): TaxRate {
  return {
    id: `txr_${code}`,
    zoneId: 'txz_a',
    taxClass: 'standard',
    code,
    name: `${code} ${ratePpm / 10_000} %`,
    ratePpm,
    compound: false,
    priority: 0,
    validFrom: null,
    validTo: null,
    ...more,
  }
}

function policy(
  pricesIncludeTax: boolean,
  place: RoundingPolicy['place'] = 'line',
  mode: RoundingMode = 'half-up',
): TaxPolicy {
  return { pricesIncludeTax, rounding: { mode, place } }
}

const within = true
const onTop = false

function item(unitAmount: number, quantity: number, rates: readonly TaxRate[]): TaxableItem {
  return { unitAmount, quantity, amount: unitAmount * quantity, rates }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
const taxesOf = ({ components }: TaxedItem): readonly number[] => components.map(({ tax }) => tax)
const total = (items: readonly TaxedItem[]): readonly number[] => [
  sum(items.map(({ net }) => net)),
  sum(items.map(({ tax }) => tax)),
  sum(items.map(({ gross }) => gross)),
]

const vat = [rate('VAT', 200_000)]
const gst = [rate('CGST', 90_000), rate('SGST', 90_000)]
const quebec = [rate('GST', 50_000), rate('QST', 95_000, { compound: true, priority: 1 })]

describe('taxItems, by hand', () => {
  it.each<[gross: number, net: number, tax: number]>([
    [255, 213, 42], // 212.5: a tie
    [1530, 1275, 255],
    [1199, 999, 200],
    [2499, 2083, 416],
    [1, 1, 0],
    [3, 3, 0], // 2.5: a tie
    [0, 0, 0],
  ])('%d with a fifth of VAT within is %d net and %d tax', (gross, net, tax) => {
    expect(taxItems([item(gross, 1, vat)], policy(within))).toMatchObject([{ net, tax, gross }])
    expect(taxItems([item(-gross, 1, vat)], policy(within))).toMatchObject([
      { net: 0 - net, tax: 0 - tax, gross: 0 - gross },
    ])
  })

  it.each<[RoundingPolicy['place'], number]>([
    ['unit', 42 * 6],
    ['line', 255],
    ['order', 255],
    ['component', 255],
  ])('six at 2.55 with a fifth of VAT within: rounded per %s the tax is %d', (place, tax) => {
    expect(taxItems([item(255, 6, vat)], policy(within, place))).toMatchObject([
      { net: 1530 - tax, tax, gross: 1530 },
    ])
  })

  it.each<[boolean, RoundingPolicy['place'], readonly number[]]>([
    [within, 'line', [840, 150, 990]],
    [within, 'order', [839, 151, 990]],
    [onTop, 'line', [990, 180, 1170]],
    [onTop, 'order', [990, 178, 1168]],
  ])('ten lines of 0.99 at 18 per cent, tax within %s, per %s: %j', (pricesIncludeTax, place, expected) => {
    const lines = Array.from({ length: 10 }, () => item(99, 1, [rate('IGST', 180_000)]))
    expect(total(taxItems(lines, policy(pricesIncludeTax, place)))).toEqual(expected)
  })

  it('allocates the tax of the order to the lines that lost most, ties to the first', () => {
    const lines = [99, 50, 99].map((amount) => item(amount, 1, [rate('IGST', 180_000)]))
    // exact: 17.82, 9, 17.82; in all 44.64
    expect(taxItems(lines, policy(onTop, 'order')).map(({ tax }) => tax)).toEqual([18, 9, 18])
    const pennies = [1, 1, 1, 1].map((amount) => item(amount, 1, [rate('T', 500_000)]))
    expect(taxItems(pennies, policy(onTop, 'order')).map(({ tax }) => tax)).toEqual([1, 1, 0, 0])
  })

  it.each<[RoundingPolicy['place'], number, readonly number[]]>([
    ['line', 16_944, [1525, 1525]], // 3049.92
    ['line', 16_939, [1525, 1524]], // 3049.02: an odd paisa goes to the first
    ['component', 16_939, [1525, 1525]], // 1524.51 each
    ['component', 50, [5, 5]], // 4.5 each
    ['line', 50, [5, 4]],
  ])('CGST and SGST at 9 per cent each, per %s, of %d: %j', (place, amount, expected) => {
    const [taxed] = taxItems([item(amount, 1, gst)], policy(onTop, place))
    expect(taxed && taxesOf(taxed)).toEqual(expected)
    expect(taxed?.gross).toBe(amount + sum(expected))
  })

  it('keeps CGST and SGST equal over an order, not only within a line', () => {
    const lines = Array.from({ length: 100 }, () => item(6, 1, gst))
    const taxed = taxItems(lines, policy(onTop, 'order'))
    expect(total(taxed)).toEqual([600, 108, 708])
    expect(sum(taxed.map((line) => taxesOf(line)[0] ?? 0))).toBe(54)
  })

  it('levies a compound rate on the taxes before it, as Québec did until 2013', () => {
    // 100.00 + 5.00 = 105.00, of which 9.5 % is 9.975
    for (const place of places) {
      expect(taxItems([item(10_000, 1, quebec)], policy(onTop, place))).toEqual([
        {
          net: 10_000,
          tax: 1498,
          gross: 11_498,
          components: [
            { rateId: 'txr_GST', code: 'GST', name: 'GST 5 %', ratePpm: 50_000, net: 10_000, tax: 500 },
            { rateId: 'txr_QST', code: 'QST', name: 'QST 9.5 %', ratePpm: 95_000, net: 10_500, tax: 998 },
          ],
        },
      ])
      const [back] = taxItems([item(11_498, 1, quebec)], policy(within, place))
      expect(back).toMatchObject({ net: 10_000, tax: 1498, components: [{ tax: 500 }, { tax: 998 }] })
    }
  })

  it('levies a compound component on the taxes as shown, rounded', () => {
    const taxed = taxItems([item(990, 1, quebec)], policy(onTop, 'component'))
    // 49.5 → 50; 9.5 % of 1040 is 98.8
    expect(taxed).toMatchObject([
      { net: 990, tax: 149, gross: 1139, components: [{ tax: 50 }, { net: 1040, tax: 99 }] },
    ])
  })

  it('spreads an amount that the quantity does not divide over the units', () => {
    // 7.00 over three is 2.34 and twice 2.33: 0.39 and twice 0.39 within
    const taxed = taxItems(
      [{ unitAmount: 255, quantity: 3, amount: 700, rates: vat }],
      policy(within, 'unit'),
    )
    expect(taxed).toMatchObject([{ net: 583, tax: 117, gross: 700 }])
    const many = { unitAmount: 1, quantity: 1_000_000_000, amount: 1_999_999_999, rates: vat }
    expect(taxItems([many], policy(onTop, 'unit', 'up'))).toMatchObject([{ tax: 1_000_000_000 }])
  })

  it('takes a price as it is when there is no rate, and lists a rate of zero', () => {
    for (const place of places) {
      expect(taxItems([item(999, 3, [])], policy(within, place))).toEqual([
        { net: 2997, tax: 0, gross: 2997, components: [] },
      ])
      expect(taxItems([item(999, 3, [rate('ZERO', 0)])], policy(within, place))).toMatchObject([
        { net: 2997, tax: 0, components: [{ code: 'ZERO', net: 2997, tax: 0 }] },
      ])
    }
  })

  it('taxes no less than nothing and no more than the price', () => {
    const dear = [rate('A', 1_000_000), rate('B', 1_000_000), rate('C', 1_000_000)]
    for (const mode of modes) {
      const [taxed] = taxItems([item(1, 1, dear)], policy(within, 'component', mode))
      expect(taxed?.net).toBeGreaterThanOrEqual(0)
    }
  })

  it('throws for what is not money, rather than count wrong', () => {
    const broken: readonly TaxableItem[] = [
      { ...item(1, 1, vat), amount: 0.5 },
      { ...item(1, 1, vat), quantity: 0 },
      item(1, 1, [rate('T', -1)]),
      item(1, 1, [rate('T', 0.2)]),
      item(Number.MAX_SAFE_INTEGER, 1, vat),
    ]
    for (const bad of broken) expect(() => taxItems([bad], policy(onTop))).toThrow(RangeError)
    // @ts-expect-error: settings written in plain JavaScript
    expect(() => taxItems([item(1, 1, vat)], policy(onTop, 'basket'))).toThrow(RangeError)
  })
})

const ppm = fc.oneof(
  fc.constantFrom(0, 50_000, 90_000, 95_000, 200_000, 1_000_000),
  fc.nat(300_000),
  fc.nat(3_000_000),
)
const rateList = fc
  .array(fc.tuple(ppm, fc.boolean()), { maxLength: 4 })
  .map((list) => list.map(([ratePpm, compound], index) => rate(`T${index}`, ratePpm, { compound })))
const amount = fc.oneof(fc.integer({ min: -30, max: 2000 }), fc.integer({ min: -(10 ** 11), max: 10 ** 11 }))
const quantity = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 10 ** 9 }))
const items = fc
  .array(rateList, { minLength: 1, maxLength: 3 })
  .chain((lists) =>
    fc.array(
      fc.record<TaxableItem>({ unitAmount: fc.nat(), quantity, amount, rates: fc.constantFrom(...lists) }),
      { maxLength: 5 },
    ),
  )

const variants = modes.flatMap((mode) =>
  [within, onTop].map((pricesIncludeTax) => ({ mode, pricesIncludeTax })),
)

/** The identities, as a list of what does not hold: cheaper than an assertion each. */
function broken(
  given: readonly TaxableItem[],
  taxed: readonly TaxedItem[],
  pricesIncludeTax: boolean,
): string[] {
  const found = taxed.flatMap((result, index) => {
    const fixed = pricesIncludeTax ? result.gross : result.net
    let before = 0
    const checks: readonly [boolean, string][] = [
      [result.net + result.tax === result.gross, 'net + tax = gross'],
      [sum(taxesOf(result)) === result.tax, 'the components sum to the tax'],
      [fixed === given[index]?.amount, 'the price stays'],
      [result.components.length === given[index]?.rates.length, 'one component for each rate'],
      [
        result.components.every(({ net, tax }, place) => {
          const base = result.net + (given[index]?.rates[place]?.compound ? before : 0)
          before += tax
          return net === base
        }),
        'the base',
      ],
      [
        [result.net, result.tax, ...taxesOf(result)].every((part) => part * fixed >= 0),
        'no part has another sign',
      ],
      [![result.net, result.tax, result.gross, ...taxesOf(result)].some((part) => Object.is(part, -0)), '−0'],
    ]
    return checks.filter(([holds]) => !holds).map(([, name]) => `${name}, item ${index}`)
  })
  return taxed.length === given.length ? found : [...found, 'length']
}

/** Σ shares and their scale, computed with whole fractions in the naive way. */
function exactRate(rates: readonly TaxRate[]): readonly [numerator: bigint, denominator: bigint] {
  return rates.reduce<readonly [bigint, bigint]>(
    ([numerator, denominator], { ratePpm, compound }) => {
      const base = compound ? denominator + numerator : denominator
      return [numerator * 1_000_000n + base * BigInt(ratePpm), denominator * 1_000_000n]
    },
    [0n, 1n],
  )
}

const abs = (value: bigint): bigint => (value < 0n ? -value : value)

/** Whether `value` is less than `count` away from `numerator / denominator`. */
function isNear(value: number, numerator: bigint, denominator: bigint, count = 1n): boolean {
  return abs(BigInt(value) * denominator - numerator) < count * denominator
}

function exactTax(
  price: number,
  rates: readonly TaxRate[],
  pricesIncludeTax: boolean,
): readonly [bigint, bigint] {
  const [numerator, denominator] = exactRate(rates)
  return [BigInt(price) * numerator, pricesIncludeTax ? denominator + numerator : denominator]
}

describe('taxItems, in general', () => {
  describe.each(places)('per %s', (place) => {
    const each = (check: (given: readonly TaxableItem[], policy: TaxPolicy) => string[]): void => {
      fc.assert(
        fc.property(items, (given) => {
          const found = variants.flatMap(({ mode, pricesIncludeTax }) =>
            check(given, policy(pricesIncludeTax, place, mode)).map(
              (what) => `${what}; ${mode}, within ${pricesIncludeTax}`,
            ),
          )
          expect(found).toEqual([])
        }),
        runs,
      )
    }

    it('adds up for every item, in every mode, with tax within and on top', () => {
      each((given, by) => {
        // Among items of both signs a component may get a unit of the other sign: below, without that check.
        const sameSign =
          place === 'order' ? given.map((one) => ({ ...one, amount: Math.abs(one.amount) })) : given
        return broken(sameSign, taxItems(sameSign, by), by.pricesIncludeTax)
      })
    })

    it('mirrors negative amounts and gives the same for the same', () => {
      each((given, by) => {
        const negative = given.map((one) => ({ ...one, amount: 0 - one.amount }))
        const flip = (result: TaxedItem) =>
          [result.net, result.tax, ...taxesOf(result)].map((part) => 0 - part)
        const plain = (result: TaxedItem) => [result.net, result.tax, ...taxesOf(result)]
        const here = JSON.stringify(taxItems(given, by).map(plain))
        const there = JSON.stringify(taxItems(negative, by).map(flip))
        const again = JSON.stringify(taxItems(structuredClone(given), by).map(plain))
        return [...(here === there ? [] : ['mirror']), ...(here === again ? [] : ['again'])]
      })
    })
  })

  it('rounds a line once: its tax is less than one unit from the exact one', () => {
    fc.assert(
      fc.property(
        items,
        fc.constantFrom(...variants),
        fc.constantFrom('line', 'order'),
        (given, { mode, pricesIncludeTax }, place) => {
          const taxed = taxItems(given, policy(pricesIncludeTax, place, mode))
          const near = taxed.map((result, index) => {
            const { amount: price, rates } = given[index] ?? { amount: 0, rates: [] }
            return isNear(result.tax, ...exactTax(price, rates, pricesIncludeTax))
          })
          expect(near).not.toContain(false)
        },
      ),
      runs,
    )
  })

  it('rounds an order once for all items of equal rates, and so nearly does each component', () => {
    fc.assert(
      fc.property(
        rateList,
        fc.array(amount, { minLength: 1, maxLength: 20 }),
        fc.constantFrom(...variants),
        (rates, amounts, { mode, pricesIncludeTax }) => {
          const given = amounts.map((price) => item(price, 1, structuredClone(rates)))
          const taxed = taxItems(given, policy(pricesIncludeTax, 'order', mode))
          const [all] = taxItems([item(sum(amounts), 1, rates)], policy(pricesIncludeTax, 'line', mode))
          expect(total(taxed)).toEqual([all?.net, all?.tax, all?.gross])
          rates.forEach((_, index) => {
            const inAll = sum(taxed.map((result) => taxesOf(result)[index] ?? 0))
            expect(Math.abs(inAll - (all?.components[index]?.tax ?? 0))).toBeLessThanOrEqual(rates.length)
          })
        },
      ),
      runs,
    )
  })

  it('taxes a line per unit as its units one by one', () => {
    const few = fc.integer({ min: 1, max: 12 })
    fc.assert(
      fc.property(amount, few, rateList, fc.constantFrom(...variants), (price, count, rates, variant) => {
        const { mode, pricesIncludeTax } = variant
        const one = { unitAmount: 0, quantity: count, amount: price, rates }
        const each = Array.from({ length: count }, () => 1)
        const units = allocate(price, each).map((part) => item(part, 1, rates))
        const taxed = taxItems([one], policy(pricesIncludeTax, 'unit', mode))
        expect(total(taxed)).toEqual(total(taxItems(units, policy(pricesIncludeTax, 'line', mode))))
      }),
      runs,
    )
  })

  it('gives for one rate the same per component as per line', () => {
    fc.assert(
      fc.property(amount, ppm, fc.constantFrom(...variants), (price, ratePpm, { mode, pricesIncludeTax }) => {
        const given = [item(price, 1, [rate('T', ratePpm)])]
        const byLine = taxItems(given, policy(pricesIncludeTax, 'line', mode))
        for (const place of places)
          expect(taxItems(given, policy(pricesIncludeTax, place, mode))).toEqual(byLine)
      }),
      runs,
    )
  })

  it('computes six units of 2.55 whatever stands beside them, per unit, line and component', () => {
    fc.assert(
      fc.property(
        items,
        items,
        fc.constantFrom('unit', 'line', 'component'),
        fc.constantFrom(...variants),
        (before, after, place, { mode, pricesIncludeTax }) => {
          const by = policy(pricesIncludeTax, place, mode)
          const one = item(255, 6, quebec)
          expect(taxItems([...before, one, ...after], by)[before.length]).toEqual(taxItems([one], by)[0])
        },
      ),
      runs,
    )
  })

  it('allocates items of both signs without losing any of the sum', () => {
    fc.assert(
      fc.property(items, fc.constantFrom(...variants), (given, { mode, pricesIncludeTax }) => {
        const taxed = taxItems(given, policy(pricesIncludeTax, 'order', mode))
        expect(taxed.every(({ net, tax, gross }) => net + tax === gross)).toBe(true)
        expect(taxed.every((result) => sum(taxesOf(result)) === result.tax)).toBe(true)
      }),
      runs,
    )
  })

  it('keeps components rounded by themselves within one unit of their own base', () => {
    fc.assert(
      fc.property(items, fc.constantFrom(...modes), (given, mode) => {
        const taxed = taxItems(given, policy(onTop, 'component', mode))
        const near = taxed.flatMap(({ components }) =>
          components.map(({ net, tax, ratePpm }) => isNear(tax, BigInt(net) * BigInt(ratePpm), 1_000_000n)),
        )
        expect(near).not.toContain(false)
      }),
      runs,
    )
  })
})

const now = toInstant('2026-01-02T03:04:05Z')

function zone(
  id: string,
  ...members: readonly (readonly [string, (string | undefined)?, string?])[]
): TaxZone {
  return {
    id: `txz_${id}`,
    name: id,
    members: members.map(([country, region, postalPattern]) => ({
      country,
      region: region ?? null,
      postalPattern: postalPattern ?? null,
    })),
  }
}

/** A rate for each zone, so that the rate found names the zone. */
function zoneOf(zones: readonly TaxZone[], destination: TaxDestination | null): string | null {
  const rates = zones.map(({ id }) => rate(id, 0, { zoneId: id }))
  return compileTaxRules(zones, rates).ratesFor(destination, 'standard', now)[0]?.zoneId ?? null
}

describe('compileTaxRules', () => {
  const zones = [
    zone('spain', ['ES']),
    zone('canaries', ['ES', undefined, '35*'], ['ES', undefined, '38*']),
    zone('usa', ['US']),
    zone('california', ['US', 'CA']),
    zone('la', ['US', undefined, '90000..91899']),
    zone('beverly', ['US', 'CA', '90210']),
    zone('hollywood', ['US', undefined, '900*']),
    zone('britain', ['GB'], ['IM']),
    zone('ireland', ['XE'], ['GB', 'NIR']),
    zone('quebec', ['CA', 'CA-QC']),
  ]

  it.each<[string | null, TaxDestination | null]>([
    ['txz_spain', { country: 'ES', postalCode: '28001' }],
    ['txz_canaries', { country: 'ES', postalCode: '38 001' }],
    ['txz_spain', { country: 'ES' }],
    ['txz_usa', { country: 'US' }],
    ['txz_usa', { country: 'US', region: 'NY', postalCode: '10001' }],
    ['txz_california', { country: 'US', region: 'CA' }],
    ['txz_california', { country: 'us', region: 'us-ca', postalCode: '94105' }],
    ['txz_la', { country: 'US', region: 'CA', postalCode: '91800-1234' }],
    ['txz_beverly', { country: 'US', region: 'CA', postalCode: '90210' }],
    ['txz_la', { country: 'US', postalCode: '90210' }],
    ['txz_hollywood', { country: 'US', postalCode: '90028' }],
    ['txz_usa', { country: 'US', postalCode: '91' }],
    ['txz_usa', { country: 'US', postalCode: '90A00' }],
    ['txz_britain', { country: 'IM' }],
    ['txz_ireland', { country: 'XE' }],
    ['txz_ireland', { country: 'GB', region: 'NIR' }],
    ['txz_quebec', { country: 'CA', region: 'QC' }],
    [null, { country: 'CA', region: 'ON' }],
    [null, { country: 'ZZ' }],
    [null, null],
  ])('finds %s for %j', (expected, destination) => {
    expect(zoneOf(zones, destination)).toBe(expected)
    expect(zoneOf(zones.toReversed(), destination)).toBe(expected)
  })

  it('lets the lowest zone id win a tie', () => {
    expect(zoneOf([zone('b', ['GB']), zone('a', ['GB'])], { country: 'GB' })).toBe('txz_a')
  })

  it('falls back to no less specific zone when the winner has no rate', () => {
    const rules = compileTaxRules(zones, [rate('IVA', 210_000, { zoneId: 'txz_spain' })])
    expect(rules.ratesFor({ country: 'ES' }, 'standard', now)).toHaveLength(1)
    expect(rules.ratesFor({ country: 'ES', postalCode: '35001' }, 'standard', now)).toEqual([])
    expect(rules.ratesFor({ country: 'ES' }, 'books', now)).toEqual([])
  })

  it('gives the rates that hold at the instant, the first included and the last not, in order', () => {
    const noon = toInstant('2025-06-01T12:00:00Z')
    const rates = [
      rate('late', 1, { priority: 2 }),
      rate('c', 1, { validFrom: noon }),
      rate('b', 1, { validTo: noon }),
      rate('a', 1),
    ]
    const rules = compileTaxRules([zone('a', ['GB'])], rates)
    const codes = (at: string): readonly string[] =>
      rules.ratesFor({ country: 'GB' }, 'standard', toInstant(at)).map(({ code }) => code)
    expect(codes('2025-06-01T11:59:59.999Z')).toEqual(['a', 'b', 'late'])
    expect(codes('2025-06-01T12:00:00Z')).toEqual(['a', 'c', 'late'])
    expect(codes('2999-01-01T00:00:00Z')).toEqual(['a', 'c', 'late'])
    expect(codes('0000-01-01T00:00:00Z')).toEqual(['a', 'b', 'late'])
    expect(rates.toSorted(compareTaxRates).map(({ code }) => code)).toEqual(['a', 'b', 'c', 'late'])
  })

  it('returns the same array while the same rates hold, and follows the destination', () => {
    const rules = compileTaxRules(
      [zone('a', ['GB']), zone('b', ['FR'])],
      [rate('A', 1), rate('B', 2, { zoneId: 'txz_b' })],
    )
    const first = rules.ratesFor({ country: 'GB' }, 'standard', now)
    expect(rules.ratesFor({ country: 'FR' }, 'standard', now)[0]?.code).toBe('B')
    expect(rules.ratesFor({ country: 'GB' }, 'standard', toInstant(0))).toBe(first)
    expect(Object.isFrozen(first)).toBe(true)
  })

  it('refuses a malformed postal pattern', () => {
    for (const bad of ['', '*', '1*0', '10..1', '2000..1000', 'A..B', '1000..', 'ж1']) {
      expect(isPostalPattern(bad)).toBe(false)
      expect(() => compileTaxRules([zone('a', ['GB', undefined, bad])], [])).toThrow(RangeError)
    }
    for (const good of ['SW1A 1AA', '35*', '1000..1999', '00-950', '0..9'])
      expect(isPostalPattern(good)).toBe(true)
  })

  it('always finds the most specific zone, by the naive search', () => {
    const digits = fc.stringMatching(/^[01]{3}$/)
    const pattern = fc.oneof(
      fc.constant(null),
      digits,
      fc.stringMatching(/^[01]{1,2}\*$/),
      fc.tuple(digits, digits).map((pair) => pair.toSorted().join('..')),
    )
    const member = fc.record<TaxZoneMember>({
      country: fc.constantFrom('AA', 'BB'),
      region: fc.constantFrom(null, 'R', 'S'),
      postalPattern: pattern,
    })
    const someZones = fc
      .array(fc.array(member, { maxLength: 4 }), { maxLength: 6 })
      .map((lists) => lists.map((members, index): TaxZone => ({ id: `txz_${index}`, name: '', members })))
    const destination = fc.record({
      country: fc.constantFrom('AA', 'BB'),
      region: fc.constantFrom(undefined, 'R', 'S'),
      postalCode: fc.option(digits, { nil: undefined }),
    })

    const codes = ['000', '001', '010', '011', '100', '101', '110', '111']
    const all = Array.from({ length: 1000 }, (_, index) => String(index).padStart(3, '0'))
    const has = (text: string | null, code: string): boolean => {
      if (text === null) return true
      const [from = '', to] = text.split('..')
      if (to !== undefined) return from <= code && code <= to
      return text.endsWith('*') ? code.startsWith(text.slice(0, -1)) : code === text
    }
    // What a pattern covers, found by counting; a single code is more specific than any pattern of one.
    const size = (text: string | null): number =>
      text === null ? 9999 : codes.includes(text) ? 0 : all.filter((code) => has(text, code)).length
    const naive = (list: readonly TaxZone[], to: TaxDestination): string | null => {
      const hits = list.flatMap(({ id, members }) =>
        members
          .filter(({ country }) => country === to.country)
          .filter(({ region }) => region === null || region === to.region)
          .filter(({ postalPattern }) => postalPattern === null || has(postalPattern, to.postalCode ?? ''))
          .map(({ region, postalPattern }) => ({
            id,
            size: size(postalPattern),
            wide: region === null ? 1 : 0,
          })),
      )
      const [best] = hits.toSorted((a, b) => a.size - b.size || a.wide - b.wide || (a.id < b.id ? -1 : 1))
      return best?.id ?? null
    }

    fc.assert(
      fc.property(someZones, destination, (list, to) => {
        expect(zoneOf(list, to)).toBe(naive(list, to))
      }),
      runs,
    )
  })
})
