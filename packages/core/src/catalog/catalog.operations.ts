import * as z from 'zod'
import type { KernelTx } from '../kernel/engine.ts'
import type { PortError } from '../kernel/errors.ts'
import { emit } from '../kernel/event.ts'
import type { Id } from '../kernel/id.ts'
import type { JsonObject } from '../kernel/json.ts'
import type { Call, Command, Query, SampleFixture } from '../kernel/operation.ts'
import { defineCommand, defineQuery } from '../kernel/operation.ts'
import { anyone, holderOf } from '../kernel/permission.ts'
import type { Result, ResultAsync } from '../kernel/result.ts'
import { err, flow, ok } from '../kernel/result.ts'
import { settle } from '../kernel/unit-of-work.ts'
import type { CreateProductError, GetProductError, SetPricesError } from './catalog.errors.ts'
import {
  externalIdsTaken,
  handleTaken,
  productNotFound,
  skuTaken,
  variantNotFound,
} from './catalog.errors.ts'
import type { CatalogEvents } from './catalog.events.ts'
import type { CatalogNames, CatalogReader, CatalogTx } from './catalog.ports.ts'
import { checkOptions, freeHandle, handleOf } from './catalog.rules.ts'
import {
  createProductInputSchema,
  createProductsInputSchema,
  findSkusInputSchema,
  getProductInputSchema,
  productSchema,
  setPricesInputSchema,
  skuMatchSchema,
} from './catalog.schemas.ts'
import type {
  CreateProductInput,
  CreateProductsInput,
  FindSkusInput,
  GetProductInput,
  NewVariant,
  Product,
  SetPricesInput,
  SkuMatch,
  Variant,
} from './catalog.types.ts'

type Tx = CatalogTx & KernelTx

/** The operations of products. `F` is the shop's own fields of a product. */
export interface ProductOperations<F> {
  readonly create: Command<Tx, CatalogReader, CreateProductInput<F>, Product<F>, CreateProductError>
  readonly createMany: Command<
    Tx,
    CatalogReader,
    CreateProductsInput<F>,
    readonly SkuMatch[],
    CreateProductError
  >
  readonly get: Query<CatalogReader, GetProductInput, Product<F>, GetProductError>
  readonly findSkus: Query<CatalogReader, FindSkusInput, readonly SkuMatch[], never>
}

/** The operations of prices. */
export interface PriceOperations {
  readonly set: Command<Tx, CatalogReader, SetPricesInput, { readonly changed: number }, SetPricesError>
}

const createErrors = {
  'catalog.sku_taken': true,
  'catalog.handle_taken': true,
  'catalog.external_id_taken': true,
  'catalog.duplicate_option_values': true,
  'input.invalid': true,
} as const

