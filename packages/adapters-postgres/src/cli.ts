#!/usr/bin/env node
import pg from 'pg'
import type { Command } from './cli-arguments.ts'
import { parseCommand, USAGE } from './cli-arguments.ts'
import { toPortError } from './errors.ts'
import { migrate } from './migrate.ts'

process.exitCode = await main(process.argv.slice(2))

async function main(argv: readonly string[]): Promise<number> {
  const command = parseCommand(argv)
  if (command.isErr()) return print(command.error, 1)
  return command.value.name === 'help' ? print(USAGE, 0) : migrateShop(command.value)
}

async function migrateShop({
  database,
  shop,
  schema,
}: Extract<Command, { name: 'migrate' }>): Promise<number> {
  const client = new pg.Client({ connectionString: database })
  try {
    await client.connect()
  } catch (cause) {
    // Whatever the reason, it is in the URL or at the server: no name, no password, no such database.
    return print(`cannot connect: ${messageOf(cause)}\n`, 1)
  }
  try {
    const migrated = await migrate(client, schema)
    if (migrated.isErr()) return print(`${migrated.error.message}\n`, 1)
    const applied = migrated.value
    return print(
      applied.length === 0 ? `${shop} is up to date\n` : `${shop}: applied ${applied.join(', ')}\n`,
      0,
    )
  } catch (cause) {
    if (toPortError(cause) === null && !isForbidden(cause)) throw cause
    return print(`cannot migrate ${shop}: ${messageOf(cause)}\n`, 1)
  } finally {
    await client.end()
  }
}

function isForbidden(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === '42501'
}

/** A host with several addresses fails with an error that has only the messages of its parts. */
function messageOf(cause: unknown): string {
  if (cause instanceof AggregateError) return cause.errors.map(messageOf).join(', ')
  return cause instanceof Error ? cause.message : String(cause)
}

function print(text: string, exitCode: number): number {
  const stream = exitCode === 0 ? process.stdout : process.stderr
  stream.write(text)
  return exitCode
}
