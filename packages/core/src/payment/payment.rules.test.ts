import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toInstant } from '../kernel/clock.ts'
import { moneyOf } from '../kernel/money.ts'
import { amountsOf, isCovered, mergeFacts, statusOf } from './payment.rules.ts'
import type { Fact, FactKind, FactPhase } from './payment.types.ts'

const RUNS = 1_000
const KINDS: readonly FactKind[] = ['authorized', 'captured', 'canceled', 'refund', 'failed']
const PHASES: readonly FactPhase[] = ['pending', 'failed', 'succeeded', 'reversed']

function fact(kind: FactKind, amount: number, phase: FactPhase = 'succeeded', id = 'one'): Fact {
  const at = toInstant('2026-01-01T00:00:00.000Z')
  return { kind, id, money: moneyOf(amount, 'GBP'), phase, at, origin: 'provider' }
}

const facts = fc.array(
  fc
    .record({
      kind: fc.constantFrom(...KINDS),
      id: fc.constantFrom('a', 'b', 'c'),
      amount: fc.integer({ min: 0, max: 1_000 }),
      phase: fc.constantFrom(...PHASES),
      second: fc.integer({ min: 0, max: 5 }),
    })
    .map(({ kind, id, amount, phase, second }) => ({
      ...fact(kind, amount, phase, id),
      at: toInstant(second * 1_000),
    })),
  { maxLength: 12 },
)

describe('merging facts', () => {
  it('is commutative, associative and idempotent', () => {
    fc.assert(
      fc.property(facts, facts, facts, (a, b, c) => {
        expect(mergeFacts(a, b)).toEqual(mergeFacts(b, a))
        expect(mergeFacts(mergeFacts(a, b), c)).toEqual(mergeFacts(a, mergeFacts(b, c)))
        expect(mergeFacts(a, a)).toEqual(mergeFacts(a))
      }),
      { numRuns: RUNS },
    )
  })

  it('never lets an earlier phase undo a later one', () => {
    fc.assert(
      fc.property(facts, facts, (a, b) => {
        const rank = (phase: FactPhase) => PHASES.indexOf(phase)
        const merged = mergeFacts(a, b)
        for (const known of mergeFacts(a)) {
          const after = merged.find(({ kind, id }) => kind === known.kind && id === known.id)
          expect(rank(after?.phase ?? 'pending')).toBeGreaterThanOrEqual(rank(known.phase))
        }
      }),
      { numRuns: RUNS },
    )
  })
})

describe('what facts amount to', () => {
  it('counts a capture within its authorization once', () => {
    const list = [fact('authorized', 100), fact('captured', 100)]
    expect(isCovered(list, 100)).toBe(true)
    expect(isCovered(list, 101)).toBe(false)
    expect(isCovered([fact('authorized', 100), fact('canceled', 30)], 70)).toBe(true)
    expect(isCovered([fact('authorized', 100), fact('canceled', 30)], 71)).toBe(false)
  })

  it.each([
    ['new', []],
    ['action_required', [fact('action_required', 100)]],
    ['authorized', [fact('authorized', 100)]],
    ['authorized', [fact('authorized', 100), fact('canceled', 40)]],
    ['canceled', [fact('authorized', 100), fact('canceled', 100)]],
    ['partially_captured', [fact('authorized', 100), fact('captured', 40)]],
    ['captured', [fact('authorized', 100), fact('captured', 100)]],
    ['captured', [fact('captured', 60), fact('canceled', 40)]],
    ['failed', [fact('failed', 100)]],
    ['new', [fact('authorized', 100, 'pending')]],
  ] as const)('is %s', (status, list) => {
    expect(statusOf(list, 100)).toBe(status)
  })

  it('adds up by kind and phase', () => {
    const list = [
      fact('captured', 100),
      fact('refund', 20, 'pending', 'x'),
      fact('refund', 30, 'succeeded', 'y'),
    ]
    expect(amountsOf(list)).toMatchObject({ captured: 100, refundPending: 20, refunded: 30 })
  })
})
