import { describe, expect, it } from 'vitest'
import { allCurrencies, currencyDigits, findCurrency, isCurrency, ISO_4217_DATE } from './currency.ts'

const codesWith = (digits: number): string =>
  allCurrencies()
    .filter((currency) => currency.digits === digits)
    .map((currency) => currency.code)
    .join(' ')

describe('the ISO 4217 table', () => {
  it('has well-formed, unique and ordered entries', () => {
    const all = allCurrencies()
    const codes = all.map((currency) => currency.code)
    expect(codes).toEqual([...new Set(codes)].toSorted())
    expect(new Set(all.map((currency) => currency.numeric)).size).toBe(all.length)
    for (const { code, numeric, name } of all) {
      expect(code).toMatch(/^[A-Z]{3}$/)
      expect(numeric).toMatch(/^[0-9]{3}$/)
      expect(name).not.toBe('')
    }
    expect(ISO_4217_DATE).toMatch(/^\d{4}-\d{2}-\d{2}$/)
  })

  it('has the digits of ISO 4217: two unless listed here', () => {
    expect(codesWith(0)).toBe('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF')
    expect(codesWith(3)).toBe('BHD IQD JOD KWD LYD OMR TND')
    expect(codesWith(4)).toBe('CLF UYW')
    expect(codesWith(2).split(' ').length).toBe(allCurrencies().length - 17 - 7 - 2)
  })

  // Where Intl (ICU 78) prints no decimals but ISO 4217 gives two or three.
  it.each('AFN ALL COP HUF IDR IRR KPW LAK LBP MGA MMK PKR SOS SYP YER'.split(' '))(
    '%s has 2 digits',
    (code) => {
      expect(currencyDigits(code)).toBe(2)
    },
  )

  it.each(['XCG', 'ZWG', 'SLE', 'VED', 'MRU', 'STN', 'USN', 'CHE'])('knows %s', (code) => {
    expect(isCurrency(code)).toBe(true)
  })

  it.each([
    'HRK',
    'BGN',
    'SLL',
    'ANG',
    'CUC',
    'ZWL',
    'DEM',
    'XAU',
    'XTS',
    'XXX',
    'gbp',
    'GBP ',
    '',
    '__proto__',
  ])('does not know %j', (code) => {
    expect(isCurrency(code)).toBe(false)
    expect(findCurrency(code)).toBeNull()
    expect(() => currencyDigits(code)).toThrow(RangeError)
  })

  it('answers frozen entries', () => {
    expect(findCurrency('AUD')).toEqual({ code: 'AUD', numeric: '036', digits: 2, name: 'Australian Dollar' })
    expect(Object.isFrozen(findCurrency('AUD'))).toBe(true)
  })
})
