import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addMs, addSeconds, epochMs, manualClock, parseInstant, systemClock, toInstant } from './clock.ts'
import { ok } from './result.ts'

const runs = { numRuns: 1000 }
const first = Date.parse('0000-01-01T00:00:00.000Z')
const last = Date.parse('9999-12-31T23:59:59.999Z')
const time = fc.oneof(fc.integer({ min: first, max: last }), fc.constantFrom(first, last, 0, -1))

describe('parseInstant', () => {
  it.each([
    ['2026-01-02T03:04:05Z', '2026-01-02T03:04:05.000Z'],
    ['2026-01-02T03:04:05.6Z', '2026-01-02T03:04:05.600Z'],
    ['2026-01-02T03:04:05.678999Z', '2026-01-02T03:04:05.678Z'],
    ['2026-01-02T03:04:05+05:30', '2026-01-01T21:34:05.000Z'],
    ['2026-01-02T03:04:05.678-08:00', '2026-01-02T11:04:05.678Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
    ['0000-01-01T00:00:00Z', '0000-01-01T00:00:00.000Z'],
  ])('reads %s', (text, instant) => {
    expect(parseInstant(text)).toEqual(ok(instant))
  })

  it.each([
    '',
    'now',
    '2026-01-02',
    '2026-01-02T03:04Z',
    '2026-01-02T03:04:05',
    '2026-01-02 03:04:05Z',
    '2026-01-02t03:04:05z',
    '2026-02-29T00:00:00Z',
    '2026-02-30T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T23:59:60Z',
    '2026-01-01T00:00:00.Z',
    '2026-01-01T00:00:00+24:00',
    '2026-01-01T00:00:00+0530',
    '+012026-01-01T00:00:00Z',
    '9999-12-31T23:59:59-01:00',
    '0000-01-01T00:00:00+01:00',
    '2026-01-02T03:04:05Z\n',
  ])('refuses %j', (text) => {
    expect(parseInstant(text)).toMatchObject({ error: { type: 'instant.malformed' } })
    expect(() => toInstant(text)).toThrow(RangeError)
  })

  it('never throws', () => {
    const fallback = toInstant(0)
    const text = fc.oneof(fc.string(), fc.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/))
    fc.assert(
      fc.property(text, (input) => {
        const text = parseInstant(input).unwrapOr(fallback)
        expect(text).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
      }),
      runs,
    )
  })
})

describe('instants', () => {
  it('come back from text, dates and milliseconds, and sort as text', () => {
    fc.assert(
      fc.property(time, time, (a, b) => {
        const [x, y] = [toInstant(a), toInstant(new Date(b))]
        expect(epochMs(x)).toBe(a)
        expect(toInstant(x)).toBe(x)
        expect(x < y).toBe(a < b)
        expect(addMs(x, b - a)).toBe(y)
      }),
      runs,
    )
  })

  it.each([Number.NaN, Infinity, first - 1, last + 1])('are not made of %d', (ms) => {
    expect(() => toInstant(ms)).toThrow(RangeError)
    expect(() => toInstant(new Date(ms))).toThrow(RangeError)
    expect(() => addMs(toInstant(0), ms)).toThrow(RangeError)
  })

  it('move by seconds to the millisecond', () => {
    expect(addSeconds(toInstant(0), 1.001)).toBe('1970-01-01T00:00:01.001Z')
    expect(addSeconds(toInstant(0), 0.29)).toBe('1970-01-01T00:00:00.290Z')
    expect(addSeconds(toInstant(0), -86_400)).toBe('1969-12-31T00:00:00.000Z')
    expect(toInstant(-0.5)).toBe('1969-12-31T23:59:59.999Z')
  })
})

describe('clocks', () => {
  it('the system clock tells the time of the host', () => {
    const before = Date.now()
    const now = epochMs(systemClock().now())
    expect(now).toBeGreaterThanOrEqual(before)
    expect(now).toBeLessThanOrEqual(Date.now())
  })

  it('the manual clock moves only when told', () => {
    const clock = manualClock('2026-01-02T03:04:05Z')
    expect(clock.now()).toBe('2026-01-02T03:04:05.000Z')
    expect(clock.advance(60.5)).toBe('2026-01-02T03:05:05.500Z')
    expect(clock.now()).toBe('2026-01-02T03:05:05.500Z')
    clock.set('2025-01-01T00:00:00Z')
    expect(clock.now()).toBe('2025-01-01T00:00:00.000Z')
    expect(() => clock.set('soon')).toThrow(RangeError)
    expect(() => manualClock('soon')).toThrow(RangeError)
  })
})
