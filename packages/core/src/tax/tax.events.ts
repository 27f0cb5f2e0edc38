import type { EventTags } from '../kernel/event.ts'

/** What taxes tell subscribers. */
export interface TaxEvents {
  readonly 'tax_zone.created': { readonly zoneId: string }
  /** Its name, members or rates have changed. */
  readonly 'tax_zone.updated': { readonly zoneId: string }
  readonly 'tax_zone.deleted': { readonly zoneId: string }
  readonly 'tax_policy.set': {
    readonly pricesIncludeTax: boolean
    readonly mode: string
    readonly place: string
  }
}

/** No event of taxes says anything about a person. */
export const taxEventTags = {
  'tax_zone.created': { zoneId: 'none' },
  'tax_zone.updated': { zoneId: 'none' },
  'tax_zone.deleted': { zoneId: 'none' },
  'tax_policy.set': { pricesIncludeTax: 'none', mode: 'none', place: 'none' },
} as const satisfies EventTags<TaxEvents>
