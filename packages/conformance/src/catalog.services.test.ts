import type { Id, Result, TypedError } from '@cartwright/core'
import { unwrap } from '@cartwright/core'
import type { UpsertProduct } from '@cartwright/core/catalog'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Server, ServerShop } from './servers.ts'
import { openShop, servers } from './servers.ts'

const ROUNDS = 10

async function shopOn(server: Server): Promise<ServerShop> {
  const shop = await openShop(server, { maxConnections: 16 })
  onTestFinished(shop.drop)
  return shop
}

function tally(results: readonly Result<unknown, TypedError>[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const result of results) {
    const outcome = result.isOk() ? 'ok' : result.error.type
    counts[outcome] = (counts[outcome] ?? 0) + 1
  }
  return counts
}

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index))
}

async function categoryIn({ commerce, staff }: ServerShop, parentId: Id<'cat'> | null = null) {
  return (await unwrap(commerce.categories.create(staff, { title: 'Category', parentId }))).id
}

describe.each(servers)('the catalogue at once on $label', (server) => {
  it('never moves categories into a circle', async () => {
    const shop = await shopOn(server)
    const { commerce, staff } = shop
    for (let round = 0; round < ROUNDS; round += 1) {
      const ring = await Promise.all(times(4, () => categoryIn(shop)))
      const moves = ring.map((categoryId, index) => {
        const parentId = ring[(index + 1) % ring.length] ?? null
        return commerce.categories.move(staff, { categoryId, parentId })
      })
      expect(tally(await Promise.all(moves))).toEqual({ ok: 3, 'catalog.category_cycle': 1 })
    }
    const { items } = await unwrap(commerce.categories.list(staff, {}))
    expect(items).toHaveLength(ROUNDS * 4)
  })

  it('deletes a category, or puts what comes at the same time into it', async () => {
    const shop = await shopOn(server)
    const { commerce, staff } = shop
    for (let round = 0; round < ROUNDS; round += 1) {
      const categoryId = await categoryIn(shop)
      const create = () =>
        commerce.products.create(staff, { title: 'Mug', categoryIds: [categoryId], variants: [] })
      const [deleted, child, ...made] = await Promise.all([
        commerce.categories.delete(staff, { categoryId }),
        commerce.categories.create(staff, { title: 'Child', parentId: categoryId }),
        ...times(4, create),
      ])
      expect([deleted.isOk(), child.isOk()].filter(Boolean)).toHaveLength(1)
      const products = Object.keys(tally(made)).filter((outcome) => outcome !== 'ok')
      if (deleted.isOk())
        expect(products).toEqual(products.length === 0 ? [] : ['catalog.category_not_found'])
      else expect(products).toEqual([])
    }
  })

  it('gives each of many products of one title a handle of its own', async () => {
    const { commerce, staff } = await shopOn(server)
    const create = () => commerce.products.create(staff, { title: 'Mug', variants: [] })
    const made: Result<{ readonly handle: string }, TypedError>[] = []
    for (let round = 0; round < ROUNDS; round += 1) made.push(...(await Promise.all(times(3, create))))
    const handles = made.flatMap((result) => (result.isOk() ? result.value.handle : []))
    expect(handles).toHaveLength(ROUNDS * 3)
    expect(new Set(handles).size).toBe(handles.length)
  })

  it('upserts the same products once, and loses no change', async () => {
    const { commerce, staff, sql } = await shopOn(server)
    const products = (barcode: string): UpsertProduct[] =>
      times(50, (index) => ({
        externalId: `P-${index}`,
        title: `Mug ${index}`,
        variants: [{ sku: `mug-${index}`, barcode }],
      }))
    const upsert = (writer: number) => {
      const list = products(String(writer))
      return commerce.products.upsertMany(staff, { products: writer % 2 === 0 ? list : list.toReversed() })
    }
    const results = await Promise.all(times(6, upsert))
    expect(tally(results)).toEqual({ ok: 6 })
    const counts = results.flatMap((result) => (result.isOk() ? result.value : []))
    expect(counts.reduce((sum, { created }) => sum + created, 0)).toBe(50)
    const rows = await sql<{ version: string; variants: number }>(
      `select p.version, (select count(*)::int4 from :schema.variants v where v.product_id = p.id) as variants
      from :schema.products p`,
    )
    expect(rows).toHaveLength(50)
    expect(new Set(rows.map(({ version, variants }) => `${version} ${variants}`))).toEqual(new Set(['6 1']))
  })

  it('changes of one product follow each other', async () => {
    const { commerce, staff } = await shopOn(server)
    const options = [{ name: 'Size', values: times(20, String) }]
    const { id } = await unwrap(commerce.products.create(staff, { title: 'Shirt', options, variants: [] }))
    const add = (index: number) =>
      commerce.products.addVariants(staff, {
        productId: id,
        variants: [{ sku: `shirt-${index}`, optionValues: { Size: String(index % 20) } }],
      })
    expect(tally(await Promise.all(times(30, add)))).toEqual({
      ok: 20,
      'catalog.duplicate_option_values': 10,
    })
    const product = await unwrap(commerce.products.get(staff, { id }))
    expect(product).toMatchObject({ version: 21 })
    expect(product.variants.map(({ position }) => position)).toEqual(times(20, (index) => index + 1))
  })
})
