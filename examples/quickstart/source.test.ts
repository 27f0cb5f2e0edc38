import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, test } from 'vitest'
import type { Invoice } from './source.ts'
import { readInvoices, readProducts } from './source.ts'

const folders: string[] = []

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true })
})

async function folderOf(files: Record<string, string>): Promise<URL> {
  const folder = await mkdtemp(join(tmpdir(), 'quickstart-'))
  folders.push(folder)
  for (const [name, text] of Object.entries(files))
    await writeFile(join(folder, `${name}.tsv.gz`), gzipSync(text))
  return pathToFileURL(`${folder}/`)
}

function table(header: string, rows: readonly string[]): string {
  return `${[header, ...rows].map((row) => row.replaceAll(' ', '\t')).join('\n')}\n`
}

function shop(invoices: readonly string[], lines: readonly string[]): Promise<URL> {
  return folderOf({
    'train-invoices': table('invoice invoice_date customer_id country', invoices),
    'train-lines': table('invoice stock_code quantity unit_price', lines),
  })
}

async function collect(folder: URL): Promise<Invoice[]> {
  const invoices: Invoice[] = []
  for await (const invoice of readInvoices(folder)) invoices.push(invoice)
  return invoices
}

describe('readProducts', () => {
  test('reads the catalogue, codes apart that differ by letter case only', async () => {
    const products = await readProducts()
    const codes = new Set(products.map(({ sku }) => sku))
    expect(products).toHaveLength(3847)
    expect(codes.size).toBe(3847)
    expect(new Set([...codes].map((code) => code.toUpperCase())).size).toBe(3743)
    expect(products[0]).toEqual({
      sku: '10002',
      name: 'INFLATABLE POLITICAL GLOBE',
      unitPrice: '0.85',
      firstSeen: '2010-12-01',
      lastSeen: '2011-04-28',
    })
  })
})

describe('readInvoices', () => {
  test('joins every line of the file to its invoice, in date order', async () => {
    let invoices = 0
    let rows = 0
    let interleaved = 0
    let earlier = ''
    for await (const invoice of readInvoices()) {
      invoices += 1
      rows += invoice.rows.length
      expect(invoice.at >= earlier).toBe(true)
      earlier = invoice.at
      if (invoice.number === '542806') interleaved = invoice.rows.length
    }
    expect({ invoices, rows, interleaved }).toEqual({ invoices: 21_423, rows: 431_673, interleaved: 39 })
  })

  test('numbers the rows of invoices that interleave within a minute', async () => {
    const folder = await shop(
      ['1 2011-02-01T11:19 7 EIRE', 'C2 2011-02-01T11:19  EIRE', '3 2011-02-01T11:20 8 EIRE'],
      ['1 a 1 1.00', 'C2 b -1 1.0', '1 A 2 1', '3 c 3 0'],
    )
    const invoices = await collect(folder)
    expect(invoices.map(({ number, customer }) => [number, customer])).toEqual([
      ['1', '7'],
      ['C2', null],
      ['3', '8'],
    ])
    expect(invoices[0]?.at).toBe('2011-02-01T11:19:00.000Z')
    expect(invoices[0]?.rows).toEqual([
      { line: 1, code: 'a', quantity: 1, price: '1.00' },
      { line: 2, code: 'A', quantity: 2, price: '1' },
    ])
  })

  test.each([
    [
      'a line after its invoice is through',
      ['1 2011-02-01T11:19 7 X', '2 2011-02-01T11:20 8 X'],
      ['1 a 1 1', '2 b 1 1', '1 c 1 1'],
    ],
    ['a line of an invoice not listed', ['1 2011-02-01T11:19 7 X'], ['1 a 1 1', '9 b 1 1']],
    [
      'an invoice without lines',
      ['1 2011-02-01T11:19 7 X', '2 2011-02-01T11:20 8 X', '3 2011-02-01T11:20 8 X'],
      ['1 a 1 1', '3 b 1 1'],
    ],
  ])('refuses %s', async (_, invoices, lines) => {
    await expect(collect(await shop(invoices, lines))).rejects.toThrow(
      /are not where the list of invoices has it/,
    )
  })

  test('refuses a malformed line, an unreadable quantity, and a file that is missing or not gzip', async () => {
    const head = ['1 2011-02-01T11:19 7 X']
    await expect(collect(await shop(head, ['1 a 1 1', '1 a 1']))).rejects.toThrow(
      /train-lines.tsv.gz, line 3: expected/,
    )
    await expect(collect(await shop(head, ['1 a 1.5 1']))).rejects.toThrow(
      /Invoice 1, row 1: the quantity 1.5/,
    )
    await expect(collect(await folderOf({}))).rejects.toThrow(/ENOENT/)
    const folder = await folderOf({})
    await writeFile(new URL('train-lines.tsv.gz', folder), 'plain text')
    await expect(collect(folder)).rejects.toThrow(/incorrect header check/)
  })

  test('can be left early', async () => {
    for await (const invoice of readInvoices()) {
      expect(invoice.number).toBe('536365')
      break
    }
  })
})
