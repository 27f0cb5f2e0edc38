export type { WalkRunner, WalkShop } from './operation-walk.ts'
export { operationWalk, sampleFixture } from './operation-walk.ts'
export type { TestShop, TestShopOptions } from './test-shop.ts'
export { testShop } from './test-shop.ts'
