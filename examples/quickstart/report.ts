import Table from 'cli-table3'

/** What the report tells. Money is in pence. */
export interface ReportData {
  /** Where the shop lives, e.g. `embedded database in ./shop`. */
  readonly place: string
  /** First and last instant replayed, ISO 8601. */
  readonly from: string
  readonly to: string
  /** Orders found at the start. */
  readonly resumed: number
  readonly products: number
  /** Invoices replayed, of every kind. */
  readonly invoices: number
  readonly orders: number
  /** Order lines that sell a product, and those that sell something else. */
  readonly lines: number
  readonly customLines: number
  readonly priceOverrides: number
  readonly stockRows: number
  readonly unknownStockRows: number
  /** Gross and tax before cancellations. */
  readonly revenue: number
  readonly tax: number
  /** In date order; `month` is `YYYY-MM`. */
  readonly months: readonly MonthRevenue[]
  /** In any order. */
  readonly countries: readonly CountryRevenue[]
  /** Best first. */
  readonly bestSellers: readonly BestSeller[]
  readonly cancelled: Cancelled
  readonly stock: StockTotals
  readonly rejected: readonly RejectedLine[]
  readonly statements: Readonly<Record<string, StatementCount>>
  readonly seconds: number
  readonly ordersPerSecond: number
  readonly peakRssMiB: number
  readonly checks: readonly Check[]
}

/** Orders and gross of one month. */
export interface MonthRevenue {
  readonly month: string
  readonly orders: number
  readonly minor: number
}

/** Orders and gross of one country. */
export interface CountryRevenue {
  readonly country: string
  readonly orders: number
  readonly minor: number
}

/** One product with what it sold. */
export interface BestSeller {
  readonly sku: string
  readonly title: string
  readonly quantity: number
  readonly minor: number
}

/** How the rows of cancelling invoices found their orders. */
export interface Cancelled {
  readonly matchedRows: number
  readonly partlyMatchedRows: number
  readonly unmatchedRows: number
  readonly minor: number
}

/** Stock over all products. */
export interface StockTotals {
  readonly delivered: number
  readonly onHand: number
  readonly allocated: number
  readonly available: number
}

/** A row of the file that could not be replayed. */
export interface RejectedLine {
  readonly invoice: string
  readonly line: number
  readonly code: string
  readonly quantity: number
  readonly price: string
  readonly reason: string
}

/** Protocol round trips of one operation. */
export interface StatementCount {
  readonly perCall: number
  readonly calls: number
}

/** Two figures that must be equal: what the shop says, and what it must be. */
export interface Check {
  readonly label: string
  readonly shop: number
  readonly expected: number
  readonly unit: 'money' | 'count'
}

/** Whether a check holds. */
export function checkHolds(check: Check): boolean {
  return check.shop === check.expected
}

/** Writes pence as pounds: `£1,234,567.89`. */
export function formatPounds(minor: number): string {
  const sign = minor < 0 ? '-' : ''
  const pence = Math.abs(minor)
  const fraction = String(pence % 100).padStart(2, '0')
  return `${sign}£${formatCount(Math.floor(pence / 100))}.${fraction}`
}

/** Renders the report as plain text, at most 100 columns wide, without colours. */
export function renderReport(data: ReportData): string {
  const sections = [
    title(data),
    orders(data),
    months(data),
    countries(data),
    bestSellers(data),
    cancellations(data),
    stock(data),
    rejectedRows(data),
    statements(data),
    books(data),
  ]
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`
}

const SHOWN = 10
const BAR_WIDTH = 36
const MAX_WIDTH = 100

function title({ place, from, to, resumed, seconds, ordersPerSecond, peakRssMiB }: ReportData): string {
  const memory = `peak memory ${formatCount(peakRssMiB)} MiB`
  const pace = `${formatDuration(seconds)} · ${ordersPerSecond.toFixed(1)} orders/s · ${memory}`
  const again = resumed > 0 ? [`Resumed after ${formatCount(resumed)} orders of an earlier run`] : []
  const heading = `A gift shop, ${formatDay(from)} to ${formatDay(to)}`
  return ['', heading, '═'.repeat(heading.length), clip(place, MAX_WIDTH), pace, ...again].join('\n')
}

function orders(data: ReportData): string {
  return section('Orders', [
    ['Products', formatCount(data.products)],
    ['Invoices replayed', formatCount(data.invoices)],
    ['Orders', formatCount(data.orders)],
    [
      'Lines',
      formatCount(data.lines),
      `${formatCount(data.priceOverrides)} at another price than the catalogue's`,
    ],
    ['Custom lines', formatCount(data.customLines), 'postage, manual entries, …'],
    [
      'Stock movements',
      formatCount(data.stockRows),
      `and ${formatCount(data.unknownStockRows)} of unknown products`,
    ],
    ['Revenue', formatPounds(data.revenue), 'tax included, before cancellations'],
    ['Tax in it', formatPounds(data.tax)],
  ])
}

function months(data: ReportData): string {
  const most = Math.max(...data.months.map(({ minor }) => minor), 0)
  const rows = data.months.map((one) => [
    one.month,
    formatCount(one.orders),
    formatPounds(one.minor),
    bar(one.minor, most),
  ])
  return section('Revenue by month', rows, ['month', 'orders', 'revenue', ''])
}

