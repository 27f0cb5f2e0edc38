import * as z from 'zod'
import {
  countrySchema,
  currencySchema,
  idSchema,
  minorSchema,
  moneySchema,
  pageMembers,
  textSchema,
  versionSchema,
} from '../kernel/schemas.ts'

const methodIdSchema = idSchema('shm')
const countriesSchema = z.array(countrySchema).min(1).max(300)
const positionSchema = z.int().min(0).max(10_000)

export const createShippingMethodInputSchema = z.strictObject({
  code: textSchema(50),
  name: textSchema(100),
  countries: countriesSchema.optional(),
  price: moneySchema,
  freeAbove: minorSchema.optional(),
  taxClass: textSchema(50).optional(),
  enabled: z.boolean().optional(),
  position: positionSchema.optional(),
})

export const updateShippingMethodInputSchema = z.strictObject({
  shippingMethodId: methodIdSchema,
  code: textSchema(50).optional(),
  name: textSchema(100).optional(),
  countries: countriesSchema.nullable().optional(),
  price: moneySchema.optional(),
  freeAbove: minorSchema.nullable().optional(),
  taxClass: textSchema(50).optional(),
  enabled: z.boolean().optional(),
  position: positionSchema.optional(),
  expectedVersion: versionSchema.optional(),
})

export const deleteShippingMethodInputSchema = z.strictObject({
  shippingMethodId: methodIdSchema,
  expectedVersion: versionSchema.optional(),
})

export const deletedShippingMethodSchema = z.strictObject({ id: z.string() })

export const listShippingMethodsInputSchema = z.strictObject({
  country: countrySchema.optional(),
  currency: currencySchema.optional(),
  ...pageMembers,
})

export const getShippingMethodsInputSchema = z.strictObject({ ids: z.array(methodIdSchema).max(100) })

export const shippingMethodSchema = z.strictObject({
  id: z.string(),
  code: z.string(),
  name: z.string(),
  countries: z.array(z.string()).nullable(),
  currency: z.string(),
  price: z.int(),
  freeAbove: z.int().nullable(),
  taxClass: z.string(),
  enabled: z.boolean(),
  position: z.int(),
  version: z.int(),
})

export const shippingMethodPageSchema = z.strictObject({
  items: z.array(shippingMethodSchema),
  nextCursor: z.string().nullable(),
  count: z.int().optional(),
})
