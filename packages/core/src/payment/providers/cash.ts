import type { LocalProvider } from '../payment.types.ts'
import { localCapabilities } from './capabilities.ts'

/**
 * Cash on delivery: authorized at once (shown as verified, since nobody guarantees the money), captured when it was
 * collected.
 */
export function cashOnDelivery(): LocalProvider {
  return {
    id: 'cash',
    account: 'shop',
    capabilities: localCapabilities({ fundsGuaranteed: false }),
    decide: (command, attempt, at) => {
      switch (command.type) {
        case 'create': {
          const fact = {
            kind: 'authorized',
            id: attempt.reference,
            money: attempt.money,
            phase: 'succeeded',
            at,
          } as const
          return { facts: [{ ...fact, origin: 'us' }], action: { type: 'none' } }
        }
        case 'capture': {
          const { money, bankReference, operation } = command
          const fact = {
            kind: 'captured',
            id: bankReference,
            money,
            phase: 'succeeded',
            at,
            origin: 'us',
          } as const
          return { facts: [{ ...fact, operation }], action: { type: 'none' } }
        }
        case 'cancel': {
          const { money, operation } = command
          const fact = {
            kind: 'canceled',
            id: operation,
            money,
            phase: 'succeeded',
            at,
            origin: 'us',
          } as const
          return { facts: [{ ...fact, operation }], action: { type: 'none' } }
        }
      }
    },
  }
}
