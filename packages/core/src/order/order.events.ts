import type { EventTags } from '../kernel/event.ts'

/** What orders tell subscribers. */
export interface OrderEvents {
  readonly 'order.created': {
    readonly orderId: string
    readonly cartId: string | null
    readonly total: number
    readonly currency: string
  }
  readonly 'order.placed': {
    readonly orderId: string
    readonly number: string
    readonly total: number
    readonly currency: string
  }
  readonly 'order.lines_cancelled': {
    readonly orderId: string
    readonly revision: number
    readonly lines: readonly { readonly lineId: string; readonly quantity: number }[]
    readonly total: number
  }
  readonly 'order.cancelled': { readonly orderId: string; readonly reason: string }
}

/** No event of an order says anything about a person. */
export const orderEventTags = {
  'order.created': { orderId: 'none', cartId: 'none', total: 'none', currency: 'none' },
  'order.placed': { orderId: 'none', number: 'none', total: 'none', currency: 'none' },
  'order.lines_cancelled': { orderId: 'none', revision: 'none', lines: 'none', total: 'none' },
  'order.cancelled': { orderId: 'none', reason: 'none' },
} as const satisfies EventTags<OrderEvents>
