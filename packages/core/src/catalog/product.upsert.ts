import type { KernelTx } from '../kernel/engine.ts'
import type { PortError } from '../kernel/errors.ts'
import { fieldInvalid } from '../kernel/errors.ts'
import type { Call } from '../kernel/operation.ts'
import type { Result, ResultAsync } from '../kernel/result.ts'
import { err, flow, ok } from '../kernel/result.ts'
import type { UpsertProductsError } from './catalog.errors.ts'
import { ambiguousProduct } from './catalog.errors.ts'
import type { AnyProduct, CatalogTx } from './catalog.ports.ts'
import { writePlan } from './product.changes.ts'
import type { Names, Plan, Wanted } from './product.plan.ts'
import { planProduct, questionOf, readNames } from './product.plan.ts'
import type { UpsertedProduct, UpsertedProducts, UpsertProductsInput } from './product.types.ts'

type Tx = CatalogTx & KernelTx

/** The products that an upsert may change, by what names them. */
interface Known {
  /** With what earlier ones of the same input have made. */
  readonly byExternalId: Map<string, AnyProduct>
  readonly bySku: ReadonlyMap<string, AnyProduct>
  readonly byVariantExternalId: ReadonlyMap<string, AnyProduct>
  /** What an earlier one of the same input has made or changed. */
  readonly touched: Set<string>
}

/**
 * Makes or changes products by external id or SKU.
 *
 * @remarks The number of statements does not depend on the number of products. Two upserts of the same products follow
 * each other.
 */
export function upsertProducts(
  tx: Tx,
  { products, onError = 'fail', dryRun = false }: UpsertProductsInput<unknown>,
  call: Call,
): ResultAsync<UpsertedProducts, UpsertProductsError | PortError> {
  return flow(async function* () {
    const wanted = products.map(({ variants = [], ...details }, index): Wanted => {
      return { details, variants, prefix: `products.${index}.` }
    })
    const known = indexed(yield* tx.catalog.lockNamed(questionOf(wanted)))
    const names = yield* readNames(
      tx,
      // Who has the other names is known from the locked products.
      { ...questionOf(wanted.map((one) => withoutKnownTitle(known, one))), ...NO_NAMES },
      products.flatMap(({ handle }) => handle ?? []),
    )
    takeNames(names, known)
    const planned = wanted.map((one) => planOne(names, known, one, call))
    const failed = planned.find((plan) => plan.isErr())
    if (failed?.isErr() === true && onError === 'fail') return err(failed.error)
    const rows = planned.map((plan) => (plan.isOk() ? write(tx, plan.value, call, dryRun) : FAILED))
    const failures = planned.flatMap((plan, index) => (plan.isErr() ? { index, error: plan.error } : []))
    const count = (wantedOutcome: UpsertedProduct['outcome']): number =>
      rows.filter(({ outcome }) => outcome === wantedOutcome).length
    const counts = {
      created: count('created'),
      updated: count('updated'),
      unchanged: count('unchanged'),
      failed: failures.length,
    }
    call.note({ ...counts, dryRun })
    return ok({ rows, failures, ...counts })
  })
}

const NO_NAMES = { skus: [], externalIds: [], variantExternalIds: [] }
const FAILED: UpsertedProduct = { outcome: 'failed', productId: null }

function indexed(products: readonly AnyProduct[]): Known {
  const withVariants = products.flatMap((product) =>
    product.variants.map((variant) => ({ product, variant })),
  )
  return {
    byExternalId: new Map(
      products.flatMap((product) => (product.externalId === null ? [] : [[product.externalId, product]])),
    ),
    bySku: new Map(withVariants.map(({ product, variant }) => [variant.sku, product])),
    byVariantExternalId: new Map(
      withVariants.flatMap(({ product, variant }) =>
        variant.externalId === null ? [] : [[variant.externalId, product]],
      ),
    ),
    touched: new Set(),
  }
}

function takeNames(names: Names, known: Known): void {
  for (const [externalId, { id }] of known.byExternalId) names.externalIds.set(externalId, id)
  for (const [sku, { id }] of known.bySku) names.skus.set(sku, id)
  for (const [externalId, { id }] of known.byVariantExternalId) names.variantExternalIds.set(externalId, id)
}

/** Only new products get handles from their titles. */
function withoutKnownTitle(known: Known, wanted: Wanted): Wanted {
  const isNew = findKnown(known, wanted, '').unwrapOr(null) === null
  return isNew ? wanted : { ...wanted, details: { ...wanted.details, title: undefined } }
}

function planOne(names: Names, known: Known, wanted: Wanted, call: Call): Result<Plan, UpsertProductsError> {
  const field = wanted.prefix.slice(0, -1)
  return findKnown(known, wanted, field).andThen((before): Result<Plan, UpsertProductsError> => {
    if (before !== null && known.touched.has(before.id)) {
      return err(fieldInvalid(field, 'duplicate', 'is the product of an earlier one in the same input'))
    }
    const plan = planProduct(names, before, wanted, call)
    if (plan.isErr()) return plan
    const { after } = plan.value
    known.touched.add(after.id)
    if (after.externalId !== null) known.byExternalId.set(after.externalId, after)
    return plan
  })
}

/** The product with the external id, or else the one that has the SKUs. Null: it is a new one. */
function findKnown(
  known: Known,
  { details, variants }: Wanted,
  field: string,
): Result<AnyProduct | null, UpsertProductsError> {
  const externalId = details.externalId ?? null
  if (externalId === null && variants.length === 0) {
    return err(fieldInvalid(field, 'unnamed', 'has neither an external id nor a variant to know it by'))
  }
  const named = externalId === null ? undefined : known.byExternalId.get(externalId)
  if (named !== undefined) return ok(named)
  const owners = new Set(
    variants.flatMap((variant) => {
      const byId =
        typeof variant.externalId === 'string' ? known.byVariantExternalId.get(variant.externalId) : undefined
      return byId ?? known.bySku.get(variant.sku) ?? []
    }),
  )
  // One with another external id is another product, whatever its SKUs.
  const fitting = [...owners].filter((owner) => externalId === null || owner.externalId === null)
  if (fitting.length > 1) return err(ambiguousProduct(fitting.map(({ id }) => id)))
  return ok(fitting[0] ?? null)
}

function write(tx: Tx, plan: Plan, call: Call, dryRun: boolean): UpsertedProduct {
  const product = dryRun ? plan.after : writePlan(tx, plan, call)
  if (plan.before === null) return { outcome: 'created', productId: product.id }
  return { outcome: plan.changes === null ? 'unchanged' : 'updated', productId: product.id }
}
