import { embeddedPostgres } from '@cartwright/adapters-postgres'
import { createCommerce, formatMoney, guest, staff, unwrap } from '@cartwright/core'

// PostgreSQL inside this process, in memory; give it a dataDir to keep the shop.
const commerce = await createCommerce({ storage: embeddedPostgres() })
const merchant = commerce.context({
  actor: staff('ada', ['catalog:write', 'inventory:write', 'tax:write']),
})

// Prices include 20 % VAT in the United Kingdom.
await unwrap(
  commerce.tax.setPolicy(merchant, {
    pricesIncludeTax: true,
    rounding: { mode: 'half-up', place: 'line' },
    defaultDestination: { country: 'GB' },
  }),
)
const vat = { code: 'VAT', name: 'VAT 20 %', ratePpm: 200_000 }
await unwrap(commerce.tax.createZone(merchant, { name: 'UK', members: [{ country: 'GB' }], rates: [vat] }))

// A product with one variant, and a hundred of it in the warehouse.
const mug = await unwrap(
  commerce.products.create(merchant, {
    title: 'Enamel mug',
    status: 'active',
    variants: [{ sku: 'MUG-1', prices: [{ amount: 1_250, currency: 'GBP' }] }],
  }),
)
const variantId = mug.variants[0]!.id
const warehouse = await unwrap(commerce.locations.create(merchant, { code: 'main', name: 'Warehouse' }))
const delivery = { variantId, locationId: warehouse.id, quantity: 100, reason: 'delivery' }
await unwrap(commerce.inventory.adjust(merchant, { movements: [delivery] }))

// A guest buys two of them, cash on delivery.
const shopper = commerce.context({ actor: guest(), currency: 'GBP' })
const cart = await unwrap(commerce.carts.create(shopper, {}))
await unwrap(commerce.carts.addLine(shopper, { cartId: cart.id, variantId, quantity: 2 }))
const order = await unwrap(
  commerce.checkout.place(shopper, { cartId: cart.id, payment: { provider: 'cash' } }),
)
console.log(`order ${order.number}: ${order.lines[0]!.ordered} × ${order.lines[0]!.title}`)
console.log(`total ${formatMoney(order.current.total)}`)
await commerce.close()
