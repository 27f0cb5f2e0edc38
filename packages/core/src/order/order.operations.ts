import { startAfter } from '../kernel/cursor.ts'
import { sampleFullCart } from '../cart/index.ts'
import type { KernelTx } from '../kernel/engine.ts'
import type { PortError } from '../kernel/errors.ts'
import { sha256Hex } from '../kernel/hash.ts'
import type { Id } from '../kernel/id.ts'
import { canonicalJson } from '../kernel/json.ts'
import type { Call, Command, Query, ResponsePolicy, SampleFixture } from '../kernel/operation.ts'
import { defineCommand, defineQuery } from '../kernel/operation.ts'
import type { Page } from '../kernel/page.ts'
import { DEFAULT_PAGE_LIMIT, encodeCursor } from '../kernel/page.ts'
import { holderOf, ownerOr } from '../kernel/permission.ts'
import type { Result, ResultAsync } from '../kernel/result.ts'
import { err, flow, ok } from '../kernel/result.ts'
import { settle } from '../kernel/unit-of-work.ts'
import type { LocalProviders } from './amount-due.ts'
import type { CancelTx } from './cancel.ts'
import { cancelLines, cancelOrder } from './cancel.ts'
import type {
  CancelLinesError,
  CancelOrderError,
  GetOrderError,
  ListOrdersError,
  OrderNotFound,
} from './order.errors.ts'
import { orderNotFound } from './order.errors.ts'
import type { OrderKey, OrderReader } from './order.ports.ts'
import {
  cancelLinesInputSchema,
  cancelOrderInputSchema,
  getOrderInputSchema,
  getOrdersInputSchema,
  listOrderLinesInputSchema,
  listOrdersInputSchema,
  orderLinePageSchema,
  orderPageSchema,
  orderSchema,
  orderTimelineInputSchema,
  ordersSchema,
  timelineSchema,
} from './order.schemas.ts'
import type {
  CancelLinesInput,
  CancelOrderInput,
  GetOrderInput,
  GetOrdersInput,
  JournalEntry,
  ListOrderLinesInput,
  ListOrdersInput,
  Order,
  OrderCard,
  OrderLineMatch,
  OrderTimelineInput,
} from './order.types.ts'

type Tx = CancelTx & KernelTx

/** Orders by id. */
export interface GetOrdersOutput {
  readonly items: readonly Order[]
}

/** The operations of orders. */
export interface OrderOperations {
  readonly get: Query<OrderReader, GetOrderInput, Order, GetOrderError>
  /** In the order of the ids; unknown and foreign ones are left out. */
  readonly getMany: Query<OrderReader, GetOrdersInput, GetOrdersOutput, never>
  readonly list: Query<OrderReader, ListOrdersInput, Page<OrderCard>, ListOrdersError>
  readonly listLines: Query<OrderReader, ListOrderLinesInput, Page<OrderLineMatch>, ListOrdersError>
  readonly timeline: Query<OrderReader, OrderTimelineInput, readonly JournalEntry[], GetOrderError>
  readonly cancelLines: Command<Tx, OrderReader, CancelLinesInput, Order, CancelLinesError>
  readonly cancel: Command<Tx, OrderReader, CancelOrderInput, Order, CancelOrderError>
}

/** Reads an order again for a replayed call. */
export const orderResponse: ResponsePolicy<OrderReader, Order> = {
  kind: 'reference',
  of: ({ id }) => id,
  read: (reader, id: string) =>
    reader.orders.order({ by: 'id', value: id }, { kind: 'all' }).map((order) => {
      if (order === null) throw new Error(`the order ${id} of a stored key is gone`)
      return order
    }),
}

