import type { Commerce, Context, Id, ResultAsync, TypedError } from '@cartwright/core'
import { unwrap } from '@cartwright/core'
import { COUNTRY_CODES, parsePence } from './invoices.ts'
import type { Product } from './source.ts'

/** What the replay needs to know of the shop. */
export interface ShopSetup {
  /** By stock code. */
  readonly variants: ReadonlyMap<string, Id<'var'>>
  readonly locationId: Id<'loc'>
}

const HOME = 'United Kingdom'
const SKUS_PER_CALL = 1_000
const PRODUCTS_PER_CALL = 500

/**
 * Sets the shop up: taxes, shipping, a warehouse and the catalogue. What an earlier run has made is kept, so that a
 * run which was killed half-way goes on.
 */
export async function setUpShop(
  commerce: Commerce,
  ctx: Context,
  products: readonly Product[],
): Promise<ShopSetup> {
  await setUpTaxes(commerce, ctx)
  await keepExisting(
    commerce.shippingMethods.create(ctx, {
      code: 'courier',
      name: 'Courier',
      price: { amount: 0, currency: 'GBP' },
    }),
    'shipping.code_taken',
  )
  await keepExisting(
    commerce.locations.create(ctx, { code: 'warehouse', name: 'Warehouse' }),
    'inventory.location_code_taken',
  )
  const [location] = await unwrap(commerce.locations.list(ctx, {}))
  if (location === undefined) throw new Error('the warehouse was made above')
  return { variants: await setUpProducts(commerce, ctx, products), locationId: location.id }
}

async function setUpTaxes(commerce: Commerce, ctx: Context): Promise<void> {
  await unwrap(
    commerce.tax.setPolicy(ctx, {
      pricesIncludeTax: true,
      rounding: { mode: 'half-up', place: 'line' },
      defaultDestination: null,
    }),
  )
  const codes = [...COUNTRY_CODES]
  const home = codes.filter(([name]) => name === HOME).map(([, country]) => ({ country }))
  const abroad = codes.filter(([name]) => name !== HOME).map(([, country]) => ({ country }))
  const rates = [{ code: 'VAT', name: 'VAT 20 %', ratePpm: 200_000 }]
  await keepExisting(
    commerce.tax.createZone(ctx, { name: HOME, members: home, rates }),
    'tax.zone_name_taken',
  )
  await keepExisting(commerce.tax.createZone(ctx, { name: 'Abroad', members: abroad }), 'tax.zone_name_taken')
}

/** Makes what does not exist yet; what does is no error. */
async function keepExisting(made: ResultAsync<unknown, TypedError>, exists: string): Promise<void> {
  const result = await made
  if (result.isOk() || result.error.type === exists) return
  throw new Error(`the shop could not be set up: ${result.error.message}`)
}

async function setUpProducts(
  commerce: Commerce,
  ctx: Context,
  products: readonly Product[],
): Promise<ReadonlyMap<string, Id<'var'>>> {
  const variants = new Map<string, Id<'var'>>()
  for (const batch of batches(products, SKUS_PER_CALL)) {
    const skus = batch.map(({ sku }) => sku)
    for (const match of await unwrap(commerce.products.findSkus(ctx, { skus }))) {
      variants.set(match.sku, match.variantId)
    }
  }
  const missing = products.filter(({ sku }) => !variants.has(sku))
  for (const batch of batches(missing, PRODUCTS_PER_CALL)) {
    const made = await unwrap(commerce.products.createMany(ctx, { products: batch.map(toNewProduct) }))
    for (const { sku, variantId } of made) variants.set(sku, variantId)
  }
  if (missing.length > 0) await unwrap(commerce.analyze())
  return variants
}

function toNewProduct({ sku, name, unitPrice }: Product) {
  const amount = parsePence(unitPrice)
  if (amount === null) throw new Error(`the catalogue price of ${sku} is not in pence`)
  return {
    title: name.trim() === '' ? sku : name,
    externalId: sku,
    status: 'active' as const,
    variants: [{ sku, prices: [{ amount, currency: 'GBP' }] }],
  }
}

function* batches<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size)
}
