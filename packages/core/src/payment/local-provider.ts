import type { Instant } from '../kernel/clock.ts'
import type { Id } from '../kernel/id.ts'
import type { Money } from '../kernel/money.ts'
import { moneyOf } from '../kernel/money.ts'
import { applyFacts } from './payment.apply.ts'
import { amountsOf, statusOf } from './payment.rules.ts'
import type { Fact, LocalCommand, LocalProvider, StoredAttempt } from './payment.types.ts'
import type {
  AmountVerdict,
  PaymentProvider,
  ProviderErrorCode,
  ProviderOutcome,
  ProviderPayment,
  ProviderRef,
} from './provider.types.ts'
import { providerError } from './provider.types.ts'

/** Keeps what a local provider knows; a shop's own unit does that for its orders. */
export interface LocalFactStore {
  find(ref: string): Promise<StoredAttempt | null>
  /**
   * Keeps an attempt if it still has the version before this one (1 for a new one).
   *
   * @remarks A fact whose kind and id another attempt of the provider and account has is refused as a whole.
   */
  save(attempt: StoredAttempt): Promise<'saved' | 'stale' | 'fact_taken'>
}

type Payments = ProviderOutcome<ProviderPayment>

const REF = /^[A-Za-z0-9]{20,32}$/
const BANK_REFERENCE_LENGTH = 100
const MAX_TRIES = 20

/**
 * Makes a payment provider of a local one: the same contract, without a network.
 *
 * @remarks A repeated call finds by its reference what the first one did. Concurrent changes of one payment follow each
 * other by its version.
 */
export function localProvider(local: LocalProvider, store: LocalFactStore): PaymentProvider {
  const rejected = (code: ProviderErrorCode, message: string) =>
    ({ kind: 'rejected', error: providerError(local.id, code, message) }) as const
  const check = (money: Money): AmountVerdict => checkAmount(local, money)

  async function create(ref: string, money: Money, at: Instant): Promise<Payments> {
    const known = await store.find(ref)
    if (known !== null) {
      return sameMoney(known.money, money)
        ? { kind: 'ok', value: toPayment(known, at) }
        : rejected('idempotency_conflict', 'the reference was used with another amount')
    }
    const bare = newAttempt(local, ref, money, at)
    const { facts, action } = local.decide({ type: 'create' }, bare, at)
    const attempt = { ...bare, facts, action, status: statusOf(facts, money.amount) }
    const saved = await store.save(attempt)
    if (saved === 'saved') return { kind: 'ok', value: toPayment(attempt, at) }
    // A twin was quicker: what it made is the answer.
    return saved === 'stale' ? create(ref, money, at) : rejected('invalid_state', 'a fact is known elsewhere')
  }

  /** Decides again over what is stored until nobody else has written meanwhile. */
  async function change(
    provider: ProviderRef,
    command: (attempt: StoredAttempt) => LocalCommand | ProviderErrorCode | 'done',
    at: Instant,
  ): Promise<Payments> {
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const known = await findByRef(provider)
      if (known === null) return rejected('not_found', 'there is no such payment')
      const asked = command(known)
      if (asked === 'done') return { kind: 'ok', value: toPayment(known, at) }
      if (typeof asked === 'string') return rejected(asked, `a ${known.status} payment does not allow this`)
      const applied = applyFacts(known, local.decide(asked, known, at).facts)
      if (applied.isErr()) return rejected('integrity_mismatch', applied.error.message)
      const { attempt } = applied.value
      const next = { ...attempt, open: isOpen(attempt), version: known.version + 1, updatedAt: at }
      const saved = await store.save(next)
      if (saved === 'saved') return { kind: 'ok', value: toPayment(next, at) }
      if (saved === 'fact_taken') return rejected('invalid_state', 'the bank reference was used before')
    }
    return rejected('idempotency_in_progress', 'the payment is being changed all the time')
  }

  async function findByRef(provider: ProviderRef): Promise<StoredAttempt | null> {
    const ref = provider['ref']
    return typeof ref === 'string' && REF.test(ref) ? store.find(ref) : null
  }

  return {
    id: local.id,
    contract: 1,
    capabilities: local.capabilities,
    checkAmount: check,
    createPayment: async ({ ref, money }, call) => {
      if (!REF.test(ref)) return rejected('invalid_request', 'the reference is not one of ours')
      const verdict = check(money)
      if (!verdict.ok) return rejected(verdict.code, 'the amount cannot be charged')
      return create(ref, money, call.now())
    },
    resolveReturn: async ({ expected }, call) => {
      const known = REF.test(expected.ref) ? await store.find(expected.ref) : null
      if (known === null) return rejected('not_found', 'there is no such payment')
      return sameMoney(known.money, expected.money)
        ? { kind: 'ok', value: toPayment(known, call.now()) }
        : rejected('integrity_mismatch', 'the amount is not the expected one')
    },
    getPayment: async ({ provider }, call) => {
      const known = await findByRef(provider)
      if (known === null) return rejected('not_found', 'there is no such payment')
      return { kind: 'ok', value: toPayment(known, call.now()) }
    },
    findPayment: async ({ ref }, call) => {
      const known = REF.test(ref) ? await store.find(ref) : null
      return { kind: 'ok', value: known === null ? null : toPayment(known, call.now()) }
    },
    cancel: ({ provider, operation }, call) =>
      change(
        provider,
        (attempt) => {
          const { captured, canceled } = amountsOf(attempt.facts)
          if (captured > 0) return 'invalid_state'
          const left = attempt.money.amount - canceled
          if (left <= 0) return 'done'
          return { type: 'cancel', money: moneyOf(left, attempt.money.currency), operation }
        },
        call.now(),
      ),
    confirmManually: async ({ provider, money, bankReference, operation }, call) => {
      const verdict = check(money)
      if (!verdict.ok) return rejected(verdict.code, 'the amount cannot be captured')
      if (bankReference.trim() === '' || bankReference.length > BANK_REFERENCE_LENGTH) {
        return rejected('invalid_request', 'the bank reference is blank or too long')
      }
      return change(provider, (attempt) => confirmation(attempt, money, bankReference, operation), call.now())
    },
  }
}

