export type { TestShop, TestShopOptions } from './test-shop.ts'
export { testShop } from './test-shop.ts'
