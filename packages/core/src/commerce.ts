import * as z from 'zod'
import type { CartOperations } from './cart/index.ts'
import { cartOperations } from './cart/index.ts'
import type {
  BrandOperations,
  CategoryOperations,
  PriceOperations,
  ProductOperations,
} from './catalog/index.ts'
import { brandOperations, categoryOperations, priceOperations, productOperations } from './catalog/index.ts'
import type { CheckoutDeps, CheckoutOperations, CheckoutTx, OrderDraft } from './checkout/index.ts'
import { checkoutOperations } from './checkout/index.ts'
import type { CustomerOperations } from './customer/index.ts'
import { customerOperations } from './customer/index.ts'
import type { InventoryOperations, LocationOperations } from './inventory/index.ts'
import { inventoryOperations, locationOperations } from './inventory/index.ts'
import type { Clock } from './kernel/clock.ts'
import { systemClock } from './kernel/clock.ts'
import type { Context } from './kernel/context.ts'
import type { CommandFailure } from './kernel/errors.ts'
import type { IdGenerator } from './kernel/id.ts'
import { uuidv7Ids } from './kernel/id.ts'
import type { Guard } from './kernel/extension.ts'
import type { Json } from './kernel/json.ts'
import type { Logger } from './kernel/logger.ts'
import { consoleLogger } from './kernel/logger.ts'
import type { AnyOperation, Service } from './kernel/operation.ts'
import type { Outcome } from './kernel/engine.ts'
import { createPipeline } from './kernel/pipeline.ts'
import type { Result } from './kernel/result.ts'
import { ResultAsync, unwrap } from './kernel/result.ts'
import { bindService } from './kernel/service.ts'
import type { Tracer } from './kernel/tracer.ts'
import { noTracer } from './kernel/tracer.ts'
import type { InTransaction, TransactionName, TransactionSql } from './kernel/transaction.ts'
import { bindInTransaction, runTransaction } from './kernel/transaction.ts'
import type { OrderOperations, PaymentOperations } from './order/index.ts'
import { orderOperations, paymentOperations } from './order/index.ts'
import type { LocalProvider } from './payment/index.ts'
import { cashOnDelivery, manualPayment } from './payment/index.ts'
import { createRuleSetCache } from './rules/index.ts'
import type { ShippingOperations } from './shipping/index.ts'
import { shippingOperations } from './shipping/index.ts'
import type { MigrateMode, Storage, StorageOpenError } from './storage.ts'
import type { StorageReader, StorageTx } from './storage.tx.ts'
import type { TaxOperations } from './tax/index.ts'
import { taxOperations } from './tax/index.ts'

/** A shop's own fields of an entity: any zod object schema. */
export type FieldsSchema = z.ZodType<Readonly<Record<string, unknown>>>

/** The shop's own fields, by entity. */
export interface FieldsConfig {
  readonly product?: FieldsSchema
  readonly cartLine?: FieldsSchema
}

/** The type of one entity's fields; none where the shop declares none. */
export type FieldsOf<Fields extends FieldsConfig, Entity extends keyof FieldsConfig> = [
  NonNullable<Fields[Entity]>,
] extends [never]
  ? NoFields
  : NonNullable<Fields[Entity]> extends z.ZodType<infer F extends Readonly<Record<string, unknown>>>
    ? F
    : NoFields

type NoFields = Readonly<Record<string, never>>

/** A shop without fields of its own. */
export interface NoFieldsConfig {
  readonly product?: never
  readonly cartLine?: never
}

/** How a shop is put together. Only `storage` is needed. */
export interface CommerceConfig<Fields extends FieldsConfig = NoFieldsConfig> {
  readonly storage: Storage
  /** Default: the storage's own (`auto` where it is embedded, `check` on a server). */
  readonly migrate?: MigrateMode
  /** Default: the system's clock. */
  readonly clock?: Clock
  /** Default: UUIDv7 in base 32. */
  readonly ids?: IdGenerator
  /** Default: warnings and errors to the console. */
  readonly logger?: Logger
  /** Default: none. */
  readonly tracer?: Tracer
  readonly idempotency?: {
    /** How long keys are remembered, in seconds; at least and by default 86,400. */
    readonly keepSeconds?: number
    /** Whether a twin of a running call is refused (default) or waits. */
    readonly whenBusy?: 'refuse' | 'wait'
  }
  /** Typed fields of the shop's own on products and cart lines. */
  readonly fields?: Fields
  /** Payment without an outside service; default: cash on delivery (`cash`) and bank transfer (`manual`). */
  readonly localPayments?: readonly LocalProvider[]
  readonly extensions?: readonly Extension[]
}

