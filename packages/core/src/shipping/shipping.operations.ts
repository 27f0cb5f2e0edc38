import * as z from 'zod'
import type { Instant } from '../kernel/clock.ts'
import type { KernelTx } from '../kernel/engine.ts'
import type { PortError, TypedError } from '../kernel/errors.ts'
import type { Call, Command } from '../kernel/operation.ts'
import { defineCommand } from '../kernel/operation.ts'
import { holderOf } from '../kernel/permission.ts'
import type { Money } from '../kernel/money.ts'
import type { ResultAsync } from '../kernel/result.ts'
import { err, flow, ok } from '../kernel/result.ts'
import { countrySchema, minorSchema, moneySchema, textSchema } from '../kernel/schemas.ts'
import { settle } from '../kernel/unit-of-work.ts'
import type { ShippingMethod } from './shipping.types.ts'

/** A shipping method has this code already. */
export interface ShippingCodeTaken extends TypedError<'shipping.code_taken'> {
  readonly code: string
}

/** A shipping method to make. */
export interface CreateShippingMethodInput {
  readonly code: string
  readonly name: string
  /** Default: everywhere. */
  readonly countries?: readonly string[] | undefined
  readonly price: Money
  /** Minor units of the price's currency: merchandise from here on ships free. */
  readonly freeAbove?: number | undefined
  /** Default `standard`. */
  readonly taxClass?: string | undefined
  /** Lower is offered first; default 0. */
  readonly position?: number | undefined
}

/** Shipping methods in a unit. */
export interface ShippingRepository {
  codeTaken(code: string): ResultAsync<boolean, PortError>
  append(method: ShippingMethod, at: Instant): void
}

/** What shipping commands need of a unit. */
export interface ShippingTx extends KernelTx {
  readonly shipping: ShippingRepository
  readonly rules: { bump(): ResultAsync<void, PortError> }
}

/** The operations of shipping methods. */
export interface ShippingOperations {
  readonly create: Command<ShippingTx, unknown, CreateShippingMethodInput, ShippingMethod, ShippingCodeTaken>
}

const createShippingMethodInputSchema = z.strictObject({
  code: textSchema(50),
  name: textSchema(100),
  countries: z.array(countrySchema).min(1).max(300).optional(),
  price: moneySchema,
  freeAbove: minorSchema.optional(),
  taxClass: textSchema(50).optional(),
  position: z.int().min(0).max(10_000).optional(),
})

const shippingMethodSchema = z.strictObject({
  id: z.string(),
  code: z.string(),
  name: z.string(),
  countries: z.array(z.string()).nullable(),
  currency: z.string(),
  price: z.int(),
  freeAbove: z.int().nullable(),
  taxClass: z.string(),
  enabled: z.boolean(),
  position: z.int(),
})

/** Declares the operations of shipping methods. */
export function shippingOperations(): ShippingOperations {
  return {
    create: defineCommand<ShippingTx, unknown, CreateShippingMethodInput, ShippingMethod, ShippingCodeTaken>({
      name: 'shipping_methods.create',
      input: createShippingMethodInputSchema,
      output: shippingMethodSchema,
      errors: { 'shipping.code_taken': true },
      permission: holderOf('shipping:write'),
      target: () => null,
      response: { kind: 'store' },
      sample: async (f) => ({
        as: 'staff',
        input: { code: f.unique('post'), name: 'Post', price: { amount: 495, currency: 'GBP' }, freeAbove: 5_000 },
      }),
      run: async (tx, input, call) => settle(await createMethod(tx, input, call)),
    }),
  }
}

function createMethod(
  tx: ShippingTx,
  input: CreateShippingMethodInput,
  call: Call,
): ResultAsync<ShippingMethod, ShippingCodeTaken | PortError> {
  return flow(async function* () {
    const { code } = input
    if (yield* tx.shipping.codeTaken(code)) {
      return err({ type: 'shipping.code_taken' as const, message: `a shipping method has the code ${code} already`, code })
    }
    const method: ShippingMethod = {
      id: call.ids.next('shm'),
      code,
      name: input.name,
      countries: input.countries ?? null,
      currency: input.price.currency,
      price: input.price.amount,
      freeAbove: input.freeAbove ?? null,
      taxClass: input.taxClass ?? 'standard',
      enabled: true,
      position: input.position ?? 0,
    }
    tx.shipping.append(method, call.now)
    call.note({ shippingMethodId: method.id, code })
    yield* tx.rules.bump()
    return ok(method)
  })
}
