import { addSeconds } from '../kernel/clock.ts'
import type { KernelTx } from '../kernel/engine.ts'
import type { PortError } from '../kernel/errors.ts'
import { emit } from '../kernel/event.ts'
import type { Call } from '../kernel/operation.ts'
import type { Result, ResultAsync } from '../kernel/result.ts'
import { err, flow, ok } from '../kernel/result.ts'
import type {
  AdjustStockError,
  ReserveStockError,
  SetLevelsError,
  StockLevelChanged,
  StockLocationUnknown,
  StockVariantUnknown,
} from './inventory.errors.ts'
import {
  insufficientStock,
  stockLevelChanged,
  stockLocationUnknown,
  stockVariantUnknown,
} from './inventory.errors.ts'
import type { InventoryEvents } from './inventory.events.ts'
import type { InventoryTx, StockKey } from './inventory.ports.ts'
import type { AdjustStockInput, Movement, ReserveStockInput, SetLevelsInput } from './inventory.types.ts'

type Tx = InventoryTx & KernelTx

/** How many rows an operation changed. */
export interface ChangedCount {
  readonly changed: number
}

function checkKnown(
  tx: Tx,
  levels: readonly StockKey[],
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

/** Changes what is on the shelves and records why. */
export function adjustStock(
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

/** Compares what is on the shelves with what the caller believes and sets it, all or none. */
export function setLevels(
  tx: Tx,
  input: SetLevelsInput,
  call: Call,
): ResultAsync<ChangedCount, SetLevelsError | PortError> {
  return flow(async function* () {
    yield* checkKnown(tx, input.levels)
    const stale = yield* tx.stock.setOnHand(input.levels, call.now)
    if (stale.length > 0) return err(yield* levelsNow(tx, stale))
    const movements = differences(input)
    if (movements.length > 0) record(tx, movements, input.reference ?? null, call)
    return ok({ changed: movements.length })
  })
}

function levelsNow(tx: Tx, stale: readonly StockKey[]): ResultAsync<StockLevelChanged, PortError> {
  return tx.stock.onHand(stale).map((found) => {
    const onHand = new Map(found.map((level) => [`${level.variantId} ${level.locationId}`, level.quantity]))
    return stockLevelChanged(
      stale.map(({ variantId, locationId }) => {
        return { variantId, locationId, onHand: onHand.get(`${variantId} ${locationId}`) ?? 0 }
      }),
    )
  })
}

function differences({ levels, reason }: SetLevelsInput): Movement[] {
  return levels.flatMap(({ variantId, locationId, onHand, expectedOnHand }) => {
    const quantity = onHand - expectedOnHand
    return quantity === 0 ? [] : [{ variantId, locationId, quantity, reason }]
  })
}

/** Holds stock for an owner, all lines or none. */
export function reserveStock(
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
    if (!guard.ok) {
      yield* checkKnown(tx, input.lines)
      return err(insufficientStock(guard.shortfalls))
    }
    call.note({ owner: input.owner, lines: lines.length })
    return ok({ changed: lines.length })
  })
}
