import { okAsync, toInstant } from '@cartwright/core'
import type {
  Category,
  CategoryNode,
  CategoryPage,
  CategoryPlace,
  CategoryReadRepository,
  CategoryRepository,
} from '@cartwright/core/catalog'
import type { ReaderDeps, RepositoryDeps } from '../repository.ts'
import { deleteRows, insertInto, updateRows } from '../writer.ts'
import { takenHandlesText } from './handles.sql.ts'

interface CategoryRow<T extends Category> {
  readonly category: T
}

/** Members of the JSON of a category `c`. */
const MEMBERS = `'id', c.id, 'parentId', c.parent_id, 'handle', c.handle, 'title', c.title,
  'description', c.description, 'position', c.position, 'version', c.version, 'createdAt', c.created_at,
  'updatedAt', c.updated_at`

/** Reads categories. */
export function createCategoryReader({ schema, session }: ReaderDeps): CategoryReadRepository {
  return {
    page: ({ by, value }) =>
      session
        .rows<CategoryRow<CategoryPage>>(pageText(schema, by), [value])
        .map(([row]) => (row === undefined ? null : toCategory(row))),
    categories: (ids) =>
      session
        .rows<CategoryRow<Category>>(
          `select json_build_object(${MEMBERS}) as category
          from json_array_elements_text($1::json) with ordinality as w(id, n)
          join ${schema}.categories c on c.id = w.id order by w.n`,
          [JSON.stringify(ids)],
        )
        .map((rows) => rows.map(toCategory)),
    tree: (under, levels) =>
      session
        .rows<CategoryRow<CategoryNode>>(
          treeText(schema, under === null ? 'top' : 'under'),
          under === null ? [levels] : [levels, under],
        )
        .map((rows) => rows.map(toCategory)),
  }
}

/** Categories in a unit. */
export function createCategoryRepository(deps: RepositoryDeps): CategoryRepository {
  const { schema, session, append } = deps
  const reader = createCategoryReader(deps)
  return {
    ...reader,
    // Readers, and products that refer to categories, go on.
    lockTree: () =>
      session.unprepared(`lock table ${schema}.categories in share row exclusive mode`).map(() => undefined),
    place: (parentId) =>
      session
        .rows<{ place: CategoryPlace }>(placeText(schema), [parentId])
        .map(([row]) => row?.place ?? { ancestorIds: null, nextPosition: 1 }),
    takenHandles: (handle) =>
      session
        .rows<{ handle: string }>(takenHandlesText(schema, 'categories'), [handle])
        .map((rows) => rows.map((row) => row.handle)),
    // Waits for units that put a product into it, and keeps new ones waiting: it may be deleted.
    lock: (id) =>
      session
        .rows(`select 1 from ${schema}.categories where id = $1 for update`, [id])
        .andThen((rows) => (rows.length === 0 ? okAsync(null) : reader.page({ by: 'id', value: id }))),
    append: (category) =>
      append(insertInto(schema, 'categories'), { ...toRow(category), created_at: category.createdAt }),
    save: (category) =>
      append(
        updateRows(
          schema,
          'categories',
          ['id'],
          ['parent_id', 'handle', 'title', 'description', 'position', 'version', 'updated_at'],
        ),
        toRow(category),
      ),
    remove: (id) => {
      append(deleteRows(schema, 'product_categories', ['category_id']), { category_id: id })
      append(deleteRows(schema, 'categories', ['id']), { id })
    },
  }
}

function pageText(schema: string, by: 'id' | 'handle'): string {
  const link = (table: string): string =>
    `json_build_object('id', ${table}.id, 'handle', ${table}.handle, 'title', ${table}.title)`
  return `with recursive way as (
      select c.id, c.parent_id, c.handle, c.title, 0 as level from ${schema}.categories c where c.${by} = $1
      union all
      select c.id, c.parent_id, c.handle, c.title, w.level + 1
      from ${schema}.categories c join way w on c.id = w.parent_id
    )
    select json_build_object(${MEMBERS},
      'breadcrumbs', coalesce((select json_agg(${link('w')} order by w.level desc) from way w where w.level > 0),
        '[]'::json),
      'children', coalesce((select json_agg(${link('k')} order by k.position, k.id)
        from ${schema}.categories k where k.parent_id = c.id), '[]'::json)) as category
    from ${schema}.categories c where c.${by} = $1`
}

/** At most $1 levels (null: all); `under` shows what is below $2. Siblings are sorted by what the path holds of them. */
function treeText(schema: string, from: 'top' | 'under'): string {
  const step = `(lpad(c.position::text, 10, '0') || c.id) collate "C"`
  return `with recursive tree as (
      select c.*, 0 as depth, array[${step}] as path
      from ${schema}.categories c where c.parent_id ${from === 'top' ? 'is null' : '= $2'}
      union all
      select c.*, t.depth + 1, t.path || ${step}
      from ${schema}.categories c join tree t on c.parent_id = t.id
      where $1::int4 is null or t.depth + 1 < $1::int4
    )
    select json_build_object(${MEMBERS}, 'depth', c.depth) as category from tree c order by c.path`
}

function placeText(schema: string): string {
  return `with recursive way as (
      select c.id, c.parent_id from ${schema}.categories c where c.id = $1
      union all
      select c.id, c.parent_id from ${schema}.categories c join way w on c.id = w.parent_id
    )
    select json_build_object(
      'ancestorIds', case when $1::text is null then '[]'::json else (select json_agg(id) from way) end,
      'nextPosition', coalesce((select max(position) + 1 from ${schema}.categories
        where parent_id = $1 or ($1 is null and parent_id is null)), 1)) as place`
}

function toCategory<T extends Category>({ category }: CategoryRow<T>): T {
  return {
    ...category,
    createdAt: toInstant(category.createdAt),
    updatedAt: toInstant(category.updatedAt),
  }
}

function toRow(category: Category) {
  return {
    id: category.id,
    parent_id: category.parentId,
    handle: category.handle,
    title: category.title,
    description: category.description,
    position: category.position,
    version: category.version,
    updated_at: category.updatedAt,
  }
}
