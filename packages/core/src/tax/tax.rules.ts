import type { Instant } from '../kernel/clock.ts'
import { divideRounded, safeInteger, safeNumber } from '../kernel/rounding.ts'
import type { RoundingMode } from '../kernel/rounding.ts'
import type {
  TaxableItem,
  TaxComponent,
  TaxDestination,
  TaxedItem,
  TaxPolicy,
  TaxRate,
  TaxRules,
  TaxZone,
  TaxZoneMember,
} from './tax.types.ts'

// ── Zones and rates ─────────────────────────────────────────────────────────────────────────────────────────────

interface PostalArea {
  /** The share of all codes that the pattern covers, 0 to 1: less is more specific. */
  readonly coverage: number
  has(code: string): boolean
}

function normalPostalCode(text: string): string {
  return text.toUpperCase().replace(/[\s-]/g, '')
}

function postalRange(from: string, to: string): PostalArea | null {
  if (from.length !== to.length || from > to) return null
  const has = (code: string): boolean => {
    // Only as many digits as the bounds have: a ZIP+4 code lies where its first five digits lie.
    const head = code.slice(0, from.length)
    return /^\d+$/.test(head) && head.length === from.length && from <= head && head <= to
  }
  return { coverage: (Number(to) - Number(from) + 1) / 10 ** from.length, has }
}

/** `null` when the text is no pattern. */
function postalArea(pattern: string): PostalArea | null {
  const text = normalPostalCode(pattern)
  const [, from, to] = /^(\d{1,15})\.\.(\d{1,15})$/.exec(text) ?? []
  if (from !== undefined && to !== undefined) return postalRange(from, to)
  if (!/^[0-9A-Z]+\*?$/.test(text)) return null
  if (!text.endsWith('*')) return { coverage: 0, has: (code) => code === text }
  const prefix = text.slice(0, -1)
  return { coverage: 10 ** -prefix.length, has: (code) => code.startsWith(prefix) }
}

/**
 * Tells whether a text is a postal pattern as {@link TaxZoneMember} takes it: a code (`SW1A 1AA`), a prefix with a
 * star at its end (`35*`), or a range of equally many digits (`1000..1999`).
 *
 * @example
 * ```ts
 * import { isPostalPattern } from '@cartwright/core/tax'
 *
 * isPostalPattern('1000..1999') // true
 * isPostalPattern('*') // false: leave the pattern out to mean every code
 * ```
 */
export function isPostalPattern(text: string): boolean {
  return postalArea(text) !== null
}

interface Area {
  readonly zoneId: TaxZone['id']
  readonly region: string | null
  readonly postal: PostalArea | null
}

function normalCountry(country: string): string {
  return country.trim().toUpperCase()
}

function normalRegion(region: string, country: string): string {
  const text = region.trim().toUpperCase()
  return text.startsWith(`${country}-`) ? text.slice(country.length + 1) : text
}

