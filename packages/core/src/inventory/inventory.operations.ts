import { addSeconds } from '../kernel/clock.ts'
import { startAfter } from '../kernel/cursor.ts'
import type { KernelTx } from '../kernel/engine.ts'
import type { PortError } from '../kernel/errors.ts'
import type { Command, Query } from '../kernel/operation.ts'
import { defineCommand, defineQuery } from '../kernel/operation.ts'
import type { Page } from '../kernel/page.ts'
import { DEFAULT_PAGE_LIMIT, encodeCursor } from '../kernel/page.ts'
import { holderOf } from '../kernel/permission.ts'
import type { Result, ResultAsync } from '../kernel/result.ts'
import { err, flow, ok } from '../kernel/result.ts'
import { settle } from '../kernel/unit-of-work.ts'
import type {
  AdjustStockError,
  ListMovementsError,
  ReservationError,
  ReserveStockError,
  SetLevelsError,
} from './inventory.errors.ts'
import { reservationNotFound } from './inventory.errors.ts'
import type { InventoryReader, InventoryTx } from './inventory.ports.ts'
import {
  adjustStockInputSchema,
  changedCountSchema,
  emptyInputSchema,
  extendReservationInputSchema,
  getLevelsInputSchema,
  listMovementsInputSchema,
  movementPageSchema,
  reservationOwnerInputSchema,
  reserveStockInputSchema,
  setLevelsInputSchema,
  stockLevelSchema,
  stockReportSchema,
} from './inventory.schemas.ts'
import type {
  AdjustStockInput,
  ExtendReservationInput,
  GetLevelsInput,
  ListMovementsInput,
  RecordedMovement,
  ReservationOwnerInput,
  ReserveStockInput,
  SetLevelsInput,
  StockLevel,
  StockReport,
} from './inventory.types.ts'
import { sampleReservation, sampleStock } from './samples.ts'
import type { ChangedCount } from './stock.changes.ts'
import { adjustStock, reserveStock, setLevels } from './stock.changes.ts'

type Tx = InventoryTx & KernelTx

/** The operations of stock. */
export interface InventoryOperations {
  readonly getLevels: Query<InventoryReader, GetLevelsInput, readonly StockLevel[], never>
  readonly adjust: Command<Tx, InventoryReader, AdjustStockInput, ChangedCount, AdjustStockError>
  readonly setLevels: Command<Tx, InventoryReader, SetLevelsInput, ChangedCount, SetLevelsError>
  readonly reserve: Command<Tx, InventoryReader, ReserveStockInput, ChangedCount, ReserveStockError>
  readonly extend: Command<Tx, InventoryReader, ExtendReservationInput, ChangedCount, ReservationError>
  readonly release: Command<Tx, InventoryReader, ReservationOwnerInput, ChangedCount, never>
  readonly listMovements: Query<
    InventoryReader,
    ListMovementsInput,
    Page<RecordedMovement>,
    ListMovementsError
  >
  readonly reconcile: Query<InventoryReader, Readonly<Record<string, never>>, StockReport, never>
}

const READ = holderOf('inventory:read')
const WRITE = holderOf('inventory:write')
const STORE = { kind: 'store' } as const

