import type { Instant } from '../kernel/clock.ts'
import type { PortError } from '../kernel/errors.ts'
import type { Id } from '../kernel/id.ts'
import type { ResultAsync } from '../kernel/result.ts'
import type { Product, SkuMatch, VariantPrice } from './catalog.types.ts'

/** Values that must be unique in the shop. */
export interface CatalogNames {
  readonly skus: readonly string[]
  readonly handles: readonly string[]
  readonly externalIds: readonly string[]
  readonly variantExternalIds: readonly string[]
}

/** Which product. */
export type ProductKey =
  | { readonly by: 'id'; readonly value: string }
  | { readonly by: 'handle'; readonly value: string }

/** Reads the catalogue. */
export interface CatalogReadRepository {
  /**
   * One statement: a product with variants and prices. `publicAt` hides what is not public at that instant. A handle
   * that the product had before finds it too.
   */
  product(key: ProductKey, publicAt: Instant | null): ResultAsync<Product<unknown> | null, PortError>
  /** SKUs that exist, in the order asked for. */
  skus(skus: readonly string[]): ResultAsync<readonly SkuMatch[], PortError>
}

/** The catalogue in a unit. */
export interface CatalogRepository extends CatalogReadRepository {
  /** Which of these names are taken; of handles also those that have a `-n` more. */
  taken(names: CatalogNames): ResultAsync<CatalogNames, PortError>
  append(product: Product<unknown>): void
  /** Which of these variants do not exist. */
  unknownVariants(ids: readonly Id<'var'>[]): ResultAsync<readonly string[], PortError>
  /** Appends prices, new or changed, to the flush; at most one for each variant and currency. */
  appendPrice(variantId: Id<'var'>, price: VariantPrice, at: Instant): void
}

/** What catalogue commands need of a unit. */
export interface CatalogTx {
  readonly catalog: CatalogRepository
}

/** What catalogue queries need. */
export interface CatalogReader {
  readonly catalog: CatalogReadRepository
}
