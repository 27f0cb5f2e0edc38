import type { Result } from '../kernel/result.ts'
import { err, ok } from '../kernel/result.ts'
import type { InputInvalid } from '../kernel/errors.ts'
import { fieldInvalid } from '../kernel/errors.ts'
import { canonicalJson } from '../kernel/json.ts'
import type { DuplicateOptionValues } from './catalog.errors.ts'
import { duplicateOptionValues } from './catalog.errors.ts'
import type { ProductOption } from './catalog.types.ts'

const MAX_HANDLE = 100

/** A URL-safe handle from a title: Latin letters without accents, digits and hyphens; `otherwise` if none is left. */
export function handleOf(title: string, otherwise = 'product'): string {
  const slug = title
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '')
    .slice(0, MAX_HANDLE)
    // Also where the cut has left one at the end.
    .replace(/-$/, '')
  return slug === '' ? otherwise : slug
}

/** The handle itself, or with the lowest free `-n`. */
export function freeHandle(handle: string, taken: Pick<ReadonlySet<string>, 'has'>): string {
  if (!taken.has(handle)) return handle
  for (let suffix = 2; ; suffix += 1) {
    const candidate = `${handle}-${suffix}`
    if (!taken.has(candidate)) return candidate
  }
}

/** A combination of option values as canonical text, whatever the order of the options. */
export function optionKey(values: Readonly<Record<string, string>>): string {
  return canonicalJson(values)
}

/** A variant to check, with where it stands in the input. */
export interface PlacedVariant {
  readonly path: string
  readonly sku: string
  readonly optionValues: Readonly<Record<string, string>>
}

/** Every variant has one listed value for each option, and no two share a combination. */
export function checkOptions(
  options: readonly ProductOption[],
  variants: readonly PlacedVariant[],
): Result<void, InputInvalid | DuplicateOptionValues> {
  const allowed = new Map(options.map(({ name, values }) => [name, new Set(values)]))
  const seen = new Map<string, string>()
  for (const { path, sku, optionValues } of variants) {
    const unknown = Object.keys(optionValues).find((name) => !allowed.has(name))
    if (unknown !== undefined) {
      return err(fieldInvalid(`${path}.${unknown}`, 'unknown_option', 'is not an option of the product'))
    }
    const missing = options.find(({ name }) => allowed.get(name)?.has(optionValues[name] ?? '') !== true)
    if (missing !== undefined) {
      const message = 'is not one of the values of the option'
      return err(fieldInvalid(`${path}.${missing.name}`, 'option_value', message))
    }
    const key = optionKey(optionValues)
    const twin = seen.get(key)
    if (twin !== undefined) return err(duplicateOptionValues([twin, sku]))
    seen.set(key, sku)
  }
  return ok(undefined)
}

/** Every combination of the options' values, in the order of the options. */
export function optionMatrix(options: readonly ProductOption[]): Readonly<Record<string, string>>[] {
  return options.reduce<Readonly<Record<string, string>>[]>(
    (rows, { name, values }) => rows.flatMap((row) => values.map((value) => ({ ...row, [name]: value }))),
    [{}],
  )
}
