/** A timestamp in the form of core's instants. */
function utc(column: string): string {
  return `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
}

/** The members of the zone `z` as JSON. */
export function membersJson(schema: string): string {
  return `coalesce((select json_agg(json_build_object('country', m.country, 'region', m.region,
      'postalPattern', m.postal_pattern) order by m.position)
    from ${schema}.tax_zone_members m where m.zone_id = z.id), '[]'::json)`
}

/** A rate `r` as JSON. */
export const rateJson = `json_build_object('id', r.id, 'zoneId', r.zone_id, 'taxClass', r.tax_class, 'code', r.code,
  'name', r.name, 'ratePpm', r.rate_ppm, 'compound', r.compound, 'priority', r.priority,
  'validFrom', ${utc('r.valid_from')}, 'validTo', ${utc('r.valid_to')})`

/** The zone `z` with its members and rates as JSON. */
export function zoneJson(schema: string): string {
  return `json_build_object('id', z.id, 'name', z.name, 'version', z.version, 'members', ${membersJson(schema)},
    'rates', coalesce((select json_agg(${rateJson} order by r.priority, r.id)
      from ${schema}.tax_rates r where r.zone_id = z.id), '[]'::json))`
}

/** What pricing needs of a shipping method `h`, to be put into `json_build_object`. */
export const methodMembers = `'id', h.id, 'code', h.code, 'name', h.name, 'countries', h.countries,
  'currency', h.currency, 'price', h.price, 'freeAbove', h.free_above, 'taxClass', h.tax_class,
  'enabled', h.enabled, 'position', h.position`
