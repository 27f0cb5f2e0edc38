import { addSeconds } from '../kernel/clock.ts'
import { startAfter } from '../kernel/cursor.ts'
import type { KernelTx } from '../kernel/engine.ts'
import type { PortError } from '../kernel/errors.ts'
import { emit } from '../kernel/event.ts'
import type { Id } from '../kernel/id.ts'
import type { Call, Command, Query, SampleFixture } from '../kernel/operation.ts'
import { defineCommand, defineQuery } from '../kernel/operation.ts'
import type { Page } from '../kernel/page.ts'
import { DEFAULT_PAGE_LIMIT, encodeCursor } from '../kernel/page.ts'
import { holderOf } from '../kernel/permission.ts'
import type { Result, ResultAsync } from '../kernel/result.ts'
import { err, flow, ok } from '../kernel/result.ts'
import { settle } from '../kernel/unit-of-work.ts'
import type {
  AdjustStockError,
  CreateLocationError,
  ListMovementsError,
  ReservationError,
  ReserveStockError,
  SetLevelsError,
  StockLocationUnknown,
  StockVariantUnknown,
} from './inventory.errors.ts'
import {
  insufficientStock,
  locationCodeTaken,
  reservationNotFound,
  stockLevelChanged,
  stockLocationUnknown,
  stockVariantUnknown,
} from './inventory.errors.ts'
import type { InventoryEvents } from './inventory.events.ts'
import type { InventoryReader, InventoryTx } from './inventory.ports.ts'
import {
  adjustStockInputSchema,
  changedCountSchema,
  createLocationInputSchema,
  emptyInputSchema,
  extendReservationInputSchema,
  getLevelsInputSchema,
  listMovementsInputSchema,
  locationSchema,
  movementPageSchema,
  reservationOwnerInputSchema,
  reserveStockInputSchema,
  setLevelsInputSchema,
  stockLevelSchema,
  stockReportSchema,
} from './inventory.schemas.ts'
import type {
  AdjustStockInput,
  CreateLocationInput,
  ExtendReservationInput,
  GetLevelsInput,
  ListMovementsInput,
  Location,
  Movement,
  RecordedMovement,
  ReservationOwnerInput,
  ReserveStockInput,
  SetLevelsInput,
  StockLevel,
  StockReport,
} from './inventory.types.ts'

type Tx = InventoryTx & KernelTx

/** How many rows an operation changed. */
export interface ChangedCount {
  readonly changed: number
}

/** The operations of locations. */
export interface LocationOperations {
  readonly create: Command<Tx, InventoryReader, CreateLocationInput, Location, CreateLocationError>
  readonly list: Query<InventoryReader, Readonly<Record<string, never>>, readonly Location[], never>
}

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

/** Declares the operations of locations. */
export function locationOperations(): LocationOperations {
  return {
    create: defineCommand<Tx, InventoryReader, CreateLocationInput, Location, CreateLocationError>({
      name: 'locations.create',
      input: createLocationInputSchema,
      output: locationSchema,
      errors: { 'inventory.location_code_taken': true },
      permission: WRITE,
      target: () => null,
      response: STORE,
      sample: async (f) => ({ as: 'staff', input: { code: f.unique('loc'), name: 'Warehouse' } }),
      run: async (tx, input, call) => settle(await createLocation(tx, input, call)),
    }),
    list: defineQuery<InventoryReader, Readonly<Record<string, never>>, readonly Location[], never>({
      name: 'locations.list',
      input: emptyInputSchema,
      output: locationSchema.array(),
      errors: {},
      permission: READ,
      sample: async () => ({ as: 'staff', input: {} }),
      run: (reader) => reader.stock.locations(),
    }),
  }
}

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
      errors: { 'inventory.insufficient_stock': true },
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

function createLocation(
  tx: Tx,
  input: CreateLocationInput,
  call: Call,
): ResultAsync<Location, CreateLocationError | PortError> {
  return flow(async function* () {
    if (yield* tx.stock.codeTaken(input.code)) return err(locationCodeTaken(input.code))
    const location: Location = {
      id: call.ids.next('loc'),
      code: input.code,
      name: input.name,
      priority: input.priority ?? 0,
      version: 1,
      createdAt: call.now,
      updatedAt: call.now,
    }
    tx.stock.appendLocation(location)
    call.note({ locationId: location.id, code: location.code })
    return ok(location)
  })
}

interface LevelKey {
  readonly variantId: Id<'var'>
  readonly locationId: Id<'loc'>
}

function checkKnown(
  tx: Tx,
  levels: readonly LevelKey[],
): ResultAsync<void, StockVariantUnknown | StockLocationUnknown | PortError> {
  const variantIds = [...new Set(levels.map(({ variantId }) => variantId))]
  const locationIds = [...new Set(levels.map(({ locationId }) => locationId))]
  return tx.stock
    .unknown(variantIds, locationIds)
    .andThen(({ variants, locations }): Result<void, StockVariantUnknown | StockLocationUnknown> => {
      if (variants.length > 0) return err(stockVariantUnknown(variants))
      return locations.length > 0 ? err(stockLocationUnknown(locations)) : ok(undefined)
    })
}

