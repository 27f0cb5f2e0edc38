import type { Instant } from '../kernel/clock.ts'
import type { PortError } from '../kernel/errors.ts'
import type { CursorParts } from '../kernel/page.ts'
import type { ResultAsync } from '../kernel/result.ts'
import type { StoredShippingMethod } from './shipping.types.ts'

/** Which methods a list shows. */
export interface ShippingMethodFilter {
  readonly enabledOnly: boolean
  /** Methods that deliver here; null for any. */
  readonly country: string | null
  readonly currency: string | null
}

/** Reads shipping methods. */
export interface ShippingReadRepository {
  /** Methods by id, in the order asked for; unknown ids, and disabled ones if so wanted, are left out. */
  methods(
    ids: readonly string[],
    enabledOnly: boolean,
  ): ResultAsync<readonly StoredShippingMethod[], PortError>
  /** Methods by position and id, those after the cursor (both) only. */
  list(
    filter: ShippingMethodFilter,
    after: CursorParts | null,
    limit: number,
  ): ResultAsync<readonly StoredShippingMethod[], PortError>
  count(filter: ShippingMethodFilter): ResultAsync<number, PortError>
}

/** Shipping methods in a unit that has bumped the revision of the rules, so that no other unit changes them meanwhile. */
export interface ShippingRepository extends ShippingReadRepository {
  /** One statement: the method with this id, and whether another method has this code. */
  look(
    id: string | null,
    code: string | null,
  ): ResultAsync<{ readonly method: StoredShippingMethod | null; readonly codeTaken: boolean }, PortError>
  append(method: StoredShippingMethod, at: Instant): void
  save(method: StoredShippingMethod, at: Instant): void
  remove(id: string): void
}

/** What shipping commands need of a unit. */
export interface ShippingTx {
  readonly shipping: ShippingRepository
  readonly rules: { bump(): ResultAsync<void, PortError> }
}

/** What shipping queries need. */
export interface ShippingReader {
  readonly shipping: ShippingReadRepository
}
