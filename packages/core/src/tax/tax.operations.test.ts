import { err, unwrap } from '@cartwright/core'
import { testShop } from '@cartwright/conformance'
import { describe, expect, it } from 'vitest'

const vat = { code: 'VAT', name: 'VAT 20 %', ratePpm: 200_000 }

describe('zones', () => {
  it('are made, changed and deleted, and found by id and by name', async () => {
    const { commerce, staff } = await testShop()
    const made = (
      await commerce.tax.createZone(staff, { name: 'Home', members: [{ country: 'GB' }], rates: [vat] })
    )._unsafeUnwrap()
    expect(made).toMatchObject({
      name: 'Home',
      version: 1,
      rates: [{ taxClass: 'standard', ratePpm: 200_000 }],
    })
    const members = [{ country: 'GB', postalPattern: 'BT*' }, { country: 'IM' }]
    const changed = (
      await commerce.tax.updateZone(staff, { zoneId: made.id, members, expectedVersion: 1 })
    )._unsafeUnwrap()
    expect(changed).toMatchObject({
      name: 'Home',
      version: 2,
      members: [{ postalPattern: 'BT*' }, { country: 'IM' }],
    })
    const rates = [
      { ...vat, validTo: '2030-01-01T00:00:00.000Z' },
      { ...vat, ratePpm: 210_000, validFrom: '2030-01-01T00:00:00.000Z' },
    ]
    const rated = (await commerce.tax.setRates(staff, { zoneId: made.id, rates }))._unsafeUnwrap()
    expect(rated.rates.map(({ validTo }) => validTo)).toEqual(['2030-01-01T00:00:00.000Z', null])
    expect(
      (
        await commerce.tax.getZones(staff, { ids: [made.id, 'txz_00000000000000000000000000'] })
      )._unsafeUnwrap(),
    ).toEqual([rated])
    await unwrap(commerce.tax.createZone(staff, { name: 'Abroad', members: [{ country: 'FR' }] }))
    const page = (await commerce.tax.listZones(staff, { limit: 1, count: 'exact' }))._unsafeUnwrap()
    expect(page).toMatchObject({ items: [{ name: 'Abroad' }], count: 2 })
    const cursor = page.nextCursor ?? ''
    expect((await commerce.tax.listZones(staff, { limit: 1, cursor }))._unsafeUnwrap()).toEqual({
      items: [rated],
      nextCursor: null,
    })
    expect((await commerce.tax.deleteZone(staff, { zoneId: made.id }))._unsafeUnwrap()).toEqual({
      id: made.id,
    })
    expect(await commerce.tax.deleteZone(staff, { zoneId: made.id })).toMatchObject({
      error: { type: 'tax.zone_not_found' },
    })
  })

  it('have names of their own and versions', async () => {
    const { commerce, staff } = await testShop()
    const input = { name: 'Home', members: [{ country: 'GB' }] }
    const { id: zoneId } = (await commerce.tax.createZone(staff, input))._unsafeUnwrap()
    expect(await commerce.tax.createZone(staff, input)).toMatchObject({
      error: { type: 'tax.zone_name_taken', name: 'Home' },
    })
    const abroad = (await commerce.tax.createZone(staff, { ...input, name: 'Abroad' }))._unsafeUnwrap()
    expect(await commerce.tax.updateZone(staff, { zoneId: abroad.id, name: 'Home' })).toMatchObject({
      error: { type: 'tax.zone_name_taken' },
    })
    expect(await commerce.tax.updateZone(staff, { zoneId, name: 'Home', expectedVersion: 7 })).toMatchObject({
      error: { type: 'conflict.stale_version', current: 1 },
    })
  })

  it.each<[string, object]>([
    ['members.0.postalPattern', { members: [{ country: 'GB', postalPattern: '20..1*' }] }],
    ['members.0.country', { members: [{ country: 'gb' }] }],
    ['members', { members: [] }],
    ['rates.0.ratePpm', { rates: [{ ...vat, ratePpm: 10_000_001 }] }],
    ['rates.0.ratePpm', { rates: [{ ...vat, ratePpm: -1 }] }],
    ['rates.0.ratePpm', { rates: [{ ...vat, ratePpm: 0.5 }] }],
    ['rates.1.code', { rates: [vat, { ...vat, ratePpm: 1 }] }],
    [
      'rates.0.validTo',
      { rates: [{ ...vat, validFrom: '2030-01-01T00:00:00.000Z', validTo: '2030-01-01T00:00:00.000Z' }] },
    ],
    ['rates.0.validFrom', { rates: [{ ...vat, validFrom: '0000-01-01T00:00:00.000Z' }] }],
    ['', { colour: 'red' }],
  ])('refuse bad input at %s', async (path, input) => {
    const { commerce, staff, sql } = await testShop()
    const zone = { name: 'Home', members: [{ country: 'GB' }], ...input }
    expect(await commerce.tax.createZone(staff, zone)).toMatchObject({
      error: { type: 'input.invalid', issues: [{ path }] },
    })
    expect(await sql('select 1 from :schema.tax_zones')).toEqual([])
  })

  it('answer a forged cursor with an error', async () => {
    const { commerce, staff } = await testShop()
    const cursor = btoa(JSON.stringify(['tax zones', 7])).replaceAll('=', '')
    expect(await commerce.tax.listZones(staff, { cursor })).toMatchObject({
      error: { type: 'page.cursor_invalid' },
    })
  })
})

