import * as z from 'zod'
import type { CartNotFound } from './cart/index.ts'
import type { Commerce, CommerceConfig } from './commerce.ts'
import { createCommerce } from './commerce.ts'
import type { Context } from './kernel/context.ts'
import type { Id } from './kernel/id.ts'

declare const commerce: Commerce
declare const ctx: Context
declare const cartId: Id<'cart'>
declare const orderId: Id<'ord'>
declare const variantId: Id<'var'>
declare const storage: CommerceConfig['storage']

/** Only checked, never run. */
export async function misuse(): Promise<void> {
  // @ts-expect-error a context is required
  void commerce.carts.get({ cartId })

  // @ts-expect-error an order's id is not a cart's
  void commerce.carts.get(ctx, { cartId: orderId })

  // @ts-expect-error a plain text is not an id
  void commerce.carts.get(ctx, { cartId: 'anything' as string })

  // @ts-expect-error members that do not exist are refused
  void commerce.carts.create(ctx, { colour: 'red' })

  // @ts-expect-error a phased operation is no part of a transaction
  void commerce.transaction(ctx, { name: 'no', input: null }, (t) => t.checkout.place({ cartId }))

  const read = await commerce.carts.get(ctx, { cartId })
  if (read.isErr()) {
    switch (read.error.type) {
      case 'cart.not_found': {
        const error: CartNotFound = read.error
        void error.cartId
        break
      }
      // @ts-expect-error reading a cart never ends like this
      case 'inventory.insufficient_stock':
        break
      case 'input.invalid':
      case 'permission.denied':
      case 'operation.aborted':
      case 'port.unavailable':
      case 'port.timeout':
      case 'port.rate_limited':
      case 'port.conflict':
      case 'port.rejected':
        break
    }
  }
}

/** Fields of the shop's own are typed where they are declared, and refused where not. */
export async function ownFields(): Promise<void> {
  const shop = await createCommerce({
    storage,
    fields: {
      product: z.strictObject({ origin: z.string() }),
      cartLine: z.strictObject({ engraving: z.string().max(20) }),
    },
  })
  const line = { cartId, variantId, quantity: 1 }
  void shop.carts.addLine(ctx, { ...line, fields: { engraving: 'Ada' } })
  // @ts-expect-error the field is a text
  void shop.carts.addLine(ctx, { ...line, fields: { engraving: 7 } })
  // @ts-expect-error this shop has no such field
  void shop.carts.addLine(ctx, { ...line, fields: { colour: 'red' } })
  // @ts-expect-error a shop without fields takes none
  void commerce.carts.addLine(ctx, { ...line, fields: { engraving: 'Ada' } })

  const product = await shop.products.get(ctx, { handle: 'mug' })
  if (product.isOk()) {
    const origin: string = product.value.fields.origin
    // @ts-expect-error this shop has no such field
    void [origin, product.value.fields.colour]
  }
}
