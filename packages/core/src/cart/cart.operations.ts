import type * as z from 'zod'
import type { KernelTx } from '../kernel/engine.ts'
import type { PortError } from '../kernel/errors.ts'
import { emit } from '../kernel/event.ts'
import type { Id } from '../kernel/id.ts'
import type { Call, Command, Query, ResponsePolicy } from '../kernel/operation.ts'
import { defineCommand, defineQuery } from '../kernel/operation.ts'
import { ownerOr } from '../kernel/permission.ts'
import type { ResultAsync } from '../kernel/result.ts'
import { err, flow, ok } from '../kernel/result.ts'
import { addSeconds } from '../kernel/clock.ts'
import { settle } from '../kernel/unit-of-work.ts'
import type { RulesSlice, RuleSetCache } from '../rules/index.ts'
import type {
  AddLinesError,
  ChangeLineError,
  CreateCartError,
  GetCartError,
  RemoveLineError,
  UpdateCartError,
} from './cart.errors.ts'
import { cartCurrencyMissing, cartCustomerUnknown, cartNotFound } from './cart.errors.ts'
import type { CartEvents } from './cart.events.ts'
import type { CartReader, CartRecord, CartTx, CartView } from './cart.ports.ts'
import { presentCart } from './cart.rules.ts'
import {
  addLineInputSchema,
  addLinesInputSchema,
  cartSchema,
  changeLineInputSchema,
  createCartInputSchema,
  getCartInputSchema,
  removeLineInputSchema,
  updateCartInputSchema,
} from './cart.schemas.ts'
import type {
  AddLineInput,
  AddLinesInput,
  Cart,
  ChangeLineInput,
  CreateCartInput,
  GetCartInput,
  RemoveLineInput,
  UpdateCartInput,
} from './cart.types.ts'
import { addLines } from './lines.ts'
import { sampleCart, sampleFullCart, sampleGoods } from './samples.ts'
import { changeLine, removeLine, updateCart } from './changes.ts'

type Tx = CartTx & KernelTx

/** What carts need besides the storage. */
export interface CartDeps {
  readonly rules: RuleSetCache
  /** Seconds after its last change until a cart expires; default 30 days. */
  readonly lifetimeSeconds?: number
}

/** The operations of carts. `F` is the shop's own fields of a line. */
export interface CartOperations<F> {
  readonly create: Command<Tx, CartReader, CreateCartInput, Cart<F>, CreateCartError>
  readonly get: Query<CartReader, GetCartInput, Cart<F>, GetCartError>
  readonly addLine: Command<Tx, CartReader, AddLineInput<F>, Cart<F>, AddLinesError>
  readonly addLines: Command<Tx, CartReader, AddLinesInput<F>, Cart<F>, AddLinesError>
  readonly changeLine: Command<Tx, CartReader, ChangeLineInput, Cart<F>, ChangeLineError>
  readonly removeLine: Command<Tx, CartReader, RemoveLineInput, Cart<F>, RemoveLineError>
  readonly update: Command<Tx, CartReader, UpdateCartInput, Cart<F>, UpdateCartError>
}

const DEFAULT_LIFETIME_SECONDS = 30 * 86_400
const PERMISSION = ownerOr('carts:write')

