import type { StorageReader, StorageTx } from '@cartwright/core'
import { createCartReader, createCartRepository } from './cart/cart.repository.ts'
import { createBrandReader, createBrandRepository } from './catalog/brand.repository.ts'
import { createCatalogReader, createCatalogRepository } from './catalog/catalog.repository.ts'
import { createCategoryReader, createCategoryRepository } from './catalog/category.repository.ts'
import { createQuoteRepository } from './checkout/quote.repository.ts'
import { createCustomerReader, createCustomerRepository } from './customer/customer.repository.ts'
import type { AppendBuffer } from './flush.ts'
import { createStockReader, createStockRepository } from './inventory/stock.repository.ts'
import { createIdempotencyStore } from './kernel/idempotency.repository.ts'
import { createAuditLog, createOutbox } from './kernel/kernel.repository.ts'
import { createOrderReader, createOrderRepository } from './order/order.repository.ts'
import { createPaymentReader, createPaymentRepository } from './payment/payment.repository.ts'
import type { ReaderDeps, RepositoryDeps } from './repository.ts'
import { createRulesReader, createRulesRepository } from './rules/rules.repository.ts'
import type { Session } from './session.ts'
import { createShippingReader, createShippingRepository } from './shipping/shipping.repository.ts'
import { createTaxReader, createTaxRepository } from './tax/tax.repository.ts'

/** Every reading repository of a shop. */
export function createShopReader(deps: ReaderDeps): StorageReader {
  return {
    catalog: createCatalogReader(deps),
    brands: createBrandReader(deps),
    categories: createCategoryReader(deps),
    stock: createStockReader(deps),
    customers: createCustomerReader(deps),
    carts: createCartReader(deps),
    orders: createOrderReader(deps),
    payments: createPaymentReader(deps),
    rules: createRulesReader(deps),
    taxes: createTaxReader(deps),
    shipping: createShippingReader(deps),
  }
}

/** Every repository of a unit in a shop. */
export function createShopTx(
  schema: string,
  { session, buffer }: { readonly session: Session; readonly buffer: AppendBuffer },
): StorageTx {
  const deps: RepositoryDeps = { schema, session, append: buffer.append }
  const rules = createRulesRepository(deps)
  return {
    idempotency: createIdempotencyStore(deps),
    outbox: createOutbox(deps),
    audit: createAuditLog(deps),
    catalog: createCatalogRepository(deps),
    brands: createBrandRepository(deps),
    categories: createCategoryRepository(deps),
    stock: createStockRepository(deps),
    customers: createCustomerRepository(deps),
    rules,
    taxes: createTaxRepository(deps),
    shipping: createShippingRepository(deps),
    carts: createCartRepository(deps),
    quotes: createQuoteRepository(deps),
    orders: createOrderRepository(deps),
    payments: createPaymentRepository(deps),
    // Queries of the unit must know whether it has changed the rules.
    reader: { ...createShopReader(deps), rules },
    flush: () => buffer.flush(session),
    sql: (text, parameters) => session.unprepared(text, parameters),
  }
}
