export { compareTaxRates, compileTaxRules, isPostalPattern, taxItems } from './tax.rules.ts'
export type {
  CreateTaxZoneError,
  DeleteTaxZoneError,
  ListTaxZonesError,
  SetTaxRatesError,
  TaxZoneNameTaken,
  TaxZoneNotFound,
  UpdateTaxZoneError,
} from './tax.errors.ts'
export type { TaxEvents } from './tax.events.ts'
export { taxEventTags } from './tax.events.ts'
export type { TaxOperations } from './tax.operations.ts'
export { taxOperations } from './tax.operations.ts'
export type { TaxReader, TaxReadRepository, TaxRepository, TaxTx } from './tax.ports.ts'
export type {
  CreateTaxZoneInput,
  DeletedTaxZone,
  DeleteTaxZoneInput,
  GetTaxZonesInput,
  ListTaxZonesInput,
  NewTaxRate,
  NewTaxZoneMember,
  SetTaxPolicyInput,
  SetTaxRatesInput,
  ShopTaxPolicy,
  TaxableItem,
  TaxComponent,
  TaxDestination,
  TaxedItem,
  TaxPolicy,
  TaxRate,
  TaxRules,
  TaxZone,
  TaxZoneMember,
  TaxZoneWithRates,
  UpdateTaxZoneInput,
} from './tax.types.ts'
