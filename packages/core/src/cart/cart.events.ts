import type { EventTags } from '../kernel/event.ts'

/** What carts tell subscribers. */
export interface CartEvents {
  readonly 'cart.created': { readonly cartId: string; readonly currency: string }
  readonly 'cart.lines_added': {
    readonly cartId: string
    readonly lines: readonly { readonly variantId: string | null; readonly quantity: number }[]
  }
  readonly 'cart.line_changed': {
    readonly cartId: string
    readonly lineId: string
    readonly quantity: number
  }
  readonly 'cart.line_removed': { readonly cartId: string; readonly lineId: string }
  readonly 'cart.updated': { readonly cartId: string; readonly members: readonly string[] }
}

/** No event of a cart says anything about a person. */
export const cartEventTags = {
  'cart.created': { cartId: 'none', currency: 'none' },
  'cart.lines_added': { cartId: 'none', lines: 'none' },
  'cart.line_changed': { cartId: 'none', lineId: 'none', quantity: 'none' },
  'cart.line_removed': { cartId: 'none', lineId: 'none' },
  'cart.updated': { cartId: 'none', members: 'none' },
} as const satisfies EventTags<CartEvents>
