import type { PortError } from '../kernel/errors.ts'
import type { Id } from '../kernel/id.ts'
import type { ResultAsync } from '../kernel/result.ts'
import type { EntryKey } from './brand.ports.ts'
import type { Category, CategoryNode, CategoryPage } from './category.types.ts'

/** Reads categories. */
export interface CategoryReadRepository {
  /** One statement: a category with breadcrumbs and children. */
  page(key: EntryKey): ResultAsync<CategoryPage | null, PortError>
  /** In the order asked for; unknown ids are left out. */
  categories(ids: readonly string[]): ResultAsync<readonly Category[], PortError>
  /** One statement: the tree, or what is below one category; `levels` null for all of it. */
  tree(under: Id<'cat'> | null, levels: number | null): ResultAsync<readonly CategoryNode[], PortError>
}

/** Where a category would go. */
export interface CategoryPlace {
  /** Null when there is no such parent; empty for the top. */
  readonly ancestorIds: readonly string[] | null
  /** Behind the last of the siblings there. */
  readonly nextPosition: number
}

/** Categories in a unit. */
export interface CategoryRepository extends CategoryReadRepository {
  /** Waits until no other unit changes the shape of the tree, and keeps others waiting until this one ends. */
  lockTree(): ResultAsync<void, PortError>
  /** The parent with everything above it, and the position for a new last child. */
  place(parentId: Id<'cat'> | null): ResultAsync<CategoryPlace, PortError>
  /** The handle and its forms with a `-n` more, as far as categories have them. */
  takenHandles(handle: string): ResultAsync<readonly string[], PortError>
  /** Locks a category and then reads it; two statements. */
  lock(id: Id<'cat'>): ResultAsync<CategoryPage | null, PortError>
  append(category: Category): void
  /** Appends a changed category, which the unit has locked. */
  save(category: Category): void
  /** Appends the end of a category, and of its place among products. */
  remove(id: Id<'cat'>): void
}
