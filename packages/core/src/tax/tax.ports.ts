import type { Instant } from '../kernel/clock.ts'
import type { PortError } from '../kernel/errors.ts'
import type { CursorParts } from '../kernel/page.ts'
import type { ResultAsync } from '../kernel/result.ts'
import type { ShopTaxPolicy, TaxRate, TaxZoneWithRates } from './tax.types.ts'

/** Reads zones and the policy. */
export interface TaxReadRepository {
  /** Zones by id, in the order asked for; unknown ids are left out. */
  zones(ids: readonly string[]): ResultAsync<readonly TaxZoneWithRates[], PortError>
  /** Zones by name, those after the cursor (a name) only. */
  list(after: CursorParts | null, limit: number): ResultAsync<readonly TaxZoneWithRates[], PortError>
  count(): ResultAsync<number, PortError>
  policy(): ResultAsync<ShopTaxPolicy, PortError>
}

/** Taxes in a unit that has bumped the revision of the rules, so that no other unit changes them meanwhile. */
export interface TaxRepository extends TaxReadRepository {
  /** One statement: the zone with this id, and whether another zone has this name. */
  look(
    zoneId: string | null,
    name: string | null,
  ): ResultAsync<{ readonly zone: TaxZoneWithRates | null; readonly nameTaken: boolean }, PortError>
  append(zone: TaxZoneWithRates, at: Instant): void
  /** Appends the zone's name and version. */
  save(zone: TaxZoneWithRates, at: Instant): void
  /** Replaces the members: deletes at once, appends the new ones. */
  replaceMembers(zone: TaxZoneWithRates): ResultAsync<void, PortError>
  /** Appends the deletion of the zone's rates and the new ones. */
  replaceRates(zoneId: string, rates: readonly TaxRate[]): void
  /** Appends the deletion of a zone with its members and rates. */
  remove(zoneId: string): void
  appendPolicy(policy: ShopTaxPolicy): void
}

/** What tax commands need of a unit. */
export interface TaxTx {
  readonly taxes: TaxRepository
  readonly rules: { bump(): ResultAsync<void, PortError> }
}

/** What tax queries need. */
export interface TaxReader {
  readonly taxes: TaxReadRepository
}
