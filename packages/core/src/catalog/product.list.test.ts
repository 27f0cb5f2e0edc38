import { testShop } from '@cartwright/conformance'
import { unwrap } from '@cartwright/core'
import { describe, expect, it } from 'vitest'
import type { ListProductsInput } from './index.ts'

async function shopOfMugs() {
  const shop = await testShop()
  const { commerce, staff, clock } = shop
  const brand = await unwrap(commerce.brands.create(staff, { name: 'Acme' }))
  const kitchen = await unwrap(commerce.categories.create(staff, { title: 'Kitchen' }))
  const mugs = await unwrap(commerce.categories.create(staff, { title: 'Mugs', parentId: kitchen.id }))
  const garden = await unwrap(commerce.categories.create(staff, { title: 'Garden' }))
  const make = async (title: string, more: object) => {
    clock.advance(1)
    return unwrap(commerce.products.create(staff, { title, status: 'active', variants: [], ...more }))
  }
  const gbp = (amount: number) => [{ amount, currency: 'GBP' }]
  const options = [{ name: 'Size', values: ['S', 'L', 'X'] }]
  const sized = (sku: string, Size: string, amount: number, more: object = {}) => ({
    sku,
    optionValues: { Size },
    prices: gbp(amount),
    ...more,
  })
  const b = await make('B mug', {
    brandId: brand.id,
    categoryIds: [mugs.id],
    media: [{ url: 'https://example.com/b.jpg', alt: 'B' }],
    options,
    variants: [sized('b-s', 'S', 900), sized('b-l', 'L', 1_400), sized('b-x', 'X', 100, { archived: true })],
  })
  await make('A spade', { categoryIds: [garden.id, mugs.id], variants: [{ sku: 'a', prices: gbp(500) }] })
  await make('C voucher', { variants: [{ sku: 'c', stockPolicy: 'none', prices: gbp(2_000) }] })
  await make('D draft', { status: 'draft', brandId: brand.id, categoryIds: [kitchen.id] })
  const list = async (input: ListProductsInput = {}, ctx = shop.guest()) =>
    (await commerce.products.list(ctx, input))._unsafeUnwrap()
  const titles = async (input: ListProductsInput = {}, ctx = shop.guest()) =>
    (await list(input, ctx)).items.map(({ title }) => title)
  return { ...shop, brand, kitchen, mugs, garden, b, list, titles }
}

describe('lists of products', () => {
  it('show cards with image, price range and availability, in one statement', async () => {
    const { commerce, staff, guest, b, list, statements } = await shopOfMugs()
    const cardOfB = async (input: ListProductsInput = {}, ctx = guest()) =>
      (await list(input, ctx)).items.find(({ id }) => id === b.id)
    const card = {
      id: b.id,
      handle: 'b-mug',
      title: 'B mug',
      status: 'active',
      brandId: b.brandId,
      image: { url: 'https://example.com/b.jpg', alt: 'B' },
      priceRange: { min: { amount: 900, currency: 'GBP' }, max: { amount: 1_400, currency: 'GBP' } },
      available: false,
      createdAt: b.createdAt,
    }
    expect(await cardOfB()).toEqual(card)
    const location = await unwrap(commerce.locations.create(staff, { code: 'main', name: 'Main' }))
    const variantId = b.variants[1]?.id
    if (variantId === undefined) throw new Error('two variants')
    const movement = { variantId, locationId: location.id, quantity: 1, reason: 'delivery' }
    await unwrap(commerce.inventory.adjust(staff, { movements: [movement] }))
    expect(await cardOfB()).toEqual({ ...card, available: true })
    expect(await cardOfB({ currency: 'EUR' })).toEqual({ ...card, priceRange: null })
    const { currency: _currency, ...nowhere } = guest()
    expect(await cardOfB({}, nowhere)).toEqual({ ...card, priceRange: null, available: true })
    expect(await statements(async () => list())).toBe(1)
    expect(await statements(async () => list({ count: 'exact', sort: 'title' }))).toBe(2)
  })

  it('are filtered by category and what is below it, brand and status', async () => {
    const { staff, kitchen, mugs, garden, brand, titles } = await shopOfMugs()
    expect(await titles()).toEqual(['C voucher', 'A spade', 'B mug'])
    expect(await titles({}, staff)).toEqual(['D draft', 'C voucher', 'A spade', 'B mug'])
    expect(await titles({ categoryId: kitchen.id })).toEqual(['A spade', 'B mug'])
    expect(await titles({ categoryId: kitchen.id }, staff)).toEqual(['D draft', 'A spade', 'B mug'])
    expect(await titles({ categoryId: mugs.id, brandId: brand.id, status: 'active' })).toEqual(['B mug'])
    expect(await titles({ categoryId: garden.id })).toEqual(['A spade'])
    expect(await titles({ status: 'draft' })).toEqual([])
    expect(await titles({ status: 'draft' }, staff)).toEqual(['D draft'])
  })

  it.each([
    [{}, ['C voucher', 'A spade', 'B mug']],
    [{ order: 'asc' }, ['B mug', 'A spade', 'C voucher']],
    [{ sort: 'title' }, ['A spade', 'B mug', 'C voucher']],
    [{ sort: 'title', order: 'desc' }, ['C voucher', 'B mug', 'A spade']],
  ] as const)('go on page by page, sorted by %j', async (sort, all) => {
    const { commerce, guest, list } = await shopOfMugs()
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await list({ ...sort, limit: 1, count: 'exact', cursor })
      expect(page.count).toBe(3)
      seen.push(...page.items.map(({ title }) => title))
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    expect(seen).toEqual(all)
    const { nextCursor } = await list({ ...sort, limit: 1 })
    const other = await commerce.products.list(guest(), {
      ...sort,
      status: 'active',
      cursor: nextCursor ?? '',
    })
    expect(other).toMatchObject({ error: { type: 'page.cursor_invalid', reason: 'scope' } })
  })
})
