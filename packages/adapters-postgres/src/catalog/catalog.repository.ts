import type { PortError, ResultAsync } from '@cartwright/core'
import type {
  AnyProduct,
  CatalogFacts,
  CatalogReadRepository,
  CatalogRepository,
  ProductCard,
  ProductFilter,
  ProductNames,
  SkuMatch,
} from '@cartwright/core/catalog'
import { okAsync } from '@cartwright/core'
import type { ReaderDeps, RepositoryDeps } from '../repository.ts'
import { deleteRows, insertInto, updateRows, upsertInto } from '../writer.ts'
import {
  productColumns,
  toCard,
  toPriceRow,
  toProduct,
  toProductRow,
  toVariantRow,
  variantColumns,
} from './product.rows.ts'
import type { ListConditions } from './product.sql.ts'
import {
  cardsText,
  countText,
  factsText,
  namedIdsText,
  productJson,
  productsText,
  productText,
} from './product.sql.ts'

interface ProductRow {
  readonly product: AnyProduct
}

/** Reads products. */
export function createCatalogReader({ schema, session }: ReaderDeps): CatalogReadRepository {
  return {
    product: (key, publicAt) =>
      session
        .rows<ProductRow>(productText(schema, key.by), [key.value, publicAt])
        .map(([row]) => (row === undefined ? null : toProduct(row.product))),
    products: (ids, publicAt) =>
      session.rows<ProductRow>(productsText(schema), [JSON.stringify(ids), publicAt]).map(toProducts),
    skus: (skus) =>
      session
        .rows<{ match: SkuMatch }>(
          `select json_build_object('sku', v.sku, 'variantId', v.id, 'productId', v.product_id) as match
          from json_array_elements_text($1::json) with ordinality as w(sku, n)
          join ${schema}.variants v on v.sku = w.sku order by w.n`,
          [JSON.stringify(skus)],
        )
        .map((rows) => rows.map(({ match }) => match)),
    cards: (filter, { sort, order, after, limit, currency, at }) =>
      session
        .rows<{ card: ProductCard }>(
          cardsText(schema, conditionsOf(filter), { sort, order, goesOn: after !== null }),
          [...valuesOf(filter), limit, currency, at, ...(after ?? [])],
        )
        .map((rows) => rows.map(({ card }) => toCard(card))),
    count: (filter) =>
      session
        .rows<{ count: string }>(countText(schema, conditionsOf(filter)), valuesOf(filter))
        .map(([row]) => Number(row?.count)),
  }
}

