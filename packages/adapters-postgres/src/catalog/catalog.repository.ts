import { toInstant } from '@cartwright/core'
import type {
  CatalogNames,
  CatalogReadRepository,
  CatalogRepository,
  Product,
  SkuMatch,
  Variant,
} from '@cartwright/core/catalog'
import { optionKey } from '@cartwright/core/catalog'
import type { ReaderDeps, RepositoryDeps } from '../repository.ts'
import { insertInto, upsertInto } from '../writer.ts'

/** Reads the catalogue. */
export function createCatalogReader({ schema, session }: ReaderDeps): CatalogReadRepository {
  return {
    product: (key, publicAt) =>
      session
        .rows<{ product: Product<unknown> }>(productText(schema, key.by), [key.value, publicAt])
        .map(([row]) => (row === undefined ? null : toProduct(row.product))),
    skus: (skus) =>
      session
        .rows<{ match: SkuMatch }>(
          `select json_build_object('sku', v.sku, 'variantId', v.id, 'productId', v.product_id) as match
          from json_array_elements_text($1::json) with ordinality as w(sku, n)
          join ${schema}.variants v on v.sku = w.sku order by w.n`,
          [JSON.stringify(skus)],
        )
        .map((rows) => rows.map(({ match }) => match)),
  }
}

/** The catalogue in a unit. */
export function createCatalogRepository(deps: RepositoryDeps): CatalogRepository {
  const { schema, session, append } = deps
  const insertProduct = insertInto(schema, 'products')
  const insertVariant = insertInto(schema, 'variants')
  const upsertPrice = upsertInto(schema, 'prices', ['variant_id', 'currency'])
  return {
    ...createCatalogReader(deps),
    taken: (names) =>
      session
        .rows<{ taken: CatalogNames }>(takenText(schema), [
          JSON.stringify(names.skus),
          JSON.stringify(names.handles),
          JSON.stringify(names.externalIds),
          JSON.stringify(names.variantExternalIds),
        ])
        .map(([row]) => row?.taken ?? { skus: [], handles: [], externalIds: [], variantExternalIds: [] }),
    append: (product) => {
      append(insertProduct, toProductRow(product))
      for (const variant of product.variants) {
        append(insertVariant, toVariantRow(product, variant))
        for (const price of variant.prices) {
          append(upsertPrice, {
            variant_id: variant.id,
            currency: price.currency,
            amount: price.amount,
            compare_at: price.compareAt,
            updated_at: product.updatedAt,
          })
        }
      }
    },
    unknownVariants: (ids) =>
      session
        .rows<{ id: string }>(
          `select w.id from json_array_elements_text($1::json) as w(id)
            where not exists (select from ${schema}.variants v where v.id = w.id)`,
          [JSON.stringify(ids)],
        )
        .map((rows) => rows.map(({ id }) => id)),
    appendPrice: (variantId, price, at) =>
      append(upsertPrice, {
        variant_id: variantId,
        currency: price.currency,
        amount: price.amount,
        compare_at: price.compareAt,
        updated_at: at,
      }),
  }
}

function productText(schema: string, by: 'id' | 'handle'): string {
  const found =
    by === 'id'
      ? 'p.id = $1'
      : `p.id = coalesce((select id from ${schema}.products where handle = $1),
          (select product_id from ${schema}.product_handles where handle = $1))`
  return `select json_build_object('id', p.id, 'externalId', p.external_id, 'handle', p.handle, 'title', p.title,
      'description', p.description, 'status', p.status, 'publishAt', p.publish_at, 'unpublishAt', p.unpublish_at,
      'brandId', p.brand_id, 'categoryIds', coalesce((select json_agg(category_id order by category_id)
        from ${schema}.product_categories c where c.product_id = p.id), '[]'::json),
      'tags', p.tags, 'options', p.options, 'metadata', p.metadata, 'fields', p.fields,
      'variants', coalesce((select json_agg(json_build_object('id', v.id, 'productId', v.product_id, 'sku', v.sku,
          'externalId', v.external_id, 'barcode', v.barcode, 'optionValues', v.option_values, 'position', v.position,
          'taxClass', v.tax_class, 'weightGrams', v.weight_grams, 'hsn', v.hsn, 'stockPolicy', v.stock_policy,
          'backorderLimit', v.backorder_limit, 'metadata', v.metadata, 'archived', v.archived,
          'prices', coalesce((select json_agg(json_build_object('amount', m.amount, 'currency', m.currency,
            'compareAt', m.compare_at) order by m.currency) from ${schema}.prices m where m.variant_id = v.id),
            '[]'::json)) order by v.position, v.id)
        from ${schema}.variants v where v.product_id = p.id), '[]'::json),
      'version', p.version, 'createdAt', p.created_at, 'updatedAt', p.updated_at) as product
    from ${schema}.products p
    where ${found} and ($2::timestamptz is null or (p.status = 'active'
      and coalesce(p.publish_at <= $2::timestamptz, true) and coalesce(p.unpublish_at > $2::timestamptz, true)))`
}

/** A wanted handle's numbered forms count too, so that the next free one is found without asking again. */
function takenText(schema: string): string {
  return `select json_build_object(
    'skus', coalesce((select json_agg(v.sku) from ${schema}.variants v
      where v.sku in (select json_array_elements_text($1::json))), '[]'::json),
    'handles', coalesce((select json_agg(h.handle) from (
      select handle from ${schema}.products where handle in (select json_array_elements_text($2::json))
      union select handle from ${schema}.products
        where regexp_replace(handle, '-[0-9]+$', '') in (select json_array_elements_text($2::json))
    ) h), '[]'::json),
    'externalIds', coalesce((select json_agg(p.external_id) from ${schema}.products p
      where p.external_id in (select json_array_elements_text($3::json))), '[]'::json),
    'variantExternalIds', coalesce((select json_agg(v.external_id) from ${schema}.variants v
      where v.external_id in (select json_array_elements_text($4::json))), '[]'::json)) as taken`
}

function toProduct(product: Product<unknown>): Product<unknown> {
  return {
    ...product,
    publishAt: product.publishAt === null ? null : toInstant(product.publishAt),
    unpublishAt: product.unpublishAt === null ? null : toInstant(product.unpublishAt),
    createdAt: toInstant(product.createdAt),
    updatedAt: toInstant(product.updatedAt),
  }
}

function toProductRow(product: Product<unknown>) {
  return {
    id: product.id,
    external_id: product.externalId,
    handle: product.handle,
    title: product.title,
    description: product.description,
    status: product.status,
    publish_at: product.publishAt,
    unpublish_at: product.unpublishAt,
    brand_id: product.brandId,
    tags: product.tags,
    options: product.options,
    media: [],
    seo: {},
    metadata: product.metadata,
    fields: product.fields,
    version: product.version,
    created_at: product.createdAt,
    updated_at: product.updatedAt,
  }
}

function toVariantRow(product: Product<unknown>, variant: Variant) {
  return {
    id: variant.id,
    product_id: product.id,
    sku: variant.sku,
    external_id: variant.externalId,
    barcode: variant.barcode,
    option_values: variant.optionValues,
    option_key: optionKey(product.options, variant.optionValues),
    position: variant.position,
    tax_class: variant.taxClass,
    weight_grams: variant.weightGrams,
    hsn: variant.hsn,
    stock_policy: variant.stockPolicy,
    backorder_limit: variant.backorderLimit,
    media: [],
    metadata: variant.metadata,
    archived: variant.archived,
    created_at: product.createdAt,
    updated_at: product.updatedAt,
  }
}