/** Declares the operations of products. */
export function productOperations<F extends Readonly<Record<string, unknown>>>(
  fields: z.ZodType<F>,
): ProductOperations<F> {
  return {
    create: defineCommand<Tx, CatalogReader, CreateProductInput<F>, Product<F>, CreateProductError>({
      name: 'products.create',
      input: createProductInputSchema(fields),
      output: productSchema,
      errors: createErrors,
      permission: holderOf('catalog:write'),
      target: () => null,
      response: {
        kind: 'reference',
        of: ({ id }) => id,
        read: (reader, id) =>
          reader.catalog.product({ by: 'id', value: id }, null).map((product) => {
            if (product === null) throw new Error(`the product ${id} of a stored key is gone`)
            return product as Product<F>
          }),
      },
      sample: async (f) => ({
        as: 'staff',
        input: {
          title: f.unique('Mug'),
          status: 'active',
          variants: [{ sku: f.unique('sku'), prices: [{ amount: 1_200, currency: 'GBP' }] }],
        },
      }),
      run: async (tx, input, call) =>
        settle((await createProducts(tx, [input], call)).map(([product]) => first(product))),
    }),
    createMany: defineCommand<
      Tx,
      CatalogReader,
      CreateProductsInput<F>,
      readonly SkuMatch[],
      CreateProductError
    >({
      name: 'products.create_many',
      input: createProductsInputSchema(fields),
      output: z.array(skuMatchSchema),
      errors: createErrors,
      permission: holderOf('catalog:write'),
      target: () => null,
      response: { kind: 'store' },
      sample: async (f) => ({
        as: 'staff',
        input: { products: [{ title: f.unique('Mug'), variants: [{ sku: f.unique('sku') }] }] },
      }),
      run: async (tx, input, call) =>
        settle(
          (await createProducts(tx, input.products, call)).map((products) =>
            products.flatMap(({ id, variants }) =>
              variants.map(({ sku, id: variantId }) => ({ sku, variantId, productId: id })),
            ),
          ),
        ),
    }),
    get: defineQuery<CatalogReader, GetProductInput, Product<F>, GetProductError>({
      name: 'products.get',
      input: getProductInputSchema,
      output: productSchema,
      errors: { 'catalog.product_not_found': true },
      permission: anyone('catalog:read'),
      sample: async (f) => ({ as: 'guest', input: { id: await sampleProduct(f) } }),
      run: (reader, { id, handle }, call) => {
        const publicAt = call.caller.access.kind === 'all' ? null : call.now
        const key =
          id === undefined
            ? ({ by: 'handle', value: handle ?? '' } as const)
            : ({ by: 'id', value: id } as const)
        return reader.catalog
          .product(key, publicAt)
          .andThen((product): Result<Product<F>, GetProductError> =>
            product === null ? err(productNotFound(key.value)) : ok(product as Product<F>),
          )
      },
    }),
    findSkus: defineQuery<CatalogReader, FindSkusInput, readonly SkuMatch[], never>({
      name: 'products.find_skus',
      input: findSkusInputSchema,
      output: z.array(skuMatchSchema),
      errors: {},
      permission: holderOf('catalog:read'),
      sample: async (f) => ({ as: 'staff', input: { skus: [f.unique('sku')] } }),
      run: (reader, { skus }) => reader.catalog.skus(skus),
    }),
  }
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
        const product = await f.invoke('products.get', { id: await sampleProduct(f) }, 'staff')
        const variants = product['variants'] as unknown as readonly Variant[]
        const variantId = variants[0]?.id
        if (variantId === undefined) throw new Error('the sample product has no variant')
        return { as: 'staff', input: { prices: [{ variantId, price: { amount: 990, currency: 'EUR' } }] } }
      },
      run: async (tx, input, call) => settle(await setPrices(tx, input, call)),
    }),
  }
}

function first<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('one product was made')
  return value
}

function createProducts<F extends Readonly<Record<string, unknown>>>(
  tx: Tx,
  inputs: readonly CreateProductInput<F>[],
  call: Call,
): ResultAsync<readonly Product<F>[], CreateProductError | PortError> {
  return flow(async function* () {
    for (const { options, variants } of inputs) yield* checkOptions(options ?? [], variants)
    const wanted = namesOf(inputs)
    yield* checkTwins(inputs, wanted)
    const taken = yield* tx.catalog.taken(wanted)
    yield* checkTaken(inputs, taken)
    const handles = new Set([...taken.handles, ...inputs.flatMap(({ handle }) => handle ?? [])])
    const products = inputs.map((input) => {
      const handle = input.handle ?? freeHandle(handleOf(input.title), handles)
      handles.add(handle)
      return newProduct(input, handle, call)
    })
    for (const product of products) {
      tx.catalog.append(product)
      const skus = product.variants.map(({ sku }) => sku)
      emit<CatalogEvents, 'product.created'>(tx, call, {
        type: 'product.created',
        aggregate: { type: 'product', id: product.id, version: 1 },
        payload: { productId: product.id, skus },
      })
    }
    call.note({ products: products.length })
    return ok(products)
  })
}

function namesOf(
  inputs: readonly CreateProductInput<never>[] | readonly CreateProductInput<unknown>[],
): CatalogNames {
  return {
    skus: inputs.flatMap(({ variants }) => variants.map(({ sku }) => sku)),
    handles: inputs.map(({ handle, title }) => handle ?? handleOf(title)),
    externalIds: inputs.flatMap(({ externalId }) => externalId ?? []),
    variantExternalIds: inputs.flatMap(({ variants }) =>
      variants.flatMap(({ externalId }) => externalId ?? []),
    ),
  }
}

