import type { TypedError } from '../kernel/errors.ts'
import type { CursorInvalid } from '../kernel/page.ts'

/** How much of a variant is missing. */
export interface Shortfall {
  readonly variantId: string
  /** Null where no location is in question. */
  readonly locationId: string | null
  readonly wanted: number
  readonly available: number
}

/** There is not enough stock; nothing was reserved or sold. */
export interface InsufficientStock extends TypedError<'inventory.insufficient_stock'> {
  readonly shortfalls: readonly Shortfall[]
}
/** A variant does not exist. */
export interface StockVariantUnknown extends TypedError<'inventory.variant_unknown'> {
  readonly variantIds: readonly string[]
}
/** A location does not exist. */
export interface StockLocationUnknown extends TypedError<'inventory.location_unknown'> {
  readonly locationIds: readonly string[]
}
/** The code of a location is taken. */
export interface LocationCodeTaken extends TypedError<'inventory.location_code_taken'> {
  readonly code: string
}
/** Levels are not what the caller believed; nothing was written. */
export interface StockLevelChanged extends TypedError<'inventory.level_changed'> {
  readonly levels: readonly {
    readonly variantId: string
    readonly locationId: string
    readonly onHand: number
  }[]
}
/** The owner holds nothing (any more). */
export interface ReservationNotFound extends TypedError<'inventory.reservation_not_found'> {
  readonly owner: string
}

export type CreateLocationError = LocationCodeTaken
export type AdjustStockError = InsufficientStock | StockVariantUnknown | StockLocationUnknown
export type SetLevelsError = StockLevelChanged | StockVariantUnknown | StockLocationUnknown
export type ReserveStockError = InsufficientStock | StockVariantUnknown | StockLocationUnknown
export type ReservationError = ReservationNotFound
export type ListMovementsError = CursorInvalid

export function insufficientStock(shortfalls: readonly Shortfall[]): InsufficientStock {
  const first = shortfalls[0]
  const detail = first === undefined ? '' : `: ${first.variantId} has ${first.available} of ${first.wanted}`
  return { type: 'inventory.insufficient_stock', message: `not enough stock${detail}`, shortfalls }
}

export function stockVariantUnknown(variantIds: readonly string[]): StockVariantUnknown {
  const message = `there is no variant ${named(variantIds)}`
  return { type: 'inventory.variant_unknown', message, variantIds }
}

export function stockLocationUnknown(locationIds: readonly string[]): StockLocationUnknown {
  const message = `there is no location ${named(locationIds)}`
  return { type: 'inventory.location_unknown', message, locationIds }
}

/** A few ids for a log; the error has them all. */
function named(ids: readonly string[]): string {
  const more = ids.length > 3 ? ` and ${ids.length - 3} more` : ''
  return `${ids.slice(0, 3).join(', ')}${more}`
}

export function locationCodeTaken(code: string): LocationCodeTaken {
  return { type: 'inventory.location_code_taken', message: `a location has the code ${code} already`, code }
}

export function stockLevelChanged(levels: StockLevelChanged['levels']): StockLevelChanged {
  const message = `levels that are not what was expected: ${levels.length}`
  return { type: 'inventory.level_changed', message, levels }
}

export function reservationNotFound(owner: string): ReservationNotFound {
  return { type: 'inventory.reservation_not_found', message: `${owner} holds no stock`, owner }
}