function adjustStock(
  tx: Tx,
  input: AdjustStockInput,
  call: Call,
): ResultAsync<ChangedCount, AdjustStockError | PortError> {
  return flow(async function* () {
    yield* checkKnown(tx, input.movements)
    const guard = yield* tx.stock.adjust(input.movements, call.now)
    if (!guard.ok) return err(insufficientStock(guard.shortfalls))
    record(tx, input.movements, input.reference ?? null, call)
    return ok({ changed: input.movements.length })
  })
}

function record(tx: Tx, movements: readonly Movement[], reference: string | null, call: Call): void {
  for (const movement of movements) {
    const id = call.ids.next('mov')
    tx.stock.appendMovement({ ...movement, id, reference, actor: call.caller.ref, at: call.now })
  }
  call.note({ movements: movements.length, reference })
  emit<InventoryEvents, 'inventory.adjusted'>(tx, call, {
    type: 'inventory.adjusted',
    aggregate: { type: 'stock', id: call.operationId, version: 1 },
    payload: {
      reference,
      movements: movements.map(({ variantId, locationId, quantity }) => ({
        variantId,
        locationId,
        quantity,
      })),
    },
  })
}

function setLevels(
  tx: Tx,
  input: SetLevelsInput,
  call: Call,
): ResultAsync<ChangedCount, SetLevelsError | PortError> {
  return flow(async function* () {
    yield* checkKnown(tx, input.levels)
    const locked = yield* tx.stock.lockOnHand(input.levels)
    const onHand = new Map(locked.map((level) => [`${level.variantId} ${level.locationId}`, level.quantity]))
    const current = (level: LevelKey): number => onHand.get(`${level.variantId} ${level.locationId}`) ?? 0
    const stale = input.levels.filter((level) => current(level) !== level.expectedOnHand)
    if (stale.length > 0) {
      const changed = stale.map(({ variantId, locationId }) => ({ variantId, locationId }))
      return err(stockLevelChanged(changed.map((level) => ({ ...level, onHand: current(level) }))))
    }
    const movements = input.levels
      .map(({ variantId, locationId, onHand: wanted, expectedOnHand }) => ({
        variantId,
        locationId,
        quantity: wanted - expectedOnHand,
        reason: input.reason,
      }))
      .filter(({ quantity }) => quantity !== 0)
    if (movements.length > 0) {
      const guard = yield* tx.stock.adjust(movements, call.now)
      // A level that did not exist was not locked: somebody made it meanwhile.
      if (!guard.ok) return err(stockLevelChanged([]))
      record(tx, movements, input.reference ?? null, call)
    }
    return ok({ changed: movements.length })
  })
}

function reserveStock(
  tx: Tx,
  input: ReserveStockInput,
  call: Call,
): ResultAsync<ChangedCount, ReserveStockError | PortError> {
  return flow(async function* () {
    const lines = input.lines.map((line) => ({
      ...line,
      backorderLimit: 0,
      reservationId: call.ids.next('rsv'),
    }))
    const until = addSeconds(call.now, input.ttlSeconds)
    const guard = yield* tx.stock.reserve(input.owner, lines, call.now, until)
    if (!guard.ok) return err(insufficientStock(guard.shortfalls))
    call.note({ owner: input.owner, lines: lines.length })
    return ok({ changed: lines.length })
  })
}

function found(changed: number, owner: string): Result<ChangedCount, ReservationError> {
  return changed === 0 ? err(reservationNotFound(owner)) : ok({ changed })
}

function listMovements(
  reader: InventoryReader,
  input: ListMovementsInput,
): ResultAsync<Page<RecordedMovement>, ListMovementsError | PortError> {
  return flow(async function* () {
    const scope = `movements ${input.variantId}`
    const after = yield* startAfter(input.cursor, scope, ['text'])
    const limit = input.limit ?? DEFAULT_PAGE_LIMIT
    const rows = yield* reader.stock.movements(
      input.variantId,
      after === null ? null : String(after[0]),
      limit + 1,
    )
    const items = rows.slice(0, limit)
    const last = items.at(-1)
    const nextCursor = rows.length > limit && last !== undefined ? encodeCursor([last.id], scope) : null
    return ok({ items, nextCursor })
  })
}

async function sampleStock(f: SampleFixture): Promise<LevelKey> {
  const location = await f.invoke('locations.create', { code: f.unique('loc'), name: 'Warehouse' }, 'staff')
  const product = await f.invoke(
    'products.create',
    { title: f.unique('Mug'), status: 'active', variants: [{ sku: f.unique('sku') }] },
    'staff',
  )
  const variants = product['variants'] as unknown as readonly { readonly id: Id<'var'> }[]
  const variantId = variants[0]?.id
  if (variantId === undefined) throw new Error('the sample product has no variant')
  const level = { variantId, locationId: location['id'] as Id<'loc'> }
  await f.invoke(
    'inventory.adjust',
    { movements: [{ ...level, quantity: 100, reason: 'delivery' }] },
    'staff',
  )
  return level
}

async function sampleReservation(f: SampleFixture): Promise<string> {
  const owner = f.unique('draft')
  const lines = [{ ...(await sampleStock(f)), quantity: 2 }]
  await f.invoke('inventory.reserve', { owner, lines, ttlSeconds: 600 }, 'staff')
  return owner
}
