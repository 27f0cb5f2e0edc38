import { allocate } from '../kernel/allocation.ts'
import { moneyOf, multiplyAmount, sumAmounts } from '../kernel/money.ts'
import type { Money } from '../kernel/money.ts'
import { compareTaxRates, taxItems } from '../tax/index.ts'
import type { TaxableItem, TaxComponent, TaxedItem, TaxPolicy } from '../tax/index.ts'
import type {
  Adjustment,
  AdjustmentTotal,
  LineTotals,
  RowTotals,
  ShippingTotals,
  TaxTotal,
  Totals,
  TotalsInput,
  TotalsLineInput,
  TotalsShippingInput,
} from './totals.types.ts'

type ToMoney = (amount: number) => Money

/** Joins the entries of two lists, place by place, as far as both go. */
function zip<A, B extends object, C>(
  as: readonly A[],
  bs: readonly B[],
  join: (a: A, b: B) => C,
): readonly C[] {
  return as.flatMap((a, index) => {
    const b = bs[index]
    return b === undefined ? [] : [join(a, b)]
  })
}

/** A line or the shipping while adjustments are applied to it; `amount` is what is left, never below zero. */
interface Row extends TaxableItem {
  /** The place in the input; shipping comes after the lines. */
  readonly position: number
  readonly subtotal: number
  readonly adjustments: readonly Adjustment[]
}

interface TaxedRow {
  readonly row: Row
  readonly taxed: TaxedItem
}

function adjusted(row: Row, adjustment: Adjustment): Row {
  const amount = Math.max(adjustment.amount, -row.amount)
  if (amount === 0) return row
  return {
    ...row,
    adjustments: [...row.adjustments, { ...adjustment, amount }],
    amount: sumAmounts([row.amount, amount]),
  }
}

function lineRow(line: TotalsLineInput, position: number): Row {
  const { unitPrice, quantity, rates } = line
  const subtotal = multiplyAmount(unitPrice, quantity)
  const row = {
    position,
    unitAmount: unitPrice,
    quantity,
    rates,
    subtotal,
    amount: subtotal,
    adjustments: [],
  }
  return line.adjustments.reduce<Row>(adjusted, row)
}

function shippingRow({ methodId, price, rates, adjustments }: TotalsShippingInput, position: number): Row {
  return lineRow({ id: methodId, unitPrice: price, quantity: 1, rates, adjustments }, position)
}

interface Adjusted {
  readonly rows: readonly Row[]
  /** The adjustments of the order as they took effect. */
  readonly applied: readonly Adjustment[]
}

/** No part exceeds its line: the whole is at most what the lines cost, and a line weighs as much as it costs. */
function adjustAll({ rows, applied }: Adjusted, adjustment: Adjustment): Adjusted {
  const weights = rows.map((row) => row.amount)
  const amount = Math.max(adjustment.amount, -sumAmounts(weights))
  if (amount === 0 || rows.length === 0) return { rows, applied }
  const parts = allocate(amount, weights)
  return {
    rows: rows.map((row, index) => adjusted(row, { ...adjustment, amount: parts[index] ?? 0 })),
    applied: [...applied, { ...adjustment, amount }],
  }
}

function adjustmentTotals(adjustments: readonly Adjustment[], money: ToMoney): readonly AdjustmentTotal[] {
  return adjustments.map(({ code, label, amount }) => ({ code, label, amount: money(amount) }))
}

function taxTotal({ rateId, code, name, ratePpm, net, tax }: TaxComponent, money: ToMoney): TaxTotal {
  return { rateId, code, name, ratePpm, net: money(net), tax: money(tax) }
}

function rowTotals({ row, taxed }: TaxedRow, money: ToMoney): RowTotals {
  return {
    subtotal: money(row.subtotal),
    adjustments: adjustmentTotals(row.adjustments, money),
    discount: money(row.subtotal - row.amount),
    net: money(taxed.net),
    tax: money(taxed.tax),
    total: money(taxed.gross),
    taxes: taxed.components.map((component) => taxTotal(component, money)),
  }
}

function lineTotals(line: TotalsLineInput, taxedRow: TaxedRow, money: ToMoney): LineTotals {
  const { id: lineId, quantity, unitPrice } = line
  return { lineId, quantity, unitPrice: money(unitPrice), ...rowTotals(taxedRow, money) }
}

function shippingTotals(
  { methodId, label }: TotalsShippingInput,
  taxedRow: TaxedRow,
  money: ToMoney,
): ShippingTotals {
  return { methodId, label, ...rowTotals(taxedRow, money) }
}

/** A rate whose percentage was changed in place is another one: its old and new tax must not become one row. */
function rateKey(rateId: string, ratePpm: number): string {
  return `${rateId} ${ratePpm}`
}

