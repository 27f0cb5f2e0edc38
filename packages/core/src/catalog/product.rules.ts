import type { Instant } from '../kernel/clock.ts'
import { toInstant } from '../kernel/clock.ts'
import type { Id } from '../kernel/id.ts'
import { canonicalJson } from '../kernel/json.ts'
import type { AnyProduct, ProductChanges } from './catalog.ports.ts'
import type {
  NewMedia,
  NewPrice,
  ProductDetails,
  ProductMedia,
  Variant,
  VariantDetails,
  VariantPrice,
} from './catalog.types.ts'

/** The members of a product that a change can touch, without its variants. */
const productFields = [
  'externalId',
  'handle',
  'title',
  'description',
  'status',
  'publishAt',
  'unpublishAt',
  'brandId',
  'categoryIds',
  'tags',
  'options',
  'media',
  'seo',
  'metadata',
  'fields',
] as const

/** The members of a variant that a change can touch, without its prices. */
const variantFields = [
  'sku',
  'externalId',
  'barcode',
  'optionValues',
  'position',
  'taxClass',
  'weightGrams',
  'hsn',
  'stockPolicy',
  'backorderLimit',
  'media',
  'metadata',
  'archived',
] as const

/** A product with nothing but a title and a handle. */
export function blankProduct(id: Id<'prd'>, title: string, handle: string, at: Instant): AnyProduct {
  return {
    id,
    externalId: null,
    handle,
    title,
    description: '',
    status: 'draft',
    publishAt: null,
    unpublishAt: null,
    brandId: null,
    categoryIds: [],
    tags: [],
    options: [],
    media: [],
    seo: { title: null, description: null },
    metadata: {},
    // Optional as a whole: a shop whose fields are mandatory says so in its schema of fields.
    fields: {},
    variants: [],
    version: 1,
    createdAt: at,
    updatedAt: at,
  }
}

/** A variant with nothing but a SKU. */
export function blankVariant(
  id: Id<'var'>,
  product: Pick<AnyProduct, 'id'>,
  sku: string,
  position: number,
): Variant {
  return {
    id,
    productId: product.id,
    sku,
    externalId: null,
    barcode: null,
    optionValues: {},
    position,
    taxClass: 'standard',
    weightGrams: null,
    hsn: null,
    stockPolicy: 'track',
    backorderLimit: 0,
    media: [],
    metadata: {},
    archived: false,
    prices: [],
  }
}

/** A product with the details that are given; its variants, version and times stay. */
export function withDetails(
  before: AnyProduct,
  details: ProductDetails<unknown> & { readonly title?: string | undefined },
): AnyProduct {
  const { publishAt, unpublishAt, categoryIds, media, seo } = details
  return {
    ...before,
    title: details.title ?? before.title,
    handle: details.handle ?? before.handle,
    externalId: orBefore(details.externalId, before.externalId),
    description: details.description ?? before.description,
    status: details.status ?? before.status,
    publishAt: publishAt === undefined ? before.publishAt : toInstantOrNull(publishAt),
    unpublishAt: unpublishAt === undefined ? before.unpublishAt : toInstantOrNull(unpublishAt),
    brandId: orBefore(details.brandId, before.brandId),
    categoryIds: categoryIds === undefined ? before.categoryIds : [...new Set(categoryIds)].toSorted(),
    tags: details.tags ?? before.tags,
    options: details.options ?? before.options,
    media: media === undefined ? before.media : media.map(toMedia),
    seo: {
      title: orBefore(seo?.title, before.seo.title),
      description: orBefore(seo?.description, before.seo.description),
    },
    metadata: details.metadata ?? before.metadata,
    fields: details.fields ?? before.fields,
  }
}

/** A variant with the details that are given. */
export function withVariantDetails(
  before: Variant,
  details: VariantDetails & { readonly sku?: string | undefined; readonly position?: number | undefined },
): Variant {
  return {
    ...before,
    sku: details.sku ?? before.sku,
    externalId: orBefore(details.externalId, before.externalId),
    barcode: orBefore(details.barcode, before.barcode),
    optionValues: details.optionValues ?? before.optionValues,
    position: details.position ?? before.position,
    taxClass: details.taxClass ?? before.taxClass,
    weightGrams: orBefore(details.weightGrams, before.weightGrams),
    hsn: orBefore(details.hsn, before.hsn),
    stockPolicy: details.stockPolicy ?? before.stockPolicy,
    backorderLimit: details.backorderLimit ?? before.backorderLimit,
    media: details.media === undefined ? before.media : details.media.map(toMedia),
    metadata: details.metadata ?? before.metadata,
    archived: details.archived ?? before.archived,
    prices: details.prices === undefined ? before.prices : withPrices(before.prices, details.prices),
  }
}

/** In what two states of a product differ; null when in nothing. */
export function changesOf(before: AnyProduct, after: AnyProduct): ProductChanges | null {
  const known = new Map(before.variants.map((variant) => [variant.id, variant]))
  const changed = after.variants.filter((variant) => known.get(variant.id) !== variant)
  const newVariants = changed.filter(({ id }) => !known.has(id))
  const changedVariants = changed.filter((variant) => {
    const was = known.get(variant.id)
    return was !== undefined && variantFields.some((field) => differ(was[field], variant[field]))
  })
  const prices = changed.flatMap((variant) => changedPrices(known.get(variant.id)?.prices ?? [], variant))
  const fields = productFields.filter((field) => differ(before[field], after[field]))
  if (fields.length + newVariants.length + changedVariants.length + prices.length === 0) return null
  const newCategoryIds = after.categoryIds.filter((id) => !before.categoryIds.includes(id))
  const goneCategoryIds = before.categoryIds.filter((id) => !after.categoryIds.includes(id))
  return { fields, newVariants, changedVariants, prices, newCategoryIds, goneCategoryIds }
}

/** Variants in the order in which they are shown. */
export function inOrder(variants: readonly Variant[]): readonly Variant[] {
  return variants.toSorted((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1))
}

function changedPrices(
  before: readonly VariantPrice[],
  { id, prices }: Variant,
): readonly (VariantPrice & { readonly variantId: Id<'var'> })[] {
  if (before === prices) return []
  const known = new Map(before.map((price) => [price.currency, price]))
  return prices.flatMap((price) => {
    const was = known.get(price.currency)
    const same = was !== undefined && was.amount === price.amount && was.compareAt === price.compareAt
    return same ? [] : { ...price, variantId: id }
  })
}

function withPrices(before: readonly VariantPrice[], given: readonly NewPrice[]): readonly VariantPrice[] {
  const prices = new Map(before.map((price) => [price.currency, price]))
  for (const { amount, currency, compareAt } of given) {
    prices.set(currency, { amount, currency, compareAt: compareAt ?? null })
  }
  return [...prices.values()].toSorted((a, b) => (a.currency < b.currency ? -1 : 1))
}

function differ(before: unknown, after: unknown): boolean {
  if (before === after) return false
  if (typeof before !== 'object' || typeof after !== 'object') return true
  return canonicalJson(before) !== canonicalJson(after)
}

function orBefore<T>(given: T | undefined, before: T): T {
  return given === undefined ? before : given
}

function toInstantOrNull(text: string | null): Instant | null {
  return text === null ? null : toInstant(text)
}

function toMedia({ url, alt }: NewMedia): ProductMedia {
  return { url, alt: alt ?? '' }
}
