import * as z from 'zod'
import type { KernelTx } from '../kernel/engine.ts'
import type { PortError } from '../kernel/errors.ts'
import { emit } from '../kernel/event.ts'
import type { Call, Command } from '../kernel/operation.ts'
import { defineCommand } from '../kernel/operation.ts'
import { holderOf } from '../kernel/permission.ts'
import type { ResultAsync } from '../kernel/result.ts'
import { err, flow, ok } from '../kernel/result.ts'
import { settle } from '../kernel/unit-of-work.ts'
import type { SetPricesError } from './catalog.errors.ts'
import { variantNotFound } from './catalog.errors.ts'
import type { CatalogEvents } from './catalog.events.ts'
import type { CatalogReader, CatalogTx } from './catalog.ports.ts'
import { setPricesInputSchema } from './catalog.schemas.ts'
import type { SetPricesInput } from './catalog.types.ts'
import { sampleProduct } from './samples.ts'

type Tx = CatalogTx & KernelTx

/** The operations of prices. */
export interface PriceOperations {
  readonly set: Command<Tx, CatalogReader, SetPricesInput, { readonly changed: number }, SetPricesError>
}

/** Declares the operations of prices. */
export function priceOperations(): PriceOperations {
  return {
    set: defineCommand<Tx, CatalogReader, SetPricesInput, { readonly changed: number }, SetPricesError>({
      name: 'prices.set',
      input: setPricesInputSchema,
      output: z.strictObject({ changed: z.int() }),
      errors: { 'catalog.variant_not_found': true },
      permission: holderOf('prices:write'),
      target: () => null,
      response: { kind: 'store' },
      sample: async (f) => {
        const { variantId } = await sampleProduct(f)
        return { as: 'staff', input: { prices: [{ variantId, price: { amount: 990, currency: 'EUR' } }] } }
      },
      run: async (tx, input, call) => settle(await setPrices(tx, input, call)),
    }),
  }
}

function setPrices(
  tx: Tx,
  input: SetPricesInput,
  call: Call,
): ResultAsync<{ readonly changed: number }, SetPricesError | PortError> {
  return flow(async function* () {
    const unknown = yield* tx.catalog.unknownVariants([
      ...new Set(input.prices.map(({ variantId }) => variantId)),
    ])
    if (unknown.length > 0) return err(variantNotFound(unknown))
    // The last price of a variant and currency wins; one order of rows, so that two calls do not lock crosswise.
    const last = new Map(input.prices.map((entry) => [`${entry.variantId} ${entry.price.currency}`, entry]))
    const entries = [...last].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry)
    for (const { variantId, price, compareAt } of entries) {
      tx.catalog.appendPrice(variantId, { ...price, compareAt: compareAt ?? null }, call.now)
    }
    const prices = entries.map(({ variantId, price }) => ({ variantId, ...price }))
    call.note({ prices: prices.length })
    emit<CatalogEvents, 'prices.set'>(tx, call, {
      type: 'prices.set',
      aggregate: { type: 'prices', id: call.operationId, version: 1 },
      payload: { prices },
    })
    return ok({ changed: prices.length })
  })
}
