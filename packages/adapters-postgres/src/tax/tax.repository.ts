import type { TaxRepository } from '@cartwright/core/tax'
import type { RepositoryDeps } from '../repository.ts'
import { insertInto } from '../writer.ts'

/** Taxes in a unit. */
export function createTaxRepository({ schema, session, append }: RepositoryDeps): TaxRepository {
  return {
    nameTaken: (name) =>
      session.rows(`select 1 from ${schema}.tax_zones where name = $1`, [name]).map((rows) => rows.length > 0),
    append: (zone, at) => {
      const { id, name, version } = zone
      append(insertInto(schema, 'tax_zones'), { id, name, version, created_at: at, updated_at: at })
      for (const [index, member] of zone.members.entries()) {
        append(insertInto(schema, 'tax_zone_members'), {
          zone_id: id,
          position: index + 1,
          country: member.country,
          region: member.region,
          postal_pattern: member.postalPattern,
        })
      }
      for (const rate of zone.rates) {
        append(insertInto(schema, 'tax_rates'), {
          id: rate.id,
          zone_id: id,
          tax_class: rate.taxClass,
          code: rate.code,
          name: rate.name,
          rate_ppm: rate.ratePpm,
          compound: rate.compound,
          priority: rate.priority,
          valid_from: rate.validFrom,
          valid_to: rate.validTo,
        })
      }
    },
    setPolicy: (policy) =>
      session
        .rows(`update ${schema}.shop set tax_policy = $1::jsonb, rules_revision = rules_revision + 1`, [
          JSON.stringify(policy),
        ])
        .map(() => undefined),
  }
}
