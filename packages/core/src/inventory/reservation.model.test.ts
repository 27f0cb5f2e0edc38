import type { Id, Instant } from '@cartwright/core'
import { addSeconds, toInstant, unwrap } from '@cartwright/core'
import type { TestShop } from '@cartwright/conformance'
import { testShop } from '@cartwright/conformance'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Shortfall, StockKey, StockRepository } from './index.ts'

/** Each run is many statements on a real database. */
const RUNS = 60
const LEVELS = 2
/** On each shelf at the start. */
const STOCK = 9
const START = toInstant('2026-01-01T00:00:00.000Z')

const level = fc.nat({ max: LEVELS - 1 })
const owner = fc.constantFrom('draft 1', 'draft 2')
const lines = fc.array(fc.record({ level, quantity: fc.integer({ min: 1, max: 5 }) }), {
  minLength: 1,
  maxLength: 3,
})
/** Round figures, so that steps often fall on the very instant at which a hold ends. */
const seconds = fc.constantFrom(10, 20, 30)
const step = fc.oneof(
  fc.record({ kind: fc.constant('reserve'), owner, lines, seconds, backorder: fc.nat({ max: 2 }) }),
  fc.record({ kind: fc.constant('allocate'), lines, backorder: fc.nat({ max: 2 }) }),
  fc.record({ kind: fc.constant('extend'), owner, seconds }),
  fc.record({ kind: fc.constant('release'), owner }),
  fc.record({ kind: fc.constant('commit'), owner }),
  fc.record({ kind: fc.constant('adjust'), level, quantity: fc.integer({ min: -3, max: 4 }) }),
  fc.record({ kind: fc.constant('wait'), seconds }),
)
type Step = Parameters<Parameters<typeof step.map>[0]>[0]
type Wanted = readonly { readonly level: number; readonly quantity: number }[]

interface Hold {
  readonly owner: string
  readonly level: number
  readonly quantity: number
  readonly until: Instant
}

/** Stock as it should be: what is dropped when, and what fits. */
interface Model {
  readonly onHand: number[]
  readonly allocated: number[]
  holds: readonly Hold[]
  now: Instant
}

const sum = (items: readonly { readonly quantity: number }[]): number =>
  items.reduce((total, { quantity }) => total + quantity, 0)

function held(model: Model, at: number): number {
  return sum(model.holds.filter((hold) => hold.level === at))
}

/** The levels that lack something, once the expired holds of the levels are dropped. */
function shortages(model: Model, wanted: Wanted, backorder: number) {
  const touched = [...new Set(wanted.map((line) => line.level))]
  const kept = model.holds.filter((hold) => !touched.includes(hold.level) || hold.until > model.now)
  return {
    kept,
    short: touched.flatMap((at) => {
      const own = sum(wanted.filter((line) => line.level === at))
      const live = sum(kept.filter((hold) => hold.level === at))
      const available = (model.onHand[at] ?? 0) - (model.allocated[at] ?? 0) - live + backorder
      return available >= own ? [] : [{ level: at, wanted: own, available: Math.max(0, available) }]
    }),
  }
}

/** Variants at one location. */
async function stockedLevels({ commerce, staff }: TestShop): Promise<readonly StockKey[]> {
  const { id: locationId } = await unwrap(commerce.locations.create(staff, { code: 'main', name: 'Main' }))
  const values = Array.from({ length: LEVELS }, (_, index) => String(index))
  const product = await unwrap(
    commerce.products.create(staff, {
      title: 'Mug',
      options: [{ name: 'size', values }],
      variants: values.map((size) => ({ sku: size, optionValues: { size } })),
    }),
  )
  const keys = product.variants.map(({ id }): StockKey => ({ variantId: id, locationId }))
  const movements = keys.map((key) => ({ ...key, quantity: STOCK, reason: 'delivery' }))
  await unwrap(commerce.inventory.adjust(staff, { movements }))
  return keys
}

it('stock on a real database is as a simple model says, after every step', { timeout: 300_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30, size: 'max' }), async (steps) => {
      const shop = await testShop({ start: START })
      const keys = await stockedLevels(shop)
      const model: Model = {
        onHand: keys.map(() => STOCK),
        allocated: keys.map(() => 0),
        holds: [],
        now: START,
      }
      for (const each of steps) {
        await take(shop, keys, model, each)
        await compare(shop, keys, model)
      }
    }),
    { numRuns: RUNS },
  )
})

let ids = 0

async function inUnit<T>(shop: TestShop, work: (stock: StockRepository) => Promise<T>): Promise<T> {
  const end = await unwrap(
    shop.storage.units.run<T, never>({ retry: 'never' }, async (tx) => {
      return { end: 'commit', value: await work(tx.stock) }
    }),
  )
  if (end.end !== 'commit') throw new Error('the unit was rejected')
  return end.value
}

