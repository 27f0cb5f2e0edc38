import * as z from 'zod'
import type { Instant } from '../kernel/clock.ts'
import {
  idSchema,
  instantSchema,
  moneyOutputSchema,
  moneySchema,
  pageMembers,
  quantitySchema,
  textSchema,
  versionSchema,
} from '../kernel/schemas.ts'

const orderId = idSchema('ord')
const state = z.enum(['pending_payment', 'placed', 'completed', 'cancelled'])
const reason = textSchema(100).optional()
const json = z.record(z.string(), z.unknown())
/** PostgreSQL has no year 0. */
const instant = instantSchema
  .refine((text) => text >= '0001', { error: 'is before the year 1' })
  .transform((text) => text as Instant)

export const getOrderInputSchema = z
  .strictObject({
    id: orderId.optional(),
    number: textSchema(50).optional(),
    externalId: textSchema(100).optional(),
  })
  .refine((input) => Object.values(input).filter((value) => value !== undefined).length === 1, {
    path: ['id'],
    error: 'names exactly one of id, number and externalId',
  })

export const getOrdersInputSchema = z.strictObject({ ids: z.array(orderId).min(1).max(100) })

export const listOrdersInputSchema = z.strictObject({
  state: state.optional(),
  customerId: idSchema('cus').optional(),
  externalId: textSchema(100).optional(),
  placedFrom: instant.optional(),
  placedTo: instant.optional(),
  sort: z.enum(['newest', 'oldest']).optional(),
  ...pageMembers,
})

export const listOrderLinesInputSchema = z.strictObject({
  customerId: idSchema('cus'),
  skus: z.array(textSchema(100)).min(1).max(1_000),
  unitPrice: moneySchema.optional(),
  open: z.boolean().optional(),
  limit: pageMembers.limit,
  cursor: pageMembers.cursor,
})

export const cancelLinesInputSchema = z.strictObject({
  orderId,
  lines: z
    .array(z.strictObject({ lineId: idSchema('oln'), quantity: quantitySchema }))
    .min(1)
    .max(2_000),
  reason,
  expectedVersion: versionSchema.optional(),
})

export const cancelOrderInputSchema = z.strictObject({
  orderId,
  reason,
  expectedVersion: versionSchema.optional(),
})

export const orderTimelineInputSchema = z.strictObject({ orderId })

const sums = z.strictObject({
  subtotal: moneyOutputSchema,
  discount: moneyOutputSchema,
  net: moneyOutputSchema,
  tax: moneyOutputSchema,
  total: moneyOutputSchema,
})

const line = z.strictObject({
  id: idSchema('oln'),
  position: z.int(),
  variantId: z.string().nullable(),
  productId: z.string().nullable(),
  sku: z.string(),
  title: z.string(),
  optionValues: z.record(z.string(), z.string()),
  taxClass: z.string(),
  priceSource: z.enum(['catalog', 'override', 'custom']),
  listPrice: moneyOutputSchema.nullable(),
  unitPrice: moneyOutputSchema,
  ordered: z.int(),
  cancelled: z.int(),
  shipped: z.int(),
  returned: z.int(),
  net: moneyOutputSchema,
  tax: moneyOutputSchema,
  total: moneyOutputSchema,
  taxes: z.array(json),
  adjustments: z.array(json),
  fields: json,
  metadata: json,
})

const card = {
  id: orderId,
  number: z.string().nullable(),
  externalId: z.string().nullable(),
  customerId: z.string().nullable(),
  state,
  paymentState: z.string(),
  fulfillmentState: z.string(),
  currency: z.string(),
  placedAt: z.string().nullable(),
  createdAt: z.string(),
  version: z.int(),
}

/** An order as operations answer it. */
export const orderSchema = z.strictObject({
  ...card,
  cartId: z.string().nullable(),
  channel: z.string().nullable(),
  locale: z.string().nullable(),
  pricesIncludeTax: z.boolean(),
  rounding: json,
  lines: z.array(line),
  shipping: json.nullable(),
  placed: sums,
  current: sums,
  revision: z.int(),
  parties: json,
  note: z.string().nullable(),
  metadata: json,
  updatedAt: z.string(),
})

export const ordersSchema = z.strictObject({ items: z.array(orderSchema) })

export const orderPageSchema = z.strictObject({
  items: z.array(z.strictObject({ ...card, total: moneyOutputSchema })),
  nextCursor: z.string().nullable(),
  count: z.int().optional(),
})

export const orderLinePageSchema = z.strictObject({
  items: z.array(
    z.strictObject({
      orderId,
      lineId: idSchema('oln'),
      sku: z.string(),
      unitPrice: moneyOutputSchema,
      open: z.int(),
    }),
  ),
  nextCursor: z.string().nullable(),
})

export const timelineSchema = z.array(
  z.strictObject({
    id: z.string(),
    orderId,
    at: z.string(),
    actor: z.string(),
    event: z.string(),
    detail: json,
  }),
)
