import type { CreateProductInput } from '@cartwright/core/catalog'
import { describe, expect, it } from 'vitest'
import type { TestShop } from './test-shop.ts'
import { testShop } from './test-shop.ts'

const TABLES = [
  'products',
  'variants',
  'prices',
  'carts',
  'cart_lines',
  'outbox',
  'audit_entries',
  'idempotency_keys',
]

async function rows(shop: TestShop): Promise<unknown> {
  const counts = TABLES.map((table) => `(select count(*)::int4 from :schema.${table}) as ${table}`)
  return shop.sql(`select ${counts.join(', ')}`)
}

const product = { title: 'Mug', variants: [{ sku: 'mug', prices: [{ amount: 1_200, currency: 'GBP' }] }] }
const priced = (prices: unknown) => ({ ...product, variants: [{ sku: 'mug', prices }] })

describe('bad input is named by its field and writes nothing', () => {
  it.each([
    ['an unknown currency', 'variants.0.prices.0.currency', priced([{ amount: 1, currency: 'XYZ' }])],
    ['a float amount', 'variants.0.prices.0.amount', priced([{ amount: 1.5, currency: 'GBP' }])],
    ['a negative amount', 'variants.0.prices.0.amount', priced([{ amount: -1, currency: 'GBP' }])],
    [
      'an amount beyond all reason',
      'variants.0.prices.0.amount',
      priced([{ amount: 2e12, currency: 'GBP' }]),
    ],
    [
      'two prices in one currency',
      'variants.0.prices',
      priced([
        { amount: 1, currency: 'GBP' },
        { amount: 2, currency: 'GBP' },
      ]),
    ],
    ['an unknown field', '', { ...product, colour: 'red' }],
    ['an over-long title', 'title', { ...product, title: 'x'.repeat(256) }],
    ['a NUL in a text', 'title', { ...product, title: 'a\u0000b' }],
    ['a blank title', 'title', { ...product, title: '   ' }],
    ['a number for a text', 'title', { ...product, title: 7 }],
    [
      'an option without a value',
      'variants.0.optionValues.Size',
      { ...product, options: [{ name: 'Size', values: ['S'] }] },
    ],
    [
      'a value that the option does not list',
      'variants.0.optionValues.Size',
      {
        ...product,
        options: [{ name: 'Size', values: ['S'] }],
        variants: [{ sku: 'mug', optionValues: { Size: 'XL' } }],
      },
    ],
  ])('%s', async (_what, path, input) => {
    const shop = await testShop()
    const before = await rows(shop)
    const ctx = { ...shop.staff, idempotencyKey: 'bad-input-0123456789' }
    const result = await shop.commerce.products.create(ctx, input as CreateProductInput)
    expect(result._unsafeUnwrapErr()).toMatchObject({ type: 'input.invalid', issues: [{ path }] })
    expect(await rows(shop)).toEqual(before)
  })

  it('a SKU twice, in the input or in the shop', async () => {
    const shop = await testShop()
    const twice = { title: 'Mug', variants: [{ sku: 'same' }, { sku: 'same' }] }
    const options = [{ name: 'Size', values: ['S', 'L'] }]
    const variants = [
      { sku: 'same', optionValues: { Size: 'S' } },
      { sku: 'same', optionValues: { Size: 'L' } },
    ]
    const inInput = await shop.commerce.products.create(shop.staff, { ...twice, options, variants })
    expect(inInput._unsafeUnwrapErr()).toMatchObject({ type: 'catalog.sku_taken', skus: ['same'] })
    ;(await shop.commerce.products.create(shop.staff, product))._unsafeUnwrap()
    const before = await rows(shop)
    const inShop = await shop.commerce.products.create(shop.staff, { ...product, title: 'Other' })
    expect(inShop._unsafeUnwrapErr()).toMatchObject({ type: 'catalog.sku_taken', skus: ['mug'] })
    // Codes compare byte for byte.
    const upper = await shop.commerce.products.create(shop.staff, {
      title: 'Mug',
      variants: [{ sku: 'MUG' }],
    })
    expect(upper._unsafeUnwrap().handle).toBe('mug-2')
    expect(before).not.toEqual(await rows(shop))
  })

  it('two variants with the same options', async () => {
    const shop = await testShop()
    const before = await rows(shop)
    const result = await shop.commerce.products.create(shop.staff, {
      title: 'Shirt',
      options: [{ name: 'Size', values: ['S', 'L'] }],
      variants: [
        { sku: 'one', optionValues: { Size: 'S' } },
        { sku: 'two', optionValues: { Size: 'S' } },
      ],
    })
    expect(result._unsafeUnwrapErr()).toMatchObject({
      type: 'catalog.duplicate_option_values',
      skus: ['one', 'two'],
    })
    expect(await rows(shop)).toEqual(before)
  })

  it.each([
    ['a quantity of 0', { quantity: 0 }, 'quantity'],
    ['half a piece', { quantity: 0.5 }, 'quantity'],
    ['an id of another kind', { quantity: 1, variantId: `ord_${'0'.repeat(26)}` }, 'variantId'],
    ['neither a variant nor a custom item', { quantity: 1, variantId: undefined }, 'lines.0'],
  ])('a cart line with %s', async (_what, line, path) => {
    const shop = await testShop()
    const ctx = shop.guest()
    const cart = (await shop.commerce.carts.create(ctx, {}))._unsafeUnwrap()
    const input = { cartId: cart.id, variantId: `var_${'0'.repeat(26)}`, ...line }
    const result = await shop.commerce.carts.addLine(ctx, input as never)
    expect(result._unsafeUnwrapErr()).toMatchObject({ type: 'input.invalid', issues: [{ path }] })
  })

  it('a price override or a custom line without the permission', async () => {
    const shop = await testShop()
    const ctx = shop.guest()
    const cart = (await shop.commerce.carts.create(ctx, {}))._unsafeUnwrap()
    const custom = { title: 'Gift wrap', unitPrice: { amount: 100, currency: 'GBP' } }
    const result = await shop.commerce.carts.addLine(ctx, { cartId: cart.id, custom, quantity: 1 })
    expect(result._unsafeUnwrapErr()).toMatchObject({
      type: 'permission.denied',
      permission: 'carts:custom_lines',
    })
  })

  it('a cursor of another list, or a forged one', async () => {
    const shop = await testShop()
    const forged = btoa(JSON.stringify(['orders  ', ['x', 1]]))
    for (const cursor of ['nonsense', forged]) {
      const result = await shop.commerce.orders.list(shop.staff, { cursor })
      expect(result._unsafeUnwrapErr().type).toBe('page.cursor_invalid')
    }
  })

  it('an idempotency key that is too short', async () => {
    const shop = await testShop()
    const result = await shop.commerce.carts.create({ ...shop.guest(), idempotencyKey: 'short' }, {})
    expect(result._unsafeUnwrapErr().type).toBe('idempotency.key_invalid')
  })
})
