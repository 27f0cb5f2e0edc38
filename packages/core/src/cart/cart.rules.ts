import type { Instant } from '../kernel/clock.ts'
import type { Id } from '../kernel/id.ts'
import type { JsonObject } from '../kernel/json.ts'
import { canonicalJson } from '../kernel/json.ts'
import type { Money } from '../kernel/money.ts'
import { moneyOf } from '../kernel/money.ts'
import type { Result } from '../kernel/result.ts'
import { err, ok } from '../kernel/result.ts'
import type { RuleSet } from '../rules/index.ts'
import { availableMethods, shippingPrice } from '../shipping/index.ts'
import type { TaxDestination } from '../tax/index.ts'
import type { LineTotals, Totals, TotalsShippingInput } from '../totals/index.ts'
import { computeTotals } from '../totals/index.ts'
import type { CartLineRecord, CartRecord, CartView, SellableVariant } from './cart.ports.ts'
import type { Cart, CartLine, CartNotice, PriceSource } from './cart.types.ts'

/** Room for taxes and shipping on top, below the largest exact integer. */
const MAX_CART_SUM = 1_000_000_000_000_000n

/** A line with what it sells for now; the price is null while it cannot be sold. */
export interface PricedLine {
  readonly record: CartLineRecord
  readonly variant: SellableVariant | null
  readonly unitPrice: number | null
  readonly listPrice: number | null
  readonly priceSource: PriceSource
  readonly taxClass: string
}

/** Where the goods are taxed: the shipping address, else the shop's default. */
export function taxDestination(cart: CartRecord, rules: RuleSet): TaxDestination | null {
  const address = cart.shippingAddress
  if (address === null) return rules.taxPolicy.defaultDestination
  return { country: address.country, region: address.region, postalCode: address.postalCode }
}

/** Prices every line at what it costs now. */
export function priceLines(view: CartView): PricedLine[] {
  return view.lines.map((record) => priceLine(record, view.variants))
}

function priceLine(record: CartLineRecord, variants: ReadonlyMap<string, SellableVariant>): PricedLine {
  if (record.custom !== null) {
    const { unitPrice, taxClass } = record.custom
    return { record, variant: null, unitPrice, listPrice: null, priceSource: 'custom', taxClass }
  }
  const variant = variants.get(record.variantId ?? '') ?? null
  const listPrice = variant?.price ?? null
  const overridden = record.unitPriceOverride !== null
  const sellable = variant?.visible === true && listPrice !== null
  return {
    record,
    variant,
    unitPrice: sellable ? (record.unitPriceOverride ?? listPrice) : null,
    listPrice,
    priceSource: overridden ? 'override' : 'catalog',
    taxClass: variant?.taxClass ?? 'standard',
  }
}

/** What a cart costs now, with the lines that make it up. */
export interface PricedCart {
  readonly lines: readonly PricedLine[]
  readonly totals: Totals
  readonly shippingAvailable: boolean
}

/** Prices a cart: a pure function of what was read, the rules and the instant. */
export function priceCart(view: CartView, rules: RuleSet, now: Instant): PricedCart {
  const { cart } = view
  const lines = priceLines(view)
  const destination = taxDestination(cart, rules)
  const rates = (taxClass: string) => rules.tax.ratesFor(destination, taxClass, now)
  const inputs = lines.flatMap(({ record, unitPrice, taxClass }) =>
    unitPrice === null
      ? []
      : [{ id: record.id, unitPrice, quantity: record.quantity, rates: rates(taxClass), adjustments: [] }],
  )
  const merchandise = computeTotals({
    currency: cart.currency,
    policy: rules.taxPolicy,
    lines: inputs,
    shipping: null,
    orderAdjustments: [],
  })
  const shipping = chosenShipping(cart, rules, destination, merchandise.subtotal.amount, rates)
  const totals =
    shipping === null
      ? merchandise
      : computeTotals({
          currency: cart.currency,
          policy: rules.taxPolicy,
          lines: inputs,
          shipping,
          orderAdjustments: [],
        })
  return { lines, totals, shippingAvailable: cart.shippingMethodId === null || shipping !== null }
}

function chosenShipping(
  cart: CartRecord,
  rules: RuleSet,
  destination: TaxDestination | null,
  merchandise: number,
  rates: (taxClass: string) => TotalsShippingInput['rates'],
): TotalsShippingInput | null {
  if (cart.shippingMethodId === null) return null
  const offered = availableMethods(rules.shippingMethods, destination, cart.currency)
  const method = offered.find(({ id }) => id === cart.shippingMethodId)
  if (method === undefined) return null
  return {
    methodId: method.id,
    label: method.name,
    price: shippingPrice(method, merchandise),
    rates: rates(method.taxClass),
    adjustments: [],
  }
}

/** A cart as it is shown: lines, totals and notices. */
export function presentCart(view: CartView, rules: RuleSet, now: Instant): Cart {
  const { cart } = view
  const priced = priceCart(view, rules, now)
  const totalsOf = new Map(priced.totals.lines.map((line) => [line.lineId, line]))
  return {
    id: cart.id,
    status: cart.status,
    currency: cart.currency,
    channel: cart.channel,
    locale: cart.locale,
    customerId: cart.customerId,
    email: cart.email,
    shippingAddress: cart.shippingAddress,
    billingAddress: cart.billingAddress,
    shippingMethodId: cart.shippingMethodId,
    note: cart.note,
    metadata: cart.metadata,
    lines: priced.lines.map((line) => presentLine(line, cart, totalsOf.get(line.record.id) ?? null)),
    totals: priced.totals,
    notices: noticesOf(priced, cart),
    orderId: cart.orderId,
    expiresAt: cart.expiresAt,
    version: cart.version,
    createdAt: cart.createdAt,
    updatedAt: cart.updatedAt,
  }
}

