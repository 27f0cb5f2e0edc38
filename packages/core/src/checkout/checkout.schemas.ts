import * as z from 'zod'
import { idSchema, metadataSchema, moneySchema, textSchema, versionSchema } from '../kernel/schemas.ts'

export const startCheckoutInputSchema = z.strictObject({
  cartId: idSchema('cart'),
  expectedVersion: versionSchema.optional(),
})

export const placeOrderInputSchema = z
  .strictObject({
    cartId: idSchema('cart').optional(),
    quoteId: idSchema('quo').optional(),
    payment: z.strictObject({ provider: textSchema(50) }),
    externalId: textSchema(100).optional(),
    expectedTotal: moneySchema.optional(),
    metadata: metadataSchema.optional(),
  })
  .refine(({ cartId, quoteId }) => (cartId === undefined) !== (quoteId === undefined), {
    path: ['cartId'],
    error: 'names either a cart or a quote',
  })

/** A quote as operations answer it. */
export const quoteSchema = z.strictObject({
  id: idSchema('quo'),
  cartId: idSchema('cart'),
  cartVersion: z.int(),
  lines: z.array(z.record(z.string(), z.unknown())),
  totals: z.record(z.string(), z.unknown()),
  expiresAt: z.string(),
  createdAt: z.string(),
})
