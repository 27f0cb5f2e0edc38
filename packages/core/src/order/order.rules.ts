import { allocate, allocateStep } from '../kernel/allocation.ts'
import type { Instant } from '../kernel/clock.ts'
import type { Id } from '../kernel/id.ts'
import { add, moneyOf } from '../kernel/money.ts'
import type { Result } from '../kernel/result.ts'
import { err, ok } from '../kernel/result.ts'
import type { TaxTotal, Totals } from '../totals/index.ts'
import type { OrderInvalidTransition } from './order.errors.ts'
import { invalidTransition } from './order.errors.ts'
import type {
  Order,
  OrderEntry,
  OrderFulfillmentState,
  OrderLine,
  OrderPaymentState,
  OrderState,
  OrderSums,
} from './order.types.ts'

/** Which states may follow which. */
export const orderTransitions = {
  pending_payment: ['placed', 'cancelled'],
  placed: ['completed', 'cancelled'],
  completed: [],
  cancelled: [],
} as const satisfies Record<OrderState, readonly OrderState[]>

/** How far an order is paid, step by step; `refund_pending` is money that staff are to pay back. */
export const orderPaymentTransitions = {
  pending: ['authorized', 'paid', 'cancelled', 'refund_pending'],
  authorized: ['paid', 'cancelled', 'refund_pending'],
  paid: ['refund_pending', 'cancelled'],
  refund_pending: [],
  cancelled: ['refund_pending'],
} as const satisfies Record<OrderPaymentState, readonly OrderPaymentState[]>

/** How far an order is shipped, step by step. */
export const orderFulfillmentTransitions = {
  unfulfilled: ['partially_fulfilled', 'fulfilled', 'cancelled'],
  partially_fulfilled: ['fulfilled'],
  fulfilled: [],
  cancelled: [],
} as const satisfies Record<OrderFulfillmentState, readonly OrderFulfillmentState[]>

/**
 * The state to come, of a table that must list it.
 *
 * @throws Error for a step that it does not list: a defect, since callers have checked.
 */
export function advance<State extends string>(
  table: Readonly<Record<State, readonly State[]>>,
  from: State,
  to: State,
): State {
  if (!table[from].includes(to)) throw new Error(`${from} cannot become ${to}`)
  return to
}

/** Refuses a change of state that the table does not list. */
export function transition(from: OrderState, to: OrderState): Result<OrderState, OrderInvalidTransition> {
  const allowed: readonly OrderState[] = orderTransitions[from]
  return allowed.includes(to) ? ok(to) : err(invalidTransition(from, to))
}

/** The sums of an order as its totals give them. */
export function sumsOf(totals: Totals): OrderSums {
  const { subtotal, discount, net, tax, total } = totals
  return { subtotal, discount, net, tax, total }
}

/** The money rows of an order as placed: one for each line, one for the shipping. */
export function placedEntries(order: Order, totals: Totals, at: Instant): OrderEntry[] {
  const lines = order.lines.map((line, index): OrderEntry => {
    const row = totals.lines[index]
    if (row === undefined) throw new Error('an order has the lines of its totals')
    return entry(order, index + 1, 'line', line.id, line.title, line.ordered, row, at)
  })
  const { shipping } = totals
  if (shipping === null) return lines
  return [...lines, entry(order, lines.length + 1, 'shipping', null, shipping.label, 1, shipping, at)]
}

function entry(
  order: Order,
  position: number,
  kind: OrderEntry['kind'],
  orderLineId: Id<'oln'> | null,
  label: string,
  quantity: number,
  row: OrderSums & { readonly taxes: readonly TaxTotal[] },
  at: Instant,
): OrderEntry {
  return {
    revision: order.revision,
    position,
    kind,
    orderLineId,
    label,
    quantity,
    subtotal: row.subtotal.amount,
    discount: row.discount.amount,
    net: row.net.amount,
    tax: row.tax.amount,
    total: row.total.amount,
    taxes: row.taxes,
    reason: 'placed',
    at,
  }
}