/** Products in a unit. */
export function createCatalogRepository(deps: RepositoryDeps): CatalogRepository {
  const { schema, session, append } = deps
  const reader = createCatalogReader(deps)
  const insertProduct = insertInto(schema, 'products')
  const updateProduct = updateRows(schema, 'products', ['id'], productColumns)
  const insertVariant = insertInto(schema, 'variants')
  const updateVariant = updateRows(schema, 'variants', ['id'], variantColumns)
  const insertCategory = insertInto(schema, 'product_categories')
  const deleteCategory = deleteRows(schema, 'product_categories', ['product_id', 'category_id'])
  const upsertPrice = upsertInto(schema, 'prices', ['variant_id', 'currency'])

  function appendVariants(product: AnyProduct, variants: AnyProduct['variants']): void {
    const at = product.updatedAt
    for (const variant of variants) {
      append(insertVariant, { ...toVariantRow(variant, at), product_id: product.id, created_at: at })
    }
  }

  return {
    ...reader,
    facts: (question) =>
      session
        .rows<{ facts: CatalogFacts }>(factsText(schema), [
          JSON.stringify(question.skus),
          JSON.stringify(question.handles),
          JSON.stringify(question.externalIds),
          JSON.stringify(question.variantExternalIds),
          JSON.stringify(question.brandIds),
          JSON.stringify(question.categoryIds),
        ])
        .map(([row]) => {
          if (row === undefined) throw new Error('an aggregate answers one row')
          return row.facts
        }),
    lock: ({ by, value }) =>
      session
        .rows<{ id: string }>(lockText(schema, by), [value])
        .andThen(([row]) =>
          row === undefined ? okAsync(null) : reader.product({ by: 'id', value: row.id }, null),
        ),
    lockNamed: (names) => lockNamed(deps, names),
    append: (product) => {
      append(insertProduct, { ...toProductRow(product), created_at: product.createdAt })
      for (const id of product.categoryIds)
        append(insertCategory, { product_id: product.id, category_id: id })
      appendVariants(product, product.variants)
      for (const { id, prices } of product.variants) {
        for (const price of prices) append(upsertPrice, toPriceRow(id, price, product.createdAt))
      }
    },
    save: (product, changes) => {
      const at = product.updatedAt
      append(updateProduct, toProductRow(product))
      appendVariants(product, changes.newVariants)
      for (const variant of changes.changedVariants) append(updateVariant, toVariantRow(variant, at))
      for (const { variantId, ...price } of changes.prices)
        append(upsertPrice, toPriceRow(variantId, price, at))
      const place = (id: string) => ({ product_id: product.id, category_id: id })
      for (const id of changes.newCategoryIds) append(insertCategory, place(id))
      for (const id of changes.goneCategoryIds) append(deleteCategory, place(id))
    },
    redirect: (handle, product) =>
      append(upsertInto(schema, 'product_handles', ['handle']), {
        handle,
        product_id: product.id,
        replaced_at: product.updatedAt,
      }),
    endRedirect: (handle) => append(deleteRows(schema, 'product_handles', ['handle']), { handle }),
    unknownVariants: (ids) =>
      session
        .rows<{ id: string }>(
          `select w.id from json_array_elements_text($1::json) as w(id)
            where not exists (select from ${schema}.variants v where v.id = w.id)`,
          [JSON.stringify(ids)],
        )
        .map((rows) => rows.map(({ id }) => id)),
    appendPrice: (variantId, price, at) => append(upsertPrice, toPriceRow(variantId, price, at)),
  }
}

function lockText(schema: string, by: 'id' | 'variant'): string {
  const found = by === 'id' ? '$1' : `(select product_id from ${schema}.variants where id = $1)`
  return `select p.id from ${schema}.products p where p.id = ${found} for no key update`
}

/** A product that another unit gives one of the names between lock and read would be read, but not locked: once more. */
function lockNamed(deps: RepositoryDeps, names: ProductNames): ResultAsync<readonly AnyProduct[], PortError> {
  const { schema, session } = deps
  const values = [names.externalIds, names.skus, names.variantExternalIds].map((list) => JSON.stringify(list))
  const ids = namedIdsText(schema)
  return session
    .rows<{ id: string }>(
      `select p.id from ${schema}.products p where p.id in (${ids}) order by p.id for no key update of p`,
      values,
    )
    .andThen((locked) =>
      session
        .rows<ProductRow>(
          `select ${productJson(schema)} as product from ${schema}.products p where p.id in (${ids})`,
          values,
        )
        .andThen((rows): ResultAsync<readonly AnyProduct[], PortError> => {
          const known = new Set(locked.map(({ id }) => id))
          return rows.every(({ product }) => known.has(product.id))
            ? okAsync(toProducts(rows))
            : lockNamed(deps, names)
        }),
    )
}

function toProducts(rows: readonly ProductRow[]): readonly AnyProduct[] {
  return rows.map(({ product }) => toProduct(product))
}

function conditionsOf({ categoryId, brandId, status, publicAt }: ProductFilter): ListConditions {
  return {
    category: categoryId !== null,
    brand: brandId !== null,
    status: status !== null,
    publicOnly: publicAt !== null,
  }
}

/** In the order of the conditions. */
function valuesOf({ categoryId, brandId, status, publicAt }: ProductFilter): readonly string[] {
  return [categoryId, brandId, status, publicAt].filter((value) => value !== null)
}
