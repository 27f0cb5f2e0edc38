import * as z from 'zod'
import type { KernelTx } from '../kernel/engine.ts'
import type { Command, Query, ResponsePolicy } from '../kernel/operation.ts'
import { defineCommand, defineQuery } from '../kernel/operation.ts'
import type { Page } from '../kernel/page.ts'
import { anyone, holderOf } from '../kernel/permission.ts'
import type { Result } from '../kernel/result.ts'
import { err, ok } from '../kernel/result.ts'
import { settle } from '../kernel/unit-of-work.ts'
import type {
  AddVariantsError,
  CreateProductError,
  GetProductError,
  ListProductsError,
  UpdateProductError,
  UpdateVariantError,
  UpsertProductsError,
} from './catalog.errors.ts'
import { productNotFound } from './catalog.errors.ts'
import type { AnyProduct, CatalogReader, CatalogTx, ProductKey } from './catalog.ports.ts'
import {
  addVariantsInputSchema,
  createProductInputSchema,
  createProductsInputSchema,
  findSkusInputSchema,
  foundProductSchema,
  getProductInputSchema,
  getProductsInputSchema,
  listProductsInputSchema,
  productPageSchema,
  productSchema,
  skuMatchSchema,
  updateProductInputSchema,
  updateVariantInputSchema,
  upsertedProductsSchema,
  upsertProductsInputSchema,
} from './catalog.schemas.ts'
import type {
  CreateProductInput,
  CreateProductsInput,
  FindSkusInput,
  FoundProduct,
  GetProductInput,
  GetProductsInput,
  Product,
  SkuMatch,
} from './catalog.types.ts'
import { addVariants, createProducts, updateProduct, updateVariant } from './product.changes.ts'
import { listProducts } from './product.list.ts'
import type {
  AddVariantsInput,
  ListProductsInput,
  ProductCard,
  UpdateProductInput,
  UpdateVariantInput,
  UpsertedProducts,
  UpsertProductsInput,
} from './product.types.ts'
import { upsertProducts } from './product.upsert.ts'
import { sampleProduct } from './samples.ts'
import { publicAt } from './visibility.ts'

type Tx = CatalogTx & KernelTx
type Reader = CatalogReader
type Fields = Readonly<Record<string, unknown>>
type Write<I, O, E extends { readonly type: string; readonly message: string }> = Command<Tx, Reader, I, O, E>

/** The operations of products. `F` is the shop's own fields of a product. Shoppers see what is public. */
export interface ProductOperations<F> {
  readonly create: Write<CreateProductInput<F>, Product<F>, CreateProductError>
  readonly createMany: Write<CreateProductsInput<F>, readonly SkuMatch[], CreateProductError>
  readonly update: Write<UpdateProductInput<F>, Product<F>, UpdateProductError>
  readonly addVariants: Write<AddVariantsInput, Product<F>, AddVariantsError>
  readonly updateVariant: Write<UpdateVariantInput, Product<F>, UpdateVariantError>
  readonly upsertMany: Write<UpsertProductsInput<F>, UpsertedProducts, UpsertProductsError>
  readonly get: Query<Reader, GetProductInput, FoundProduct<F>, GetProductError>
  readonly getMany: Query<Reader, GetProductsInput, readonly Product<F>[], never>
  readonly list: Query<Reader, ListProductsInput, Page<ProductCard>, ListProductsError>
  readonly findSkus: Query<Reader, FindSkusInput, readonly SkuMatch[], never>
}

const WRITE = holderOf('catalog:write')
const READ = anyone('catalog:read')

const refused = {
  'catalog.sku_taken': true,
  'catalog.handle_taken': true,
  'catalog.external_id_taken': true,
  'catalog.duplicate_option_values': true,
  'catalog.too_many_variants': true,
  'catalog.brand_not_found': true,
  'catalog.category_not_found': true,
  'input.invalid': true,
} as const

