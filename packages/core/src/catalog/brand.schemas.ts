import * as z from 'zod'
import { idSchema, looseTextSchema, pageMembers, textSchema, versionSchema } from '../kernel/schemas.ts'
import { handleSchema, keySchema } from './catalog.schemas.ts'

const name = textSchema(255)

const details = {
  handle: handleSchema.optional(),
  description: looseTextSchema(50_000).optional(),
  logo: textSchema(2_048).nullable().optional(),
}

export const createBrandInputSchema = z.strictObject({ name, ...details })

export const updateBrandInputSchema = z.strictObject({
  brandId: idSchema('brd'),
  expectedVersion: versionSchema.optional(),
  name: name.optional(),
  ...details,
})

export const getBrandInputSchema = keySchema('brd')

export const getBrandsInputSchema = z.strictObject({ ids: z.array(idSchema('brd')).min(1).max(100) })

export const listBrandsInputSchema = z.strictObject(pageMembers)

export const brandSchema = z.strictObject({
  id: idSchema('brd'),
  handle: z.string(),
  name: z.string(),
  description: z.string(),
  logo: z.string().nullable(),
  version: z.int(),
  createdAt: z.string(),
  updatedAt: z.string(),
})

export const brandPageSchema = z.strictObject({
  items: z.array(brandSchema),
  nextCursor: z.string().nullable(),
  count: z.int().optional(),
})
