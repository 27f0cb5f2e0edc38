import type { Invoice, Product, Row } from './source.ts'

/** What an invoice's number says it is: digits sell, `C` cancels, anything else adjusts the books. */
export type InvoiceKind = 'sale' | 'cancellation' | 'adjustment'

/** Why a row is not replayed. */
export type RejectionReason =
  | 'price has more than two decimals'
  | 'price is not positive'
  | 'quantity has the wrong sign'
  | 'adjustment invoice'

/** A row that sells a product of the catalogue. */
export interface VariantRow {
  readonly kind: 'variant'
  readonly line: number
  readonly code: string
  readonly quantity: number
  /** Pence, tax included. */
  readonly unitPrice: number
  /** Whether the price differs from the catalogue's, so that staff must override it. */
  readonly override: boolean
}

/** A row that sells something the catalogue does not know: postage, manual entries, vouchers. */
export interface CustomRow {
  readonly kind: 'custom'
  readonly line: number
  readonly code: string
  readonly quantity: number
  /** Pence, tax included. */
  readonly unitPrice: number
}

/** A row that moves stock without selling it. The quantity is signed. */
export interface MovementRow {
  readonly kind: 'movement'
  readonly line: number
  readonly code: string
  readonly quantity: number
}

/** A row of price 0 whose code the catalogue does not know: counted, nothing else. */
export interface UnknownStockRow {
  readonly kind: 'unknown stock'
  readonly line: number
  readonly code: string
  readonly quantity: number
}

/** A row that takes back earlier sales. The quantity is positive: how many to cancel. */
export interface CancelRow {
  readonly kind: 'cancel'
  readonly line: number
  readonly code: string
  readonly quantity: number
  /** Pence, tax included; only sales at this very price match. */
  readonly unitPrice: number
}

/** A row that the shop's books cannot or must not hold. */
export interface RejectedRow {
  readonly kind: 'rejected'
  readonly line: number
  readonly code: string
  readonly quantity: number
  readonly price: string
  readonly reason: RejectionReason
}

/** What a row becomes in the replay. */
export type ClassifiedRow = VariantRow | CustomRow | MovementRow | UnknownStockRow | CancelRow | RejectedRow

/** An invoice with its rows sorted by what they become, each list in the file's order. */
export interface ClassifiedInvoice {
  readonly kind: InvoiceKind
  readonly number: string
  readonly at: string
  readonly customer: string | null
  /** Country name as the file spells it; {@link countryCode} gives the code. */
  readonly country: string
  readonly sells: readonly (VariantRow | CustomRow)[]
  readonly movements: readonly MovementRow[]
  readonly cancels: readonly CancelRow[]
  readonly unknownStock: readonly UnknownStockRow[]
  readonly rejected: readonly RejectedRow[]
}

/** Catalogue prices in pence by stock code. A code that is not in it is not a product. */
export type CataloguePrices = ReadonlyMap<string, number>

/**
 * Reads decimal pounds as whole pence, without floats.
 *
 * @returns null when the text is not a decimal number or has more than two decimals.
 */
export function parsePence(text: string): number | null {
  const match = /^(-?)(\d{1,12})(?:\.(\d{1,2}))?$/.exec(text)
  if (!match) return null
  const [, sign, pounds = '', fraction = ''] = match
  const pence = Number(pounds + fraction.padEnd(2, '0'))
  return sign && pence ? -pence : pence
}

/** Indexes the catalogue's prices by stock code, byte for byte. */
export function cataloguePrices(products: readonly Product[]): CataloguePrices {
  const prices = new Map<string, number>()
  for (const { sku, unitPrice } of products) {
    const pence = parsePence(unitPrice)
    if (pence === null || pence < 0) throw new Error(`Product ${sku} has no usable price: ${unitPrice}`)
    prices.set(sku, pence)
  }
  return prices
}

/** Tells an invoice's kind from its number. */
export function kindOf(number: string): InvoiceKind {
  if (/^\d/.test(number)) return 'sale'
  return number.startsWith('C') ? 'cancellation' : 'adjustment'
}

/** Sorts the rows of an invoice by what they become. */
export function classifyInvoice(invoice: Invoice, prices: CataloguePrices): ClassifiedInvoice {
  const { number, at, customer, country } = invoice
  const kind = kindOf(number)
  const rows = invoice.rows.map((row) => classifyRow(kind, row, prices))
  return {
    kind,
    number,
    at,
    customer,
    country,
    sells: rows.filter((row) => row.kind === 'variant' || row.kind === 'custom'),
    movements: rows.filter((row) => row.kind === 'movement'),
    cancels: rows.filter((row) => row.kind === 'cancel'),
    unknownStock: rows.filter((row) => row.kind === 'unknown stock'),
    rejected: rows.filter((row) => row.kind === 'rejected'),
  }
}

/** Tells what one row of an invoice of the given kind becomes. */
export function classifyRow(kind: InvoiceKind, row: Row, prices: CataloguePrices): ClassifiedRow {
  if (kind === 'adjustment') return rejected(row, 'adjustment invoice')
  const pence = parsePence(row.price)
  if (pence === null) return rejected(row, 'price has more than two decimals')
  if (pence < 0) return rejected(row, 'price is not positive')
  return kind === 'sale' ? rowOfSale(row, pence, prices) : rowOfCancellation(row, pence)
}

function rowOfSale(row: Row, pence: number, prices: CataloguePrices): ClassifiedRow {
  const { line, code, quantity } = row
  const listed = prices.get(code)
  if (pence === 0) {
    if (quantity === 0) return rejected(row, 'quantity has the wrong sign')
    return { kind: listed === undefined ? 'unknown stock' : 'movement', line, code, quantity }
  }
  // A return belongs on a C invoice; on a sale there is no order it could be taken from.
  if (quantity <= 0) return rejected(row, 'quantity has the wrong sign')
  if (listed === undefined) return { kind: 'custom', line, code, quantity, unitPrice: pence }
  return { kind: 'variant', line, code, quantity, unitPrice: pence, override: pence !== listed }
}

