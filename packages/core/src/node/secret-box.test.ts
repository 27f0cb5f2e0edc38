import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unwrap } from '../kernel/result.ts'
import { aesGcmSecretBox } from './secret-box.ts'

const runs = { numRuns: 1000 }
const key = (byte: number): Uint8Array => new Uint8Array(32).fill(byte)
const box = aesGcmSecretBox({ keys: { old: key(1), new: key(2) }, current: 'new' })
const plain = fc.uint8Array({ maxLength: 200 })
const context = fc.string({ unit: 'grapheme', maxLength: 40 })
const secret = new TextEncoder().encode('whsec_abc')

async function failure(sealed: string, under = 'ctx', by = box): Promise<string> {
  return by.open(sealed, under).match(
    () => 'opened',
    (error) => error.type,
  )
}

describe('aesGcmSecretBox', () => {
  it('opens what it sealed, in the same context only', async () => {
    await fc.assert(
      fc.asyncProperty(plain, context, context, async (bytes, own, other) => {
        const sealed = await unwrap(box.seal(bytes, own))
        expect(sealed).toMatch(/^v1\.new\.[A-Za-z0-9_-]+$/)
        expect(await unwrap(box.open(sealed, own))).toEqual(bytes)
        expect(await failure(sealed, `${own}${other}.`)).toBe('secret_box.tampered')
      }),
      runs,
    )
  })

  it('gives back a plain array of its own memory', async () => {
    const opened = await unwrap(box.open(await unwrap(box.seal(secret, 'ctx')), 'ctx'))
    expect(opened.constructor).toBe(Uint8Array)
    expect(opened.buffer.byteLength).toBe(secret.length)
  })

  it('notices a change of any byte, bit by bit', async () => {
    const sealed = await unwrap(box.seal(secret, 'ctx'))
    const body = Buffer.from(sealed.split('.')[2] ?? '', 'base64url')
    for (let bit = 0; bit < body.length * 8; bit++) {
      const changed = Buffer.from(body)
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(await failure(`v1.new.${changed.toString('base64url')}`)).toBe('secret_box.tampered')
    }
  })

  it('notices a change of any character', async () => {
    const sealed = await unwrap(box.seal(secret, 'ctx'))
    const change = fc.tuple(fc.nat(sealed.length - 1), fc.constantFrom(...Array.from('Aa0-_.=v1 \né')))
    await fc.assert(
      fc.asyncProperty(change, async ([at, character]) => {
        const changed = sealed.slice(0, at) + character + sealed.slice(at + 1)
        fc.pre(changed !== sealed)
        expect((await box.open(changed, 'ctx')).isErr()).toBe(true)
      }),
      runs,
    )
    for (let length = 0; length < sealed.length; length++) {
      expect((await box.open(sealed.slice(0, length), 'ctx')).isErr()).toBe(true)
    }
  })

  it('does not open an envelope that names another key, even one of the same bytes', async () => {
    const twins = aesGcmSecretBox({ keys: { a: key(1), b: key(1) }, current: 'a' })
    const sealed = await unwrap(twins.seal(secret, 'ctx'))
    expect(await failure(sealed.replace('v1.a.', 'v1.b.'), 'ctx', twins)).toBe('secret_box.tampered')
  })

  it('answers malformed for anything else, and never rejects', async () => {
    const short = Buffer.alloc(27).toString('base64url')
    for (const text of [
      '',
      'v1',
      'v1.new',
      'v1.new.',
      `v1.new.${short}`,
      `v2.new.${short}AAAA`,
      'v1..AAAA',
      '🛒',
    ]) {
      expect(await failure(text)).toBe('secret_box.malformed')
    }
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          fc.base64String().map((text) => `v1.new.${text}`),
        ),
        async (text) => {
          expect((await box.open(text, 'ctx')).isErr()).toBe(true)
        },
      ),
      runs,
    )
  })

  it('has one text for each secret: spare bits of the last character are refused', async () => {
    // 29 bytes leave two spare bits in the last base64url character
    const sealed = await unwrap(box.seal(new Uint8Array(1), 'ctx'))
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const lastIndex = alphabet.indexOf(sealed.at(-1) ?? '')
    expect(lastIndex % 4).toBe(0)
    expect(await failure(sealed.slice(0, -1) + alphabet[lastIndex + 1])).toBe('secret_box.malformed')
  })

  it('rotates: opens with any key it holds, seals with the current one', async () => {
    const before = aesGcmSecretBox({ keys: { old: key(1) }, current: 'old' })
    const after = aesGcmSecretBox({ keys: { new: key(2) }, current: 'new' })
    const sealed = await unwrap(before.seal(secret, 'ctx'))
    expect(await unwrap(box.open(sealed, 'ctx'))).toEqual(secret)
    expect(await unwrap(box.seal(secret, 'ctx'))).toMatch(/^v1\.new\./)
    expect(await after.open(sealed, 'ctx')).toMatchObject({
      error: { type: 'secret_box.unknown_key', keyId: 'old' },
    })
    expect(await failure(sealed.replace('v1.old.', 'v1.__proto__.'))).toBe('secret_box.unknown_key')
  })

  it('uses a fresh nonce each time', async () => {
    const sealed = await Promise.all(Array.from({ length: 100 }, () => unwrap(box.seal(secret, 'ctx'))))
    expect(new Set(sealed).size).toBe(100)
  })

  it('keeps its own copy of the keys', async () => {
    const bytes = key(7)
    const own = aesGcmSecretBox({ keys: { k: bytes }, current: 'k' })
    const sealed = await unwrap(own.seal(secret, 'ctx'))
    bytes.fill(0)
    expect(await unwrap(own.open(sealed, 'ctx'))).toEqual(secret)
    expect(await unwrap(own.seal(new Uint8Array(0), ''))).toMatch(/^v1\.k\./)
  })

  it.each<[Record<string, Uint8Array>, string]>([
    [{ k: new Uint8Array(31) }, 'k'],
    [{ k: new Uint8Array(0) }, 'k'],
    [{ k: key(1) }, 'other'],
    [{}, 'k'],
    [{ 'a.b': key(1) }, 'a.b'],
    [{ '': key(1) }, ''],
    [{ k: key(1) }, 'toString'],
  ])('refuses the options %#', (keys, current) => {
    expect(() => aesGcmSecretBox({ keys, current })).toThrow(RangeError)
  })
})
