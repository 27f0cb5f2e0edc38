/** The lines of a guard, added up by level. */
const WANTED = `select variant_id, location_id, sum(quantity)::int8 as quantity, max(backorder)::int8 as backorder
    from json_to_recordset($1::json) as r(variant_id text, location_id text, quantity int8, backorder int8)
    group by variant_id, location_id`

/**
 * Takes stock for all lines or for none, in one statement.
 *
 * @remarks `locked` waits for and locks the levels in the order of their keys and then sees what the last holder left;
 * `dropped` deletes their expired holds (a hold that another unit deleted meanwhile is not returned again); `verdict`
 * judges by those two only. `changed` writes relative to the locked rows.
 *
 * Parameters: $1 lines, $2 the instant, then what `also` and `drawn` use.
 */
function guardText(
  schema: string,
  parts: { readonly column: 'allocated' | 'held'; readonly also?: string; readonly drawn: string },
): string {
  const taken = 'case when v.fits then j.quantity else 0 end'
  const set =
    parts.column === 'held'
      ? `held = t.held - j.freed + ${taken}`
      : `held = t.held - j.freed, allocated = t.allocated + ${taken}`
  return `with want as (${WANTED}),
    locked as materialized (
      select s.variant_id, s.location_id, s.on_hand - s.allocated - s.safety - s.held as free
      from ${schema}.stock_levels s join want w on w.variant_id = s.variant_id and w.location_id = s.location_id
      order by s.variant_id, s.location_id
      for no key update of s
    ),
    dropped as (
      delete from ${schema}.reservations r using locked l
      where r.variant_id = l.variant_id and r.location_id = l.location_id and r.expires_at <= $2::timestamptz
      returning r.variant_id, r.location_id, r.quantity
    ),
    freed as (select variant_id, location_id, sum(quantity)::int8 as quantity from dropped group by 1, 2),
    judged as (
      select w.variant_id, w.location_id, w.quantity, coalesce(f.quantity, 0) as freed,
        coalesce(l.free + coalesce(f.quantity, 0) + w.backorder, 0) as available
      from want w
      left join locked l on l.variant_id = w.variant_id and l.location_id = w.location_id
      left join freed f on f.variant_id = w.variant_id and f.location_id = w.location_id
    ),
    verdict as (select coalesce(bool_and(available >= quantity), true) as fits from judged),
    changed as (
      update ${schema}.stock_levels t set version = t.version + 1, updated_at = $2::timestamptz, ${set}
      from judged j cross join verdict v
      where (v.fits or j.freed > 0) and t.variant_id = j.variant_id and t.location_id = j.location_id
    )${parts.also ?? ''}
    select v.fits, ${parts.drawn} as drawn, (
      select json_agg(json_build_object('variantId', j.variant_id, 'locationId', j.location_id, 'wanted', j.quantity,
        'available', greatest(j.available, 0)) order by j.variant_id, j.location_id)
      from judged j where j.available < j.quantity) as shortfalls
    from verdict v`
}

/** Reserve and commit at once; $3 tells whether to draw an order number. */
export function allocateText(schema: string): string {
  return guardText(schema, {
    column: 'allocated',
    drawn: `case when v.fits and $3::boolean then nextval('${schema}.order_number_seq') end`,
  })
}

/** Hold for the owner $3 until $4; the lines also carry the ids of their reservations. */
export function reserveText(schema: string): string {
  const also = `, kept as (
      insert into ${schema}.reservations (id, owner, variant_id, location_id, quantity, expires_at)
      select r.id, $3::text, r.variant_id, r.location_id, r.quantity, $4::timestamptz
      from json_to_recordset($1::json) as r(id text, variant_id text, location_id text, quantity int8) cross join verdict v
      where v.fits
    )`
  return guardText(schema, { column: 'held', also, drawn: 'null::int8' })
}

/**
 * Ends the owner's ($1) holds at the instant $2; `allocated` tells what becomes of them.
 *
 * @remarks Levels are locked first, in the order of their keys, as the guards do.
 */
export function endReservationText(schema: string, becomes: 'allocated' | 'free'): string {
  const allocated = becomes === 'allocated' ? ', allocated = t.allocated + g.quantity' : ''
  return `with ${lockedFor(schema)},
    gone as (
      delete from ${schema}.reservations r using locked l
      where r.owner = $1 and r.variant_id = l.variant_id and r.location_id = l.location_id
      returning r.variant_id, r.location_id, r.quantity
    ),
    ended as (select variant_id, location_id, sum(quantity)::int8 as quantity from gone group by 1, 2),
    changed as (
      update ${schema}.stock_levels t set held = t.held - g.quantity, version = t.version + 1,
        updated_at = $2::timestamptz${allocated}
      from ended g where t.variant_id = g.variant_id and t.location_id = g.location_id
    )
    select coalesce(json_agg(json_build_object('variantId', variant_id, 'locationId', location_id,
      'quantity', quantity) order by variant_id, location_id), '[]'::json) as ended, count(*)::int4 as count
    from ended`
}

/** The levels at which the owner $1 holds something, locked in the order of their keys. */
function lockedFor(schema: string): string {
  return `locked as materialized (
      select s.variant_id, s.location_id from ${schema}.stock_levels s
      where exists (select from ${schema}.reservations r
        where r.owner = $1 and r.variant_id = s.variant_id and r.location_id = s.location_id)
      order by s.variant_id, s.location_id
      for no key update of s
    )`
}

/**
 * Extends the owner's ($1) holds that are live at the instant $2 until $3.
 *
 * @remarks It locks levels first as all others do: by the holds alone it could wait for who waits for it.
 */
