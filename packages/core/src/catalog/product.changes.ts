import type { KernelTx } from '../kernel/engine.ts'
import type { PortError } from '../kernel/errors.ts'
import { emit } from '../kernel/event.ts'
import type { Call } from '../kernel/operation.ts'
import type { Result, ResultAsync } from '../kernel/result.ts'
import { err, flow, ok } from '../kernel/result.ts'
import type {
  AddVariantsError,
  CreateProductError,
  ProductNotFound,
  UpdateProductError,
  UpdateVariantError,
  VariantNotFound,
} from './catalog.errors.ts'
import { externalIdsTaken, productNotFound, skuTaken, variantNotFound } from './catalog.errors.ts'
import type { CatalogEvents } from './catalog.events.ts'
import type { AnyProduct, CatalogTx } from './catalog.ports.ts'
import type { CreateProductInput, Variant } from './catalog.types.ts'
import { expectVersion } from './entry.rules.ts'
import type { Plan, Wanted } from './product.plan.ts'
import { planChange, planProduct, questionOf, readNames } from './product.plan.ts'
import { inOrder, withDetails, withVariantDetails } from './product.rules.ts'
import type { AddVariantsInput, UpdateProductInput, UpdateVariantInput } from './product.types.ts'

type Tx = CatalogTx & KernelTx

/** Makes products: all or none. `many` puts their place into the paths of errors. */
export function createProducts(
  tx: Tx,
  inputs: readonly CreateProductInput<unknown>[],
  call: Call,
  many: boolean,
): ResultAsync<readonly AnyProduct[], CreateProductError | PortError> {
  return flow(async function* () {
    const wanted = inputs.map(({ variants, ...details }, index): Wanted => {
      return { details, variants, prefix: many ? `products.${index}.` : '' }
    })
    const explicit = inputs.flatMap(({ handle }) => handle ?? [])
    const names = yield* readNames(tx, questionOf(wanted), explicit)
    const plans: Plan[] = []
    for (const one of wanted) plans.push(yield* planProduct(names, null, one, call))
    call.note({ products: plans.length })
    return ok(plans.map((plan) => writePlan(tx, plan, call)))
  })
}

/** Changes a product; a change that changes nothing leaves its version alone. */
export function updateProduct(
  tx: Tx,
  { productId, expectedVersion, optionValues, ...details }: UpdateProductInput<unknown>,
  call: Call,
): ResultAsync<AnyProduct, UpdateProductError | PortError> {
  return flow(async function* () {
    const before = yield* expectVersion(yield* lockProduct(tx, productId), expectedVersion)
    const variants = yield* withOptionValues(before.variants, optionValues ?? [])
    const changed = { ...withDetails(before, details), variants }
    const wanted: Wanted = { details: newNames(before, details), variants: [], prefix: '' }
    const names = yield* readNames(tx, questionOf([wanted]), [])
    return ok(save(tx, yield* planChange(names, before, changed), call))
  })
}

/** Adds variants to a product: all or none. */
export function addVariants(
  tx: Tx,
  { productId, expectedVersion, variants }: AddVariantsInput,
  call: Call,
): ResultAsync<AnyProduct, AddVariantsError | PortError> {
  return flow(async function* () {
    const before = yield* expectVersion(yield* lockProduct(tx, productId), expectedVersion)
    const wanted: Wanted = { details: {}, variants, prefix: '' }
    yield* checkNew(before, wanted)
    const names = yield* readNames(tx, questionOf([wanted]), [])
    return ok(save(tx, yield* planProduct(names, before, wanted, call), call))
  })
}

/** Changes one variant. */
export function updateVariant(
  tx: Tx,
  { variantId, expectedVersion, ...details }: UpdateVariantInput,
  call: Call,
): ResultAsync<AnyProduct, UpdateVariantError | PortError> {
  return flow(async function* () {
    const locked = yield* tx.catalog.lock({ by: 'variant', value: variantId })
    const variant = locked?.variants.find(({ id }) => id === variantId)
    if (locked === null || variant === undefined) return err(variantNotFound([variantId]))
    const before = yield* expectVersion(locked, expectedVersion)
    const changed = withVariantDetails(variant, details)
    const named = {
      sku: changed.sku,
      externalId: changed.externalId === variant.externalId ? null : changed.externalId,
    }
    const names = yield* readNames(tx, questionOf([{ details: {}, variants: [named], prefix: '' }]), [])
    const variants = before.variants.map((one) => (one === variant ? changed : one))
    const plan = yield* planChange(names, before, { ...before, variants: inOrder(variants) })
    return ok(save(tx, plan, call))
  })
}

