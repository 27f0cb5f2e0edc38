import { currencyDigits, findCurrency } from './currency.ts'
import type { CurrencyCode } from './currency.ts'
import type { TypedError } from './errors.ts'
import { err, ok } from './result.ts'
import type { Result } from './result.ts'
import { safeInteger, safeNumber } from './rounding.ts'

/** An amount of money: an integer of minor units with its currency. Never a float, never a decimal. */
export interface Money {
  /** Minor units by ISO 4217 (pence, cents, whole yen); a safe integer, may be negative. */
  readonly amount: number
  /** ISO 4217 code, upper case. */
  readonly currency: CurrencyCode
}

/** The text is not a plain decimal number. */
export interface MoneyMalformed extends TypedError<'money.malformed'> {}

/** The code is not in the ISO 4217 table of this release. */
export interface MoneyUnknownCurrency extends TypedError<'money.unknown_currency'> {
  readonly currency: string
}

/** The text has more decimals than the currency has minor-unit digits. */
export interface MoneyExcessDecimals extends TypedError<'money.excess_decimals'> {
  readonly currency: CurrencyCode
  /** How many decimals the currency allows. */
  readonly digits: number
}

/** The amount does not fit a safe integer of minor units (±9,007,199,254,740,991). */
export interface MoneyOverflow extends TypedError<'money.overflow'> {}

/** The number is not an integer, or not a safe one. */
export interface MoneyNotAnInteger extends TypedError<'money.not_an_integer'> {}

/** What can be wrong with an amount that comes from outside. */
export type MoneyError =
  | MoneyMalformed
  | MoneyUnknownCurrency
  | MoneyExcessDecimals
  | MoneyOverflow
  | MoneyNotAnInteger

/** Foreign text in a message: quoted, so that it cannot forge a log line, and short. */
function quoted(text: unknown): string {
  return JSON.stringify(String(text).slice(0, 40))
}

function malformed(text: unknown): MoneyMalformed {
  return {
    type: 'money.malformed',
    message: `${quoted(text)} is not a decimal amount such as 24.99`,
  }
}

function unknownCurrency(currency: string): MoneyUnknownCurrency {
  return {
    type: 'money.unknown_currency',
    message: `${quoted(currency)} is not an active ISO 4217 currency code`,
    currency,
  }
}

function excessDecimals(text: string, currency: CurrencyCode, digits: number): MoneyExcessDecimals {
  return {
    type: 'money.excess_decimals',
    message: `${quoted(text)} has more than the ${digits} decimals of ${currency}`,
    currency,
    digits,
  }
}

function overflow(text: string): MoneyOverflow {
  return {
    type: 'money.overflow',
    message: `${quoted(text)} is too large to be counted in minor units`,
  }
}

function notAnInteger(amount: unknown): MoneyNotAnInteger {
  return {
    type: 'money.not_an_integer',
    message: `${quoted(amount)} is not a safe integer of minor units`,
  }
}

const decimalText = /^([+-]?)([0-9]+)(?:\.([0-9]+))?$/
const maxSafeDigits = 16

/** `null` when the digits do not fit a safe integer. */
function toAmount(negative: boolean, digits: string): number | null {
  const significant = digits.replace(/^0+/, '')
  // Checked before conversion: parsing a hostile, megabyte-long run of digits would take quadratic time.
  if (significant.length > maxSafeDigits) return null
  const amount = Number(significant)
  if (!Number.isSafeInteger(amount)) return null
  return negative && amount !== 0 ? -amount : amount
}

/**
 * Reads an amount from decimal text in major units: `'24.99'`, `'-5'`, `'+0.50'`. A point separates the
 * decimals; exponents, thousands separators, blanks and bare points (`'.5'`, `'5.'`) are refused, and so are
 * more decimals than ISO 4217 gives the currency, even zeros (`'100.00'` is not an amount of yen): a price
 * list in the wrong unit must not pass unnoticed. Fewer decimals are fine.
 *
 * Errors: `money.unknown_currency`, `money.malformed`, `money.excess_decimals`, `money.overflow`.
 *
 * @example
 * ```ts
 * import { money } from '@cartwright/core'
 *
 * money('24.99', 'GBP') // ok({ amount: 2499, currency: 'GBP' })
 * money('24.999', 'GBP') // err({ type: 'money.excess_decimals', … })
 * ```
 */
