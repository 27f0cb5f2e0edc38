import type { LocalProvider } from '../payment.types.ts'
import { localCapabilities } from './capabilities.ts'
import { cashOnDelivery } from './cash.ts'

/** How a manual payment is asked for. */
export interface ManualPaymentOptions {
  /** What the customer reads, such as the bank account. */
  readonly instructions?: string
}

/** Payment that staff confirm: a bank transfer. The order waits in `pending_payment` until then. */
export function manualPayment({
  instructions = 'Please transfer the amount due.',
}: ManualPaymentOptions = {}): LocalProvider {
  const cash = cashOnDelivery()
  return {
    ...cash,
    id: 'manual',
    capabilities: localCapabilities({ fundsGuaranteed: true }),
    decide: (command, attempt, at) => {
      if (command.type !== 'create') return cash.decide(command, attempt, at)
      const { money, reference: id } = attempt
      return {
        facts: [{ kind: 'action_required', id, money, phase: 'succeeded', at, origin: 'us' }],
        action: { type: 'instructions', text: instructions },
      }
    },
  }
}
