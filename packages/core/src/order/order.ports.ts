import type { SourcingLevel } from '../inventory/index.ts'
import type { Instant } from '../kernel/clock.ts'
import type { Access } from '../kernel/context.ts'
import type { PortError } from '../kernel/errors.ts'
import type { Id } from '../kernel/id.ts'
import type { Money } from '../kernel/money.ts'
import type { ResultAsync } from '../kernel/result.ts'
import type { JournalEntry, Order, OrderCard, OrderEntry, OrderLineMatch, OrderState } from './order.types.ts'

/** Which order. */
export interface OrderKey {
  readonly by: 'id' | 'number' | 'external_id'
  readonly value: string
}

/** A new order with who may see it and its first money rows. */
export interface NewOrder {
  readonly order: Order
  readonly guestHash: string | null
  /** Revision 1, never updated. */
  readonly entries: readonly OrderEntry[]
}

/** Where a page of orders or lines goes on. */
export type OrderCursor = readonly (string | number | null)[]

/** Which orders. */
export interface OrderFilter {
  readonly access: Access
  readonly state: OrderState | null
  readonly customerId: Id<'cus'> | null
  readonly externalId: string | null
  readonly placedFrom: Instant | null
  readonly placedTo: Instant | null
}

/** Which lines. */
export interface OrderLineFilter {
  readonly customerId: Id<'cus'>
  readonly skus: readonly string[]
  readonly unitPrice: Money | null
  readonly open: boolean
}

/** Reads orders. */
export interface OrderReadRepository {
  /** One statement: an order with lines, parties and money; null when there is none that the access allows. */
  order(key: OrderKey, access: Access): ResultAsync<Order | null, PortError>
  /** One statement, in the order of the ids; what the access does not allow is left out. */
  orders(ids: readonly Id<'ord'>[], access: Access): ResultAsync<readonly Order[], PortError>
  /** By creation. */
  list(
    filter: OrderFilter,
    sort: 'newest' | 'oldest',
    after: OrderCursor | null,
    limit: number,
  ): ResultAsync<readonly OrderCard[], PortError>
  count(filter: OrderFilter): ResultAsync<number, PortError>
  /** The newest order first, within an order the last line first; the cursor is the last match's. */
  lines(
    filter: OrderLineFilter,
    after: OrderCursor | null,
    limit: number,
  ): ResultAsync<readonly (OrderLineMatch & { readonly cursor: OrderCursor })[], PortError>
  timeline(orderId: Id<'ord'>, access: Access): ResultAsync<readonly JournalEntry[] | null, PortError>
}

/** Where the stock of an order's lines is allocated. */
export interface AllocatedStock {
  readonly orderLineId: Id<'oln'>
  readonly variantId: Id<'var'>
  readonly locationId: Id<'loc'>
  readonly quantity: number
}

/** How a tracked variant may be sold now. */
export interface StockTerms {
  readonly variantId: Id<'var'>
  readonly backorderLimit: number
  readonly levels: readonly SourcingLevel[]
}

/** Orders in a unit. */
export interface OrderRepository extends OrderReadRepository {
  /** Locks the order's row until the unit ends; false when there is none that the access allows. */
  lock(id: Id<'ord'>, access: Access): ResultAsync<boolean, PortError>
  /** Whether an order has this external id. */
  externalIdTaken(externalId: string): ResultAsync<boolean, PortError>
  append(order: NewOrder): void
  /** Appends the order's new state, sums and version; it must be locked. */
  save(order: Order): void
  /** Appends lines' new counters; the order must be locked. */
  saveCounters(lines: readonly { readonly id: Id<'oln'>; readonly cancelled: number }[]): void
  appendEntries(orderId: Id<'ord'>, entries: readonly OrderEntry[]): void
  appendJournal(entry: JournalEntry): void
  /** What is allocated to lines; the order must be locked. */
  allocations(lineIds: readonly Id<'oln'>[]): ResultAsync<readonly AllocatedStock[], PortError>
  /** Of these variants the tracked ones, with what is available where at an instant. */
  stockTerms(variantIds: readonly Id<'var'>[], at: Instant): ResultAsync<readonly StockTerms[], PortError>
  /** Appends what remains allocated to lines; the order must be locked. */
  saveAllocations(allocations: readonly AllocatedStock[]): void
}

/** What order commands need of a unit. */
export interface OrderTx {
  readonly orders: OrderRepository
}

/** What order queries need. */
export interface OrderReader {
  readonly orders: OrderReadRepository
}
