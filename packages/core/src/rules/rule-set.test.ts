import { okAsync } from '@cartwright/core'
import { expect, it } from 'vitest'
import { createRuleSetCache } from './rule-set.ts'
import type { RuleData, RulesReadRepository } from './rules.ports.ts'

function data(revision: number, provisional = false): RuleData {
  return {
    revision,
    provisional,
    taxPolicy: {
      pricesIncludeTax: false,
      rounding: { mode: 'half-up', place: 'line' },
      defaultDestination: null,
    },
    zones: [],
    rates: [],
    shippingMethods: [],
  }
}

function source(stored: () => RuleData): RulesReadRepository & { readonly loads: () => number } {
  let loads = 0
  return {
    load: () => {
      loads += 1
      return okAsync(stored())
    },
    loads: () => loads,
  }
}

async function revisionOf(
  cache: ReturnType<typeof createRuleSetCache>,
  asked: number,
  from: RulesReadRepository,
) {
  return (await cache.current(asked, from)).map(({ revision }) => revision)._unsafeUnwrap()
}

it('loads once per revision', async () => {
  const cache = createRuleSetCache()
  const from = source(() => data(7))
  expect(await revisionOf(cache, 7, from)).toBe(7)
  expect(await revisionOf(cache, 7, from)).toBe(7)
  expect(from.loads()).toBe(1)
})

it('never keeps an older revision in place of a newer one', async () => {
  const cache = createRuleSetCache()
  const newer = source(() => data(8))
  await revisionOf(cache, 8, newer)
  expect(
    await revisionOf(
      cache,
      7,
      source(() => data(7)),
    ),
  ).toBe(7)
  await revisionOf(cache, 8, newer)
  expect(newer.loads()).toBe(1)
})

it('does not keep what a unit sees that may be rolled back', async () => {
  const cache = createRuleSetCache()
  const unit = source(() => data(8, true))
  await revisionOf(cache, 8, unit)
  const committed = source(() => data(8))
  await revisionOf(cache, 8, committed)
  expect([unit.loads(), committed.loads()]).toEqual([1, 1])
})
