import * as z from 'zod'
import {
  fieldsSchema,
  idSchema,
  looseTextSchema,
  metadataSchema,
  minorSchema,
  moneySchema,
  textSchema,
} from '../kernel/schemas.ts'

const handle = z
  .string()
  .max(110)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { error: 'is not lower-case letters and digits with single hyphens' })
const sku = textSchema(100)
const status = z.enum(['draft', 'active', 'archived'])

const option = z.strictObject({
  name: textSchema(50),
  values: z.array(textSchema(100)).min(1).max(200),
})

const newVariant = z.strictObject({
  sku,
  externalId: textSchema(100).optional(),
  barcode: textSchema(50).optional(),
  optionValues: z.record(z.string().min(1).max(50), z.string().min(1).max(100)).optional(),
  taxClass: textSchema(50).optional(),
  weightGrams: z.int().min(0).max(1_000_000_000).optional(),
  hsn: textSchema(20).optional(),
  stockPolicy: z.enum(['track', 'none']).optional(),
  backorderLimit: z.int().min(0).max(1_000_000_000).optional(),
  prices: z
    .array(moneySchema)
    .max(50)
    .refine((prices) => new Set(prices.map(({ currency }) => currency)).size === prices.length, {
      error: 'has two prices in one currency',
    })
    .optional(),
  metadata: metadataSchema.optional(),
})

export function createProductInputSchema<F>(fields: z.ZodType<F>) {
  return z.strictObject({
    title: textSchema(255),
    handle: handle.optional(),
    externalId: textSchema(100).optional(),
    description: looseTextSchema(50_000).optional(),
    status: status.optional(),
    tags: z.array(textSchema(50)).max(100).optional(),
    options: z.array(option).max(10).optional(),
    variants: z.array(newVariant).max(2_000),
    metadata: metadataSchema.optional(),
    fields: fieldsSchema(fields),
  })
}

export function createProductsInputSchema<F>(fields: z.ZodType<F>) {
  return z.strictObject({ products: z.array(createProductInputSchema(fields)).min(1).max(500) })
}

export const getProductInputSchema = z
  .strictObject({ id: idSchema('prd').optional(), handle: handle.optional() })
  .refine(({ id, handle: named }) => (id === undefined) !== (named === undefined), {
    path: ['id'],
    error: 'names either an id or a handle',
  })

export const findSkusInputSchema = z.strictObject({ skus: z.array(sku).min(1).max(1_000) })

export const setPricesInputSchema = z.strictObject({
  prices: z
    .array(
      z.strictObject({ variantId: idSchema('var'), price: moneySchema, compareAt: minorSchema.optional() }),
    )
    .min(1)
    .max(1_000),
})

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
