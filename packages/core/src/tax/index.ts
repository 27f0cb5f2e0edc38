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
