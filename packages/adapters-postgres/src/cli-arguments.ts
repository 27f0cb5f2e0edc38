import { parseArgs } from 'node:util'
import type { Result } from '@cartwright/core'
import { err, ok } from '@cartwright/core'
import { schemaOf } from './identifier.ts'

export const USAGE = `Usage: cartwright-postgres migrate --database URL --shop NAME

Creates or updates the schema of a shop. Safe to run by several processes at once.
`

export type Command =
  | { readonly name: 'help' }
  | { readonly name: 'migrate'; readonly database: string; readonly shop: string; readonly schema: string }

const OPTIONS = {
  database: { type: 'string' },
  shop: { type: 'string' },
  help: { type: 'boolean' },
} as const

/** What was asked for, or what is wrong with it in words for the person who typed it. */
export function parseCommand(argv: readonly string[]): Result<Command, string> {
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true })
    const { database, shop, help } = values
    if (help === true) return ok({ name: 'help' })
    if (positionals.join(' ') !== 'migrate') return err(`the command is 'migrate'\n\n${USAGE}`)
    if (!database || !shop) return err(`--database and --shop are needed\n\n${USAGE}`)
    return ok({ name: 'migrate', database, shop, schema: schemaOf(shop) })
  } catch (cause) {
    // TypeErrors are those of parseArgs, RangeErrors those of schemaOf.
    if (cause instanceof TypeError || cause instanceof RangeError) return err(`${cause.message}\n`)
    throw cause
  }
}
