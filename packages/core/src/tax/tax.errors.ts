import type { InputInvalid, StaleVersion, TypedError } from '../kernel/errors.ts'
import type { CursorInvalid } from '../kernel/page.ts'

/** A zone has this name already. */
export interface TaxZoneNameTaken extends TypedError<'tax.zone_name_taken'> {
  readonly name: string
}

/** There is no such zone. */
export interface TaxZoneNotFound extends TypedError<'tax.zone_not_found'> {
  readonly zoneId: string
}

export type CreateTaxZoneError = TaxZoneNameTaken | InputInvalid
export type UpdateTaxZoneError = TaxZoneNotFound | TaxZoneNameTaken | StaleVersion
export type DeleteTaxZoneError = TaxZoneNotFound | StaleVersion
export type SetTaxRatesError = TaxZoneNotFound | StaleVersion | InputInvalid
export type ListTaxZonesError = CursorInvalid

export function taxZoneNameTaken(name: string): TaxZoneNameTaken {
  return { type: 'tax.zone_name_taken', message: `a tax zone has the name ${name} already`, name }
}

export function taxZoneNotFound(zoneId: string): TaxZoneNotFound {
  return { type: 'tax.zone_not_found', message: `there is no tax zone ${zoneId}`, zoneId }
}
