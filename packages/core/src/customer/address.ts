import * as z from 'zod'
import { countrySchema, textSchema } from '../kernel/schemas.ts'

/** A postal address; only the country is needed, since it decides tax and shipping. */
export interface Address {
  readonly name?: string | undefined
  readonly company?: string | undefined
  readonly line1?: string | undefined
  readonly line2?: string | undefined
  readonly city?: string | undefined
  /** A state or province: `KA`, or with its country `IN-KA`. */
  readonly region?: string | undefined
  readonly postalCode?: string | undefined
  /** ISO 3166-1 alpha-2; user-assigned codes (XE, ZZ) are accepted. */
  readonly country: string
  readonly phone?: string | undefined
}

const part = textSchema(200).optional()

/** Checks an {@link Address}. */
export const addressSchema = z.strictObject({
  name: part,
  company: part,
  line1: part,
  line2: part,
  city: part,
  region: textSchema(20).optional(),
  postalCode: textSchema(20).optional(),
  country: countrySchema,
  phone: textSchema(40).optional(),
})
