import type { Id } from '@cartwright/core'
import { unwrap } from '@cartwright/core'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Server, ServerShop } from './servers.ts'
import { openShop, servers, stockedVariants } from './servers.ts'

/** As `budgets.test.ts` counts them on the embedded database; the promise is at most 6 and 10. */
const BUDGETS = { add: 6, place: 7 }

const key = (step: string) => `statements-${step}-0123456789`

async function shopOn(server: Server): Promise<ServerShop> {
  const shop = await openShop(server)
  onTestFinished(shop.drop)
  return shop
}

/** An open cart whose next call finds the shop's rules compiled already. */
async function warmCart({ commerce }: ServerShop, ctx: ReturnType<ServerShop['guest']>): Promise<Id<'cart'>> {
  const { id } = await unwrap(commerce.carts.create(ctx, {}))
  await unwrap(commerce.carts.get(ctx, { cartId: id }))
  return id
}

describe.each(servers)('protocol round trips on $label, with key, audit and events', (server) => {
  it.each([1, 20])('are the same for %i lines as on the embedded database', async (size) => {
    const shop = await shopOn(server)
    const { commerce } = shop
    const variants = await stockedVariants(shop, Array<number>(size).fill(5))
    const ctx = shop.guest()
    const cartId = await warmCart(shop, ctx)
    const lines = variants.map(({ variantId }) => ({ variantId, quantity: 1 }))
    const add = await shop.statements(() =>
      unwrap(commerce.carts.addLines({ ...ctx, idempotencyKey: key('add') }, { cartId, lines })),
    )
    const place = await shop.statements(() =>
      unwrap(
        commerce.checkout.place(
          { ...ctx, idempotencyKey: key('place') },
          { cartId, payment: { provider: 'cash' } },
        ),
      ),
    )
    expect({ add, place }).toEqual(BUDGETS)
  })

  it('a read takes one', async () => {
    const shop = await shopOn(server)
    const ctx = shop.guest()
    const cartId = await warmCart(shop, ctx)
    expect(await shop.statements(() => unwrap(shop.commerce.carts.get(ctx, { cartId })))).toBe(1)
  })
})
