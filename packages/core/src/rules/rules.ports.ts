import type { PortError } from '../kernel/errors.ts'
import type { ResultAsync } from '../kernel/result.ts'
import type { ShippingMethod } from '../shipping/index.ts'
import type { TaxDestination, TaxPolicy, TaxRate, TaxZone } from '../tax/index.ts'

/** How the shop taxes. */
export interface ShopTaxPolicy extends TaxPolicy {
  /** Where goods are taxed while a cart has no address; null: nowhere, so nothing is. */
  readonly defaultDestination: TaxDestination | null
}

/** The rules as they are stored. */
export interface RuleData {
  readonly revision: number
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
  /** Makes every process load the rules anew once this unit has committed. The last statement of a rule change. */
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
