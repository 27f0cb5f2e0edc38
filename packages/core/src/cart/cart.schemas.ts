import * as z from 'zod'
import { addressSchema } from '../customer/index.ts'
import {
  currencySchema,
  fieldsSchema,
  idSchema,
  metadataSchema,
  moneyOutputSchema,
  moneySchema,
  quantitySchema,
  textSchema,
  versionSchema,
} from '../kernel/schemas.ts'
import type { Schema } from '../kernel/schema.ts'

/** A cart holds at most so many lines. */
export const MAX_CART_LINES = 2_000

const cartId = idSchema('cart')
const expectedVersion = versionSchema.optional()
const note = textSchema(2_000)
const email = z.email().max(254)

export const createCartInputSchema = z.strictObject({
  currency: currencySchema.optional(),
  customerId: idSchema('cus').optional(),
  email: email.optional(),
  shippingAddress: addressSchema.optional(),
  billingAddress: addressSchema.optional(),
  note: note.optional(),
  metadata: metadataSchema.optional(),
})

const newLineMembers = {
  variantId: idSchema('var').optional(),
  custom: z
    .strictObject({
      title: textSchema(255),
      unitPrice: moneySchema,
      sku: textSchema(100).optional(),
      taxClass: textSchema(50).optional(),
    })
    .optional(),
  quantity: quantitySchema,
  unitPrice: moneySchema.optional(),
  lineKey: textSchema(200).optional(),
  metadata: metadataSchema.optional(),
}

/** The shop's own fields of a cart line are checked by its schema; a schema of fields is optional as a whole. */
export function addLineInputSchema<F>(fields: z.ZodType<F>) {
  return z.strictObject({ cartId, ...newLineMembers, fields: fieldsSchema(fields), expectedVersion })
}

export function addLinesInputSchema<F>(fields: z.ZodType<F>) {
  const line = z.strictObject({ ...newLineMembers, fields: fieldsSchema(fields) })
  return z.strictObject({ cartId, lines: z.array(line).min(1).max(MAX_CART_LINES), expectedVersion })
}

export const changeLineInputSchema = z.strictObject({
  cartId,
  lineId: idSchema('cln'),
  quantity: quantitySchema,
  expectedVersion,
})

export const removeLineInputSchema = z.strictObject({ cartId, lineId: idSchema('cln'), expectedVersion })

export const updateCartInputSchema = z.strictObject({
  cartId,
  email: email.nullable().optional(),
  shippingAddress: addressSchema.nullable().optional(),
  billingAddress: addressSchema.nullable().optional(),
  shippingMethodId: idSchema('shm').nullable().optional(),
  note: note.nullable().optional(),
  metadata: metadataSchema.optional(),
  acceptPrices: z.boolean().optional(),
  expectedVersion,
})

export const getCartInputSchema = z.strictObject({ cartId })

const json = z.record(z.string(), z.unknown())

const cartLineSchema = z.strictObject({
  id: idSchema('cln'),
  lineKey: z.string(),
  variantId: z.string().nullable(),
  productId: z.string().nullable(),
  sku: z.string(),
  title: z.string(),
  optionValues: z.record(z.string(), z.string()),
  quantity: z.int(),
  unitPrice: moneyOutputSchema,
  listPrice: moneyOutputSchema.nullable(),
  priceSource: z.enum(['catalog', 'override', 'custom']),
  taxClass: z.string(),
  totals: json.nullable(),
  fields: json,
  metadata: json,
})

/** A cart as operations answer it. */
export const cartSchema: Schema<unknown> = z.strictObject({
  id: cartId,
  status: z.enum(['open', 'completed']),
  currency: z.string(),
  channel: z.string().nullable(),
  locale: z.string().nullable(),
  customerId: z.string().nullable(),
  email: z.string().nullable(),
  shippingAddress: json.nullable(),
  billingAddress: json.nullable(),
  shippingMethodId: z.string().nullable(),
  note: z.string().nullable(),
  metadata: json,
  lines: z.array(cartLineSchema),
  totals: json,
  notices: z.array(z.looseObject({ type: z.string() })),
  orderId: z.string().nullable(),
  expiresAt: z.string(),
  version: z.int(),
  createdAt: z.string(),
  updatedAt: z.string(),
})
