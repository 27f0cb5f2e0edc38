import type { TypedError } from './errors.ts'
import { err, ok } from './result.ts'
import type { Result } from './result.ts'

/**
 * A point in time: ISO 8601 in UTC with milliseconds, always `2026-01-02T03:04:05.678Z`. One fixed shape, so that
 * instants sort and compare as text. Years 0000 to 9999.
 */
export type Instant = string & { readonly __brand: 'Instant' }

/** The text is not an RFC 3339 date and time with an offset. */
export interface InstantMalformed extends TypedError<'instant.malformed'> {}

/**
 * Tells the time. Each unit of work asks once and passes the instant on, so that everything a unit writes bears the
 * same time; nothing else in the library asks the host.
 */
export interface Clock {
  /** The current instant. May stand still or go back between two calls: never measure durations with it. */
  now(): Instant
}

/** A clock that stands still until told otherwise; for tests. */
export interface ManualClock extends Clock {
  /** Moves the clock to an instant, forwards or backwards; throws RangeError for text that is not an instant. */
  set(instant: Instant | string): void
  /** Moves the clock by seconds (fractions to the millisecond, negative goes back) and returns the new instant. */
  advance(seconds: number): Instant
}

const shape = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/
const rfc3339 = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(?:Z|([+-])([01]\d|2[0-3]):([0-5]\d))$/
const minuteMs = 60_000

/** `null` when the number is no time or its year has no four digits: the text would not sort any more. */
function instantAt(ms: number): Instant | null {
  const date = new Date(Math.floor(ms))
  const year = date.getUTCFullYear()
  return year >= 0 && year <= 9999 ? (date.toISOString() as Instant) : null
}

/** Milliseconds of a date and time in UTC; `null` for those the calendar does not have, as 30 February. */
function civilMs(text: string): number | null {
  const ms = Date.parse(`${text}Z`)
  // Some engines roll 30 February over to March: what does not come back as it went in was no date.
  return shape.test(text) && instantAt(ms)?.startsWith(text) === true ? ms : null
}

/** `null` when the text does not name an instant. */
function readInstant(text: string): Instant | null {
  const match = rfc3339.exec(text)
  if (match === null) return null
  const [, civil = '', fraction = '', sign = '+', hours = '0', minutes = '0'] = match
  const ms = civilMs(civil)
  if (ms === null) return null
  const offset = (Number(hours) * 60 + Number(minutes)) * minuteMs * (sign === '-' ? -1 : 1)
  return instantAt(ms + Number(fraction.slice(0, 3).padEnd(3, '0')) - offset)
}

/**
 * Reads an RFC 3339 date and time: `2026-01-02T03:04:05Z`, with any fraction of a second (cut to milliseconds) and
 * any offset (converted to UTC). A time without an offset is refused, since it names no instant, and so are dates
 * the calendar does not have, leap seconds and lower-case `t` and `z`.
 *
 * Errors: `instant.malformed`.
 *
 * @example
 * ```ts
 * import { parseInstant } from '@cartwright/core'
 *
 * parseInstant('2026-01-02T03:04:05+05:30') // ok('2026-01-01T21:34:05.000Z')
 * parseInstant('2026-01-02') // err({ type: 'instant.malformed', … })
 * ```
 */
export function parseInstant(text: string): Result<Instant, InstantMalformed> {
  const instant = readInstant(text)
  if (instant !== null) return ok(instant)
  const quoted = JSON.stringify(text.slice(0, 40))
  return err({
    type: 'instant.malformed',
    message: `${quoted} is not a date and time such as 2026-01-02T03:04:05Z`,
  })
}

/**
 * Makes an instant of a `Date`, of milliseconds since 1970 (fractions are cut towards the past) or of text as
 * {@link parseInstant} takes it.
 *
 * @throws RangeError when the value is no instant, or its year is not within 0000 and 9999.
 *
 * @example
 * ```ts
 * import { toInstant } from '@cartwright/core'
 *
 * toInstant(0) // '1970-01-01T00:00:00.000Z'
 * toInstant(new Date())
 * toInstant('2026-01-02T03:04:05Z')
 * ```
 */
export function toInstant(value: Date | number | string): Instant {
  const instant = typeof value === 'string' ? readInstant(value) : instantAt(Number(value))
  if (instant === null) throw new RangeError(`not an instant: ${String(value).slice(0, 40)}`)
  return instant
}

/**
 * Milliseconds since 1970-01-01T00:00:00Z, negative before.
 *
 * @example
 * ```ts
 * import { epochMs, toInstant } from '@cartwright/core'
 *
 * epochMs(toInstant('1970-01-01T00:00:01Z')) // 1000
 * ```
 */
export function epochMs(i: Instant): number {
  return Date.parse(i)
}

/**
 * The instant `ms` milliseconds later, earlier when negative.
 *
 * @throws RangeError when the result is not within the years 0000 and 9999.
 *
 * @example
 * ```ts
 * import { addMs, toInstant } from '@cartwright/core'
 *
 * addMs(toInstant(0), 1500) // '1970-01-01T00:00:01.500Z'
 * ```
 */
export function addMs(i: Instant, ms: number): Instant {
  return toInstant(epochMs(i) + ms)
}

/**
 * The instant `seconds` seconds later, earlier when negative; SI seconds, so a day is not always 86,400 of them in a
 * shop's own time zone.
 *
 * @throws RangeError when the result is not within the years 0000 and 9999.
 *
 * @example
 * ```ts
 * import { addSeconds, toInstant } from '@cartwright/core'
 *
 * const expiresAt = addSeconds(toInstant('2026-01-02T03:04:05Z'), 15 * 60)
 * ```
 */
export function addSeconds(i: Instant, seconds: number): Instant {
  // Rounded, because 0.29 × 1000 is 290.00000000000006 and 1.001 × 1000 is below 1001.
  return addMs(i, Math.round(seconds * 1000))
}

/**
 * The clock of the host, uncorrected. An adapter that knows a better time (the database's) wraps it.
 *
 * @example
 * ```ts
 * import { systemClock } from '@cartwright/core'
 *
 * systemClock().now() // '2026-01-02T03:04:05.678Z'
 * ```
 */
export function systemClock(): Clock {
  return Object.freeze({ now: () => toInstant(Date.now()) })
}

/**
 * A clock for tests that stands at `start` until it is moved.
 *
 * @throws RangeError when `start` is text that is not an instant.
 *
 * @example
 * ```ts
 * import { manualClock } from '@cartwright/core'
 *
 * const clock = manualClock('2026-01-02T03:04:05Z')
 * clock.advance(60)
 * clock.now() // '2026-01-02T03:05:05.000Z'
 * ```
 */
export function manualClock(start: Instant | string): ManualClock {
  let current = toInstant(start)
  return Object.freeze({
    now: () => current,
    set(instant: Instant | string) {
      current = toInstant(instant)
    },
    advance(seconds: number) {
      current = addSeconds(current, seconds)
      return current
    },
  })
}
