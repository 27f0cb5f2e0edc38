import { testShop } from '@cartwright/conformance'
import type { Id } from '@cartwright/core'
import { unwrap } from '@cartwright/core'
import { describe, expect, it } from 'vitest'
import type { CreateProductInput } from './index.ts'

const SIZES = [{ name: 'Size', values: ['S', 'M', 'L'] }]
const shirt: CreateProductInput = {
  title: 'Shirt',
  status: 'active',
  options: SIZES,
  variants: [
    { sku: 'shirt-s', optionValues: { Size: 'S' }, prices: [{ amount: 1_900, currency: 'GBP' }] },
    { sku: 'shirt-m', optionValues: { Size: 'M' }, externalId: 'M' },
  ],
}
const error = (members: object) => ({ error: members })

describe('products', () => {
  it('are made with everything a shop says of them, and read back the same', async () => {
    const { commerce, staff } = await testShop()
    const brand = (await commerce.brands.create(staff, { name: 'Acme' }))._unsafeUnwrap()
    const category = (await commerce.categories.create(staff, { title: 'Shirts' }))._unsafeUnwrap()
    const made = (
      await commerce.products.create(staff, {
        ...shirt,
        externalId: 'P-1',
        description: '<p>Linen</p>',
        publishAt: '2025-01-01T00:00:00.000Z',
        unpublishAt: '2030-01-01T00:00:00.000Z',
        brandId: brand.id,
        categoryIds: [category.id, category.id],
        tags: ['linen', 'summer'],
        media: [{ url: 'https://example.com/a.jpg', alt: 'A shirt' }, { url: 'https://example.com/b.jpg' }],
        seo: { title: 'A shirt' },
        metadata: { season: 26, b: true, a: null },
      })
    )._unsafeUnwrap()
    expect(made).toMatchObject({
      categoryIds: [category.id],
      seo: { title: 'A shirt', description: null },
      media: [{ alt: 'A shirt' }, { alt: '' }],
      version: 1,
    })
    const found = (await commerce.products.get(staff, { id: made.id }))._unsafeUnwrap()
    expect(found).toEqual({ ...made, redirectedFrom: null })
    expect((await commerce.products.getMany(staff, { ids: [made.id] }))._unsafeUnwrap()).toEqual([made])
  })

  it('change in what is given, one version at a time', async () => {
    const { commerce, staff, clock, sql } = await testShop()
    const made = (await commerce.products.create(staff, shirt))._unsafeUnwrap()
    const productId = made.id
    clock.advance(60)
    const change = { productId, title: 'Blouse', tags: ['new'], metadata: { b: 1, a: 2 }, expectedVersion: 1 }
    const changed = (await commerce.products.update(staff, change))._unsafeUnwrap()
    expect(changed).toEqual({
      ...made,
      title: 'Blouse',
      tags: ['new'],
      metadata: { b: 1, a: 2 },
      version: 2,
      updatedAt: clock.now(),
    })
    expect((await commerce.products.get(staff, { id: productId }))._unsafeUnwrap()).toMatchObject(changed)
    expect(await commerce.products.update(staff, change)).toMatchObject(
      error({ type: 'conflict.stale_version', current: 2 }),
    )
    const same = await commerce.products.update(staff, {
      productId,
      metadata: { a: 2, b: 1 },
      status: 'active',
    })
    expect(same._unsafeUnwrap().version).toBe(2)
    const events = await sql<{ type: string; payload: unknown }>(
      'select type, payload from :schema.outbox order by position',
    )
    expect(events).toEqual([
      { type: 'product.created', payload: { productId, skus: ['shirt-s', 'shirt-m'] } },
      {
        type: 'product.updated',
        payload: { productId, fields: ['title', 'tags', 'metadata'], variantIds: [] },
      },
    ])
  })

  it('keep old handles as redirects until another product asks for them', async () => {
    const { commerce, staff, guest } = await testShop()
    const { id } = (await commerce.products.create(staff, shirt))._unsafeUnwrap()
    const rename = async (handle: string) =>
      (await commerce.products.update(staff, { productId: id, handle }))._unsafeUnwrap()
    await rename('blouse')
    await rename('linen-blouse')
    const by = async (handle: string) => {
      const found = await commerce.products.get(guest(), { handle })
      return found.isOk()
        ? [found.value.id, found.value.handle, found.value.redirectedFrom]
        : found.error.type
    }
    expect(await by('shirt')).toEqual([id, 'linen-blouse', 'shirt'])
    expect(await by('blouse')).toEqual([id, 'linen-blouse', 'blouse'])
    expect(await by('linen-blouse')).toEqual([id, 'linen-blouse', null])
    // A generated handle leaves the redirect alone, an asked for one takes it.
    const other = { ...shirt, variants: [] }
    expect((await commerce.products.create(staff, other))._unsafeUnwrap().handle).toBe('shirt-2')
    const taker = (await commerce.products.create(staff, { ...other, handle: 'shirt' }))._unsafeUnwrap()
    expect(await by('shirt')).toEqual([taker.id, 'shirt', null])
    await rename('blouse')
    expect(await by('blouse')).toEqual([id, 'blouse', null])
    expect(await by('linen-blouse')).toEqual([id, 'blouse', 'linen-blouse'])
    expect(await commerce.products.update(staff, { productId: id, handle: 'shirt' })).toMatchObject(
      error({ type: 'catalog.handle_taken', handles: ['shirt'] }),
    )
  })

  it('get handles behind all numbers that there are', async () => {
    const { commerce, staff } = await testShop()
    const named = (title: string) => ({ title, variants: [] })
    for (const title of ['Mug 2', 'Mug 7', 'Phone 12345678901']) {
      await unwrap(commerce.products.create(staff, named(title)))
    }
    const products = ['Mug', 'Mug', 'Mug', 'Phone', 'Phone'].map((title, index) => ({
      ...named(title),
      variants: [{ sku: `sku-${index}` }],
    }))
    const made = (await commerce.products.createMany(staff, { products }))._unsafeUnwrap()
    const ids = made.map(({ productId }) => productId)
    const read = (await commerce.products.getMany(staff, { ids }))._unsafeUnwrap()
    expect(read.map(({ handle }) => handle)).toEqual(['mug', 'mug-8', 'mug-9', 'phone', 'phone-2'])
  })

  it('are public while active and between their dates', async () => {
    const { commerce, staff, guest, clock } = await testShop()
    const ctx = guest()
    const { id } = (await commerce.products.create(staff, { ...shirt, status: 'draft' }))._unsafeUnwrap()
    const seen = async () => {
      const [one, many, list] = [
        (await commerce.products.get(ctx, { id })).isOk(),
        (await commerce.products.getMany(ctx, { ids: [id] }))._unsafeUnwrap().length === 1,
        (await commerce.products.list(ctx, {}))._unsafeUnwrap().items.length === 1,
      ]
      expect([many, list]).toEqual([one, one])
      return one
    }
    const set = async (more: object) =>
      (await commerce.products.update(staff, { productId: id, ...more }))._unsafeUnwrap()
    expect(await seen()).toBe(false)
    await set({ status: 'active' })
    expect(await seen()).toBe(true)
    await set({ publishAt: '2026-02-01T00:00:00.000Z', unpublishAt: '2026-03-01T00:00:00.000Z' })
    expect(await seen()).toBe(false)
    clock.set('2026-02-01T00:00:00.000Z')
    expect(await seen()).toBe(true)
    clock.set('2026-03-01T00:00:00.000Z')
    expect(await seen()).toBe(false)
    expect((await commerce.products.get(staff, { id })).isOk()).toBe(true)
    await set({ unpublishAt: null })
    expect(await seen()).toBe(true)
    await set({ status: 'archived' })
    expect(await seen()).toBe(false)
    expect(
      await commerce.products.update(staff, { productId: id, unpublishAt: '2026-02-01T00:00:00.000Z' }),
    ).toMatchObject(error({ type: 'input.invalid', issues: [{ path: 'unpublishAt', code: 'order' }] }))
  })

  it('refer to brands and categories that exist', async () => {
    const { commerce, staff } = await testShop()
    const brandId: Id<'brd'> = `brd_${'0'.repeat(26)}`
    const category: Id<'cat'> = `cat_${'0'.repeat(26)}`
    expect(await commerce.products.create(staff, { ...shirt, brandId })).toMatchObject(
      error({ type: 'catalog.brand_not_found', brandIds: [brandId] }),
    )
    const { id } = (await commerce.products.create(staff, shirt))._unsafeUnwrap()
    expect(await commerce.products.update(staff, { productId: id, categoryIds: [category] })).toMatchObject(
      error({ type: 'catalog.category_not_found', categoryIds: [category] }),
    )
    const [a, b] = [
      (await commerce.categories.create(staff, { title: 'A' }))._unsafeUnwrap().id,
      (await commerce.categories.create(staff, { title: 'B' }))._unsafeUnwrap().id,
    ]
    const put = async (categoryIds: readonly Id<'cat'>[]) => {
      await unwrap(commerce.products.update(staff, { productId: id, categoryIds }))
      return (await commerce.products.get(staff, { id }))._unsafeUnwrap().categoryIds
    }
    expect(await put([b, a])).toEqual([a, b])
    expect(await put([b])).toEqual([b])
    expect(await put([])).toEqual([])
  })
})

