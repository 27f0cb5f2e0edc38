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

/** A picture or a film. */
export interface ProductMedia {
  readonly url: string
  /** For those who cannot see it; empty for decoration. */
  readonly alt: string
}

/** What search engines are told; null where they may choose. */
export interface ProductSeo {
  readonly title: string | null
  readonly description: string | null
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
  readonly media: readonly ProductMedia[]
  readonly metadata: JsonObject
  /** No longer for sale; kept for its history. */
  readonly archived: boolean
  /** By currency, at most one each. */
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
  readonly media: readonly ProductMedia[]
  readonly seo: ProductSeo
  readonly metadata: JsonObject
  readonly fields: F
  readonly variants: readonly Variant[]
  readonly version: number
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

/** A price to set. */
export interface NewPrice extends Money {
  /** In minor units; default null. */
  readonly compareAt?: number | null | undefined
}

/** What a variant is given. Left out: the default for a new one, no change for a known one. */
export interface VariantDetails {
  readonly externalId?: string | null | undefined
  readonly barcode?: string | null | undefined
  readonly optionValues?: Readonly<Record<string, string>> | undefined
  /** Default `standard`. */
  readonly taxClass?: string | undefined
  readonly weightGrams?: number | null | undefined
  readonly hsn?: string | null | undefined
  /** Default `track`. */
  readonly stockPolicy?: 'track' | 'none' | undefined
  /** Default 0. */
  readonly backorderLimit?: number | undefined
  readonly media?: readonly NewMedia[] | undefined
  readonly metadata?: JsonObject | undefined
  readonly archived?: boolean | undefined
  /** At most one for each currency; prices in other currencies stay. */
  readonly prices?: readonly NewPrice[] | undefined
}

/** A picture or a film to show. */
export interface NewMedia {
  readonly url: string
  /** Default empty. */
  readonly alt?: string | undefined
}

/** A variant to make, or, in an upsert, to change. */
export interface NewVariant extends VariantDetails {
  readonly sku: string
}

/** What search engines shall be told; members left out stay. */
export interface NewSeo {
  readonly title?: string | null | undefined
  readonly description?: string | null | undefined
}

/** What a product is given. Left out: the default for a new one, no change for a known one. */
export interface ProductDetails<F = NoFields> {
  /** Default: made from the title, and unique. A replaced one redirects from then on. */
  readonly handle?: string | undefined
  readonly externalId?: string | null | undefined
  readonly description?: string | undefined
  /** Default `draft`. */
  readonly status?: ProductStatus | undefined
  /** Instants; default null, which is always. */
  readonly publishAt?: string | null | undefined
  readonly unpublishAt?: string | null | undefined
  readonly brandId?: Id<'brd'> | null | undefined
  readonly categoryIds?: readonly Id<'cat'>[] | undefined
  readonly tags?: readonly string[] | undefined
  readonly options?: readonly ProductOption[] | undefined
  readonly media?: readonly NewMedia[] | undefined
  readonly seo?: NewSeo | undefined
  readonly metadata?: JsonObject | undefined
  readonly fields?: F | undefined
}

/** A product to make, with its variants and their prices. */
export interface CreateProductInput<F = NoFields> extends ProductDetails<F> {
  readonly title: string
  readonly variants: readonly NewVariant[]
}

/** Up to 500 products to make in one unit: all or none. */
export interface CreateProductsInput<F = NoFields> {
  readonly products: readonly CreateProductInput<F>[]
}

/** Which product: by id or by handle (old ones redirect). */
export interface GetProductInput {
  readonly id?: Id<'prd'> | undefined
  readonly handle?: string | undefined
}

/** A product as it was found. */
export type FoundProduct<F = NoFields> = Product<F> & {
  /** The old handle that was asked for; null when the product was asked for by its id or present handle. */
  readonly redirectedFrom: string | null
}

/** Up to 100 ids of products. */
export interface GetProductsInput {
  readonly ids: readonly Id<'prd'>[]
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
