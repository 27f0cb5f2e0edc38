import type { PortError } from '../kernel/errors.ts'
import type { Id } from '../kernel/id.ts'
import type { CursorParts } from '../kernel/page.ts'
import type { ResultAsync } from '../kernel/result.ts'
import type { Brand } from './brand.types.ts'

/** Which brand or category. */
export interface EntryKey {
  readonly by: 'id' | 'handle'
  readonly value: string
}

/** Reads brands. */
export interface BrandReadRepository {
  brand(key: EntryKey): ResultAsync<Brand | null, PortError>
  /** In the order asked for; unknown ids are left out. */
  brands(ids: readonly string[]): ResultAsync<readonly Brand[], PortError>
  /** By name and id, after the cursor (both). */
  list(after: CursorParts | null, limit: number): ResultAsync<readonly Brand[], PortError>
  count(): ResultAsync<number, PortError>
}

/** Brands in a unit. */
export interface BrandRepository extends BrandReadRepository {
  /** The handle and its forms with a `-n` more, as far as brands have them. */
  takenHandles(handle: string): ResultAsync<readonly string[], PortError>
  /** Locks a brand and then reads it; two statements. */
  lock(id: Id<'brd'>): ResultAsync<Brand | null, PortError>
  append(brand: Brand): void
  /** Appends a changed brand, which the unit has locked. */
  save(brand: Brand): void
}
