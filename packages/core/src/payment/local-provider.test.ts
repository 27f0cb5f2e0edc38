import { describe, expect, it } from 'vitest'
import type { Instant } from '../kernel/clock.ts'
import { toInstant } from '../kernel/clock.ts'
import { moneyOf } from '../kernel/money.ts'
import type { LocalFactStore } from './local-provider.ts'
import { localProvider } from './local-provider.ts'
import { amountsOf, factKey } from './payment.rules.ts'
import type { StoredAttempt } from './payment.types.ts'
import type { ProviderCall, ProviderOutcome, ProviderPayment } from './provider.types.ts'
import { cashOnDelivery } from './providers/cash.ts'
import { manualPayment } from './providers/manual.ts'

const now: Instant = toInstant('2026-01-01T00:00:00.000Z')
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
const call: ProviderCall = {
  signal: new AbortController().signal,
  deadlineMs: 1_000,
  now: () => now,
  log: quiet,
  correlationId: 'test',
}
const gbp = (amount: number) => moneyOf(amount, 'GBP')
const REF = 'a'.repeat(26)
const OTHER = 'b'.repeat(26)
const KEY = 'key_0123456789abcdef'

/** Keeps attempts in memory; each answer comes later, so that calls overlap. */
function memoryStore(): LocalFactStore {
  const attempts = new Map<string, StoredAttempt>()
  return {
    find: async (ref) => {
      await Promise.resolve()
      return attempts.get(ref) ?? null
    },
    save: async (attempt) => {
      await Promise.resolve()
      const known = attempts.get(attempt.reference)
      if ((known?.version ?? 0) !== attempt.version - 1) return 'stale'
      const elsewhere = [...attempts.values()].filter(({ reference }) => reference !== attempt.reference)
      const taken = new Set(elsewhere.flatMap(({ facts }) => facts.map(factKey)))
      if (attempt.facts.some((fact) => taken.has(factKey(fact)))) return 'fact_taken'
      attempts.set(attempt.reference, attempt)
      return 'saved'
    },
  }
}

const create = { ref: REF, key: KEY, money: gbp(1_000), capture: 'automatic' } as const
const confirm = (bankReference: string, operation: string, ref = REF, amount = 1_000) => ({
  provider: { ref },
  operation,
  key: KEY,
  money: gbp(amount),
  bankReference,
  evidence: {},
  actor: 'staff:1',
})

function ended(outcome: ProviderOutcome<ProviderPayment> | undefined): string {
  return outcome?.kind === 'rejected' ? outcome.error.code : (outcome?.kind ?? 'missing')
}

