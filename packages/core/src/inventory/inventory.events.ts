import type { EventTags } from '../kernel/event.ts'

/** What stock tells subscribers; the aggregate is the variant, whose changes are ordered by time only. */
export interface InventoryEvents {
  readonly 'inventory.adjusted': {
    readonly reference: string | null
    readonly movements: readonly {
      readonly variantId: string
      readonly locationId: string
      readonly quantity: number
    }[]
  }
}

/** No event of the stock says anything about a person. */
export const inventoryEventTags = {
  'inventory.adjusted': { reference: 'none', movements: 'none' },
} as const satisfies EventTags<InventoryEvents>
