// Checked by the compiler alone: an expected error that does not come is an error itself.
import * as z from 'zod'
import type { Commerce, Context, Id, Storage } from './index.ts'
import { createCommerce } from './index.ts'

declare const plain: Commerce
declare const storage: Storage
declare const ctx: Context
declare const cartId: Id<'cart'>
declare const orderId: Id<'ord'>
declare const variantId: Id<'var'>
declare const text: string

/** Every operation takes a context: there is no default actor. */
export async function contexts(): Promise<void> {
  void (await plain.carts.get(ctx, { cartId }))
  // @ts-expect-error -- the context is missing
  void (await plain.carts.get({ cartId }))
  // @ts-expect-error -- a context has an actor
  void (await plain.carts.get({ currency: 'GBP' }, { cartId }))
  // @ts-expect-error -- the input is missing
  void (await plain.carts.get(ctx))
}

/** Ids of different aggregates are different types. */
export async function ids(): Promise<void> {
  // @ts-expect-error -- an order is no cart
  void (await plain.carts.get(ctx, { cartId: orderId }))
  // @ts-expect-error -- a variant is no cart
  void (await plain.checkout.place(ctx, { cartId: variantId, payment: { provider: 'cash' } }))
  // @ts-expect-error -- a cart is no order
  void (await plain.orders.get(ctx, { id: cartId }))
  // @ts-expect-error -- any text is no id
  void (await plain.orders.cancel(ctx, { orderId: text }))
  // @ts-expect-error -- a misspelt member
  void (await plain.carts.addLine(ctx, { cartId, variant: variantId, quantity: 1 }))
}

/** Errors are a closed set: a switch over them is exhaustive, and knows no others. */
export async function errors(): Promise<number> {
  const result = await plain.orders.cancelLines(ctx, { orderId, lines: [] })
  if (result.isOk()) {
    // @ts-expect-error -- a value has no error
    void result.error
    return 0
  }
  // @ts-expect-error -- an error has no value
  void result.value
  switch (result.error.type) {
    case 'order.quantity_exceeds_open':
      // @ts-expect-error -- belongs to insufficient stock
      void result.error.shortfalls
      return result.error.open
    case 'conflict.stale_version':
      return result.error.current
    // @ts-expect-error -- cancelling never answers this
    case 'catalog.sku_taken':
      return 1
    // @ts-expect-error -- misspelt
    case 'order.notfound':
      return 1
    case 'order.not_found':
    case 'order.line_not_found':
    case 'order.invalid_transition':
    case 'input.invalid':
    case 'permission.denied':
    case 'operation.aborted':
    case 'idempotency.key_invalid':
    case 'idempotency.key_reused':
    case 'idempotency.in_progress':
    case 'transaction.doomed':
    case 'transaction.phased_operation':
    case 'port.unavailable':
    case 'port.timeout':
    case 'port.rate_limited':
    case 'port.conflict':
    case 'port.rejected':
      return 2
    default:
      return result.error satisfies never
  }
}

/** A query cannot answer what only commands do. */
export async function queries(): Promise<void> {
  const result = await plain.carts.get(ctx, { cartId })
  if (result.isOk()) return
  // @ts-expect-error -- no key, so no reuse
  if (result.error.type === 'idempotency.key_reused') return
}

/** The shop's own fields are typed from its schemas, in and out. */
export async function fields(): Promise<void> {
  const commerce = await createCommerce({
    storage,
    fields: {
      product: z.strictObject({ material: z.enum(['oak', 'ash']) }),
      cartLine: z.strictObject({ engraving: z.string().optional() }),
    },
  })
  const product = (await commerce.products.get(ctx, { handle: 'table' }))._unsafeUnwrap()
  void (product.fields.material satisfies 'oak' | 'ash')
  // @ts-expect-error -- no such field
  void product.fields.colour
  const variants = [{ sku: 'table' }]
  void (await commerce.products.create(ctx, { title: 'Table', variants, fields: { material: 'oak' } }))
  // @ts-expect-error -- not one of the values
  void (await commerce.products.create(ctx, { title: 'Table', variants, fields: { material: 'tin' } }))
  const table = { title: 'Table', variants }
  // @ts-expect-error -- not a field of products
  void (await commerce.products.createMany(ctx, { products: [{ ...table, fields: { engraving: 'A' } }] }))

  const line = { cartId, variantId, quantity: 1 }
  const cart = (await commerce.carts.addLine(ctx, { ...line, fields: { engraving: 'A' } }))._unsafeUnwrap()
  void (cart.lines[0]?.fields.engraving satisfies string | undefined)
  // @ts-expect-error -- no such field
  void cart.lines[0]?.fields.colour
  // @ts-expect-error -- a text
  void (await commerce.carts.addLine(ctx, { ...line, fields: { engraving: 1 } }))
  const added = { variantId, quantity: 1 }
  // @ts-expect-error -- not a field of cart lines
  void (await commerce.carts.addLines(ctx, { cartId, lines: [{ ...added, fields: { material: 'oak' } }] }))
  // @ts-expect-error -- orders have no fields of the shop's own
  await createCommerce({ storage, fields: { order: z.strictObject({}) } })
}

/** A shop without fields takes none. */
export async function noFields(): Promise<void> {
  const line = { cartId, variantId, quantity: 1 }
  void (await plain.carts.addLine(ctx, line))
  // @ts-expect-error -- this shop declares no fields
  void (await plain.carts.addLine(ctx, { ...line, fields: { engraving: 'A' } }))
}

/** Inside a transaction the context is the transaction's, and what commits on its own is not there. */
export async function transactions(): Promise<void> {
  void (await plain.transaction(ctx, { name: 'test', input: null }, async (t) => {
    const added = await t.carts.addLine({ cartId, variantId, quantity: 1 })
    // @ts-expect-error -- the context is the transaction's
    void (await t.carts.addLine(ctx, { cartId, variantId, quantity: 1 }))
    // @ts-expect-error -- commits on its own
    void t.checkout.place
    return added.map(({ version }) => version)
  }))
  // @ts-expect-error -- the result is stored with the key, so it must be JSON
  void (await plain.transaction(ctx, { name: 'test', input: null }, async (t) => {
    const rows = await t.sql('select 1')
    return rows.map(() => new Map())
  }))
}
