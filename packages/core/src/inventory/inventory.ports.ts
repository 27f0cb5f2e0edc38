import type { Instant } from '../kernel/clock.ts'
import type { PortError } from '../kernel/errors.ts'
import type { Id } from '../kernel/id.ts'
import type { ResultAsync } from '../kernel/result.ts'
import type { Shortfall } from './inventory.errors.ts'
import type { Location, RecordedMovement, StockLevel, StockReport } from './inventory.types.ts'

/** Names a level. */
export interface StockKey {
  readonly variantId: Id<'var'>
  readonly locationId: Id<'loc'>
}

/** A quantity of a variant at a location. */
export interface StockQuantity extends StockKey {
  readonly quantity: number
}

/** What shall be on a shelf, and what is believed to be there. */
export interface StockCount extends StockKey {
  readonly onHand: number
  readonly expectedOnHand: number
}

/** What to take. */
export interface StockLine extends StockQuantity {
  /** How far below nothing the variant may be sold. */
  readonly backorderLimit: number
}

/** What a guard answered: all lines were taken, or none. */
export type StockGuard =
  | { readonly ok: true }
  | { readonly ok: false; readonly shortfalls: readonly Shortfall[] }

/** Reads stock. */
export interface StockReadRepository {
  levels(variantIds: readonly Id<'var'>[], at: Instant): ResultAsync<readonly StockLevel[], PortError>
  /** The movements of a variant, of one location or of all (null), oldest first, after the id given. */
  movements(
    of: { readonly variantId: Id<'var'>; readonly locationId: Id<'loc'> | null },
    after: string | null,
    limit: number,
  ): ResultAsync<readonly RecordedMovement[], PortError>
  /** Compares levels with movements, allocations and reservations, in one statement. */
  reconcile(): ResultAsync<StockReport, PortError>
  locations(): ResultAsync<readonly Location[], PortError>
}

/**
 * Stock in a unit. Each guard is one statement over all lines, all or nothing; it locks the levels in the order of
 * their keys, and lines of the same level count together. Whoever waits for a lock sees what its holder left.
 */
export interface StockRepository extends StockReadRepository {
  /** Which of these do not exist. */
  unknown(
    variantIds: readonly string[],
    locationIds: readonly string[],
  ): ResultAsync<{ readonly variants: readonly string[]; readonly locations: readonly string[] }, PortError>
  /**
   * Reserves and commits at once: allocated grows. Drops the expired holds of the levels first. With `order_number`
   * it draws the next number in the same statement, when the guard holds.
   */
  allocate(
    lines: readonly StockLine[],
    at: Instant,
    draw: 'order_number' | 'nothing',
  ): ResultAsync<StockGuard & { readonly drawn: number | null }, PortError>
  /** Holds stock for an owner until an instant. Drops the expired holds of the levels first. */
  reserve(
    owner: string,
    lines: readonly (StockLine & { readonly reservationId: Id<'rsv'> })[],
    at: Instant,
    expiresAt: Instant,
  ): ResultAsync<StockGuard, PortError>
  /** Extends the live holds of an owner; answers how many. */
  extend(owner: string, at: Instant, expiresAt: Instant): ResultAsync<number, PortError>
  /** Turns the owner's holds into allocations; one that has expired but was not dropped still counts. */
  commit(owner: string, at: Instant): ResultAsync<readonly StockQuantity[], PortError>
  /** Gives the owner's holds back; answers how many. A second call gives back nothing. */
  release(owner: string, at: Instant): ResultAsync<number, PortError>
  /** Gives allocations back: an order was cancelled before it was shipped. */
  deallocate(quantities: readonly StockQuantity[], at: Instant): ResultAsync<void, PortError>
  /** Changes what is on the shelf, never below 0; makes missing levels. */
  adjust(quantities: readonly StockQuantity[], at: Instant): ResultAsync<StockGuard, PortError>
  /**
   * Sets what is on shelves, in one statement; makes missing levels. Answers the levels where it is not what was
   * expected; unless there is none the caller rejects the unit. Levels are distinct.
   */
  setOnHand(levels: readonly StockCount[], at: Instant): ResultAsync<readonly StockKey[], PortError>
  /** What is on these shelves; missing levels are left out. */
  onHand(levels: readonly StockKey[]): ResultAsync<readonly StockQuantity[], PortError>
  appendMovement(movement: RecordedMovement): void
  appendAllocation(
    allocation: StockQuantity & { readonly orderLineId: Id<'oln'>; readonly orderId: Id<'ord'> },
  ): void
  codeTaken(code: string): ResultAsync<boolean, PortError>
  appendLocation(location: Location): void
}

/** What inventory commands need of a unit. */
export interface InventoryTx {
  readonly stock: StockRepository
}

/** What inventory queries need. */
export interface InventoryReader {
  readonly stock: StockReadRepository
}
