/** A value that JSON can carry without loss. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject
/** An object of JSON values. */
export interface JsonObject {
  readonly [key: string]: Json
}

/**
 * JSON with keys in byte order at every depth, so that equal values give equal text.
 *
 * @remarks `undefined` members are left out, as `JSON.stringify` does.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) => (isPlainObject(member) ? sorted(member) : member))
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function sorted(value: Record<string, unknown>): Record<string, unknown> {
  const keys = Object.keys(value).toSorted()
  return Object.fromEntries(keys.map((key) => [key, value[key]]))
}
