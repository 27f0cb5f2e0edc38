import type { Instant } from '../kernel/clock.ts'
import type { PortError } from '../kernel/errors.ts'
import type { Id } from '../kernel/id.ts'
import type { CursorParts } from '../kernel/page.ts'
import type { ResultAsync } from '../kernel/result.ts'
import type { BrandReadRepository, BrandRepository } from './brand.ports.ts'
import type { Product, ProductStatus, SkuMatch, Variant, VariantPrice } from './catalog.types.ts'
import type { CategoryReadRepository, CategoryRepository } from './category.ports.ts'
import type { ProductCard, ProductSort } from './product.types.ts'

/** A product whatever the shop's own fields are. */
export type AnyProduct = Product<unknown>

/** Values that must be unique in the shop. */
export interface CatalogNames {
  readonly skus: readonly string[]
  readonly handles: readonly string[]
  readonly externalIds: readonly string[]
  readonly variantExternalIds: readonly string[]
}

/** What a change must know: which names it wants and what it refers to. */
export interface CatalogQuestion extends CatalogNames {
  readonly brandIds: readonly string[]
  readonly categoryIds: readonly string[]
}

/** What is so. */
export interface CatalogFacts {
  readonly taken: CatalogNames
  /** Which of the handles redirect to a product. */
  readonly redirects: readonly string[]
  /** The highest n of each wanted handle that some handle or redirect has with a `-n` more. */
  readonly numbers: readonly { readonly handle: string; readonly last: number }[]
  /** Which of the brands exist. They stay until the unit ends. */
  readonly brandIds: readonly string[]
  /** Which of the categories exist. They stay until the unit ends. */
  readonly categoryIds: readonly string[]
}

/** What makes a product of an upsert known. */
export type ProductNames = Pick<CatalogNames, 'skus' | 'externalIds' | 'variantExternalIds'>

/** Which product. */
export type ProductKey =
  | { readonly by: 'id'; readonly value: string }
  | { readonly by: 'handle'; readonly value: string }

/** Which products a list shows; null for any. */
export interface ProductFilter {
  /** In the category or below it. */
  readonly categoryId: string | null
  readonly brandId: string | null
  readonly status: ProductStatus | null
  /** Only what is public at this instant. */
  readonly publicAt: Instant | null
}

/** A page of a list of products. */
export interface ProductSlice {
  readonly sort: ProductSort
  readonly order: 'asc' | 'desc'
  /** The sort key (creation or title, then id) of the product before. */
  readonly after: CursorParts | null
  readonly limit: number
  /** Of the price ranges; null for none. */
  readonly currency: string | null
  /** When it is asked what is available. */
  readonly at: Instant
}

/** In what two states of a product differ. */
export interface ProductChanges {
  /** Names of the product's members, without `variants`. */
  readonly fields: readonly string[]
  readonly newVariants: readonly Variant[]
  readonly changedVariants: readonly Variant[]
  readonly prices: readonly (VariantPrice & { readonly variantId: Id<'var'> })[]
  readonly newCategoryIds: readonly Id<'cat'>[]
  readonly goneCategoryIds: readonly Id<'cat'>[]
}

/** Reads products. */
export interface CatalogReadRepository {
  /**
   * One statement: a product with variants and prices. `publicAt` hides what is not public at that instant. A handle
   * that the product had before finds it too.
   */
  product(key: ProductKey, publicAt: Instant | null): ResultAsync<AnyProduct | null, PortError>
  /** Products in the order asked for; those that are unknown or not public are left out. */
  products(ids: readonly string[], publicAt: Instant | null): ResultAsync<readonly AnyProduct[], PortError>
  /** SKUs that exist, in the order asked for. */
  skus(skus: readonly string[]): ResultAsync<readonly SkuMatch[], PortError>
  /** One statement: cards with price range and availability. */
  cards(filter: ProductFilter, slice: ProductSlice): ResultAsync<readonly ProductCard[], PortError>
  count(filter: ProductFilter): ResultAsync<number, PortError>
}

/** Products in a unit. */
export interface CatalogRepository extends CatalogReadRepository {
  facts(question: CatalogQuestion): ResultAsync<CatalogFacts, PortError>
  /** Locks a product, named by its id or by one of its variants, and then reads it; two statements. */
  lock(key: {
    readonly by: 'id' | 'variant'
    readonly value: string
  }): ResultAsync<AnyProduct | null, PortError>
  /** Locks every product that has one of the names, in the order of ids, and then reads them. */
  lockNamed(names: ProductNames): ResultAsync<readonly AnyProduct[], PortError>
  append(product: AnyProduct): void
  /** Appends the changes of a product that the unit has locked. */
  save(product: AnyProduct, changes: ProductChanges): void
  /** A handle redirects to a product from now on. */
  redirect(handle: string, product: AnyProduct): void
  /** A handle redirects no longer. */
  endRedirect(handle: string): void
  /** Which of these variants do not exist. */
  unknownVariants(ids: readonly Id<'var'>[]): ResultAsync<readonly string[], PortError>
  /** Appends prices, new or changed, to the flush; at most one for each variant and currency. */
  appendPrice(variantId: Id<'var'>, price: VariantPrice, at: Instant): void
}

/** What catalogue commands need of a unit. */
export interface CatalogTx {
  readonly catalog: CatalogRepository
  readonly brands: BrandRepository
  readonly categories: CategoryRepository
}

/** What catalogue queries need. */
export interface CatalogReader {
  readonly catalog: CatalogReadRepository
  readonly brands: BrandReadRepository
  readonly categories: CategoryReadRepository
}
