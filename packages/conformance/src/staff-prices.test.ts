import { unwrap } from '@cartwright/core'
import { expect, it } from 'vitest'
import { testShop } from './test-shop.ts'

it('a shopper cannot get more of what staff priced, neither by its line nor by its key', async () => {
  const { commerce, staff, guest } = await testShop()
  const shopper = guest()
  const product = await unwrap(
    commerce.products.create(staff, {
      title: 'Mug',
      status: 'active',
      variants: [{ sku: 'mug', stockPolicy: 'none', prices: [{ amount: 1_200, currency: 'GBP' }] }],
    }),
  )
  const variantId = product.variants[0]!.id
  const cartId = (await unwrap(commerce.carts.create(shopper, {}))).id
  const free = { amount: 0, currency: 'GBP' }
  const cart = await unwrap(
    commerce.carts.addLine(staff, { cartId, variantId, quantity: 1, unitPrice: free }),
  )
  const { id: lineId, lineKey } = cart.lines[0]!
  const byKey = await commerce.carts.addLine(shopper, { cartId, variantId, quantity: 99, lineKey })
  expect(byKey._unsafeUnwrapErr()).toMatchObject({
    type: 'input.invalid',
    issues: [{ path: 'lines.0.lineKey' }],
  })
  const byLine = await commerce.carts.changeLine(shopper, { cartId, lineId, quantity: 500 })
  expect(byLine._unsafeUnwrapErr()).toMatchObject({
    type: 'permission.denied',
    permission: 'carts:override_price',
  })
  const own = await unwrap(commerce.carts.addLine(shopper, { cartId, variantId, quantity: 2 }))
  expect(own.totals.total.amount).toBe(2_400)
})

it('a cart that could not be added up exactly is refused, not broken', async () => {
  const { commerce, staff } = await testShop()
  const cartId = (await unwrap(commerce.carts.create(staff, { currency: 'GBP' }))).id
  const custom = { title: 'Moon', unitPrice: { amount: 1_000_000_000_000, currency: 'GBP' } }
  const refused = await commerce.carts.addLine(staff, { cartId, custom, quantity: 1_000_000_000 })
  expect(refused._unsafeUnwrapErr()).toMatchObject({ type: 'input.invalid', issues: [{ code: 'too_big' }] })
})

it('a quote does not sell what was withdrawn since', async () => {
  const { commerce, staff, guest, sql } = await testShop()
  const shopper = guest()
  const product = await unwrap(
    commerce.products.create(staff, {
      title: 'Mug',
      status: 'active',
      variants: [{ sku: 'mug', stockPolicy: 'none', prices: [{ amount: 1_200, currency: 'GBP' }] }],
    }),
  )
  const cartId = (await unwrap(commerce.carts.create(shopper, {}))).id
  await unwrap(commerce.carts.addLine(shopper, { cartId, variantId: product.variants[0]!.id, quantity: 1 }))
  const quote = await unwrap(commerce.checkout.start(shopper, { cartId }))
  await sql(`update :schema.products set status = 'archived'`)
  const placed = await commerce.checkout.place(shopper, { quoteId: quote.id, payment: { provider: 'cash' } })
  expect(placed._unsafeUnwrapErr().type).toBe('checkout.line_unavailable')
})

it('what was kept of a transaction cannot write after its end', async () => {
  const { commerce, staff } = await testShop()
  let late: (() => Promise<unknown>) | undefined
  const done = commerce.transaction(staff, { name: 'keep', input: null }, async (t) => {
    late = async () => t.carts.create({ currency: 'GBP' })
    return t.sql('select 1').map(() => null)
  })
  await unwrap(done)
  await expect(late?.()).rejects.toThrow('the unit has ended')
})
