import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toInstant } from '../kernel/clock.ts'
import { moneyOf } from '../kernel/money.ts'
import { applyFacts } from './payment.apply.ts'
import { amountsOf } from './payment.rules.ts'
import type { Fact, FactKind, FactPhase, StoredAttempt } from './payment.types.ts'

const RUNS = 1_000
const at = toInstant('2026-01-01T00:00:00.000Z')

const bare: StoredAttempt = {
  id: 'pay_1',
  reference: 'a'.repeat(26),
  orderId: 'ord_1',
  tenderId: 'tnd_1',
  provider: 'manual',
  account: 'shop',
  idempotencyKey: 'key',
  money: moneyOf(100, 'GBP'),
  contentHash: '',
  status: 'new',
  open: true,
  action: { type: 'none' },
  providerRef: null,
  expiresAt: null,
  version: 1,
  createdAt: at,
  updatedAt: at,
  facts: [],
}

function fact(kind: FactKind, amount: number, id = 'a', phase: FactPhase = 'succeeded'): Fact {
  return { kind, id, money: moneyOf(amount, 'GBP'), phase, at, origin: 'provider' }
}

/** What one payment may bring: each operation has one amount, in whatever phases and order it is told of. */
const events = fc.array(
  fc
    .record({
      kind: fc.constantFrom<FactKind>('authorized', 'captured', 'canceled', 'failed', 'processing', 'refund'),
      id: fc.constantFrom('a', 'b'),
      phase: fc.constantFrom<FactPhase>('pending', 'failed', 'succeeded'),
      second: fc.integer({ min: 0, max: 5 }),
    })
    .map(({ kind, id, phase, second }) => ({
      ...fact(kind, id === 'a' ? 60 : 40, id, phase),
      at: toInstant(second * 1_000),
    })),
  { maxLength: 10 },
)

function applied(attempt: StoredAttempt, facts: readonly Fact[]): StoredAttempt {
  return applyFacts(attempt, facts).match(
    (done) => done.attempt,
    () => attempt,
  )
}

describe('applying facts', () => {
  it('never lowers what was captured, never refunds more than that, whatever comes in whatever order', () => {
    fc.assert(
      fc.property(events, (list) => {
        let attempt = bare
        for (const event of list) {
          const before = amountsOf(attempt.facts)
          attempt = applied(attempt, [event])
          const after = amountsOf(attempt.facts)
          expect(after.captured).toBeGreaterThanOrEqual(before.captured)
          expect(after.refunded + after.refundPending).toBeLessThanOrEqual(after.captured)
        }
      }),
      { numRuns: RUNS },
    )
  })

  it('answers exactly what is to be written, and nothing the second time', () => {
    fc.assert(
      fc.property(events, events, (first, second) => {
        const attempt = applied(bare, first)
        const result = applyFacts(attempt, second)
        if (result.isErr()) return
        const { attempt: after, fresh, advanced } = result.value
        expect(after.facts.length).toBe(attempt.facts.length + fresh.length)
        for (const { kind, id, phase } of advanced) {
          const known = attempt.facts.find((each) => each.kind === kind && each.id === id)
          expect(known?.phase).not.toBe(phase)
        }
        const again = applyFacts(after, second)._unsafeUnwrap()
        expect([again.fresh, again.advanced]).toEqual([[], []])
      }),
      { numRuns: RUNS },
    )
  })

  it.each([
    ['another currency', [{ ...fact('captured', 100), money: moneyOf(100, 'EUR') }], 'currency'],
    ['a second amount of one operation', [fact('captured', 100), fact('captured', 99)], 'amount'],
    ['a refund of what has not come', [fact('refund', 1)], 'refunded_exceeds_captured'],
    ['a capture taken back', [fact('captured', 60, 'a', 'reversed')], 'captured_decreases'],
  ] as const)('refuses %s', (_name, facts, reason) => {
    const attempt = reason === 'captured_decreases' ? applied(bare, [fact('captured', 60)]) : bare
    expect(applyFacts(attempt, facts)._unsafeUnwrapErr()).toMatchObject({
      type: 'payment.integrity_mismatch',
      reason,
    })
  })

  it('marks what comes after the attempt was given up as late, and keeps the mark', () => {
    const given = applied(bare, [fact('canceled', 100)])
    expect(given.status).toBe('canceled')
    const late = applyFacts(given, [fact('captured', 100)])._unsafeUnwrap()
    expect(late.fresh).toEqual([{ ...fact('captured', 100), late: true }])
    expect(applied(late.attempt, [fact('captured', 100)]).facts).toEqual(late.attempt.facts)
    expect(applied(bare, [fact('captured', 100)]).facts[0]?.late).toBeUndefined()
  })
})
