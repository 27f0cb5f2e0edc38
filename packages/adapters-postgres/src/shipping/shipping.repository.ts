import type {
  ShippingMethodFilter,
  ShippingReadRepository,
  ShippingRepository,
  StoredShippingMethod,
} from '@cartwright/core/shipping'
import type { ReaderDeps, RepositoryDeps } from '../repository.ts'
import { methodMembers } from '../rules/rules.sql.ts'
import { deleteRows, insertInto, updateRows } from '../writer.ts'

interface MethodRow {
  readonly method: StoredShippingMethod
}

const methodJson = `json_build_object(${methodMembers}, 'version', h.version)`

const FILTER = `(not $1::boolean or h.enabled) and ($2::text is null or h.countries is null or $2 = any(h.countries))
  and ($3::text is null or h.currency = $3::text)`

/** Reads shipping methods. */
export function createShippingReader({ schema, session }: ReaderDeps): ShippingReadRepository {
  return {
    methods: (ids, enabledOnly) =>
      session
        .rows<MethodRow>(
          `select ${methodJson} as method from json_array_elements_text($1::json) with ordinality as w(id, n)
          join ${schema}.shipping_methods h on h.id = w.id where (not $2::boolean or h.enabled) order by w.n`,
          [JSON.stringify(ids), enabledOnly],
        )
        .map((rows) => rows.map(({ method }) => method)),
    list: (filter, after, limit) =>
      session
        .rows<MethodRow>(
          `select ${methodJson} as method from ${schema}.shipping_methods h where ${FILTER}
            and ($4::int8 is null or (h.position, h.id) > ($4::int8, $5::text))
          order by h.position, h.id limit $6::int8`,
          [...filterValues(filter), after?.[0] ?? null, after?.[1] ?? null, limit],
        )
        .map((rows) => rows.map(({ method }) => method)),
    count: (filter) =>
      session
        .rows<{ count: string }>(
          `select count(*) as count from ${schema}.shipping_methods h where ${FILTER}`,
          filterValues(filter),
        )
        .map(([row]) => Number(row?.count)),
  }
}

/** Shipping methods in a unit. */
export function createShippingRepository(deps: RepositoryDeps): ShippingRepository {
  const { schema, session, append } = deps
  return {
    ...createShippingReader(deps),
    look: (id, code) =>
      session
        .rows<{ method: StoredShippingMethod | null; code_taken: boolean }>(
          `select (select ${methodJson} from ${schema}.shipping_methods h where h.id = $1::text) as method,
            exists (select from ${schema}.shipping_methods o where o.code = $2::text
              and o.id is distinct from $1::text) as code_taken`,
          [id, code],
        )
        .map(([row]) => ({ method: row?.method ?? null, codeTaken: row?.code_taken === true })),
    append: (method, at) =>
      append(insertInto(schema, 'shipping_methods'), { ...toRow(method), created_at: at, updated_at: at }),
    save: (method, at) => append(update(schema), { ...toRow(method), updated_at: at }),
    remove: (id) => append(deleteRows(schema, 'shipping_methods', ['id']), { id }),
  }
}

function filterValues({ enabledOnly, country, currency }: ShippingMethodFilter): readonly unknown[] {
  return [enabledOnly, country, currency]
}

function update(schema: string) {
  return updateRows(
    schema,
    'shipping_methods',
    ['id'],
    [
      'code',
      'name',
      'countries',
      'currency',
      'price',
      'free_above',
      'tax_class',
      'enabled',
      'position',
      'version',
      'updated_at',
    ],
  )
}

function toRow(method: StoredShippingMethod) {
  return {
    id: method.id,
    code: method.code,
    name: method.name,
    countries: method.countries,
    currency: method.currency,
    price: method.price,
    free_above: method.freeAbove,
    tax_class: method.taxClass,
    enabled: method.enabled,
    position: method.position,
    version: method.version,
  }
}
