import type { Fact, FactPhase, PaymentAmounts, PaymentStatus } from './payment.types.ts'

const RANK: Readonly<Record<FactPhase, number>> = { pending: 0, failed: 1, succeeded: 2, reversed: 3 }

/** Facts of the same kind and id are one: the further phase wins. */
export function factKey({ kind, id }: Pick<Fact, 'kind' | 'id'>): string {
  return `${kind} ${id}`
}

/**
 * Merges facts in any order and number: commutative, associative and idempotent.
 *
 * @remarks A pending that comes late never undoes a success, while a failure may still succeed (a late authorization)
 * and a success may be reversed. Of equal phases the earlier instant, then the smaller text, wins.
 */
export function mergeFacts(...lists: readonly (readonly Fact[])[]): Fact[] {
  const merged = new Map<string, Fact>()
  for (const fact of lists.flat()) {
    const known = merged.get(factKey(fact))
    if (known === undefined || isFurther(fact, known)) merged.set(factKey(fact), fact)
  }
  return [...merged.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, fact]) => fact)
}

function isFurther(fact: Fact, known: Fact): boolean {
  if (RANK[fact.phase] !== RANK[known.phase]) return RANK[fact.phase] > RANK[known.phase]
  if (fact.at !== known.at) return fact.at < known.at
  return JSON.stringify(fact) < JSON.stringify(known)
}

/** What merged facts amount to. */
export function amountsOf(facts: readonly Fact[]): PaymentAmounts {
  const total = (kind: Fact['kind'], phase: FactPhase): number =>
    facts
      .filter((fact) => fact.kind === kind && fact.phase === phase)
      .reduce((sum, { money }) => sum + money.amount, 0)
  const captured = total('captured', 'succeeded')
  return {
    authorized: total('authorized', 'succeeded'),
    captured,
    canceled: total('canceled', 'succeeded'),
    refundPending: total('refund', 'pending'),
    refunded: total('refund', 'succeeded'),
    disputed: total('disputed', 'succeeded') - total('dispute_closed', 'succeeded'),
  }
}

/** Where an attempt for an amount stands. */
export function statusOf(facts: readonly Fact[], amount: number): PaymentStatus {
  const { authorized, captured, canceled } = amountsOf(facts)
  const has = (kind: Fact['kind'], phase: FactPhase): boolean =>
    facts.some((fact) => fact.kind === kind && fact.phase === phase)
  if (captured > 0) return captured + canceled >= amount ? 'captured' : 'partially_captured'
  if (authorized > canceled) return 'authorized'
  if (canceled > 0) return 'canceled'
  if (has('expired', 'succeeded')) return 'expired'
  if (has('failed', 'succeeded')) return 'failed'
  if (has('processing', 'succeeded')) return 'processing'
  return has('action_required', 'succeeded') ? 'action_required' : 'new'
}

/**
 * Whether a tender of an amount is covered: what is still authorized, or was captured.
 *
 * @remarks A capture draws on its authorization and a cancellation releases a part of it, so that of the two the larger
 * counts and not their sum: 100 authorized, 30 canceled and 70 captured cover 70.
 */
export function isCovered(facts: readonly Fact[], amount: number): boolean {
  const { authorized, captured, canceled } = amountsOf(facts)
  return Math.max(authorized - canceled, captured) >= amount
}
