export { computeTotals } from './totals.rules.ts'
export type {
  Adjustment,
  AdjustmentTotal,
  LineTotals,
  RowTotals,
  ShippingTotals,
  TaxTotal,
  Totals,
  TotalsInput,
  TotalsLineInput,
  TotalsShippingInput,
} from './totals.types.ts'
