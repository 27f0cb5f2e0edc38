import type { InsufficientStock, Shortfall } from '../inventory/index.ts'
import { insufficientStock } from '../inventory/index.ts'
import type { InputInvalid, PermissionDenied, PortError } from '../kernel/errors.ts'
import { fieldInvalid, staleVersion } from '../kernel/errors.ts'
import { sha256Hex } from '../kernel/hash.ts'
import type { Id } from '../kernel/id.ts'
import type { JsonObject } from '../kernel/json.ts'
import { canonicalJson } from '../kernel/json.ts'
import type { Money } from '../kernel/money.ts'
import type { Call } from '../kernel/operation.ts'
import type { Permission } from '../kernel/permission.ts'
import type { Result } from '../kernel/result.ts'
import { err, flow, ok, ResultAsync } from '../kernel/result.ts'
import type { AddLinesError, CartClosed, CartNotFound } from './cart.errors.ts'
import { cartClosed, cartNotFound, cartTooManyLines, cartVariantUnavailable } from './cart.errors.ts'
import type { CartLineRecord, CartTx, CartView, SellableVariant } from './cart.ports.ts'
import { availableOf, isWithinExactSums, lineIdentity, mergeLines, wantedByVariant } from './cart.rules.ts'
import { MAX_CART_LINES } from './cart.schemas.ts'
import type { AddLinesInput, NewLine } from './cart.types.ts'

/** Locks an open cart and reads it, with what is known of more variants. */
export function openCart(
  tx: CartTx,
  cartId: Id<'cart'>,
  call: Call,
  alsoVariants: readonly Id<'var'>[],
): ResultAsync<CartView, CartNotFound | CartClosed | PortError> {
  return flow(async function* () {
    const locked = yield* tx.carts.lock(cartId, call.caller.access)
    if (!locked) return err(cartNotFound(cartId))
    const view = yield* tx.carts.view(cartId, call.caller.access, call.now, alsoVariants)
    if (view === null) return err(cartNotFound(cartId))
    if (view.cart.status !== 'open' || view.cart.expiresAt <= call.now) return err(cartClosed(cartId))
    return ok(view)
  })
}

/** Refuses when the caller expected another version. */
export function checkVersion(
  expected: number | undefined,
  current: number,
): Result<void, ReturnType<typeof staleVersion>> {
  if (expected === undefined || expected === current) return ok(undefined)
  return err(staleVersion(expected, current))
}

/** Adds lines to a locked cart: all or none. */
export function addLines(
  tx: CartTx,
  input: AddLinesInput,
  call: Call,
): ResultAsync<CartView, AddLinesError | PortError> {
  return flow(async function* () {
    yield* checkNewLines(input.lines, call)
    const variantIds = input.lines.flatMap(({ variantId }) => variantId ?? [])
    const view = yield* openCart(tx, input.cartId, call, [...new Set(variantIds)])
    yield* checkVersion(input.expectedVersion, view.cart.version)
    yield* checkCurrency(input.lines, view.cart.currency)
    yield* checkVariants(variantIds, view.variants)
    const records = yield* ResultAsync.fromSafePromise(
      Promise.all(input.lines.map((line) => toRecord(line, view.variants, call))),
    )
    const merged = mergeLines(view.lines, records)
    if (merged.isErr()) return err(keyClash(merged.error.index))
    const { lines, changed } = merged.value
    if (lines.length > MAX_CART_LINES) return err(cartTooManyLines(MAX_CART_LINES))
    yield* checkSums(lines, view.variants)
    yield* checkStock(lines, view.variants, new Set(variantIds))
    const cart = { ...view.cart, version: view.cart.version + 1, updatedAt: call.now }
    tx.carts.save(cart)
    tx.carts.saveLines(cart.id, changed)
    return ok({ ...view, cart, lines })
  })
}

