import type { ProviderCapabilities } from '../provider.types.ts'

/** What local providers can do: everything by hand, and nothing twice, since it is kept by its reference. */
export function localCapabilities({
  fundsGuaranteed,
}: Pick<ProviderCapabilities, 'fundsGuaranteed'>): ProviderCapabilities {
  const idempotency = { by: 'reference' } as const
  return Object.freeze({
    currencies: 'all',
    capture: { manual: true, partial: false, multi: false, over: false },
    cancelAuthorized: 'api',
    refund: {
      full: true,
      partial: true,
      multiple: true,
      withinDays: null,
      async: true,
      manualOnly: true,
    },
    fundsGuaranteed,
    attemptsPerProviderOrder: null,
    idempotency: { create: idempotency, capture: idempotency, cancel: idempotency, refund: idempotency },
    find: 'by_reference',
    webhooks: null,
    eventPolling: false,
    lateSuccessSeconds: 0,
    returnIsProof: false,
    savedMethods: false,
    manualConfirmation: true,
    settlementFacts: true,
  })
}
