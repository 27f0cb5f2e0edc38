import { isDeepStrictEqual } from 'node:util'
import { customer } from '@cartwright/core'
import { afterAll, describe, test } from 'vitest'
import type { WalkRunner } from './operation-walk.ts'
import { operationWalk } from './operation-walk.ts'
import { openShop, servers } from './servers.ts'

const runner: WalkRunner = {
  test,
  equal: (actual, expected, message) => {
    if (!isDeepStrictEqual(actual, expected)) throw new Error(`${message}: ${JSON.stringify(actual)}`)
  },
}

// Samples use names of their own, so that one shop serves the whole walk.
const shops = await Promise.all(
  servers.map(async (server) => ({ label: server.label, shop: await openShop(server) })),
)

describe.each(shops)('on $label', ({ shop }) => {
  const { commerce, staff } = shop
  const actors = {
    staff,
    system: shop.system,
    guest: shop.guest(),
    customer: commerce.context({ actor: customer(`cus_${'0'.repeat(26)}`) }),
  }
  operationWalk(
    runner,
    commerce.operations.map(({ name }) => name),
    async () => ({ commerce, actors }),
  )
  afterAll(shop.drop)
})
