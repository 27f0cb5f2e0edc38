export type { Address } from './address.ts'
export { addressSchema } from './address.ts'
