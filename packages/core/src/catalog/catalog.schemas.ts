import * as z from 'zod'
import {
  currencySchema,
  fieldsSchema,
  idSchema,
  instantSchema,
  looseTextSchema,
  metadataSchema,
  minorSchema,
  moneyOutputSchema,
  moneySchema,
  pageMembers,
  textSchema,
  versionSchema,
} from '../kernel/schemas.ts'

/** The most variants that a product can have. */
export const MAX_VARIANTS = 2_000

/** A handle as it is given. */
export const handleSchema = z
  .string()
  .max(110)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { error: 'is not lower-case letters and digits with single hyphens' })
/** Where something stands among its like. */
export const positionSchema = z.int().min(0).max(1_000_000_000)
const sku = textSchema(100)
const status = z.enum(['draft', 'active', 'archived'])

const instant = instantSchema.refine((text) => text >= '0001', { error: 'is before the year 1' })
const unique = (values: readonly unknown[]): boolean => new Set(values).size === values.length

const media = z
  .array(z.strictObject({ url: textSchema(2_048), alt: looseTextSchema(500).optional() }))
  .max(100)
const seo = z.strictObject({
  title: textSchema(255).nullable().optional(),
  description: textSchema(1_000).nullable().optional(),
})

const options = z
  .array(
    z.strictObject({
      name: textSchema(50),
      values: z.array(textSchema(100)).min(1).max(200).refine(unique, { error: 'has a value twice' }),
    }),
  )
  .max(10)
  .refine((list) => unique(list.map(({ name }) => name)), { error: 'has two options of the same name' })

const optionValues = z.record(textSchema(50), textSchema(100))

const variantDetails = {
  externalId: textSchema(100).nullable().optional(),
  barcode: textSchema(50).nullable().optional(),
  optionValues: optionValues.optional(),
  taxClass: textSchema(50).optional(),
  weightGrams: z.int().min(0).max(1_000_000_000).nullable().optional(),
  hsn: textSchema(20).nullable().optional(),
  stockPolicy: z.enum(['track', 'none']).optional(),
  backorderLimit: z.int().min(0).max(1_000_000_000).optional(),
  media: media.optional(),
  metadata: metadataSchema.optional(),
  archived: z.boolean().optional(),
  prices: z
    .array(moneySchema.extend({ compareAt: minorSchema.nullable().optional() }))
    .max(50)
    .refine((prices) => unique(prices.map(({ currency }) => currency)), {
      error: 'has two prices in one currency',
    })
    .optional(),
}

const newVariant = z.strictObject({ sku, ...variantDetails })
const variants = z.array(newVariant).max(MAX_VARIANTS)

const title = textSchema(255)

function productDetails<F>(fields: z.ZodType<F>) {
  return {
    handle: handleSchema.optional(),
    externalId: textSchema(100).nullable().optional(),
    description: looseTextSchema(50_000).optional(),
    status: status.optional(),
    publishAt: instant.nullable().optional(),
    unpublishAt: instant.nullable().optional(),
    brandId: idSchema('brd').nullable().optional(),
    categoryIds: z.array(idSchema('cat')).max(100).optional(),
    tags: z.array(textSchema(50)).max(100).optional(),
    options: options.optional(),
    media: media.optional(),
    seo: seo.optional(),
    metadata: metadataSchema.optional(),
    fields: fieldsSchema(fields),
  }
}

export function createProductInputSchema<F>(fields: z.ZodType<F>) {
  return z.strictObject({ title, ...productDetails(fields), variants })
}

export function createProductsInputSchema<F>(fields: z.ZodType<F>) {
  return z.strictObject({ products: z.array(createProductInputSchema(fields)).min(1).max(500) })
}

export function updateProductInputSchema<F>(fields: z.ZodType<F>) {
  const values = z.strictObject({ variantId: idSchema('var'), values: optionValues })
  return z.strictObject({
    productId: idSchema('prd'),
    expectedVersion: versionSchema.optional(),
    title: title.optional(),
    ...productDetails(fields),
    optionValues: z.array(values).max(MAX_VARIANTS).optional(),
  })
}

export function upsertProductsInputSchema<F>(fields: z.ZodType<F>) {
  const product = z.strictObject({
    title: title.optional(),
    ...productDetails(fields),
    variants: variants.optional(),
  })
  return z.strictObject({
    products: z.array(product).min(1).max(500),
    onError: z.enum(['fail', 'skip']).optional(),
    dryRun: z.boolean().optional(),
  })
}

