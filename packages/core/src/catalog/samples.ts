import type { Id } from '../kernel/id.ts'
import type { SampleFixture } from '../kernel/operation.ts'
import type { Variant } from './catalog.types.ts'

/** A public product with one variant. */
export async function sampleProduct(
  f: SampleFixture,
): Promise<{ readonly productId: Id<'prd'>; readonly variantId: Id<'var'> }> {
  const product = await f.invoke(
    'products.create',
    { title: f.unique('Mug'), status: 'active', variants: [{ sku: f.unique('sku') }] },
    'staff',
  )
  const [variant] = product['variants'] as unknown as readonly Variant[]
  if (variant === undefined) throw new Error('the sample product has a variant')
  return { productId: product['id'] as Id<'prd'>, variantId: variant.id }
}

/** A brand. */
export async function sampleBrand(f: SampleFixture): Promise<Id<'brd'>> {
  const brand = await f.invoke('brands.create', { name: f.unique('Brand') }, 'staff')
  return brand['id'] as Id<'brd'>
}

/** A category, at the top or below another one. */
export async function sampleCategory(
  f: SampleFixture,
  parentId: Id<'cat'> | null = null,
): Promise<Id<'cat'>> {
  const category = await f.invoke('categories.create', { title: f.unique('Category'), parentId }, 'staff')
  return category['id'] as Id<'cat'>
}