/** Declares the operations of carts. */
export function cartOperations<F extends Readonly<Record<string, unknown>>>(
  deps: CartDeps,
  fields: z.ZodType<F>,
): CartOperations<F> {
  const { rules } = deps

  function present(source: RulesSlice, view: CartView, call: Call): ResultAsync<Cart<F>, PortError> {
    return rules
      .current(view.rulesRevision, source.rules)
      .map((ruleSet) => presentCart(view, ruleSet, call.now) as Cart<F>)
  }

  const response: ResponsePolicy<CartReader, Cart<F>> = {
    kind: 'reference',
    of: (cart) => cart.id,
    read: (reader, id: string, call) =>
      reader.carts.view(id as Id<'cart'>, { kind: 'all' }, call.now, []).andThen((view) => {
        // Carts of a stored key are never deleted before the key.
        if (view === null) throw new Error(`the cart ${id} of a stored key is gone`)
        return present(reader, view, call)
      }),
  }

  /** A change of one cart: the work answers the cart as it will be stored. */
  function change<I extends { readonly cartId: Id<'cart'> }, E>(
    work: (tx: Tx, input: I, call: Call) => ResultAsync<CartView, E>,
  ) {
    return async (tx: Tx, input: I, call: Call) =>
      settle(await work(tx, input, call).andThen((view) => present(tx, view, call)))
  }

  const cartTarget = (input: { readonly cartId: Id<'cart'> }) => ({ type: 'cart', id: input.cartId })

  return {
    create: defineCommand<Tx, CartReader, CreateCartInput, Cart<F>, CreateCartError>({
      name: 'carts.create',
      input: createCartInputSchema,
      output: cartSchema,
      errors: { 'cart.currency_missing': true, 'cart.customer_unknown': true },
      permission: PERMISSION,
      target: () => null,
      response,
      sample: async () => ({ as: 'guest', input: { currency: 'GBP' } }),
      run: async (tx, input, call) =>
        settle(
          await createCart(tx, input, call, deps.lifetimeSeconds ?? DEFAULT_LIFETIME_SECONDS).andThen(
            (view) => present(tx, view, call),
          ),
        ),
    }),
    get: defineQuery<CartReader, GetCartInput, Cart<F>, GetCartError>({
      name: 'carts.get',
      input: getCartInputSchema,
      output: cartSchema,
      errors: { 'cart.not_found': true },
      permission: ownerOr('carts:read'),
      sample: async (f) => ({ as: 'guest', input: { cartId: await sampleCart(f) } }),
      run: (reader, input, call) =>
        flow(async function* () {
          const view = yield* reader.carts.view(input.cartId, call.caller.access, call.now, [])
          if (view === null) return err(cartNotFound(input.cartId))
          return ok(yield* present(reader, view, call))
        }),
    }),
    addLine: defineCommand<Tx, CartReader, AddLineInput<F>, Cart<F>, AddLinesError>({
      name: 'carts.add_line',
      input: addLineInputSchema(fields),
      output: cartSchema,
      errors: addLinesErrors,
      permission: PERMISSION,
      target: cartTarget,
      response,
      sample: async (f) => ({
        as: 'guest',
        input: { cartId: await sampleCart(f), ...(await sampleGoods(f)), quantity: 2 },
      }),
      run: change((tx, { cartId, expectedVersion, ...line }: AddLineInput<F>, call) =>
        added(tx, { cartId, lines: [line], expectedVersion }, call),
      ),
    }),
    addLines: defineCommand<Tx, CartReader, AddLinesInput<F>, Cart<F>, AddLinesError>({
      name: 'carts.add_lines',
      input: addLinesInputSchema(fields),
      output: cartSchema,
      errors: addLinesErrors,
      permission: PERMISSION,
      target: cartTarget,
      response,
      sample: async (f) => ({
        as: 'guest',
        input: { cartId: await sampleCart(f), lines: [{ ...(await sampleGoods(f)), quantity: 1 }] },
      }),
      run: change(added),
    }),
    changeLine: defineCommand<Tx, CartReader, ChangeLineInput, Cart<F>, ChangeLineError>({
      name: 'carts.change_line',
      input: changeLineInputSchema,
      output: cartSchema,
      errors: {
        'cart.not_found': true,
        'cart.closed': true,
        'cart.line_not_found': true,
        'inventory.insufficient_stock': true,
        'conflict.stale_version': true,
        'permission.denied': true,
        'input.invalid': true,
      },
      permission: PERMISSION,
      target: cartTarget,
      response,
      sample: async (f) => ({ as: 'guest', input: { ...(await sampleFullCart(f)), quantity: 3 } }),
      run: change(changeLine),
    }),
    removeLine: defineCommand<Tx, CartReader, RemoveLineInput, Cart<F>, RemoveLineError>({
      name: 'carts.remove_line',
      input: removeLineInputSchema,
      output: cartSchema,
      errors: {
        'cart.not_found': true,
        'cart.closed': true,
        'cart.line_not_found': true,
        'conflict.stale_version': true,
      },
      permission: PERMISSION,
      target: cartTarget,
      response,
      sample: async (f) => ({ as: 'guest', input: await sampleFullCart(f) }),
      run: change(removeLine),
    }),
    update: defineCommand<Tx, CartReader, UpdateCartInput, Cart<F>, UpdateCartError>({
      name: 'carts.update',
      input: updateCartInputSchema,
      output: cartSchema,
      errors: {
        'cart.not_found': true,
        'cart.closed': true,
        'cart.shipping_unavailable': true,
        'conflict.stale_version': true,
      },
      permission: PERMISSION,
      target: cartTarget,
      response,
      sample: async (f) => ({
        as: 'guest',
        input: { cartId: await sampleCart(f), note: 'leave at the door' },
      }),
      run: change((tx, input, call) => updateCart(tx, input, call, rules)),
    }),
  }
}

