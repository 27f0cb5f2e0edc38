import { expect, test } from 'vitest'
import type { ClassifiedInvoice, Delivery } from './invoices.ts'
import { cataloguePrices, monthOf, selectInvoices, surveyInvoices } from './invoices.ts'
import { recount } from './recount.ts'
import { readInvoices, readProducts } from './source.ts'

const sum = (figures: Iterable<number>) => [...figures].reduce((total, figure) => total + figure, 0)

test('counts the whole file', async () => {
  const books = await recount()
  expect(books).toMatchObject({
    invoices: 21_423,
    orders: 16_371,
    lines: 419_604,
    customLines: 2_015,
    priceOverrides: 128_994,
    rejectedRows: 7,
    stockRows: 2_038,
    unknownStockRows: 157,
    cancelled: { matchedRows: 5_951, partlyMatchedRows: 38, unmatchedRows: 1_863, minor: 26_690_083 },
    revenueMinor: 850_733_347,
    taxMinor: 118_246_154,
  })
  expect(books.netMinor + books.taxMinor).toBe(books.revenueMinor)
  for (const part of [books.perOrder, books.revenueByMonth, books.revenueByCountry]) {
    expect(sum(part.values())).toBe(books.revenueMinor)
  }
  expect([books.perOrder.size, books.revenueByMonth.size, books.revenueByCountry.size]).toEqual([
    16_371, 11, 38,
  ])
  for (const { onHand, allocated } of books.stock.values()) {
    expect(allocated >= 0 && onHand >= allocated).toBe(true)
  }
})

test.each([1, 400, 16_370])('agrees with the replay on where %i orders end', async (orders) => {
  const prices = cataloguePrices(await readProducts())
  const { deliveries } = await surveyInvoices(readInvoices(), prices)
  const taken: ClassifiedInvoice[] = []
  for await (const invoice of selectInvoices(readInvoices(), prices, orders)) taken.push(invoice)
  const books = await recount({ orders })
  expect(books.invoices).toBe(taken.length)
  expect([...books.perOrder]).toEqual(grossOf(taken))
  expect(new Map([...books.stock].map(([code, { onHand }]) => [code, onHand]))).toEqual(
    onHandOf(taken, deliveries),
  )
})

function grossOf(invoices: readonly ClassifiedInvoice[]): [string, number][] {
  return invoices
    .filter(({ sells }) => sells.length > 0)
    .map(({ number, sells }) => [number, sum(sells.map(({ quantity, unitPrice }) => quantity * unitPrice))])
}

function onHandOf(
  invoices: readonly ClassifiedInvoice[],
  deliveries: readonly Delivery[],
): Map<string, number> {
  const onHand = new Map<string, number>()
  const move = (code: string, quantity: number) => onHand.set(code, (onHand.get(code) ?? 0) + quantity)
  const months = new Set(invoices.map(({ at }) => monthOf(at)))
  for (const { month, quantities } of deliveries) {
    if (months.has(month)) for (const [code, quantity] of quantities) move(code, quantity)
  }
  for (const { movements } of invoices) for (const { code, quantity } of movements) move(code, quantity)
  return onHand
}
