import type { Id, Result, TypedError } from '@cartwright/core'
import { customer, unwrap } from '@cartwright/core'
import type { TestShop } from '@cartwright/conformance'
import { testShop } from '@cartwright/conformance'
import { describe, expect, it } from 'vitest'

interface Level {
  readonly variantId: Id<'var'>
  readonly locationId: Id<'loc'>
}

const nowhere = 'loc_zzzzzzzzzzzzzzzzzzzzzzzzzz'
const nothing = 'var_zzzzzzzzzzzzzzzzzzzzzzzzzz'

/** Two variants at one location, with these on the shelf. */
async function stocked(onHand: readonly [number, number]): Promise<readonly [TestShop, Level, Level]> {
  const shop = await testShop()
  const { commerce, staff } = shop
  const { id: locationId } = await unwrap(commerce.locations.create(staff, { code: 'main', name: 'Main' }))
  const product = await unwrap(
    commerce.products.create(staff, {
      title: 'Mug',
      options: [{ name: 'size', values: ['S', 'L'] }],
      variants: ['S', 'L'].map((size) => ({ sku: size, optionValues: { size } })),
    }),
  )
  const [small, large] = product.variants.map(({ id }): Level => ({ variantId: id, locationId }))
  if (small === undefined || large === undefined) throw new Error('two variants were made')
  const movements = [small, large].flatMap((level, index) => {
    const quantity = onHand[index] ?? 0
    return quantity === 0 ? [] : [{ ...level, quantity, reason: 'delivery' }]
  })
  if (movements.length > 0) await unwrap(commerce.inventory.adjust(staff, { movements }))
  return [shop, small, large]
}

function levels({ commerce, staff }: TestShop, ...wanted: readonly Level[]) {
  const variantIds = wanted.map(({ variantId }) => variantId)
  return unwrap(commerce.inventory.getLevels(staff, { variantIds }))
}

function errorOf(result: Result<unknown, TypedError>): TypedError {
  return result._unsafeUnwrapErr()
}

async function movementsOf({ sql }: TestShop): Promise<unknown> {
  const [row] = await sql<{ count: number }>('select count(*)::int4 as count from :schema.stock_movements')
  return row?.count
}

describe('locations', () => {
  it('have codes of their own, compared byte for byte, and come in order of priority', async () => {
    const { commerce, staff } = await testShop()
    const far = await unwrap(commerce.locations.create(staff, { code: 'Far', name: 'Far', priority: 5 }))
    const near = await unwrap(commerce.locations.create(staff, { code: 'far', name: 'Near' }))
    expect(await unwrap(commerce.locations.list(staff, {}))).toEqual([near, far])
    const again = await commerce.locations.create(staff, { code: 'far', name: 'Another' })
    expect(errorOf(again)).toMatchObject({ type: 'inventory.location_code_taken', code: 'far' })
  })
})

