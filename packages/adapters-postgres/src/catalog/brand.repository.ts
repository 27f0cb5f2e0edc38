import { okAsync, toInstant } from '@cartwright/core'
import type { Brand, BrandReadRepository, BrandRepository } from '@cartwright/core/catalog'
import type { ReaderDeps, RepositoryDeps } from '../repository.ts'
import { insertInto, updateRows } from '../writer.ts'
import { takenHandlesText } from './handles.sql.ts'

interface BrandRow {
  readonly brand: Brand
}

const BRAND_JSON = `json_build_object('id', b.id, 'handle', b.handle, 'name', b.name, 'description', b.description,
  'logo', b.logo, 'version', b.version, 'createdAt', b.created_at, 'updatedAt', b.updated_at)`

/** Reads brands. */
export function createBrandReader({ schema, session }: ReaderDeps): BrandReadRepository {
  return {
    brand: ({ by, value }) =>
      session
        .rows<BrandRow>(`select ${BRAND_JSON} as brand from ${schema}.brands b where b.${by} = $1`, [value])
        .map(([row]) => (row === undefined ? null : toBrand(row))),
    brands: (ids) =>
      session
        .rows<BrandRow>(
          `select ${BRAND_JSON} as brand from json_array_elements_text($1::json) with ordinality as w(id, n)
          join ${schema}.brands b on b.id = w.id order by w.n`,
          [JSON.stringify(ids)],
        )
        .map((rows) => rows.map(toBrand)),
    list: (after, limit) => {
      const start = after === null ? '' : 'where (b.name, b.id) > ($2::text, $3::text)'
      return session
        .rows<BrandRow>(
          `select ${BRAND_JSON} as brand from ${schema}.brands b ${start} order by b.name, b.id limit $1::int8`,
          [limit, ...(after ?? [])],
        )
        .map((rows) => rows.map(toBrand))
    },
    count: () =>
      session
        .rows<{ count: string }>(`select count(*) as count from ${schema}.brands`)
        .map(([row]) => Number(row?.count)),
  }
}

/** Brands in a unit. */
export function createBrandRepository(deps: RepositoryDeps): BrandRepository {
  const { schema, session, append } = deps
  const reader = createBrandReader(deps)
  return {
    ...reader,
    takenHandles: (handle) =>
      session
        .rows<{ handle: string }>(takenHandlesText(schema, 'brands'), [handle])
        .map((rows) => rows.map((row) => row.handle)),
    lock: (id) =>
      session
        .rows(`select 1 from ${schema}.brands where id = $1 for no key update`, [id])
        .andThen((rows) => (rows.length === 0 ? okAsync(null) : reader.brand({ by: 'id', value: id }))),
    append: (brand) => append(insertInto(schema, 'brands'), { ...toRow(brand), created_at: brand.createdAt }),
    save: (brand) =>
      append(
        updateRows(
          schema,
          'brands',
          ['id'],
          ['handle', 'name', 'description', 'logo', 'version', 'updated_at'],
        ),
        toRow(brand),
      ),
  }
}

function toBrand({ brand }: BrandRow): Brand {
  return { ...brand, createdAt: toInstant(brand.createdAt), updatedAt: toInstant(brand.updatedAt) }
}

function toRow(brand: Brand) {
  return {
    id: brand.id,
    handle: brand.handle,
    name: brand.name,
    description: brand.description,
    logo: brand.logo,
    version: brand.version,
    updated_at: brand.updatedAt,
  }
}
