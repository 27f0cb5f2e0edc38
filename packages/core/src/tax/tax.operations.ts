import { startAfter } from '../kernel/cursor.ts'
import type { KernelTx } from '../kernel/engine.ts'
import type { PortError } from '../kernel/errors.ts'
import type { Id } from '../kernel/id.ts'
import type { Command, Query, ResponsePolicy, SampleFixture } from '../kernel/operation.ts'
import { defineCommand, defineQuery } from '../kernel/operation.ts'
import type { Page } from '../kernel/page.ts'
import { DEFAULT_PAGE_LIMIT, encodeCursor } from '../kernel/page.ts'
import { holderOf } from '../kernel/permission.ts'
import type { ResultAsync } from '../kernel/result.ts'
import { flow, ok } from '../kernel/result.ts'
import { settle } from '../kernel/unit-of-work.ts'
import type {
  CreateTaxZoneError,
  DeleteTaxZoneError,
  ListTaxZonesError,
  SetTaxRatesError,
  UpdateTaxZoneError,
} from './tax.errors.ts'
import type { TaxReader, TaxTx } from './tax.ports.ts'
import {
  createTaxZoneInputSchema,
  deletedTaxZoneSchema,
  deleteTaxZoneInputSchema,
  emptyInputSchema,
  getTaxZonesInputSchema,
  listTaxZonesInputSchema,
  setTaxRatesInputSchema,
  taxPolicySchema,
  taxZonePageSchema,
  taxZoneSchema,
  updateTaxZoneInputSchema,
} from './tax.schemas.ts'
import type {
  CreateTaxZoneInput,
  DeletedTaxZone,
  DeleteTaxZoneInput,
  GetTaxZonesInput,
  ListTaxZonesInput,
  SetTaxPolicyInput,
  SetTaxRatesInput,
  ShopTaxPolicy,
  TaxZoneWithRates,
  UpdateTaxZoneInput,
} from './tax.types.ts'
import { createZone, deleteZone, setPolicy, setRates, updateZone } from './zones.ts'

type Tx = TaxTx & KernelTx
type NoInput = Readonly<Record<string, never>>

/** The operations of taxes. A change holds for every call that starts after it. */
export interface TaxOperations {
  readonly createZone: Command<Tx, TaxReader, CreateTaxZoneInput, TaxZoneWithRates, CreateTaxZoneError>
  readonly updateZone: Command<Tx, TaxReader, UpdateTaxZoneInput, TaxZoneWithRates, UpdateTaxZoneError>
  readonly deleteZone: Command<Tx, TaxReader, DeleteTaxZoneInput, DeletedTaxZone, DeleteTaxZoneError>
  readonly setRates: Command<Tx, TaxReader, SetTaxRatesInput, TaxZoneWithRates, SetTaxRatesError>
  readonly listZones: Query<TaxReader, ListTaxZonesInput, Page<TaxZoneWithRates>, ListTaxZonesError>
  readonly getZones: Query<TaxReader, GetTaxZonesInput, readonly TaxZoneWithRates[], never>
  readonly getPolicy: Query<TaxReader, NoInput, ShopTaxPolicy, never>
  readonly setPolicy: Command<Tx, TaxReader, SetTaxPolicyInput, ShopTaxPolicy, never>
}

const READ = holderOf('tax:read')
const WRITE = holderOf('tax:write')

/** A zone may have a thousand members, so that a replay reads it again. */
const zoneResponse: ResponsePolicy<TaxReader, TaxZoneWithRates> = {
  kind: 'reference',
  of: ({ id }) => id,
  read: (reader, id) =>
    reader.taxes.zones([id]).map(([zone]) => {
      if (zone === undefined) throw new Error(`the tax zone ${id} of a stored key is gone`)
      return zone
    }),
}

