import { testShop } from '@cartwright/conformance'
import type { Id } from '@cartwright/core'
import { unwrap } from '@cartwright/core'
import { describe, expect, it } from 'vitest'

async function tree() {
  const shop = await testShop()
  const { commerce, staff } = shop
  const make = async (title: string, parentId: Id<'cat'> | null = null) =>
    (await unwrap(commerce.categories.create(staff, { title, parentId }))).id
  const home = await make('Home')
  const garden = await make('Garden')
  const kitchen = await make('Kitchen', home)
  const bath = await make('Bath', home)
  const mugs = await make('Mugs', kitchen)
  const move = (categoryId: Id<'cat'>, parentId: Id<'cat'> | null, position?: number) =>
    commerce.categories.move(staff, { categoryId, parentId, position })
  const list = async (input: { under?: Id<'cat'>; levels?: number } = {}) =>
    (await unwrap(commerce.categories.list(shop.guest(), input))).items.map(
      ({ title, depth }) => `${'  '.repeat(depth)}${title}`,
    )
  return { ...shop, home, garden, kitchen, bath, mugs, move, list }
}

describe('categories', () => {
  it('are a tree, listed and read in one statement each', async () => {
    const { commerce, guest, home, kitchen, mugs, list, statements } = await tree()
    expect(await list()).toEqual(['Home', '  Kitchen', '    Mugs', '  Bath', 'Garden'])
    expect(await list({ levels: 2 })).toEqual(['Home', '  Kitchen', '  Bath', 'Garden'])
    expect(await list({ under: home })).toEqual(['Kitchen', '  Mugs', 'Bath'])
    expect(await list({ under: mugs })).toEqual([])
    const page = (await commerce.categories.get(guest(), { handle: 'mugs' }))._unsafeUnwrap()
    expect(page).toMatchObject({
      id: mugs,
      parentId: kitchen,
      breadcrumbs: [
        { id: home, title: 'Home' },
        { id: kitchen, handle: 'kitchen' },
      ],
      children: [],
    })
    const top = (await commerce.categories.get(guest(), { id: home }))._unsafeUnwrap()
    expect(top.children.map(({ title }) => title)).toEqual(['Kitchen', 'Bath'])
    expect(await statements(async () => commerce.categories.get(guest(), { id: mugs }))).toBe(1)
    expect(await statements(async () => list())).toBe(1)
  })

  it('move with what is below them, never under themselves', async () => {
    const { commerce, staff, home, garden, kitchen, mugs, bath, move, list } = await tree()
    for (const parentId of [home, kitchen, mugs]) {
      expect(await move(home, parentId)).toMatchObject({
        error: { type: 'catalog.category_cycle', categoryId: home, parentId },
      })
    }
    const gone: Id<'cat'> = `cat_${'0'.repeat(26)}`
    expect(await move(mugs, gone)).toMatchObject({ error: { type: 'catalog.category_not_found' } })
    expect(await move(gone, null)).toMatchObject({ error: { type: 'catalog.category_not_found' } })
    expect((await move(kitchen, garden))._unsafeUnwrap()).toMatchObject({ parentId: garden, version: 2 })
    expect(await list()).toEqual(['Home', '  Bath', 'Garden', '  Kitchen', '    Mugs'])
    await unwrap(move(mugs, null))
    await unwrap(move(bath, null, 0))
    expect(await list()).toEqual(['Bath', 'Home', 'Garden', '  Kitchen', 'Mugs'])
    expect((await move(bath, null))._unsafeUnwrap().version).toBe(2)
    expect(
      await commerce.categories.move(staff, { categoryId: bath, parentId: home, expectedVersion: 1 }),
    ).toMatchObject({ error: { type: 'conflict.stale_version', current: 2 } })
  })

  it('change, and are deleted when nothing is below them; products stay', async () => {
    const { commerce, staff, home, kitchen, mugs } = await tree()
    const update = (more: object) => commerce.categories.update(staff, { categoryId: mugs, ...more })
    const changed = (await update({ title: 'Cups', description: 'All cups', handle: 'cups' }))._unsafeUnwrap()
    expect(changed).toMatchObject({ title: 'Cups', handle: 'cups', version: 2, parentId: kitchen })
    expect((await update({ title: 'Cups' }))._unsafeUnwrap()).toEqual(changed)
    expect(await update({ handle: 'home' })).toMatchObject({ error: { type: 'catalog.handle_taken' } })
    expect((await unwrap(commerce.categories.create(staff, { title: 'Home' }))).handle).toBe('home-2')
    const product = await unwrap(
      commerce.products.create(staff, { title: 'Mug', categoryIds: [mugs, home], variants: [] }),
    )
    expect(await commerce.categories.delete(staff, { categoryId: kitchen })).toMatchObject({
      error: { type: 'catalog.category_not_empty', children: 1 },
    })
    await unwrap(commerce.categories.delete(staff, { categoryId: mugs }))
    await unwrap(commerce.categories.delete(staff, { categoryId: kitchen }))
    expect(await commerce.categories.get(staff, { id: mugs })).toMatchObject({
      error: { type: 'catalog.category_not_found', categoryIds: [mugs] },
    })
    expect((await unwrap(commerce.products.get(staff, { id: product.id }))).categoryIds).toEqual([home])
    expect(await unwrap(commerce.categories.getMany(staff, { ids: [home, mugs] }))).toMatchObject([
      { id: home },
    ])
  })
})

describe('brands', () => {
  it('are made, changed, and listed by name', async () => {
    const { commerce, staff, guest } = await testShop()
    const make = (name: string, more: object = {}) => commerce.brands.create(staff, { name, ...more })
    const zeta = (await make('Zeta', { logo: 'https://example.com/z.svg' }))._unsafeUnwrap()
    const acme = (await make('Acmé'))._unsafeUnwrap()
    expect(acme).toMatchObject({ handle: 'acme', logo: null, version: 1 })
    expect((await make('Acme'))._unsafeUnwrap().handle).toBe('acme-2')
    expect(await make('Other', { handle: 'zeta' })).toMatchObject({
      error: { type: 'catalog.handle_taken', handles: ['zeta'] },
    })
    const change = { brandId: zeta.id, name: 'Beta', logo: null, expectedVersion: 1 }
    const changed = (await commerce.brands.update(staff, change))._unsafeUnwrap()
    expect(changed).toMatchObject({ name: 'Beta', handle: 'zeta', logo: null, version: 2 })
    expect((await commerce.brands.get(guest(), { handle: 'zeta' }))._unsafeUnwrap()).toEqual(changed)
    expect(await commerce.brands.update(staff, change)).toMatchObject({
      error: { type: 'conflict.stale_version', expected: 1, current: 2 },
    })
    const first = (await commerce.brands.list(guest(), { limit: 2, count: 'exact' }))._unsafeUnwrap()
    expect(first).toMatchObject({ items: [{ name: 'Acme' }, { name: 'Acmé' }], count: 3 })
    const rest = await commerce.brands.list(guest(), { limit: 2, cursor: first.nextCursor ?? '' })
    expect(rest._unsafeUnwrap()).toEqual({ items: [changed], nextCursor: null })
    const gone: Id<'brd'> = `brd_${'0'.repeat(26)}`
    expect(await commerce.brands.update(staff, { brandId: gone })).toMatchObject({
      error: { type: 'catalog.brand_not_found', brandIds: [gone] },
    })
    const many = await commerce.brands.getMany(guest(), { ids: [zeta.id, gone, acme.id] })
    expect(many._unsafeUnwrap()).toEqual([changed, acme])
  })
})
