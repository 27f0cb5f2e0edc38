import type { PortError } from '../kernel/errors.ts'
import { fieldInvalid } from '../kernel/errors.ts'
import type { InputInvalid } from '../kernel/errors.ts'
import type { Call } from '../kernel/operation.ts'
import type { Result, ResultAsync } from '../kernel/result.ts'
import { err, ok } from '../kernel/result.ts'
import type { ProductRefused } from './catalog.errors.ts'
import {
  brandNotFound,
  categoryNotFound,
  externalIdsTaken,
  handleTaken,
  skuTaken,
  tooManyVariants,
} from './catalog.errors.ts'
import type { AnyProduct, CatalogQuestion, CatalogTx, ProductChanges } from './catalog.ports.ts'
import { checkOptions, handleOf } from './catalog.rules.ts'
import { MAX_VARIANTS } from './catalog.schemas.ts'
import type { NewVariant, ProductDetails, Variant } from './catalog.types.ts'
import {
  blankProduct,
  blankVariant,
  changesOf,
  inOrder,
  withDetails,
  withVariantDetails,
} from './product.rules.ts'

/** What is wanted of a product, and where it stands in the input. */
export interface Wanted {
  readonly details: ProductDetails<unknown> & { readonly title?: string | undefined }
  readonly variants: readonly NewVariant[]
  /** Before the paths of the input's members: empty, or `products.3.`. */
  readonly prefix: string
}

/** A product as it will be. */
export interface Plan {
  /** Null for a new one. */
  readonly before: AnyProduct | null
  readonly after: AnyProduct
  /** Null for a new one, and where nothing changes. */
  readonly changes: ProductChanges | null
  /** A redirect that its handle ends. */
  readonly endedRedirect: string | null
}

/** Who has a name: the id of a product, or something else where that is not known. */
type Owners = Map<string, string>

/** What planning knows; each plan that is kept adds to it. */
export interface Names {
  readonly skus: Owners
  readonly externalIds: Owners
  readonly variantExternalIds: Owners
  readonly handles: Set<string>
  /** The highest n of handles that are there with a `-n` more. */
  readonly numbers: Map<string, number>
  /** Not for generated handles: explicit ones of the same input, and redirects. */
  readonly reserved: ReadonlySet<string>
  readonly redirects: ReadonlySet<string>
  readonly brandIds: ReadonlySet<string>
  readonly categoryIds: ReadonlySet<string>
}

/** What to ask before products are made or changed. */
export function questionOf(wanted: readonly Wanted[]): CatalogQuestion {
  return {
    skus: wanted.flatMap(({ variants }) => variants.map(({ sku }) => sku)),
    handles: wanted.flatMap(
      ({ details: { handle, title } }) => handle ?? (title === undefined ? [] : handleOf(title)),
    ),
    externalIds: wanted.flatMap(({ details }) => details.externalId ?? []),
    variantExternalIds: wanted.flatMap(({ variants }) =>
      variants.flatMap(({ externalId }) => externalId ?? []),
    ),
    brandIds: [...new Set(wanted.flatMap(({ details }) => details.brandId ?? []))],
    categoryIds: [...new Set(wanted.flatMap(({ details }) => details.categoryIds ?? []))],
  }
}

/** Asks, and keeps the answers for planning. */
export function readNames(
  tx: CatalogTx,
  question: CatalogQuestion,
  explicitHandles: readonly string[],
): ResultAsync<Names, PortError> {
  const others = (names: readonly string[]): Owners => new Map(names.map((name) => [name, 'another']))
  return tx.catalog.facts(question).map(({ taken, redirects, numbers, brandIds, categoryIds }) => ({
    skus: others(taken.skus),
    externalIds: others(taken.externalIds),
    variantExternalIds: others(taken.variantExternalIds),
    handles: new Set(taken.handles),
    numbers: new Map(numbers.map(({ handle, last }) => [handle, last])),
    reserved: new Set([...explicitHandles, ...redirects]),
    redirects: new Set(redirects),
    brandIds: new Set(brandIds),
    categoryIds: new Set(categoryIds),
  }))
}

/** Plans a product, new or known; what is refused leaves the names as they are. */
export function planProduct(
  names: Names,
  before: AnyProduct | null,
  wanted: Wanted,
  call: Call,
): Result<Plan, ProductRefused> {
  return startOf(names, before, wanted, call).andThen((start) => {
    const detailed = withDetails(start, wanted.details)
    return planVariants(detailed, wanted, call).andThen((after) =>
      checkPlan(names, before, after, wanted.prefix).map(() => keep(names, before, after)),
    )
  })
}

/** Plans changes of a known product that are already made. */
export function planChange(
  names: Names,
  before: AnyProduct,
  changed: AnyProduct,
): Result<Plan, ProductRefused> {
  const paths = changed.variants.map((variant) => placed(variant, 'optionValues'))
  return checkOptions(changed.options, paths).andThen(() =>
    checkPlan(names, before, changed, '').map(() => keep(names, before, changed)),
  )
}