function rowOfCancellation(row: Row, pence: number): ClassifiedRow {
  if (pence === 0) return rejected(row, 'price is not positive')
  if (row.quantity >= 0) return rejected(row, 'quantity has the wrong sign')
  return { kind: 'cancel', line: row.line, code: row.code, quantity: -row.quantity, unitPrice: pence }
}

function rejected(row: Row, reason: RejectionReason): RejectedRow {
  return { kind: 'rejected', ...row, reason }
}

/**
 * Passes on the invoices a replay of `orders` orders takes: the first `orders` sales with a selling row and
 * every other invoice before the next such sale. Without `orders`, all of them.
 */
export async function* selectInvoices(
  invoices: AsyncIterable<Invoice>,
  prices: CataloguePrices,
  orders = Infinity,
): AsyncGenerator<ClassifiedInvoice, void, undefined> {
  let sales = 0
  for await (const invoice of invoices) {
    const classified = classifyInvoice(invoice, prices)
    if (classified.sells.length > 0) sales += 1
    if (sales > orders) return
    yield classified
  }
}

/** What arrives from suppliers at the first instant of a month. */
export interface Delivery {
  /** `YYYY-MM`. */
  readonly month: string
  /** The month's first instant, UTC, ISO 8601. */
  readonly at: string
  /** Quantities by stock code, all positive. */
  readonly quantities: ReadonlyMap<string, number>
}

/** What one pass over the whole file tells before the replay starts. */
export interface Survey {
  readonly invoices: number
  /** Sales with a selling row: what a replay of everything turns into orders. */
  readonly orders: number
  /** In date order. */
  readonly deliveries: readonly Delivery[]
}

/**
 * Reads the file once, whatever part of it will be replayed, and adds up each month's outflow by product: what
 * is sold, and what stock movements take away. Holds one number per month and product.
 */
export async function surveyInvoices(
  invoices: AsyncIterable<Invoice>,
  prices: CataloguePrices,
): Promise<Survey> {
  const months = new Map<string, Map<string, number>>()
  let count = 0
  let orders = 0
  for await (const invoice of selectInvoices(invoices, prices)) {
    count += 1
    if (invoice.sells.length > 0) orders += 1
    addOutflow(outflowOf(months, monthOf(invoice.at)), invoice)
  }
  return { invoices: count, orders, deliveries: deliveriesOf(months) }
}

/** The month of an instant, `YYYY-MM`. */
export function monthOf(at: string): string {
  return at.slice(0, 7)
}

function outflowOf(months: Map<string, Map<string, number>>, month: string): Map<string, number> {
  const known = months.get(month) ?? new Map<string, number>()
  months.set(month, known)
  return known
}

function addOutflow(outflow: Map<string, number>, invoice: ClassifiedInvoice): void {
  const add = (code: string, quantity: number) => outflow.set(code, (outflow.get(code) ?? 0) + quantity)
  for (const row of invoice.sells) if (row.kind === 'variant') add(row.code, row.quantity)
  for (const row of invoice.movements) if (row.quantity < 0) add(row.code, -row.quantity)
}

function deliveriesOf(months: ReadonlyMap<string, ReadonlyMap<string, number>>): readonly Delivery[] {
  return [...months]
    .map(([month, quantities]) => ({ month, at: `${month}-01T00:00:00.000Z`, quantities }))
    .toSorted((one, other) => (one.month < other.month ? -1 : 1))
}

/** The file's country names with their ISO 3166 codes, user-assigned ones where ISO has none. */
export const COUNTRY_CODES: ReadonlyMap<string, string> = new Map([
  ['Australia', 'AU'],
  ['Austria', 'AT'],
  ['Bahrain', 'BH'],
  ['Belgium', 'BE'],
  ['Brazil', 'BR'],
  ['Canada', 'CA'],
  // Jersey stands for both bailiwicks.
  ['Channel Islands', 'JE'],
  ['Cyprus', 'CY'],
  ['Czech Republic', 'CZ'],
  ['Denmark', 'DK'],
  ['EIRE', 'IE'],
  // XE and ZZ are free for users to assign.
  ['European Community', 'XE'],
  ['Finland', 'FI'],
  ['France', 'FR'],
  ['Germany', 'DE'],
  ['Greece', 'GR'],
  ['Hong Kong', 'HK'],
  ['Iceland', 'IS'],
  ['Israel', 'IL'],
  ['Italy', 'IT'],
  ['Japan', 'JP'],
  ['Lebanon', 'LB'],
  ['Lithuania', 'LT'],
  ['Malta', 'MT'],
  ['Netherlands', 'NL'],
  ['Norway', 'NO'],
  ['Poland', 'PL'],
  ['Portugal', 'PT'],
  ['RSA', 'ZA'],
  ['Saudi Arabia', 'SA'],
  ['Singapore', 'SG'],
  ['Spain', 'ES'],
  ['Sweden', 'SE'],
  ['Switzerland', 'CH'],
  ['USA', 'US'],
  ['United Arab Emirates', 'AE'],
  ['United Kingdom', 'GB'],
  ['Unspecified', 'ZZ'],
])

/** The code of a country the file names. Throws on a name it has never used. */
export function countryCode(name: string): string {
  const code = COUNTRY_CODES.get(name)
  if (code === undefined) throw new Error(`No country code is known for "${name}"`)
  return code
}