/** The place of each rate in the list of taxes, whatever the order of the lines. */
function rateOrder(rows: readonly TaxedRow[]): readonly string[] {
  const lists = new Set(rows.map(({ row }) => row.rates))
  const rates = [...lists].flat().toSorted((a, b) => compareTaxRates(a, b) || a.ratePpm - b.ratePpm)
  return [...new Set(rates.map((rate) => rateKey(rate.id, rate.ratePpm)))]
}

function taxesByRate(rows: readonly TaxedRow[], money: ToMoney): readonly TaxTotal[] {
  const components = rows.flatMap(({ taxed }) => taxed.components)
  const groups = Map.groupBy(components, ({ rateId, ratePpm }) => rateKey(rateId, ratePpm))
  return rateOrder(rows).flatMap((key) => {
    const group = groups.get(key) ?? []
    const net = sumAmounts(group.map((component) => component.net))
    const tax = sumAmounts(group.map((component) => component.tax))
    return group.slice(0, 1).map((first) => taxTotal({ ...first, net, tax }, money))
  })
}

function rowsById(lines: readonly TotalsLineInput[]): readonly Row[] {
  const placed = lines.map((line, position) => ({ line, position }))
  return placed
    .toSorted(({ line: a }, { line: b }) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
    .map(({ line, position }) => lineRow(line, position))
}

/** Taxes the rows together and puts them back in the order of the input. */
function taxRows(rows: readonly Row[], policy: TaxPolicy): readonly TaxedRow[] {
  const pairs = zip(rows, taxItems(rows, policy), (row, taxed) => ({ row, taxed }))
  return pairs.toSorted((a, b) => a.row.position - b.row.position)
}

/**
 * Computes the money of a cart or an order. The only place in the system that adds money up: carts show the result,
 * placing an order stores it.
 *
 * Prices times quantities; less the adjustments of each line; less those of the order, allocated to the lines by
 * largest remainder; then tax, on what is left, see {@link taxItems}. Odd minor units fall to the lowest line id, so
 * the order of the lines changes nothing.
 *
 * Whatever the policy: the lines and the shipping sum to the total, `net + tax = total` for every row and in all, the
 * taxes by rate sum to the tax, and no price goes below zero.
 *
 * @remarks Expects checked input: prices from 0, quantities from 1. Takes time in proportion to the lines, but for
 * sorting them.
 * @throws RangeError when the currency is unknown, or an amount is not a safe integer or overflows one.
 *
 * @example
 * ```ts
 * import { defaultRoundingPolicy } from '@cartwright/core'
 * import type { TaxRate } from '@cartwright/core/tax'
 * import { computeTotals } from '@cartwright/core/totals'
 *
 * function totalOf(vat: TaxRate) {
 *   const totals = computeTotals({
 *     currency: 'GBP',
 *     policy: { pricesIncludeTax: true, rounding: defaultRoundingPolicy },
 *     lines: [{ id: 'shirt', unitPrice: 2499, quantity: 2, rates: [vat], adjustments: [] }],
 *     shipping: { methodId: 'flat', label: 'Standard', price: 495, rates: [vat], adjustments: [] },
 *     orderAdjustments: [{ code: 'WELCOME', label: 'Welcome', amount: -500 }],
 *   })
 *   return totals.total // { amount: 4993, currency: 'GBP' }
 * }
 * ```
 */
export function computeTotals(input: TotalsInput): Totals {
  const { currency, policy, shipping } = input
  const money: ToMoney = (amount) => moneyOf(amount, currency)
  const start: Adjusted = { rows: rowsById(input.lines), applied: [] }
  const { rows, applied } = input.orderAdjustments.reduce(adjustAll, start)
  const charged = shipping === null ? rows : [...rows, shippingRow(shipping, rows.length)]
  const taxed = taxRows(charged, policy)
  const last = taxed.at(-1)
  const total = (amounts: readonly number[]): Money => money(sumAmounts(amounts))

  return {
    currency,
    pricesIncludeTax: policy.pricesIncludeTax,
    lines: zip(input.lines, taxed, (line, row) => lineTotals(line, row, money)),
    shipping: shipping && last ? shippingTotals(shipping, last, money) : null,
    subtotal: total(rows.map((row) => row.subtotal)),
    adjustments: adjustmentTotals(applied, money),
    discount: total(rows.map((row) => row.subtotal - row.amount)),
    net: total(taxed.map((row) => row.taxed.net)),
    tax: total(taxed.map((row) => row.taxed.tax)),
    total: total(taxed.map((row) => row.taxed.gross)),
    taxes: taxesByRate(taxed, money),
    rounding: policy.rounding,
  }
}
