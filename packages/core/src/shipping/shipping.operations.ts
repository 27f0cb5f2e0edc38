import { startAfter } from '../kernel/cursor.ts'
import type { KernelTx } from '../kernel/engine.ts'
import type { PortError } from '../kernel/errors.ts'
import type { Id } from '../kernel/id.ts'
import type { Call, Command, Query, SampleFixture } from '../kernel/operation.ts'
import { defineCommand, defineQuery } from '../kernel/operation.ts'
import type { Page } from '../kernel/page.ts'
import { DEFAULT_PAGE_LIMIT, encodeCursor } from '../kernel/page.ts'
import { anyone, holderOf } from '../kernel/permission.ts'
import type { ResultAsync } from '../kernel/result.ts'
import { flow, ok } from '../kernel/result.ts'
import { settle } from '../kernel/unit-of-work.ts'
import { createMethod, deleteMethod, updateMethod } from './methods.ts'
import type {
  CreateShippingMethodError,
  DeleteShippingMethodError,
  ListShippingMethodsError,
  UpdateShippingMethodError,
} from './shipping.errors.ts'
import type { ShippingReader, ShippingTx } from './shipping.ports.ts'
import {
  createShippingMethodInputSchema,
  deletedShippingMethodSchema,
  deleteShippingMethodInputSchema,
  getShippingMethodsInputSchema,
  listShippingMethodsInputSchema,
  shippingMethodPageSchema,
  shippingMethodSchema,
  updateShippingMethodInputSchema,
} from './shipping.schemas.ts'
import type {
  CreateShippingMethodInput,
  DeletedShippingMethod,
  DeleteShippingMethodInput,
  GetShippingMethodsInput,
  ListShippingMethodsInput,
  StoredShippingMethod,
  UpdateShippingMethodInput,
} from './shipping.types.ts'

type Tx = ShippingTx & KernelTx
type Method = StoredShippingMethod

/** The operations of shipping methods. A change holds for every call that starts after it. */
export interface ShippingOperations {
  readonly create: Command<Tx, ShippingReader, CreateShippingMethodInput, Method, CreateShippingMethodError>
  readonly update: Command<Tx, ShippingReader, UpdateShippingMethodInput, Method, UpdateShippingMethodError>
  readonly delete: Command<
    Tx,
    ShippingReader,
    DeleteShippingMethodInput,
    DeletedShippingMethod,
    DeleteShippingMethodError
  >
  readonly list: Query<ShippingReader, ListShippingMethodsInput, Page<Method>, ListShippingMethodsError>
  readonly getMany: Query<ShippingReader, GetShippingMethodsInput, readonly Method[], never>
}

const WRITE = holderOf('shipping:write')
const PUBLIC = anyone('shipping:write')
const STORE = { kind: 'store' } as const

/** Declares the operations of shipping methods. */
export function shippingOperations(): ShippingOperations {
  const target = (input: { readonly shippingMethodId: Id<'shm'> }) => ({
    type: 'shipping_method',
    id: input.shippingMethodId,
  })
  return {
    create: defineCommand<Tx, ShippingReader, CreateShippingMethodInput, Method, CreateShippingMethodError>({
      name: 'shipping_methods.create',
      input: createShippingMethodInputSchema,
      output: shippingMethodSchema,
      errors: { 'shipping.code_taken': true },
      permission: WRITE,
      target: () => null,
      response: STORE,
      sample: async (f) => ({
        as: 'staff',
        input: {
          code: f.unique('post'),
          name: 'Post',
          price: { amount: 495, currency: 'GBP' },
          freeAbove: 5_000,
        },
      }),
      run: async (tx, input, call) => settle(await createMethod(tx, input, call)),
    }),
    update: defineCommand<Tx, ShippingReader, UpdateShippingMethodInput, Method, UpdateShippingMethodError>({
      name: 'shipping_methods.update',
      input: updateShippingMethodInputSchema,
      output: shippingMethodSchema,
      errors: {
        'shipping.method_not_found': true,
        'shipping.code_taken': true,
        'conflict.stale_version': true,
      },
      permission: WRITE,
      target,
      response: STORE,
      sample: async (f) => ({
        as: 'staff',
        input: { shippingMethodId: await sampleMethod(f), name: 'Express', countries: ['GB'] },
      }),
      run: async (tx, input, call) => settle(await updateMethod(tx, input, call)),
    }),
    delete: defineCommand<
      Tx,
      ShippingReader,
      DeleteShippingMethodInput,
      DeletedShippingMethod,
      DeleteShippingMethodError
    >({
      name: 'shipping_methods.delete',
      input: deleteShippingMethodInputSchema,
      output: deletedShippingMethodSchema,
      errors: { 'shipping.method_not_found': true, 'conflict.stale_version': true },
      permission: WRITE,
      target,
      response: STORE,
      sample: async (f) => ({ as: 'staff', input: { shippingMethodId: await sampleMethod(f) } }),
      run: async (tx, input, call) => settle(await deleteMethod(tx, input, call)),
    }),
    list: defineQuery<ShippingReader, ListShippingMethodsInput, Page<Method>, ListShippingMethodsError>({
      name: 'shipping_methods.list',
      input: listShippingMethodsInputSchema,
      output: shippingMethodPageSchema,
      errors: { 'page.cursor_invalid': true },
      permission: PUBLIC,
      sample: async (f) => {
        await sampleMethod(f)
        return { as: 'guest', input: { country: 'GB', currency: 'GBP' } }
      },
      run: listMethods,
    }),
    getMany: defineQuery<ShippingReader, GetShippingMethodsInput, readonly Method[], never>({
      name: 'shipping_methods.get_many',
      input: getShippingMethodsInputSchema,
      output: shippingMethodSchema.array(),
      errors: {},
      permission: PUBLIC,
      sample: async (f) => ({ as: 'guest', input: { ids: [await sampleMethod(f)] } }),
      run: (reader, { ids }, call) => reader.shipping.methods(ids, !seesAll(call)),
    }),
  }
}

function seesAll(call: Call): boolean {
  return call.caller.access.kind === 'all'
}

function listMethods(
  reader: ShippingReader,
  input: ListShippingMethodsInput,
  call: Call,
): ResultAsync<Page<Method>, ListShippingMethodsError | PortError> {
  return flow(async function* () {
    const filter = {
      enabledOnly: !seesAll(call),
      country: input.country ?? null,
      currency: input.currency ?? null,
    }
    const scope = `shipping methods ${filter.country ?? ''} ${filter.currency ?? ''}`
    const after = yield* startAfter(input.cursor, scope, ['integer', 'text'])
    const limit = input.limit ?? DEFAULT_PAGE_LIMIT
    const rows = yield* reader.shipping.list(filter, after, limit + 1)
    const items = rows.slice(0, limit)
    const last = items.at(-1)
    const more = rows.length > limit && last !== undefined
    const nextCursor = more ? encodeCursor([last.position, last.id], scope) : null
    if (input.count !== 'exact') return ok({ items, nextCursor })
    return ok({ items, nextCursor, count: yield* reader.shipping.count(filter) })
  })
}

async function sampleMethod(f: SampleFixture): Promise<Id<'shm'>> {
  const method = await f.invoke(
    'shipping_methods.create',
    { code: f.unique('post'), name: 'Post', price: { amount: 495, currency: 'GBP' } },
    'staff',
  )
  return method['id'] as Id<'shm'>
}