/** Appends what a plan wants, with its event, and answers the product as it is then. */
export function writePlan(tx: Tx, { before, after, changes, endedRedirect }: Plan, call: Call): AnyProduct {
  if (before !== null && changes === null) return before
  if (endedRedirect !== null) tx.catalog.endRedirect(endedRedirect)
  if (before === null || changes === null) {
    tx.catalog.append(after)
    tellCreated(tx, call, after)
    return after
  }
  const product = { ...after, version: before.version + 1, updatedAt: call.now }
  tx.catalog.save(product, changes)
  if (before.handle !== product.handle) tx.catalog.redirect(before.handle, product)
  const { newVariants, changedVariants, prices } = changes
  const touched = [...newVariants, ...changedVariants].map(({ id }) => id)
  const fields = [
    ...changes.fields,
    ...(touched.length > 0 ? ['variants'] : []),
    ...(prices.length > 0 ? ['prices'] : []),
  ]
  const variantIds = [...new Set([...touched, ...prices.map(({ variantId }) => variantId)])]
  emit<CatalogEvents, 'product.updated'>(tx, call, {
    type: 'product.updated',
    aggregate: { type: 'product', id: product.id, version: product.version },
    payload: { productId: product.id, fields, variantIds },
  })
  return product
}

function save(tx: Tx, plan: Plan, call: Call): AnyProduct {
  call.note({ productId: plan.after.id, fields: plan.changes?.fields ?? [] })
  return writePlan(tx, plan, call)
}

function tellCreated(tx: Tx, call: Call, { id, variants }: AnyProduct): void {
  emit<CatalogEvents, 'product.created'>(tx, call, {
    type: 'product.created',
    aggregate: { type: 'product', id, version: 1 },
    payload: { productId: id, skus: variants.map(({ sku }) => sku) },
  })
}

function lockProduct(tx: Tx, id: string): ResultAsync<AnyProduct, ProductNotFound | PortError> {
  return tx.catalog
    .lock({ by: 'id', value: id })
    .andThen((product): Result<AnyProduct, ProductNotFound> =>
      product === null ? err(productNotFound(id)) : ok(product),
    )
}

/** Only what the product does not have yet is asked for: its own names are not taken by another. */
function newNames(
  before: AnyProduct,
  details: Omit<UpdateProductInput<unknown>, 'productId'>,
): Wanted['details'] {
  const { handle, externalId, brandId, categoryIds } = details
  return {
    handle: handle === before.handle ? undefined : handle,
    externalId: externalId === before.externalId ? undefined : externalId,
    brandId: brandId === before.brandId ? undefined : brandId,
    categoryIds: categoryIds?.filter((id) => !before.categoryIds.includes(id)),
  }
}

function withOptionValues(
  variants: readonly Variant[],
  given: NonNullable<UpdateProductInput<unknown>['optionValues']>,
): Result<readonly Variant[], VariantNotFound> {
  const values = new Map(given.map((entry) => [entry.variantId, entry.values]))
  const known = new Set(variants.map(({ id }) => id))
  const unknown = [...values.keys()].filter((id) => !known.has(id))
  if (unknown.length > 0) return err(variantNotFound(unknown))
  return ok(
    variants.map((variant) => {
      const optionValues = values.get(variant.id)
      return optionValues === undefined ? variant : { ...variant, optionValues }
    }),
  )
}

/** What is added must not be there: in a plan it would be taken for a change. */
function checkNew(before: AnyProduct, { variants }: Wanted): Result<void, AddVariantsError> {
  const skus = new Set(before.variants.map(({ sku }) => sku))
  const taken = variants.flatMap(({ sku }) => (skus.has(sku) ? sku : []))
  if (taken.length > 0) return err(skuTaken(taken))
  const externalIds = new Set(before.variants.map(({ externalId }) => externalId))
  const theirs = variants.flatMap(({ externalId }) => {
    return typeof externalId === 'string' && externalIds.has(externalId) ? externalId : []
  })
  return theirs.length > 0 ? err(externalIdsTaken(theirs)) : ok(undefined)
}
