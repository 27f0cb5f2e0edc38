import type { PortError, ResultAsync } from '@cartwright/core'
import { toInstant } from '@cartwright/core'
import type {
  Location,
  RecordedMovement,
  Shortfall,
  StockCount,
  StockGuard,
  StockKey,
  StockLevel,
  StockLine,
  StockQuantity,
  StockReadRepository,
  StockReport,
  StockRepository,
} from '@cartwright/core/inventory'
import type { ReaderDeps, RepositoryDeps } from '../repository.ts'
import { insertInto } from '../writer.ts'
import {
  adjustText,
  allocateText,
  deallocateText,
  endReservationText,
  extendText,
  reserveText,
  setText,
} from './stock-guards.sql.ts'

interface GuardRow {
  readonly fits: boolean
  readonly drawn: string | null
  readonly shortfalls: readonly Shortfall[] | null
}

/** Reads stock. */
export function createStockReader({ schema, session }: ReaderDeps): StockReadRepository {
  return {
    levels: (variantIds, at) =>
      session
        .rows<{ level: StockLevel }>(levelsText(schema), [JSON.stringify(variantIds), at])
        .map((rows) => rows.map(({ level }) => level)),
    movements: ({ variantId, locationId }, after, limit) =>
      session
        .rows<{ movement: RecordedMovement }>(
          `select json_build_object('id', id, 'variantId', variant_id, 'locationId', location_id, 'quantity', quantity,
            'reason', reason, 'reference', reference, 'actor', actor, 'at', at) as movement
          from ${schema}.stock_movements
          where variant_id = $1 and ($2::text is null or location_id = $2) and ($3::text is null or id > $3)
          order by id limit $4`,
          [variantId, locationId, after, limit],
        )
        .map((rows) => rows.map(({ movement }) => ({ ...movement, at: toInstant(movement.at) }))),
    reconcile: () =>
      session.rows<{ report: StockReport }>(reconcileText(schema)).map(([row]) => {
        if (row === undefined) throw new Error('an aggregate answers one row')
        return row.report
      }),
    locations: () =>
      session
        .rows<{ location: Location }>(
          `select json_build_object('id', id, 'code', code, 'name', name, 'priority', priority, 'version', version,
            'createdAt', created_at, 'updatedAt', updated_at) as location
          from ${schema}.locations order by priority, code`,
        )
        .map((rows) =>
          rows.map(({ location }) => ({
            ...location,
            createdAt: toInstant(location.createdAt),
            updatedAt: toInstant(location.updatedAt),
          })),
        ),
  }
}

/** Stock in a unit. */
export function createStockRepository(deps: RepositoryDeps): StockRepository {
  const { schema, session, append } = deps

  function guarded(
    text: string,
    values: readonly unknown[],
  ): ResultAsync<StockGuard & { drawn: number | null }, PortError> {
    return session.rows<GuardRow>(text, values).map(([row]) => toGuard(row))
  }

  return {
    ...createStockReader(deps),
    unknown: (variantIds, locationIds) =>
      session
        .rows<{ variants: readonly string[] | null; locations: readonly string[] | null }>(
          unknownText(schema),
          [JSON.stringify(variantIds), JSON.stringify(locationIds)],
        )
        .map(([row]) => ({ variants: row?.variants ?? [], locations: row?.locations ?? [] })),
    allocate: (lines, at, draw) =>
      guarded(allocateText(schema), [toWant(lines), at, draw === 'order_number']),
    reserve: (owner, lines, at, expiresAt) =>
      guarded(reserveText(schema), [toWant(lines), at, owner, expiresAt]),
    extend: (owner, at, expiresAt) =>
      session
        .rows<{ count: number }>(extendText(schema), [owner, at, expiresAt])
        .map(([row]) => row?.count ?? 0),
    commit: (owner, at) =>
      session
        .rows<{ ended: readonly StockQuantity[] }>(endReservationText(schema, 'allocated'), [owner, at])
        .map(([row]) => row?.ended ?? []),
    release: (owner, at) =>
      session
        .rows<{ count: number }>(endReservationText(schema, 'free'), [owner, at])
        .map(([row]) => row?.count ?? 0),
    deallocate: (quantities, at) =>
      session.rows(deallocateText(schema), [toQuantities(quantities), at]).map(() => undefined),
    adjust: (quantities, at) =>
      session
        .rows<{ shortfalls: readonly Shortfall[] }>(adjustText(schema), [toQuantities(quantities), at])
        .map(([row]): StockGuard => {
          const shortfalls = row?.shortfalls ?? []
          return shortfalls.length === 0 ? { ok: true } : { ok: false, shortfalls }
        }),
    setOnHand: (levels, at) =>
      session
        .rows<{ stale: readonly StockKey[] }>(setText(schema), [toCounts(levels), at])
        .map(([row]) => row?.stale ?? []),
    onHand: (levels) =>
      session
        .rows<{ level: StockQuantity }>(
          `select json_build_object('variantId', s.variant_id, 'locationId', s.location_id, 'quantity', s.on_hand)
            as level
          from ${schema}.stock_levels s
          where (s.variant_id, s.location_id) in (
            select variant_id, location_id from json_to_recordset($1::json) as r(variant_id text, location_id text))`,
          [JSON.stringify(levels.map(toKey))],
        )
        .map((rows) => rows.map(({ level }) => level)),
    appendMovement: (movement) =>
      append(insertInto(schema, 'stock_movements'), {
        id: movement.id,
        variant_id: movement.variantId,
        location_id: movement.locationId,
        quantity: movement.quantity,
        reason: movement.reason,
        reference: movement.reference,
        actor: movement.actor,
        at: movement.at,
      }),
    appendAllocation: (allocation) =>
      append(insertInto(schema, 'allocations'), {
        order_line_id: allocation.orderLineId,
        location_id: allocation.locationId,
        variant_id: allocation.variantId,
        order_id: allocation.orderId,
        quantity: allocation.quantity,
      }),
    codeTaken: (code) =>
      session
        .rows(`select 1 from ${schema}.locations where code = $1`, [code])
        .map((rows) => rows.length > 0),
    appendLocation: (location) =>
      append(insertInto(schema, 'locations'), {
        id: location.id,
        code: location.code,
        name: location.name,
        priority: location.priority,
        version: location.version,
        created_at: location.createdAt,
        updated_at: location.updatedAt,
      }),
  }
}

