import * as z from 'zod'
import {
  idSchema,
  looseTextSchema,
  metadataSchema,
  pageMembers,
  textSchema,
  versionSchema,
} from '../kernel/schemas.ts'
import { addressSchema } from './address.ts'

const customerIdSchema = idSchema('cus')
const addressIdSchema = idSchema('adr')
const externalIdSchema = textSchema(100)
const emailSchema = z.email().max(254)
const phoneSchema = textSchema(40)
const nameSchema = textSchema(200)
const localeSchema = z
  .string()
  .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}$/, { error: 'is not a BCP 47 locale' })
const wordsSchema = z
  .array(textSchema(50))
  .max(50)
  .refine((words) => new Set(words).size === words.length, { error: 'names one twice' })
const noteSchema = looseTextSchema(5_000)

const changeMembers = {
  email: emailSchema.nullable().optional(),
  phone: phoneSchema.nullable().optional(),
  name: nameSchema.nullable().optional(),
  locale: localeSchema.nullable().optional(),
  groups: wordsSchema.optional(),
  tags: wordsSchema.optional(),
  note: noteSchema.nullable().optional(),
  metadata: metadataSchema.optional(),
}

export const createCustomerInputSchema = z.strictObject({
  externalId: externalIdSchema.optional(),
  email: emailSchema.optional(),
  phone: phoneSchema.optional(),
  name: nameSchema.optional(),
  locale: localeSchema.optional(),
  groups: wordsSchema.optional(),
  tags: wordsSchema.optional(),
  note: noteSchema.optional(),
  metadata: metadataSchema.optional(),
})

export const getCustomerInputSchema = z
  .strictObject({ id: customerIdSchema.optional(), externalId: externalIdSchema.optional() })
  .refine(({ id, externalId }) => (id === undefined) !== (externalId === undefined), {
    path: ['id'],
    error: 'names either an id or an external id',
  })

export const getCustomersInputSchema = z.strictObject({ ids: z.array(customerIdSchema).max(100) })

export const updateCustomerInputSchema = z.strictObject({
  customerId: customerIdSchema,
  externalId: externalIdSchema.nullable().optional(),
  ...changeMembers,
  expectedVersion: versionSchema.optional(),
})

export const listCustomersInputSchema = z.strictObject({
  email: textSchema(254).optional(),
  externalId: externalIdSchema.optional(),
  group: textSchema(50).optional(),
  ...pageMembers,
})

export const upsertCustomersInputSchema = z.strictObject({
  customers: z
    .array(z.strictObject({ externalId: externalIdSchema, ...changeMembers }))
    .min(1)
    .max(500),
})

export const upsertedCustomersSchema = z.strictObject({
  ids: z.array(customerIdSchema),
  created: z.int(),
  updated: z.int(),
  unchanged: z.int(),
})

const labelSchema = textSchema(50)

export const addAddressInputSchema = z.strictObject({
  customerId: customerIdSchema,
  label: labelSchema.optional(),
  address: addressSchema,
  defaultShipping: z.boolean().optional(),
  defaultBilling: z.boolean().optional(),
  expectedVersion: versionSchema.optional(),
})

export const updateAddressInputSchema = z.strictObject({
  customerId: customerIdSchema,
  addressId: addressIdSchema,
  label: labelSchema.nullable().optional(),
  address: addressSchema.optional(),
  defaultShipping: z.boolean().optional(),
  defaultBilling: z.boolean().optional(),
  expectedVersion: versionSchema.optional(),
})

export const removeAddressInputSchema = z.strictObject({
  customerId: customerIdSchema,
  addressId: addressIdSchema,
  expectedVersion: versionSchema.optional(),
})

const customerAddressSchema = z.strictObject({
  id: addressIdSchema,
  label: z.string().nullable(),
  address: addressSchema,
  defaultShipping: z.boolean(),
  defaultBilling: z.boolean(),
})

export const customerSchema = z.strictObject({
  id: customerIdSchema,
  externalId: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  name: z.string().nullable(),
  locale: z.string().nullable(),
  groups: z.array(z.string()),
  tags: z.array(z.string()),
  note: z.string().nullable(),
  metadata: z.record(z.string(), z.unknown()),
  addresses: z.array(customerAddressSchema),
  version: z.int(),
  createdAt: z.string(),
  updatedAt: z.string(),
})

export const customerPageSchema = z.strictObject({
  items: z.array(customerSchema),
  nextCursor: z.string().nullable(),
  count: z.int().optional(),
})