describe('a local provider behind the port', () => {
  it('creates a payment once, whatever twins there are, and refuses another amount', async () => {
    const provider = localProvider(cashOnDelivery(), memoryStore())
    const twins = await Promise.all(Array.from({ length: 5 }, () => provider.createPayment(create, call)))
    expect(new Set(twins.map((twin) => JSON.stringify(twin))).size).toBe(1)
    expect(twins[0]).toMatchObject({ kind: 'ok', value: { ref: REF, facts: [{ kind: 'authorized' }] } })
    const other = await provider.createPayment({ ...create, money: gbp(999) }, call)
    expect(ended(other)).toBe('idempotency_conflict')
    expect(await provider.findPayment({ ref: REF, createdAfter: now }, call)).toMatchObject({
      value: { ref: REF },
    })
    expect(await provider.findPayment({ ref: OTHER, createdAfter: now }, call)).toEqual({
      kind: 'ok',
      value: null,
    })
  })

  it.each([
    [gbp(0), 'amount_out_of_range'],
    [{ amount: -1, currency: 'GBP' }, 'amount_out_of_range'],
    [{ amount: 1.5, currency: 'GBP' }, 'amount_not_representable'],
    [{ amount: 1, currency: 'gbp' }, 'currency_unsupported'],
  ] as const)('refuses %o as %s, in the check and in the call', async (money, code) => {
    const provider = localProvider(manualPayment(), memoryStore())
    expect(provider.checkAmount(money, 'charge')).toEqual({ ok: false, code })
    expect(ended(await provider.createPayment({ ...create, money }, call))).toBe(code)
  })

  it('refuses references that are not ours', async () => {
    const provider = localProvider(manualPayment(), memoryStore())
    for (const ref of ['', '../x', 'a'.repeat(10_000)]) {
      expect(ended(await provider.createPayment({ ...create, ref }, call))).toBe('invalid_request')
      expect(await provider.getPayment({ provider: { ref } }, call)).toMatchObject({ kind: 'rejected' })
    }
  })

  it('confirms by an operation once; a reference pays one thing, in full', async () => {
    const provider = localProvider(manualPayment(), memoryStore())
    await provider.createPayment(create, call)
    await provider.createPayment({ ...create, ref: OTHER }, call)
    expect(ended(await provider.confirmManually?.(confirm('UTR', 'op_1', REF, 999), call))).toBe(
      'integrity_mismatch',
    )
    const first = await provider.confirmManually?.(confirm('UTR', 'op_1'), call)
    expect(first).toMatchObject({ kind: 'ok', value: { ref: REF } })
    expect(await provider.confirmManually?.(confirm('UTR', 'op_1'), call)).toEqual(first)
    expect(ended(await provider.confirmManually?.(confirm('UTR', 'op_2'), call))).toBe('invalid_state')
    expect(ended(await provider.confirmManually?.(confirm('UTR', 'op_3', OTHER), call))).toBe('invalid_state')
    expect(
      ended(
        await provider.cancel?.({ provider: { ref: REF }, operation: 'op_4', key: KEY, reason: 'x' }, call),
      ),
    ).toBe('invalid_state')
  })

  it('captures once under twins with keys of their own', async () => {
    const provider = localProvider(cashOnDelivery(), memoryStore())
    await provider.createPayment(create, call)
    const ends = await Promise.all(
      Array.from({ length: 8 }, async (_, index) =>
        provider.confirmManually?.(confirm(`AWB-${index}`, `op_${index}`), call),
      ),
    )
    expect(ends.filter((end) => end?.kind === 'ok')).toHaveLength(1)
    const read = await provider.getPayment({ provider: { ref: REF } }, call)
    expect(read.kind === 'ok' ? amountsOf(read.value.facts).captured : null).toBe(1_000)
  })

  it('cancels the whole hold, again without effect, and keeps money that comes late', async () => {
    const provider = localProvider(cashOnDelivery(), memoryStore())
    await provider.createPayment(create, call)
    const cancel = (operation: string) =>
      provider.cancel?.({ provider: { ref: REF }, operation, key: KEY, reason: 'customer' }, call)
    const first = await cancel('op_1')
    expect(first).toMatchObject({ kind: 'ok' })
    expect(await cancel('op_2')).toEqual(first)
    const late = await provider.confirmManually?.(confirm('AWB', 'op_3'), call)
    expect(late?.kind === 'ok' ? late.value.facts : []).toContainEqual(
      expect.objectContaining({ kind: 'captured', late: true }),
    )
  })

  it('takes nothing that the browser brings as proof', async () => {
    const provider = localProvider(manualPayment(), memoryStore())
    await provider.createPayment(create, call)
    const expected = { ref: REF, provider: { ref: REF }, money: gbp(1_000) }
    const params = { status: 'SUCCESS' }
    const back = await provider.resolveReturn({ expected, params }, call)
    expect(back.kind === 'ok' ? amountsOf(back.value.facts).captured : null).toBe(0)
    const cheaper = { ...expected, money: gbp(1) }
    expect(ended(await provider.resolveReturn({ expected: cheaper, params }, call))).toBe(
      'integrity_mismatch',
    )
  })

  it('has capabilities that are frozen and JSON', () => {
    for (const { capabilities } of [cashOnDelivery(), manualPayment()]) {
      expect(Object.isFrozen(capabilities)).toBe(true)
      expect(JSON.parse(JSON.stringify(capabilities))).toEqual(capabilities)
    }
    expect(cashOnDelivery().capabilities.fundsGuaranteed).toBe(false)
  })
})
