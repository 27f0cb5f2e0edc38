import type { KernelTx } from '../kernel/engine.ts'
import type { PortError } from '../kernel/errors.ts'
import { emit } from '../kernel/event.ts'
import type { Call } from '../kernel/operation.ts'
import type { ResultAsync } from '../kernel/result.ts'
import { err, flow, ok } from '../kernel/result.ts'
import type { RuleSetCache } from '../rules/index.ts'
import type { ChangeLineError, RemoveLineError, UpdateCartError } from './cart.errors.ts'
import { cartLineNotFound, cartShippingUnavailable } from './cart.errors.ts'
import type { CartEvents } from './cart.events.ts'
import type { CartRecord, CartTx, CartView } from './cart.ports.ts'
import { priceCart } from './cart.rules.ts'
import type { ChangeLineInput, RemoveLineInput, UpdateCartInput } from './cart.types.ts'
import { checkStock, checkSums, checkVersion, lacks, openCart } from './lines.ts'

type Tx = CartTx & KernelTx

/** Sets the quantity of a line. */
export function changeLine(
  tx: Tx,
  input: ChangeLineInput,
  call: Call,
): ResultAsync<CartView, ChangeLineError | PortError> {
  return flow(async function* () {
    const view = yield* openCart(tx, input.cartId, call, [])
    yield* checkVersion(input.expectedVersion, view.cart.version)
    const line = view.lines.find(({ id }) => id === input.lineId)
    if (line === undefined) return err(cartLineNotFound(input.lineId))
    const grows = input.quantity > line.quantity
    // What staff priced, only staff may sell more of.
    if (grows && line.custom !== null && !call.can('carts:custom_lines'))
      return err(lacks(call, 'carts:custom_lines'))
    if (grows && line.unitPriceOverride !== null && !call.can('carts:override_price')) {
      return err(lacks(call, 'carts:override_price'))
    }
    const changed = { ...line, quantity: input.quantity }
    const lines = view.lines.map((other) => (other.id === line.id ? changed : other))
    yield* checkSums(lines, view.variants)
    if (grows && line.variantId !== null) {
      yield* checkStock(lines, view.variants, new Set([line.variantId]))
    }
    tx.carts.saveLines(view.cart.id, [changed])
    const cart = touch(tx, view.cart, call)
    call.note({ lineId: line.id, quantity: input.quantity })
    emit<CartEvents, 'cart.line_changed'>(tx, call, {
      type: 'cart.line_changed',
      aggregate: { type: 'cart', id: cart.id, version: cart.version },
      payload: { cartId: cart.id, lineId: line.id, quantity: input.quantity },
    })
    return ok({ ...view, cart, lines })
  })
}

/** Takes a line out. */
export function removeLine(
  tx: Tx,
  input: RemoveLineInput,
  call: Call,
): ResultAsync<CartView, RemoveLineError | PortError> {
  return flow(async function* () {
    const view = yield* openCart(tx, input.cartId, call, [])
    yield* checkVersion(input.expectedVersion, view.cart.version)
    const lines = view.lines.filter(({ id }) => id !== input.lineId)
    if (lines.length === view.lines.length) return err(cartLineNotFound(input.lineId))
    tx.carts.removeLines([input.lineId])
    const cart = touch(tx, view.cart, call)
    call.note({ lineId: input.lineId })
    emit<CartEvents, 'cart.line_removed'>(tx, call, {
      type: 'cart.line_removed',
      aggregate: { type: 'cart', id: cart.id, version: cart.version },
      payload: { cartId: cart.id, lineId: input.lineId },
    })
    return ok({ ...view, cart, lines })
  })
}

/** Changes addresses, shipping, e-mail, note or metadata. */
export function updateCart(
  tx: Tx,
  input: UpdateCartInput,
  call: Call,
  cache: RuleSetCache,
): ResultAsync<CartView, UpdateCartError | PortError> {
  return flow(async function* () {
    const view = yield* openCart(tx, input.cartId, call, [])
    yield* checkVersion(input.expectedVersion, view.cart.version)
    const updated = { ...view, cart: applyUpdate(view.cart, input) }
    const rules = yield* cache.current(view.rulesRevision, tx.rules)
    const priced = priceCart(updated, rules, call.now)
    if (typeof input.shippingMethodId === 'string' && !priced.shippingAvailable) {
      return err(cartShippingUnavailable(input.shippingMethodId))
    }
    const lines =
      input.acceptPrices === true
        ? priced.lines.map(({ record, unitPrice }) => ({ ...record, seenUnitPrice: unitPrice }))
        : view.lines
    if (input.acceptPrices === true) tx.carts.saveLines(view.cart.id, lines)
    const cart = touch(tx, updated.cart, call)
    const members = Object.keys(input).filter((name) => name !== 'cartId' && name !== 'expectedVersion')
    call.note({ members })
    emit<CartEvents, 'cart.updated'>(tx, call, {
      type: 'cart.updated',
      aggregate: { type: 'cart', id: cart.id, version: cart.version },
      payload: { cartId: cart.id, members },
    })
    return ok({ ...updated, cart, lines })
  })
}

function applyUpdate(cart: CartRecord, input: UpdateCartInput): CartRecord {
  const { email, shippingAddress, billingAddress, shippingMethodId, note, metadata } = input
  return {
    ...cart,
    ...(email === undefined ? {} : { email }),
    ...(shippingAddress === undefined ? {} : { shippingAddress }),
    ...(billingAddress === undefined ? {} : { billingAddress }),
    ...(shippingMethodId === undefined ? {} : { shippingMethodId }),
    ...(note === undefined ? {} : { note }),
    ...(metadata === undefined ? {} : { metadata }),
  }
}

function touch(tx: Tx, cart: CartRecord, call: Call): CartRecord {
  const touched = { ...cart, version: cart.version + 1, updatedAt: call.now }
  tx.carts.save(touched)
  return touched
}
