import type { Instant } from '@cartwright/core'
import { toInstant } from '@cartwright/core'
import type { AnyProduct, ProductCard, Variant, VariantPrice } from '@cartwright/core/catalog'
import { optionKey } from '@cartwright/core/catalog'

/** A product as JSON brings it. */
export function toProduct(product: AnyProduct): AnyProduct {
  return {
    ...product,
    publishAt: product.publishAt === null ? null : toInstant(product.publishAt),
    unpublishAt: product.unpublishAt === null ? null : toInstant(product.unpublishAt),
    createdAt: toInstant(product.createdAt),
    updatedAt: toInstant(product.updatedAt),
  }
}

/** A card as JSON brings it. */
export function toCard(card: ProductCard): ProductCard {
  return { ...card, createdAt: toInstant(card.createdAt) }
}

/** What a change of a product may overwrite. */
export const productColumns = [
  'external_id',
  'handle',
  'title',
  'description',
  'status',
  'publish_at',
  'unpublish_at',
  'brand_id',
  'tags',
  'options',
  'media',
  'seo',
  'metadata',
  'fields',
  'version',
  'updated_at',
] as const

export function toProductRow(product: AnyProduct) {
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
    media: product.media,
    seo: product.seo,
    metadata: product.metadata,
    fields: product.fields,
    version: product.version,
    updated_at: product.updatedAt,
  }
}

/** What a change of a variant may overwrite. */
export const variantColumns = [
  'sku',
  'external_id',
  'barcode',
  'option_values',
  'option_key',
  'position',
  'tax_class',
  'weight_grams',
  'hsn',
  'stock_policy',
  'backorder_limit',
  'media',
  'metadata',
  'archived',
  'updated_at',
] as const

export function toVariantRow(variant: Variant, at: Instant) {
  return {
    id: variant.id,
    sku: variant.sku,
    external_id: variant.externalId,
    barcode: variant.barcode,
    option_values: variant.optionValues,
    option_key: optionKey(variant.optionValues),
    position: variant.position,
    tax_class: variant.taxClass,
    weight_grams: variant.weightGrams,
    hsn: variant.hsn,
    stock_policy: variant.stockPolicy,
    backorder_limit: variant.backorderLimit,
    media: variant.media,
    metadata: variant.metadata,
    archived: variant.archived,
    updated_at: at,
  }
}

export function toPriceRow(variantId: string, { currency, amount, compareAt }: VariantPrice, at: Instant) {
  return { variant_id: variantId, currency, amount, compare_at: compareAt, updated_at: at }
}
