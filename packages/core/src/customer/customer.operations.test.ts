import type { Id } from '@cartwright/core'
import { unwrap } from '@cartwright/core'
import { testShop } from '@cartwright/conformance'
import { describe, expect, it } from 'vitest'

describe('customers', () => {
  it('need nothing, and have e-mails and external ids of their own', async () => {
    const { commerce, staff } = await testShop()
    const nobody = (await commerce.customers.create(staff, {}))._unsafeUnwrap()
    expect(nobody).toMatchObject({ email: null, externalId: null, groups: [], addresses: [], version: 1 })
    const ada = (
      await commerce.customers.create(staff, {
        email: 'Ada@Example.com',
        externalId: '17850',
        metadata: { b: 1, a: 2 },
      })
    )._unsafeUnwrap()
    expect(await commerce.customers.create(staff, { email: 'ada@example.COM' })).toMatchObject({
      error: { type: 'customer.email_taken' },
    })
    expect(await commerce.customers.create(staff, { externalId: '17850' })).toMatchObject({
      error: { type: 'customer.external_id_taken', externalId: '17850' },
    })
    expect((await commerce.customers.get(staff, { externalId: '17850' }))._unsafeUnwrap()).toEqual(ada)
    const ids = [ada.id, nobody.id, 'cus_0000000000000000000000000z'] as const
    expect((await commerce.customers.getMany(staff, { ids }))._unsafeUnwrap()).toEqual([ada, nobody])
    expect(
      await commerce.customers.update(staff, { customerId: nobody.id, email: 'ADA@example.com' }),
    ).toMatchObject({
      error: { type: 'customer.email_taken' },
    })
    const same = (
      await commerce.customers.update(staff, {
        customerId: ada.id,
        email: 'Ada@Example.com',
        metadata: { a: 2, b: 1 },
      })
    )._unsafeUnwrap()
    expect(same.version).toBe(1)
    const cased = (
      await commerce.customers.update(staff, {
        customerId: ada.id,
        email: 'ada@example.com',
        expectedVersion: 1,
      })
    )._unsafeUnwrap()
    expect(cased).toMatchObject({ email: 'ada@example.com', version: 2 })
    expect(
      await commerce.customers.update(staff, { customerId: ada.id, name: 'A', expectedVersion: 1 }),
    ).toMatchObject({
      error: { type: 'conflict.stale_version', current: 2 },
    })
  })

  it('read and change themselves, others are not found', async () => {
    const { commerce, staff, customer, guest } = await testShop()
    const ada = (
      await commerce.customers.create(staff, {
        email: 'ada@example.com',
        note: 'pays late',
        groups: ['trade'],
      })
    )._unsafeUnwrap()
    const bob = (await commerce.customers.create(staff, { externalId: 'bob' }))._unsafeUnwrap()
    const self = customer(ada.id)
    expect((await commerce.customers.get(self, { id: ada.id }))._unsafeUnwrap()).toEqual({
      ...ada,
      note: null,
    })
    const renamed = (
      await commerce.customers.update(self, { customerId: ada.id, name: 'Ada', email: null })
    )._unsafeUnwrap()
    expect(renamed).toMatchObject({ name: 'Ada', email: null, note: null, version: 2 })
    expect((await commerce.customers.get(staff, { id: ada.id }))._unsafeUnwrap().note).toBe('pays late')
    expect(await commerce.customers.update(self, { customerId: ada.id, groups: ['vip'] })).toMatchObject({
      error: { type: 'permission.denied', permission: 'customers:write' },
    })
    const notFound = { error: { type: 'customer.not_found' } }
    expect(await commerce.customers.get(self, { externalId: 'bob' })).toMatchObject(notFound)
    expect(await commerce.customers.get(guest(), { id: ada.id })).toMatchObject(notFound)
    expect(await commerce.customers.update(self, { customerId: bob.id, name: 'Bo' })).toMatchObject(notFound)
    expect(
      await commerce.customers.addAddress(self, { customerId: bob.id, address: { country: 'GB' } }),
    ).toMatchObject(notFound)
    expect(await commerce.customers.list(self, {})).toMatchObject({ error: { type: 'permission.denied' } })
  })

  it('are listed newest first, by e-mail, external id and group', async () => {
    const { commerce, staff, clock } = await testShop()
    for (const name of ['a', 'b', 'c']) {
      await unwrap(
        commerce.customers.create(staff, {
          externalId: name,
          email: `${name}@example.com`,
          groups: name === 'b' ? [] : ['trade'],
        }),
      )
      clock.advance(1)
    }
    const list = async (input: Parameters<typeof commerce.customers.list>[1]) =>
      (await commerce.customers.list(staff, input))._unsafeUnwrap()
    const names = async (input: Parameters<typeof commerce.customers.list>[1]) =>
      (await list(input)).items.map(({ externalId }) => externalId)
    expect(await names({})).toEqual(['c', 'b', 'a'])
    const page = await list({ limit: 1, group: 'trade', count: 'exact' })
    expect(page).toMatchObject({ items: [{ externalId: 'c' }], count: 2 })
    expect(await names({ limit: 1, group: 'trade', cursor: page.nextCursor ?? '' })).toEqual(['a'])
    expect(await names({ email: 'B@Example.com' })).toEqual(['b'])
    expect(await names({ externalId: 'c', group: 'none' })).toEqual([])
    expect(await commerce.customers.list(staff, { cursor: page.nextCursor ?? '' })).toMatchObject({
      error: { type: 'page.cursor_invalid', reason: 'scope' },
    })
  })

  it.each<[string, object]>([
    ['email', { email: 'not an e-mail' }],
    ['name', { name: 'x'.repeat(201) }],
    ['name', { name: '\u0000' }],
    ['groups', { groups: ['a', 'a'] }],
    ['locale', { locale: 'English please' }],
    ['', { password: 'secret' }],
  ])('refuse bad input at %s', async (path, input) => {
    const { commerce, staff } = await testShop()
    expect(await commerce.customers.create(staff, input)).toMatchObject({
      error: { type: 'input.invalid', issues: [{ path }] },
    })
  })
})

