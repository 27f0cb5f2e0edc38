import type { CartReader } from './cart/index.ts'
import type { CatalogReader, CatalogTx } from './catalog/index.ts'
import type { CheckoutTx } from './checkout/index.ts'
import type { CustomerReader, CustomerTx } from './customer/index.ts'
import type { InventoryReader, InventoryTx } from './inventory/index.ts'
import type { TransactionTx } from './kernel/transaction.ts'
import type { OrderReader } from './order/index.ts'
import type { PaymentReader } from './payment/index.ts'
import type { RulesSlice, RulesTx } from './rules/index.ts'
import type { ShippingReader, ShippingTx } from './shipping/index.ts'
import type { TaxReader, TaxTx } from './tax/index.ts'

/** Every repository that queries may use. */
export interface StorageReader
  extends
    CatalogReader,
    InventoryReader,
    CustomerReader,
    CartReader,
    OrderReader,
    PaymentReader,
    RulesSlice,
    TaxReader,
    ShippingReader {}

/** Every repository of a unit; each domain asks only for its slice. */
export interface StorageTx
  extends
    TransactionTx<StorageReader>,
    CatalogTx,
    InventoryTx,
    CustomerTx,
    RulesTx,
    TaxTx,
    ShippingTx,
    CheckoutTx {
  readonly rules: RulesTx['rules']
}
