/** A product `p` with its variants and prices, as JSON. */
export function productJson(schema: string): string {
  return `json_build_object('id', p.id, 'externalId', p.external_id, 'handle', p.handle, 'title', p.title,
    'description', p.description, 'status', p.status, 'publishAt', p.publish_at, 'unpublishAt', p.unpublish_at,
    'brandId', p.brand_id, 'categoryIds', coalesce((select json_agg(category_id order by category_id)
      from ${schema}.product_categories c where c.product_id = p.id), '[]'::json),
    'tags', p.tags, 'options', p.options, 'media', p.media, 'seo', p.seo, 'metadata', p.metadata, 'fields', p.fields,
    'variants', coalesce((select json_agg(json_build_object('id', v.id, 'productId', v.product_id, 'sku', v.sku,
        'externalId', v.external_id, 'barcode', v.barcode, 'optionValues', v.option_values, 'position', v.position,
        'taxClass', v.tax_class, 'weightGrams', v.weight_grams, 'hsn', v.hsn, 'stockPolicy', v.stock_policy,
        'backorderLimit', v.backorder_limit, 'media', v.media, 'metadata', v.metadata, 'archived', v.archived,
        'prices', coalesce((select json_agg(json_build_object('amount', m.amount, 'currency', m.currency,
          'compareAt', m.compare_at) order by m.currency) from ${schema}.prices m where m.variant_id = v.id),
          '[]'::json)) order by v.position, v.id)
      from ${schema}.variants v where v.product_id = p.id), '[]'::json),
    'version', p.version, 'createdAt', p.created_at, 'updatedAt', p.updated_at)`
}

/** Whether a product `p` is public at an instant. */
function isPublic(at: string): string {
  return `(p.status = 'active' and coalesce(p.publish_at <= ${at}, true) and coalesce(p.unpublish_at > ${at}, true))`
}

/** One product by $1, if it is public at $2 (null: in any case). */
export function productText(schema: string, by: 'id' | 'handle'): string {
  const found =
    by === 'id'
      ? 'p.id = $1'
      : `p.id = coalesce((select id from ${schema}.products where handle = $1),
          (select product_id from ${schema}.product_handles where handle = $1))`
  return `select ${productJson(schema)} as product from ${schema}.products p
    where ${found} and ($2::timestamptz is null or ${isPublic('$2::timestamptz')})`
}

/** Products by the ids $1, in their order, if they are public at $2 (null: in any case). */
export function productsText(schema: string): string {
  return `select ${productJson(schema)} as product
    from json_array_elements_text($1::json) with ordinality as w(id, n)
    join ${schema}.products p on p.id = w.id
    where $2::timestamptz is null or ${isPublic('$2::timestamptz')} order by w.n`
}

/** The ids of products that have an external id of $1, or a variant with a SKU of $2 or an external id of $3. */
export function namedIdsText(schema: string): string {
  return `select id from ${schema}.products where external_id in (select json_array_elements_text($1::json))
    union select product_id from ${schema}.variants where sku in (select json_array_elements_text($2::json))
    union select product_id from ${schema}.variants where external_id in (select json_array_elements_text($3::json))`
}

/** A handle without its number, and its number: as in the indexes. */
const STEM = `regexp_replace(handle, '-[0-9]{1,9}$', '')`
const NUMBER = `substring(handle from '-([0-9]{1,9})$')::int4`

/**
 * Which names are taken: SKUs $1, handles $2, external ids of products $3 and of variants $4; and which brands $5 and
 * categories $6 exist, locked so that none is deleted before the unit ends. Of each wanted handle also the highest
 * number that there is of it, so that a free one is known whatever numbers there are.
 */
export function factsText(schema: string): string {
  const wanted = (parameter: string): string => `(select json_array_elements_text(${parameter}::json))`
  const list = (query: string): string => `coalesce((${query}), '[]'::json)`
  const last = (table: string): string =>
    `(select ${NUMBER} from ${schema}.${table} where ${STEM} = w.handle and ${NUMBER} is not null
      order by ${STEM} desc, ${NUMBER} desc limit 1)`
  return `with the_brands as (
      select id from ${schema}.brands where id in ${wanted('$5')} order by id for key share
    ), the_categories as (
      select id from ${schema}.categories where id in ${wanted('$6')} order by id for key share
    )
    select json_build_object(
      'taken', json_build_object(
        'skus', ${list(`select json_agg(sku) from ${schema}.variants where sku in ${wanted('$1')}`)},
        'handles', ${list(`select json_agg(handle) from ${schema}.products where handle in ${wanted('$2')}`)},
        'externalIds', ${list(
          `select json_agg(external_id) from ${schema}.products where external_id in ${wanted('$3')}`,
        )},
        'variantExternalIds', ${list(
          `select json_agg(external_id) from ${schema}.variants where external_id in ${wanted('$4')}`,
        )}),
      'redirects', ${list(
        `select json_agg(handle) from ${schema}.product_handles where handle in ${wanted('$2')}`,
      )},
      'numbers', ${list(
        `select json_agg(json_build_object('handle', n.handle, 'last', n.last)) from (
          select w.handle, greatest(${last('products')}, ${last('product_handles')}) as last
          from (select distinct json_array_elements_text($2::json) as handle) w
        ) n where n.last is not null`,
      )},
      'brandIds', ${list('select json_agg(id) from the_brands')},
      'categoryIds', ${list('select json_agg(id) from the_categories')}) as facts`
}