function countries(data: ReportData): string {
  const sorted = data.countries.toSorted((one, other) => other.minor - one.minor)
  const rest = sorted.slice(SHOWN)
  const shown = rest.length > 1 ? [...sorted.slice(0, SHOWN), sumOf(rest)] : sorted
  const rows = shown.map((one) => [
    clip(one.country, 30),
    formatCount(one.orders),
    formatPounds(one.minor),
    formatShare(one.minor, data.revenue),
  ])
  return section('Revenue by country', rows, ['country', 'orders', 'revenue', 'share'], [0])
}

function sumOf(rest: readonly CountryRevenue[]): CountryRevenue {
  const total = (pick: (one: CountryRevenue) => number) => rest.reduce((sum, one) => sum + pick(one), 0)
  return {
    country: `${rest.length} others`,
    orders: total((one) => one.orders),
    minor: total((one) => one.minor),
  }
}

function bestSellers(data: ReportData): string {
  const rows = data.bestSellers
    .slice(0, SHOWN)
    .map((one) => [
      clip(one.sku, 16),
      clip(one.title, 44),
      formatCount(one.quantity),
      formatPounds(one.minor),
    ])
  return section('Best sellers', rows, ['sku', 'product', 'sold', 'revenue'], [0, 1])
}

function cancellations({ cancelled }: ReportData): string {
  return section('Cancellations', [
    ['Rows matched', formatCount(cancelled.matchedRows)],
    ['Partly matched', formatCount(cancelled.partlyMatchedRows)],
    [
      'Not matched',
      formatCount(cancelled.unmatchedRows),
      "guests', or nothing left that was sold at this price",
    ],
    ['Cancelled', formatPounds(cancelled.minor)],
  ])
}

function stock({ stock: totals }: ReportData): string {
  return section('Stock', [
    ['Delivered', formatCount(totals.delivered), "each month's outflow, on its first day"],
    ['On hand', formatCount(totals.onHand)],
    ['Allocated', formatCount(totals.allocated), 'sold and not shipped: nothing ships here'],
    ['Available', formatCount(totals.available)],
  ])
}

function rejectedRows({ rejected }: ReportData): string {
  const rows = rejected
    .slice(0, SHOWN)
    .map((one) => [
      `${one.invoice}/${one.line}`,
      clip(one.code, 14),
      formatCount(one.quantity),
      clip(one.price, 14),
      one.reason,
    ])
  if (rejected.length > SHOWN) rows.push([`and ${formatCount(rejected.length - SHOWN)} more`])
  return section('Rejected rows', rows, ['invoice/row', 'code', 'quantity', 'price', 'why'], [0, 1, 4])
}

function statements(data: ReportData): string {
  const rows = Object.entries(data.statements).map(([operation, { perCall, calls }]) => [
    operation,
    perCall.toFixed(2),
    formatCount(calls),
  ])
  return section('Statements per operation, BEGIN and COMMIT included', rows, [
    'operation',
    'per call',
    'calls',
  ])
}

function books({ checks }: ReportData): string {
  const rows = checks.map((check) => [
    checkHolds(check) ? '✓' : '✗',
    clip(check.label, 56),
    formatFigure(check.shop, check.unit),
    formatFigure(check.expected, check.unit),
  ])
  const broken = checks.filter((check) => !checkHolds(check)).length
  const verdict =
    broken === 0
      ? 'The books balance.'
      : `The books do NOT balance: ${broken} of ${checks.length} checks fail.`
  const table = section('Check of the books', rows, ['', 'what must agree', 'shop', 'expected'], [0, 1])
  return table === '' ? '' : `${table}\n\n${verdict}`
}

/** A heading with a table under it; nothing when there are no rows. Columns in `texts` align left. */
function section(
  heading: string,
  rows: readonly (readonly string[])[],
  columns: readonly string[] = [],
  texts: readonly number[] = [0, 3],
): string {
  if (rows.length === 0) return ''
  const width = Math.max(columns.length, ...rows.map((row) => row.length))
  // A list of figures has its remarks in the third column.
  const left = columns.length === 0 ? [0, 2] : texts
  const table = new Table({
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
    colAligns: Array.from({ length: width }, (_, at) => (left.includes(at) ? 'left' : 'right')),
  })
  if (columns.length > 0)
    table.push(
      [...columns],
      columns.map((name) => '─'.repeat(name.length)),
    )
  table.push(...rows.map((row) => [...row, ...Array<string>(width - row.length).fill('')]))
  return [
    heading,
    ...table
      .toString()
      .split('\n')
      .map((line) => `  ${line}`.trimEnd()),
  ].join('\n')
}

const NO_LINES = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
}

function bar(value: number, most: number): string {
  const eighths = most > 0 ? Math.round((value * BAR_WIDTH * 8) / most) : 0
  return '█'.repeat(Math.floor(eighths / 8)) + (['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'][eighths % 8] ?? '')
}

function clip(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text
}

function formatFigure(figure: number, unit: Check['unit']): string {
  return unit === 'money' ? formatPounds(figure) : formatCount(figure)
}

function formatCount(count: number): string {
  return Math.round(count).toLocaleString('en-GB')
}

function formatShare(part: number, whole: number): string {
  return whole > 0 ? `${((part * 100) / whole).toFixed(1)} %` : ''
}

function formatDay(at: string): string {
  const day = { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const
  return new Date(at).toLocaleDateString('en-GB', day)
}

function formatDuration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`
}
