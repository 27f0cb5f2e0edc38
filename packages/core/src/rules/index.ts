export type { RuleSet, RuleSetCache } from './rule-set.ts'
export { compileRuleSet, createRuleSetCache } from './rule-set.ts'
export type { RuleData, RulesReadRepository, RulesRepository, RulesSlice, RulesTx } from './rules.ports.ts'
