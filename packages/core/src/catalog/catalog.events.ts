import type { EventTags } from '../kernel/event.ts'

/** What the catalogue tells subscribers. */
export interface CatalogEvents {
  readonly 'product.created': { readonly productId: string; readonly skus: readonly string[] }
  readonly 'prices.set': {
    readonly prices: readonly {
      readonly variantId: string
      readonly amount: number
      readonly currency: string
    }[]
  }
}

/** No event of the catalogue says anything about a person. */
export const catalogEventTags = {
  'product.created': { productId: 'none', skus: 'none' },
  'prices.set': { prices: 'none' },
} as const satisfies EventTags<CatalogEvents>