/** Declares the operations of taxes. */
export function taxOperations(): TaxOperations {
  const target = ({ zoneId }: { readonly zoneId: Id<'txz'> }) => ({ type: 'tax_zone', id: zoneId })
  return {
    createZone: defineCommand<Tx, TaxReader, CreateTaxZoneInput, TaxZoneWithRates, CreateTaxZoneError>({
      name: 'tax.create_zone',
      input: createTaxZoneInputSchema,
      output: taxZoneSchema,
      errors: { 'tax.zone_name_taken': true, 'input.invalid': true },
      permission: WRITE,
      target: () => null,
      response: zoneResponse,
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
    updateZone: defineCommand<Tx, TaxReader, UpdateTaxZoneInput, TaxZoneWithRates, UpdateTaxZoneError>({
      name: 'tax.update_zone',
      input: updateTaxZoneInputSchema,
      output: taxZoneSchema,
      errors: { 'tax.zone_not_found': true, 'tax.zone_name_taken': true, 'conflict.stale_version': true },
      permission: WRITE,
      target,
      response: zoneResponse,
      sample: async (f) => {
        const members = [{ country: 'GB' }, { country: 'US', region: 'CA', postalPattern: '94*' }]
        return { as: 'staff', input: { zoneId: await sampleZone(f), name: f.unique('Zone'), members } }
      },
      run: async (tx, input, call) => settle(await updateZone(tx, input, call)),
    }),
    deleteZone: defineCommand<Tx, TaxReader, DeleteTaxZoneInput, DeletedTaxZone, DeleteTaxZoneError>({
      name: 'tax.delete_zone',
      input: deleteTaxZoneInputSchema,
      output: deletedTaxZoneSchema,
      errors: { 'tax.zone_not_found': true, 'conflict.stale_version': true },
      permission: WRITE,
      target,
      response: { kind: 'store' },
      sample: async (f) => ({ as: 'staff', input: { zoneId: await sampleZone(f) } }),
      run: async (tx, input, call) => settle(await deleteZone(tx, input, call)),
    }),
    setRates: defineCommand<Tx, TaxReader, SetTaxRatesInput, TaxZoneWithRates, SetTaxRatesError>({
      name: 'tax.set_rates',
      input: setTaxRatesInputSchema,
      output: taxZoneSchema,
      errors: { 'tax.zone_not_found': true, 'conflict.stale_version': true, 'input.invalid': true },
      permission: WRITE,
      target,
      response: zoneResponse,
      sample: async (f) => ({
        as: 'staff',
        input: { zoneId: await sampleZone(f), rates: [{ code: 'VAT', name: 'VAT 5 %', ratePpm: 50_000 }] },
      }),
      run: async (tx, input, call) => settle(await setRates(tx, input, call)),
    }),
    listZones: defineQuery<TaxReader, ListTaxZonesInput, Page<TaxZoneWithRates>, ListTaxZonesError>({
      name: 'tax.list_zones',
      input: listTaxZonesInputSchema,
      output: taxZonePageSchema,
      errors: { 'page.cursor_invalid': true },
      permission: READ,
      sample: async (f) => ({ as: 'staff', input: { limit: (await sampleZone(f)).length } }),
      run: listZones,
    }),
    getZones: defineQuery<TaxReader, GetTaxZonesInput, readonly TaxZoneWithRates[], never>({
      name: 'tax.get_zones',
      input: getTaxZonesInputSchema,
      output: taxZoneSchema.array(),
      errors: {},
      permission: READ,
      sample: async (f) => ({ as: 'staff', input: { ids: [await sampleZone(f)] } }),
      run: (reader, { ids }) => reader.taxes.zones(ids),
    }),
    getPolicy: defineQuery<TaxReader, NoInput, ShopTaxPolicy, never>({
      name: 'tax.get_policy',
      input: emptyInputSchema,
      output: taxPolicySchema,
      errors: {},
      permission: READ,
      sample: async () => ({ as: 'staff', input: {} }),
      run: (reader) => reader.taxes.policy(),
    }),
    setPolicy: defineCommand<Tx, TaxReader, SetTaxPolicyInput, ShopTaxPolicy, never>({
      name: 'tax.set_policy',
      input: taxPolicySchema,
      output: taxPolicySchema,
      errors: {},
      permission: WRITE,
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
      run: async (tx, input, call) => settle(await setPolicy(tx, input, call)),
    }),
  }
}

const LIST_SCOPE = 'tax zones'

function listZones(
  reader: TaxReader,
  input: ListTaxZonesInput,
): ResultAsync<Page<TaxZoneWithRates>, ListTaxZonesError | PortError> {
  return flow(async function* () {
    const after = yield* startAfter(input.cursor, LIST_SCOPE, ['text'])
    const limit = input.limit ?? DEFAULT_PAGE_LIMIT
    const rows = yield* reader.taxes.list(after, limit + 1)
    const items = rows.slice(0, limit)
    const last = items.at(-1)
    const nextCursor =
      rows.length > limit && last !== undefined ? encodeCursor([last.name], LIST_SCOPE) : null
    if (input.count !== 'exact') return ok({ items, nextCursor })
    return ok({ items, nextCursor, count: yield* reader.taxes.count() })
  })
}

async function sampleZone(f: SampleFixture): Promise<Id<'txz'>> {
  const rates = [{ code: 'VAT', name: 'VAT 20 %', ratePpm: 200_000 }]
  const zone = await f.invoke(
    'tax.create_zone',
    { name: f.unique('Zone'), members: [{ country: 'FR' }], rates },
    'staff',
  )
  return zone['id'] as Id<'txz'>
}