function presentLine(line: PricedLine, cart: CartRecord, totals: LineTotals | null): CartLine {
  const { record, variant } = line
  const money = (amount: number): Money => moneyOf(amount, cart.currency)
  return {
    id: record.id,
    lineKey: record.lineKey,
    variantId: record.variantId,
    productId: variant?.productId ?? null,
    sku: record.custom?.sku ?? variant?.sku ?? '',
    title: record.custom?.title ?? variant?.title ?? '',
    optionValues: variant?.optionValues ?? {},
    quantity: record.quantity,
    unitPrice: money(line.unitPrice ?? record.seenUnitPrice ?? 0),
    listPrice: line.listPrice === null ? null : money(line.listPrice),
    priceSource: line.priceSource,
    taxClass: line.taxClass,
    totals,
    fields: record.fields,
    metadata: record.metadata,
  }
}

function noticesOf(priced: PricedCart, cart: CartRecord): CartNotice[] {
  if (cart.status !== 'open') return []
  const wanted = wantedByVariant(priced.lines.map(({ record }) => record))
  const notices = priced.lines.flatMap((line) => lineNotices(line, cart, wanted))
  if (!priced.shippingAvailable && cart.shippingMethodId !== null) {
    return [...notices, { type: 'shipping_unavailable', shippingMethodId: cart.shippingMethodId }]
  }
  return notices
}

function lineNotices(
  { record, variant, unitPrice }: PricedLine,
  cart: CartRecord,
  wanted: ReadonlyMap<string, number>,
): CartNotice[] {
  const lineId = record.id
  if (unitPrice === null) return [{ type: 'unavailable', lineId }]
  const notices: CartNotice[] = []
  if (record.seenUnitPrice !== null && record.seenUnitPrice !== unitPrice) {
    const from = moneyOf(record.seenUnitPrice, cart.currency)
    notices.push({ type: 'price_changed', lineId, from, to: moneyOf(unitPrice, cart.currency) })
  }
  if (variant !== null) {
    const available = availableOf(variant)
    if ((wanted.get(variant.variantId) ?? 0) > available) {
      notices.push({ type: 'insufficient_stock', lineId, available: Math.max(0, available) })
    }
  }
  return notices
}

/** How many of a variant can be sold now, over all locations; unlimited where stock is not tracked. */
export function availableOf(variant: SellableVariant): number {
  if (!variant.tracked) return Number.MAX_SAFE_INTEGER
  return variant.levels.reduce((total, { available }) => total + available, variant.backorderLimit)
}

/** Lines that share a variant count together. */
export function wantedByVariant(lines: readonly CartLineRecord[]): Map<string, number> {
  const wanted = new Map<string, number>()
  for (const { variantId, quantity } of lines) {
    if (variantId !== null) wanted.set(variantId, (wanted.get(variantId) ?? 0) + quantity)
  }
  return wanted
}

/** Two adds of one key that are not the same goods at the same price. */
export interface LineKeyClash {
  /** The position among the added lines. */
  readonly index: number
}

/**
 * Puts new lines into a cart's lines: equal keys merge, others are appended in order.
 *
 * @remarks Only what is the same goods at the same price merges: else a shopper could raise the quantity of a line that
 * staff priced, or one item would vanish in another.
 */
export function mergeLines(
  existing: readonly CartLineRecord[],
  added: readonly Omit<CartLineRecord, 'position'>[],
): Result<
  { readonly lines: readonly CartLineRecord[]; readonly changed: readonly CartLineRecord[] },
  LineKeyClash
> {
  const byKey = new Map(existing.map((line) => [line.lineKey, line]))
  const changed = new Set<string>()
  let position = existing.reduce((last, line) => Math.max(last, line.position), 0)
  for (const [index, line] of added.entries()) {
    const known = byKey.get(line.lineKey)
    changed.add(line.lineKey)
    if (known !== undefined && !isSameGoods(known, line)) return err({ index })
    if (known === undefined) byKey.set(line.lineKey, { ...line, position: (position += 1) })
    else byKey.set(line.lineKey, { ...known, quantity: known.quantity + line.quantity })
  }
  const lines = [...byKey.values()]
  return ok({ lines, changed: lines.filter(({ lineKey }) => changed.has(lineKey)) })
}

function isSameGoods(a: Parameters<typeof lineIdentity>[0], b: Parameters<typeof lineIdentity>[0]): boolean {
  return canonicalJson(lineIdentity(a)) === canonicalJson(lineIdentity(b))
}

/** Whether lines at their prices stay within exact integers, however they are added up. */
export function isWithinExactSums(
  lines: readonly CartLineRecord[],
  variants: ReadonlyMap<string, SellableVariant>,
): boolean {
  const sum = lines.reduce((total, record) => {
    const { unitPrice } = priceLine(record, variants)
    return total + BigInt(unitPrice ?? 0) * BigInt(record.quantity)
  }, 0n)
  return sum <= MAX_CART_SUM
}

/** The text from which the default line key is made: what makes two adds the same line. */
export function lineIdentity(line: {
  readonly variantId: Id<'var'> | null
  readonly custom: { readonly title: string; readonly unitPrice: number } | null
  readonly unitPriceOverride: number | null
  readonly fields: JsonObject
}): unknown {
  return [line.variantId, line.custom, line.unitPriceOverride, line.fields]
}