/** Which products a list shows: only the conditions that are wanted, so that each combination gets a plan of its own. */
export interface ListConditions {
  readonly category: boolean
  readonly brand: boolean
  readonly status: boolean
  readonly publicOnly: boolean
}

/** Conditions on products `p`, whose parameters start at $1: category, brand, status, instant, as far as wanted. */
function conditions(schema: string, { category, brand, status, publicOnly }: ListConditions) {
  let count = 0
  const next = (): string => `$${(count += 1)}`
  const where: string[] = []
  let tree = ''
  if (category) {
    tree = `with recursive tree as (
        select id from ${schema}.categories where id = ${next()}
        union select c.id from ${schema}.categories c join tree t on c.parent_id = t.id
      )`
    where.push(
      `p.id in (select product_id from ${schema}.product_categories where category_id in (select id from tree))`,
    )
  }
  if (brand) where.push(`p.brand_id = ${next()}`)
  if (status) where.push(`p.status = ${next()}`)
  if (publicOnly) where.push(isPublic(`${next()}::timestamptz`))
  return { tree, where, next }
}

function whereText(where: readonly string[]): string {
  return where.length === 0 ? '' : `where ${where.join(' and ')}`
}

/** How many products a list shows. */
export function countText(schema: string, listed: ListConditions): string {
  const { tree, where } = conditions(schema, listed)
  return `${tree} select count(*) as count from ${schema}.products p ${whereText(where)}`
}

/** How a list goes on. */
export interface ListOrder {
  readonly sort: 'created' | 'title'
  readonly order: 'asc' | 'desc'
  readonly goesOn: boolean
}

/**
 * A page of cards. After the parameters of the conditions: limit, currency (null: none), the instant of availability,
 * and, if it goes on, sort key and id of the product before. Stock is counted as carts count it: expired holds are free.
 */
export function cardsText(
  schema: string,
  listed: ListConditions,
  { sort, order, goesOn }: ListOrder,
): string {
  const { tree, where, next } = conditions(schema, listed)
  const [limit, currency, at] = [next(), `${next()}::char(3)`, `${next()}::timestamptz`]
  const column = sort === 'title' ? 'title' : 'created_at'
  const type = sort === 'title' ? 'text' : 'timestamptz'
  if (goesOn) {
    where.push(`(p.${column}, p.id) ${order === 'asc' ? '>' : '<'} (${next()}::${type}, ${next()}::text)`)
  }
  const by = `order by p.${column} ${order}, p.id ${order}`
  return `${tree === '' ? 'with' : `${tree},`} page as (
      select p.id, p.handle, p.title, p.status, p.brand_id, p.media, p.created_at
      from ${schema}.products p ${whereText(where)} ${by} limit ${limit}::int8
    )
    select json_build_object('id', p.id, 'handle', p.handle, 'title', p.title, 'status', p.status,
      'brandId', p.brand_id, 'image', p.media -> 0, 'priceRange', case when o.min_amount is not null then
        json_build_object('min', json_build_object('amount', o.min_amount, 'currency', ${currency}),
          'max', json_build_object('amount', o.max_amount, 'currency', ${currency})) end,
      'available', coalesce(o.available, false), 'createdAt', p.created_at) as card
    from page p
    left join lateral (
      select min(m.amount) as min_amount, max(m.amount) as max_amount,
        bool_or((${currency} is null or m.amount is not null)
          and (v.stock_policy = 'none' or v.backorder_limit + coalesce(f.free, 0) > 0)) as available
      from ${schema}.variants v
      left join ${schema}.prices m on m.variant_id = v.id and m.currency = ${currency}
      left join lateral (
        select sum(s.on_hand - s.allocated - s.safety - s.held + coalesce((
            select sum(r.quantity) from ${schema}.reservations r
            where r.variant_id = s.variant_id and r.location_id = s.location_id and r.expires_at <= ${at}
          ), 0)) as free
        from ${schema}.stock_levels s where s.variant_id = v.id
      ) f on true
      where v.product_id = p.id and not v.archived
    ) o on true
    ${by}`
}