describe('variants', () => {
  it('are added, all or none', async () => {
    const { commerce, staff } = await testShop()
    const made = (await commerce.products.create(staff, shirt))._unsafeUnwrap()
    const add = (variants: CreateProductInput['variants']) =>
      commerce.products.addVariants(staff, { productId: made.id, variants })
    const large = { sku: 'shirt-l', optionValues: { Size: 'L' } }
    expect(await add([large, { sku: 'shirt-xl', optionValues: { Size: 'XL' } }])).toMatchObject(
      error({ type: 'input.invalid', issues: [{ path: 'variants.1.optionValues.Size' }] }),
    )
    expect(await add([{ ...large, optionValues: { Size: 'S' } }])).toMatchObject(
      error({ type: 'catalog.duplicate_option_values', skus: ['shirt-s', 'shirt-l'] }),
    )
    expect(await add([{ ...large, sku: 'shirt-s' }])).toMatchObject(
      error({ type: 'catalog.sku_taken', skus: ['shirt-s'] }),
    )
    expect(await add([{ ...large, externalId: 'M' }])).toMatchObject(
      error({ type: 'catalog.external_id_taken', externalIds: ['M'] }),
    )
    const added = (await add([large]))._unsafeUnwrap()
    expect(added).toMatchObject({ version: 2, variants: [{}, {}, { ...large, position: 3 }] })
    expect((await commerce.products.get(staff, { id: made.id }))._unsafeUnwrap()).toMatchObject(added)
  })

  it('change in what is given; other prices stay', async () => {
    const { commerce, staff } = await testShop()
    const made = (await commerce.products.create(staff, shirt))._unsafeUnwrap()
    const [small, medium] = made.variants
    if (small === undefined || medium === undefined) throw new Error('two variants')
    const change = (more: object) =>
      commerce.products.updateVariant(staff, { variantId: small.id, expectedVersion: 1, ...more })
    expect(await change({ sku: 'shirt-m' })).toMatchObject(
      error({ type: 'catalog.sku_taken', skus: ['shirt-m'] }),
    )
    expect(await change({ optionValues: { Size: 'M' } })).toMatchObject(
      error({ type: 'catalog.duplicate_option_values' }),
    )
    const prices = [{ amount: 2_200, currency: 'EUR', compareAt: 2_500 }]
    const changed = (await change({ sku: 'S', position: 9, archived: true, prices }))._unsafeUnwrap()
    expect(changed.variants).toEqual([
      medium,
      {
        ...small,
        sku: 'S',
        position: 9,
        archived: true,
        prices: [
          { amount: 2_200, currency: 'EUR', compareAt: 2_500 },
          { amount: 1_900, currency: 'GBP', compareAt: null },
        ],
      },
    ])
    expect((await commerce.products.get(staff, { id: made.id }))._unsafeUnwrap()).toMatchObject(changed)
    const gone: Id<'var'> = `var_${'0'.repeat(26)}`
    expect(await commerce.products.updateVariant(staff, { variantId: gone })).toMatchObject(
      error({ type: 'catalog.variant_not_found', variantIds: [gone] }),
    )
  })

  it('get new values together with new options, and may swap them', async () => {
    const { commerce, staff } = await testShop()
    const made = (await commerce.products.create(staff, shirt))._unsafeUnwrap()
    const [one, two] = made.variants.map(({ id }) => id)
    if (one === undefined || two === undefined) throw new Error('two variants')
    const options = [...SIZES, { name: 'Colour', values: ['red', 'blue'] }]
    expect(await commerce.products.update(staff, { productId: made.id, options })).toMatchObject(
      error({ type: 'input.invalid', issues: [{ path: 'optionValues.Colour' }] }),
    )
    const values = (first: string, second: string) => [
      { variantId: one, values: { Size: 'S', Colour: first } },
      { variantId: two, values: { Size: 'S', Colour: second } },
    ]
    for (const optionValues of [values('red', 'blue'), values('blue', 'red')]) {
      const changed = await commerce.products.update(staff, { productId: made.id, options, optionValues })
      const stored = (await commerce.products.get(staff, { id: made.id }))._unsafeUnwrap()
      expect(stored).toMatchObject(changed._unsafeUnwrap())
      expect(stored.variants.map((variant) => variant.optionValues)).toEqual(
        optionValues.map((o) => o.values),
      )
    }
  })
})
