import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { embeddedPostgres, postgres } from '@cartwright/adapters-postgres'
import type { Commerce, Storage } from '@cartwright/core'
import { createCommerce, manualClock, ResultError, system } from '@cartwright/core'
import type { ShopFigures } from './books.ts'
import { checkBooks, readFigures } from './books.ts'
import { cataloguePrices, selectInvoices, surveyInvoices } from './invoices.ts'
import type { Options } from './options.ts'
import { parseOptions } from './options.ts'
import { createProgress } from './progress.ts'
import { recount } from './recount.ts'
import type { Replay } from './replay.ts'
import { createReplay } from './replay.ts'
import type { Check, ReportData } from './report.ts'
import { checkHolds, renderReport } from './report.ts'
import { createMemoryGauge } from './memory.ts'
import { setUpShop } from './setup.ts'
import { readInvoices, readProducts } from './source.ts'
import type { StatementCounter } from './statements.ts'
import { createStatementCounter } from './statements.ts'

interface OpenShop {
  readonly storage: Storage
  readonly place: string
  close(): Promise<void>
}

const parsed = parseOptions(process.argv.slice(2))
if (parsed.kind === 'help') console.log(parsed.text)
else if (parsed.kind === 'invalid') fail(parsed.message)
else await run(parsed.options).catch(explain)

/** A refusal of the storage is told in one line; anything else is a defect and keeps its stack. */
function explain(cause: unknown): void {
  if (!(cause instanceof ResultError)) throw cause
  fail(cause.message)
}

function fail(message: string): void {
  console.error(message)
  process.exitCode = 1
}

async function run(options: Options): Promise<void> {
  const counter = createStatementCounter()
  const shop = await openShop(options, counter)
  try {
    const clock = manualClock('2010-12-01T00:00:00.000Z')
    const commerce = await createCommerce({
      storage: shop.storage,
      clock,
      tracer: counter.tracer,
      migrate: 'auto',
    })
    try {
      await replayAndReport(commerce, options, shop, counter, (at) => clock.set(at))
    } finally {
      await commerce.close()
    }
  } finally {
    await shop.close()
  }
}

async function openShop({ database, data }: Options, counter: StatementCounter): Promise<OpenShop> {
  const onStatement = counter.counted
  if (database !== null) {
    const server = postgres({ connectionString: database, onStatement })
    return { storage: server.shop('shop'), place: 'PostgreSQL server', close: () => server.close() }
  }
  const dataDir = data ?? (await mkdtemp(join(tmpdir(), 'cartwright-')))
  const close = async (): Promise<void> => {
    if (data === null) await rm(dataDir, { recursive: true, force: true })
  }
  const place = data === null ? 'embedded database in a temporary folder' : `embedded database in ${data}`
  return { storage: embeddedPostgres({ dataDir, onStatement }), place, close }
}

async function replayAndReport(
  commerce: Commerce,
  options: Options,
  shop: OpenShop,
  counter: StatementCounter,
  setClock: (at: string) => void,
): Promise<void> {
  const script = commerce.context({ actor: system('quickstart'), currency: 'GBP' })
  const progress = createProgress({ json: options.json })
  const memory = createMemoryGauge()
  const products = await readProducts()
  const prices = cataloguePrices(products)
  const survey = await surveyInvoices(readInvoices(), prices)
  const setup = await setUpShop(commerce, script, products)
  const wanted = options.orders === 'all' ? survey.orders : Math.min(options.orders, survey.orders)
  const replay = await createReplay({
    commerce,
    setup,
    deliveries: survey.deliveries,
    setClock,
    onOrder: (orders) => {
      memory.sample(orders)
      progress.update(orders)
    },
  })
  const started = performance.now()
  progress.start({ label: 'Replaying orders', total: wanted })
  try {
    await replay.run(selectInvoices(readInvoices(), prices, wanted))
  } finally {
    progress.stop()
  }
  const seconds = (performance.now() - started) / 1_000
  const figures = await readFigures(commerce, script)
  const expected = await recount({ orders: wanted })
  const checks = checkBooks(figures, expected, replay.counts.cancelled)
  const rate = Math.max(0, figures.orders - replay.resumed) / seconds
  const measured = { seconds: rounded(seconds), ordersPerSecond: rounded(rate) }
  const statements = counter.summary()
  if (options.json) {
    console.log(
      JSON.stringify(toJson(replay, figures, checks, { ...measured, statements, ...memory.peaks() })),
    )
  } else {
    const { peakRssMiB } = memory.peaks()
    console.log(
      renderReport(toReport(shop, replay, figures, checks, { ...measured, statements, peakRssMiB })),
    )
  }
  if (!checks.every(checkHolds)) fail('the books do not balance')
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10
}

type Measured = Pick<ReportData, 'seconds' | 'ordersPerSecond' | 'statements' | 'peakRssMiB'>

function toReport(
  shop: OpenShop,
  { resumed, counts }: Replay,
  figures: ShopFigures,
  checks: readonly Check[],
  measured: Measured,
): ReportData {
  const { months } = figures
  return {
    place: shop.place,
    from: months[0] === undefined ? '' : `${months[0].month}-01T00:00:00.000Z`,
    to: counts.lastInstant,
    resumed,
    products: figures.products,
    invoices: counts.invoices,
    orders: figures.orders,
    lines: figures.lines,
    customLines: figures.customLines,
    priceOverrides: figures.priceOverrides,
    stockRows: counts.stockRows,
    unknownStockRows: counts.unknownStockRows,
    revenue: figures.revenue,
    tax: figures.tax,
    months,
    countries: figures.countries,
    bestSellers: figures.bestSellers,
    cancelled: { ...counts.cancelled, minor: figures.cancelledMinor },
    stock: figures.stock,
    rejected: counts.rejected,
    checks,
    ...measured,
  }
}

function toJson(
  { resumed, counts }: Replay,
  figures: ShopFigures,
  checks: readonly Check[],
  measured: Measured & { readonly peakRssAfter1000MiB: number },
) {
  const gross = checks.find(({ label }) => label === 'gross of all orders')
  const orders = checks.find(({ label }) => label === 'orders')
  return {
    resumed,
    products: figures.products,
    invoices: counts.invoices,
    orders: figures.orders,
    lines: figures.lines,
    customLines: figures.customLines,
    priceOverrides: figures.priceOverrides,
    rejectedRows: counts.rejected.length,
    stockRows: counts.stockRows,
    unknownStockRows: counts.unknownStockRows,
    cancelled: { ...counts.cancelled, minor: figures.cancelledMinor },
    revenue: { GBP: figures.revenue },
    tax: { GBP: figures.tax },
    recount: { orders: orders?.expected, revenueMinor: gross?.expected, matches: checks.every(checkHolds) },
    stockDrift: figures.stock.drifted,
    statements: measured.statements,
    seconds: measured.seconds,
    ordersPerSecond: measured.ordersPerSecond,
    peakRssAfter1000MiB: measured.peakRssAfter1000MiB,
    peakRssMiB: measured.peakRssMiB,
  }
}
