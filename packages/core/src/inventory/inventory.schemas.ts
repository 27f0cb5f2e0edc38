import * as z from 'zod'
import { isId } from '../kernel/id.ts'
import { idSchema, pageMembers, quantitySchema, textSchema } from '../kernel/schemas.ts'

const MAX_BATCH = 5_000
const MAX_TTL_SECONDS = 30 * 86_400

const variantId = idSchema('var')
const locationId = idSchema('loc')
const reason = textSchema(100)
const reference = textSchema(100).optional()
const owner = textSchema(100)
const ttlSeconds = z.int().min(1).max(MAX_TTL_SECONDS)
const stock = z.int().min(0).max(1_000_000_000)

export const createLocationInputSchema = z.strictObject({
  code: textSchema(50),
  name: textSchema(200),
  priority: z.int().min(0).max(10_000).optional(),
})

export const emptyInputSchema = z.strictObject({})

export const adjustStockInputSchema = z.strictObject({
  movements: z
    .array(
      z.strictObject({
        variantId,
        locationId,
        quantity: z
          .int()
          .min(-1_000_000_000)
          .max(1_000_000_000)
          .refine((quantity) => quantity !== 0, { error: 'is 0' }),
        reason,
      }),
    )
    .min(1)
    .max(MAX_BATCH),
  reference,
})

export const getLevelsInputSchema = z.strictObject({ variantIds: z.array(variantId).min(1).max(200) })

const levelKey = (level: { readonly variantId: string; readonly locationId: string }): string =>
  `${level.variantId} ${level.locationId}`

export const setLevelsInputSchema = z.strictObject({
  levels: z
    .array(z.strictObject({ variantId, locationId, onHand: stock, expectedOnHand: stock }))
    .min(1)
    .max(MAX_BATCH)
    .refine((levels) => new Set(levels.map(levelKey)).size === levels.length, { error: 'has a level twice' }),
  reason,
  reference,
})

export const reserveStockInputSchema = z.strictObject({
  // More than an order's lines want would be sold with the order, to nobody.
  owner: owner.refine((text) => !isId('ord', text), {
    error: 'is an order, for which the checkout holds stock',
  }),
  lines: z
    .array(z.strictObject({ variantId, locationId, quantity: quantitySchema }))
    .min(1)
    .max(MAX_BATCH),
  ttlSeconds,
})

export const extendReservationInputSchema = z.strictObject({ owner, ttlSeconds })

export const reservationOwnerInputSchema = z.strictObject({ owner })

export const listMovementsInputSchema = z.strictObject({
  variantId,
  locationId: locationId.optional(),
  limit: pageMembers.limit,
  cursor: pageMembers.cursor,
})

export const locationSchema = z.strictObject({
  id: locationId,
  code: z.string(),
  name: z.string(),
  priority: z.int(),
  version: z.int(),
  createdAt: z.string(),
  updatedAt: z.string(),
})

export const stockLevelSchema = z.strictObject({
  variantId,
  locationId,
  onHand: z.int(),
  allocated: z.int(),
  held: z.int(),
  incoming: z.int(),
  safety: z.int(),
  available: z.int(),
  version: z.int(),
})

export const changedCountSchema = z.strictObject({ changed: z.int() })

const drift = z.strictObject({
  variantId,
  locationId,
  onHand: z.int(),
  movements: z.int(),
  allocated: z.int(),
  allocations: z.int(),
  held: z.int(),
  reservations: z.int(),
})

export const stockReportSchema = z.strictObject({
  levels: z.int(),
  onHand: z.int(),
  allocated: z.int(),
  held: z.int(),
  drifted: z.int(),
  drifts: z.array(drift),
})

export const movementPageSchema = z.strictObject({
  items: z.array(
    z.strictObject({
      id: z.string(),
      variantId,
      locationId,
      quantity: z.int(),
      reason: z.string(),
      reference: z.string().nullable(),
      actor: z.string(),
      at: z.string(),
    }),
  ),
  nextCursor: z.string().nullable(),
})
