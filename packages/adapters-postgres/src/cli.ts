#!/usr/bin/env node
import { parseArgs } from 'node:util'
import pg from 'pg'
import { toPortError } from './errors.ts'
import { schemaOf } from './identifier.ts'
import { migrate } from './migrate.ts'

const USAGE = `Usage: cartwright-postgres migrate --database URL --shop NAME

Creates or updates the schema of a shop. Safe to run by several processes at once.
`

const OPTIONS = {
  database: { type: 'string' },
  shop: { type: 'string' },
  help: { type: 'boolean' },
} as const

process.exitCode = await main(process.argv.slice(2))

async function main(argv: readonly string[]): Promise<number> {
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true })
    if (values.help === true) return print(USAGE, 0)
    if (positionals.join(' ') !== 'migrate') return print(`the command is 'migrate'\n\n${USAGE}`, 1)
    if (values.database === undefined || values.shop === undefined) {
      return print(`--database and --shop are needed\n\n${USAGE}`, 1)
    }
    return await migrateShop(values.database, schemaOf(values.shop))
  } catch (cause) {
    const known = cause instanceof TypeError || cause instanceof RangeError || toPortError(cause) !== null
    if (!known) throw cause
    return print(`${(cause as Error).message}\n`, 1)
  }
}

async function migrateShop(connectionString: string, schema: string): Promise<number> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    const migrated = await migrate(client, schema)
    if (migrated.isErr()) return print(`${migrated.error.message}\n`, 1)
    const applied = migrated.value
    return print(
      applied.length === 0 ? `${schema} is up to date\n` : `${schema}: applied ${applied.join(', ')}\n`,
      0,
    )
  } finally {
    await client.end()
  }
}

function print(text: string, exitCode: number): number {
  const stream = exitCode === 0 ? process.stdout : process.stderr
  stream.write(text)
  return exitCode
}
