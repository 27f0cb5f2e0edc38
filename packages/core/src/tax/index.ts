export { compareTaxRates, compileTaxRules, isPostalPattern, taxItems } from './tax.rules.ts'
export type {
  TaxableItem,
  TaxComponent,
  TaxDestination,
  TaxedItem,
  TaxPolicy,
  TaxRate,
  TaxRules,
  TaxZone,
  TaxZoneMember,
} from './tax.types.ts'
export type {
  CreateTaxZoneInput,
  SetTaxPolicyInput,
  TaxOperations,
  TaxRepository,
  TaxTx,
  TaxZoneNameTaken,
  TaxZoneWithRates,
} from './tax.operations.ts'
export { taxOperations } from './tax.operations.ts'
