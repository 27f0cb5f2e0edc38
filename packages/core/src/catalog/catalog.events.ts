import type { EventTags } from '../kernel/event.ts'

/** What the catalogue tells subscribers. */
export interface CatalogEvents {
  readonly 'product.created': { readonly productId: string; readonly skus: readonly string[] }
  readonly 'product.updated': {
    readonly productId: string
    /** Names of the members that changed; `variants` and `prices` among them. */
    readonly fields: readonly string[]
    /** The variants that are new or changed, in themselves or in their prices. */
    readonly variantIds: readonly string[]
  }
  readonly 'prices.set': {
    readonly prices: readonly {
      readonly variantId: string
      readonly amount: number
      readonly currency: string
    }[]
  }
  readonly 'brand.created': { readonly brandId: string }
  readonly 'brand.updated': { readonly brandId: string; readonly fields: readonly string[] }
  readonly 'category.created': { readonly categoryId: string; readonly parentId: string | null }
  readonly 'category.updated': { readonly categoryId: string; readonly fields: readonly string[] }
  readonly 'category.moved': { readonly categoryId: string; readonly parentId: string | null }
  readonly 'category.deleted': { readonly categoryId: string }
}

/** No event of the catalogue says anything about a person. */
export const catalogEventTags = {
  'product.created': { productId: 'none', skus: 'none' },
  'product.updated': { productId: 'none', fields: 'none', variantIds: 'none' },
  'prices.set': { prices: 'none' },
  'brand.created': { brandId: 'none' },
  'brand.updated': { brandId: 'none', fields: 'none' },
  'category.created': { categoryId: 'none', parentId: 'none' },
  'category.updated': { categoryId: 'none', fields: 'none' },
  'category.moved': { categoryId: 'none', parentId: 'none' },
  'category.deleted': { categoryId: 'none' },
} as const satisfies EventTags<CatalogEvents>
