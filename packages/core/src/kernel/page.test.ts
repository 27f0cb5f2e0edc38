import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeCursor, encodeCursor, MAX_CURSOR_LENGTH } from './page.ts'
import { ok } from './result.ts'

const runs = { numRuns: 1000 }
const part = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
  fc.maxSafeInteger(),
  fc.constant(null),
)
const parts = fc.array(part, { maxLength: 5 })
const scope = fc.string({ unit: 'binary', maxLength: 40 })

const encoded = (text: string): string => Buffer.from(text).toString('base64url')

describe('cursors', () => {
  it('come back in their own scope and are refused in any other', () => {
    fc.assert(
      fc.property(parts, scope, scope, (values, own, other) => {
        const cursor = encodeCursor(values, own)
        expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/)
        expect(decodeCursor(cursor, own)).toEqual(ok(values))
        const foreign = `${own}${other}.`
        expect(decodeCursor(cursor, foreign)).toMatchObject({
          error: { type: 'page.cursor_invalid', reason: 'scope' },
        })
      }),
      runs,
    )
  })

  it('carry any text', () => {
    const values = ['żółć 日本 🛒', '\ud800 lone', '', '"\\\n\0', '__proto__', -1.5, 0, null]
    expect(decodeCursor(encodeCursor(values, 'é:🛒'), 'é:🛒')).toEqual(ok(values))
  })

  it('never make reading throw', () => {
    const base64 = fc.stringMatching(/^[A-Za-z0-9_-]{0,200}$/)
    const json = fc.json().map(encoded)
    const input = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), base64, json, fc.base64String())
    fc.assert(
      fc.property(input, scope, (cursor, name) => {
        const type = decodeCursor(cursor, name).match(
          () => 'page.cursor_invalid',
          (error) => error.type,
        )
        expect(type).toBe('page.cursor_invalid')
      }),
      { numRuns: 3000 },
    )
  })

  it('survive no broken character unnoticed as another type', () => {
    const cursor = encodeCursor([4200, 'prd_1', null], 'products:price')
    fc.assert(
      fc.property(
        fc.nat(cursor.length - 1),
        fc.constantFrom(...Array.from('AZaz09-_=+/% .')),
        (at, character) => {
          const result = decodeCursor(
            cursor.slice(0, at) + character + cursor.slice(at + 1),
            'products:price',
          )
          const types = result.unwrapOr([]).map((value) => (value === null ? 'null' : typeof value))
          expect(['string', 'number', 'null']).toEqual(expect.arrayContaining(types))
        },
      ),
      runs,
    )
  })

  it.each([
    ['', 'empty'],
    [encoded('[]'), 'no scope'],
    [encoded('[1]'), 'a scope that is no text'],
    [encoded('{"0":"s"}'), 'an object'],
    [encoded('["s",true]'), 'a boolean'],
    [encoded('["s",[1]]'), 'a nested list'],
    [encoded('["s",1e999]'), 'an infinite number'],
    [encoded('["s"'), 'broken JSON'],
    [Buffer.from([0xff, 0xfe]).toString('base64url'), 'bytes that are not UTF-8'],
    ['W', 'a single character'],
    [`${encoded('["s"]')}=`, 'padding'],
    [encoded(JSON.stringify(['s', 'x'.repeat(2000)])), 'too long'],
    [encoded('['.repeat(1500)), 'deep nesting'],
  ])('refuse %.30s (%s)', (cursor) => {
    expect(decodeCursor(cursor, 's')).toMatchObject({ error: { reason: 'malformed' } })
  })

  it('refuse what is no text', () => {
    const values: readonly unknown[] = [undefined, null, 7, {}, ['a']]
    for (const value of values) {
      expect(decodeCursor(value as string, 's').isErr()).toBe(true)
    }
  })

  it('have a bounded length and hold only finite numbers', () => {
    expect(() => encodeCursor(['x'.repeat(MAX_CURSOR_LENGTH)], 's')).toThrow(RangeError)
    expect(() => encodeCursor(['é'.repeat(1000)], 's')).toThrow(RangeError)
    expect(() => encodeCursor(['x'.repeat(10_000_000)], 's')).toThrow(RangeError)
    expect(() => encodeCursor([Number.NaN], 's')).toThrow(RangeError)
    expect(() => encodeCursor([Infinity], 's')).toThrow(RangeError)
    const longest = encodeCursor(['x'.repeat(1528)], 's')
    expect(longest.length).toBeLessThanOrEqual(MAX_CURSOR_LENGTH)
    expect(decodeCursor(longest, 's').isOk()).toBe(true)
  })
})