function confirmation(
  attempt: StoredAttempt,
  money: Money,
  bankReference: string,
  operation: string,
): LocalCommand | ProviderErrorCode | 'done' {
  const same = (fact: Fact): boolean => fact.kind === 'captured' && fact.id === bankReference
  const known = attempt.facts.find(same)
  if (known !== undefined) {
    const repeated = known.operation === operation && sameMoney(known.money, money)
    return repeated ? 'done' : 'invalid_state'
  }
  const { captured, canceled } = amountsOf(attempt.facts)
  if (captured > 0) return 'invalid_state'
  // After it was canceled the money is late: all of it is a fact all the same.
  const due = canceled < attempt.money.amount ? attempt.money.amount - canceled : attempt.money.amount
  const right = money.currency === attempt.money.currency && money.amount === due
  return right ? { type: 'capture', money, bankReference, operation } : 'integrity_mismatch'
}

function checkAmount({ capabilities }: LocalProvider, money: Money): AmountVerdict {
  const { currencies } = capabilities
  const known = currencies === 'all' || currencies.some(({ currency }) => currency === money.currency)
  if (!known || !/^[A-Z]{3}$/.test(money.currency)) return { ok: false, code: 'currency_unsupported' }
  if (!Number.isSafeInteger(money.amount)) return { ok: false, code: 'amount_not_representable' }
  return money.amount > 0 ? { ok: true } : { ok: false, code: 'amount_out_of_range' }
}

function sameMoney(a: Money, b: Money): boolean {
  return a.amount === b.amount && a.currency === b.currency
}

function isOpen({ status }: StoredAttempt): boolean {
  return !['captured', 'canceled', 'expired', 'failed'].includes(status)
}

function newAttempt(local: LocalProvider, ref: string, money: Money, at: Instant): StoredAttempt {
  const id: Id<'pay'> = `pay_${ref}`
  return {
    id,
    reference: ref,
    orderId: `ord_${ref}`,
    tenderId: `tnd_${ref}`,
    provider: local.id,
    account: local.account,
    idempotencyKey: `key_${ref}`,
    money,
    contentHash: '',
    status: 'new',
    open: true,
    action: { type: 'none' },
    providerRef: { ref },
    expiresAt: null,
    version: 1,
    createdAt: at,
    updatedAt: at,
    facts: [],
  }
}

function toPayment(attempt: StoredAttempt, asOf: Instant): ProviderPayment {
  return {
    provider: { ref: attempt.reference },
    ref: attempt.reference,
    money: attempt.money,
    facts: attempt.facts,
    action: attempt.action,
    ...(attempt.expiresAt === null ? {} : { expiresAt: attempt.expiresAt }),
    asOf,
    raw: null,
  }
}
