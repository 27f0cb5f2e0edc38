import type { RuleData, RulesReadRepository, RulesRepository } from '@cartwright/core/rules'
import type { ReaderDeps, RepositoryDeps } from '../repository.ts'

interface RulesRow {
  readonly rules: RuleData
}

/** Reads every rule in one statement. */
export function createRulesReader({ schema, session }: ReaderDeps): RulesReadRepository {
  return {
    load: () =>
      session.rows<RulesRow>(loadText(schema)).map(([row]) => {
        if (row === undefined) throw new Error(`${schema}.shop is empty`)
        return row.rules
      }),
  }
}

/** The rules in a unit. */
export function createRulesRepository(deps: RepositoryDeps): RulesRepository {
  return {
    ...createRulesReader(deps),
    bump: () =>
      deps.session
        .rows(`update ${deps.schema}.shop set rules_revision = rules_revision + 1`)
        .map(() => undefined),
  }
}

function loadText(schema: string): string {
  return `select json_build_object('revision', s.rules_revision, 'taxPolicy', s.tax_policy,
    'zones', coalesce((select json_agg(json_build_object('id', z.id, 'name', z.name, 'members', coalesce((
        select json_agg(json_build_object('country', m.country, 'region', m.region, 'postalPattern', m.postal_pattern)
          order by m.position) from ${schema}.tax_zone_members m where m.zone_id = z.id), '[]'::json)) order by z.id)
      from ${schema}.tax_zones z), '[]'::json),
    'rates', coalesce((select json_agg(json_build_object('id', r.id, 'zoneId', r.zone_id, 'taxClass', r.tax_class,
        'code', r.code, 'name', r.name, 'ratePpm', r.rate_ppm, 'compound', r.compound, 'priority', r.priority,
        'validFrom', ${utc('r.valid_from')}, 'validTo', ${utc('r.valid_to')}) order by r.id)
      from ${schema}.tax_rates r), '[]'::json),
    'shippingMethods', coalesce((select json_agg(json_build_object('id', h.id, 'code', h.code, 'name', h.name,
        'countries', h.countries, 'currency', h.currency, 'price', h.price, 'freeAbove', h.free_above,
        'taxClass', h.tax_class, 'enabled', h.enabled, 'position', h.position) order by h.position, h.id)
      from ${schema}.shipping_methods h), '[]'::json)) as rules
  from ${schema}.shop s`
}

/** A timestamp in the form of core's instants. */
function utc(column: string): string {
  return `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
}
