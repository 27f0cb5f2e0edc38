/**
 * Compiles packages/adapters-postgres/sql/*.sql into a module, so that nothing is read from disk at run time.
 *
 * `node scripts/generate-migrations.ts` writes it; `--check` fails when it is out of date.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'

const folder = new URL('../packages/adapters-postgres/sql/', import.meta.url)
const target = new URL('../packages/adapters-postgres/src/generated/migrations.ts', import.meta.url)

const files = readdirSync(folder)
  .filter((name) => name.endsWith('.sql'))
  .toSorted()
const entries = files.map((file) => {
  const sql = readFileSync(new URL(file, folder), 'utf8')
  return `  {\n    name: ${quoted(file.replace(/\.sql$/, ''))},\n    sql: ${template(sql)},\n  },`
})
const module = `/** A numbered change of a shop's schema; \`:schema\` stands for its quoted name. */
export interface Migration {
  readonly name: string
  readonly sql: string
}

/** In the order in which they apply. Generated from sql/ by scripts/generate-migrations.ts. */
export const migrations: readonly Migration[] = [
${entries.join('\n')}
]
`

if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== module) {
    console.error('src/generated/migrations.ts is out of date: run node scripts/generate-migrations.ts')
    process.exit(1)
  }
} else {
  writeFileSync(target, module)
}

function quoted(text: string): string {
  return `'${text}'`
}

function template(sql: string): string {
  return `\`${sql.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${')}\``
}
