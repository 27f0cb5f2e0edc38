import type { EventTags } from '../kernel/event.ts'

/** What shipping methods tell subscribers. */
export interface ShippingEvents {
  readonly 'shipping_method.created': { readonly shippingMethodId: string; readonly code: string }
  readonly 'shipping_method.updated': { readonly shippingMethodId: string; readonly code: string }
  readonly 'shipping_method.deleted': { readonly shippingMethodId: string; readonly code: string }
}

/** No event of shipping methods says anything about a person. */
export const shippingEventTags = {
  'shipping_method.created': { shippingMethodId: 'none', code: 'none' },
  'shipping_method.updated': { shippingMethodId: 'none', code: 'none' },
  'shipping_method.deleted': { shippingMethodId: 'none', code: 'none' },
} as const satisfies EventTags<ShippingEvents>
