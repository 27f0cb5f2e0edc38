import * as z from 'zod'
import type { Instant } from '../kernel/clock.ts'
import type { KernelTx } from '../kernel/engine.ts'
import type { PortError, TypedError } from '../kernel/errors.ts'
import type { Id } from '../kernel/id.ts'
import type { Call, Command } from '../kernel/operation.ts'
import { defineCommand } from '../kernel/operation.ts'
import { holderOf } from '../kernel/permission.ts'
import type { ResultAsync } from '../kernel/result.ts'
import { err, flow, ok } from '../kernel/result.ts'
import type { RoundingPolicy } from '../kernel/rounding.ts'
import { countrySchema, textSchema } from '../kernel/schemas.ts'
import { settle } from '../kernel/unit-of-work.ts'
import { isPostalPattern } from './tax.rules.ts'
import type { TaxDestination, TaxRate, TaxZone } from './tax.types.ts'

/** A zone has this name already. */
export interface TaxZoneNameTaken extends TypedError<'tax.zone_name_taken'> {
  readonly name: string
}

/** A zone to make, with its rates. */
export interface CreateTaxZoneInput {
  readonly name: string
  readonly members: readonly {
    readonly country: string
    readonly region?: string | undefined
    /** An exact code, a prefix (`SW1*`) or a range (`1000..1999`). */
    readonly postalPattern?: string | undefined
  }[]
  readonly rates?:
    | readonly {
        /** Default `standard`. */
        readonly taxClass?: string | undefined
        readonly code: string
        readonly name: string
        /** Parts per million: 20 % is 200,000. */
        readonly ratePpm: number
        /** Also taxes the taxes before it; default false. */
        readonly compound?: boolean | undefined
        /** Lower applies first; default 0. */
        readonly priority?: number | undefined
      }[]
    | undefined
}

/** How the shop taxes from now on. */
export interface SetTaxPolicyInput {
  readonly pricesIncludeTax: boolean
  readonly rounding: RoundingPolicy
  readonly defaultDestination: TaxDestination | null
}

/** A zone with its rates. */
export interface TaxZoneWithRates extends TaxZone {
  readonly rates: readonly TaxRate[]
  readonly version: number
}

/** Taxes in a unit. */
export interface TaxRepository {
  nameTaken(name: string): ResultAsync<boolean, PortError>
  append(zone: TaxZoneWithRates, at: Instant): void
  /** One guarded statement: the policy, and with it the revision of the rules. */
  setPolicy(policy: SetTaxPolicyInput): ResultAsync<void, PortError>
}

/** What tax commands need of a unit. */
export interface TaxTx extends KernelTx {
  readonly taxes: TaxRepository
  readonly rules: { bump(): ResultAsync<void, PortError> }
}

/** The operations of taxes. */
export interface TaxOperations {
  readonly createZone: Command<TaxTx, unknown, CreateTaxZoneInput, TaxZoneWithRates, TaxZoneNameTaken>
  readonly setPolicy: Command<TaxTx, unknown, SetTaxPolicyInput, SetTaxPolicyInput, never>
}

const MAX_RATE_PPM = 10_000_000

const createTaxZoneInputSchema = z.strictObject({
  name: textSchema(100),
  members: z
    .array(
      z.strictObject({
        country: countrySchema,
        region: textSchema(20).optional(),
        postalPattern: textSchema(50)
          .refine(isPostalPattern, { error: 'is not a postal code, a prefix* or a range a..b' })
          .optional(),
      }),
    )
    .min(1)
    .max(1_000),
  rates: z
    .array(
      z.strictObject({
        taxClass: textSchema(50).optional(),
        code: textSchema(20),
        name: textSchema(100),
        ratePpm: z.int().min(0).max(MAX_RATE_PPM),
        compound: z.boolean().optional(),
        priority: z.int().min(0).max(1_000).optional(),
      }),
    )
    .max(100)
    .optional(),
})

const roundingSchema = z.strictObject({
  mode: z.enum(['half-up', 'half-even', 'half-down', 'up', 'down', 'ceil', 'floor']),
  place: z.enum(['unit', 'line', 'order', 'component']),
})

const setTaxPolicyInputSchema = z.strictObject({
  pricesIncludeTax: z.boolean(),
  rounding: roundingSchema,
  defaultDestination: z
    .strictObject({
      country: countrySchema,
      region: textSchema(20).optional(),
      postalCode: textSchema(20).optional(),
    })
    .nullable(),
})

const zoneSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  members: z.array(z.record(z.string(), z.unknown())),
  rates: z.array(z.record(z.string(), z.unknown())),
  version: z.int(),
})

/** Declares the operations of taxes. */
export function taxOperations(): TaxOperations {
  return {
    createZone: defineCommand<TaxTx, unknown, CreateTaxZoneInput, TaxZoneWithRates, TaxZoneNameTaken>({
      name: 'tax.create_zone',
      input: createTaxZoneInputSchema,
      output: zoneSchema,
      errors: { 'tax.zone_name_taken': true },
      permission: holderOf('tax:write'),
      target: () => null,
      response: { kind: 'store' },
      sample: async (f) => ({
        as: 'staff',
        input: {
          name: f.unique('Zone'),
          members: [{ country: 'GB' }],
          rates: [{ code: 'VAT', name: 'VAT 20 %', ratePpm: 200_000 }],
        },
      }),
      run: async (tx, input, call) => settle(await createZone(tx, input, call)),
    }),
    setPolicy: defineCommand<TaxTx, unknown, SetTaxPolicyInput, SetTaxPolicyInput, never>({
      name: 'tax.set_policy',
      input: setTaxPolicyInputSchema,
      output: setTaxPolicyInputSchema,
      errors: {},
      permission: holderOf('tax:write'),
      target: () => null,
      response: { kind: 'store' },
      sample: async () => ({
        as: 'staff',
        input: {
          pricesIncludeTax: true,
          rounding: { mode: 'half-up', place: 'line' },
          defaultDestination: { country: 'GB' },
        },
      }),
      run: async (tx, input) => settle((await tx.taxes.setPolicy(input)).map(() => input)),
    }),
  }
}

function createZone(
  tx: TaxTx,
  input: CreateTaxZoneInput,
  call: Call,
): ResultAsync<TaxZoneWithRates, TaxZoneNameTaken | PortError> {
  return flow(async function* () {
    const { name } = input
    if (yield* tx.taxes.nameTaken(name)) {
      return err({ type: 'tax.zone_name_taken' as const, message: `a tax zone has the name ${name} already`, name })
    }
    const id = call.ids.next('txz')
    const zone: TaxZoneWithRates = {
      id,
      name,
      members: input.members.map(({ country, region, postalPattern }) => ({
        country,
        region: region ?? null,
        postalPattern: postalPattern ?? null,
      })),
      rates: (input.rates ?? []).map((rate) => newRate(rate, id, call)),
      version: 1,
    }
    tx.taxes.append(zone, call.now)
    call.note({ zoneId: id, rates: zone.rates.length })
    yield* tx.rules.bump()
    return ok(zone)
  })
}

function newRate(
  rate: NonNullable<CreateTaxZoneInput['rates']>[number],
  zoneId: Id<'txz'>,
  call: Call,
): TaxRate {
  return {
    id: call.ids.next('txr'),
    zoneId,
    taxClass: rate.taxClass ?? 'standard',
    code: rate.code,
    name: rate.name,
    ratePpm: rate.ratePpm,
    compound: rate.compound ?? false,
    priority: rate.priority ?? 0,
    validFrom: null,
    validTo: null,
  }
}
