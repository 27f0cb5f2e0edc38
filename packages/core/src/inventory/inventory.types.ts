import type { Instant } from '../kernel/clock.ts'
import type { Id } from '../kernel/id.ts'

/** A place that keeps stock. */
export interface Location {
  readonly id: Id<'loc'>
  /** Unique, compared byte for byte. */
  readonly code: string
  readonly name: string
  /** Lower is picked first. */
  readonly priority: number
  readonly version: number
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

/** What is known of a variant at a location. */
export interface StockLevel {
  readonly variantId: Id<'var'>
  readonly locationId: Id<'loc'>
  /** On the shelf. */
  readonly onHand: number
  /** Sold, not shipped. */
  readonly allocated: number
  /** Live reservations. */
  readonly held: number
  readonly incoming: number
  /** Kept back. */
  readonly safety: number
  /** onHand − allocated − held − safety. */
  readonly available: number
  readonly version: number
}

/** A change of what is on the shelf. */
export interface Movement {
  readonly variantId: Id<'var'>
  readonly locationId: Id<'loc'>
  /** Signed, not 0. */
  readonly quantity: number
  /** Why: `delivery`, `stocktake`, `damage`. */
  readonly reason: string
}

/** A movement as it was recorded. */
export interface RecordedMovement extends Movement {
  readonly id: Id<'mov'>
  readonly reference: string | null
  readonly actor: string
  readonly at: Instant
}

/** A level whose figures do not add up. */
export interface StockDrift {
  readonly variantId: Id<'var'>
  readonly locationId: Id<'loc'>
  readonly onHand: number
  readonly movements: number
  readonly allocated: number
  readonly allocations: number
  readonly held: number
  readonly reservations: number
}

/** Whether onHand = Σ movements, allocated = Σ open allocations and held = Σ reservations, everywhere. */
export interface StockReport {
  readonly levels: number
  readonly onHand: number
  readonly allocated: number
  readonly held: number
  /** The number of levels that do not add up. */
  readonly drifted: number
  /** The first 100 of them. */
  readonly drifts: readonly StockDrift[]
}

/** A new location; its code must be free (`inventory.location_code_taken`). */
export interface CreateLocationInput {
  readonly code: string
  readonly name: string
  /** Default 0. */
  readonly priority?: number | undefined
}

/**
 * What came to shelves or left them; several movements of one level count together. A shelf never goes below 0
 * (`inventory.insufficient_stock`); what is sold or held is no bound, since the shelf is a fact.
 */
export interface AdjustStockInput {
  /** Up to 5,000: all or none. */
  readonly movements: readonly Movement[]
  /** What caused them, such as a delivery note. */
  readonly reference?: string | undefined
}

/** Levels of variants at all locations; expired reservations count as available. */
export interface GetLevelsInput {
  /** Up to 200. */
  readonly variantIds: readonly Id<'var'>[]
}

/** A stocktake by compare-and-swap: `inventory.level_changed` names the levels that are not as expected. */
export interface SetLevelsInput {
  /** Up to 5,000, each level once: all or none. */
  readonly levels: readonly {
    readonly variantId: Id<'var'>
    readonly locationId: Id<'loc'>
    readonly onHand: number
    /** What the caller believes is on the shelf; 0 where there is no level yet. */
    readonly expectedOnHand: number
  }[]
  readonly reason: string
  readonly reference?: string | undefined
}

/** Holds stock for a time; lines of the same level count together, all or none (`inventory.insufficient_stock`). */
export interface ReserveStockInput {
  /** Whoever holds the stock, such as a draft order; not an order's id, which the checkout uses. */
  readonly owner: string
  readonly lines: readonly {
    readonly variantId: Id<'var'>
    readonly locationId: Id<'loc'>
    readonly quantity: number
  }[]
  /** From now, up to 30 days. */
  readonly ttlSeconds: number
}

/** Extends live reservations; without one `inventory.reservation_not_found`. */
export interface ExtendReservationInput {
  readonly owner: string
  /** From now, up to 30 days. */
  readonly ttlSeconds: number
}

/** Gives back whatever the owner holds; doing it twice does no harm. */
export interface ReservationOwnerInput {
  readonly owner: string
}

/** Movements of a variant, oldest first. */
export interface ListMovementsInput {
  readonly variantId: Id<'var'>
  /** Default all. */
  readonly locationId?: Id<'loc'> | undefined
  /** 1 to 100; default 20. */
  readonly limit?: number | undefined
  readonly cursor?: string | undefined
}