/** Does a step to both the database and the model, and compares what the database answers. */
async function take(shop: TestShop, keys: readonly StockKey[], model: Model, given: Step): Promise<void> {
  const key = (at: number): StockKey => {
    const found = keys[at]
    if (found === undefined) throw new Error(`there is no level ${at}`)
    return found
  }
  const nextId = <P extends 'rsv' | 'ord' | 'oln'>(prefix: P): Id<P> =>
    `${prefix}_${String((ids += 1)).padStart(26, '0')}`
  const toLines = (wanted: Wanted, backorderLimit: number) =>
    wanted.map((line) => ({ ...key(line.level), quantity: line.quantity, backorderLimit }))
  const sorted = (rows: readonly Shortfall[]) => rows.toSorted((a, b) => (a.variantId < b.variantId ? -1 : 1))
  const named = (short: readonly { level: number; wanted: number; available: number }[]) =>
    sorted(short.map(({ level: at, wanted, available }) => ({ ...key(at), wanted, available })))

  switch (given.kind) {
    case 'wait':
      shop.clock.advance(given.seconds)
      model.now = addSeconds(model.now, given.seconds)
      return
    case 'adjust': {
      const { quantity } = given
      if (quantity === 0) return
      const movements = [{ ...key(given.level), quantity, reason: 'test' }]
      const result = await shop.commerce.inventory.adjust(shop.staff, { movements })
      const after = (model.onHand[given.level] ?? 0) + quantity
      expect(result.isOk()).toBe(after >= 0)
      if (after >= 0) model.onHand[given.level] = after
      return
    }
    case 'reserve': {
      const { short, kept } = shortages(model, given.lines, given.backorder)
      const until = addSeconds(model.now, given.seconds)
      const guard = await inUnit(shop, (stock) => {
        const held = toLines(given.lines, given.backorder).map((line) => {
          return { ...line, reservationId: nextId('rsv') }
        })
        return unwrap(stock.reserve(given.owner, held, model.now, until))
      })
      expect(guard.ok ? [] : sorted(guard.shortfalls)).toEqual(named(short))
      model.holds = kept
      if (guard.ok) {
        model.holds = [...kept, ...given.lines.map((line) => ({ ...line, owner: given.owner, until }))]
      }
      return
    }
    case 'allocate': {
      const { short, kept } = shortages(model, given.lines, given.backorder)
      const guard = await inUnit(shop, async (stock) => {
        const wanted = toLines(given.lines, given.backorder)
        const verdict = await unwrap(stock.allocate(wanted, model.now, 'nothing'))
        const orderId = nextId('ord')
        for (const line of verdict.ok ? wanted : []) {
          stock.appendAllocation({ ...line, orderId, orderLineId: nextId('oln') })
        }
        return verdict
      })
      expect(guard.ok ? [] : sorted(guard.shortfalls)).toEqual(named(short))
      model.holds = kept
      for (const line of guard.ok ? given.lines : []) {
        model.allocated[line.level] = (model.allocated[line.level] ?? 0) + line.quantity
      }
      return
    }
    case 'extend': {
      const until = addSeconds(model.now, given.seconds)
      const extended = await inUnit(shop, (stock) => unwrap(stock.extend(given.owner, model.now, until)))
      const live = (hold: Hold) => hold.owner === given.owner && hold.until > model.now
      expect(extended).toBe(model.holds.filter(live).length)
      model.holds = model.holds.map((hold) => (live(hold) ? { ...hold, until } : hold))
      return
    }
    case 'release':
    case 'commit': {
      const own = model.holds.filter((hold) => hold.owner === given.owner)
      model.holds = model.holds.filter((hold) => hold.owner !== given.owner)
      if (given.kind === 'release') {
        await inUnit(shop, (stock) => unwrap(stock.release(given.owner, model.now)))
        return
      }
      const taken = await inUnit(shop, async (stock) => {
        const parts = await unwrap(stock.commit(given.owner, model.now))
        const orderId = nextId('ord')
        for (const part of parts) stock.appendAllocation({ ...part, orderId, orderLineId: nextId('oln') })
        return parts
      })
      expect(sum(taken)).toBe(sum(own))
      for (const hold of own) model.allocated[hold.level] = (model.allocated[hold.level] ?? 0) + hold.quantity
    }
  }
}

async function compare(
  { commerce, staff }: TestShop,
  keys: readonly StockKey[],
  model: Model,
): Promise<void> {
  const report = await unwrap(commerce.inventory.reconcile(staff, {}))
  expect(report).toMatchObject({ drifted: 0, held: sum(model.holds) })
  const variantIds = keys.map(({ variantId }) => variantId)
  const found = await unwrap(commerce.inventory.getLevels(staff, { variantIds }))
  const expected = keys.map((key, at) => {
    const [onHand = 0, allocated = 0] = [model.onHand[at], model.allocated[at]]
    const expired = sum(model.holds.filter((hold) => hold.level === at && hold.until <= model.now))
    const live = held(model, at) - expired
    return { ...key, onHand, allocated, held: live, available: onHand - allocated - live }
  })
  expect(found).toMatchObject(expected)
}
