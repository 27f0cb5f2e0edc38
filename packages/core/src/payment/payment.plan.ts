import type { Call } from '../kernel/operation.ts'
import type { Id } from '../kernel/id.ts'
import type { Money } from '../kernel/money.ts'
import { statusOf } from './payment.rules.ts'
import type { Fact, LocalProvider, PaymentAttempt, TenderRow } from './payment.types.ts'

/** The plan of an order with one tender, and its first attempt. */
export interface PaymentPlan {
  readonly tender: TenderRow
  readonly attempt: PaymentAttempt
  readonly facts: readonly Fact[]
}

/** Plans the payment of an amount by a local provider, and asks it for its first facts. */
export function planLocalPayment(
  order: { readonly id: Id<'ord'>; readonly total: Money; readonly contentHash: string },
  provider: LocalProvider,
  call: Call,
): PaymentPlan {
  const tenderId = call.ids.next('tnd')
  const id = call.ids.next('pay')
  const reference = id.slice('pay_'.length)
  const attempt: PaymentAttempt = {
    id,
    reference,
    orderId: order.id,
    tenderId,
    provider: provider.id,
    account: provider.account,
    idempotencyKey: `key_${reference}`,
    money: order.total,
    contentHash: order.contentHash,
    status: 'new',
    open: true,
    action: { type: 'none' },
    providerRef: null,
    expiresAt: null,
    version: 1,
    createdAt: call.now,
    updatedAt: call.now,
  }
  const { facts, action } = provider.decide({ type: 'create' }, attempt, call.now)
  const tender: TenderRow = {
    id: tenderId,
    orderId: order.id,
    tenderId,
    provider: provider.id,
    source: provider.id,
    amount: order.total.amount,
    reason: 'placed',
    at: call.now,
  }
  return { tender, attempt: { ...attempt, action, status: statusOf(facts, order.total.amount) }, facts }
}
