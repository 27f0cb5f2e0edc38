import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allCurrencies, currencyDigits } from './currency.ts'
import {
  add,
  compare,
  formatMoney,
  isZero,
  minor,
  money,
  moneyOf,
  multiplyAmount,
  negate,
  subtract,
  sum,
  sumAmounts,
  toDecimal,
} from './money.ts'
import type { MoneyError } from './money.ts'
import { ok } from './result.ts'
import type { Result } from './result.ts'

const runs = { numRuns: 1000 }
const safe = fc.maxSafeInteger()
const currency = fc.constantFrom(...allCurrencies().map((info) => info.code))
const max = Number.MAX_SAFE_INTEGER

function errorOf<E>(result: Result<unknown, E>): E {
  if (result.isErr()) return result.error
  throw new Error('an error was expected')
}

const fits = (value: bigint): boolean => value <= BigInt(max) && value >= -BigInt(max)

/** The number a computation gives, or that it refused to give one. */
function orOverflow(run: () => number): number | string {
  try {
    return run()
  } catch (cause) {
    return cause instanceof RangeError ? 'overflow' : String(cause)
  }
}

/** Checks that a computation is exact, or refuses when its result does not fit. */
function expectExact(exact: bigint, run: () => number): void {
  expect(orOverflow(run)).toBe(fits(exact) ? Number(exact) : 'overflow')
}

describe('money', () => {
  it.each([
    ['24.99', 'GBP', 2499],
    ['24.9', 'GBP', 2490],
    ['24', 'GBP', 2400],
    ['-5', 'GBP', -500],
    ['+0.50', 'GBP', 50],
    ['007.10', 'GBP', 710],
    ['0', 'GBP', 0],
    ['-0.00', 'GBP', 0],
    ['1200', 'JPY', 1200],
    ['1.234', 'KWD', 1234],
    ['1.2345', 'CLF', 12_345],
    ['10000.00', 'HUF', 1_000_000],
    ['90071992547409.91', 'GBP', max],
    ['-90071992547409.91', 'GBP', -max],
    [`${'0'.repeat(100_000)}1`, 'JPY', 1],
  ])('reads %.20s %s', (text, code, amount) => {
    expect(money(text, code)).toEqual(ok({ amount, currency: code }))
  })

  it.each<[string, string, MoneyError['type']]>([
    ['24.999', 'GBP', 'money.excess_decimals'],
    ['24.990', 'GBP', 'money.excess_decimals'],
    ['100.00', 'JPY', 'money.excess_decimals'],
    ['1', 'XXX', 'money.unknown_currency'],
    ['1', 'gbp', 'money.unknown_currency'],
    ['1', '', 'money.unknown_currency'],
    ['90071992547409.92', 'GBP', 'money.overflow'],
    ['-9007199254740992', 'JPY', 'money.overflow'],
    ['9'.repeat(1_000_000), 'JPY', 'money.overflow'],
    ...[
      '',
      ' ',
      '.5',
      '5.',
      '1,000',
      '1e3',
      '0x10',
      '--1',
      '+-1',
      '1 ',
      ' 1',
      '1\n',
      '1.2.3',
      'NaN',
      'Infinity',
    ].map((text): [string, string, MoneyError['type']] => [text, 'GBP', 'money.malformed']),
    ['١٢', 'GBP', 'money.malformed'],
    ['−1', 'GBP', 'money.malformed'],
    ['£1', 'GBP', 'money.malformed'],
  ])('refuses %.20j %s', (text, code, type) => {
    const error = errorOf(money(text, code))
    expect(error.type).toBe(type)
    expect(error.message.length).toBeLessThan(120)
    expect(error.message).not.toContain('\n')
  })

  it('refuses a float from untyped code', () => {
    expect(errorOf(money(24.99 as unknown as string, 'GBP')).type).toBe('money.malformed')
  })

  it('reads back what toDecimal writes, in every currency', () => {
    for (const { code } of allCurrencies()) {
      for (const amount of [0, 1, -1, 99, 100, 12_345, -98_765, max, -max]) {
        expect(money(toDecimal(moneyOf(amount, code)), code)).toEqual(ok({ amount, currency: code }))
      }
    }
    fc.assert(
      fc.property(safe, currency, (amount, code) => {
        const text = toDecimal(moneyOf(amount, code))
        expect(money(text, code)).toEqual(ok({ amount, currency: code }))
        expect(text.split('.')[1]?.length ?? 0).toBe(currencyDigits(code))
      }),
      runs,
    )
  })

  it('never throws, and what it reads is exact', () => {
    const text = fc.oneof(fc.string(), fc.stringMatching(/^[+-]?\d{0,18}\.?\d{0,5}$/))
    fc.assert(
      fc.property(text, fc.oneof(currency, fc.string()), (input, code) => {
        const result = money(input, code)
        if (result.isErr()) return
        const [whole = '', decimals = ''] = input.replace(/[+-]/, '').split('.')
        const exact = BigInt(whole + decimals.padEnd(currencyDigits(code), '0'))
        expect(BigInt(result.value.amount)).toBe(input.startsWith('-') ? -exact : exact)
      }),
      runs,
    )
  })
})

