import * as z from 'zod'
import { startAfter } from '../kernel/cursor.ts'
import type { KernelTx } from '../kernel/engine.ts'
import type { PortError } from '../kernel/errors.ts'
import type { Command, Query } from '../kernel/operation.ts'
import { defineCommand, defineQuery } from '../kernel/operation.ts'
import type { Page } from '../kernel/page.ts'
import { DEFAULT_PAGE_LIMIT, encodeCursor } from '../kernel/page.ts'
import { anyone, holderOf } from '../kernel/permission.ts'
import type { Result, ResultAsync } from '../kernel/result.ts'
import { err, flow, ok } from '../kernel/result.ts'
import { settle } from '../kernel/unit-of-work.ts'
import { createBrand, updateBrand } from './brand.changes.ts'
import type { EntryKey } from './brand.ports.ts'
import {
  brandPageSchema,
  brandSchema,
  createBrandInputSchema,
  getBrandInputSchema,
  getBrandsInputSchema,
  listBrandsInputSchema,
  updateBrandInputSchema,
} from './brand.schemas.ts'
import type {
  Brand,
  CreateBrandInput,
  GetBrandInput,
  GetBrandsInput,
  ListBrandsInput,
  UpdateBrandInput,
} from './brand.types.ts'
import type { CreateBrandError, GetBrandError, ListBrandsError, UpdateBrandError } from './catalog.errors.ts'
import { brandNotFound } from './catalog.errors.ts'
import type { CatalogReader, CatalogTx } from './catalog.ports.ts'
import { sampleBrand } from './samples.ts'

type Tx = CatalogTx & KernelTx
type Reader = CatalogReader

/** The operations of brands. Everybody sees them. */
export interface BrandOperations {
  readonly create: Command<Tx, Reader, CreateBrandInput, Brand, CreateBrandError>
  readonly update: Command<Tx, Reader, UpdateBrandInput, Brand, UpdateBrandError>
  readonly get: Query<Reader, GetBrandInput, Brand, GetBrandError>
  readonly getMany: Query<Reader, GetBrandsInput, readonly Brand[], never>
  readonly list: Query<Reader, ListBrandsInput, Page<Brand>, ListBrandsError>
}

const WRITE = holderOf('catalog:write')
const READ = anyone()

/** Declares the operations of brands. */
export function brandOperations(): BrandOperations {
  return {
    create: defineCommand<Tx, Reader, CreateBrandInput, Brand, CreateBrandError>({
      name: 'brands.create',
      input: createBrandInputSchema,
      output: brandSchema,
      errors: { 'catalog.handle_taken': true },
      permission: WRITE,
      target: () => null,
      response: { kind: 'store' },
      sample: async (f) => ({ as: 'staff', input: { name: f.unique('Brand') } }),
      run: async (tx, input, call) => settle(await createBrand(tx, input, call)),
    }),
    update: defineCommand<Tx, Reader, UpdateBrandInput, Brand, UpdateBrandError>({
      name: 'brands.update',
      input: updateBrandInputSchema,
      output: brandSchema,
      errors: {
        'catalog.brand_not_found': true,
        'catalog.handle_taken': true,
        'conflict.stale_version': true,
      },
      permission: WRITE,
      target: ({ brandId }) => ({ type: 'brand', id: brandId }),
      response: { kind: 'store' },
      sample: async (f) => ({
        as: 'staff',
        input: { brandId: await sampleBrand(f), name: f.unique('Brand'), logo: 'https://example.com/l.svg' },
      }),
      run: async (tx, input, call) => settle(await updateBrand(tx, input, call)),
    }),
    get: defineQuery<Reader, GetBrandInput, Brand, GetBrandError>({
      name: 'brands.get',
      input: getBrandInputSchema,
      output: brandSchema,
      errors: { 'catalog.brand_not_found': true },
      permission: READ,
      sample: async (f) => ({ as: 'guest', input: { id: await sampleBrand(f) } }),
      run: (reader, { id, handle }) => {
        const key: EntryKey =
          id === undefined ? { by: 'handle', value: handle ?? '' } : { by: 'id', value: id }
        return reader.brands
          .brand(key)
          .andThen((brand): Result<Brand, GetBrandError> =>
            brand === null ? err(brandNotFound([key.value])) : ok(brand),
          )
      },
    }),
    getMany: defineQuery<Reader, GetBrandsInput, readonly Brand[], never>({
      name: 'brands.get_many',
      input: getBrandsInputSchema,
      output: z.array(brandSchema),
      errors: {},
      permission: READ,
      sample: async (f) => ({ as: 'guest', input: { ids: [await sampleBrand(f)] } }),
      run: (reader, { ids }) => reader.brands.brands(ids),
    }),
    list: defineQuery<Reader, ListBrandsInput, Page<Brand>, ListBrandsError>({
      name: 'brands.list',
      input: listBrandsInputSchema,
      output: brandPageSchema,
      errors: { 'page.cursor_invalid': true },
      permission: READ,
      sample: async (f) => {
        await sampleBrand(f)
        return { as: 'guest', input: { limit: 10 } }
      },
      run: listBrands,
    }),
  }
}

function listBrands(
  reader: Reader,
  { cursor, limit = DEFAULT_PAGE_LIMIT, count }: ListBrandsInput,
): ResultAsync<Page<Brand>, ListBrandsError | PortError> {
  return flow(async function* () {
    const after = yield* startAfter(cursor, 'brands', ['text', 'text'])
    const rows = yield* reader.brands.list(after, limit + 1)
    const items = rows.slice(0, limit)
    const last = items.at(-1)
    const more = rows.length > limit && last !== undefined
    const nextCursor = more ? encodeCursor([last.name, last.id], 'brands') : null
    if (count !== 'exact') return ok({ items, nextCursor })
    return ok({ items, nextCursor, count: yield* reader.brands.count() })
  })
}
