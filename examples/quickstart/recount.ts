/**
 * The shop's books, counted again straight from the source files. It shares no code with the shop nor with
 * the replay, not even the reading of a file or of a price, and it goes line by line where the replay goes
 * invoice by invoice: a mistake would have to be made twice, in two shapes, to go unnoticed.
 */
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'

/** Options of {@link recount}. */
export interface RecountOptions {
  /** How many orders the replay made; all when absent. */
  readonly orders?: number
  /** Where the files are; beside this module when absent. */
  readonly folder?: URL
}

/** What the books of a replay must say. Money is in pence, revenue and tax are before cancellations. */
export interface Recount {
  /** Invoices replayed, of every kind. */
  readonly invoices: number
  readonly orders: number
  /** Order lines that sell a product, and those that sell something else. */
  readonly lines: number
  readonly customLines: number
  readonly priceOverrides: number
  readonly rejectedRows: number
  readonly stockRows: number
  readonly unknownStockRows: number
  readonly revenueMinor: number
  readonly netMinor: number
  readonly taxMinor: number
  readonly cancelled: {
    readonly matchedRows: number
    readonly partlyMatchedRows: number
    readonly unmatchedRows: number
    /** Gross value of what was cancelled: quantity × unit price. */
    readonly minor: number
  }
  /** Gross of every order by invoice number, in the file's order. */
  readonly perOrder: ReadonlyMap<string, number>
  /** Gross by month (`YYYY-MM`) and by the file's country name, in order of first appearance. */
  readonly revenueByMonth: ReadonlyMap<string, number>
  readonly revenueByCountry: ReadonlyMap<string, number>
  /** Stock of every product that moved. Nothing ships, so what is sold stays on the shelf, allocated. */
  readonly stock: ReadonlyMap<string, StockLevel>
}

/** Stock of one product at the end of a replay. */
export interface StockLevel {
  /** Deliveries plus signed stock movements. */
  readonly onHand: number
  /** Sold minus cancelled. */
  readonly allocated: number
}

/**
 * Counts the books of a replay from the source files.
 *
 * @remarks Reads the lines twice: once for the month's deliveries and the place where the replay ends.
 */
export async function recount({ orders, folder }: RecountOptions = {}): Promise<Recount> {
  const files = folder ?? new URL('./data/', import.meta.url)
  const catalogue = await readCatalogue(files)
  const invoices = await readHeads(files)
  const { supply, sellers } = await scan(files, catalogue, invoices)
  const first = orders === undefined ? undefined : sellers[orders]
  const end = first === undefined ? invoices.size : headOf(invoices, first).place
  return tally(files, catalogue, invoices, supply, end)
}

interface Head {
  readonly place: number
  readonly month: string
  readonly customer: string
  readonly country: string
}

interface Line {
  readonly invoice: string
  readonly head: Head
  readonly code: string
  readonly quantity: number
  readonly price: string
}

type Heads = ReadonlyMap<string, Head>
type Catalogue = ReadonlyMap<string, string>

async function* readRows(files: URL, name: string) {
  const unzip = createGunzip()
  const text = createReadStream(new URL(name, files)).on('error', (error) => unzip.destroy(error))
  let heading = true
  for await (const row of createInterface({ input: text.pipe(unzip) })) {
    if (!heading) yield row.split('\t')
    heading = false
  }
}

async function readCatalogue(files: URL): Promise<Catalogue> {
  const catalogue = new Map<string, string>()
  for await (const [code = '', , price = ''] of readRows(files, 'products.tsv.gz')) catalogue.set(code, price)
  return catalogue
}

async function readHeads(files: URL): Promise<Heads> {
  const heads = new Map<string, Head>()
  for await (const [invoice = '', at = '', customer = '', country = ''] of readRows(
    files,
    'train-invoices.tsv.gz',
  )) {
    heads.set(invoice, { place: heads.size, month: at.slice(0, 7), customer, country })
  }
  return heads
}

function headOf(heads: Heads, invoice: string): Head {
  const head = heads.get(invoice)
  if (!head) throw new Error(`Line of an unknown invoice: ${invoice}`)
  return head
}

async function* readLines(files: URL, heads: Heads): AsyncGenerator<Line, void, undefined> {
  for await (const [invoice = '', code = '', quantity = '', price = ''] of readRows(
    files,
    'train-lines.tsv.gz',
  )) {
    yield { invoice, head: headOf(heads, invoice), code, quantity: Number(quantity), price }
  }
}

/** Pence of a decimal text; NaN when it has parts of a penny. */
function pence(decimal: string): number {
  const point = decimal.indexOf('.')
  if (point < 0) return Number(decimal) * 100
  const cents = `${decimal.slice(point + 1)}0`
  return cents.length > 3 ? Number.NaN : Number(decimal.slice(0, point) + cents.slice(0, 2))
}

const isSale = (invoice: string) => invoice.charAt(0) >= '0' && invoice.charAt(0) <= '9'
const isCancellation = (invoice: string) => invoice.charAt(0) === 'C'

function increase<Key>(totals: Map<Key, number>, key: Key, by: number): void {
  totals.set(key, (totals.get(key) ?? 0) + by)
}

