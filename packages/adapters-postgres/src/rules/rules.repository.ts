import type { RuleData, RulesReadRepository, RulesRepository } from '@cartwright/core/rules'
import type { ReaderDeps, RepositoryDeps } from '../repository.ts'
import { membersJson, methodMembers, rateJson } from './rules.sql.ts'

interface RulesRow {
  readonly rules: Omit<RuleData, 'provisional'>
}

/** Reads every rule in one statement. */
export function createRulesReader(deps: ReaderDeps): RulesReadRepository {
  return rulesReader(deps, () => false)
}

/** The rules in a unit. */
export function createRulesRepository(deps: RepositoryDeps): RulesRepository {
  let changed = false
  return {
    ...rulesReader(deps, () => changed),
    bump: () => {
      changed = true
      return deps.session
        .rows(`update ${deps.schema}.shop set rules_revision = rules_revision + 1`)
        .map(() => undefined)
    },
  }
}

function rulesReader({ schema, session }: ReaderDeps, provisional: () => boolean): RulesReadRepository {
  return {
    load: () =>
      session.rows<RulesRow>(loadText(schema)).map(([row]) => {
        if (row === undefined) throw new Error(`${schema}.shop is empty`)
        return { ...row.rules, provisional: provisional() }
      }),
  }
}

function loadText(schema: string): string {
  return `select json_build_object('revision', s.rules_revision, 'taxPolicy', s.tax_policy,
    'zones', coalesce((select json_agg(json_build_object('id', z.id, 'name', z.name,
        'members', ${membersJson(schema)}) order by z.id) from ${schema}.tax_zones z), '[]'::json),
    'rates', coalesce((select json_agg(${rateJson} order by r.id) from ${schema}.tax_rates r), '[]'::json),
    'shippingMethods', coalesce((select json_agg(json_build_object(${methodMembers}) order by h.position, h.id)
      from ${schema}.shipping_methods h), '[]'::json)) as rules
  from ${schema}.shop s`
}