function checkTwins(
  inputs: readonly { readonly handle?: string | undefined }[],
  names: CatalogNames,
): Result<void, CreateProductError> {
  const skus = twins(names.skus)
  if (skus.length > 0) return err(skuTaken(skus))
  const handles = twins(inputs.flatMap(({ handle }) => handle ?? []))
  if (handles.length > 0) return err(handleTaken(handles))
  const externalIds = [...twins(names.externalIds), ...twins(names.variantExternalIds)]
  return externalIds.length > 0 ? err(externalIdsTaken(externalIds)) : ok(undefined)
}

function twins(values: readonly string[]): string[] {
  const seen = new Set<string>()
  return values.filter((value) => seen.size === seen.add(value).size)
}

function checkTaken(
  inputs: readonly { readonly handle?: string | undefined }[],
  taken: CatalogNames,
): Result<void, CreateProductError> {
  if (taken.skus.length > 0) return err(skuTaken(taken.skus))
  const externalIds = [...taken.externalIds, ...taken.variantExternalIds]
  if (externalIds.length > 0) return err(externalIdsTaken(externalIds))
  const known = new Set(taken.handles)
  const handles = inputs.flatMap(({ handle }) => (handle !== undefined && known.has(handle) ? handle : []))
  return handles.length > 0 ? err(handleTaken(handles)) : ok(undefined)
}

function newProduct<F extends Readonly<Record<string, unknown>>>(
  input: CreateProductInput<F>,
  handle: string,
  call: Call,
): Product<F> {
  const id = call.ids.next('prd')
  return {
    id,
    externalId: input.externalId ?? null,
    handle,
    title: input.title,
    description: input.description ?? '',
    status: input.status ?? 'draft',
    publishAt: null,
    unpublishAt: null,
    brandId: null,
    categoryIds: [],
    tags: input.tags ?? [],
    options: input.options ?? [],
    metadata: input.metadata ?? {},
    // Optional as a whole: a shop whose fields are mandatory says so in its schema of fields.
    fields: (input.fields ?? {}) as F,
    variants: input.variants.map((variant, index) => newVariant(variant, id, index + 1, call)),
    version: 1,
    createdAt: call.now,
    updatedAt: call.now,
  }
}

function newVariant(input: NewVariant, productId: Id<'prd'>, position: number, call: Call): Variant {
  return {
    id: call.ids.next('var'),
    productId,
    sku: input.sku,
    externalId: input.externalId ?? null,
    barcode: input.barcode ?? null,
    optionValues: input.optionValues ?? {},
    position,
    taxClass: input.taxClass ?? 'standard',
    weightGrams: input.weightGrams ?? null,
    hsn: input.hsn ?? null,
    stockPolicy: input.stockPolicy ?? 'track',
    backorderLimit: input.backorderLimit ?? 0,
    metadata: input.metadata ?? ({} satisfies JsonObject),
    archived: false,
    prices: (input.prices ?? []).map(({ amount, currency }) => ({ amount, currency, compareAt: null })),
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
    // The last price of a variant and currency wins.
    const last = new Map(input.prices.map((entry) => [`${entry.variantId} ${entry.price.currency}`, entry]))
    for (const { variantId, price, compareAt } of last.values()) {
      tx.catalog.appendPrice(variantId, { ...price, compareAt: compareAt ?? null }, call.now)
    }
    const prices = [...last.values()].map(({ variantId, price }) => ({ variantId, ...price }))
    call.note({ prices: prices.length })
    emit<CatalogEvents, 'prices.set'>(tx, call, {
      type: 'prices.set',
      aggregate: { type: 'prices', id: call.operationId, version: 1 },
      payload: { prices },
    })
    return ok({ changed: prices.length })
  })
}

async function sampleProduct(f: SampleFixture): Promise<Id<'prd'>> {
  const product = await f.invoke(
    'products.create',
    { title: f.unique('Mug'), status: 'active', variants: [{ sku: f.unique('sku') }] },
    'staff',
  )
  return product['id'] as Id<'prd'>
}
