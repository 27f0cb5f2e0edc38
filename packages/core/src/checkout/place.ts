import type { CartClosed, CartNotFound, CartView, PricedCart, SellableVariant } from '../cart/index.ts'
import { openCart, priceCart } from '../cart/index.ts'
import type { InsufficientStock, SourcedPart, StockLine } from '../inventory/index.ts'
import { insufficientStock, sourceLines } from '../inventory/index.ts'
import { addSeconds } from '../kernel/clock.ts'
import type { PortError } from '../kernel/errors.ts'
import { emit } from '../kernel/event.ts'
import type { NamedGuard } from '../kernel/extension.ts'
import { runGuards } from '../kernel/extension.ts'
import { sha256Hex } from '../kernel/hash.ts'
import type { Id } from '../kernel/id.ts'
import { canonicalJson } from '../kernel/json.ts'
import type { Call } from '../kernel/operation.ts'
import type { Result } from '../kernel/result.ts'
import { err, flow, ok, ResultAsync } from '../kernel/result.ts'
import type { LocalProviders, NewOrder, Order, OrderEvents } from '../order/index.ts'
import type { LocalProvider, PaymentPlan } from '../payment/index.ts'
import { isCovered, planLocalPayment } from '../payment/index.ts'
import type { RuleSetCache } from '../rules/index.ts'
import type {
  CheckoutCartEmpty,
  CheckoutLineUnavailable,
  CheckoutShippingUnavailable,
  CheckoutTotalChanged,
  PlaceOrderError,
} from './checkout.errors.ts'
import {
  cartEmpty,
  externalIdTaken,
  lineUnavailable,
  providerUnknown,
  quoteNotFound,
  quoteStale,
  shippingUnavailable,
  totalChanged,
} from './checkout.errors.ts'
import type { CheckoutTx } from './checkout.ports.ts'
import type { PlaceOrderInput, Quote } from './checkout.types.ts'
import type { OrderDraft } from './new-order.ts'
import { newOrder } from './new-order.ts'

/** What checkout needs besides the storage. */
export interface CheckoutDeps {
  readonly rules: RuleSetCache
  readonly providers: LocalProviders
  /** Extensions' checks before an order is written; they may read and refuse. */
  readonly guards: readonly NamedGuard<CheckoutTx, OrderDraft>[]
  /** Makes an order's number from the drawn one; default: its digits. */
  readonly orderNumber: (drawn: number) => string
  /** How long an unpaid order holds its stock, in seconds. */
  readonly paymentDeadlineSeconds: number
  /** How long a quote holds its prices, in seconds. */
  readonly quoteSeconds: number
}

interface Priced {
  readonly view: CartView
  readonly priced: PricedCart
}

/** Makes an order of a cart, or of a quote, in one unit. */
export function placeOrder(
  tx: CheckoutTx,
  input: PlaceOrderInput,
  call: Call,
  deps: CheckoutDeps,
): ResultAsync<Order, PlaceOrderError | PortError> {
  return flow(async function* () {
    const provider = deps.providers.get(input.payment.provider)
    if (provider === undefined) return err(providerUnknown(input.payment.provider))
    const { view, priced } = yield* priceInput(tx, input, call, deps)
    yield* checkPriced(view, priced)
    yield* checkExpected(input, priced)
    if (input.externalId !== undefined && (yield* tx.orders.externalIdTaken(input.externalId))) {
      return err(externalIdTaken(input.externalId))
    }
    const draft: OrderDraft = {
      cart: view.cart,
      lines: priced.lines,
      totals: priced.totals,
      externalId: input.externalId ?? null,
      metadata: input.metadata ?? {},
    }
    yield* await runGuards('checkout.place', deps.guards, tx, draft)
    const fresh = newOrder(draft, call.ids.next('ord'), call)
    const plan = yield* ResultAsync.fromSafePromise(planPayment(fresh, provider, call))
    const covered = isCovered(plan.facts, plan.attempt.money.amount)
    const order = covered ? placed(fresh.order, call) : fresh.order
    const parts = yield* sourceParts(fresh.order, view)
    // Everything is written by the flush; the stock guard is the last statement before it.
    appendPayment(tx, order, view, plan, call)
    const number = yield* takeStock(tx, order, view, parts, covered, call, deps)
    const numbered = number === null ? order : { ...order, number }
    appendOrder(tx, { ...fresh, order: numbered }, call)
    return ok(numbered)
  })
}

