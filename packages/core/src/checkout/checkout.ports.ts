import type { CartTx } from '../cart/index.ts'
import type { InventoryTx } from '../inventory/index.ts'
import type { Access } from '../kernel/context.ts'
import type { KernelTx } from '../kernel/engine.ts'
import type { PortError } from '../kernel/errors.ts'
import type { Id } from '../kernel/id.ts'
import type { ResultAsync } from '../kernel/result.ts'
import type { OrderTx } from '../order/index.ts'
import type { PaymentTx } from '../payment/index.ts'
import type { Quote } from './checkout.types.ts'

/** Quotes in a unit. */
export interface QuoteRepository {
  append(
    quote: Quote,
    owner: { readonly customerId: Id<'cus'> | null; readonly guestHash: string | null },
  ): void
  /** Null when there is none that the access allows. */
  find(id: Id<'quo'>, access: Access): ResultAsync<Quote | null, PortError>
}

/** What checkout needs of a unit. */
export interface CheckoutTx extends CartTx, InventoryTx, OrderTx, PaymentTx, KernelTx {
  readonly quotes: QuoteRepository
}
