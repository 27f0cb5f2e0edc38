import { sampleStock } from '../inventory/index.ts'
import type { Id } from '../kernel/id.ts'
import type { SampleFixture } from '../kernel/operation.ts'

/** A guest's empty cart. */
export async function sampleCart(f: SampleFixture): Promise<Id<'cart'>> {
  const cart = await f.invoke('carts.create', { currency: 'GBP' }, 'guest')
  return cart['id'] as Id<'cart'>
}

/** What can be put into a cart. */
export async function sampleGoods(f: SampleFixture): Promise<{ readonly variantId: Id<'var'> }> {
  const { variantId } = await sampleStock(f)
  return { variantId }
}

/** A guest's cart with one line of two. */
export async function sampleFullCart(
  f: SampleFixture,
): Promise<{ readonly cartId: Id<'cart'>; readonly lineId: Id<'cln'> }> {
  const cartId = await sampleCart(f)
  const cart = await f.invoke('carts.add_line', { cartId, ...(await sampleGoods(f)), quantity: 2 }, 'guest')
  const [line] = cart['lines'] as unknown as readonly { readonly id: Id<'cln'> }[]
  if (line === undefined) throw new Error('the sample cart has a line')
  return { cartId, lineId: line.id }
}