/** Declares the operations of orders. */
export function orderOperations(deps: { readonly providers: LocalProviders }): OrderOperations {
  const target = ({ orderId }: { readonly orderId: Id<'ord'> }) => ({ type: 'order', id: orderId })
  return {
    get: defineQuery<OrderReader, GetOrderInput, Order, GetOrderError>({
      name: 'orders.get',
      input: getOrderInputSchema,
      output: orderSchema,
      errors: { 'order.not_found': true },
      permission: ownerOr('orders:read'),
      sample: async (f) => ({ as: 'guest', input: { id: (await sampleOrder(f)).id } }),
      run: (reader, input, call) => {
        const key = keyOf(input)
        return reader.orders
          .order(key, call.caller.access)
          .andThen((order): Result<Order, GetOrderError> =>
            order === null ? err(orderNotFound(key.value)) : ok(order),
          )
      },
    }),
    getMany: defineQuery<OrderReader, GetOrdersInput, GetOrdersOutput, never>({
      name: 'orders.get_many',
      input: getOrdersInputSchema,
      output: ordersSchema,
      errors: {},
      permission: ownerOr('orders:read'),
      sample: async (f) => ({ as: 'guest', input: { ids: [(await sampleOrder(f)).id] } }),
      run: (reader, { ids }, call) =>
        reader.orders.orders(ids, call.caller.access).map((items) => ({ items })),
    }),
    list: defineQuery<OrderReader, ListOrdersInput, Page<OrderCard>, ListOrdersError>({
      name: 'orders.list',
      input: listOrdersInputSchema,
      output: orderPageSchema,
      errors: { 'page.cursor_invalid': true },
      permission: ownerOr('orders:read'),
      sample: async (f) => ({ as: 'staff', input: { limit: (await sampleOrder(f)).lines.length } }),
      run: listOrders,
    }),
    listLines: defineQuery<OrderReader, ListOrderLinesInput, Page<OrderLineMatch>, ListOrdersError>({
      name: 'orders.list_lines',
      input: listOrderLinesInputSchema,
      output: orderLinePageSchema,
      errors: { 'page.cursor_invalid': true },
      permission: holderOf('orders:read'),
      sample: async (f) => {
        const customer = await f.invoke('customers.create', { externalId: f.unique('customer') }, 'staff')
        return { as: 'staff', input: { customerId: customer['id'] as Id<'cus'>, skus: [f.unique('sku')] } }
      },
      run: listLines,
    }),
    timeline: defineQuery<OrderReader, OrderTimelineInput, readonly JournalEntry[], GetOrderError>({
      name: 'orders.timeline',
      input: orderTimelineInputSchema,
      output: timelineSchema,
      errors: { 'order.not_found': true },
      permission: ownerOr('orders:read'),
      sample: async (f) => ({ as: 'guest', input: { orderId: (await sampleOrder(f)).id } }),
      run: (reader, { orderId }, call) =>
        reader.orders
          .timeline(orderId, call.caller.access)
          .andThen((entries): Result<readonly JournalEntry[], OrderNotFound> =>
            entries === null ? err(orderNotFound(orderId)) : ok(entries),
          ),
    }),
    cancelLines: defineCommand<Tx, OrderReader, CancelLinesInput, Order, CancelLinesError>({
      name: 'orders.cancel_lines',
      input: cancelLinesInputSchema,
      output: orderSchema,
      errors: {
        'order.not_found': true,
        'order.line_not_found': true,
        'order.quantity_exceeds_open': true,
        'order.invalid_transition': true,
        'conflict.stale_version': true,
      },
      permission: ownerOr('orders:write'),
      target,
      response: orderResponse,
      sample: async (f) => {
        const { id, lines } = await sampleOrder(f)
        return {
          as: 'guest',
          input: { orderId: id, lines: lines.map((lineId) => ({ lineId, quantity: 1 })) },
        }
      },
      run: async (tx, input, call) => settle(await cancelLines(tx, input, call, deps.providers)),
    }),
    cancel: defineCommand<Tx, OrderReader, CancelOrderInput, Order, CancelOrderError>({
      name: 'orders.cancel',
      input: cancelOrderInputSchema,
      output: orderSchema,
      errors: {
        'order.not_found': true,
        'order.invalid_transition': true,
        'order.nothing_left': true,
        'conflict.stale_version': true,
      },
      permission: ownerOr('orders:write'),
      target,
      response: orderResponse,
      sample: async (f) => ({ as: 'guest', input: { orderId: (await sampleOrder(f)).id } }),
      run: async (tx, input, call) => settle(await cancelOrder(tx, input, call, deps.providers)),
    }),
  }
}

function keyOf({ id, number, externalId }: GetOrderInput): OrderKey {
  if (id !== undefined) return { by: 'id', value: id }
  if (number !== undefined) return { by: 'number', value: number }
  return { by: 'external_id', value: externalId ?? '' }
}

function listOrders(
  reader: OrderReader,
  input: ListOrdersInput,
  call: Call,
): ResultAsync<Page<OrderCard>, ListOrdersError | PortError> {
  return flow(async function* () {
    const filter = {
      access: call.caller.access,
      state: input.state ?? null,
      customerId: input.customerId ?? null,
      externalId: input.externalId ?? null,
      placedFrom: input.placedFrom ?? null,
      placedTo: input.placedTo ?? null,
    }
    const sort = input.sort ?? 'newest'
    const { access: _access, ...named } = filter
    const scope = await sha256Hex(canonicalJson(['orders', sort, named]))
    const after = yield* startAfter(input.cursor, scope, ['instant', 'text'])
    const limit = input.limit ?? DEFAULT_PAGE_LIMIT
    const rows = yield* reader.orders.list(filter, sort, after, limit + 1)
    const items = rows.slice(0, limit)
    const last = items.at(-1)
    const more = rows.length > limit && last !== undefined
    const nextCursor = more ? encodeCursor([last.createdAt, last.id], scope) : null
    if (input.count !== 'exact') return ok({ items, nextCursor })
    return ok({ items, nextCursor, count: yield* reader.orders.count(filter) })
  })
}

function listLines(
  reader: OrderReader,
  input: ListOrderLinesInput,
): ResultAsync<Page<OrderLineMatch>, ListOrdersError | PortError> {
  return flow(async function* () {
    const { customerId, skus, open = false } = input
    const unitPrice = input.unitPrice ?? null
    const filter = { customerId, skus, unitPrice, open }
    const scope = await sha256Hex(canonicalJson(['order lines', customerId, skus, { ...unitPrice }, open]))
    const after = yield* startAfter(input.cursor, scope, ['instant', 'text', 'integer'])
    const limit = input.limit ?? DEFAULT_PAGE_LIMIT
    const rows = yield* reader.orders.lines(filter, after, limit + 1)
    const page = rows.slice(0, limit)
    const last = page.at(-1)
    const nextCursor = rows.length > limit && last !== undefined ? encodeCursor(last.cursor, scope) : null
    return ok({ items: page.map(({ cursor: _cursor, ...match }) => match), nextCursor })
  })
}

/** A guest's order that was placed. */
export async function sampleOrder(
  f: SampleFixture,
): Promise<{ readonly id: Id<'ord'>; readonly lines: readonly Id<'oln'>[] }> {
  const { cartId } = await sampleFullCart(f)
  const order = await f.invoke('checkout.place', { cartId, payment: { provider: 'cash' } }, 'guest')
  const lines = order['lines'] as unknown as readonly { readonly id: Id<'oln'> }[]
  return { id: order['id'] as Id<'ord'>, lines: lines.map(({ id }) => id) }
}
