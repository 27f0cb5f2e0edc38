import type { InventoryTx, StockQuantity } from '../inventory/index.ts'
import { sourceLines } from '../inventory/index.ts'
import type { PortError } from '../kernel/errors.ts'
import type { Id } from '../kernel/id.ts'
import type { Call } from '../kernel/operation.ts'
import type { ResultAsync } from '../kernel/result.ts'
import { flow, ok, okAsync } from '../kernel/result.ts'
import type { AllocatedStock, OrderTx, StockTerms } from './order.ports.ts'
import { openQuantity } from './order.rules.ts'
import type { Order } from './order.types.ts'

type Tx = OrderTx & InventoryTx

interface Wanted {
  readonly key: Id<'oln'>
  readonly variantId: Id<'var'>
  readonly quantity: number
}

/**
 * Turns what an order holds into allocations of its lines, takes afresh what is no longer held, and draws the order's
 * number. Null when that cannot be had; then nothing is taken or held any more.
 */
export function takeHeldStock(
  tx: Tx,
  order: Order,
  call: Call,
): ResultAsync<{ readonly drawn: number } | null, PortError> {
  return flow(async function* () {
    const held = yield* tx.stock.commit(order.id, call.now)
    const { parts, missing } = shareOut(wantedOf(order), held)
    const terms = yield* termsOf(tx, missing, call)
    const wanted = missing.filter(({ variantId }) => terms.has(variantId))
    const sourced = sourceLines(wanted, (variantId) => terms.get(variantId)?.levels ?? [])
    if (sourced.nowhere.length === 0) {
      const lines = sourced.parts.map(({ variantId, locationId, quantity }) => {
        return { variantId, locationId, quantity, backorderLimit: terms.get(variantId)?.backorderLimit ?? 0 }
      })
      const guard = yield* tx.stock.allocate(lines, call.now, 'order_number')
      if (guard.ok && guard.drawn !== null) {
        const more = sourced.parts.map(({ key, ...part }) => ({ ...part, orderLineId: key as Id<'oln'> }))
        for (const part of together([...parts, ...more])) {
          tx.stock.appendAllocation({ ...part, orderId: order.id })
        }
        return ok({ drawn: guard.drawn })
      }
    }
    if (held.length > 0) yield* tx.stock.deallocate(held, call.now)
    return ok(null)
  })
}

function wantedOf(order: Order): Wanted[] {
  return order.lines.flatMap((line) => {
    const { id: key, variantId } = line
    const quantity = openQuantity(line)
    return variantId !== null && quantity > 0 ? [{ key, variantId, quantity }] : []
  })
}

/** Holds are kept by level and not by line: lines get them in their order. */
export function shareOut(
  wanted: readonly Wanted[],
  held: readonly StockQuantity[],
): { readonly parts: readonly AllocatedStock[]; readonly missing: readonly Wanted[] } {
  const left = held.map((stock) => ({ ...stock }))
  const parts: AllocatedStock[] = []
  const missing: Wanted[] = []
  for (const { key, variantId, quantity } of wanted) {
    let open = quantity
    for (const stock of left) {
      const taken = stock.variantId === variantId ? Math.min(open, stock.quantity) : 0
      if (taken === 0) continue
      stock.quantity -= taken
      open -= taken
      parts.push({ orderLineId: key, variantId, locationId: stock.locationId, quantity: taken })
    }
    if (open > 0) missing.push({ key, variantId, quantity: open })
  }
  return { parts, missing }
}

/** What is not held is missing only where stock is tracked. */
function termsOf(
  tx: Tx,
  missing: readonly Wanted[],
  call: Call,
): ResultAsync<ReadonlyMap<string, StockTerms>, PortError> {
  if (missing.length === 0) return okAsync(new Map())
  const variantIds = [...new Set(missing.map(({ variantId }) => variantId))]
  return tx.orders
    .stockTerms(variantIds, call.now)
    .map((terms) => new Map(terms.map((each) => [each.variantId, each])))
}

/** One row for each line and location. */
function together(parts: readonly AllocatedStock[]): AllocatedStock[] {
  const rows = new Map<string, AllocatedStock>()
  for (const part of parts) {
    const key = `${part.orderLineId} ${part.locationId}`
    rows.set(key, { ...part, quantity: part.quantity + (rows.get(key)?.quantity ?? 0) })
  }
  return [...rows.values()]
}
