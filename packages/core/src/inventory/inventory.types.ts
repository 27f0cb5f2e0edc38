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

export interface CreateLocationInput {
  readonly code: string
  readonly name: string
  /** Default 0. */
  readonly priority?: number | undefined
}

export interface AdjustStockInput {
  /** Up to 5,000: all or none. */
  readonly movements: readonly Movement[]
  /** What caused them, such as a delivery note. */
  readonly reference?: string | undefined
}

export interface GetLevelsInput {
  /** Up to 200. */
  readonly variantIds: readonly Id<'var'>[]
}

export interface SetLevelsInput {
  /** Up to 5,000: all or none. */
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

export interface ReserveStockInput {
  /** Whoever holds the stock: a checkout, a draft order. */
  readonly owner: string
  readonly lines: readonly {
    readonly variantId: Id<'var'>
    readonly locationId: Id<'loc'>
    readonly quantity: number
  }[]
  readonly ttlSeconds: number
}

export interface ExtendReservationInput {
  readonly owner: string
  readonly ttlSeconds: number
}

export interface ReservationOwnerInput {
  readonly owner: string
}

export interface ListMovementsInput {
  readonly variantId: Id<'var'>
  readonly limit?: number | undefined
  readonly cursor?: string | undefined
}
