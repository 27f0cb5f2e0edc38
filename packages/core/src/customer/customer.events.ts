import type { EventTags } from '../kernel/event.ts'

/** What customers tell subscribers: who changed, never to what. */
export interface CustomerEvents {
  readonly 'customer.created': { readonly customerId: string }
  /** `fields` names what changed, as `email` or `addresses`. */
  readonly 'customer.updated': { readonly customerId: string; readonly fields: readonly string[] }
}

/** Events carry ids and names of fields only. */
export const customerEventTags = {
  'customer.created': { customerId: 'none' },
  'customer.updated': { customerId: 'none', fields: 'none' },
} as const satisfies EventTags<CustomerEvents>