describe('the rule set', () => {
  it('is replaced in a process that has cached it', async () => {
    const { commerce, staff, guest } = await testShop()
    const shopper = guest()
    const variantId = await product()
    const cart = (await commerce.carts.create(shopper, {}))._unsafeUnwrap()
    await unwrap(commerce.carts.addLine(shopper, { cartId: cart.id, variantId, quantity: 1 }))
    const tax = async () =>
      (await commerce.carts.get(shopper, { cartId: cart.id }))._unsafeUnwrap().totals.tax.amount
    expect(await tax()).toBe(0)
    const policy = {
      pricesIncludeTax: true,
      rounding: { mode: 'half-up', place: 'line' },
      defaultDestination: { country: 'GB' },
    } as const
    await unwrap(commerce.tax.setPolicy(staff, policy))
    expect((await commerce.tax.getPolicy(staff, {}))._unsafeUnwrap()).toEqual(policy)
    const zone = (
      await commerce.tax.createZone(staff, { name: 'Home', members: [{ country: 'GB' }], rates: [vat] })
    )._unsafeUnwrap()
    expect(await tax()).toBe(200)
    await unwrap(commerce.tax.setRates(staff, { zoneId: zone.id, rates: [{ ...vat, ratePpm: 50_000 }] }))
    expect(await tax()).toBe(57)
    // What a unit that is rolled back has seen does not stay in the cache.
    const tried = await commerce.transaction(staff, { name: 'try', input: null }, async (t) => {
      await unwrap(t.tax.deleteZone({ zoneId: zone.id }))
      const seen = await t.carts.get({ cartId: cart.id })
      expect(seen._unsafeUnwrap().totals.tax.amount).toBe(0)
      return err('never mind')
    })
    expect(tried._unsafeUnwrapErr()).toBe('never mind')
    await unwrap(commerce.tax.setRates(staff, { zoneId: zone.id, rates: [vat] }))
    expect(await tax()).toBe(200)
    await unwrap(commerce.tax.deleteZone(staff, { zoneId: zone.id }))
    expect(await tax()).toBe(0)

    async function product() {
      const made = await commerce.products.create(staff, {
        title: 'Mug',
        status: 'active',
        variants: [{ sku: 'MUG', prices: [{ amount: 1_200, currency: 'GBP' }], stockPolicy: 'none' }],
      })
      const variant = made._unsafeUnwrap().variants[0]
      if (variant === undefined) throw new Error('no variant')
      return variant.id
    }
  })

  it('bumps its revision with every change, in five statements', async () => {
    const { commerce, staff, sql, statements } = await testShop()
    const revision = async () =>
      (await sql<{ n: string }>('select rules_revision as n from :schema.shop'))[0]?.n
    const before = Number(await revision())
    const zone = (
      await commerce.tax.createZone(staff, { name: 'Home', members: [{ country: 'GB' }] })
    )._unsafeUnwrap()
    expect(Number(await revision())).toBe(before + 1)
    expect(
      await statements(async () => commerce.tax.setRates(staff, { zoneId: zone.id, rates: [vat] })),
    ).toBe(5)
    expect(Number(await revision())).toBe(before + 2)
    const twin = await commerce.tax.createZone(staff, { name: 'Home', members: [{ country: 'GB' }] })
    expect(twin.isErr()).toBe(true)
    expect(Number(await revision())).toBe(before + 2)
  })
})