describe('addresses', () => {
  it('are added, changed and removed; one is the default for each purpose', async () => {
    const { commerce, staff, customer } = await testShop()
    const { id: customerId } = (await commerce.customers.create(staff, {}))._unsafeUnwrap()
    const self = customer(customerId)
    const home = { country: 'GB', line1: '1 High Street', city: 'London', postalCode: 'SW1A 1AA' }
    const flags = { defaultShipping: true, defaultBilling: true }
    const first = (
      await commerce.customers.addAddress(self, { customerId, address: home, ...flags })
    )._unsafeUnwrap()
    expect(first).toMatchObject({ version: 2, addresses: [{ label: null, address: home, ...flags }] })
    await unwrap(
      commerce.customers.addAddress(self, {
        customerId,
        label: 'Office',
        address: { country: 'XE' },
        defaultShipping: true,
      }),
    )
    const both = (await commerce.customers.get(self, { id: customerId }))._unsafeUnwrap()
    expect(both.addresses).toMatchObject([
      { address: home, defaultShipping: false, defaultBilling: true },
      { label: 'Office', address: { country: 'XE' }, defaultShipping: true, defaultBilling: false },
    ])
    const [one, two] = both.addresses
    if (one === undefined || two === undefined) throw new Error('two addresses')
    const swapped = (
      await commerce.customers.updateAddress(self, { customerId, addressId: one.id, defaultShipping: true })
    )._unsafeUnwrap()
    expect(swapped.addresses.map(({ defaultShipping }) => defaultShipping)).toEqual([true, false])
    expect((await commerce.customers.get(self, { id: customerId }))._unsafeUnwrap()).toEqual(swapped)
    const removed = (
      await commerce.customers.removeAddress(self, { customerId, addressId: one.id })
    )._unsafeUnwrap()
    expect(removed.addresses.map(({ id }) => id)).toEqual([two.id])
    expect((await commerce.customers.get(self, { id: customerId }))._unsafeUnwrap()).toEqual(removed)
    expect(await commerce.customers.updateAddress(self, { customerId, addressId: one.id })).toMatchObject({
      error: { type: 'customer.address_not_found', addressId: one.id },
    })
  })

  it('are at most fifty', async () => {
    const { commerce, staff } = await testShop()
    const { id: customerId } = (await commerce.customers.create(staff, {}))._unsafeUnwrap()
    const add = () => commerce.customers.addAddress(staff, { customerId, address: { country: 'GB' } })
    for (let n = 0; n < 50; n += 1) expect((await add()).isOk()).toBe(true)
    expect(await add()).toMatchObject({ error: { type: 'customer.too_many_addresses', limit: 50 } })
  })
})

