import { ResultError, unwrap } from '@cartwright/core'
import type { NewVariant } from '@cartwright/core/catalog'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { testShop } from './test-shop.ts'

let skus = 0
const variant = (more: Partial<NewVariant> = {}): NewVariant => ({ sku: `sku-${(skus += 1)}`, ...more })

async function errorOf(work: PromiseLike<unknown>): Promise<unknown> {
  try {
    await work
  } catch (thrown) {
    if (thrown instanceof ResultError) return thrown.error
    throw thrown
  }
  throw new Error('it succeeded')
}

describe('text that PostgreSQL cannot store', () => {
  const NUL = 'a\u0000b'
  const HALF = 'a\ud83d'
  const metadata = (text: string) => ({ metadata: { colour: text } })

  it.each([
    ['half a surrogate pair in a title', 'title', { title: HALF }],
    ['half a surrogate pair in a description', 'description', { description: HALF }],
    ['a NUL in metadata', 'metadata.colour', metadata(NUL)],
    ['half a surrogate pair in metadata', 'metadata.colour', metadata(HALF)],
    ['a NUL in the name of a datum', `metadata.${NUL}`, { metadata: { [NUL]: 'red' } }],
    ['a NUL in a field of the shop', 'fields', { fields: { colours: [{ name: NUL }] } }],
    ['half a surrogate pair in a field of the shop', 'fields', { fields: { colours: [{ name: HALF }] } }],
  ])('%s is refused by name', async (_what, path, more) => {
    const product = z.strictObject({ colours: z.array(z.strictObject({ name: z.string() })).optional() })
    const { commerce, staff } = await testShop({ fields: { product } })
    const work = unwrap(commerce.products.create(staff, { title: 'Mug', variants: [variant()], ...more }))
    expect(await errorOf(work)).toMatchObject({ type: 'input.invalid', issues: [{ path }] })
  })

  it('is refused in fields of a cart line too, while emoji are welcome', async () => {
    const cartLine = z.strictObject({ engraving: z.string() })
    const { commerce, staff } = await testShop({ fields: { cartLine } })
    const cart = await unwrap(commerce.carts.create(staff, { currency: 'GBP', note: 'for 👩‍👧' }))
    expect(cart.note).toBe('for 👩‍👧')
    const add = (engraving: string) => {
      const custom = { title: 'Ring', unitPrice: { amount: 100, currency: 'GBP' } }
      return unwrap(
        commerce.carts.addLine(staff, { cartId: cart.id, custom, quantity: 1, fields: { engraving } }),
      )
    }
    expect(await errorOf(add(NUL))).toMatchObject({ type: 'input.invalid', issues: [{ path: 'fields' }] })
    expect((await add('❤️')).lines).toMatchObject([{ fields: { engraving: '❤️' } }])
  })
})

describe('names of products', () => {
  it('are refused when two products of one input share a handle', async () => {
    const { commerce, staff } = await testShop()
    const twin = (title: string) => ({ title, handle: 'twin', variants: [] })
    const work = unwrap(commerce.products.createMany(staff, { products: [twin('A'), twin('B')] }))
    expect(await errorOf(work)).toMatchObject({ type: 'catalog.handle_taken', handles: ['twin'] })
  })

  it('make way for a handle that another product of the input asks for', async () => {
    const { commerce, staff } = await testShop()
    const made = await unwrap(
      commerce.products.createMany(staff, {
        products: [
          { title: 'Cup', variants: [variant()] },
          { title: 'Other', handle: 'cup', variants: [variant()] },
        ],
      }),
    )
    const handles = made.map(async ({ productId }) => {
      return (await unwrap(commerce.products.get(staff, { id: productId }))).handle
    })
    expect(await Promise.all(handles)).toEqual(['cup-2', 'cup'])
  })

  it('may end in a number as often as they like', async () => {
    const { commerce, staff } = await testShop()
    const handles: string[] = []
    for (const title of ['Phone 15', 'Phone 15', 'Phone 15', 'Phone', 'Phone 15 2', 'Phone 15']) {
      handles.push((await unwrap(commerce.products.create(staff, { title, variants: [] }))).handle)
    }
    const numbered = ['phone-15', 'phone-15-2', 'phone-15-3', 'phone', 'phone-15-2-2', 'phone-15-4']
    expect(handles).toEqual(numbered)
  })

  it('are refused when a variant has the external id already, in the input or in the shop', async () => {
    const { commerce, staff } = await testShop()
    const product = (title: string, externalId: string) => ({ title, variants: [variant({ externalId })] })
    const products = [product('A', 'X'), product('B', 'X')]
    const taken = { type: 'catalog.external_id_taken', externalIds: ['X'] }
    expect(await errorOf(unwrap(commerce.products.createMany(staff, { products })))).toMatchObject(taken)
    await unwrap(commerce.products.create(staff, product('A', 'X')))
    expect(await errorOf(unwrap(commerce.products.create(staff, product('B', 'X'))))).toMatchObject(taken)
  })
})
