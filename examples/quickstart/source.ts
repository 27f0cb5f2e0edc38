import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'

/** The folder that holds the shop's files, as a `file:` URL that ends in a slash. */
export const DATA_FOLDER: URL = new URL('./data/', import.meta.url)

/** One product of the shop's catalogue. */
export interface Product {
  /** Stock code. Compared byte for byte: some codes differ from others by letter case only. */
  readonly sku: string
  readonly name: string
  /** Usual unit price in pounds, as the file spells it. */
  readonly unitPrice: string
  /** Days on which the product was first and last sold, `YYYY-MM-DD`. */
  readonly firstSeen: string
  readonly lastSeen: string
}

/** One row of an invoice, as the file has it. */
export interface Row {
  /** Number of the row within its invoice, from 1. */
  readonly line: number
  readonly code: string
  /** Signed: cancellations and outgoing stock corrections are negative. */
  readonly quantity: number
  /** Unit price in pounds, as the file spells it. */
  readonly price: string
}

/** One invoice with all its rows in the file's order. */
export interface Invoice {
  readonly number: string
  /** UTC instant, ISO 8601. */
  readonly at: string
  /** The shop's number of the customer; null for a guest. */
  readonly customer: string | null
  /** Country name as the file spells it. */
  readonly country: string
  readonly rows: readonly Row[]
}

interface Held extends Invoice {
  readonly rows: Row[]
}

/** Reads the whole catalogue: 3,847 products. */
export async function readProducts(folder: URL = DATA_FOLDER): Promise<Product[]> {
  const products: Product[] = []
  for await (const row of readTable(new URL('products.tsv.gz', folder), PRODUCT_COLUMNS)) {
    products.push({
      sku: row.stock_code,
      name: row.name,
      unitPrice: row.unit_price_gbp,
      firstSeen: row.first_seen,
      lastSeen: row.last_seen,
    })
  }
  return products
}

/**
 * Reads the invoices with their rows, in the file's order, which is date order.
 *
 * @remarks
 * Memory does not grow with the file. Lines come in the order of their invoices, but those of invoices written
 * in the same minute may interleave (542806 and C542805 do). An invoice is therefore held until one of another
 * minute opens. A line that belongs neither to a held invoice nor to the next one throws, so that a file in
 * another order cannot lose rows silently.
 */
export async function* readInvoices(folder: URL = DATA_FOLDER): AsyncGenerator<Invoice, void, undefined> {
  const headers = readTable(new URL('train-invoices.tsv.gz', folder), INVOICE_COLUMNS)
  let held: Held[] = []
  try {
    for await (const line of readTable(new URL('train-lines.tsv.gz', folder), LINE_COLUMNS)) {
      let owner = held.find((one) => one.number === line.invoice)
      if (!owner) {
        owner = await openNext(headers, line.invoice)
        if (held[0] && held[0].at !== owner.at) {
          yield* held
          held = []
        }
        held.push(owner)
      }
      owner.rows.push(rowOf(line, owner.rows.length + 1))
    }
    yield* held
  } finally {
    await headers.return()
  }
}

const PRODUCT_COLUMNS = [
  'stock_code',
  'name',
  'unit_price_gbp',
  'lines_sold',
  'first_seen',
  'last_seen',
] as const
const INVOICE_COLUMNS = ['invoice', 'invoice_date', 'customer_id', 'country'] as const
const LINE_COLUMNS = ['invoice', 'stock_code', 'quantity', 'unit_price'] as const

type Table<Column extends string> = AsyncGenerator<Record<Column, string>, void, undefined>

async function openNext(headers: Table<(typeof INVOICE_COLUMNS)[number]>, number: string): Promise<Held> {
  const next = await headers.next()
  if (next.done || next.value.invoice !== number) {
    throw new Error(`The lines of invoice ${number} are not where the list of invoices has it`)
  }
  const { invoice_date: minute, customer_id: customer, country } = next.value
  return { number, at: `${minute}:00.000Z`, customer: customer || null, country, rows: [] }
}

function rowOf(record: Record<(typeof LINE_COLUMNS)[number], string>, line: number): Row {
  const quantity = Number(record.quantity)
  if (!Number.isSafeInteger(quantity)) {
    throw new Error(
      `Invoice ${record.invoice}, row ${line}: the quantity ${record.quantity} is no whole number`,
    )
  }
  return { line, code: record.stock_code, quantity, price: record.unit_price }
}

async function* readTable<Column extends string>(file: URL, columns: readonly Column[]): Table<Column> {
  const unzipped = createGunzip()
  const compressed = createReadStream(file).on('error', (error) => unzipped.destroy(error))
  let number = 0
  try {
    for await (const line of createInterface({ input: compressed.pipe(unzipped) })) {
      number += 1
      const cells = line.split('\t')
      if (number === 1 ? line !== columns.join('\t') : cells.length !== columns.length) {
        throw new Error(`${file.pathname}, line ${number}: expected the columns ${columns.join(', ')}`)
      }
      if (number > 1) yield recordOf(columns, cells)
    }
  } finally {
    compressed.destroy()
    unzipped.destroy()
  }
}

function recordOf<Column extends string>(
  columns: readonly Column[],
  cells: readonly string[],
): Record<Column, string> {
  return Object.fromEntries(columns.map((column, at) => [column, cells[at]])) as Record<Column, string>
}