/** Declares the operations of products. */
export function productOperations<F extends Fields>(fields: z.ZodType<F>): ProductOperations<F> {
  // What is stored was checked by the schema of the fields.
  const typed = (product: AnyProduct): Product<F> => product as Product<F>
  const response: ResponsePolicy<Reader, Product<F>> = {
    kind: 'reference',
    of: ({ id }) => id,
    read: (reader, id) =>
      reader.catalog.product({ by: 'id', value: id }, null).map((product) => {
        if (product === null) throw new Error(`the product ${id} of a stored key is gone`)
        return typed(product)
      }),
  }
  return {
    create: defineCommand<Tx, Reader, CreateProductInput<F>, Product<F>, CreateProductError>({
      name: 'products.create',
      input: createProductInputSchema(fields),
      output: productSchema,
      errors: refused,
      permission: WRITE,
      target: () => null,
      response,
      sample: async (f) => ({
        as: 'staff',
        input: {
          title: f.unique('Mug'),
          status: 'active',
          variants: [{ sku: f.unique('sku'), prices: [{ amount: 1_200, currency: 'GBP' }] }],
        },
      }),
      run: async (tx, input, call) =>
        settle((await createProducts(tx, [input], call, false)).map(([product]) => typed(first(product)))),
    }),
    createMany: defineCommand<Tx, Reader, CreateProductsInput<F>, readonly SkuMatch[], CreateProductError>({
      name: 'products.create_many',
      input: createProductsInputSchema(fields),
      output: z.array(skuMatchSchema),
      errors: refused,
      permission: WRITE,
      target: () => null,
      response: { kind: 'store' },
      sample: async (f) => ({
        as: 'staff',
        input: { products: [{ title: f.unique('Mug'), variants: [{ sku: f.unique('sku') }] }] },
      }),
      run: async (tx, input, call) =>
        settle((await createProducts(tx, input.products, call, true)).map((made) => made.flatMap(matchesOf))),
    }),
    update: defineCommand<Tx, Reader, UpdateProductInput<F>, Product<F>, UpdateProductError>({
      name: 'products.update',
      input: updateProductInputSchema(fields),
      output: productSchema,
      errors: {
        ...refused,
        'catalog.product_not_found': true,
        'catalog.variant_not_found': true,
        'conflict.stale_version': true,
      },
      permission: WRITE,
      target: ({ productId }) => ({ type: 'product', id: productId }),
      response,
      sample: async (f) => {
        const { productId } = await sampleProduct(f)
        return { as: 'staff', input: { productId, title: f.unique('Cup'), handle: f.unique('cup') } }
      },
      run: async (tx, input, call) => settle((await updateProduct(tx, input, call)).map(typed)),
    }),
    addVariants: defineCommand<Tx, Reader, AddVariantsInput, Product<F>, AddVariantsError>({
      name: 'products.add_variants',
      input: addVariantsInputSchema,
      output: productSchema,
      errors: { ...refused, 'catalog.product_not_found': true, 'conflict.stale_version': true },
      permission: WRITE,
      target: ({ productId }) => ({ type: 'product', id: productId }),
      response,
      sample: async (f) => {
        const product = await f.invoke(
          'products.create',
          { title: f.unique('Shirt'), options: [{ name: 'Size', values: ['S', 'M'] }], variants: [] },
          'staff',
        )
        const variants = ['S', 'M'].map((size) => ({ sku: f.unique('sku'), optionValues: { Size: size } }))
        return { as: 'staff', input: { productId: product['id'] as Product['id'], variants } }
      },
      run: async (tx, input, call) => settle((await addVariants(tx, input, call)).map(typed)),
    }),
    updateVariant: defineCommand<Tx, Reader, UpdateVariantInput, Product<F>, UpdateVariantError>({
      name: 'products.update_variant',
      input: updateVariantInputSchema,
      output: productSchema,
      errors: { ...refused, 'catalog.variant_not_found': true, 'conflict.stale_version': true },
      permission: WRITE,
      target: ({ variantId }) => ({ type: 'variant', id: variantId }),
      response,
      sample: async (f) => {
        const { variantId } = await sampleProduct(f)
        return { as: 'staff', input: { variantId, sku: f.unique('sku'), weightGrams: 340 } }
      },
      run: async (tx, input, call) => settle((await updateVariant(tx, input, call)).map(typed)),
    }),
    upsertMany: defineCommand<Tx, Reader, UpsertProductsInput<F>, UpsertedProducts, UpsertProductsError>({
      name: 'products.upsert_many',
      input: upsertProductsInputSchema(fields),
      output: upsertedProductsSchema,
      errors: { ...refused, 'catalog.ambiguous_product': true },
      permission: WRITE,
      target: () => null,
      response: { kind: 'store' },
      sample: async (f) => ({
        as: 'staff',
        input: {
          products: [{ externalId: f.unique('product'), title: 'Mug', variants: [{ sku: f.unique('sku') }] }],
        },
      }),
      run: async (tx, input, call) => settle(await upsertProducts(tx, input, call)),
    }),
    get: defineQuery<Reader, GetProductInput, FoundProduct<F>, GetProductError>({
      name: 'products.get',
      input: getProductInputSchema,
      output: foundProductSchema,
      errors: { 'catalog.product_not_found': true },
      permission: READ,
      sample: async (f) => ({ as: 'guest', input: { id: (await sampleProduct(f)).productId } }),
      run: (reader, { id, handle = '' }, call) => {
        const key: ProductKey = id === undefined ? { by: 'handle', value: handle } : { by: 'id', value: id }
        return reader.catalog
          .product(key, publicAt(call))
          .andThen((product): Result<FoundProduct<F>, GetProductError> => {
            if (product === null) return err(productNotFound(key.value))
            const redirectedFrom = id === undefined && product.handle !== handle ? handle : null
            return ok({ ...typed(product), redirectedFrom })
          })
      },
    }),
    getMany: defineQuery<Reader, GetProductsInput, readonly Product<F>[], never>({
      name: 'products.get_many',
      input: getProductsInputSchema,
      output: z.array(productSchema),
      errors: {},
      permission: READ,
      sample: async (f) => ({ as: 'guest', input: { ids: [(await sampleProduct(f)).productId] } }),
      run: (reader, { ids }, call) =>
        reader.catalog.products(ids, publicAt(call)).map((products) => products.map(typed)),
    }),
    list: defineQuery<Reader, ListProductsInput, Page<ProductCard>, ListProductsError>({
      name: 'products.list',
      input: listProductsInputSchema,
      output: productPageSchema,
      errors: { 'page.cursor_invalid': true },
      permission: READ,
      sample: async (f) => {
        await sampleProduct(f)
        return { as: 'guest', input: { sort: 'title', count: 'exact' } }
      },
      run: listProducts,
    }),
    findSkus: defineQuery<Reader, FindSkusInput, readonly SkuMatch[], never>({
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

function first(product: AnyProduct | undefined): AnyProduct {
  if (product === undefined) throw new Error('one product was made')
  return product
}

function matchesOf({ id, variants }: AnyProduct): readonly SkuMatch[] {
  return variants.map(({ sku, id: variantId }) => ({ sku, variantId, productId: id }))
}
