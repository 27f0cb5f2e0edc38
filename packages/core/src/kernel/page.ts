import type { TypedError } from './errors.ts'
import { err, ok } from './result.ts'
import type { Result } from './result.ts'

/** How many items a page holds when the request does not say. */
export const DEFAULT_PAGE_LIMIT = 20

/** The most items a page can hold; a larger `limit` is refused by the schema of the list, not cut. */
export const MAX_PAGE_LIMIT = 100

/** The longest cursor that is made or read, in characters, so that it fits a URL. */
export const MAX_CURSOR_LENGTH = 2048

/** One page of a list. */
export interface Page<T> {
  readonly items: readonly T[]
  /** Pass it as `cursor` for the next page; `null` on the last one. */
  readonly nextCursor: string | null
  /** How many items the whole list has; only when the request asked for it. */
  readonly count?: number
}

/**
 * Which page of a list is wanted. Pages are stable under writes: an item is never shown twice, and none that existed
 * throughout is skipped. There are no offsets.
 */
export interface PageRequest {
  /** Items on the page, 1 to {@link MAX_PAGE_LIMIT}; default {@link DEFAULT_PAGE_LIMIT}. */
  readonly limit?: number
  /** The `nextCursor` of the page before, from the same list with the same sort and filter; default the first page. */
  readonly cursor?: string
  /** `exact` counts the whole list, which costs a second statement; default `none`. */
  readonly count?: 'none' | 'exact'
}

/** The cursor was not made by this list with this sort and filter, or has been altered. Start from the first page. */
export interface CursorInvalid extends TypedError<'page.cursor_invalid'> {
  /** `malformed`: not a cursor at all. `scope`: a cursor of another list, sort or filter. */
  readonly reason: 'malformed' | 'scope'
}

/** The sort key of the last item of a page, in the order of the sort. */
export type CursorParts = readonly (string | number | null)[]

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const base64url = /^[A-Za-z0-9_-]+$/

function toBase64Url(text: string): string {
  const binary = String.fromCharCode(...encoder.encode(text))
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** `null` when the cursor is not base64url of UTF-8. */
function fromBase64Url(cursor: string): string | null {
  try {
    const binary = atob(cursor.replaceAll('-', '+').replaceAll('_', '/'))
    return decoder.decode(Uint8Array.from(binary, (character) => character.charCodeAt(0)))
  } catch {
    return null
  }
}

/** `undefined` when the text is not JSON. */
function fromJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isPart(value: unknown): value is string | number | null {
  // JSON reads 1e999 as Infinity, which a database would refuse.
  return value === null || typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value))
}

function isParts(value: unknown): value is CursorParts {
  return Array.isArray(value) && value.every(isPart)
}

/** `null` when the cursor does not hold a list of parts. */
function readParts(cursor: string): CursorParts | null {
  if (typeof cursor !== 'string' || cursor.length > MAX_CURSOR_LENGTH || !base64url.test(cursor)) return null
  const text = fromBase64Url(cursor)
  const value = text === null ? undefined : fromJson(text)
  return isParts(value) ? value : null
}

function cursorInvalid(reason: CursorInvalid['reason']): CursorInvalid {
  const message = reason === 'scope' ? 'the cursor belongs to another list, sort or filter' : 'not a cursor'
  return { type: 'page.cursor_invalid', message, reason }
}

/**
 * Makes the cursor of the page after the item with this sort key: base64url of JSON. It is opaque to users but
 * neither signed nor secret, so its parts must be data the user may see.
 *
 * @param parts - The sort key of the last item, ending with a unique column (the id).
 * @param scope - Names the list, its sort and a fingerprint of its filter: `'orders:placed_at.desc:3f9c'`.
 * @throws RangeError when a number is not finite, or the cursor would be longer than {@link MAX_CURSOR_LENGTH}: sort
 * by columns of bounded length.
 *
 * @example
 * ```ts
 * import { encodeCursor } from '@cartwright/core'
 *
 * const nextCursor = encodeCursor(['2026-01-02T03:04:05.678Z', 'ord_00000000000000000000000001'], 'orders:placed_at')
 * ```
 */
export function encodeCursor(parts: CursorParts, scope: string): string {
  if (!isParts(parts)) throw new RangeError('a cursor holds strings, finite numbers and nulls only')
  const json = JSON.stringify([scope, ...parts])
  const cursor = json.length > MAX_CURSOR_LENGTH ? null : toBase64Url(json)
  if (cursor === null || cursor.length > MAX_CURSOR_LENGTH) {
    throw new RangeError(`the cursor would be longer than ${MAX_CURSOR_LENGTH} characters`)
  }
  return cursor
}

/**
 * Reads a cursor that {@link encodeCursor} made for the same scope; never throws, whatever the string. The parts come
 * from the user: check their number and types, and bind them as parameters.
 *
 * Errors: `page.cursor_invalid`.
 *
 * @example
 * ```ts
 * import { decodeCursor, encodeCursor } from '@cartwright/core'
 *
 * const cursor = encodeCursor([4200, 'prd_00000000000000000000000001'], 'products:price.asc')
 * decodeCursor(cursor, 'products:price.asc') // ok([4200, 'prd_00000000000000000000000001'])
 * decodeCursor(cursor, 'products:name.asc') // err({ type: 'page.cursor_invalid', reason: 'scope', … })
 * ```
 */
export function decodeCursor(cursor: string, scope: string): Result<CursorParts, CursorInvalid> {
  const [madeFor, ...parts] = readParts(cursor) ?? []
  if (typeof madeFor !== 'string') return err(cursorInvalid('malformed'))
  return madeFor === scope ? ok(parts) : err(cursorInvalid('scope'))
}