/** Something added to a shop: checks that may refuse, and policies that replace defaults. */
export interface Extension {
  readonly name: string
  readonly guards?: {
    /** Runs in the unit before an order is written; it may read and refuse. */
    readonly 'checkout.place'?: Guard<CheckoutTx, OrderDraft>
  }
  readonly policies?: {
    /** Makes an order's number from the drawn one; the last extension wins. */
    readonly orderNumber?: (drawn: number) => string
  }
}

/** Every domain's operations, by the name of its service. */
export interface Domains<Fields extends FieldsConfig> {
  readonly products: ProductOperations<FieldsOf<Fields, 'product'>>
  readonly prices: PriceOperations
  readonly categories: CategoryOperations
  readonly brands: BrandOperations
  readonly tax: TaxOperations
  readonly shippingMethods: ShippingOperations
  readonly locations: LocationOperations
  readonly inventory: InventoryOperations
  readonly customers: CustomerOperations
  readonly carts: CartOperations<FieldsOf<Fields, 'cartLine'>>
  readonly checkout: CheckoutOperations
  readonly orders: OrderOperations
  readonly payments: PaymentOperations
}

type Services<Fields extends FieldsConfig> = {
  readonly [Name in keyof Domains<Fields>]: Service<Domains<Fields>[Name]>
}

/** The services inside one unit, and the caller's own SQL. */
export type Transaction<Fields extends FieldsConfig = NoFieldsConfig> = {
  readonly [Name in keyof Domains<Fields>]: InTransaction<Domains<Fields>[Name]>
} & { readonly sql: TransactionSql }

/** One shop: its services and its registry of operations. */
export type Commerce<Fields extends FieldsConfig = NoFieldsConfig> = Services<Fields> & {
  /** Makes a context; there is no default actor. */
  context(context: Context): Context
  /** Every operation, by name. */
  readonly operations: readonly AnyOperation<StorageTx, StorageReader>[]
  /** Calls an operation by its entry, as HTTP bindings and test kits do. */
  invoke(operation: AnyOperation<StorageTx, StorageReader>, ctx: Context, input: unknown): Promise<Outcome>
  /**
   * Runs several one-unit operations and SQL of the caller's in one unit, under one idempotency key.
   *
   * @remarks The first inner error dooms the unit: everything rolls back and that error is returned. The result is
   * stored with the key, so it must be JSON.
   */
  transaction<T extends Json, E>(
    ctx: Context,
    name: TransactionName,
    work: (t: Transaction<Fields>) => PromiseLike<Result<T, E>>,
  ): ResultAsync<T, E | CommandFailure>
  /** Refreshes the planner's statistics, after bulk loads. */
  analyze(): ReturnType<Storage['analyze']>
  /** Closes the storage; a server's pool belongs to its database. */
  close(): Promise<void>
}

const MIN_KEEP_SECONDS = 86_400

/**
 * Opens a shop; throws a `ResultError` that carries the {@link StorageOpenError} when its storage cannot be opened.
 *
 * @throws RangeError for a configuration that cannot be right.
 * @example
 * ```ts
 * import { createCommerce, guest } from '@cartwright/core'
 * import { embeddedPostgres } from '@cartwright/adapters-postgres'
 * const commerce = await createCommerce({ storage: embeddedPostgres() })
 * const ctx = commerce.context({ actor: guest(), currency: 'GBP' })
 * const cart = await commerce.carts.create(ctx, {})
 * await commerce.close()
 * ```
 */
export async function createCommerce<const Fields extends FieldsConfig = NoFieldsConfig>(
  config: CommerceConfig<Fields>,
): Promise<Commerce<Fields>> {
  return unwrap(openCommerce(config))
}

