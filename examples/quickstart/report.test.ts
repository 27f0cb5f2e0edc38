import { describe, expect, test } from 'vitest'
import type { Check, ReportData } from './report.ts'
import { checkHolds, formatPounds, renderReport } from './report.ts'

const gross: Check = {
  label: 'Gross over all orders',
  shop: 850_733_347,
  expected: 850_733_347,
  unit: 'money',
}
const countries = ['United Kingdom', ...Array.from({ length: 12 }, (_, at) => `Country ${at}`)]

const data: ReportData = {
  place: `Embedded database in ./${'very-long-name/'.repeat(12)}`,
  from: '2010-12-01T08:26:00.000Z',
  to: '2011-10-31T17:19:00.000Z',
  resumed: 400,
  products: 3_847,
  invoices: 21_423,
  orders: 16_371,
  lines: 419_604,
  customLines: 2_015,
  priceOverrides: 128_994,
  stockRows: 2_038,
  unknownStockRows: 157,
  revenue: 850_733_347,
  tax: 118_246_154,
  months: [
    { month: '2010-12', orders: 1_400, minor: 82_374_614 },
    { month: '2011-01', orders: 987, minor: 41_187_307 },
  ],
  countries: countries
    .map((country, at) => ({ country, orders: 100 - at, minor: 700_000_000 >> at }))
    .toReversed(),
  bestSellers: Array.from({ length: 12 }, (_, at) => ({
    sku: `8512${at}A`,
    title: 'WHITE HANGING HEART T-LIGHT HOLDER '.repeat(at + 1).trim(),
    quantity: 32_000 - at,
    minor: 9_876_543 - at,
  })),
  cancelled: { matchedRows: 5_951, partlyMatchedRows: 38, unmatchedRows: 1_863, minor: 26_690_083 },
  stock: { delivered: 5_012_345, onHand: 4_905_432, allocated: 4_712_345, available: 193_087 },
  rejected: Array.from({ length: 12 }, (_, at) => ({
    invoice: '550193',
    line: at + 1,
    code: 'BANK CHARGES',
    quantity: 1,
    price: '0.001',
    reason: 'price has more than two decimals',
  })),
  statements: {
    'carts.add_lines': { perCall: 4, calls: 16_371 },
    'checkout.place': { perCall: 6.012, calls: 16_371 },
  },
  seconds: 384.2,
  ordersPerSecond: 42.61,
  peakRssMiB: 512.3,
  checks: [gross, { label: 'Levels below zero', shop: 0, expected: 0, unit: 'count' }],
}

const linesOf = (report: string) => report.split('\n').map((line) => line.trim().replaceAll(/ {2,}/g, '  '))

describe('renderReport', () => {
  const report = renderReport(data)
  const lines = linesOf(report)

  test('fits 100 columns, without colours and without trailing blanks', () => {
    expect(Math.max(...report.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100)
    expect(report).not.toContain('\u001b')
    expect(report).not.toMatch(/ \n/)
  })

  test('tells every part', () => {
    expect(lines).toEqual(
      expect.arrayContaining([
        'A gift shop, 1 December 2010 to 31 October 2011',
        '6 min 24 s · 42.6 orders/s · peak memory 512 MiB',
        'Resumed after 400 orders of an earlier run',
        'Orders  16,371',
        'Revenue  £8,507,333.47  tax included, before cancellations',
        `2010-12  1,400  £823,746.14  ${'█'.repeat(36)}`,
        `2011-01  987  £411,873.07  ${'█'.repeat(18)}`,
        'United Kingdom  100  £7,000,000.00  82.3 %',
        'Cancelled  £266,900.83',
        'Available  193,087',
        '550193/1  BANK CHARGES  1  0.001  price has more than two decimals',
        'and 2 more',
        'checkout.place  6.01  16,371',
        '✓  Gross over all orders  £8,507,333.47  £8,507,333.47',
        'The books balance.',
      ]),
    )
  })

  test('shows ten countries and adds up the rest', () => {
    expect(lines.filter((line) => line.startsWith('Country '))).toHaveLength(9)
    expect(lines.find((line) => line.startsWith('3 others'))).toBe('3 others  267  £11,962.87  0.1 %')
  })

  test('names a check that fails', () => {
    const broken = linesOf(
      renderReport({ ...data, checks: [gross, { ...gross, label: 'Net + tax', shop: 850_733_346 }] }),
    )
    expect(broken).toContain('✗  Net + tax  £8,507,333.46  £8,507,333.47')
    expect(broken).toContain('The books do NOT balance: 1 of 2 checks fail.')
  })

  test('leaves out what there is none of', () => {
    const none = {
      months: [],
      countries: [],
      bestSellers: [],
      rejected: [],
      statements: {},
      checks: [],
      resumed: 0,
    }
    expect(renderReport({ ...data, ...none })).not.toMatch(
      /Resumed|by month|by country|Best sellers|Rejected|Statements|Check of/,
    )
  })
})

test.each([
  [0, '£0.00'],
  [5, '£0.05'],
  [123_456_789, '£1,234,567.89'],
  [-1_050, '-£10.50'],
])('formatPounds(%i)', (minor, text) => {
  expect(formatPounds(minor)).toBe(text)
})

test('checkHolds compares to the penny', () => {
  expect([checkHolds(gross), checkHolds({ ...gross, shop: gross.shop + 1 })]).toEqual([true, false])
})
