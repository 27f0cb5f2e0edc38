import type {
  ShopTaxPolicy,
  TaxRate,
  TaxReadRepository,
  TaxRepository,
  TaxZoneWithRates,
} from '@cartwright/core/tax'
import type { ReaderDeps, RepositoryDeps } from '../repository.ts'
import { zoneJson } from '../rules/rules.sql.ts'
import { deleteRows, insertInto, updateRows } from '../writer.ts'

interface ZoneRow {
  readonly zone: TaxZoneWithRates
}

/** Reads zones and the policy. */
export function createTaxReader({ schema, session }: ReaderDeps): TaxReadRepository {
  return {
    zones: (ids) =>
      session
        .rows<ZoneRow>(
          `select ${zoneJson(schema)} as zone from json_array_elements_text($1::json) with ordinality as w(id, n)
          join ${schema}.tax_zones z on z.id = w.id order by w.n`,
          [JSON.stringify(ids)],
        )
        .map((rows) => rows.map((row) => row.zone)),
    list: (after, limit) =>
      session
        .rows<ZoneRow>(
          `select ${zoneJson(schema)} as zone from ${schema}.tax_zones z where ($1::text is null or z.name > $1::text)
          order by z.name limit $2::int8`,
          [after?.[0] ?? null, limit],
        )
        .map((rows) => rows.map((row) => row.zone)),
    count: () =>
      session
        .rows<{ count: string }>(`select count(*) as count from ${schema}.tax_zones`)
        .map(([row]) => Number(row?.count)),
    policy: () =>
      session
        .rows<{ policy: ShopTaxPolicy }>(`select tax_policy as policy from ${schema}.shop`)
        .map(([row]) => {
          if (row === undefined) throw new Error(`${schema}.shop is empty`)
          return row.policy
        }),
  }
}

/** Taxes in a unit. */
export function createTaxRepository(deps: RepositoryDeps): TaxRepository {
  const { schema, session, append } = deps
  const insertMember = insertInto(schema, 'tax_zone_members')
  const insertRate = insertInto(schema, 'tax_rates')
  return {
    ...createTaxReader(deps),
    look: (zoneId, name) =>
      session
        .rows<{ zone: TaxZoneWithRates | null; name_taken: boolean }>(lookText(schema), [zoneId, name])
        .map(([row]) => ({ zone: row?.zone ?? null, nameTaken: row?.name_taken === true })),
    append: (zone, at) => {
      const { id, name, version } = zone
      append(insertInto(schema, 'tax_zones'), { id, name, version, created_at: at, updated_at: at })
      for (const row of toMemberRows(zone)) append(insertMember, row)
      for (const rate of zone.rates) append(insertRate, toRateRow(rate))
    },
    save: ({ id, name, version }, at) =>
      append(updateRows(schema, 'tax_zones', ['id'], ['name', 'version', 'updated_at']), {
        id,
        name,
        version,
        updated_at: at,
      }),
    replaceMembers: (zone) =>
      // Not in the flush: the new rows have the keys of the old ones.
      session.rows(`delete from ${schema}.tax_zone_members where zone_id = $1`, [zone.id]).map(() => {
        for (const row of toMemberRows(zone)) append(insertMember, row)
      }),
    replaceRates: (zoneId, rates) => {
      append(deleteRows(schema, 'tax_rates', ['zone_id']), { zone_id: zoneId })
      for (const rate of rates) append(insertRate, toRateRow(rate))
    },
    remove: (id) => append(deleteRows(schema, 'tax_zones', ['id']), { id }),
    appendPolicy: (policy) =>
      append(updateRows(schema, 'shop', ['only_row'], ['tax_policy']), {
        only_row: true,
        tax_policy: policy,
      }),
  }
}

function lookText(schema: string): string {
  return `select (select ${zoneJson(schema)} from ${schema}.tax_zones z where z.id = $1::text) as zone,
    exists (select from ${schema}.tax_zones o where o.name = $2::text and o.id is distinct from $1::text) as name_taken`
}

function toMemberRows({ id, members }: TaxZoneWithRates) {
  return members.map(({ country, region, postalPattern }, index) => ({
    zone_id: id,
    position: index + 1,
    country,
    region,
    postal_pattern: postalPattern,
  }))
}

function toRateRow(rate: TaxRate) {
  return {
    id: rate.id,
    zone_id: rate.zoneId,
    tax_class: rate.taxClass,
    code: rate.code,
    name: rate.name,
    rate_ppm: rate.ratePpm,
    compound: rate.compound,
    priority: rate.priority,
    valid_from: rate.validFrom,
    valid_to: rate.validTo,
  }
}