/** First pass: what each month's deliveries must bring, and which invoices sell, in the file's order. */
async function scan(files: URL, catalogue: Catalogue, heads: Heads) {
  const supply = new Map<string, Map<string, number>>()
  const selling = new Set<string>()
  for await (const { invoice, head, code, quantity, price } of readLines(files, heads)) {
    if (!isSale(invoice)) continue
    const paid = pence(price)
    if (paid > 0 && quantity > 0) selling.add(invoice)
    const leaves = paid === 0 ? Math.max(-quantity, 0) : paid > 0 ? Math.max(quantity, 0) : 0
    if (!catalogue.has(code) || leaves === 0) continue
    const month = supply.get(head.month) ?? new Map<string, number>()
    increase(month, code, leaves)
    supply.set(head.month, month)
  }
  return { supply, sellers: [...heads.keys()].filter((invoice) => selling.has(invoice)) }
}

/** Second pass: everything before the invoice at place `end`. */
async function tally(
  files: URL,
  catalogue: Catalogue,
  heads: Heads,
  supply: ReadonlyMap<string, ReadonlyMap<string, number>>,
  end: number,
): Promise<Recount> {
  const ledger = createLedger()
  const months = new Set<string>()
  for (const { place, month } of heads.values()) if (place < end) months.add(month)
  for (const month of months)
    for (const [code, quantity] of supply.get(month) ?? []) ledger.move(code, quantity)
  for await (const line of readLines(files, heads)) {
    if (line.head.place < end) post(ledger, catalogue, line)
  }
  return ledger.close(end)
}

function post(ledger: Ledger, catalogue: Catalogue, line: Line): void {
  const paid = pence(line.price)
  const known = catalogue.get(line.code)
  if (isCancellation(line.invoice) && paid > 0 && line.quantity < 0)
    ledger.cancel(line, paid, known !== undefined)
  else if (!isSale(line.invoice)) ledger.count('rejectedRows')
  else if (paid > 0 && line.quantity > 0) ledger.sell(line, paid, known)
  else if (paid !== 0 || line.quantity === 0) ledger.count('rejectedRows')
  else if (known === undefined) ledger.count('unknownStockRows')
  else {
    ledger.count('stockRows')
    ledger.move(line.code, line.quantity)
  }
}

const shelf = ({ head, code }: Line, paid: number) => `${head.customer}\t${code}\t${paid}`

type Ledger = ReturnType<typeof createLedger>

/** Writable totals of a replay under way. */
function createLedger() {
  const rows = {
    lines: 0,
    customLines: 0,
    priceOverrides: 0,
    rejectedRows: 0,
    stockRows: 0,
    unknownStockRows: 0,
  }
  const sums = { revenueMinor: 0, netMinor: 0, taxMinor: 0 }
  const cancelled = { matchedRows: 0, partlyMatchedRows: 0, unmatchedRows: 0, minor: 0 }
  const perOrder = new Map<string, number>()
  const revenueByMonth = new Map<string, number>()
  const revenueByCountry = new Map<string, number>()
  const onHand = new Map<string, number>()
  const allocated = new Map<string, number>()
  /** Quantities left on earlier lines, oldest first, by customer, code and price. Guests have none. */
  const open = new Map<string, number[]>()

  const count = (kind: keyof typeof rows) => {
    rows[kind] += 1
  }

  const move = (code: string, quantity: number) => increase(onHand, code, quantity)

  const sell = (line: Line, paid: number, known: string | undefined) => {
    const gross = line.quantity * paid
    // Five sixths are the net of a price with 20 % in it; adding 6 before dividing by 12 rounds half up.
    const net = line.head.country === 'United Kingdom' ? Math.floor((gross * 10 + 6) / 12) : gross
    sums.revenueMinor += gross
    sums.netMinor += net
    sums.taxMinor += gross - net
    increase(perOrder, line.invoice, gross)
    increase(revenueByMonth, line.head.month, gross)
    increase(revenueByCountry, line.head.country, gross)
    count(known === undefined ? 'customLines' : 'lines')
    if (known !== undefined) {
      increase(allocated, line.code, line.quantity)
      if (pence(known) !== paid) count('priceOverrides')
    }
    if (line.head.customer === '') return
    const left = open.get(shelf(line, paid)) ?? []
    left.push(line.quantity)
    open.set(shelf(line, paid), left)
  }

  const cancel = (line: Line, paid: number, known: boolean) => {
    // The last entry is the last line of the newest order: one customer's invoices follow one another.
    const left = open.get(shelf(line, paid)) ?? []
    let wanted = -line.quantity
    while (wanted > 0 && left.length > 0) {
      const youngest = left.pop() ?? 0
      const taken = Math.min(youngest, wanted)
      if (taken < youngest) left.push(youngest - taken)
      wanted -= taken
    }
    const taken = -line.quantity - wanted
    cancelled.minor += taken * paid
    if (known && taken > 0) increase(allocated, line.code, -taken)
    if (wanted === 0) cancelled.matchedRows += 1
    else if (taken > 0) cancelled.partlyMatchedRows += 1
    else cancelled.unmatchedRows += 1
  }

  const close = (invoices: number): Recount => {
    const stock = new Map<string, StockLevel>()
    for (const code of new Set([...onHand.keys(), ...allocated.keys()])) {
      stock.set(code, { onHand: onHand.get(code) ?? 0, allocated: allocated.get(code) ?? 0 })
    }
    const totals = { ...rows, ...sums, cancelled, perOrder, revenueByMonth, revenueByCountry, stock }
    return { invoices, orders: perOrder.size, ...totals }
  }

  return { count, move, sell, cancel, close }
}
