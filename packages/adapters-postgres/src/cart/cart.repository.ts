import type { Access, Id, Instant, PortError, ResultAsync } from '@cartwright/core'
import { toInstant } from '@cartwright/core'
import type {
  CartLineRecord,
  CartReadRepository,
  CartRecord,
  CartRepository,
  CartView,
  SellableVariant,
} from '@cartwright/core/cart'
import { accessCondition, accessValues } from '../access.ts'
import type { ReaderDeps, RepositoryDeps } from '../repository.ts'
import { deleteRows, insertInto, updateRows, upsertInto } from '../writer.ts'

interface ViewRow {
  readonly cart: CartRecord
  readonly lines: readonly CartLineRecord[] | null
  readonly variants: readonly SellableVariant[] | null
  readonly revision: number
}

/** Reads carts with everything that their totals depend on. */
export function createCartReader({ schema, session }: ReaderDeps): CartReadRepository {
  const text = viewText(schema)
  return {
    view: (id, access, at, alsoVariants) =>
      session
        .rows<ViewRow>(text, [id, ...accessValues(access), at, JSON.stringify(alsoVariants)])
        .map(([row]) => (row === undefined ? null : toView(row))),
  }
}

/** Carts in a unit. */
export function createCartRepository(deps: RepositoryDeps): CartRepository {
  const { schema, session, append } = deps
  const insert = insertInto(schema, 'carts')
  const update = updateRows(schema, 'carts', ['id'], CHANGING)
  const upsertLines = upsertInto(schema, 'cart_lines', ['id'])
  const deleteLines = deleteRows(schema, 'cart_lines', ['id'])
  return {
    ...createCartReader(deps),
    lock: (id, access) => lockCart(deps, id, access),
    opening: (customerId) =>
      session
        .rows<{ known: boolean; revision: string }>(
          `select exists (select from ${schema}.customers where id = $1) as known, rules_revision as revision
            from ${schema}.shop`,
          [customerId],
        )
        .map(([row]) => ({ customerKnown: row?.known === true, rulesRevision: Number(row?.revision) })),
    append: (cart) => append(insert, toRow(cart)),
    save: (cart) => append(update, toRow(cart)),
    saveLines: (cartId, lines) => {
      for (const line of lines) append(upsertLines, toLineRow(cartId, line))
    },
    removeLines: (ids) => {
      for (const id of ids) append(deleteLines, { id })
    },
  }
}

const CHANGING = [
  'status',
  'customer_id',
  'guest_hash',
  'email',
  'shipping_address',
  'billing_address',
  'shipping_method_id',
  'note',
  'metadata',
  'order_id',
  'expires_at',
  'version',
  'updated_at',
] as const

function lockCart(
  { schema, session }: RepositoryDeps,
  id: Id<'cart'>,
  access: Access,
): ResultAsync<boolean, PortError> {
  return session
    .rows(
      `select 1 from ${schema}.carts c where c.id = $1 and ${accessCondition('c', '$2', '$3')} for no key update`,
      [id, ...accessValues(access)],
    )
    .map((rows) => rows.length === 1)
}

/**
 * One statement: the cart, its lines, and each variant with price, visibility and availability per location. Expired
 * holds count as free.
 */
