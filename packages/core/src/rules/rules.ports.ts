import type { PortError } from '../kernel/errors.ts'
import type { ResultAsync } from '../kernel/result.ts'
import type { ShippingMethod } from '../shipping/index.ts'
import type { ShopTaxPolicy, TaxRate, TaxZone } from '../tax/index.ts'

/** The rules as they are stored. */
export interface RuleData {
  readonly revision: number
  /** The unit that reads has changed the rules itself and may yet be rolled back. */
  readonly provisional: boolean
  readonly taxPolicy: ShopTaxPolicy
  readonly zones: readonly TaxZone[]
  readonly rates: readonly TaxRate[]
  readonly shippingMethods: readonly ShippingMethod[]
}

/** Reads the rules. */
export interface RulesReadRepository {
  /** One statement: all rules with their revision. */
  load(): ResultAsync<RuleData, PortError>
}

/** The rules in a unit. */
export interface RulesRepository extends RulesReadRepository {
  /**
   * Makes every process load the rules anew once this unit has committed.
   *
   * @remarks The first statement of a rule change: it locks the revision, so that changes of rules follow one another
   * and what they read stays true.
   */
  bump(): ResultAsync<void, PortError>
}

/** What readers of rules need. */
export interface RulesSlice {
  readonly rules: RulesReadRepository
}

/** What changes of rules need of a unit. */
export interface RulesTx {
  readonly rules: RulesRepository
}