function startOf(
  names: Names,
  before: AnyProduct | null,
  { details: { title, handle }, prefix }: Wanted,
  call: Call,
): Result<AnyProduct, InputInvalid> {
  if (before !== null) return ok(before)
  if (title === undefined)
    return err(fieldInvalid(`${prefix}title`, 'missing', 'a new product needs a title'))
  const made = handle ?? generate(names, handleOf(title))
  return ok(blankProduct(call.ids.next('prd'), title, made, call.now))
}

/** The handle, or one with a number behind all that there are. */
function generate(names: Names, handle: string): string {
  const free = (candidate: string): boolean => !names.handles.has(candidate) && !names.reserved.has(candidate)
  if (free(handle)) return handle
  for (let number = (names.numbers.get(handle) ?? 1) + 1; ; number += 1) {
    if (!free(`${handle}-${number}`)) continue
    names.numbers.set(handle, number)
    return `${handle}-${number}`
  }
}

/** The product with its new and changed variants, each as the input wants it. */
function planVariants(
  product: AnyProduct,
  { variants, prefix }: Wanted,
  call: Call,
): Result<AnyProduct, ProductRefused> {
  const paths = new Map<string, string>()
  const next = new Map(product.variants.map((variant) => [variant.id, variant]))
  const find = finder(product.variants)
  let position = product.variants.reduce((last, variant) => Math.max(last, variant.position), 0)
  for (const [index, input] of variants.entries()) {
    const known = find(input)
    if (known !== undefined && paths.has(known.id)) return err(skuTaken([input.sku]))
    if (known === undefined) position += 1
    const start = known ?? blankVariant(call.ids.next('var'), product, input.sku, position)
    next.set(start.id, withVariantDetails(start, input))
    paths.set(start.id, `${prefix}variants.${index}.optionValues`)
  }
  if (next.size > MAX_VARIANTS) return err(tooManyVariants(MAX_VARIANTS))
  const after = { ...product, variants: inOrder([...next.values()]) }
  const all = [...next.values()].map((variant) =>
    placed(variant, paths.get(variant.id) ?? `${prefix}options`),
  )
  return checkOptions(after.options, all).map(() => after)
}

/** A variant is the one with the external id, or else the one with the SKU. */
function finder(variants: readonly Variant[]): (input: NewVariant) => Variant | undefined {
  const bySku = new Map(variants.map((variant) => [variant.sku, variant]))
  const byExternalId = new Map(variants.map((variant) => [variant.externalId, variant]))
  return ({ sku, externalId }) =>
    (typeof externalId === 'string' ? byExternalId.get(externalId) : undefined) ?? bySku.get(sku)
}

function placed({ sku, optionValues }: Variant, path: string) {
  return { path, sku, optionValues }
}

function checkPlan(
  names: Names,
  before: AnyProduct | null,
  after: AnyProduct,
  prefix: string,
): Result<void, ProductRefused> {
  const skus = wrongNames(after.id, names.skus, before?.variants, after.variants, ({ sku }) => sku)
  if (skus.length > 0) return err(skuTaken(skus))
  const { externalId, handle, brandId, categoryIds, publishAt, unpublishAt } = after
  const own = externalId !== null && externalId !== before?.externalId && names.externalIds.has(externalId)
  const theirs = wrongNames(
    after.id,
    names.variantExternalIds,
    before?.variants,
    after.variants,
    (variant) => variant.externalId,
  )
  if (own || theirs.length > 0) return err(externalIdsTaken([...(own ? [externalId] : []), ...theirs]))
  if (handle !== before?.handle && names.handles.has(handle)) return err(handleTaken([handle]))
  if (brandId !== null && brandId !== before?.brandId && !names.brandIds.has(brandId)) {
    return err(brandNotFound([brandId]))
  }
  const unknown = categoryIds.filter(
    (id) => before?.categoryIds.includes(id) !== true && !names.categoryIds.has(id),
  )
  if (unknown.length > 0) return err(categoryNotFound(unknown))
  if (publishAt !== null && unpublishAt !== null && unpublishAt <= publishAt) {
    return err(fieldInvalid(`${prefix}unpublishAt`, 'order', 'is not after publishAt'))
  }
  return ok(undefined)
}

/** Names that variants want anew and another product has, or that two variants share. */
function wrongNames(
  productId: string,
  owners: Owners,
  before: readonly Variant[] | undefined,
  after: readonly Variant[],
  nameOf: (variant: Variant) => string | null,
): readonly string[] {
  const had = new Set(before?.map(nameOf))
  const seen = new Set<string>()
  return after.flatMap((variant) => {
    const name = nameOf(variant)
    if (name === null) return []
    if (seen.has(name)) return name
    seen.add(name)
    const owner = owners.get(name)
    return !had.has(name) && owner !== undefined && owner !== productId ? name : []
  })
}

function keep(names: Names, before: AnyProduct | null, after: AnyProduct): Plan {
  for (const { sku, externalId } of after.variants) {
    names.skus.set(sku, after.id)
    if (externalId !== null) names.variantExternalIds.set(externalId, after.id)
  }
  if (after.externalId !== null) names.externalIds.set(after.externalId, after.id)
  names.handles.add(after.handle)
  const renamed = after.handle !== before?.handle
  return {
    before,
    after,
    changes: before === null ? null : changesOf(before, after),
    endedRedirect: renamed && names.redirects.has(after.handle) ? after.handle : null,
  }
}
