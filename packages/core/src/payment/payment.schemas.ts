import * as z from 'zod'
import { idSchema, instantSchema, moneyOutputSchema, moneySchema, textSchema } from '../kernel/schemas.ts'

const orderId = idSchema('ord')

export const getPaymentInputSchema = z.strictObject({ orderId })

export const confirmPaymentInputSchema = z.strictObject({
  orderId,
  attemptId: idSchema('pay').optional(),
  amount: moneySchema,
  bankReference: textSchema(100),
})

const fact = z.strictObject({
  kind: z.string(),
  id: z.string(),
  money: moneyOutputSchema,
  phase: z.enum(['pending', 'failed', 'succeeded', 'reversed']),
  at: instantSchema,
  operation: z.string().optional(),
  origin: z.enum(['us', 'provider', 'unknown']),
  late: z.boolean().optional(),
})

/** A payment as operations answer it. */
export const paymentSchema = z.strictObject({
  orderId,
  currency: z.string(),
  due: moneyOutputSchema,
  authorized: moneyOutputSchema,
  captured: moneyOutputSchema,
  canceled: moneyOutputSchema,
  refundPending: moneyOutputSchema,
  refunded: moneyOutputSchema,
  tenders: z.array(
    z.strictObject({
      id: idSchema('tnd'),
      provider: z.string(),
      source: z.string(),
      due: moneyOutputSchema,
    }),
  ),
  attempts: z.array(
    z.strictObject({
      id: idSchema('pay'),
      tenderId: idSchema('tnd'),
      provider: z.string(),
      reference: z.string(),
      status: z.string(),
      open: z.boolean(),
      amount: moneyOutputSchema,
      action: z.record(z.string(), z.unknown()),
      facts: z.array(fact),
      expiresAt: z.string().nullable(),
      createdAt: instantSchema,
      version: z.int(),
    }),
  ),
})