function viewText(schema: string): string {
  return `with the_cart as (
      select c.* from ${schema}.carts c where c.id = $1 and ${accessCondition('c', '$2', '$3')}
    ), the_lines as (
      select l.* from ${schema}.cart_lines l join the_cart c on c.id = l.cart_id
    ), wanted as (
      select variant_id from the_lines where variant_id is not null
      union select json_array_elements_text($5::json)
    ), free as (
      select s.variant_id, json_agg(json_build_object('locationId', s.location_id, 'priority', o.priority,
          'available', s.on_hand - s.allocated - s.safety - s.held + coalesce((
            select sum(r.quantity) from ${schema}.reservations r
            where r.variant_id = s.variant_id and r.location_id = s.location_id and r.expires_at <= $4::timestamptz
          ), 0)::int8) order by o.priority, s.location_id) as levels
      from wanted w
      join ${schema}.stock_levels s on s.variant_id = w.variant_id
      join ${schema}.locations o on o.id = s.location_id
      group by s.variant_id
    )
    select json_build_object('id', c.id, 'status', c.status, 'currency', c.currency, 'channel', c.channel,
        'locale', c.locale, 'customerId', c.customer_id, 'guestHash', c.guest_hash, 'email', c.email,
        'shippingAddress', c.shipping_address, 'billingAddress', c.billing_address,
        'shippingMethodId', c.shipping_method_id, 'note', c.note, 'metadata', c.metadata, 'orderId', c.order_id,
        'expiresAt', c.expires_at, 'version', c.version, 'createdAt', c.created_at, 'updatedAt', c.updated_at) as cart,
      (select json_agg(json_build_object('id', l.id, 'lineKey', l.line_key, 'position', l.position,
          'variantId', l.variant_id, 'custom', l.custom, 'quantity', l.quantity,
          'unitPriceOverride', l.unit_price_override, 'seenUnitPrice', l.seen_unit_price, 'fields', l.fields,
          'metadata', l.metadata) order by l.position) from the_lines l) as lines,
      (select json_agg(json_build_object('variantId', v.id, 'productId', p.id, 'sku', v.sku, 'title', p.title,
          'optionValues', v.option_values, 'taxClass', v.tax_class,
          'visible', p.status = 'active' and not v.archived
            and coalesce(p.publish_at <= $4::timestamptz, true) and coalesce(p.unpublish_at > $4::timestamptz, true),
          'price', m.amount, 'tracked', v.stock_policy = 'track', 'backorderLimit', v.backorder_limit,
          'levels', coalesce(f.levels, '[]'::json)))
        from wanted w
        join ${schema}.variants v on v.id = w.variant_id
        join ${schema}.products p on p.id = v.product_id
        left join ${schema}.prices m on m.variant_id = v.id and m.currency = c.currency
        left join free f on f.variant_id = v.id) as variants,
      (select rules_revision::int4 from ${schema}.shop) as revision
    from the_cart c`
}

function toView(row: ViewRow): CartView {
  const variants = row.variants ?? []
  return {
    cart: toRecord(row.cart),
    lines: row.lines ?? [],
    variants: new Map(variants.map((variant) => [variant.variantId, variant])),
    rulesRevision: row.revision,
  }
}

/** JSON carries PostgreSQL's own form of timestamps. */
function toRecord(cart: CartRecord): CartRecord {
  const instant = (value: Instant): Instant => toInstant(value)
  return {
    ...cart,
    expiresAt: instant(cart.expiresAt),
    createdAt: instant(cart.createdAt),
    updatedAt: instant(cart.updatedAt),
  }
}

function toRow(cart: CartRecord) {
  return {
    id: cart.id,
    status: cart.status,
    currency: cart.currency,
    channel: cart.channel,
    locale: cart.locale,
    customer_id: cart.customerId,
    guest_hash: cart.guestHash,
    email: cart.email,
    shipping_address: cart.shippingAddress,
    billing_address: cart.billingAddress,
    shipping_method_id: cart.shippingMethodId,
    note: cart.note,
    metadata: cart.metadata,
    order_id: cart.orderId,
    expires_at: cart.expiresAt,
    version: cart.version,
    created_at: cart.createdAt,
    updated_at: cart.updatedAt,
  }
}

function toLineRow(cartId: Id<'cart'>, line: CartLineRecord) {
  return {
    id: line.id,
    cart_id: cartId,
    line_key: line.lineKey,
    position: line.position,
    variant_id: line.variantId,
    custom: line.custom,
    quantity: line.quantity,
    unit_price_override: line.unitPriceOverride,
    seen_unit_price: line.seenUnitPrice,
    fields: line.fields,
    metadata: line.metadata,
  }
}