describe('adjusting', () => {
  it('adds movements of one level up and records each', async () => {
    const [shop, small] = await stocked([0, 0])
    const { commerce, staff } = shop
    const movements = [
      { ...small, quantity: 5, reason: 'delivery' },
      { ...small, quantity: -2, reason: 'damage' },
    ]
    const changed = await unwrap(commerce.inventory.adjust(staff, { movements, reference: 'note 7' }))
    expect(changed).toEqual({ changed: 2 })
    expect(await levels(shop, small)).toMatchObject([{ ...small, onHand: 3, available: 3 }])
    const { items } = await unwrap(commerce.inventory.listMovements(staff, { variantId: small.variantId }))
    expect(items).toMatchObject([
      { quantity: 5, reason: 'delivery', reference: 'note 7', actor: 'staff:tester' },
      { quantity: -2, reason: 'damage' },
    ])
  })

  it('takes nothing from a shelf that has too little, of no line', async () => {
    const [shop, small, large] = await stocked([3, 3])
    const movements = [
      { ...small, quantity: -3, reason: 'damage' },
      { ...large, quantity: -4, reason: 'damage' },
    ]
    const result = await shop.commerce.inventory.adjust(shop.staff, { movements })
    const shortfalls = [{ ...large, wanted: 4, available: 3 }]
    expect(errorOf(result)).toMatchObject({ type: 'inventory.insufficient_stock', shortfalls })
    expect(await levels(shop, small, large)).toMatchObject([{ onHand: 3 }, { onHand: 3 }])
    expect(await movementsOf(shop)).toBe(2)
  })

  it('names what does not exist', async () => {
    const [{ commerce, staff }, small] = await stocked([0, 0])
    const adjust = (level: Partial<Level>) =>
      commerce.inventory.adjust(staff, {
        movements: [{ ...small, ...level, quantity: 1, reason: 'delivery' }],
      })
    expect(errorOf(await adjust({ variantId: nothing }))).toMatchObject({
      type: 'inventory.variant_unknown',
      variantIds: [nothing],
    })
    expect(errorOf(await adjust({ locationId: nowhere }))).toMatchObject({
      type: 'inventory.location_unknown',
      locationIds: [nowhere],
    })
  })

  it.each([
    ['a movement of 0', 'movements.0.quantity', { quantity: 0 }],
    ['half a piece', 'movements.0.quantity', { quantity: 0.5 }],
    ['a blank reason', 'movements.0.reason', { reason: ' ' }],
    ['an id of another kind', 'movements.0.variantId', { variantId: nowhere }],
    ['an unknown field', 'movements.0', { note: 'fell' }],
  ])('refuses %s', async (_what, path, change) => {
    const [shop, small] = await stocked([0, 0])
    const movement = { ...small, quantity: 1, reason: 'delivery', ...change } as never
    const result = await shop.commerce.inventory.adjust(shop.staff, { movements: [movement] })
    expect(errorOf(result)).toMatchObject({ type: 'input.invalid', issues: [{ path }] })
    expect(await movementsOf(shop)).toBe(0)
  })

  it('takes as many statements for 1,000 movements as for one', async () => {
    const [{ commerce, staff, statements }, small] = await stocked([0, 0])
    const adjust = (count: number) => () =>
      unwrap(
        commerce.inventory.adjust(staff, {
          movements: Array.from({ length: count }, () => ({ ...small, quantity: 1, reason: 'delivery' })),
        }),
      )
    const one = await statements(adjust(1))
    expect(await statements(adjust(1_000))).toBe(one)
    expect(one).toBeLessThanOrEqual(5)
  })
})

describe('setting levels', () => {
  it('moves what differs, makes levels, and leaves what is right', async () => {
    const [shop, small, large] = await stocked([10, 0])
    const { commerce, staff } = shop
    const levelsToSet = [
      { ...small, onHand: 8, expectedOnHand: 10 },
      { ...large, onHand: 4, expectedOnHand: 0 },
    ]
    const set = () => commerce.inventory.setLevels(staff, { levels: levelsToSet, reason: 'stocktake' })
    expect(await unwrap(set())).toEqual({ changed: 2 })
    expect(await levels(shop, small, large)).toMatchObject([{ onHand: 8 }, { onHand: 4 }])
    expect(errorOf(await set())).toMatchObject({
      type: 'inventory.level_changed',
      levels: [
        { ...small, onHand: 8 },
        { ...large, onHand: 4 },
      ],
    })
    const right = [{ ...small, onHand: 8, expectedOnHand: 8 }]
    const kept = await unwrap(commerce.inventory.setLevels(staff, { levels: right, reason: 'stocktake' }))
    expect(kept).toEqual({ changed: 0 })
    expect(await movementsOf(shop)).toBe(3)
    expect(await unwrap(commerce.inventory.reconcile(staff, {}))).toMatchObject({ onHand: 12, drifted: 0 })
  })

  it('writes nothing when one level is not as expected', async () => {
    const [shop, small, large] = await stocked([10, 0])
    const result = await shop.commerce.inventory.setLevels(shop.staff, {
      levels: [
        { ...small, onHand: 8, expectedOnHand: 10 },
        { ...large, onHand: 4, expectedOnHand: 1 },
      ],
      reason: 'stocktake',
    })
    expect(errorOf(result)).toMatchObject({
      type: 'inventory.level_changed',
      levels: [{ ...large, onHand: 0 }],
    })
    expect(await levels(shop, small, large)).toMatchObject([{ ...small, onHand: 10, version: 1 }])
    expect(await movementsOf(shop)).toBe(1)
  })

  it('refuses a level that comes twice, and one that does not exist', async () => {
    const [{ commerce, staff }, small] = await stocked([1, 0])
    const level = { ...small, onHand: 2, expectedOnHand: 1 }
    const set = (given: readonly (typeof level)[]) =>
      commerce.inventory.setLevels(staff, { levels: given, reason: 'stocktake' })
    expect(errorOf(await set([level, { ...level, onHand: 3 }]))).toMatchObject({
      type: 'input.invalid',
      issues: [{ path: 'levels' }],
    })
    expect(errorOf(await set([{ ...level, variantId: nothing }]))).toMatchObject({
      type: 'inventory.variant_unknown',
    })
  })

  it('takes as many statements for two levels as for one', async () => {
    const [{ commerce, staff, statements }, small, large] = await stocked([0, 0])
    const set = (given: readonly Level[], onHand: number) => () =>
      unwrap(
        commerce.inventory.setLevels(staff, {
          levels: given.map((level) => ({ ...level, onHand, expectedOnHand: onHand - 1 })),
          reason: 'stocktake',
        }),
      )
    const one = await statements(set([small, large], 1))
    expect(await statements(set([small], 2))).toBe(one)
    expect(one).toBeLessThanOrEqual(5)
  })
})

