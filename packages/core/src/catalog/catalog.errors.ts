import type { InputInvalid, TypedError } from '../kernel/errors.ts'

/** There is no such product, or it is not public. */
export interface ProductNotFound extends TypedError<'catalog.product_not_found'> {}
/** A variant has this SKU already, in the shop or in the same input. */
export interface SkuTaken extends TypedError<'catalog.sku_taken'> {
  readonly skus: readonly string[]
}
/** A product has this handle already. */
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

export type CreateProductError =
  | SkuTaken
  | HandleTaken
  | ProductExternalIdTaken
  | DuplicateOptionValues
  | InputInvalid
export type GetProductError = ProductNotFound
export type SetPricesError = VariantNotFound

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
  return {
    type: 'catalog.variant_not_found',
    message: `there is no variant ${variantIds.join(', ')}`,
    variantIds,
  }
}