function checkNewLines(lines: readonly NewLine[], call: Call): Result<void, InputInvalid | PermissionDenied> {
  for (const [index, line] of lines.entries()) {
    if ((line.variantId === undefined) === (line.custom === undefined)) {
      return err(
        fieldInvalid(`lines.${index}`, 'variant_or_custom', 'names either a variant or a custom item'),
      )
    }
    if (line.custom !== undefined && line.unitPrice !== undefined) {
      return err(fieldInvalid(`lines.${index}.unitPrice`, 'custom', 'a custom item has its own price'))
    }
    if (line.custom !== undefined && !call.can('carts:custom_lines'))
      return err(lacks(call, 'carts:custom_lines'))
    if (line.unitPrice !== undefined && !call.can('carts:override_price')) {
      return err(lacks(call, 'carts:override_price'))
    }
  }
  return ok(undefined)
}

/** The actor lacks a permission for a line. */
export function lacks(call: Call, permission: Permission): PermissionDenied {
  const message = `${call.operation} needs the permission ${permission} for this line`
  return { type: 'permission.denied', message, operation: call.operation, permission }
}

function keyClash(index: number): InputInvalid {
  return fieldInvalid(`lines.${index}.lineKey`, 'taken', 'belongs to a line of other goods or another price')
}

/** Refuses quantities whose price could not be added up exactly. */
export function checkSums(
  lines: readonly CartLineRecord[],
  variants: ReadonlyMap<string, SellableVariant>,
): Result<void, InputInvalid> {
  if (isWithinExactSums(lines, variants)) return ok(undefined)
  return err(fieldInvalid('quantity', 'too_big', 'the cart would cost more than can be added up'))
}

function checkCurrency(lines: readonly NewLine[], currency: string): Result<void, InputInvalid> {
  for (const [index, line] of lines.entries()) {
    const price: Money | undefined = line.unitPrice ?? line.custom?.unitPrice
    if (price !== undefined && price.currency !== currency) {
      const path = `lines.${index}.${line.custom === undefined ? 'unitPrice' : 'custom.unitPrice'}.currency`
      return err(fieldInvalid(path, 'currency', `the cart is in ${currency}`))
    }
  }
  return ok(undefined)
}

function checkVariants(
  ids: readonly Id<'var'>[],
  variants: ReadonlyMap<string, SellableVariant>,
): Result<void, ReturnType<typeof cartVariantUnavailable>> {
  const missing = ids.find((id) => {
    const variant = variants.get(id)
    return variant === undefined || !variant.visible || variant.price === null
  })
  return missing === undefined ? ok(undefined) : err(cartVariantUnavailable(missing))
}

async function toRecord(
  line: NewLine,
  variants: ReadonlyMap<string, SellableVariant>,
  call: Call,
): Promise<Omit<CartLineRecord, 'position'>> {
  const variantId = line.variantId ?? null
  const custom =
    line.custom === undefined
      ? null
      : {
          title: line.custom.title,
          unitPrice: line.custom.unitPrice.amount,
          sku: line.custom.sku ?? '',
          taxClass: line.custom.taxClass ?? 'standard',
        }
  const unitPriceOverride = line.unitPrice?.amount ?? null
  const fields = (line.fields ?? {}) as JsonObject
  const identity = lineIdentity({ variantId, custom, unitPriceOverride, fields })
  return {
    id: call.ids.next('cln'),
    lineKey: line.lineKey ?? (await sha256Hex(canonicalJson(identity))),
    variantId,
    custom,
    quantity: line.quantity,
    unitPriceOverride,
    seenUnitPrice: unitPriceOverride ?? custom?.unitPrice ?? variants.get(variantId ?? '')?.price ?? null,
    fields,
    metadata: line.metadata ?? {},
  }
}

/** Early word on shortages; what holds is the guard at checkout. */
export function checkStock(
  lines: readonly CartLineRecord[],
  variants: ReadonlyMap<string, SellableVariant>,
  touched: ReadonlySet<string>,
): Result<void, InsufficientStock> {
  const shortfalls: Shortfall[] = []
  for (const [variantId, wanted] of wantedByVariant(lines)) {
    const variant = variants.get(variantId)
    if (variant === undefined || !touched.has(variantId)) continue
    const available = Math.max(0, availableOf(variant))
    const locationId = variant.levels[0]?.locationId ?? null
    if (wanted > available) shortfalls.push({ variantId: variant.variantId, locationId, wanted, available })
  }
  return shortfalls.length === 0 ? ok(undefined) : err(insufficientStock(shortfalls))
}
