import type { Instant } from '../kernel/clock.ts'
import type { Id } from '../kernel/id.ts'

/** A place in the tree of categories. */
export interface Category {
  readonly id: Id<'cat'>
  /** Null at the top. */
  readonly parentId: Id<'cat'> | null
  /** Unique in the shop and URL-safe. */
  readonly handle: string
  readonly title: string
  readonly description: string
  /** Siblings are shown by position, then id. */
  readonly position: number
  readonly version: number
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

/** A category as a link. */
export interface CategoryLink {
  readonly id: Id<'cat'>
  readonly handle: string
  readonly title: string
}

/** A category with its way from the top and what is directly below it. */
export type CategoryPage = Category & {
  /** From the top down to its parent. */
  readonly breadcrumbs: readonly CategoryLink[]
  readonly children: readonly CategoryLink[]
}

/** A category of a tree. */
export type CategoryNode = Category & {
  /** 0 at the top of the list. */
  readonly depth: number
}

/** A category to make. */
export interface CreateCategoryInput {
  readonly title: string
  /** Default: the top. */
  readonly parentId?: Id<'cat'> | null | undefined
  /** Default: made from the title, and unique. */
  readonly handle?: string | undefined
  readonly description?: string | undefined
  /** Default: the last of its siblings. */
  readonly position?: number | undefined
}

/** What changes of a category; members left out stay. */
export interface UpdateCategoryInput {
  readonly categoryId: Id<'cat'>
  readonly expectedVersion?: number | undefined
  readonly title?: string | undefined
  readonly handle?: string | undefined
  readonly description?: string | undefined
  readonly position?: number | undefined
}

/** Where a category goes, with everything below it. */
export interface MoveCategoryInput {
  readonly categoryId: Id<'cat'>
  readonly expectedVersion?: number | undefined
  /** Null: to the top. */
  readonly parentId: Id<'cat'> | null
  /** Default: the last of its new siblings. */
  readonly position?: number | undefined
}

/** A category to delete; it must have none below it. */
export interface DeleteCategoryInput {
  readonly categoryId: Id<'cat'>
  readonly expectedVersion?: number | undefined
}

/** The category that was deleted. */
export interface DeletedCategory {
  readonly id: Id<'cat'>
}

/** Which category: by id or by handle. */
export interface GetCategoryInput {
  readonly id?: Id<'cat'> | undefined
  readonly handle?: string | undefined
}

/** Up to 100 ids of categories. */
export interface GetCategoriesInput {
  readonly ids: readonly Id<'cat'>[]
}

/** Which part of the tree. */
export interface ListCategoriesInput {
  /** Only what is below this one; default: everything. */
  readonly under?: Id<'cat'> | undefined
  /** How many levels, 1 or more; default: all. */
  readonly levels?: number | undefined
}

/** A tree of categories, each before those below it, siblings in their order. */
export interface CategoryTree {
  readonly items: readonly CategoryNode[]
}
