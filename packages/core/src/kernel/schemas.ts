import * as z from 'zod'
import { isCurrency } from './currency.ts'
import type { Id } from './id.ts'
import { isId } from './id.ts'
import { MAX_PAGE_LIMIT } from './page.ts'

const MAX_QUANTITY = 1_000_000_000
const MAX_PRICE = 1_000_000_000_000
const MAX_METADATA_BYTES = 8_192

/** An id with a prefix, as `cart_…`. */
export function idSchema<Prefix extends string>(prefix: Prefix) {
  return z.custom<Id<Prefix>>((value) => isId(prefix, value), {
    error: `is not an id of the form ${prefix}_…`,
  })
}

/** Whether every text in a JSON value can be stored: PostgreSQL refuses a NUL and half of a surrogate pair. */
function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\u0000')
  if (typeof value !== 'object' || value === null) return true
  return Object.entries(value).every(([name, member]) => isStorable(name) && isStorable(member))
}

const unstorable = 'holds a NUL or half a surrogate pair'
const storableText = z.string().refine(isStorable, { error: unstorable })

/** A text of 1 to `max` characters that is not only blanks and can be stored. */
export function textSchema(max: number) {
  return z
    .string()
    .min(1)
    .max(max)
    .refine((text) => text.trim() !== '', { error: 'is blank' })
    .refine(isStorable, { error: unstorable })
}

/** A text of up to `max` characters, perhaps empty. */
export function looseTextSchema(max: number) {
  return storableText.max(max)
}

/** An ISO 4217 code of the kernel's table. */
export const currencySchema = z.string().refine(isCurrency, { error: 'is not an ISO 4217 currency' })

/** An amount of minor units, 0 or more. */
export const minorSchema = z.int().min(0).max(MAX_PRICE)

/** Money of 0 or more. */
export const moneySchema = z.strictObject({ amount: minorSchema, currency: currencySchema })

/** Money as operations answer it; the amount may be negative. */
export const moneyOutputSchema = z.strictObject({ amount: z.int(), currency: z.string() })

/** How many of something: 1 or more. */
export const quantitySchema = z.int().min(1).max(MAX_QUANTITY)

/** ISO 3166-1 alpha-2, user-assigned codes (XE, ZZ) included. */
export const countrySchema = z
  .string()
  .regex(/^[A-Z]{2}$/, { error: 'is not a country code of two capitals' })

/** The version of an aggregate that the caller expects. */
export const versionSchema = z.int().min(1)

/** An instant as operations take and answer it: ISO 8601, UTC, milliseconds. */
export const instantSchema = z.iso.datetime({ precision: 3 })

/** The members of every list's input. */
export const pageMembers = {
  limit: z.int().min(1).max(MAX_PAGE_LIMIT).optional(),
  cursor: z.string().max(2_048).optional(),
  count: z.enum(['none', 'exact']).optional(),
}

/** A caller's own small data: up to 50 texts, numbers or booleans, 8 kB in all. */
export const metadataSchema = z
  .record(storableText.min(1).max(100), z.union([storableText.max(2_000), z.number(), z.boolean(), z.null()]))
  .refine((value) => Object.keys(value).length <= 50, { error: 'has more than 50 members' })
  .refine((value) => JSON.stringify(value).length <= MAX_METADATA_BYTES, { error: 'is larger than 8 kB' })

/** A shop's own fields by its own schema; what cannot be stored is refused whatever the schema says. */
export function fieldsSchema<F>(fields: z.ZodType<F>) {
  return fields.refine(isStorable, { error: unstorable }).optional()
}
