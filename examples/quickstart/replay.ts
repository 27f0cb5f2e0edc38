import type { Commerce, Context, Id, Json, JsonObject, Transaction } from '@cartwright/core'
import { flow, ok, system, unwrap } from '@cartwright/core'
import type { CancelRow, ClassifiedInvoice, Delivery } from './invoices.ts'
import { countryCode, monthOf } from './invoices.ts'
import type { ShopSetup } from './setup.ts'

/** What came of the rows of cancelling invoices. */
export interface CancelCounts {
  matchedRows: number
  partlyMatchedRows: number
  unmatchedRows: number
}

/** What a replay has done, this time and before. */
export interface ReplayCounts {
  invoices: number
  /** Of the last invoice. */
  lastInstant: string
  stockRows: number
  unknownStockRows: number
  readonly rejected: RejectedRow[]
  readonly cancelled: CancelCounts
}

/** A row that could not be replayed. */
export interface RejectedRow {
  readonly invoice: string
  readonly line: number
  readonly code: string
  readonly quantity: number
  readonly price: string
  readonly reason: string
}

/** What the replay works with. */
export interface ReplayDeps {
  readonly commerce: Commerce
  readonly setup: ShopSetup
  readonly deliveries: readonly Delivery[]
  /** Sets the shop's clock, so that orders carry the instants of their invoices. */
  setClock(at: string): void
  /** Called after each order, with how many there are. */
  onOrder(orders: number): void
}

/** Replays invoices in the order given. */
export interface Replay {
  /** Orders that an earlier run had placed. */
  readonly resumed: number
  readonly counts: ReplayCounts
  run(invoices: AsyncIterable<ClassifiedInvoice>): Promise<void>
}

const LOG_TABLE = 'shop.quickstart_log'
const PAGE = 100
/** Plans made for near-empty tables stay bad; a server's autovacuum would do the same within a minute. */
const ANALYZE_AFTER = [50, 500, 5_000]

/**
 * Makes a replay that goes on where an earlier run on the same shop stopped: orders are known by their invoice
 * numbers, everything else by a log that is written in the same unit as what it tells of.
 */
export async function createReplay(deps: ReplayDeps): Promise<Replay> {
  const { commerce, setup } = deps
  const script = commerce.context({ actor: system('replay'), currency: 'GBP' })
  const placed = await placedInvoices(commerce, script)
  const done = await readLog(commerce, script)
  const customers = new Map<string, Id<'cus'>>()
  const delivered = new Set<string>()
  const counts: ReplayCounts = {
    invoices: 0,
    lastInstant: '',
    stockRows: 0,
    unknownStockRows: 0,
    rejected: [],
    cancelled: { matchedRows: 0, partlyMatchedRows: 0, unmatchedRows: 0 },
  }
  const resumed = placed.size
  let orders = 0

  async function run(invoices: AsyncIterable<ClassifiedInvoice>): Promise<void> {
    for await (const invoice of invoices) {
      await deliver(monthOf(invoice.at))
      deps.setClock(invoice.at)
      await replayInvoice(invoice)
      if (ANALYZE_AFTER.includes(orders) && invoice.sells.length > 0) await unwrap(commerce.analyze())
      counts.invoices += 1
      counts.lastInstant = invoice.at
    }
  }

  async function replayInvoice(invoice: ClassifiedInvoice): Promise<void> {
    counts.unknownStockRows += invoice.unknownStock.length
    counts.rejected.push(...invoice.rejected.map((row) => ({ ...row, invoice: invoice.number })))
    if (invoice.movements.length > 0) await moveStock(invoice)
    if (invoice.cancels.length > 0) await cancel(invoice)
    if (invoice.sells.length === 0) return
    if (!placed.has(invoice.number)) await sell(invoice)
    orders += 1
    deps.onOrder(orders)
  }

  /** Does something once: with its entry in the log, in one unit. */
  async function once<T extends JsonObject>(entry: string, work: (t: Transaction) => Promise<T>): Promise<T> {
    const earlier = done.get(entry)
    if (earlier !== undefined) return earlier as T
    const result = await unwrap(
      commerce.transaction(script, { name: 'replay', input: { entry } }, (t) =>
        flow(async function* () {
          const value = await work(t)
          const row = [entry, JSON.stringify(value)]
          yield* t.sql(`insert into ${LOG_TABLE} (entry, result) values ($1, $2)`, row)
          return ok(value as unknown as Json)
        }),
      ),
    )
    return result as unknown as T
  }

  /** A month's deliveries arrive at its first instant. */
  async function deliver(month: string): Promise<void> {
    if (delivered.has(month)) return
    delivered.add(month)
    const delivery = deps.deliveries.find((candidate) => candidate.month === month)
    if (delivery === undefined) return
    deps.setClock(delivery.at)
    await once(`delivery ${month}`, async (t) => {
      const quantities = [...delivery.quantities]
      const movements = quantities.map(([sku, quantity]) => movement(sku, quantity, 'delivery'))
      await unwrap(t.inventory.adjust({ movements, reference: `delivery ${month}` }))
      return {}
    })
  }

  function movement(sku: string, quantity: number, reason: string) {
    return { variantId: variantOf(sku), locationId: setup.locationId, quantity, reason }
  }

  function variantOf(sku: string): Id<'var'> {
    const variantId = setup.variants.get(sku)
    if (variantId === undefined) throw new Error(`the catalogue has no ${sku}`)
    return variantId
  }

  async function moveStock(invoice: ClassifiedInvoice): Promise<void> {
    counts.stockRows += invoice.movements.length
    await once(`stock ${invoice.number}`, async (t) => {
      const movements = invoice.movements.map(({ code, quantity }) => movement(code, quantity, 'correction'))
      await unwrap(t.inventory.adjust({ movements, reference: invoice.number }))
      return {}
    })
  }

  async function sell(invoice: ClassifiedInvoice): Promise<void> {
    const ctx = (step: string): Context => ({
      ...script,
      correlationId: invoice.number,
      idempotencyKey: `replay-invoice-${invoice.number}-${step}`,
    })
    const customerId = invoice.customer === null ? undefined : await customerOf(invoice.customer)
    const shippingAddress = { country: countryCode(invoice.country) }
    const cart = await unwrap(commerce.carts.create(ctx('cart'), { customerId, shippingAddress }))
    const lines = invoice.sells.map((row) => {
      const price = { amount: row.unitPrice, currency: 'GBP' }
      // Rows of one stock code stay lines of their own.
      const line = { quantity: row.quantity, lineKey: `row ${row.line}` }
      if (row.kind === 'custom')
        return { ...line, custom: { title: row.code, sku: row.code, unitPrice: price } }
      return { ...line, variantId: variantOf(row.code), ...(row.override ? { unitPrice: price } : {}) }
    })
    await unwrap(commerce.carts.addLines(ctx('lines'), { cartId: cart.id, lines }))
    const { totals } = await unwrap(commerce.carts.get(script, { cartId: cart.id }))
    await unwrap(
      commerce.checkout.place(ctx('place'), {
        cartId: cart.id,
        payment: { provider: 'cash' },
        externalId: invoice.number,
        expectedTotal: totals.total,
      }),
    )
  }

  async function customerOf(externalId: string): Promise<Id<'cus'>> {
    const known = customers.get(externalId)
    if (known !== undefined) return known
    const found = await commerce.customers.get(script, { externalId })
    const customer = found.isOk()
      ? found.value
      : await unwrap(commerce.customers.create(script, { externalId }))
    customers.set(externalId, customer.id)
    return customer.id
  }

  async function cancel(invoice: ClassifiedInvoice): Promise<void> {
    // Before the unit: inside it, only what goes through `t` belongs to it.
    const customerId = invoice.customer === null ? null : await customerOf(invoice.customer)
    const result = await once<JsonObject & CancelCounts>(`cancel ${invoice.number}`, async (t) => {
      const whole = invoice.cancels.map(({ quantity }) => quantity)
      return customerId === null ? countRows(invoice.cancels, whole) : cancelRows(t, customerId, invoice)
    })
    counts.cancelled.matchedRows += result.matchedRows
    counts.cancelled.partlyMatchedRows += result.partlyMatchedRows
    counts.cancelled.unmatchedRows += result.unmatchedRows
  }

  return { resumed, counts, run }
}

