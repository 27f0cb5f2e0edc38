import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ClassifiedInvoice } from './invoices.ts'
import {
  cataloguePrices,
  classifyInvoice,
  classifyRow,
  countryCode,
  COUNTRY_CODES,
  kindOf,
  parsePence,
  selectInvoices,
  surveyInvoices,
} from './invoices.ts'
import type { Invoice, Row } from './source.ts'
import { readInvoices, readProducts } from './source.ts'

const prices = new Map([
  ['85123A', 295],
  ['85123a', 250],
])

function row(code: string, quantity: number, price: string): Row {
  return { line: 1, code, quantity, price }
}

function invoice(number: string, at: string, rows: readonly Row[]): Invoice {
  return { number, at, customer: '7', country: 'EIRE', rows }
}

async function* listed(...invoices: readonly Invoice[]): AsyncGenerator<Invoice> {
  yield* invoices
}

describe('parsePence', () => {
  test.each([
    ['0', 0],
    ['0.0', 0],
    ['-0', 0],
    ['2.55', 255],
    ['2.5', 250],
    ['38970', 3_897_000],
    ['-11062.06', -1_106_206],
    // Through a float this would be 114.99999999999999.
    ['1.15', 115],
    ['0.001', null],
    ['1.000', null],
    ['', null],
    ['.5', null],
    ['5.', null],
    ['1e3', null],
    ['1,000.00', null],
    [' 1', null],
  ])('reads %j as %j', (text, pence) => {
    expect(parsePence(text)).toBe(pence)
  })

  test('reads back every amount written with two decimals', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 12 }), (pence) => {
        const text = `${Math.floor(pence / 100)}.${String(pence % 100).padStart(2, '0')}`
        expect(parsePence(text)).toBe(pence)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('kindOf', () => {
  test.each([
    ['536365', 'sale'],
    ['C536379', 'cancellation'],
    ['A563185', 'adjustment'],
    ['X1', 'adjustment'],
    ['', 'adjustment'],
  ])('takes %j as %s', (number, kind) => {
    expect(kindOf(number)).toBe(kind)
  })
})

describe('classifyRow', () => {
  test.each([
    ['sale', row('85123A', 6, '2.95'), { kind: 'variant', unitPrice: 295, override: false }],
    ['sale', row('85123A', 6, '2.5'), { kind: 'variant', unitPrice: 250, override: true }],
    ['sale', row('85123a', 6, '2.5'), { kind: 'variant', unitPrice: 250, override: false }],
    ['sale', row('POST', 1, '18'), { kind: 'custom', unitPrice: 1800 }],
    ['sale', row('85123A', 5, '0'), { kind: 'movement', quantity: 5 }],
    ['sale', row('85123A', -5, '0.00'), { kind: 'movement', quantity: -5 }],
    ['sale', row('gift_x', -5, '0'), { kind: 'unknown stock', quantity: -5 }],
    ['sale', row('PADS', 1, '0.001'), { kind: 'rejected', reason: 'price has more than two decimals' }],
    ['sale', row('85123A', -1, '2.95'), { kind: 'rejected', reason: 'quantity has the wrong sign' }],
    ['sale', row('85123A', 0, '2.95'), { kind: 'rejected', reason: 'quantity has the wrong sign' }],
    ['sale', row('85123A', 0, '0'), { kind: 'rejected', reason: 'quantity has the wrong sign' }],
    ['sale', row('85123A', 1, '-2.95'), { kind: 'rejected', reason: 'price is not positive' }],
    ['cancellation', row('85123A', -2, '2.95'), { kind: 'cancel', quantity: 2, unitPrice: 295 }],
    ['cancellation', row('POST', -1, '18'), { kind: 'cancel', quantity: 1, unitPrice: 1800 }],
    ['cancellation', row('85123A', 2, '2.95'), { kind: 'rejected', reason: 'quantity has the wrong sign' }],
    ['cancellation', row('85123A', -2, '0'), { kind: 'rejected', reason: 'price is not positive' }],
    [
      'cancellation',
      row('85123A', -2, '0.001'),
      { kind: 'rejected', reason: 'price has more than two decimals' },
    ],
    ['adjustment', row('B', 1, '11062.06'), { kind: 'rejected', reason: 'adjustment invoice' }],
    ['adjustment', row('B', 1, '0.001'), { kind: 'rejected', reason: 'adjustment invoice' }],
  ] as const)('%s: %j', (kind, given, expected) => {
    expect(classifyRow(kind, given, prices)).toMatchObject(expected)
  })
})

test('classifyInvoice sorts the rows and keeps their numbers', () => {
  const rows = [
    row('85123A', 1, '2.95'),
    row('POST', 1, '1'),
    row('85123A', -1, '0'),
    row('85123A', 2, '2.95'),
  ]
  const sorted = classifyInvoice(
    invoice(
      '1',
      '2011-01-01T00:00:00.000Z',
      rows.map((one, at) => ({ ...one, line: at + 1 })),
    ),
    prices,
  )
  expect(sorted.sells.map(({ line }) => line)).toEqual([1, 2, 4])
  expect(sorted.movements.map(({ line }) => line)).toEqual([3])
  expect([sorted.cancels, sorted.unknownStock, sorted.rejected]).toEqual([[], [], []])
})

test('cataloguePrices refuses a price it cannot read', () => {
  const product = { sku: 'x', name: 'X', unitPrice: '1.005', firstSeen: '', lastSeen: '' }
  expect(() => cataloguePrices([product])).toThrow('Product x has no usable price: 1.005')
})

describe('selectInvoices', () => {
  const at = '2011-01-01T00:00:00.000Z'
  const file = () =>
    listed(
      invoice('1', at, [row('85123A', 1, '2.95')]),
      invoice('2', at, [row('85123A', -1, '0')]),
      invoice('C3', at, [row('85123A', -1, '2.95')]),
      invoice('4', at, [row('POST', 1, '5')]),
      invoice('A5', at, [row('B', 1, '5')]),
      invoice('6', at, [row('85123A', 1, '2.95')]),
      invoice('C7', at, [row('85123A', -1, '2.95')]),
    )

  test.each([
    [1, ['1', '2', 'C3']],
    [2, ['1', '2', 'C3', '4', 'A5']],
    [3, ['1', '2', 'C3', '4', 'A5', '6', 'C7']],
    [9, ['1', '2', 'C3', '4', 'A5', '6', 'C7']],
    [undefined, ['1', '2', 'C3', '4', 'A5', '6', 'C7']],
  ])('%j orders', async (orders, numbers) => {
    const taken: ClassifiedInvoice[] = []
    for await (const one of selectInvoices(file(), prices, orders)) taken.push(one)
    expect(taken.map(({ number }) => number)).toEqual(numbers)
  })
})

describe('surveyInvoices', () => {
  test('delivers what is sold and what is taken away, month by month', async () => {
    const file = listed(
      invoice('1', '2011-01-31T23:59:00.000Z', [
        row('85123A', 3, '2.95'),
        row('POST', 1, '5'),
        row('85123A', -2, '0'),
      ]),
      invoice('2', '2011-02-01T00:00:00.000Z', [
        row('85123a', 4, '9'),
        row('85123A', 7, '0'),
        row('x', -9, '0'),
      ]),
      invoice('C3', '2011-02-01T00:00:00.000Z', [row('85123A', -3, '2.95')]),
    )
    expect(await surveyInvoices(file, prices)).toEqual({
      invoices: 3,
      orders: 2,
      deliveries: [
        { month: '2011-01', at: '2011-01-01T00:00:00.000Z', quantities: new Map([['85123A', 5]]) },
        { month: '2011-02', at: '2011-02-01T00:00:00.000Z', quantities: new Map([['85123a', 4]]) },
      ],
    })
  })

  test('knows the file', async () => {
    const survey = await surveyInvoices(readInvoices(), cataloguePrices(await readProducts()))
    expect([survey.invoices, survey.orders, survey.deliveries.length]).toEqual([21_423, 16_371, 11])
  })
})

describe('countryCode', () => {
  test('has a code of its own for every country of the file', async () => {
    const names = new Set<string>()
    for await (const { country } of readInvoices()) names.add(country)
    expect(new Set([...names].map(countryCode)).size).toBe(38)
    expect([...COUNTRY_CODES.keys()].filter((name) => !names.has(name))).toEqual([])
  })

  test('knows the odd ones and refuses the unknown', () => {
    const odd = ['Channel Islands', 'European Community', 'Unspecified', 'EIRE', 'RSA', 'United Kingdom']
    expect(odd.map(countryCode)).toEqual(['JE', 'XE', 'ZZ', 'IE', 'ZA', 'GB'])
    expect(() => countryCode('Atlantis')).toThrow('No country code is known for "Atlantis"')
  })
})