describe('reservations', () => {
  it('hold all lines or none, and count lines of a level together', async () => {
    const [shop, small, large] = await stocked([5, 1])
    const { commerce, staff } = shop
    const reserve = (owner: string, ...lines: readonly (Level & { readonly quantity: number })[]) =>
      commerce.inventory.reserve(staff, { owner, lines, ttlSeconds: 60 })
    const three = { ...small, quantity: 3 }
    const both = await reserve('draft 1', three, three, { ...large, quantity: 2 })
    expect(errorOf(both)).toMatchObject({
      type: 'inventory.insufficient_stock',
      shortfalls: expect.arrayContaining([
        { ...small, wanted: 6, available: 5 },
        { ...large, wanted: 2, available: 1 },
      ]),
    })
    expect(await levels(shop, small, large)).toMatchObject([{ held: 0 }, { held: 0 }])
    expect(await unwrap(reserve('draft 1', three, { ...small, quantity: 2 }))).toEqual({ changed: 2 })
    expect(await levels(shop, small)).toMatchObject([{ held: 5, available: 0 }])
    expect(errorOf(await reserve('draft 2', { ...small, quantity: 1 }))).toMatchObject({
      type: 'inventory.insufficient_stock',
    })
  })

  it('end at their instant, whether or not anybody sweeps', async () => {
    const [shop, small] = await stocked([5, 0])
    const { commerce, staff, clock } = shop
    const lines = [{ ...small, quantity: 5 }]
    const reserve = (owner: string) => commerce.inventory.reserve(staff, { owner, lines, ttlSeconds: 60 })
    await unwrap(reserve('draft 1'))
    clock.advance(59)
    expect(errorOf(await reserve('draft 2'))).toMatchObject({ type: 'inventory.insufficient_stock' })
    clock.advance(1)
    expect(await levels(shop, small)).toMatchObject([{ held: 0, available: 5 }])
    await unwrap(reserve('draft 2'))
    const late = await commerce.inventory.extend(staff, { owner: 'draft 1', ttlSeconds: 60 })
    expect(errorOf(late)).toMatchObject({ type: 'inventory.reservation_not_found', owner: 'draft 1' })
    expect(await unwrap(commerce.inventory.release(staff, { owner: 'draft 1' }))).toEqual({ changed: 0 })
    expect(await levels(shop, small)).toMatchObject([{ held: 5, available: 0 }])
  })

  it('are extended and given back by their owner', async () => {
    const [shop, small, large] = await stocked([5, 5])
    const { commerce, staff, clock } = shop
    const lines = [small, large].map((level) => ({ ...level, quantity: 5 }))
    await unwrap(commerce.inventory.reserve(staff, { owner: 'draft', lines, ttlSeconds: 60 }))
    clock.advance(30)
    const extended = await unwrap(commerce.inventory.extend(staff, { owner: 'draft', ttlSeconds: 60 }))
    expect(extended).toEqual({ changed: 2 })
    clock.advance(59)
    expect(await levels(shop, small)).toMatchObject([{ held: 5 }])
    expect(await unwrap(commerce.inventory.release(staff, { owner: 'draft' }))).toEqual({ changed: 2 })
    expect(await unwrap(commerce.inventory.release(staff, { owner: 'draft' }))).toEqual({ changed: 0 })
    expect(await levels(shop, small)).toMatchObject([{ held: 0, available: 5 }])
  })

  it('name what does not exist; where only the level is missing there is no stock', async () => {
    const [{ commerce, staff }, small, large] = await stocked([5, 0])
    const reserve = (level: Level) =>
      commerce.inventory.reserve(staff, {
        owner: 'draft',
        lines: [{ ...level, quantity: 1 }],
        ttlSeconds: 60,
      })
    expect(errorOf(await reserve({ ...small, variantId: nothing }))).toMatchObject({
      type: 'inventory.variant_unknown',
    })
    expect(errorOf(await reserve({ ...small, locationId: nowhere }))).toMatchObject({
      type: 'inventory.location_unknown',
    })
    expect(errorOf(await reserve(large))).toMatchObject({
      type: 'inventory.insufficient_stock',
      shortfalls: [{ ...large, wanted: 1, available: 0 }],
    })
  })

  it('are not made for an order, whose own would be sold with it', async () => {
    const [{ commerce, staff }, small] = await stocked([5, 0])
    const owner = 'ord_00000000000000000000000001'
    const lines = [{ ...small, quantity: 1 }]
    const result = await commerce.inventory.reserve(staff, { owner, lines, ttlSeconds: 60 })
    expect(errorOf(result)).toMatchObject({ type: 'input.invalid', issues: [{ path: 'owner' }] })
  })
})