export function money(text: string, currency: CurrencyCode): Result<Money, MoneyError> {
  const info = findCurrency(currency)
  if (info === null) return err(unknownCurrency(currency))
  // A float from untyped code would otherwise be turned into text by the pattern and accepted.
  const match = typeof text === 'string' ? decimalText.exec(text) : null
  if (match === null) return err(malformed(text))
  const [, sign, whole = '', decimals = ''] = match
  if (decimals.length > info.digits) return err(excessDecimals(text, currency, info.digits))
  const amount = toAmount(sign === '-', whole + decimals.padEnd(info.digits, '0'))
  return amount === null ? err(overflow(text)) : ok({ amount, currency })
}

/**
 * Makes money from an integer of minor units that comes from outside: a request, a provider, a file.
 *
 * Errors: `money.unknown_currency`, `money.not_an_integer` (a fraction, NaN, ±Infinity or beyond the safe
 * integers).
 *
 * @example
 * ```ts
 * import { minor } from '@cartwright/core'
 *
 * minor(2499, 'GBP') // ok: 24.99 pounds
 * minor(24.99, 'GBP') // err({ type: 'money.not_an_integer', … })
 * ```
 */
export function minor(amount: number, currency: CurrencyCode): Result<Money, MoneyError> {
  if (findCurrency(currency) === null) return err(unknownCurrency(currency))
  if (!Number.isSafeInteger(amount)) return err(notAnInteger(amount))
  return ok({ amount: amount + 0, currency })
}

/**
 * Makes money from minor units that are already checked: computed amounts, rows of our own database.
 *
 * @throws RangeError when the amount is not a safe integer or the currency is unknown: a defect, so use
 * {@link minor} for values from outside.
 *
 * @example
 * ```ts
 * import { moneyOf } from '@cartwright/core'
 *
 * const shipping = moneyOf(495, 'GBP')
 * ```
 */
export function moneyOf(amount: number, currency: CurrencyCode): Money {
  if (findCurrency(currency) === null) throw new RangeError(unknownCurrency(currency).message)
  return { amount: safeInteger(amount, 'amount'), currency }
}

function sameCurrency(a: Money, b: Money): CurrencyCode {
  if (a.currency !== b.currency) throw new RangeError(`cannot mix ${a.currency} and ${b.currency}`)
  return a.currency
}

/**
 * Adds integers exactly. The order does not matter: it overflows only when the sum itself does not fit.
 *
 * @throws RangeError when an item is not a safe integer or the sum does not fit one.
 *
 * @example
 * ```ts
 * import { sumAmounts } from '@cartwright/core'
 *
 * sumAmounts([1999, 500, -250]) // 2249
 * sumAmounts([]) // 0
 * ```
 */
export function sumAmounts(numbers: Iterable<number>): number {
  let sum = 0n
  for (const number of numbers) sum += BigInt(safeInteger(number, 'amount'))
  return safeNumber(sum, 'sum')
}

/**
 * Multiplies an amount by a whole factor, a quantity say; for rates see {@link mulDiv}.
 *
 * @throws RangeError when an argument is not a safe integer or the product does not fit one.
 *
 * @example
 * ```ts
 * import { multiplyAmount } from '@cartwright/core'
 *
 * multiplyAmount(2499, 3) // 7497
 * ```
 */
export function multiplyAmount(amount: number, factor: number): number {
  return safeNumber(BigInt(safeInteger(amount, 'amount')) * BigInt(safeInteger(factor, 'factor')), 'product')
}

/**
 * `a + b`.
 *
 * @throws RangeError when the currencies differ or the sum does not fit a safe integer.
 *
 * @example
 * ```ts
 * import { add, moneyOf } from '@cartwright/core'
 *
 * add(moneyOf(2499, 'GBP'), moneyOf(495, 'GBP')) // { amount: 2994, currency: 'GBP' }
 * ```
 */
export function add(a: Money, b: Money): Money {
  return {
    currency: sameCurrency(a, b),
    amount: sumAmounts([a.amount, b.amount]),
  }
}

/**
 * `a − b`.
 *
 * @throws RangeError when the currencies differ or the difference does not fit a safe integer.
 *
 * @example
 * ```ts
 * import { moneyOf, subtract } from '@cartwright/core'
 *
 * subtract(moneyOf(500, 'GBP'), moneyOf(750, 'GBP')) // { amount: -250, currency: 'GBP' }
 * ```
 */
