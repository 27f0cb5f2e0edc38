export type {
  CreateProductError,
  DuplicateOptionValues,
  GetProductError,
  HandleTaken,
  ProductExternalIdTaken,
  ProductNotFound,
  SetPricesError,
  SkuTaken,
  VariantNotFound,
} from './catalog.errors.ts'
export type { CatalogEvents } from './catalog.events.ts'
export { catalogEventTags } from './catalog.events.ts'
export type { PriceOperations, ProductOperations } from './catalog.operations.ts'
export { priceOperations, productOperations } from './catalog.operations.ts'
export type {
  CatalogNames,
  CatalogReader,
  CatalogReadRepository,
  CatalogRepository,
  CatalogTx,
  ProductKey,
} from './catalog.ports.ts'
export { handleOf, optionKey, optionMatrix } from './catalog.rules.ts'
export type {
  CreateProductInput,
  CreateProductsInput,
  FindSkusInput,
  GetProductInput,
  NewVariant,
  NoFields,
  Product,
  ProductOption,
  ProductStatus,
  SetPricesInput,
  SkuMatch,
  Variant,
  VariantPrice,
} from './catalog.types.ts'