function areaOf(zone: TaxZone, { country, region, postalPattern }: TaxZoneMember): Area {
  const postal = postalPattern === null ? null : postalArea(postalPattern)
  // A pattern that matched nothing would quietly charge the rates of the country.
  if (postalPattern !== null && postal === null)
    throw new RangeError(`${JSON.stringify(postalPattern)} is not a postal pattern, in tax zone ${zone.id}`)
  return {
    zoneId: zone.id,
    region: region === null ? null : normalRegion(region, normalCountry(country)),
    postal,
  }
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** The most specific first: by postal code, the narrower the better, then by region, then the whole country. */
function bySpecificity(a: Area, b: Area): number {
  const coverage = (a.postal?.coverage ?? 2) - (b.postal?.coverage ?? 2)
  const region = Number(a.region === null) - Number(b.region === null)
  return coverage || region || compareText(a.zoneId, b.zoneId)
}

function areasByCountry(zones: readonly TaxZone[]): ReadonlyMap<string, readonly Area[]> {
  const members = zones.flatMap((zone) => zone.members.map((member) => ({ zone, member })))
  const groups = Map.groupBy(members, ({ member }) => normalCountry(member.country))
  return new Map(
    Array.from(groups, ([country, group]) => [
      country,
      group.map(({ zone, member }) => areaOf(zone, member)).toSorted(bySpecificity),
    ]),
  )
}

function zoneFinder(zones: readonly TaxZone[]): (destination: TaxDestination) => TaxZone['id'] | undefined {
  const areas = areasByCountry(zones)
  return (destination) => {
    const country = normalCountry(destination.country)
    const region = normalRegion(destination.region ?? '', country)
    const code = normalPostalCode(destination.postalCode ?? '')
    const holds = (area: Area): boolean =>
      (area.region === null || area.region === region) && (area.postal === null || area.postal.has(code))
    return areas.get(country)?.find(holds)?.zoneId
  }
}

/** All lines of a cart go to one place: its zone is looked up once. */
function rememberingLast<Zone>(find: (destination: TaxDestination) => Zone): typeof find {
  let last: { readonly at: TaxDestination; readonly zone: Zone } | undefined
  return ({ country, region, postalCode }) => {
    const same =
      last?.at.country === country && last.at.region === region && last.at.postalCode === postalCode
    if (last !== undefined && same) return last.zone
    const at = { country, region, postalCode }
    last = { at, zone: find(at) }
    return last.zone
  }
}

/**
 * The order in which rates apply and are listed: by priority, then by id.
 *
 * @example
 * ```ts
 * import { compareTaxRates, type TaxRate } from '@cartwright/core/tax'
 *
 * const inOrder = (rates: readonly TaxRate[]) => rates.toSorted(compareTaxRates)
 * ```
 */
export function compareTaxRates(a: TaxRate, b: TaxRate): number {
  return a.priority - b.priority || compareText(a.id, b.id)
}

type Schedule = (at: Instant) => readonly TaxRate[]

/** Between two dates at which some rate begins or ends the list is the same, so it is made once for each such span. */
function scheduleOf(rates: readonly TaxRate[]): Schedule {
  const ordered = rates.toSorted(compareTaxRates)
  const dates = ordered.flatMap((rate) => [rate.validFrom, rate.validTo]).filter((date) => date !== null)
  const turns = [...new Set(dates)].toSorted(compareText)
  const lists = new Map<number, readonly TaxRate[]>()
  return (at) => {
    const span = turns.findLastIndex((turn) => turn <= at)
    const known = lists.get(span)
    if (known !== undefined) return known
    const holds = ({ validFrom, validTo }: TaxRate): boolean =>
      (validFrom === null || validFrom <= at) && (validTo === null || at < validTo)
    const list = Object.freeze(ordered.filter(holds))
    lists.set(span, list)
    return list
  }
}

type Schedules = ReadonlyMap<TaxZone['id'], ReadonlyMap<string, Schedule>>

function schedulesByZone(rates: readonly TaxRate[]): Schedules {
  const byClass = (group: readonly TaxRate[]): ReadonlyMap<string, Schedule> =>
    new Map(
      Array.from(
        Map.groupBy(group, (rate) => rate.taxClass),
        ([taxClass, list]) => [taxClass, scheduleOf(list)],
      ),
    )
  const zones = Map.groupBy(rates, (rate) => rate.zoneId)
  return new Map(Array.from(zones, ([zoneId, group]) => [zoneId, byClass(group)]))
}

const noRates: readonly TaxRate[] = Object.freeze([])

/**
 * Prepares zones and rates for look-ups. Of the zones that have a destination the most specific wins: one that names
 * its postal code (a code before a prefix or a range, of those the narrower), then one that names its region, then
 * one that names its country; ties by zone id. The winner decides alone: without a rate for a class the class is
 * free of tax there, as in the Canary Islands, whatever the rest of the country charges.
 *
 * @throws RangeError when a postal pattern is malformed: check it with {@link isPostalPattern} on its way in.
 *
 * @example
 * ```ts
 * import { toInstant } from '@cartwright/core'
 * import { compileTaxRules, type TaxRate, type TaxZone } from '@cartwright/core/tax'
 *
 * function vatOf(zones: readonly TaxZone[], rates: readonly TaxRate[]) {
 *   const rules = compileTaxRules(zones, rates)
 *   return rules.ratesFor({ country: 'GB', postalCode: 'SW1A 1AA' }, 'standard', toInstant(new Date()))
 * }
 * ```
 */
export function compileTaxRules(zones: readonly TaxZone[], rates: readonly TaxRate[]): TaxRules {
  const zoneOf = rememberingLast(zoneFinder(zones))
  const schedules = schedulesByZone(rates)
  return Object.freeze({
    ratesFor(destination: TaxDestination | null, taxClass: string, at: Instant) {
      const zoneId = destination === null ? undefined : zoneOf(destination)
      const schedule = zoneId === undefined ? undefined : schedules.get(zoneId)?.get(taxClass)
      return schedule?.(at) ?? noRates
    },
  })
}

// ── Tax of items ────────────────────────────────────────────────────────────────────────────────────────────────

const million = 1_000_000n

/** A list of rates as exact fractions of the net: `shares[i] / scale` for each rate, `total / scale` for all. */
interface Plan {
  readonly rates: readonly TaxRate[]
  readonly shares: readonly bigint[]
  readonly total: bigint
  readonly scale: bigint
}

function ppmOf(rate: TaxRate): bigint {
  const ppm = safeInteger(rate.ratePpm, `the rate of ${rate.code}`)
  if (ppm < 0) throw new RangeError(`the rate of ${rate.code} must not be negative, got ${ppm}`)
  return BigInt(ppm)
}

/** A rate takes its share of the net, a compound one of the net and all taxes before it. */
function planOf(rates: readonly TaxRate[]): Plan {
  let shares: readonly bigint[] = []
  let total = 0n
  let scale = million
  for (const rate of rates) {
    // The product of two fractions is finer than both by a million; all others follow to the new scale.
    const finer = rate.compound ? million : 1n
    const share = rate.compound ? (scale + total) * ppmOf(rate) : (scale / million) * ppmOf(rate)
    shares = [...shares.map((other) => other * finer), share]
    total = total * finer + share
    scale *= finer
  }
  return { rates, shares, total, scale }
}

/** One plan for all equal lists, found by the array first, since rules hand out the same one. */
function planner(): (rates: readonly TaxRate[]) => Plan {
  const byList = new Map<readonly TaxRate[], Plan>()
  const byContent = new Map<string, Plan>()
  return (rates) => {
    const known = byList.get(rates)
    if (known !== undefined) return known
    const content = JSON.stringify(
      rates.map(({ id, code, name, ratePpm, compound }) => [id, code, name, ratePpm, compound]),
    )
    const plan = byContent.get(content) ?? planOf(rates)
    byList.set(rates, plan)
    byContent.set(content, plan)
    return plan
  }
}

function sumOf(values: readonly bigint[]): bigint {
  return values.reduce((sum, value) => sum + value, 0n)
}

/**
 * Integers that sum to `total`, for exact values `numerators[i] / denominator` whose sum is less than one away from
 * it: the largest-remainder method for values of either sign. Each is cut towards zero; what is missing goes, one by
 * one, to those that lost most, ties to the first. For one sign it gives what `allocate` of the kernel gives.
 */
function apportion(total: bigint, numerators: readonly bigint[], denominator: bigint): readonly bigint[] {
  const whole = numerators.map((numerator) => numerator / denominator)
  const missing = total - sumOf(whole)
  if (missing === 0n) return whole
  const step = missing < 0n ? -1n : 1n
  const lost = numerators.map((numerator, index) => ({ index, rest: (numerator % denominator) * step }))
  const raised = lost
    .toSorted((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1))
    .slice(0, Number(missing * step))
  const indexes = new Set(raised.map(({ index }) => index))
  return whole.map((value, index) => (indexes.has(index) ? value + step : value))
}

/** Computes with the magnitude of an amount, so that a credit is the mirror of what it credits in every mode. */
function mirrored(amount: bigint, compute: (magnitude: bigint) => bigint): bigint {
  return amount < 0n ? -compute(-amount) : compute(amount)
}

/**
 * The tax of an amount from 0, rounded once. On top of a net price: `round(net × R)`. Within a gross one the net is
 * rounded and the tax is the difference: `gross − round(gross / (1 + R))`.
 */
function taxOf(plan: Plan, amount: bigint, { pricesIncludeTax, rounding }: TaxPolicy): bigint {
  return pricesIncludeTax
    ? amount - divideRounded(amount * plan.scale, plan.scale + plan.total, rounding.mode)
    : divideRounded(amount * plan.total, plan.scale, rounding.mode)
}

/**
 * The tax of the units, each rounded by itself. A discount may leave an amount that the quantity does not divide; it
 * is spread as evenly as minor units allow, so some units cost one more than the others, and each is taxed as such.
 */
function taxOfUnits(plan: Plan, amount: bigint, quantity: bigint, policy: TaxPolicy): bigint {
  const each = amount / quantity
  const dearer = amount % quantity
  const cheap = (quantity - dearer) * taxOf(plan, each, policy)
  return dearer === 0n ? cheap : cheap + dearer * taxOf(plan, each + 1n, policy)
}

/** One tax over the components by largest remainder. */
function split(plan: Plan, tax: bigint): readonly bigint[] {
  if (plan.total === 0n) return plan.shares.map(() => 0n)
  const numerators = plan.shares.map((share) => tax * share)
  return apportion(tax, numerators, plan.total)
}

/** Each component on top of a net amount from 0, a compound one on top of the rounded taxes before it. */
function componentsOnTop(plan: Plan, amount: bigint, mode: RoundingMode): readonly bigint[] {
  let before = 0n
  return plan.rates.map((rate) => {
    const tax = divideRounded((rate.compound ? amount + before : amount) * ppmOf(rate), million, mode)
    before += tax
    return tax
  })
}

/**
 * Each component within a gross amount from 0. As for the whole tax, the mode rounds the price without the component
 * and the component is the difference, so that one rate alone gives the same as with any other place.
 */
function componentsWithin(plan: Plan, amount: bigint, mode: RoundingMode): readonly bigint[] {
  const whole = plan.scale + plan.total
  let left = amount
  return plan.shares.map((share) => {
    const tax = amount - divideRounded(amount * (whole - share), whole, mode)
    // Several components of a tiny price, each rounded up, would come to more than the price.
    const capped = tax < left ? tax : left
    left -= capped
    return capped
  })
}

function componentsAlone(plan: Plan, amount: bigint, policy: TaxPolicy): readonly bigint[] {
  const compute = policy.pricesIncludeTax ? componentsWithin : componentsOnTop
  return amount < 0n
    ? compute(plan, -amount, policy.rounding.mode).map((tax) => -tax)
    : compute(plan, amount, policy.rounding.mode)
}

interface Planned {
  readonly amount: bigint
  readonly quantity: bigint
  readonly plan: Plan
}

/** The taxes of the components of an item that is taxed by itself. */
function taxAlone({ amount, quantity, plan }: Planned, policy: TaxPolicy): readonly bigint[] {
  const { place } = policy.rounding
  switch (place) {
    case 'unit':
      return split(
        plan,
        mirrored(amount, (magnitude) => taxOfUnits(plan, magnitude, quantity, policy)),
      )
    case 'line':
    case 'order':
      return split(
        plan,
        mirrored(amount, (magnitude) => taxOf(plan, magnitude, policy)),
      )
    case 'component':
      return componentsAlone(plan, amount, policy)
    default:
      // Settings written in plain JavaScript: a misspelt place must not quietly round somewhere else.
      throw new RangeError(`unknown place of rounding ${String(place satisfies never)}`)
  }
}

/**
 * The parts of a running total that fall to its steps, `share / whole` of it rounded half-up: each part is its exact
 * value rounded down or up, and together they stay within half a unit of the exact part of the sum.
 */
function runningParts(steps: readonly bigint[], share: bigint, whole: bigint): readonly bigint[] {
  if (whole === 0n) return steps.map(() => 0n)
  let total = 0n
  let done = 0n
  return steps.map((step) => {
    total += step
    const part = divideRounded(total * share, whole, 'half-up') - done
    done += part
    return part
  })
}

/**
 * The taxes of several items over the components, first component first. Split item by item, every odd minor unit
 * would fall to the same component: of a hundred lines with a tax of 1 CGST would get 100 and SGST nothing.
 */
function splitTogether(plan: Plan, taxes: readonly bigint[]): readonly (readonly bigint[])[] {
  let rest = taxes
  let whole = plan.total
  const columns = plan.shares.map((share) => {
    const parts = runningParts(rest, share, whole)
    rest = rest.map((tax, index) => tax - (parts[index] ?? 0n))
    whole -= share
    return parts
  })
  return taxes.map((_, index) => columns.map((column) => column[index] ?? 0n))
}

/** The taxes of the components of items with equal rates: rounded on their sum, then allocated to the items. */
function taxTogether(
  group: readonly Planned[],
  plan: Plan,
  policy: TaxPolicy,
): readonly (readonly bigint[])[] {
  const tax = mirrored(sumOf(group.map(({ amount }) => amount)), (sum) => taxOf(plan, sum, policy))
  const exact = group.map(({ amount }) => amount * plan.total)
  const whole = policy.pricesIncludeTax ? plan.scale + plan.total : plan.scale
  return splitTogether(plan, apportion(tax, exact, whole))
}

function taxByOrder(items: readonly Planned[], policy: TaxPolicy): readonly (readonly bigint[])[] {
  const groups = Map.groupBy(items, ({ plan }) => plan)
  const taxes = new Map<Planned, readonly bigint[]>()
  for (const [plan, group] of groups) {
    const parts = taxTogether(group, plan, policy)
    group.forEach((item, index) => taxes.set(item, parts[index] ?? []))
  }
  return items.map((item) => taxes.get(item) ?? [])
}

function componentsOf(plan: Plan, net: bigint, taxes: readonly bigint[]): readonly TaxComponent[] {
  let before = 0n
  return plan.rates.map((rate, index) => {
    const tax = taxes[index] ?? 0n
    const base = rate.compound ? net + before : net
    before += tax
    return {
      rateId: rate.id,
      code: rate.code,
      name: rate.name,
      ratePpm: rate.ratePpm,
      net: safeNumber(base, 'base'),
      tax: safeNumber(tax, 'tax'),
    }
  })
}

function taxedItem({ amount, plan }: Planned, taxes: readonly bigint[], policy: TaxPolicy): TaxedItem {
  const tax = sumOf(taxes)
  const net = policy.pricesIncludeTax ? amount - tax : amount
  return {
    net: safeNumber(net, 'net'),
    tax: safeNumber(tax, 'tax'),
    gross: safeNumber(net + tax, 'gross'),
    components: componentsOf(plan, net, taxes),
  }
}

function plannedItem(item: TaxableItem, plan: Plan): Planned {
  const quantity = safeInteger(item.quantity, 'quantity')
  if (quantity < 1) throw new RangeError(`quantity must be at least 1, got ${quantity}`)
  return { amount: BigInt(safeInteger(item.amount, 'amount')), quantity: BigInt(quantity), plan }
}

/**
 * Computes the tax of items, exactly, and rounds it once, at the place and in the mode of the policy. With `R` the
 * sum of the rates, compound ones levied on what comes before them:
 *
 * - Prices without tax: the net is the amount, `tax = round(net × R)`.
 * - Prices with tax: the gross is the amount, `net = round(gross / (1 + R))` and the tax is the difference (as HMRC's
 *   VAT fraction, 1/6 for 20 %). The mode rounds the net, not the tax.
 * - `unit`: that for one unit, times the quantity; an amount the quantity does not divide is spread evenly first.
 * - `line`: that for the amount of the item.
 * - `order`: that for the sum of all items with equal rates, then allocated to them by largest remainder of their
 *   exact taxes.
 * - `component`: each rate of each item by itself, as India's CGST and SGST want, so that equal rates give equal
 *   taxes. A compound rate is levied on the rounded taxes before it.
 *
 * With the first three the tax of an item is split over its components by largest remainder; with `order` along the
 * running total of the items, so that the components keep their proportion in the sum as well.
 *
 * Negative amounts are the mirror of positive ones in every mode: a credit undoes exactly what it credits. Whatever
 * the policy, `net + tax = gross` and the taxes of the components sum to `tax`, for each item and so in the sum.
 *
 * @returns One entry for each item, in the same order.
 * @throws RangeError when an amount, a rate or a result is not a safe integer, a rate is negative or a quantity is
 * below 1.
 *
 * @example
 * ```ts
 * import { defaultRoundingPolicy } from '@cartwright/core'
 * import { taxItems, type TaxRate } from '@cartwright/core/tax'
 *
 * function taxOfShirts(vat: TaxRate) {
 *   const policy = { pricesIncludeTax: true, rounding: defaultRoundingPolicy }
 *   return taxItems([{ unitAmount: 2499, quantity: 2, amount: 4998, rates: [vat] }], policy)
 *   // at 20 %: [{ net: 4165, tax: 833, gross: 4998, components: […] }]
 * }
 * ```
 */
export function taxItems(items: readonly TaxableItem[], policy: TaxPolicy): TaxedItem[] {
  const plan = planner()
  const planned = items.map((item) => plannedItem(item, plan(item.rates)))
  const taxes =
    policy.rounding.place === 'order'
      ? taxByOrder(planned, policy)
      : planned.map((item) => taxAlone(item, policy))
  return planned.map((item, index) => taxedItem(item, taxes[index] ?? [], policy))
}