/** Matches rows to open lines of the same code and price, the newest order first, and cancels what matches. */
async function cancelRows(
  t: Transaction,
  customerId: Id<'cus'>,
  invoice: ClassifiedInvoice,
): Promise<JsonObject & CancelCounts> {
  const left = invoice.cancels.map(({ quantity }) => quantity)
  const taken = new Map<Id<'ord'>, { readonly lineId: Id<'oln'>; readonly quantity: number }[]>()
  const skus = [...new Set(invoice.cancels.map(({ code }) => code))]
  let cursor: string | undefined
  do {
    const page = await unwrap(t.orders.listLines({ customerId, skus, open: true, limit: PAGE, cursor }))
    for (const line of page.items) {
      let open = line.open
      for (const [index, row] of invoice.cancels.entries()) {
        if (row.code !== line.sku || row.unitPrice !== line.unitPrice.amount) continue
        const quantity = Math.min(open, left[index] ?? 0)
        if (quantity === 0) continue
        open -= quantity
        left[index] = (left[index] ?? 0) - quantity
        const lines = taken.get(line.orderId) ?? []
        lines.push({ lineId: line.lineId, quantity })
        taken.set(line.orderId, lines)
      }
    }
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined && left.some((quantity) => quantity > 0))
  for (const [orderId, lines] of taken) {
    await unwrap(t.orders.cancelLines({ orderId, lines, reason: 'credit_note' }))
  }
  return countRows(invoice.cancels, left)
}

function countRows(rows: readonly CancelRow[], left: readonly number[]): JsonObject & CancelCounts {
  const counts = { matchedRows: 0, partlyMatchedRows: 0, unmatchedRows: 0 }
  for (const [index, { quantity }] of rows.entries()) {
    const unmatched = left[index] ?? 0
    if (unmatched === 0) counts.matchedRows += 1
    else if (unmatched < quantity) counts.partlyMatchedRows += 1
    else counts.unmatchedRows += 1
  }
  return counts
}

async function placedInvoices(commerce: Commerce, ctx: Context): Promise<ReadonlySet<string>> {
  const placed = new Set<string>()
  let cursor: string | undefined
  do {
    const page = await unwrap(commerce.orders.list(ctx, { limit: PAGE, cursor }))
    for (const { externalId } of page.items) if (externalId !== null) placed.add(externalId)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return placed
}

async function readLog(commerce: Commerce, ctx: Context): Promise<ReadonlyMap<string, JsonObject>> {
  const rows = await unwrap(
    commerce.transaction(ctx, { name: 'replay.log', input: {} }, (t) =>
      flow(async function* () {
        yield* t.sql(
          `create table if not exists ${LOG_TABLE} (entry text primary key, result jsonb not null)`,
        )
        return ok(
          (yield* t.sql<{ entry: string; result: JsonObject }>(
            `select entry, result from ${LOG_TABLE}`,
          )) as Json,
        )
      }),
    ),
  )
  return new Map(
    (rows as unknown as { entry: string; result: JsonObject }[]).map(({ entry, result }) => [entry, result]),
  )
}
