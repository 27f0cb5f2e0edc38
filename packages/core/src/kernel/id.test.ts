import fc from 'fast-check'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { isId, sequentialIds, uuidv7Ids } from './id.ts'
import type { Id } from './id.ts'

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/** The UUID in an id, as hexadecimal digits. */
function uuidOf(id: string): string {
  const digits = id.slice(id.indexOf('_') + 1)
  const value = Array.from(digits).reduce((sum, digit) => sum * 32n + BigInt(alphabet.indexOf(digit)), 0n)
  return value.toString(16).padStart(32, '0')
}

const filled = (byte: number) => (bytes: Uint8Array) => bytes.fill(byte)
const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))

describe('uuidv7Ids', () => {
  it('lays bits out as the example of RFC 9562, appendix A.6', () => {
    // 017F22E2-79B0-7CC3-98C4-DC0C0C07398F, but with the first random bit zero, as we always start: 74C3 for 7CC3
    const tail = (0xcc3n << 62n) | 0x18c4dc0c0c07398fn
    const random = (bytes: Uint8Array): Uint8Array => {
      const bits = (tail & ((1n << 73n) - 1n)) << 7n
      return bytes.map((_, index) => Number((bits >> BigInt(8 * (bytes.length - 1 - index))) & 0xffn))
    }
    const id = uuidv7Ids({ now: () => 0x017f22e279b0, random }).next('cart')
    expect(uuidOf(id)).toBe('017f22e279b074c398c4dc0c0c07398f')
  })

  it('makes UUIDs of version 7, variant 10, that tell the time', () => {
    const before = Date.now()
    const id = uuidv7Ids().next('cart')
    expect(isId('cart', id)).toBe(true)
    expect(uuidOf(id)).toMatch(/^[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{15}$/)
    const ms = Number.parseInt(uuidOf(id).slice(0, 12), 16)
    expect(ms).toBeGreaterThanOrEqual(before)
    expect(ms).toBeLessThanOrEqual(Date.now())
  })

  it('stays sorted and unique whatever the clock does', () => {
    const clock = fc.array(fc.nat(50), { minLength: 2, maxLength: 60 })
    fc.assert(
      fc.property(clock, fc.nat(255), (times, byte) => {
        let call = 0
        const now = (): number => 1_700_000_000_000 + (times[call++] ?? 0)
        const ids = uuidv7Ids({ now, random: filled(byte) })
        const made = times.map(() => ids.next('ord'))
        expect(made.toSorted(byBytes)).toEqual(made)
        expect(new Set(made).size).toBe(made.length)
        for (const id of made) expect(uuidOf(id)).toMatch(/^.{12}7.{3}[89ab]/)
      }),
      { numRuns: 1000 },
    )
  })

  it('stays sorted and unique within one real burst', () => {
    const ids = uuidv7Ids()
    const made = Array.from({ length: 20_000 }, () => ids.next('ord'))
    expect(made.toSorted()).toEqual(made)
    expect(new Set(made).size).toBe(made.length)
  })

  it('has room to grow from the highest random part by the highest steps', () => {
    const ids = uuidv7Ids({ now: () => 1000, random: filled(0xff) })
    const made = Array.from({ length: 5000 }, () => uuidOf(ids.next('x')))
    expect(made[0]).toBe('0000000003e877ffbfffffffffffffff')
    expect(made.toSorted()).toEqual(made)
    for (const uuid of made) expect(uuid).toMatch(/^0000000003e87[0-9a-f]{3}[89ab]/)
  })

  it('is unique across generators', () => {
    const made = [uuidv7Ids({ now: () => 5 }), uuidv7Ids({ now: () => 5 })].map((ids) => ids.next('x'))
    expect(made[0]).not.toBe(made[1])
  })

  it.each([-1, Number.NaN, Infinity, 2 ** 48])('refuses a clock at %d', (ms) => {
    expect(() => uuidv7Ids({ now: () => ms }).next('x')).toThrow(RangeError)
  })
})

describe('sequentialIds', () => {
  it('counts over all prefixes', () => {
    const ids = sequentialIds()
    expect(ids.next('cart')).toBe('cart_00000000000000000000000001')
    expect(ids.next('ord')).toBe('ord_00000000000000000000000002')
    expect(sequentialIds(41).next('x')).toBe('x_00000000000000000000000041')
    expect(() => sequentialIds(0.5)).toThrow(RangeError)
  })
})

describe('isId', () => {
  const body = '0'.repeat(25) + '1'

  it('checks the shape', () => {
    expect(isId('cart', `cart_${body}`)).toBe(true)
    for (const value of [
      `ord_${body}`,
      `cart_${body}0`,
      `cart_${body.slice(1)}`,
      `cart_${body}\n`,
      `cart${body}`,
    ]) {
      expect(isId('cart', value)).toBe(false)
    }
    for (const value of [
      `cart_${body.slice(1)}A`,
      `cart_${body.slice(1)}-`,
      '',
      null,
      undefined,
      7,
      {},
      [body],
    ]) {
      expect(isId('cart', value)).toBe(false)
    }
  })

  it('takes the prefix literally and never throws', () => {
    expect(isId('c.rt', `cart_${body}`)).toBe(false)
    fc.assert(
      fc.property(fc.string(), fc.anything(), (prefix, value) => {
        expect(isId(prefix, value)).toBe(false)
      }),
      { numRuns: 1000 },
    )
  })
})

it('keeps the ids of different things apart', () => {
  expectTypeOf<Id<'cart'>>().not.toExtend<Id<'ord'>>()
  expectTypeOf<string>().not.toExtend<Id<'cart'>>()
  expectTypeOf(sequentialIds().next('cart')).toEqualTypeOf<Id<'cart'>>()
})