function toGuard(row: GuardRow | undefined): StockGuard & { drawn: number | null } {
  if (row === undefined) throw new Error('a guard answers one row')
  const drawn = row.drawn === null ? null : Number(row.drawn)
  return row.fits ? { ok: true, drawn } : { ok: false, shortfalls: row.shortfalls ?? [], drawn }
}

function toWant(lines: readonly (StockLine & { readonly reservationId?: string })[]): string {
  return JSON.stringify(
    lines.map((line) => ({
      id: line.reservationId,
      variant_id: line.variantId,
      location_id: line.locationId,
      quantity: line.quantity,
      backorder: line.backorderLimit,
    })),
  )
}

function toKey({ variantId, locationId }: StockKey) {
  return { variant_id: variantId, location_id: locationId }
}

function toQuantities(quantities: readonly StockQuantity[]): string {
  return JSON.stringify(quantities.map((line) => ({ ...toKey(line), quantity: line.quantity })))
}

function toCounts(levels: readonly StockCount[]): string {
  return JSON.stringify(
    levels.map((level) => ({ ...toKey(level), on_hand: level.onHand, expected: level.expectedOnHand })),
  )
}

function levelsText(schema: string): string {
  return `select json_build_object('variantId', s.variant_id, 'locationId', s.location_id, 'onHand', s.on_hand,
      'allocated', s.allocated, 'held', s.held - x.expired, 'incoming', s.incoming, 'safety', s.safety,
      'available', s.on_hand - s.allocated - s.safety - s.held + x.expired, 'version', s.version) as level
    from ${schema}.stock_levels s
    cross join lateral (select coalesce(sum(r.quantity), 0)::int8 as expired from ${schema}.reservations r
      where r.variant_id = s.variant_id and r.location_id = s.location_id and r.expires_at <= $2::timestamptz) x
    where s.variant_id in (select json_array_elements_text($1::json))
    order by s.variant_id, s.location_id`
}

function unknownText(schema: string): string {
  return `select
    (select json_agg(id) from json_array_elements_text($1::json) as w(id)
      where not exists (select from ${schema}.variants v where v.id = w.id)) as variants,
    (select json_agg(id) from json_array_elements_text($2::json) as w(id)
      where not exists (select from ${schema}.locations l where l.id = w.id)) as locations`
}

function reconcileText(schema: string): string {
  return `with moved as (select variant_id, location_id, sum(quantity)::int8 as quantity
      from ${schema}.stock_movements group by 1, 2),
    sold as (select variant_id, location_id, sum(quantity)::int8 as quantity from ${schema}.allocations group by 1, 2),
    kept as (select variant_id, location_id, sum(quantity)::int8 as quantity from ${schema}.reservations group by 1, 2),
    compared as (
      select s.variant_id, s.location_id, s.on_hand, s.allocated, s.held, coalesce(m.quantity, 0) as movements,
        coalesce(a.quantity, 0) as allocations, coalesce(k.quantity, 0) as reservations
      from ${schema}.stock_levels s
      left join moved m on m.variant_id = s.variant_id and m.location_id = s.location_id
      left join sold a on a.variant_id = s.variant_id and a.location_id = s.location_id
      left join kept k on k.variant_id = s.variant_id and k.location_id = s.location_id
    ),
    drifting as (select * from compared
      where on_hand <> movements or allocated <> allocations or held <> reservations)
    select json_build_object('levels', count(*), 'onHand', coalesce(sum(on_hand), 0),
      'allocated', coalesce(sum(allocated), 0), 'held', coalesce(sum(held), 0),
      'drifted', (select count(*) from drifting),
      'drifts', coalesce((select json_agg(json_build_object('variantId', d.variant_id, 'locationId', d.location_id,
        'onHand', d.on_hand, 'movements', d.movements, 'allocated', d.allocated, 'allocations', d.allocations,
        'held', d.held, 'reservations', d.reservations))
        from (select * from drifting order by variant_id, location_id limit 100) d), '[]'::json)) as report
    from compared`
}
