import type { Access, Money } from '@cartwright/core'
import { moneyOf, toInstant } from '@cartwright/core'
import type {
  AllocatedStock,
  JournalEntry,
  NewOrder,
  OrderCard,
  OrderCursor,
  OrderFilter,
  OrderLineMatch,
  OrderReadRepository,
  OrderRepository,
  StockTerms,
} from '@cartwright/core/order'
import { accessCondition, accessValues } from '../access.ts'
import type { ReaderDeps, RepositoryDeps } from '../repository.ts'
import { insertInto, updateRows } from '../writer.ts'
import type { JsonOrder } from './order.rows.ts'
import { orderText, toEntryRow, toLineRow, toOrder, toOrderRow, toPartyRows } from './order.rows.ts'

type JsonCard = Omit<OrderCard, 'total'> & { readonly total: number }

/** Reads orders. */
export function createOrderReader({ schema, session }: ReaderDeps): OrderReadRepository {
  return {
    order: (key, access) =>
      session
        .rows<{ order: JsonOrder }>(
          orderText(schema, `o.${key.by} = $1 and ${accessCondition('o', '$2', '$3')}`),
          [key.value, ...accessValues(access)],
        )
        .map(([row]) => (row === undefined ? null : toOrder(row.order))),
    orders: (ids, access) =>
      session
        .rows<{ order: JsonOrder }>(
          orderText(
            schema,
            `o.id in (select json_array_elements_text($1::json)) and ${accessCondition('o', '$2', '$3')}`,
          ),
          [JSON.stringify(ids), ...accessValues(access)],
        )
        .map((rows) => {
          const orders = new Map(rows.map(({ order }) => [order.id, toOrder(order)]))
          return ids.flatMap((id) => orders.get(id) ?? [])
        }),
    list: (filter, sort, after, limit) =>
      session
        .rows<{ card: JsonCard }>(listText(schema, sort), [
          ...filterValues(filter),
          after?.[0] ?? null,
          after?.[1] ?? null,
          limit,
        ])
        .map((rows) => rows.map(({ card }) => toCard(card))),
    count: (filter) =>
      session
        .rows<{ count: string }>(
          `select count(*) as count from ${schema}.orders o where ${filterCondition()}`,
          filterValues(filter),
        )
        .map(([row]) => Number(row?.count)),
    lines: ({ customerId, skus, unitPrice, open }, after, limit) =>
      session
        .rows<{
          match: Omit<OrderLineMatch, 'unitPrice'> & { unitPrice: number; currency: string }
          cursor: OrderCursor
        }>(linesText(schema), [
          customerId,
          JSON.stringify(skus),
          open,
          after?.[0] ?? null,
          after?.[1] ?? null,
          after?.[2] ?? null,
          limit,
          unitPrice?.amount ?? null,
          unitPrice?.currency ?? null,
        ])
        .map((rows) =>
          rows.map(({ match: { currency, unitPrice, ...match }, cursor }) => ({
            ...match,
            unitPrice: moneyOf(unitPrice, currency),
            cursor,
          })),
        ),
    timeline: (orderId, access) =>
      session
        .rows<{ entries: readonly JournalEntry[] }>(
          `select coalesce((select json_agg(json_build_object('id', j.id, 'orderId', j.order_id, 'at', j.at,
              'actor', j.actor, 'event', j.event, 'detail', j.detail) order by j.id)
            from ${schema}.order_journal j where j.order_id = o.id), '[]'::json) as entries
          from ${schema}.orders o where o.id = $1 and ${accessCondition('o', '$2', '$3')}`,
          [orderId, ...accessValues(access)],
        )
        .map(([row]) => row?.entries.map((entry) => ({ ...entry, at: toInstant(entry.at) })) ?? null),
  }
}

/** Orders in a unit. */
export function createOrderRepository(deps: RepositoryDeps): OrderRepository {
  const { schema, session, append } = deps
  return {
    ...createOrderReader(deps),
    lock: (id, access: Access) =>
      session
        .rows(
          `select 1 from ${schema}.orders o where o.id = $1 and ${accessCondition('o', '$2', '$3')} for no key update`,
          [id, ...accessValues(access)],
        )
        .map((rows) => rows.length === 1),
    externalIdTaken: (externalId) =>
      session
        .rows(`select 1 from ${schema}.orders where external_id = $1`, [externalId])
        .map((rows) => rows.length > 0),
    append: (fresh) => appendOrder(deps, fresh),
    save: (order) => append(updateRows(schema, 'orders', ['id'], CHANGING), toOrderRow(order, null)),
    saveCounters: (lines) => {
      const writer = updateRows(schema, 'order_lines', ['id'], ['cancelled'])
      for (const line of lines) append(writer, line)
    },
    appendEntries: (orderId, entries) => {
      for (const entry of entries) append(insertInto(schema, 'order_entries'), toEntryRow(orderId, entry))
    },
    appendJournal: (entry) =>
      append(insertInto(schema, 'order_journal'), {
        id: entry.id,
        order_id: entry.orderId,
        at: entry.at,
        actor: entry.actor,
        event: entry.event,
        detail: entry.detail,
      }),
    allocations: (lineIds) =>
      session
        .rows<{ stock: AllocatedStock }>(
          `select json_build_object('orderLineId', order_line_id, 'variantId', variant_id, 'locationId', location_id,
            'quantity', quantity) as stock
          from ${schema}.allocations
          where order_line_id in (select json_array_elements_text($1::json)) and quantity > 0
          order by order_line_id, location_id`,
          [JSON.stringify(lineIds)],
        )
        .map((rows) => rows.map(({ stock }) => stock)),
    stockTerms: (variantIds, at) =>
      session
        .rows<{ terms: StockTerms }>(stockTermsText(schema), [JSON.stringify(variantIds), at])
        .map((rows) => rows.map(({ terms }) => terms)),
    saveAllocations: (allocations) => {
      const writer = updateRows(schema, 'allocations', ['order_line_id', 'location_id'], ['quantity'])
      for (const { orderLineId, locationId, quantity } of allocations) {
        append(writer, { order_line_id: orderLineId, location_id: locationId, quantity })
      }
    },
  }
}

