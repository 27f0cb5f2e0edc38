import * as z from 'zod'
import type { KernelTx } from '../kernel/engine.ts'
import type { Id } from '../kernel/id.ts'
import type { Command, Query } from '../kernel/operation.ts'
import { defineCommand, defineQuery } from '../kernel/operation.ts'
import { anyone, holderOf } from '../kernel/permission.ts'
import type { Result } from '../kernel/result.ts'
import { err, ok } from '../kernel/result.ts'
import { settle } from '../kernel/unit-of-work.ts'
import type { EntryKey } from './brand.ports.ts'
import type {
  CreateCategoryError,
  DeleteCategoryError,
  GetCategoryError,
  MoveCategoryError,
  UpdateCategoryError,
} from './catalog.errors.ts'
import { categoryNotFound } from './catalog.errors.ts'
import type { CatalogReader, CatalogTx } from './catalog.ports.ts'
import { createCategory, deleteCategory, moveCategory, updateCategory } from './category.changes.ts'
import {
  categoryPageSchema,
  categorySchema,
  categoryTreeSchema,
  createCategoryInputSchema,
  deleteCategoryInputSchema,
  deletedCategorySchema,
  getCategoriesInputSchema,
  getCategoryInputSchema,
  listCategoriesInputSchema,
  moveCategoryInputSchema,
  updateCategoryInputSchema,
} from './category.schemas.ts'
import type {
  Category,
  CategoryPage,
  CategoryTree,
  CreateCategoryInput,
  DeleteCategoryInput,
  DeletedCategory,
  GetCategoriesInput,
  GetCategoryInput,
  ListCategoriesInput,
  MoveCategoryInput,
  UpdateCategoryInput,
} from './category.types.ts'
import { sampleCategory } from './samples.ts'

type Tx = CatalogTx & KernelTx
type Reader = CatalogReader

/** The operations of the tree of categories. Everybody sees it. */
export interface CategoryOperations {
  readonly create: Command<Tx, Reader, CreateCategoryInput, Category, CreateCategoryError>
  readonly update: Command<Tx, Reader, UpdateCategoryInput, Category, UpdateCategoryError>
  readonly move: Command<Tx, Reader, MoveCategoryInput, Category, MoveCategoryError>
  readonly delete: Command<Tx, Reader, DeleteCategoryInput, DeletedCategory, DeleteCategoryError>
  readonly get: Query<Reader, GetCategoryInput, CategoryPage, GetCategoryError>
  readonly getMany: Query<Reader, GetCategoriesInput, readonly Category[], never>
  readonly list: Query<Reader, ListCategoriesInput, CategoryTree, never>
}

const WRITE = holderOf('catalog:write')
const READ = anyone()

/** Declares the operations of categories. */
export function categoryOperations(): CategoryOperations {
  const target = ({ categoryId }: { readonly categoryId: Id<'cat'> }) => ({
    type: 'category',
    id: categoryId,
  })
  return {
    create: defineCommand<Tx, Reader, CreateCategoryInput, Category, CreateCategoryError>({
      name: 'categories.create',
      input: createCategoryInputSchema,
      output: categorySchema,
      errors: { 'catalog.handle_taken': true, 'catalog.category_not_found': true },
      permission: WRITE,
      target: () => null,
      response: { kind: 'store' },
      sample: async (f) => ({
        as: 'staff',
        input: { title: f.unique('Category'), parentId: await sampleCategory(f) },
      }),
      run: async (tx, input, call) => settle(await createCategory(tx, input, call)),
    }),
    update: defineCommand<Tx, Reader, UpdateCategoryInput, Category, UpdateCategoryError>({
      name: 'categories.update',
      input: updateCategoryInputSchema,
      output: categorySchema,
      errors: {
        'catalog.category_not_found': true,
        'catalog.handle_taken': true,
        'conflict.stale_version': true,
      },
      permission: WRITE,
      target,
      response: { kind: 'store' },
      sample: async (f) => ({
        as: 'staff',
        input: { categoryId: await sampleCategory(f), title: f.unique('Category') },
      }),
      run: async (tx, input, call) => settle(await updateCategory(tx, input, call)),
    }),
    move: defineCommand<Tx, Reader, MoveCategoryInput, Category, MoveCategoryError>({
      name: 'categories.move',
      input: moveCategoryInputSchema,
      output: categorySchema,
      errors: {
        'catalog.category_not_found': true,
        'catalog.category_cycle': true,
        'conflict.stale_version': true,
      },
      permission: WRITE,
      target,
      response: { kind: 'store' },
      sample: async (f) => ({
        as: 'staff',
        input: { categoryId: await sampleCategory(f), parentId: await sampleCategory(f) },
      }),
      run: async (tx, input, call) => settle(await moveCategory(tx, input, call)),
    }),
    delete: defineCommand<Tx, Reader, DeleteCategoryInput, DeletedCategory, DeleteCategoryError>({
      name: 'categories.delete',
      input: deleteCategoryInputSchema,
      output: deletedCategorySchema,
      errors: {
        'catalog.category_not_found': true,
        'catalog.category_not_empty': true,
        'conflict.stale_version': true,
      },
      permission: WRITE,
      target,
      response: { kind: 'store' },
      sample: async (f) => ({ as: 'staff', input: { categoryId: await sampleCategory(f) } }),
      run: async (tx, input, call) => settle(await deleteCategory(tx, input, call)),
    }),
    get: defineQuery<Reader, GetCategoryInput, CategoryPage, GetCategoryError>({
      name: 'categories.get',
      input: getCategoryInputSchema,
      output: categoryPageSchema,
      errors: { 'catalog.category_not_found': true },
      permission: READ,
      sample: async (f) => ({ as: 'guest', input: { id: await sampleCategory(f, await sampleCategory(f)) } }),
      run: (reader, { id, handle }) => {
        const key: EntryKey =
          id === undefined ? { by: 'handle', value: handle ?? '' } : { by: 'id', value: id }
        return reader.categories
          .page(key)
          .andThen((category): Result<CategoryPage, GetCategoryError> =>
            category === null ? err(categoryNotFound([key.value])) : ok(category),
          )
      },
    }),
    getMany: defineQuery<Reader, GetCategoriesInput, readonly Category[], never>({
      name: 'categories.get_many',
      input: getCategoriesInputSchema,
      output: z.array(categorySchema),
      errors: {},
      permission: READ,
      sample: async (f) => ({ as: 'guest', input: { ids: [await sampleCategory(f)] } }),
      run: (reader, { ids }) => reader.categories.categories(ids),
    }),
    list: defineQuery<Reader, ListCategoriesInput, CategoryTree, never>({
      name: 'categories.list',
      input: listCategoriesInputSchema,
      output: categoryTreeSchema,
      errors: {},
      permission: READ,
      sample: async (f) => {
        await sampleCategory(f, await sampleCategory(f))
        return { as: 'guest', input: { levels: 2 } }
      },
      run: (reader, { under, levels }) =>
        reader.categories.tree(under ?? null, levels ?? null).map((items) => ({ items })),
    }),
  }
}
