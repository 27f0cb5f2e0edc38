import type { Instant } from '../kernel/clock.ts'
import type { Id } from '../kernel/id.ts'
import type { JsonObject } from '../kernel/json.ts'
import type { Money } from '../kernel/money.ts'

/** What a shop without fields of its own has. */
export type NoFields = Readonly<Record<string, never>>

/** Whether a product is being prepared, on sale or kept for its history. */
export type ProductStatus = 'draft' | 'active' | 'archived'

/** An axis along which variants differ: size, colour. */
export interface ProductOption {
  readonly name: string
  readonly values: readonly string[]
}

/** What a variant costs in one currency. */
export interface VariantPrice {
  readonly amount: number
  readonly currency: string
  /** The former price that is shown struck through, in minor units. */
  readonly compareAt: number | null
}

/** Something that can be bought. */
export interface Variant {
  readonly id: Id<'var'>
  readonly productId: Id<'prd'>
  /** Unique in the shop, compared byte for byte. */
  readonly sku: string
  readonly externalId: string | null
  readonly barcode: string | null
  /** One value for each option of the product; no two variants share the same combination. */
  readonly optionValues: Readonly<Record<string, string>>
  readonly position: number
  readonly taxClass: string
  readonly weightGrams: number | null
  readonly hsn: string | null
  /** `none`: stock is not tracked and never runs out. */
  readonly stockPolicy: 'track' | 'none'
  /** How far below nothing it may be sold. */
  readonly backorderLimit: number
  readonly metadata: JsonObject
  readonly archived: boolean
  readonly prices: readonly VariantPrice[]
}

/** A product with its variants. `F` is the shop's own fields. */
export interface Product<F = NoFields> {
  readonly id: Id<'prd'>
  readonly externalId: string | null
  /** Unique and URL-safe. */
  readonly handle: string
  readonly title: string
  readonly description: string
  readonly status: ProductStatus
  readonly publishAt: Instant | null
  readonly unpublishAt: Instant | null
  readonly brandId: Id<'brd'> | null
  readonly categoryIds: readonly Id<'cat'>[]
  readonly tags: readonly string[]
  readonly options: readonly ProductOption[]
  readonly metadata: JsonObject
  readonly fields: F
  readonly variants: readonly Variant[]
  readonly version: number
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

/** A variant to make. */
export interface NewVariant {
  readonly sku: string
  readonly externalId?: string | undefined
  readonly barcode?: string | undefined
  readonly optionValues?: Readonly<Record<string, string>> | undefined
  /** Default `standard`. */
  readonly taxClass?: string | undefined
  readonly weightGrams?: number | undefined
  readonly hsn?: string | undefined
  /** Default `track`. */
  readonly stockPolicy?: 'track' | 'none' | undefined
  /** Default 0. */
  readonly backorderLimit?: number | undefined
  /** At most one for each currency. */
  readonly prices?: readonly Money[] | undefined
  readonly metadata?: JsonObject | undefined
}

/** A product to make, with its variants and their prices. */
export interface CreateProductInput<F = NoFields> {
  readonly title: string
  /** Default: made from the title, and unique. */
  readonly handle?: string | undefined
  readonly externalId?: string | undefined
  readonly description?: string | undefined
  /** Default `draft`. */
  readonly status?: ProductStatus | undefined
  readonly tags?: readonly string[] | undefined
  readonly options?: readonly ProductOption[] | undefined
  readonly variants: readonly NewVariant[]
  readonly metadata?: JsonObject | undefined
  readonly fields?: F | undefined
}

/** Up to 500 products to make in one unit: all or none. */
export interface CreateProductsInput<F = NoFields> {
  readonly products: readonly CreateProductInput<F>[]
}

/** Which product: by id, by handle (old ones redirect) or by external id. */
export interface GetProductInput {
  readonly id?: Id<'prd'> | undefined
  readonly handle?: string | undefined
}

/** A variant as a look-up by SKU answers it. */
export interface SkuMatch {
  readonly sku: string
  readonly variantId: Id<'var'>
  readonly productId: Id<'prd'>
}

/** Up to 1,000 SKUs. */
export interface FindSkusInput {
  readonly skus: readonly string[]
}

/** Prices to set, up to 1,000: all or none. */
export interface SetPricesInput {
  readonly prices: readonly {
    readonly variantId: Id<'var'>
    readonly price: Money
    readonly compareAt?: number | undefined
  }[]
}
