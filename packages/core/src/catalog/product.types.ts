import type { Instant } from '../kernel/clock.ts'
import type { TypedError } from '../kernel/errors.ts'
import type { Id } from '../kernel/id.ts'
import type { Money } from '../kernel/money.ts'
import type {
  NewVariant,
  NoFields,
  ProductDetails,
  ProductMedia,
  ProductStatus,
  VariantDetails,
} from './catalog.types.ts'

/** What changes of a product; members left out stay. */
export interface UpdateProductInput<F = NoFields> extends ProductDetails<F> {
  readonly productId: Id<'prd'>
  readonly expectedVersion?: number | undefined
  readonly title?: string | undefined
  /**
   * New option values of variants, for when the options change: every variant needs a value for each option of the
   * product.
   */
  readonly optionValues?:
    | readonly { readonly variantId: Id<'var'>; readonly values: Readonly<Record<string, string>> }[]
    | undefined
}

/** Variants to add to a product: all or none. */
export interface AddVariantsInput {
  readonly productId: Id<'prd'>
  /** Of the product. */
  readonly expectedVersion?: number | undefined
  readonly variants: readonly NewVariant[]
}

/** What changes of a variant; members left out stay. */
export interface UpdateVariantInput extends VariantDetails {
  readonly variantId: Id<'var'>
  /** Of the product. */
  readonly expectedVersion?: number | undefined
  readonly sku?: string | undefined
  /** Variants are shown by position, then id. */
  readonly position?: number | undefined
}

/** What products are listed by. */
export type ProductSort = 'created' | 'title'

/** A page of products, newest first by default. Shoppers see what is public. */
export interface ListProductsInput {
  /** In this category or below it. */
  readonly categoryId?: Id<'cat'> | undefined
  readonly brandId?: Id<'brd'> | undefined
  readonly status?: ProductStatus | undefined
  /** Of the price range; default: the context's. */
  readonly currency?: string | undefined
  /** Default `created`. */
  readonly sort?: ProductSort | undefined
  /** Default `desc` by creation, `asc` by title. */
  readonly order?: 'asc' | 'desc' | undefined
  /** 1 to 100, default 20. */
  readonly limit?: number | undefined
  readonly cursor?: string | undefined
  readonly count?: 'none' | 'exact' | undefined
}

/** A product as a listing shows it. */
export interface ProductCard {
  readonly id: Id<'prd'>
  readonly handle: string
  readonly title: string
  readonly status: ProductStatus
  readonly brandId: Id<'brd'> | null
  /** The first one. */
  readonly image: ProductMedia | null
  /** Of the variants for sale in the currency; null where none has a price in it. */
  readonly priceRange: { readonly min: Money; readonly max: Money } | null
  /** Whether a variant that has a price can be bought now. */
  readonly available: boolean
  readonly createdAt: Instant
}

/**
 * A product to make or to change. It is the one with its external id, or else the one that has its SKUs; a variant is
 * the one with its external id, or else its SKU. Known variants that are not named stay.
 */
export interface UpsertProduct<F = NoFields> extends ProductDetails<F> {
  /** Needed for a new one. */
  readonly title?: string | undefined
  readonly variants?: readonly NewVariant[] | undefined
}

/** Up to 500 products to make or to change in one unit. */
export interface UpsertProductsInput<F = NoFields> {
  readonly products: readonly UpsertProduct<F>[]
  /** `fail` (default): the first error is returned and nothing is written. `skip`: products with errors are left out. */
  readonly onError?: 'fail' | 'skip' | undefined
  /** Answers what would happen; writes nothing. */
  readonly dryRun?: boolean | undefined
}

/** What became of one product of an upsert. */
export interface UpsertedProduct {
  readonly outcome: 'created' | 'updated' | 'unchanged' | 'failed'
  /** Null when it failed. */
  readonly productId: Id<'prd'> | null
}

/** What an upsert did: `rows` in the order of the input, with the errors of those that failed. */
export interface UpsertedProducts {
  readonly rows: readonly UpsertedProduct[]
  readonly failures: readonly { readonly index: number; readonly error: TypedError }[]
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  readonly failed: number
}