const addLinesErrors = {
  'cart.not_found': true,
  'cart.closed': true,
  'cart.variant_unavailable': true,
  'cart.too_many_lines': true,
  'inventory.insufficient_stock': true,
  'conflict.stale_version': true,
  'permission.denied': true,
  'input.invalid': true,
} as const

function added(tx: Tx, input: AddLinesInput, call: Call): ResultAsync<CartView, AddLinesError | PortError> {
  return addLines(tx, input, call).map((view) => {
    const touched = input.lines.map(({ variantId, quantity }) => ({ variantId: variantId ?? null, quantity }))
    call.note({ lines: touched })
    emit<CartEvents, 'cart.lines_added'>(tx, call, {
      type: 'cart.lines_added',
      aggregate: { type: 'cart', id: view.cart.id, version: view.cart.version },
      payload: { cartId: view.cart.id, lines: touched },
    })
    return view
  })
}

function createCart(
  tx: Tx,
  input: CreateCartInput,
  call: Call,
  lifetimeSeconds: number,
): ResultAsync<CartView, CreateCartError | PortError> {
  return flow(async function* () {
    const currency = input.currency ?? call.ctx.currency
    if (currency === undefined) return err(cartCurrencyMissing())
    const { access } = call.caller
    const customerId = access.kind === 'customer' ? access.customerId : (input.customerId ?? null)
    if (access.kind !== 'all' && input.customerId !== undefined && input.customerId !== customerId) {
      return err(cartCustomerUnknown(input.customerId))
    }
    if (access.kind === 'guest' && input.customerId !== undefined)
      return err(cartCustomerUnknown(input.customerId))
    const opening = yield* tx.carts.opening(customerId)
    if (customerId !== null && !opening.customerKnown) return err(cartCustomerUnknown(customerId))
    const cart: CartRecord = {
      id: call.ids.next('cart'),
      status: 'open',
      currency,
      channel: call.ctx.channel ?? null,
      locale: call.ctx.locale ?? null,
      customerId,
      guestHash: access.kind === 'guest' ? access.secretHash : null,
      email: input.email ?? null,
      shippingAddress: input.shippingAddress ?? null,
      billingAddress: input.billingAddress ?? null,
      shippingMethodId: null,
      note: input.note ?? null,
      metadata: input.metadata ?? {},
      orderId: null,
      expiresAt: addSeconds(call.now, lifetimeSeconds),
      version: 1,
      createdAt: call.now,
      updatedAt: call.now,
    }
    tx.carts.append(cart)
    emit<CartEvents, 'cart.created'>(tx, call, {
      type: 'cart.created',
      aggregate: { type: 'cart', id: cart.id, version: 1 },
      payload: { cartId: cart.id, currency },
    })
    return ok({ cart, lines: [], variants: new Map(), rulesRevision: opening.rulesRevision })
  })
}