describe('minor and moneyOf', () => {
  it('take safe integers', () => {
    expect(minor(2499, 'GBP')).toEqual(ok({ amount: 2499, currency: 'GBP' }))
    expect(minor(-0, 'GBP')).toEqual(ok({ amount: 0, currency: 'GBP' }))
    expect(moneyOf(-0, 'GBP')).toEqual({ amount: 0, currency: 'GBP' })
  })

  it.each([0.1, Number.NaN, Infinity, -Infinity, 2 ** 53, -(2 ** 53)])('refuse %d', (amount) => {
    expect(errorOf(minor(amount, 'GBP')).type).toBe('money.not_an_integer')
    expect(() => moneyOf(amount, 'GBP')).toThrow(RangeError)
  })

  it('refuse what is no number or no currency', () => {
    expect(errorOf(minor('5' as unknown as number, 'GBP')).type).toBe('money.not_an_integer')
    expect(errorOf(minor(1, 'EURO')).type).toBe('money.unknown_currency')
    expect(() => moneyOf(1, 'EURO')).toThrow(RangeError)
  })
})

describe('arithmetic', () => {
  it('is exact or throws', () => {
    fc.assert(
      fc.property(safe, safe, currency, (a, b, code) => {
        const [x, y] = [moneyOf(a, code), moneyOf(b, code)]
        expectExact(BigInt(a) + BigInt(b), () => add(x, y).amount)
        expectExact(BigInt(a) - BigInt(b), () => subtract(x, y).amount)
        expectExact(BigInt(a) * BigInt(b), () => multiplyAmount(a, b))
        expect(add(x, negate(x))).toEqual(moneyOf(0, code))
        expect(compare(x, y)).toBe(Math.sign(Number(BigInt(a) - BigInt(b))))
      }),
      runs,
    )
  })

  it('sums in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(safe, fc.integer())), (amounts) => {
        const exact = amounts.reduce((total, amount) => total + BigInt(amount), 0n)
        expectExact(exact, () => sumAmounts(amounts))
        expectExact(exact, () => sumAmounts(amounts.toReversed()))
        expectExact(
          exact,
          () =>
            sum(
              amounts.map((amount) => moneyOf(amount, 'EUR')),
              'EUR',
            ).amount,
        )
      }),
      runs,
    )
    expect(sumAmounts([max, 1, -1])).toBe(max)
    expect(sum([], 'EUR')).toEqual({ amount: 0, currency: 'EUR' })
  })

  it('does not mix currencies', () => {
    const [pounds, euros] = [moneyOf(1, 'GBP'), moneyOf(1, 'EUR')]
    for (const mix of [add, subtract, compare]) expect(() => mix(pounds, euros)).toThrow(RangeError)
    expect(() => sum([pounds], 'EUR')).toThrow(RangeError)
  })

  it('refuses broken numbers', () => {
    expect(() => sumAmounts([0.1])).toThrow(RangeError)
    expect(() => multiplyAmount(1, 0.5)).toThrow(RangeError)
    expect(() => negate({ amount: Number.NaN, currency: 'GBP' })).toThrow(RangeError)
    expect(() => toDecimal({ amount: 0.5, currency: 'GBP' })).toThrow(RangeError)
  })

  it('knows zero', () => {
    expect(isZero(moneyOf(0, 'GBP'))).toBe(true)
    expect(isZero(moneyOf(-1, 'GBP'))).toBe(false)
    expect(Object.is(negate(moneyOf(0, 'GBP')).amount, 0)).toBe(true)
    expect(Object.is(multiplyAmount(0, -3), 0)).toBe(true)
  })
})

describe('formatting', () => {
  it.each([
    [2499, 'GBP', '24.99'],
    [5, 'GBP', '0.05'],
    [-5, 'KWD', '-0.005'],
    [0, 'CLF', '0.0000'],
    [1200, 'JPY', '1200'],
  ])('%d %s is %s', (amount, code, text) => {
    expect(toDecimal(moneyOf(amount, code))).toBe(text)
  })

  it('shows the digits of ISO 4217 in every currency', () => {
    for (const { code, digits } of allCurrencies()) {
      const shown = new RegExp(digits === 0 ? '[^.]1,234,567$' : `1,234,567\\.0{${digits}}$`)
      expect(formatMoney(moneyOf(1_234_567 * 10 ** digits, code), 'en')).toMatch(shown)
    }
  })

  it('follows the locale and stays exact for large amounts', () => {
    expect(formatMoney(moneyOf(123_456, 'GBP'), 'en-GB')).toBe('£1,234.56')
    expect(formatMoney(moneyOf(100_000, 'HUF'))).toBe('HUF\u{a0}1,000.00')
    expect(formatMoney(moneyOf(-123_456, 'EUR'), 'de')).toBe('-1.234,56\u{a0}€')
    expect(formatMoney(moneyOf(max, 'GBP'))).toBe('£90,071,992,547,409.91')
    expect(() => formatMoney(moneyOf(1, 'GBP'), 'not a locale')).toThrow(RangeError)
  })
})