describe('movements', () => {
  it('come in pages, of one location or of all', async () => {
    const [{ commerce, staff }, small] = await stocked([7, 0])
    const { variantId } = small
    const other = await unwrap(commerce.locations.create(staff, { code: 'other', name: 'Other' }))
    const movements = [1, 2, 3].map((quantity) => ({
      variantId,
      locationId: other.id,
      quantity,
      reason: 'delivery',
    }))
    await unwrap(commerce.inventory.adjust(staff, { movements }))
    const list = (cursor?: string, locationId?: Id<'loc'>) =>
      commerce.inventory.listMovements(staff, { variantId, limit: 2, cursor, locationId })
    const first = await unwrap(list())
    const second = await unwrap(list(first.nextCursor ?? ''))
    expect([...first.items, ...second.items].map(({ quantity }) => quantity)).toEqual([7, 1, 2, 3])
    expect(second.nextCursor).toBeNull()
    const own = await unwrap(list(undefined, other.id))
    expect(own.items.map(({ quantity }) => quantity)).toEqual([1, 2])
    const foreign = await list(first.nextCursor ?? '', other.id)
    expect(errorOf(foreign)).toMatchObject({ type: 'page.cursor_invalid', reason: 'scope' })
  })
})

describe('the report', () => {
  it('finds each kind of drift', async () => {
    const [{ commerce, staff, sql }, small, large] = await stocked([5, 5])
    const report = () => unwrap(commerce.inventory.reconcile(staff, {}))
    expect(await report()).toMatchObject({ levels: 2, onHand: 10, drifted: 0, drifts: [] })
    await sql('update :schema.stock_levels set on_hand = 6 where variant_id = $1', [small.variantId])
    await sql('update :schema.stock_levels set held = 1, allocated = 2 where variant_id = $1', [
      large.variantId,
    ])
    expect(await report()).toMatchObject({ onHand: 11, allocated: 2, held: 1, drifted: 2 })
    expect((await report()).drifts).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ ...small, onHand: 6, movements: 5 }),
        expect.objectContaining({ ...large, held: 1, reservations: 0, allocated: 2, allocations: 0 }),
      ]),
    )
  })

  it('is not for shoppers', async () => {
    const [{ commerce, guest }] = await stocked([0, 0])
    const shopper = commerce.context({ actor: customer('cus_00000000000000000000000001') })
    for (const ctx of [guest(), shopper]) {
      const result = await commerce.inventory.reconcile(ctx, {})
      expect(errorOf(result)).toMatchObject({ type: 'permission.denied', permission: 'inventory:read' })
    }
  })
})
