import { isDeepStrictEqual } from 'node:util'
import { customer } from '@cartwright/core'
import { expect, test } from 'vitest'
import { operationWalk } from './operation-walk.ts'
import { testShop } from './test-shop.ts'

const { commerce } = await testShop()
const names = commerce.operations.map(({ name }) => name)

test('every operation has a name of its own', () => {
  expect(new Set(names).size).toBe(names.length)
})

operationWalk(
  {
    test,
    equal: (actual, expected, message) => {
      if (!isDeepStrictEqual(actual, expected)) throw new Error(`${message}: ${JSON.stringify(actual)}`)
    },
  },
  names,
  async () => {
    const shop = await testShop()
    const guest = shop.guest()
    return {
      commerce: shop.commerce,
      actors: {
        staff: shop.staff,
        system: shop.system,
        guest,
        customer: shop.commerce.context({ actor: customer(`cus_${'0'.repeat(26)}`) }),
      },
    }
  },
)