export const addVariantsInputSchema = z.strictObject({
  productId: idSchema('prd'),
  expectedVersion: versionSchema.optional(),
  variants: variants.min(1),
})

export const updateVariantInputSchema = z.strictObject({
  variantId: idSchema('var'),
  expectedVersion: versionSchema.optional(),
  sku: sku.optional(),
  position: positionSchema.optional(),
  ...variantDetails,
})

export const getProductsInputSchema = z.strictObject({ ids: z.array(idSchema('prd')).min(1).max(100) })

export const listProductsInputSchema = z.strictObject({
  categoryId: idSchema('cat').optional(),
  brandId: idSchema('brd').optional(),
  status: status.optional(),
  currency: currencySchema.optional(),
  sort: z.enum(['created', 'title']).optional(),
  order: z.enum(['asc', 'desc']).optional(),
  ...pageMembers,
})

/** Either an id or a handle. */
export function keySchema<Prefix extends string>(prefix: Prefix) {
  return z
    .strictObject({ id: idSchema(prefix).optional(), handle: handleSchema.optional() })
    .refine(({ id, handle }) => (id === undefined) !== (handle === undefined), {
      path: ['id'],
      error: 'names either an id or a handle',
    })
}

export const getProductInputSchema = keySchema('prd')

export const findSkusInputSchema = z.strictObject({ skus: z.array(sku).min(1).max(1_000) })

export const setPricesInputSchema = z.strictObject({
  prices: z
    .array(
      z.strictObject({ variantId: idSchema('var'), price: moneySchema, compareAt: minorSchema.optional() }),
    )
    .min(1)
    .max(1_000),
})

const mediaOutput = z.strictObject({ url: z.string(), alt: z.string() })
const json = z.record(z.string(), z.unknown())

const variantSchema = z.strictObject({
  id: idSchema('var'),
  productId: idSchema('prd'),
  sku: z.string(),
  externalId: z.string().nullable(),
  barcode: z.string().nullable(),
  optionValues: z.record(z.string(), z.string()),
  position: z.int(),
  taxClass: z.string(),
  weightGrams: z.int().nullable(),
  hsn: z.string().nullable(),
  stockPolicy: z.enum(['track', 'none']),
  backorderLimit: z.int(),
  media: z.array(mediaOutput),
  metadata: json,
  archived: z.boolean(),
  prices: z.array(z.strictObject({ amount: z.int(), currency: z.string(), compareAt: z.int().nullable() })),
})

export const productSchema = z.strictObject({
  id: idSchema('prd'),
  externalId: z.string().nullable(),
  handle: z.string(),
  title: z.string(),
  description: z.string(),
  status,
  publishAt: z.string().nullable(),
  unpublishAt: z.string().nullable(),
  brandId: z.string().nullable(),
  categoryIds: z.array(z.string()),
  tags: z.array(z.string()),
  options: z.array(z.strictObject({ name: z.string(), values: z.array(z.string()) })),
  media: z.array(mediaOutput),
  seo: z.strictObject({ title: z.string().nullable(), description: z.string().nullable() }),
  metadata: json,
  fields: json,
  variants: z.array(variantSchema),
  version: z.int(),
  createdAt: z.string(),
  updatedAt: z.string(),
})

export const skuMatchSchema = z.strictObject({
  sku: z.string(),
  variantId: idSchema('var'),
  productId: idSchema('prd'),
})

export const foundProductSchema = productSchema.extend({ redirectedFrom: z.string().nullable() })

export const productPageSchema = z.strictObject({
  items: z.array(
    z.strictObject({
      id: idSchema('prd'),
      handle: z.string(),
      title: z.string(),
      status,
      brandId: z.string().nullable(),
      image: mediaOutput.nullable(),
      priceRange: z.strictObject({ min: moneyOutputSchema, max: moneyOutputSchema }).nullable(),
      available: z.boolean(),
      createdAt: z.string(),
    }),
  ),
  nextCursor: z.string().nullable(),
  count: z.int().optional(),
})

export const upsertedProductsSchema = z.strictObject({
  rows: z.array(
    z.strictObject({
      outcome: z.enum(['created', 'updated', 'unchanged', 'failed']),
      productId: idSchema('prd').nullable(),
    }),
  ),
  failures: z.array(
    z.strictObject({ index: z.int(), error: z.looseObject({ type: z.string(), message: z.string() }) }),
  ),
  created: z.int(),
  updated: z.int(),
  unchanged: z.int(),
  failed: z.int(),
})
