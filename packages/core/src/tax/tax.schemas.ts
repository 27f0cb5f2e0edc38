import * as z from 'zod'
import {
  countrySchema,
  idSchema,
  instantSchema,
  pageMembers,
  textSchema,
  versionSchema,
} from '../kernel/schemas.ts'
import { isPostalPattern } from './tax.rules.ts'

const MAX_RATE_PPM = 10_000_000

const zoneIdSchema = idSchema('txz')

const memberInputSchema = z.strictObject({
  country: countrySchema,
  region: textSchema(20).optional(),
  postalPattern: textSchema(50)
    .refine(isPostalPattern, { error: 'is not a postal code, a prefix* or a range a..b' })
    .optional(),
})

// PostgreSQL has no year 0.
const ruleInstantSchema = instantSchema
  .refine((text) => text >= '0001', { error: 'is before the year 1' })
  .optional()

const rateInputSchema = z.strictObject({
  taxClass: textSchema(50).optional(),
  code: textSchema(20),
  name: textSchema(100),
  ratePpm: z.int().min(0).max(MAX_RATE_PPM),
  compound: z.boolean().optional(),
  priority: z.int().min(0).max(1_000).optional(),
  validFrom: ruleInstantSchema,
  validTo: ruleInstantSchema,
})

const membersInputSchema = z.array(memberInputSchema).min(1).max(1_000)
const ratesInputSchema = z.array(rateInputSchema).max(100)

export const createTaxZoneInputSchema = z.strictObject({
  name: textSchema(100),
  members: membersInputSchema,
  rates: ratesInputSchema.optional(),
})

export const updateTaxZoneInputSchema = z.strictObject({
  zoneId: zoneIdSchema,
  name: textSchema(100).optional(),
  members: membersInputSchema.optional(),
  expectedVersion: versionSchema.optional(),
})

export const deleteTaxZoneInputSchema = z.strictObject({
  zoneId: zoneIdSchema,
  expectedVersion: versionSchema.optional(),
})

export const deletedTaxZoneSchema = z.strictObject({ id: z.string() })

export const setTaxRatesInputSchema = z.strictObject({
  zoneId: zoneIdSchema,
  rates: ratesInputSchema,
  expectedVersion: versionSchema.optional(),
})

export const listTaxZonesInputSchema = z.strictObject(pageMembers)

export const getTaxZonesInputSchema = z.strictObject({ ids: z.array(zoneIdSchema).max(100) })

export const emptyInputSchema = z.strictObject({})

export const taxPolicySchema = z.strictObject({
  pricesIncludeTax: z.boolean(),
  rounding: z.strictObject({
    mode: z.enum(['half-up', 'half-even', 'half-down', 'up', 'down', 'ceil', 'floor']),
    place: z.enum(['unit', 'line', 'order', 'component']),
  }),
  defaultDestination: z
    .strictObject({
      country: countrySchema,
      region: textSchema(20).optional(),
      postalCode: textSchema(20).optional(),
    })
    .nullable(),
})

const memberSchema = z.strictObject({
  country: z.string(),
  region: z.string().nullable(),
  postalPattern: z.string().nullable(),
})

const rateSchema = z.strictObject({
  id: z.string(),
  zoneId: z.string(),
  taxClass: z.string(),
  code: z.string(),
  name: z.string(),
  ratePpm: z.int(),
  compound: z.boolean(),
  priority: z.int(),
  validFrom: z.string().nullable(),
  validTo: z.string().nullable(),
})

export const taxZoneSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  members: z.array(memberSchema),
  rates: z.array(rateSchema),
  version: z.int(),
})

export const taxZonePageSchema = z.strictObject({
  items: z.array(taxZoneSchema),
  nextCursor: z.string().nullable(),
  count: z.int().optional(),
})