describe('upsertMany', () => {
  it('makes, changes and leaves alone, in the same number of statements for any number', async () => {
    const { commerce, staff, statements, sql } = await testShop()
    const many = Array.from({ length: 500 }, (_, n) => ({ externalId: `c${n}`, email: `c${n}@example.com` }))
    const few = await statements(async () =>
      commerce.customers.upsertMany(staff, { customers: many.slice(0, 1) }),
    )
    const all = await statements(async () => commerce.customers.upsertMany(staff, { customers: many }))
    expect([few, all]).toEqual([5, 5])
    const mixed = await commerce.customers.upsertMany(staff, {
      customers: [
        { externalId: 'new' },
        { externalId: 'c7', name: 'Seven', email: null },
        { externalId: 'c8' },
      ],
    })
    const { ids, ...counts } = mixed._unsafeUnwrap()
    expect(counts).toEqual({ created: 1, updated: 1, unchanged: 1 })
    const read = (await commerce.customers.getMany(staff, { ids }))._unsafeUnwrap()
    expect(read).toMatchObject([
      { externalId: 'new', version: 1 },
      { externalId: 'c7', name: 'Seven', email: null, version: 2 },
      { externalId: 'c8', email: 'c8@example.com', version: 1 },
    ])
    expect(await sql('select count(*)::int as n from :schema.customers')).toEqual([{ n: 501 }])
  })

  it('names the customers whose e-mail is taken, and writes nothing', async () => {
    const { commerce, staff } = await testShop()
    await unwrap(commerce.customers.create(staff, { email: 'a@example.com' }))
    const customers = [
      { externalId: '0', email: 'free@example.com' },
      { externalId: '1', email: 'A@example.com' },
      { externalId: '2', email: 'FREE@example.com' },
    ]
    expect(await commerce.customers.upsertMany(staff, { customers })).toMatchObject({
      error: { type: 'customer.email_taken', positions: [1, 2] },
    })
    expect(
      await commerce.customers.upsertMany(staff, { customers: [{ externalId: '0' }, { externalId: '0' }] }),
    ).toMatchObject({
      error: { type: 'input.invalid', issues: [{ path: 'customers.1.externalId' }] },
    })
    expect((await commerce.customers.list(staff, {}))._unsafeUnwrap().items).toHaveLength(1)
  })
})

it('no event and no audit row says anything about a person', async () => {
  const { commerce, staff, sql } = await testShop()
  const secret = 'zaphod'
  const personal = { name: secret, email: `${secret}@example.com`, phone: secret }
  const made = (
    await commerce.customers.create(staff, { ...personal, note: secret, externalId: 'x' })
  )._unsafeUnwrap()
  const customerId: Id<'cus'> = made.id
  await unwrap(commerce.customers.update(staff, { customerId, name: `${secret} b.`, tags: ['vip'] }))
  await unwrap(
    commerce.customers.addAddress(staff, {
      customerId,
      label: secret,
      address: { country: 'GB', line1: secret },
    }),
  )
  await unwrap(
    commerce.customers.upsertMany(staff, {
      customers: [{ externalId: 'x', email: `${secret}@b.example.com` }],
    }),
  )
  const rows = await sql(
    'select to_json(o) as row from :schema.outbox o union all select to_json(a) from :schema.audit_entries a',
  )
  expect(rows).toHaveLength(8)
  expect(JSON.stringify(rows)).not.toContain(secret)
})
