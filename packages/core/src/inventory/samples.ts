import type { Id } from '../kernel/id.ts'
import type { SampleFixture } from '../kernel/operation.ts'
import type { StockKey } from './inventory.ports.ts'

/** A public variant at 12.00 GBP, with 100 on its shelf. */
export async function sampleStock(f: SampleFixture): Promise<StockKey> {
  const location = await f.invoke('locations.create', { code: f.unique('loc'), name: 'Warehouse' }, 'staff')
  const product = await f.invoke(
    'products.create',
    {
      title: f.unique('Mug'),
      status: 'active',
      variants: [{ sku: f.unique('sku'), prices: [{ amount: 1_200, currency: 'GBP' }] }],
    },
    'staff',
  )
  const variants = product['variants'] as unknown as readonly { readonly id: Id<'var'> }[]
  const variantId = variants[0]?.id
  if (variantId === undefined) throw new Error('the sample product has no variant')
  const level = { variantId, locationId: location['id'] as Id<'loc'> }
  await f.invoke(
    'inventory.adjust',
    { movements: [{ ...level, quantity: 100, reason: 'delivery' }] },
    'staff',
  )
  return level
}

/** The owner of a hold of 2. */
export async function sampleReservation(f: SampleFixture): Promise<string> {
  const owner = f.unique('draft')
  const lines = [{ ...(await sampleStock(f)), quantity: 2 }]
  await f.invoke('inventory.reserve', { owner, lines, ttlSeconds: 600 }, 'staff')
  return owner
}