const CHANGING = [
  'number',
  'state',
  'payment_state',
  'fulfillment_state',
  'revision',
  'subtotal',
  'discount',
  'net',
  'tax',
  'total',
  'placed_at',
  'version',
  'updated_at',
] as const

function appendOrder({ schema, append }: RepositoryDeps, { order, guestHash, entries }: NewOrder): void {
  append(insertInto(schema, 'orders'), toOrderRow(order, guestHash))
  const lines = insertInto(schema, 'order_lines')
  for (const line of order.lines) append(lines, toLineRow(order.id, line))
  const rows = insertInto(schema, 'order_entries')
  for (const entry of entries) append(rows, toEntryRow(order.id, entry))
  const parties = insertInto(schema, 'order_parties')
  for (const party of toPartyRows(order)) append(parties, party)
}

function filterCondition(): string {
  return `${accessCondition('o', '$1', '$2')} and ($3::text is null or o.state = $3)
    and ($4::text is null or o.customer_id = $4) and ($5::text is null or o.external_id = $5)
    and ($6::timestamptz is null or o.placed_at >= $6::timestamptz)
    and ($7::timestamptz is null or o.placed_at < $7::timestamptz)`
}

function filterValues(filter: OrderFilter): unknown[] {
  const { access, state, customerId, externalId, placedFrom, placedTo } = filter
  return [...accessValues(access), state, customerId, externalId, placedFrom, placedTo]
}

function listText(schema: string, sort: 'newest' | 'oldest'): string {
  const [beyond, direction] = sort === 'newest' ? ['<', 'desc'] : ['>', 'asc']
  return `select json_build_object('id', o.id, 'number', o.number, 'externalId', o.external_id,
      'customerId', o.customer_id, 'state', o.state, 'paymentState', o.payment_state,
      'fulfillmentState', o.fulfillment_state, 'currency', o.currency, 'placedAt', o.placed_at,
      'createdAt', o.created_at, 'version', o.version, 'total', o.total) as card
    from ${schema}.orders o
    where ${filterCondition()}
      and ($8::timestamptz is null or (o.created_at, o.id) ${beyond} ($8::timestamptz, $9::text))
    order by o.created_at ${direction}, o.id ${direction} limit $10`
}

/** The newest order first, of two of the same instant the later placed; within an order the last line first. */
function linesText(schema: string): string {
  return `select json_build_object('orderId', o.id, 'lineId', l.id, 'sku', l.sku, 'unitPrice', l.unit_price,
      'currency', o.currency, 'open', l.ordered - l.cancelled - l.shipped) as match,
      json_build_array(o.created_at, o.id, l.position) as cursor
    from ${schema}.orders o join ${schema}.order_lines l on l.order_id = o.id
    where o.customer_id = $1 and l.sku in (select json_array_elements_text($2::json))
      and (not $3::boolean or (l.ordered - l.cancelled - l.shipped > 0 and o.state = 'placed'))
      and ($8::int8 is null or (l.unit_price = $8::int8 and o.currency = $9::text))
      and ($4::timestamptz is null or (o.created_at, o.id, l.position) < ($4::timestamptz, $5::text, $6::int4))
    order by o.created_at desc, o.id desc, l.position desc limit $7`
}

/** Stock that is available at the instant $2, by variant; untracked ones are left out. */
function stockTermsText(schema: string): string {
  return `select json_build_object('variantId', v.id, 'backorderLimit', v.backorder_limit, 'levels', coalesce((
      select json_agg(json_build_object('locationId', s.location_id, 'priority', c.priority,
        'available', s.on_hand - s.allocated - s.safety - s.held + coalesce((
          select sum(r.quantity) from ${schema}.reservations r
          where r.variant_id = s.variant_id and r.location_id = s.location_id and r.expires_at <= $2::timestamptz
        ), 0)::int8) order by c.priority, s.location_id)
      from ${schema}.stock_levels s join ${schema}.locations c on c.id = s.location_id
      where s.variant_id = v.id), '[]'::json)) as terms
    from ${schema}.variants v
    where v.id in (select json_array_elements_text($1::json)) and v.stock_policy = 'track'`
}

function toCard({ total, ...card }: JsonCard): OrderCard {
  const money: Money = moneyOf(total, card.currency)
  return {
    ...card,
    placedAt: card.placedAt === null ? null : toInstant(card.placedAt),
    createdAt: toInstant(card.createdAt),
    total: money,
  }
}
