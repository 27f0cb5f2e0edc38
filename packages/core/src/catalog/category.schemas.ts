import * as z from 'zod'
import { idSchema, looseTextSchema, textSchema, versionSchema } from '../kernel/schemas.ts'
import { handleSchema, keySchema, positionSchema } from './catalog.schemas.ts'

const title = textSchema(255)
const categoryId = idSchema('cat')

const details = {
  handle: handleSchema.optional(),
  description: looseTextSchema(50_000).optional(),
  position: positionSchema.optional(),
}

const known = { categoryId, expectedVersion: versionSchema.optional() }

export const createCategoryInputSchema = z.strictObject({
  title,
  parentId: categoryId.nullable().optional(),
  ...details,
})

export const updateCategoryInputSchema = z.strictObject({ ...known, title: title.optional(), ...details })

export const moveCategoryInputSchema = z.strictObject({
  ...known,
  parentId: categoryId.nullable(),
  position: positionSchema.optional(),
})

export const deleteCategoryInputSchema = z.strictObject(known)

export const getCategoryInputSchema = keySchema('cat')

export const getCategoriesInputSchema = z.strictObject({ ids: z.array(categoryId).min(1).max(100) })

export const listCategoriesInputSchema = z.strictObject({
  under: categoryId.optional(),
  levels: z.int().min(1).max(1_000).optional(),
})

export const categorySchema = z.strictObject({
  id: categoryId,
  parentId: categoryId.nullable(),
  handle: z.string(),
  title: z.string(),
  description: z.string(),
  position: z.int(),
  version: z.int(),
  createdAt: z.string(),
  updatedAt: z.string(),
})

const link = z.strictObject({ id: categoryId, handle: z.string(), title: z.string() })

export const categoryPageSchema = categorySchema.extend({
  breadcrumbs: z.array(link),
  children: z.array(link),
})

export const categoryTreeSchema = z.strictObject({
  items: z.array(categorySchema.extend({ depth: z.int() })),
})

export const deletedCategorySchema = z.strictObject({ id: categoryId })
