export type { BrandOperations } from './brand.operations.ts'
export { brandOperations } from './brand.operations.ts'
export type { BrandReadRepository, BrandRepository, EntryKey } from './brand.ports.ts'
export type {
  Brand,
  CreateBrandInput,
  GetBrandInput,
  GetBrandsInput,
  ListBrandsInput,
  UpdateBrandInput,
} from './brand.types.ts'
export type {
  AddVariantsError,
  AmbiguousProduct,
  BrandNotFound,
  CategoryCycle,
  CategoryNotEmpty,
  CategoryNotFound,
  CreateBrandError,
  CreateCategoryError,
  CreateProductError,
  DeleteCategoryError,
  DuplicateOptionValues,
  GetBrandError,
  GetCategoryError,
  GetProductError,
  HandleTaken,
  ListBrandsError,
  ListProductsError,
  MoveCategoryError,
  ProductExternalIdTaken,
  ProductNotFound,
  ProductRefused,
  SetPricesError,
  SkuTaken,
  TooManyVariants,
  UpdateBrandError,
  UpdateCategoryError,
  UpdateProductError,
  UpdateVariantError,
  UpsertProductsError,
  VariantNotFound,
} from './catalog.errors.ts'
export type { CatalogEvents } from './catalog.events.ts'
export { catalogEventTags } from './catalog.events.ts'
export type {
  AnyProduct,
  CatalogFacts,
  CatalogNames,
  CatalogQuestion,
  CatalogReader,
  CatalogReadRepository,
  CatalogRepository,
  CatalogTx,
  ProductChanges,
  ProductFilter,
  ProductKey,
  ProductNames,
  ProductSlice,
} from './catalog.ports.ts'
export { handleOf, optionKey, optionMatrix } from './catalog.rules.ts'
export type {
  CreateProductInput,
  CreateProductsInput,
  FindSkusInput,
  FoundProduct,
  GetProductInput,
  GetProductsInput,
  NewMedia,
  NewPrice,
  NewSeo,
  NewVariant,
  NoFields,
  Product,
  ProductDetails,
  ProductMedia,
  ProductOption,
  ProductSeo,
  ProductStatus,
  SetPricesInput,
  SkuMatch,
  Variant,
  VariantDetails,
  VariantPrice,
} from './catalog.types.ts'
export type { CategoryOperations } from './category.operations.ts'
export { categoryOperations } from './category.operations.ts'
export type { CategoryPlace, CategoryReadRepository, CategoryRepository } from './category.ports.ts'
export type {
  Category,
  CategoryLink,
  CategoryNode,
  CategoryPage,
  CategoryTree,
  CreateCategoryInput,
  DeleteCategoryInput,
  DeletedCategory,
  GetCategoriesInput,
  GetCategoryInput,
  ListCategoriesInput,
  MoveCategoryInput,
  UpdateCategoryInput,
} from './category.types.ts'
export type { PriceOperations } from './price.operations.ts'
export { priceOperations } from './price.operations.ts'
export type { ProductOperations } from './product.operations.ts'
export { productOperations } from './product.operations.ts'
export type {
  AddVariantsInput,
  ListProductsInput,
  ProductCard,
  ProductSort,
  UpdateProductInput,
  UpdateVariantInput,
  UpsertedProduct,
  UpsertedProducts,
  UpsertProduct,
  UpsertProductsInput,
} from './product.types.ts'