export function extendText(schema: string): string {
  return `with ${lockedFor(schema)},
    extended as (
      update ${schema}.reservations r set expires_at = $3::timestamptz from locked l
      where r.owner = $1 and r.variant_id = l.variant_id and r.location_id = l.location_id
        and r.expires_at > $2::timestamptz
      returning 1
    )
    select count(*)::int4 as count from extended`
}

/** Gives allocations back: $1 lines, $2 the instant. */
export function deallocateText(schema: string): string {
  return `with want as (select variant_id, location_id, sum(quantity)::int8 as quantity
      from json_to_recordset($1::json) as r(variant_id text, location_id text, quantity int8) group by 1, 2),
    locked as materialized (
      select s.variant_id, s.location_id, w.quantity
      from ${schema}.stock_levels s join want w on w.variant_id = s.variant_id and w.location_id = s.location_id
      order by s.variant_id, s.location_id
      for no key update of s
    )
    update ${schema}.stock_levels t set allocated = t.allocated - l.quantity, version = t.version + 1,
      updated_at = $2::timestamptz
    from locked l where t.variant_id = l.variant_id and t.location_id = l.location_id`
}

/**
 * Changes what is on the shelf, never below 0: $1 signed lines, $2 the instant. Answers what is missing; the caller
 * rejects the unit then.
 */
export function adjustText(schema: string): string {
  return `with want as (select variant_id, location_id, sum(quantity)::int8 as quantity
      from json_to_recordset($1::json) as r(variant_id text, location_id text, quantity int8) group by 1, 2),
    locked as materialized (
      select s.variant_id, s.location_id, s.on_hand
      from ${schema}.stock_levels s join want w on w.variant_id = s.variant_id and w.location_id = s.location_id
      order by s.variant_id, s.location_id
      for no key update of s
    ),
    judged as (
      select w.variant_id, w.location_id, w.quantity, coalesce(l.on_hand, 0) as on_hand
      from want w left join locked l on l.variant_id = w.variant_id and l.location_id = w.location_id
    ),
    raised as (
      insert into ${schema}.stock_levels as t (variant_id, location_id, on_hand, allocated, held, incoming, safety,
        version, updated_at)
      select j.variant_id, j.location_id, j.quantity, 0, 0, 0, 0, 1, $2::timestamptz from judged j
      where j.quantity >= 0
      order by j.variant_id, j.location_id
      on conflict (variant_id, location_id) do update
        set on_hand = t.on_hand + excluded.on_hand, version = t.version + 1, updated_at = excluded.updated_at
    ),
    lowered as (
      update ${schema}.stock_levels t
      set on_hand = t.on_hand + j.quantity, version = t.version + 1, updated_at = $2::timestamptz
      from judged j
      where j.quantity < 0 and j.on_hand + j.quantity >= 0
        and t.variant_id = j.variant_id and t.location_id = j.location_id
    )
    select coalesce(json_agg(json_build_object('variantId', j.variant_id, 'locationId', j.location_id,
      'wanted', -j.quantity, 'available', j.on_hand) order by j.variant_id, j.location_id), '[]'::json) as shortfalls
    from judged j where j.on_hand + j.quantity < 0`
}

/**
 * Sets what is on shelves where it is what the caller expects: $1 levels, $2 the instant. Answers the levels where it
 * is not; the caller rejects the unit then.
 *
 * @remarks A level that is not there cannot be locked. Where another unit makes it meanwhile, the insert waits for that
 * one, finds its shelf filled and changes nothing. Found empty, it is as expected after all.
 */
export function setText(schema: string): string {
  return `with want as (select variant_id, location_id, on_hand, expected
      from json_to_recordset($1::json) as r(variant_id text, location_id text, on_hand int8, expected int8)),
    locked as materialized (
      select s.variant_id, s.location_id, s.on_hand
      from ${schema}.stock_levels s join want w on w.variant_id = s.variant_id and w.location_id = s.location_id
      order by s.variant_id, s.location_id
      for no key update of s
    ),
    judged as (
      select w.variant_id, w.location_id, w.on_hand, coalesce(l.on_hand, 0) = w.expected as fits,
        w.on_hand <> w.expected as differs, l.variant_id is null as missing
      from want w left join locked l on l.variant_id = w.variant_id and l.location_id = w.location_id
    ),
    changed as (
      update ${schema}.stock_levels t
      set on_hand = j.on_hand, version = t.version + 1, updated_at = $2::timestamptz
      from judged j
      where j.fits and j.differs and not j.missing
        and t.variant_id = j.variant_id and t.location_id = j.location_id
    ),
    made as (
      insert into ${schema}.stock_levels as t (variant_id, location_id, on_hand, allocated, held, incoming, safety,
        version, updated_at)
      select j.variant_id, j.location_id, j.on_hand, 0, 0, 0, 0, 1, $2::timestamptz from judged j
      where j.fits and j.differs and j.missing
      order by j.variant_id, j.location_id
      on conflict (variant_id, location_id) do update
        set on_hand = excluded.on_hand, version = t.version + 1, updated_at = excluded.updated_at
        where t.on_hand = 0
      returning t.variant_id, t.location_id
    )
    select coalesce(json_agg(json_build_object('variantId', j.variant_id, 'locationId', j.location_id)
      order by j.variant_id, j.location_id), '[]'::json) as stale
    from judged j left join made m on m.variant_id = j.variant_id and m.location_id = j.location_id
    where not j.fits or (j.differs and j.missing and m.variant_id is null)`
}
