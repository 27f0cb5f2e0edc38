import type { PortError } from '../kernel/errors.ts'
import type { ResultAsync } from '../kernel/result.ts'
import { okAsync } from '../kernel/result.ts'
import type { ShippingMethod } from '../shipping/index.ts'
import type { ShopTaxPolicy, TaxRules } from '../tax/index.ts'
import { compileTaxRules } from '../tax/index.ts'
import type { RuleData, RulesReadRepository } from './rules.ports.ts'

/** The rules of a shop, compiled for pricing. */
export interface RuleSet {
  readonly revision: number
  readonly taxPolicy: ShopTaxPolicy
  readonly tax: TaxRules
  readonly shippingMethods: readonly ShippingMethod[]
}

/** Compiles stored rules. */
export function compileRuleSet(data: RuleData): RuleSet {
  const { revision, taxPolicy, shippingMethods } = data
  return { revision, taxPolicy, shippingMethods, tax: compileTaxRules(data.zones, data.rates) }
}

/** One shop's compiled rules, kept per process. */
export interface RuleSetCache {
  /**
   * The rules of a revision that a read has just answered; loads them when this process has others.
   *
   * @remarks What is loaded may be newer than what was asked for, never older: the unit read the revision first.
   */
  current(revision: number, source: RulesReadRepository): ResultAsync<RuleSet, PortError>
}

/** Makes an empty cache. */
export function createRuleSetCache(): RuleSetCache {
  let cached: RuleSet | null = null
  return {
    current: (revision, source) => {
      if (cached?.revision === revision) return okAsync(cached)
      return source.load().map((data) => {
        const loaded = compileRuleSet(data)
        // After a rollback another change takes the same revision: what only this unit sees is not kept.
        if (!data.provisional && (cached === null || cached.revision < loaded.revision)) cached = loaded
        return loaded
      })
    },
  }
}