function priceInput(
  tx: CheckoutTx,
  input: PlaceOrderInput,
  call: Call,
  deps: CheckoutDeps,
): ResultAsync<Priced, PlaceOrderError | PortError> {
  return flow(async function* () {
    if (input.cartId !== undefined) return ok(yield* priceLive(tx, input.cartId, call, deps.rules))
    const id = input.quoteId
    if (id === undefined) throw new Error('the schema wants a cart or a quote')
    const quote = yield* tx.quotes.find(id, call.caller.access)
    if (quote === null) return err(quoteNotFound(id))
    if (quote.expiresAt <= call.now) return err(quoteStale(id))
    const view = yield* openCart(tx, quote.cartId, call, [])
    return view.cart.version === quote.cartVersion
      ? ok({ view, priced: frozen(view, quote) })
      : err(quoteStale(id))
  })
}

/** Locks a cart and prices it at what everything costs now. */
export function priceLive(
  tx: CheckoutTx,
  cartId: Id<'cart'>,
  call: Call,
  rules: RuleSetCache,
): ResultAsync<Priced, CartNotFound | CartClosed | PortError> {
  return flow(async function* () {
    const view = yield* openCart(tx, cartId, call, [])
    const ruleSet = yield* rules.current(view.rulesRevision, tx.rules)
    return ok({ view, priced: priceCart(view, ruleSet, call.now) })
  })
}

/** The cart at the prices of its quote; the cart has not changed since. */
function frozen(view: CartView, quote: Quote): PricedCart {
  const lines = quote.lines.map((line) => {
    const record = view.lines.find(({ id }) => id === line.lineId)
    if (record === undefined) throw new Error('a cart of the same version has the lines of its quote')
    const variant = view.variants.get(record.variantId ?? '') ?? null
    // A quote keeps prices, not what was withdrawn from sale since.
    const withdrawn = record.custom === null && variant?.visible !== true
    return {
      record,
      variant,
      unitPrice: withdrawn ? null : line.unitPrice.amount,
      listPrice: line.listPrice?.amount ?? null,
      priceSource: line.priceSource,
      taxClass: line.taxClass,
    }
  })
  return { lines, totals: quote.totals, shippingAvailable: true }
}

/** Refuses carts that cannot become an order. */
export function checkPriced(
  { cart }: CartView,
  priced: PricedCart,
): Result<void, CheckoutCartEmpty | CheckoutLineUnavailable | CheckoutShippingUnavailable> {
  if (priced.lines.length === 0) return err(cartEmpty(cart.id))
  const unavailable = priced.lines.filter(({ unitPrice }) => unitPrice === null)
  if (unavailable.length > 0) return err(lineUnavailable(unavailable.map(({ record }) => record.id)))
  if (!priced.shippingAvailable) return err(shippingUnavailable(cart.shippingMethodId ?? ''))
  return ok(undefined)
}

function checkExpected(input: PlaceOrderInput, { totals }: PricedCart): Result<void, CheckoutTotalChanged> {
  const expected = input.expectedTotal
  if (expected === undefined) return ok(undefined)
  const { total } = totals
  const same = expected.amount === total.amount && expected.currency === total.currency
  return same ? ok(undefined) : err(totalChanged(expected, total))
}

async function planPayment({ order }: NewOrder, provider: LocalProvider, call: Call): Promise<PaymentPlan> {
  const content = order.lines.map(({ sku, ordered, unitPrice }) => [sku, ordered, unitPrice.amount])
  const contentHash = await sha256Hex(canonicalJson([content, order.placed.total, order.parties.shipping]))
  return planLocalPayment({ id: order.id, total: order.placed.total, contentHash }, provider, call)
}

