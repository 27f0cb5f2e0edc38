import type { KernelTx } from '../kernel/engine.ts'
import type { PortError } from '../kernel/errors.ts'
import { emit } from '../kernel/event.ts'
import type { Id } from '../kernel/id.ts'
import type { Call } from '../kernel/operation.ts'
import type { ResultAsync } from '../kernel/result.ts'
import { err, flow, ok } from '../kernel/result.ts'
import type {
  CategoryNotFound,
  CreateCategoryError,
  DeleteCategoryError,
  MoveCategoryError,
  UpdateCategoryError,
} from './catalog.errors.ts'
import { categoryCycle, categoryNotEmpty, categoryNotFound } from './catalog.errors.ts'
import type { CatalogEvents } from './catalog.events.ts'
import type { CatalogTx } from './catalog.ports.ts'
import { handleOf } from './catalog.rules.ts'
import type {
  Category,
  CategoryPage,
  CreateCategoryInput,
  DeleteCategoryInput,
  DeletedCategory,
  MoveCategoryInput,
  UpdateCategoryInput,
} from './category.types.ts'
import { chooseHandle, expectVersion } from './entry.rules.ts'

type Tx = CatalogTx & KernelTx

const categoryFields = ['handle', 'title', 'description', 'position'] as const

/** Makes a category. Changes of the tree's shape follow each other. */
export function createCategory(
  tx: Tx,
  { title, parentId = null, handle, description = '', position }: CreateCategoryInput,
  call: Call,
): ResultAsync<Category, CreateCategoryError | PortError> {
  return flow(async function* () {
    yield* tx.categories.lockTree()
    const place = yield* tx.categories.place(parentId)
    if (parentId !== null && place.ancestorIds === null) return err(categoryNotFound([parentId]))
    const generated = handleOf(title, 'category')
    const taken = yield* tx.categories.takenHandles(handle ?? generated)
    const category: Category = {
      id: call.ids.next('cat'),
      parentId,
      handle: yield* chooseHandle(handle, generated, taken),
      title,
      description,
      position: position ?? place.nextPosition,
      version: 1,
      createdAt: call.now,
      updatedAt: call.now,
    }
    tx.categories.append(category)
    call.note({ categoryId: category.id, parentId })
    emit<CatalogEvents, 'category.created'>(tx, call, {
      type: 'category.created',
      aggregate: { type: 'category', id: category.id, version: category.version },
      payload: { categoryId: category.id, parentId },
    })
    return ok(category)
  })
}

/** Changes a category where it is; a change that changes nothing leaves its version alone. */
export function updateCategory(
  tx: Tx,
  { categoryId, expectedVersion, ...details }: UpdateCategoryInput,
  call: Call,
): ResultAsync<Category, UpdateCategoryError | PortError> {
  return flow(async function* () {
    const before = withoutLinks(yield* expectVersion(yield* lockCategory(tx, categoryId), expectedVersion))
    const changed: Category = {
      ...before,
      handle: details.handle ?? before.handle,
      title: details.title ?? before.title,
      description: details.description ?? before.description,
      position: details.position ?? before.position,
    }
    const fields = categoryFields.filter((field) => before[field] !== changed[field])
    if (fields.length === 0) return ok(before)
    if (fields.includes('handle')) {
      yield* chooseHandle(changed.handle, changed.handle, yield* tx.categories.takenHandles(changed.handle))
    }
    const category: Category = { ...changed, version: before.version + 1, updatedAt: call.now }
    tx.categories.save(category)
    call.note({ categoryId, fields })
    emit<CatalogEvents, 'category.updated'>(tx, call, {
      type: 'category.updated',
      aggregate: { type: 'category', id: categoryId, version: category.version },
      payload: { categoryId, fields },
    })
    return ok(category)
  })
}

/**
 * Moves a category with everything below it, never under itself.
 *
 * @remarks Two moves that would only together make a circle follow each other: the second one sees what the first did.
 */
export function moveCategory(
  tx: Tx,
  { categoryId, expectedVersion, parentId, position }: MoveCategoryInput,
  call: Call,
): ResultAsync<Category, MoveCategoryError | PortError> {
  return flow(async function* () {
    yield* tx.categories.lockTree()
    const before = withoutLinks(yield* expectVersion(yield* lockCategory(tx, categoryId), expectedVersion))
    const place = yield* tx.categories.place(parentId)
    if (parentId !== null) {
      if (place.ancestorIds === null) return err(categoryNotFound([parentId]))
      if (place.ancestorIds.includes(categoryId)) return err(categoryCycle(categoryId, parentId))
    }
    const stays = before.parentId === parentId
    const next = position ?? (stays ? before.position : place.nextPosition)
    if (stays && next === before.position) return ok(before)
    const version = before.version + 1
    const category: Category = { ...before, parentId, position: next, version, updatedAt: call.now }
    tx.categories.save(category)
    call.note({ categoryId, parentId })
    emit<CatalogEvents, 'category.moved'>(tx, call, {
      type: 'category.moved',
      aggregate: { type: 'category', id: categoryId, version },
      payload: { categoryId, parentId },
    })
    return ok(category)
  })
}

/** Deletes a category that has none below it; its products stay. */
export function deleteCategory(
  tx: Tx,
  { categoryId, expectedVersion }: DeleteCategoryInput,
  call: Call,
): ResultAsync<DeletedCategory, DeleteCategoryError | PortError> {
  return flow(async function* () {
    yield* tx.categories.lockTree()
    const { children, version } = yield* expectVersion(yield* lockCategory(tx, categoryId), expectedVersion)
    if (children.length > 0) return err(categoryNotEmpty(children.length))
    tx.categories.remove(categoryId)
    call.note({ categoryId })
    emit<CatalogEvents, 'category.deleted'>(tx, call, {
      type: 'category.deleted',
      aggregate: { type: 'category', id: categoryId, version: version + 1 },
      payload: { categoryId },
    })
    return ok({ id: categoryId })
  })
}

function lockCategory(tx: Tx, id: Id<'cat'>): ResultAsync<CategoryPage, CategoryNotFound | PortError> {
  return flow(async function* () {
    const category = yield* tx.categories.lock(id)
    return category === null ? err(categoryNotFound([id])) : ok(category)
  })
}

function withoutLinks({
  breadcrumbs: _breadcrumbs,
  children: _children,
  ...category
}: CategoryPage): Category {
  return category
}
