import { unwrap } from '@cartwright/core'
import { testShop } from '@cartwright/conformance'
import { describe, expect, it } from 'vitest'

const post = { code: 'post', name: 'Post', price: { amount: 495, currency: 'GBP' } } as const

describe('shipping methods', () => {
  it('are listed for a destination; shoppers see enabled ones only', async () => {
    const { commerce, staff, guest } = await testShop()
    const create = async (input: Parameters<typeof commerce.shippingMethods.create>[1]) =>
      (await commerce.shippingMethods.create(staff, input))._unsafeUnwrap()
    const everywhere = await create({ ...post, position: 2 })
    const home = await create({ ...post, code: 'courier', countries: ['GB'], freeAbove: 5_000, position: 1 })
    const dollars = await create({
      ...post,
      code: 'usps',
      price: { amount: 900, currency: 'USD' },
      countries: ['US'],
    })
    const hidden = await create({ ...post, code: 'drone', enabled: false, position: 3 })
    const codes = async (ctx: typeof staff, input: Parameters<typeof commerce.shippingMethods.list>[1]) =>
      (await commerce.shippingMethods.list(ctx, input))._unsafeUnwrap().items.map(({ code }) => code)
    expect(await codes(guest(), { country: 'GB', currency: 'GBP' })).toEqual(['courier', 'post'])
    expect(await codes(guest(), { country: 'US' })).toEqual(['usps', 'post'])
    expect(await codes(staff, {})).toEqual(['usps', 'courier', 'post', 'drone'])
    const page = (await commerce.shippingMethods.list(guest(), { limit: 2, count: 'exact' }))._unsafeUnwrap()
    expect(page).toMatchObject({ items: [{ code: 'usps' }, { code: 'courier' }], count: 3 })
    expect(await codes(guest(), { limit: 2, cursor: page.nextCursor ?? '' })).toEqual(['post'])
    const ids = [hidden.id, everywhere.id, home.id, dollars.id]
    expect((await commerce.shippingMethods.getMany(guest(), { ids }))._unsafeUnwrap()).toEqual([
      everywhere,
      home,
      dollars,
    ])
    expect((await commerce.shippingMethods.getMany(staff, { ids }))._unsafeUnwrap()).toHaveLength(4)
  })

  it('are changed and deleted', async () => {
    const { commerce, staff } = await testShop()
    const made = (
      await commerce.shippingMethods.create(staff, { ...post, freeAbove: 5_000, countries: ['GB'] })
    )._unsafeUnwrap()
    const euros = { shippingMethodId: made.id, price: { amount: 600, currency: 'EUR' }, countries: null }
    const changed = (await commerce.shippingMethods.update(staff, euros))._unsafeUnwrap()
    expect(changed).toEqual({
      ...made,
      price: 600,
      currency: 'EUR',
      freeAbove: null,
      countries: null,
      version: 2,
    })
    expect(await commerce.shippingMethods.update(staff, { ...euros, expectedVersion: 1 })).toMatchObject({
      error: { type: 'conflict.stale_version' },
    })
    await unwrap(commerce.shippingMethods.create(staff, { ...post, code: 'other' }))
    expect(await commerce.shippingMethods.update(staff, { ...euros, code: 'other' })).toMatchObject({
      error: { type: 'shipping.code_taken', code: 'other' },
    })
    expect((await commerce.shippingMethods.update(staff, { ...euros, code: 'post' })).isOk()).toBe(true)
    await unwrap(commerce.shippingMethods.delete(staff, { shippingMethodId: made.id }))
    expect(await commerce.shippingMethods.delete(staff, { shippingMethodId: made.id })).toMatchObject({
      error: { type: 'shipping.method_not_found' },
    })
  })

  it.each<[string, object]>([
    ['price.currency', { price: { amount: 1, currency: 'ABC' } }],
    ['price.amount', { price: { amount: 0.5, currency: 'GBP' } }],
    ['price.amount', { price: { amount: -1, currency: 'GBP' } }],
    ['countries.0', { countries: ['Britain'] }],
    ['code', { code: ' ' }],
    ['', { colour: 'red' }],
  ])('refuse bad input at %s', async (path, input) => {
    const { commerce, staff } = await testShop()
    expect(await commerce.shippingMethods.create(staff, { ...post, ...input })).toMatchObject({
      error: { type: 'input.invalid', issues: [{ path }] },
    })
  })
})
