import type { EventTags } from '../kernel/event.ts'

/** What payments tell subscribers. */
export interface PaymentEvents {
  readonly 'payment.captured': {
    readonly orderId: string
    readonly attemptId: string
    readonly amount: number
    readonly currency: string
    /** It came after the attempt was given up. */
    readonly late: boolean
  }
  /** Money is to be paid back, by hand where the provider cannot. */
  readonly 'payment.refund_opened': {
    readonly orderId: string
    readonly attemptId: string
    readonly amount: number
    readonly currency: string
    readonly reason: string
  }
}

/** No event of a payment says anything about a person. */
export const paymentEventTags = {
  'payment.captured': {
    orderId: 'none',
    attemptId: 'none',
    amount: 'none',
    currency: 'none',
    late: 'none',
  },
  'payment.refund_opened': {
    orderId: 'none',
    attemptId: 'none',
    amount: 'none',
    currency: 'none',
    reason: 'none',
  },
} as const satisfies EventTags<PaymentEvents>