export function subtract(a: Money, b: Money): Money {
  return add(a, negate(b))
}

/**
 * `−m`; zero stays plain zero.
 *
 * @throws RangeError when the amount is not a safe integer.
 *
 * @example
 * ```ts
 * import { moneyOf, negate } from '@cartwright/core'
 *
 * negate(moneyOf(500, 'GBP')) // { amount: -500, currency: 'GBP' }
 * ```
 */
export function negate(m: Money): Money {
  return {
    amount: safeInteger(-m.amount, 'amount'),
    currency: m.currency,
  }
}

/**
 * The sum of a list; zero of `currency` when the list is empty, which is why the currency is asked for.
 *
 * @throws RangeError when an item has another currency or the sum does not fit a safe integer.
 *
 * @example
 * ```ts
 * import { moneyOf, sum } from '@cartwright/core'
 *
 * sum([moneyOf(100, 'EUR'), moneyOf(250, 'EUR')], 'EUR') // { amount: 350, currency: 'EUR' }
 * ```
 */
export function sum(list: Iterable<Money>, currency: CurrencyCode): Money {
  const zero = moneyOf(0, currency)
  const amounts = Array.from(list, (item) => add(zero, item).amount)
  return { amount: sumAmounts(amounts), currency }
}

/**
 * Orders two amounts of one currency: −1 when `a` is less, 0 when equal, 1 when more; fits `Array.sort`.
 *
 * @throws RangeError when the currencies differ: amounts of two currencies have no order.
 *
 * @example
 * ```ts
 * import { compare, moneyOf } from '@cartwright/core'
 *
 * const prices = [moneyOf(300, 'GBP'), moneyOf(100, 'GBP')].sort(compare)
 * ```
 */
export function compare(a: Money, b: Money): -1 | 0 | 1 {
  sameCurrency(a, b)
  return a.amount === b.amount ? 0 : a.amount < b.amount ? -1 : 1
}

/**
 * Tells whether the amount is zero.
 *
 * @example
 * ```ts
 * import { isZero, moneyOf } from '@cartwright/core'
 *
 * isZero(moneyOf(0, 'GBP')) // true
 * ```
 */
export function isZero(m: Money): boolean {
  return m.amount === 0
}

/**
 * The amount as exact decimal text in major units, with all decimals ISO 4217 gives the currency; read back
 * by {@link money}. For files, feeds and providers that take decimals.
 *
 * @throws RangeError when the currency is unknown or the amount is not a safe integer.
 *
 * @example
 * ```ts
 * import { moneyOf, toDecimal } from '@cartwright/core'
 *
 * toDecimal(moneyOf(2499, 'GBP')) // '24.99'
 * toDecimal(moneyOf(-5, 'KWD')) // '-0.005'
 * toDecimal(moneyOf(1200, 'JPY')) // '1200'
 * ```
 */
export function toDecimal(m: Money): string {
  const digits = currencyDigits(m.currency)
  const amount = safeInteger(m.amount, 'amount')
  const text = String(Math.abs(amount)).padStart(digits + 1, '0')
  const point = text.length - digits
  const decimals = digits === 0 ? '' : `.${text.slice(point)}`
  return `${amount < 0 ? '-' : ''}${text.slice(0, point)}${decimals}`
}

/**
 * The amount as people read it in a locale, for display only. The symbol, the grouping and the order come
 * from `Intl`, the number of decimals from ISO 4217: `Intl` alone prints forints and rupiah without any.
 *
 * @param locale - BCP 47 tag, default `'en'` so that output does not depend on the server's settings.
 * @throws RangeError when the currency is unknown, or the locale is not a well-formed tag (by `Intl`): check
 * a locale that comes from a request first.
 *
 * @example
 * ```ts
 * import { formatMoney, moneyOf } from '@cartwright/core'
 *
 * formatMoney(moneyOf(123456, 'GBP'), 'en-GB') // '£1,234.56'
 * formatMoney(moneyOf(100000, 'HUF'), 'en') // 'HUF 1,000.00'
 * ```
 */
export function formatMoney(m: Money, locale = 'en'): string {
  const digits = currencyDigits(m.currency)
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: m.currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
  // Given as text, because the quotient as a double would be off in the last digit of large amounts.
  return format.format(toDecimal(m) as Intl.StringNumericLiteral)
}
