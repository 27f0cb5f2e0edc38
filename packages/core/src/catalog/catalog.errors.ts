import type { InputInvalid, StaleVersion, TypedError } from '../kernel/errors.ts'
import type { CursorInvalid } from '../kernel/page.ts'

/** There is no such product, or it is not public. */
export interface ProductNotFound extends TypedError<'catalog.product_not_found'> {}
/** A variant has this SKU already, in the shop or in the same input. */
export interface SkuTaken extends TypedError<'catalog.sku_taken'> {
  readonly skus: readonly string[]
}
/** A product, a category or a brand has this handle already. */
export interface HandleTaken extends TypedError<'catalog.handle_taken'> {
  readonly handles: readonly string[]
}
/** A product, or a variant, has this external id already. */
export interface ProductExternalIdTaken extends TypedError<'catalog.external_id_taken'> {
  readonly externalIds: readonly string[]
}
/** Two variants of a product have the same option values. */
export interface DuplicateOptionValues extends TypedError<'catalog.duplicate_option_values'> {
  readonly skus: readonly string[]
}
/** A variant does not exist. */
export interface VariantNotFound extends TypedError<'catalog.variant_not_found'> {
  readonly variantIds: readonly string[]
}
/** A product would have more than 2,000 variants. */
export interface TooManyVariants extends TypedError<'catalog.too_many_variants'> {
  readonly limit: number
}
/** The SKUs of one product to upsert belong to several products. */
export interface AmbiguousProduct extends TypedError<'catalog.ambiguous_product'> {
  readonly productIds: readonly string[]
}
/** There is no such brand. */
export interface BrandNotFound extends TypedError<'catalog.brand_not_found'> {
  readonly brandIds: readonly string[]
}
/** There is no such category. */
export interface CategoryNotFound extends TypedError<'catalog.category_not_found'> {
  readonly categoryIds: readonly string[]
}
/** A category cannot go under itself or under one that is below it. */
export interface CategoryCycle extends TypedError<'catalog.category_cycle'> {
  readonly categoryId: string
  readonly parentId: string
}
/** There are categories below it. */
export interface CategoryNotEmpty extends TypedError<'catalog.category_not_empty'> {
  /** How many are directly below. */
  readonly children: number
}

/** What can be wrong with a product that is made or changed. */
export type ProductRefused =
  | SkuTaken
  | HandleTaken
  | ProductExternalIdTaken
  | DuplicateOptionValues
  | TooManyVariants
  | BrandNotFound
  | CategoryNotFound
  | InputInvalid
export type CreateProductError = ProductRefused
export type UpdateProductError = ProductRefused | ProductNotFound | VariantNotFound | StaleVersion
export type AddVariantsError = ProductRefused | ProductNotFound | StaleVersion
export type UpdateVariantError = ProductRefused | VariantNotFound | StaleVersion
export type UpsertProductsError = ProductRefused | AmbiguousProduct
export type GetProductError = ProductNotFound
export type ListProductsError = CursorInvalid
export type SetPricesError = VariantNotFound

export type CreateBrandError = HandleTaken
export type UpdateBrandError = BrandNotFound | HandleTaken | StaleVersion
export type GetBrandError = BrandNotFound
export type ListBrandsError = CursorInvalid

export type CreateCategoryError = HandleTaken | CategoryNotFound
export type UpdateCategoryError = CategoryNotFound | HandleTaken | StaleVersion
export type MoveCategoryError = CategoryNotFound | CategoryCycle | StaleVersion
export type DeleteCategoryError = CategoryNotFound | CategoryNotEmpty | StaleVersion
export type GetCategoryError = CategoryNotFound

export function productNotFound(which: string): ProductNotFound {
  return { type: 'catalog.product_not_found', message: `there is no product ${which}` }
}

export function skuTaken(skus: readonly string[]): SkuTaken {
  return { type: 'catalog.sku_taken', message: `the SKU ${skus.join(', ')} is taken`, skus }
}

export function handleTaken(handles: readonly string[]): HandleTaken {
  return { type: 'catalog.handle_taken', message: `the handle ${handles.join(', ')} is taken`, handles }
}

export function externalIdsTaken(externalIds: readonly string[]): ProductExternalIdTaken {
  const message = `the external id ${externalIds.join(', ')} is taken`
  return { type: 'catalog.external_id_taken', message, externalIds }
}

export function duplicateOptionValues(skus: readonly string[]): DuplicateOptionValues {
  const message = `${skus.join(' and ')} have the same option values`
  return { type: 'catalog.duplicate_option_values', message, skus }
}

export function variantNotFound(variantIds: readonly string[]): VariantNotFound {
  const message = `there is no variant ${variantIds.join(', ')}`
  return { type: 'catalog.variant_not_found', message, variantIds }
}

export function tooManyVariants(limit: number): TooManyVariants {
  return { type: 'catalog.too_many_variants', message: `a product has at most ${limit} variants`, limit }
}

export function ambiguousProduct(productIds: readonly string[]): AmbiguousProduct {
  const message = `its SKUs belong to ${productIds.length} products: ${productIds.join(', ')}`
  return { type: 'catalog.ambiguous_product', message, productIds }
}

export function brandNotFound(brandIds: readonly string[]): BrandNotFound {
  return { type: 'catalog.brand_not_found', message: `there is no brand ${brandIds.join(', ')}`, brandIds }
}

export function categoryNotFound(categoryIds: readonly string[]): CategoryNotFound {
  const message = `there is no category ${categoryIds.join(', ')}`
  return { type: 'catalog.category_not_found', message, categoryIds }
}

export function categoryCycle(categoryId: string, parentId: string): CategoryCycle {
  const message = `${parentId} is the category ${categoryId} or below it`
  return { type: 'catalog.category_cycle', message, categoryId, parentId }
}

export function categoryNotEmpty(children: number): CategoryNotEmpty {
  const message = `there are ${children} categories below it`
  return { type: 'catalog.category_not_empty', message, children }
}