/** Opens a shop as {@link createCommerce} does, with the failure as a value. */
export function openCommerce<const Fields extends FieldsConfig = NoFieldsConfig>(
  config: CommerceConfig<Fields>,
): ResultAsync<Commerce<Fields>, StorageOpenError> {
  const { storage } = config
  const keepSeconds = config.idempotency?.keepSeconds ?? MIN_KEEP_SECONDS
  if (keepSeconds < MIN_KEEP_SECONDS) throw new RangeError('idempotency keys are kept for at least 86,400 s')
  const ids = config.ids ?? uuidv7Ids()
  return storage.open(config.migrate ?? storage.defaultMigrate).map(({ fingerprintKey }) => {
    const pipeline = createPipeline<StorageTx, StorageReader>({
      units: storage.units,
      reader: storage.reader,
      clock: config.clock ?? systemClock(),
      ids,
      logger: config.logger ?? consoleLogger(),
      tracer: config.tracer ?? noTracer(),
      idempotency: { keepSeconds, whenBusy: config.idempotency?.whenBusy ?? 'refuse', fingerprintKey },
    })
    const domains = declareDomains(config)
    const entries = Object.entries(domains) as [keyof Domains<Fields>, object][]
    const services = Object.fromEntries(
      entries.map(([name, operations]) => [name, bindService(pipeline, operations)]),
    ) as Services<Fields>
    return Object.freeze({
      ...services,
      context: (context: Context) => Object.freeze({ ...context }),
      operations: entries.flatMap(([, operations]) =>
        Object.values(operations as Record<string, AnyOperation<StorageTx, StorageReader>>),
      ),
      invoke: pipeline.invoke,
      transaction: <T extends Json, E>(
        ctx: Context,
        name: TransactionName,
        work: (t: Transaction<Fields>) => PromiseLike<Result<T, E>>,
      ) =>
        new ResultAsync(
          runTransaction<StorageTx, StorageReader, T, E>({ pipeline, ids }, ctx, name, (inner) => {
            const bound = entries.map(([service, operations]) => [
              service,
              bindInTransaction(operations, inner),
            ])
            return work({ ...Object.fromEntries(bound), sql: inner.sql } as Transaction<Fields>)
          }),
        ),
      analyze: () => storage.analyze(),
      close: () => storage.close(),
    })
  })
}

const noFields: z.ZodType<NoFields> = z.strictObject({})

const PAYMENT_DEADLINE_SECONDS = 7 * 86_400
const QUOTE_SECONDS = 30 * 60

function declareDomains<Fields extends FieldsConfig>(config: CommerceConfig<Fields>): Domains<Fields> {
  const rules = createRuleSetCache()
  const local = config.localPayments ?? [cashOnDelivery(), manualPayment()]
  const providers = new Map(local.map((provider) => [provider.id, provider]))
  const parts = extensionParts(config.extensions ?? [])
  const product = (config.fields?.product ?? noFields) as z.ZodType<FieldsOf<Fields, 'product'>>
  const cartLine = (config.fields?.cartLine ?? noFields) as z.ZodType<FieldsOf<Fields, 'cartLine'>>
  return {
    products: productOperations(product),
    prices: priceOperations(),
    categories: categoryOperations(),
    brands: brandOperations(),
    tax: taxOperations(),
    shippingMethods: shippingOperations(),
    locations: locationOperations(),
    inventory: inventoryOperations(),
    customers: customerOperations(),
    carts: cartOperations({ rules }, cartLine),
    checkout: checkoutOperations({ rules, providers, ...parts }),
    orders: orderOperations({ providers }),
    payments: paymentOperations({ providers, orderNumber: parts.orderNumber }),
  }
}

function extensionParts(extensions: readonly Extension[]): Omit<CheckoutDeps, 'rules' | 'providers'> {
  const guards = extensions.flatMap(({ name, guards: own }) => {
    const guard = own?.['checkout.place']
    return guard === undefined ? [] : { extension: name, guard }
  })
  const orderNumber = extensions.flatMap(({ policies }) => policies?.orderNumber ?? []).at(-1) ?? String
  return {
    guards,
    orderNumber,
    paymentDeadlineSeconds: PAYMENT_DEADLINE_SECONDS,
    quoteSeconds: QUOTE_SECONDS,
  }
}