/** How many of a line can still be cancelled. */
export function openQuantity(line: Pick<OrderLine, 'ordered' | 'cancelled' | 'shipped'>): number {
  return line.ordered - line.cancelled - line.shipped
}

/**
 * The signed money row of cancelling some of a line.
 *
 * @remarks Each amount is split by the cumulative cancelled quantity, so that any sequence of cancellations of the
 * whole line sums to exactly what it cost, to the tax component.
 */
export function cancelEntry(
  line: OrderLine,
  quantity: number,
  row: {
    readonly revision: number
    readonly position: number
    readonly reason: string
    readonly at: Instant
  },
): OrderEntry {
  const share = (amount: number): number =>
    allocateStep(amount, line.ordered, line.cancelled, line.cancelled + quantity)
  const net = share(line.net.amount)
  const total = share(line.total.amount)
  const before = componentsUpTo(line, line.cancelled)
  const after = componentsUpTo(line, line.cancelled + quantity)
  const taxes = line.taxes.map((tax, index) => ({
    ...tax,
    net: moneyOf(0 - share(tax.net.amount), tax.net.currency),
    tax: moneyOf((before[index] ?? 0) - (after[index] ?? 0), tax.tax.currency),
  }))
  const subtotal = share(line.unitPrice.amount * line.ordered)
  const paid = line.adjustments.reduce((sum, { amount }) => sum - amount.amount, 0)
  return {
    ...row,
    kind: 'line',
    orderLineId: line.id,
    label: line.title,
    quantity: -quantity,
    // `0 -` and not a sign: there is no negative zero in a ledger.
    subtotal: 0 - subtotal,
    discount: 0 - share(paid),
    net: 0 - net,
    tax: net - total,
    total: 0 - total,
    taxes,
  }
}

/** The tax of the first so many of a line, by component: parts of what total and net leave, so that they add up. */
function componentsUpTo(line: OrderLine, quantity: number): number[] {
  const upTo = (amount: number): number => allocateStep(amount, line.ordered, 0, quantity)
  const tax = upTo(line.total.amount) - upTo(line.net.amount)
  return allocate(
    tax,
    line.taxes.map((component) => component.tax.amount),
  )
}

/** The money row that takes the shipping back. */
export function cancelShippingEntry(
  order: Order,
  row: {
    readonly revision: number
    readonly position: number
    readonly reason: string
    readonly at: Instant
  },
): OrderEntry | null {
  const { shipping } = order
  if (shipping === null) return null
  return {
    ...row,
    kind: 'shipping',
    orderLineId: null,
    label: shipping.label,
    quantity: -1,
    subtotal: 0 - (order.pricesIncludeTax ? shipping.total.amount : shipping.net.amount),
    discount: 0,
    net: 0 - shipping.net.amount,
    tax: 0 - shipping.tax.amount,
    total: 0 - shipping.total.amount,
    taxes: shipping.taxes.map((component) => ({
      ...component,
      net: moneyOf(0 - component.net.amount, component.net.currency),
      tax: moneyOf(0 - component.tax.amount, component.tax.currency),
    })),
  }
}

/** The sums after more money rows; shipping is not part of the subtotal. */
export function addEntries(sums: OrderSums, entries: readonly OrderEntry[]): OrderSums {
  return entries.reduce((current, row) => {
    const money = (amount: number) => moneyOf(amount, current.total.currency)
    const ofLine = row.kind === 'line'
    return {
      subtotal: ofLine ? add(current.subtotal, money(row.subtotal)) : current.subtotal,
      discount: ofLine ? add(current.discount, money(row.discount)) : current.discount,
      net: add(current.net, money(row.net)),
      tax: add(current.tax, money(row.tax)),
      total: add(current.total, money(row.total)),
    }
  }, sums)
}
