import type { Commerce, Context, Json } from '@cartwright/core'
import { flow, ok, unwrap } from '@cartwright/core'
import type { Recount } from './recount.ts'
import type { Check, ReportData } from './report.ts'

/** What the shop's own tables say, read by SQL. */
export interface ShopFigures {
  readonly products: number
  readonly orders: number
  readonly lines: number
  readonly customLines: number
  readonly priceOverrides: number
  readonly revenue: number
  readonly net: number
  readonly tax: number
  readonly cancelledMinor: number
  /** Lines, orders and entries where net + tax is not the total, or sums do not add up. */
  readonly unbalanced: number
  readonly stock: ReportData['stock'] & { readonly drifted: number; readonly negative: number }
  readonly months: ReportData['months']
  readonly countries: ReportData['countries']
  readonly bestSellers: ReportData['bestSellers']
  /** Gross by invoice number, as placed. */
  readonly perOrder: ReadonlyMap<string, number>
}

type Counts = Omit<ShopFigures, 'stock' | 'months' | 'countries' | 'bestSellers' | 'perOrder'>

const COUNTS = `select json_build_object(
  'products', (select count(*) from shop.products),
  'orders', (select count(*) from shop.orders),
  'lines', (select count(*) from shop.order_lines where price_source <> 'custom'),
  'customLines', (select count(*) from shop.order_lines where price_source = 'custom'),
  'priceOverrides', (select count(*) from shop.order_lines where price_source = 'override'),
  'revenue', (select coalesce(sum(total), 0) from shop.order_entries where revision = 1),
  'net', (select coalesce(sum(net), 0) from shop.order_entries where revision = 1),
  'tax', (select coalesce(sum(tax), 0) from shop.order_entries where revision = 1),
  'cancelledMinor', (select coalesce(-sum(total), 0) from shop.order_entries where revision > 1),
  'unbalanced', (select count(*) from shop.order_lines where net + tax <> total or unit_price * ordered <> total)
    + (select count(*) from shop.order_entries where net + tax <> total)
    + (select count(*) from shop.orders o where net + tax <> total or total <>
        (select sum(e.total) from shop.order_entries e where e.order_id = o.id))) as figures`

const STOCK = `select json_build_object('delivered', coalesce((select sum(quantity) from shop.stock_movements
    where reason = 'delivery'), 0), 'onHand', coalesce(sum(on_hand), 0), 'allocated', coalesce(sum(allocated), 0),
  'available', coalesce(sum(on_hand - allocated - held - safety), 0),
  'negative', count(*) filter (where on_hand < 0 or allocated < 0 or held < 0 or on_hand < allocated + held)) as figures
  from shop.stock_levels`

const MONTHS = `select to_char(placed_at at time zone 'utc', 'YYYY-MM') as month, count(distinct o.id)::int4 as orders,
    sum(e.total)::float8 as minor
  from shop.orders o join shop.order_entries e on e.order_id = o.id and e.revision = 1 group by 1 order by 1`

const COUNTRIES = `select p.country, count(distinct o.id)::int4 as orders, sum(e.total)::float8 as minor
  from shop.orders o join shop.order_entries e on e.order_id = o.id and e.revision = 1
  join shop.order_parties p on p.order_id = o.id and p.role = 'shipping' group by 1 order by 3 desc`

const BEST_SELLERS = `select sku, min(title) as title, sum(ordered - cancelled)::float8 as quantity,
    sum(total)::float8 as minor
  from shop.order_lines where price_source <> 'custom' group by sku order by 4 desc limit 10`

const PER_ORDER = `select o.external_id as invoice, sum(e.total)::float8 as minor
  from shop.orders o join shop.order_entries e on e.order_id = o.id and e.revision = 1 group by 1`

/** Reads the shop's figures in one unit. */
export async function readFigures(commerce: Commerce, ctx: Context): Promise<ShopFigures> {
  const report = await unwrap(commerce.inventory.reconcile(ctx, {}))
  const read = await unwrap(
    commerce.transaction(ctx, { name: 'report', input: {} }, (t) =>
      flow(async function* () {
        const counts = yield* t.sql<{ figures: Counts }>(COUNTS)
        const stock = yield* t.sql<{ figures: Json }>(STOCK)
        const months = yield* t.sql(MONTHS)
        const countries = yield* t.sql(COUNTRIES)
        const bestSellers = yield* t.sql(BEST_SELLERS)
        const perOrder = yield* t.sql(PER_ORDER)
        return ok({ counts, stock, months, countries, bestSellers, perOrder } as unknown as Json)
      }),
    ),
  )
  const rows = read as unknown as {
    readonly counts: readonly { readonly figures: Counts }[]
    readonly stock: readonly { readonly figures: Omit<ShopFigures['stock'], 'drifted'> }[]
    readonly months: ReportData['months']
    readonly countries: ReportData['countries']
    readonly bestSellers: ReportData['bestSellers']
    readonly perOrder: readonly { readonly invoice: string; readonly minor: number }[]
  }
  const [counts] = rows.counts
  const [stock] = rows.stock
  if (counts === undefined || stock === undefined) throw new Error('aggregates answer one row')
  return {
    ...counts.figures,
    stock: { ...stock.figures, drifted: report.drifted },
    months: rows.months,
    countries: rows.countries,
    bestSellers: rows.bestSellers,
    perOrder: new Map(rows.perOrder.map(({ invoice, minor }) => [invoice, minor])),
  }
}

/** Holds the shop's figures against an independent recount of the source file. */
export function checkBooks(
  shop: ShopFigures,
  recount: Recount,
  done: { readonly matchedRows: number; readonly partlyMatchedRows: number; readonly unmatchedRows: number },
): readonly Check[] {
  const count = (label: string, actual: number, expected: number): Check => ({
    label,
    shop: actual,
    expected,
    unit: 'count',
  })
  const money = (label: string, actual: number, expected: number): Check => ({
    label,
    shop: actual,
    expected,
    unit: 'money',
  })
  const differing = [...recount.perOrder].filter(([invoice, gross]) => shop.perOrder.get(invoice) !== gross)
  return [
    count('orders', shop.orders, recount.orders),
    count('product lines', shop.lines, recount.lines),
    count('other lines', shop.customLines, recount.customLines),
    count('price overrides', shop.priceOverrides, recount.priceOverrides),
    money('gross of all orders', shop.revenue, recount.revenueMinor),
    money('net of all orders', shop.net, recount.netMinor),
    money('tax of all orders', shop.tax, recount.taxMinor),
    count('orders whose gross differs', differing.length, 0),
    count('rows where net + tax is not gross', shop.unbalanced, 0),
    money('gross cancelled', shop.cancelledMinor, recount.cancelled.minor),
    count('cancelled rows matched', done.matchedRows, recount.cancelled.matchedRows),
    count('cancelled rows partly matched', done.partlyMatchedRows, recount.cancelled.partlyMatchedRows),
    count('cancelled rows unmatched', done.unmatchedRows, recount.cancelled.unmatchedRows),
    count(
      'stock on hand',
      shop.stock.onHand,
      sum(recount, ({ onHand }) => onHand),
    ),
    count(
      'stock allocated',
      shop.stock.allocated,
      sum(recount, ({ allocated }) => allocated),
    ),
    count('stock levels that drifted', shop.stock.drifted, 0),
    count('stock levels below nothing', shop.stock.negative, 0),
  ]
}

function sum(recount: Recount, figure: (level: { onHand: number; allocated: number }) => number): number {
  return [...recount.stock.values()].reduce((total, level) => total + figure(level), 0)
}
