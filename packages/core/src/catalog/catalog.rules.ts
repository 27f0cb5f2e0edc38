import type { Result } from '../kernel/result.ts'
import { err, ok } from '../kernel/result.ts'
import type { InputInvalid } from '../kernel/errors.ts'
import { fieldInvalid } from '../kernel/errors.ts'
import type { DuplicateOptionValues } from './catalog.errors.ts'
import { duplicateOptionValues } from './catalog.errors.ts'
import type { NewVariant, ProductOption } from './catalog.types.ts'

const MAX_HANDLE = 100

/** A URL-safe handle from a title: Latin letters without accents, digits and hyphens. */
export function handleOf(title: string): string {
  const slug = title
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, MAX_HANDLE)
  return slug === '' ? 'product' : slug
}

/** The handle itself, or with the lowest free `-n`. */
export function freeHandle(handle: string, taken: ReadonlySet<string>): string {
  if (!taken.has(handle)) return handle
  for (let suffix = 2; ; suffix += 1) {
    const candidate = `${handle}-${suffix}`
    if (!taken.has(candidate)) return candidate
  }
}

/** A combination of option values as canonical text, in the order of the options. */
export function optionKey(
  options: readonly ProductOption[],
  values: Readonly<Record<string, string>>,
): string {
  return JSON.stringify(options.map(({ name }) => values[name] ?? null))
}

/** Every variant has one listed value for each option, and no two share a combination. */
export function checkOptions(
  options: readonly ProductOption[],
  variants: readonly NewVariant[],
): Result<void, InputInvalid | DuplicateOptionValues> {
  const names = new Set(options.map(({ name }) => name))
  if (names.size !== options.length)
    return err(fieldInvalid('options', 'duplicate', 'two options have the same name'))
  const seen = new Map<string, string>()
  for (const [index, variant] of variants.entries()) {
    const values = variant.optionValues ?? {}
    const unknown = Object.keys(values).find((name) => !names.has(name))
    if (unknown !== undefined) {
      const path = `variants.${index}.optionValues.${unknown}`
      return err(fieldInvalid(path, 'unknown_option', 'is not an option of the product'))
    }
    const missing = options.find(({ name, values: allowed }) => !allowed.includes(values[name] ?? ''))
    if (missing !== undefined) {
      const path = `variants.${index}.optionValues.${missing.name}`
      return err(fieldInvalid(path, 'option_value', 'is not one of the values of the option'))
    }
    const key = optionKey(options, values)
    const twin = seen.get(key)
    if (twin !== undefined) return err(duplicateOptionValues([twin, variant.sku]))
    seen.set(key, variant.sku)
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
