import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { availableMethods, shippingPrice } from './shipping.rules.ts'
import type { ShippingMethod } from './shipping.types.ts'

function method(more: Partial<ShippingMethod> = {}): ShippingMethod {
  return {
    id: 'shm_a',
    code: 'flat',
    name: 'Standard',
    countries: null,
    currency: 'GBP',
    price: 495,
    freeAbove: null,
    taxClass: 'standard',
    enabled: true,
    position: 0,
    ...more,
  }
}

describe('shippingPrice', () => {
  it.each<[freeAbove: number | null, total: number, price: number]>([
    [null, 1_000_000, 495],
    [5000, 4999, 495],
    [5000, 5000, 0],
    [5000, 5001, 0],
    [0, 0, 0],
  ])('free above %s: merchandise of %d ships for %d', (freeAbove, total, price) => {
    expect(shippingPrice(method({ freeAbove }), total)).toBe(price)
  })
})

describe('availableMethods', () => {
  const methods = [
    method({ id: 'shm_d', position: 1 }),
    method({ id: 'shm_c', position: 0, countries: ['GB', 'XE'] }),
    method({ id: 'shm_b', position: 1 }),
    method({ id: 'shm_off', enabled: false }),
    method({ id: 'shm_eur', currency: 'EUR' }),
    method({ id: 'shm_nowhere', countries: [] }),
  ]

  it.each<[country: string | null, currency: string, ids: readonly string[]]>([
    ['GB', 'GBP', ['shm_c', 'shm_b', 'shm_d']],
    ['XE', 'GBP', ['shm_c', 'shm_b', 'shm_d']],
    ['FR', 'GBP', ['shm_b', 'shm_d']],
    ['FR', 'EUR', ['shm_eur']],
    ['FR', 'USD', []],
    [null, 'GBP', ['shm_b', 'shm_d']],
  ])('to %s in %s: %j', (country, currency, ids) => {
    const destination = country === null ? null : { country }
    expect(availableMethods(methods, destination, currency).map(({ id }) => id)).toEqual(ids)
  })

  it('does not depend on the order in which the methods come', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(methods, { minLength: methods.length }), (shuffled) => {
        const here = availableMethods(shuffled, { country: 'GB' }, 'GBP')
        expect(here).toEqual(availableMethods(methods, { country: 'GB' }, 'GBP'))
      }),
      { numRuns: 1000 },
    )
  })
})