function placed(order: Order, call: Call): Order {
  return { ...order, state: 'placed', paymentState: 'authorized', placedAt: call.now }
}

/** Picks a location for each line of a tracked variant. */
function sourceParts(order: Order, view: CartView): Result<readonly SourcedPart[], InsufficientStock> {
  const tracked = (variantId: string | null): SellableVariant | null => {
    const variant = view.variants.get(variantId ?? '')
    return variant?.tracked === true ? variant : null
  }
  const wants = order.lines.flatMap(({ id, variantId, ordered }) =>
    variantId !== null && tracked(variantId) !== null ? { key: id, variantId, quantity: ordered } : [],
  )
  const { parts, nowhere } = sourceLines(wants, (variantId) => tracked(variantId)?.levels ?? [])
  if (nowhere.length === 0) return ok(parts)
  const shortfalls = nowhere.map(({ variantId, quantity }) => ({
    variantId,
    locationId: null,
    wanted: quantity,
    available: 0,
  }))
  return err(insufficientStock(shortfalls))
}

/** Takes the stock of a placed order and draws its number, or holds the stock of one that waits for its payment. */
function takeStock(
  tx: CheckoutTx,
  order: Order,
  view: CartView,
  parts: readonly SourcedPart[],
  covered: boolean,
  call: Call,
  deps: CheckoutDeps,
): ResultAsync<string | null, InsufficientStock | PortError> {
  return flow(async function* () {
    const lines: StockLine[] = parts.map(({ variantId, locationId, quantity }) => {
      const backorderLimit = view.variants.get(variantId)?.backorderLimit ?? 0
      return { variantId, locationId, quantity, backorderLimit }
    })
    if (!covered) {
      const held = lines.map((line) => ({ ...line, reservationId: call.ids.next('rsv') }))
      const until = addSeconds(call.now, deps.paymentDeadlineSeconds)
      const guard = yield* tx.stock.reserve(order.id, held, call.now, until)
      return guard.ok ? ok(null) : err(insufficientStock(guard.shortfalls))
    }
    const guard = yield* tx.stock.allocate(lines, call.now, 'order_number')
    if (!guard.ok) return err(insufficientStock(guard.shortfalls))
    if (guard.drawn === null) throw new Error('a guard that holds draws a number')
    for (const { key, variantId, locationId, quantity } of parts) {
      const orderLineId = key as Id<'oln'>
      tx.stock.appendAllocation({ orderLineId, orderId: order.id, variantId, locationId, quantity })
    }
    return ok(deps.orderNumber(guard.drawn))
  })
}

function appendPayment(tx: CheckoutTx, order: Order, view: CartView, plan: PaymentPlan, call: Call): void {
  tx.payments.appendTender(plan.tender)
  tx.payments.appendAttempt(plan.attempt)
  tx.payments.appendFacts(plan.attempt, plan.facts)
  tx.carts.save({
    ...view.cart,
    status: 'completed',
    orderId: order.id,
    version: view.cart.version + 1,
    updatedAt: call.now,
  })
}

function appendOrder(tx: CheckoutTx, fresh: NewOrder, call: Call): void {
  const { order } = fresh
  const aggregate = { type: 'order', id: order.id, version: 1 }
  const total = { total: order.placed.total.amount, currency: order.currency }
  tx.orders.append(fresh)
  tx.orders.appendJournal({
    id: call.ids.next('jrn'),
    orderId: order.id,
    at: call.now,
    actor: call.caller.ref,
    event: order.state,
    detail: { number: order.number, ...total },
  })
  call.note({ orderId: order.id, number: order.number, ...total })
  emit<OrderEvents, 'order.created'>(tx, call, {
    type: 'order.created',
    aggregate,
    payload: { orderId: order.id, cartId: order.cartId, ...total },
  })
  if (order.number === null) return
  emit<OrderEvents, 'order.placed'>(tx, call, {
    type: 'order.placed',
    aggregate,
    payload: { orderId: order.id, number: order.number, ...total },
  })
}