/** Declares the operations of stock. */
export function inventoryOperations(): InventoryOperations {
  return {
    getLevels: defineQuery<InventoryReader, GetLevelsInput, readonly StockLevel[], never>({
      name: 'inventory.get_levels',
      input: getLevelsInputSchema,
      output: stockLevelSchema.array(),
      errors: {},
      permission: READ,
      sample: async (f) => ({ as: 'staff', input: { variantIds: [(await sampleStock(f)).variantId] } }),
      run: (reader, { variantIds }, call) => reader.stock.levels(variantIds, call.now),
    }),
    adjust: defineCommand<Tx, InventoryReader, AdjustStockInput, ChangedCount, AdjustStockError>({
      name: 'inventory.adjust',
      input: adjustStockInputSchema,
      output: changedCountSchema,
      errors: {
        'inventory.insufficient_stock': true,
        'inventory.variant_unknown': true,
        'inventory.location_unknown': true,
      },
      permission: WRITE,
      target: () => null,
      response: STORE,
      sample: async (f) => {
        const level = await sampleStock(f)
        return { as: 'staff', input: { movements: [{ ...level, quantity: -1, reason: 'damage' }] } }
      },
      run: async (tx, input, call) => settle(await adjustStock(tx, input, call)),
    }),
    setLevels: defineCommand<Tx, InventoryReader, SetLevelsInput, ChangedCount, SetLevelsError>({
      name: 'inventory.set_levels',
      input: setLevelsInputSchema,
      output: changedCountSchema,
      errors: {
        'inventory.level_changed': true,
        'inventory.variant_unknown': true,
        'inventory.location_unknown': true,
      },
      permission: WRITE,
      target: () => null,
      response: STORE,
      sample: async (f) => {
        const level = { ...(await sampleStock(f)), onHand: 7, expectedOnHand: 100 }
        return { as: 'staff', input: { levels: [level], reason: 'stocktake' } }
      },
      run: async (tx, input, call) => settle(await setLevels(tx, input, call)),
    }),
    reserve: defineCommand<Tx, InventoryReader, ReserveStockInput, ChangedCount, ReserveStockError>({
      name: 'inventory.reserve',
      input: reserveStockInputSchema,
      output: changedCountSchema,
      errors: {
        'inventory.insufficient_stock': true,
        'inventory.variant_unknown': true,
        'inventory.location_unknown': true,
      },
      permission: WRITE,
      target: () => null,
      response: STORE,
      sample: async (f) => {
        const level = await sampleStock(f)
        const owner = f.unique('draft')
        return { as: 'staff', input: { owner, lines: [{ ...level, quantity: 2 }], ttlSeconds: 600 } }
      },
      run: async (tx, input, call) => settle(await reserveStock(tx, input, call)),
    }),
    extend: defineCommand<Tx, InventoryReader, ExtendReservationInput, ChangedCount, ReservationError>({
      name: 'inventory.extend',
      input: extendReservationInputSchema,
      output: changedCountSchema,
      errors: { 'inventory.reservation_not_found': true },
      permission: WRITE,
      target: () => null,
      response: STORE,
      sample: async (f) => ({ as: 'staff', input: { owner: await sampleReservation(f), ttlSeconds: 900 } }),
      run: async (tx, { owner, ttlSeconds }, call) => {
        const extended = await tx.stock.extend(owner, call.now, addSeconds(call.now, ttlSeconds))
        return settle(extended.andThen((changed) => found(changed, owner)))
      },
    }),
    release: defineCommand<Tx, InventoryReader, ReservationOwnerInput, ChangedCount, never>({
      name: 'inventory.release',
      input: reservationOwnerInputSchema,
      output: changedCountSchema,
      errors: {},
      permission: WRITE,
      target: () => null,
      response: STORE,
      sample: async (f) => ({ as: 'staff', input: { owner: await sampleReservation(f) } }),
      run: async (tx, { owner }, call) =>
        settle((await tx.stock.release(owner, call.now)).map((changed) => ({ changed }))),
    }),
    listMovements: defineQuery<
      InventoryReader,
      ListMovementsInput,
      Page<RecordedMovement>,
      ListMovementsError
    >({
      name: 'inventory.list_movements',
      input: listMovementsInputSchema,
      output: movementPageSchema,
      errors: { 'page.cursor_invalid': true },
      permission: READ,
      sample: async (f) => ({ as: 'staff', input: { variantId: (await sampleStock(f)).variantId } }),
      run: (reader, input) => listMovements(reader, input),
    }),
    reconcile: defineQuery<InventoryReader, Readonly<Record<string, never>>, StockReport, never>({
      name: 'inventory.reconcile',
      input: emptyInputSchema,
      output: stockReportSchema,
      errors: {},
      permission: READ,
      sample: async () => ({ as: 'staff', input: {} }),
      run: (reader) => reader.stock.reconcile(),
    }),
  }
}

function found(changed: number, owner: string): Result<ChangedCount, ReservationError> {
  return changed === 0 ? err(reservationNotFound(owner)) : ok({ changed })
}

function listMovements(
  reader: InventoryReader,
  input: ListMovementsInput,
): ResultAsync<Page<RecordedMovement>, ListMovementsError | PortError> {
  return flow(async function* () {
    const { variantId, locationId = null, limit = DEFAULT_PAGE_LIMIT } = input
    const scope = `movements ${variantId} ${locationId ?? ''}`
    const start = yield* startAfter(input.cursor, scope, ['text'])
    const after = start === null ? null : String(start[0])
    const rows = yield* reader.stock.movements({ variantId, locationId }, after, limit + 1)
    const items = rows.slice(0, limit)
    const last = items.at(-1)
    const nextCursor = rows.length > limit && last !== undefined ? encodeCursor([last.id], scope) : null
    return ok({ items, nextCursor })
  })
}
