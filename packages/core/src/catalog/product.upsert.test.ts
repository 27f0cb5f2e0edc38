import { testShop } from '@cartwright/conformance'
import { unwrap } from '@cartwright/core'
import { describe, expect, it } from 'vitest'
import type { UpsertProduct } from './index.ts'

const mug = (n: number, more: Partial<UpsertProduct> = {}): UpsertProduct => ({
  externalId: `P-${n}`,
  title: `Mug ${n}`,
  variants: [{ sku: `mug-${n}`, prices: [{ amount: 900 + n, currency: 'GBP' }] }],
  ...more,
})
const mugs = Array.from({ length: 500 }, (_, n) => mug(n))

describe('upsertMany', () => {
  it('makes, changes and leaves alone, in the same number of statements for any number', async () => {
    const { commerce, staff, statements, sql } = await testShop()
    const upsert = (products: readonly UpsertProduct[]) => commerce.products.upsertMany(staff, { products })
    const few = await statements(async () => upsert(mugs.slice(0, 1)))
    const all = await statements(async () => upsert(mugs))
    const again = await statements(async () => {
      expect((await upsert(mugs))._unsafeUnwrap()).toMatchObject({ unchanged: 500, updated: 0, created: 0 })
    })
    expect([few, all, again]).toEqual([6, 6, 6])
    const mixed = await upsert([
      mug(500),
      {
        externalId: 'P-7',
        title: 'Cup',
        variants: [{ sku: 'mug-7', prices: [{ amount: 1, currency: 'EUR' }] }],
      },
      {
        variants: [
          { sku: 'mug-8', barcode: '8' },
          { sku: 'mug-8b', optionValues: {} },
        ],
        options: [],
      },
      { variants: [{ sku: 'mug-9' }] },
    ])
    // Two variants without options are the same combination.
    expect(mixed).toMatchObject({
      error: { type: 'catalog.duplicate_option_values', skus: ['mug-8', 'mug-8b'] },
    })
    const { rows, ...counts } = (
      await upsert([
        mug(500),
        {
          externalId: 'P-7',
          title: 'Cup',
          variants: [{ sku: 'mug-7', prices: [{ amount: 1, currency: 'EUR' }] }],
        },
        { variants: [{ sku: 'mug-8', barcode: '8' }] },
        { variants: [{ sku: 'mug-9' }] },
      ])
    )._unsafeUnwrap()
    expect(counts).toEqual({ failures: [], created: 1, updated: 2, unchanged: 1, failed: 0 })
    expect(rows.map(({ outcome }) => outcome)).toEqual(['created', 'updated', 'updated', 'unchanged'])
    const ids = rows.flatMap(({ productId }) => productId ?? [])
    expect((await commerce.products.getMany(staff, { ids }))._unsafeUnwrap()).toMatchObject([
      { externalId: 'P-500', handle: 'mug-500', version: 1 },
      {
        title: 'Cup',
        handle: 'mug-7',
        version: 2,
        variants: [
          {
            prices: [
              { amount: 1, currency: 'EUR' },
              { amount: 907, currency: 'GBP' },
            ],
          },
        ],
      },
      { title: 'Mug 8', version: 2, variants: [{ barcode: '8' }] },
      { version: 1 },
    ])
    expect(await sql('select count(*)::int4 as n from :schema.variants')).toEqual([{ n: 501 }])
  })

  it('lists the errors of rows it skips, and writes the others', async () => {
    const { commerce, staff, sql } = await testShop()
    await unwrap(
      commerce.products.create(staff, { title: 'Two', externalId: 'two', variants: [{ sku: 'taken' }] }),
    )
    await unwrap(commerce.products.create(staff, { title: 'A', variants: [{ sku: 'a' }] }))
    await unwrap(commerce.products.create(staff, { title: 'B', variants: [{ sku: 'b' }] }))
    const products: UpsertProduct[] = [
      mug(1),
      mug(1),
      mug(2, { variants: [{ sku: 'mug-1' }] }),
      mug(3, { title: undefined }),
      mug(4, { variants: [{ sku: 'taken' }] }),
      { title: 'Nameless' },
      { variants: [{ sku: 'a' }, { sku: 'b' }] },
      mug(8, { handle: 'two' }),
      mug(9, { brandId: `brd_${'0'.repeat(26)}` }),
      mug(10, { variants: [{ sku: 'x', optionValues: { Size: 'S' } }] }),
      mug(11),
    ]
    const before = await sql('select id from :schema.products')
    const failed = await commerce.products.upsertMany(staff, { products })
    expect(failed).toMatchObject({ error: { type: 'input.invalid', issues: [{ path: 'products.1' }] } })
    const input = { products, onError: 'skip' as const }
    const dry = (await commerce.products.upsertMany(staff, { ...input, dryRun: true }))._unsafeUnwrap()
    expect(await sql('select id from :schema.products')).toEqual(before)
    const { rows, failures, ...counts } = (await commerce.products.upsertMany(staff, input))._unsafeUnwrap()
    expect(counts).toEqual({ created: 2, updated: 0, unchanged: 0, failed: 9 })
    expect(dry).toMatchObject({ failures, ...counts })
    expect(rows.map(({ outcome }) => outcome === 'created')).toEqual([
      true,
      ...Array.from({ length: 9 }, () => false),
      true,
    ])
    expect(failures).toMatchObject([
      { index: 1, error: { type: 'input.invalid', issues: [{ path: 'products.1', code: 'duplicate' }] } },
      { index: 2, error: { type: 'catalog.sku_taken', skus: ['mug-1'] } },
      { index: 3, error: { type: 'input.invalid', issues: [{ path: 'products.3.title' }] } },
      { index: 4, error: { type: 'catalog.sku_taken', skus: ['taken'] } },
      { index: 5, error: { type: 'input.invalid', issues: [{ path: 'products.5', code: 'unnamed' }] } },
      { index: 6, error: { type: 'catalog.ambiguous_product' } },
      { index: 7, error: { type: 'catalog.handle_taken', handles: ['two'] } },
      { index: 8, error: { type: 'catalog.brand_not_found' } },
      {
        index: 9,
        error: { type: 'input.invalid', issues: [{ path: 'products.9.variants.0.optionValues.Size' }] },
      },
    ])
    expect(await sql('select count(*)::int4 as n from :schema.products')).toEqual([{ n: 5 }])
  })

  it('adopts a product without an external id by its SKU, and finds a renamed SKU by its external id', async () => {
    const { commerce, staff } = await testShop()
    const made = (
      await commerce.products.create(staff, { title: 'Mug', variants: [{ sku: 'mug', externalId: 'V' }] })
    )._unsafeUnwrap()
    const upsert = async (product: UpsertProduct) => {
      const upserted = await commerce.products.upsertMany(staff, { products: [product] })
      return upserted._unsafeUnwrap().rows
    }
    const updated = [{ outcome: 'updated', productId: made.id }]
    expect(await upsert({ externalId: 'P', variants: [{ sku: 'mug' }] })).toEqual(updated)
    expect(await upsert({ externalId: 'P', variants: [{ sku: 'cup', externalId: 'V' }] })).toEqual(updated)
    const stored = (await commerce.products.get(staff, { id: made.id }))._unsafeUnwrap()
    expect(stored).toMatchObject({ externalId: 'P', version: 3, variants: [{ sku: 'cup', externalId: 'V' }] })
  })
})
