import { createHash, randomBytes } from 'node:crypto'
import type pg from 'pg'
import type { TypedError } from '@cartwright/core'
import { err, ok } from '@cartwright/core'
import type { Result } from '@cartwright/core'
import type { Migration } from './generated/migrations.ts'
import { migrations } from './generated/migrations.ts'

/** A migration that was applied has other text now: somebody edited history. */
export interface MigrationChanged extends TypedError<'storage.migration_changed'> {
  readonly migration: string
}
/** The schema was written by a newer release, which this one does not understand. */
export interface SchemaTooNew extends TypedError<'storage.schema_too_new'> {
  readonly migration: string
}
/** Migrations are missing and `migrate` is `check`: run the command that the message names. */
export interface SchemaOutdated extends TypedError<'storage.schema_outdated'> {
  readonly missing: readonly string[]
}
/** Why a shop's schema cannot be used. */
export type MigrationError = MigrationChanged | SchemaTooNew | SchemaOutdated

interface Applied {
  readonly name: string
  readonly checksum: string
}

const DEFAULT_TAX_POLICY = {
  pricesIncludeTax: false,
  rounding: { mode: 'half-up', place: 'line' },
  defaultDestination: null,
}

/**
 * Brings a shop's schema up to date in one transaction; answers the names of what was applied.
 *
 * @remarks Any number of processes may start at once: the first holds an advisory lock per schema, the others wait and
 * find everything done.
 */
export async function migrate(
  client: pg.ClientBase,
  schema: string,
): Promise<Result<string[], MigrationError>> {
  const pending = await pendingOf(client, schema)
  if (pending.isErr() || pending.value.length === 0) return pending.map(() => [])
  await client.query('begin')
  try {
    await client.query('select pg_advisory_xact_lock(hashtextextended($1, 1))', [
      `cartwright migrate ${schema}`,
    ])
    const applied = await applyPending(client, schema)
    await client.query(applied.isOk() ? 'commit' : 'rollback')
    return applied
  } catch (defect) {
    await client.query('rollback')
    throw defect
  }
}

async function applyPending(
  client: pg.ClientBase,
  schema: string,
): Promise<Result<string[], MigrationError>> {
  await client.query(`create schema if not exists ${schema}`)
  await client.query(`create table if not exists ${schema}.migrations (
    name text primary key, checksum text not null, applied_at timestamptz not null default now())`)
  const pending = await pendingOf(client, schema)
  if (pending.isErr()) return err(pending.error)
  for (const migration of pending.value) {
    // The bookkeeping row comes first, so that a twin without our lock collides before it changes anything.
    await client.query(`insert into ${schema}.migrations (name, checksum) values ($1, $2)`, [
      migration.name,
      checksumOf(migration),
    ])
    await client.query(migration.sql.replaceAll(':schema', schema))
  }
  await client.query(
    `insert into ${schema}.shop (fingerprint_key, tax_policy) values ($1, $2) on conflict do nothing`,
    [randomBytes(32).toString('base64url'), JSON.stringify(DEFAULT_TAX_POLICY)],
  )
  return ok(pending.value.map(({ name }) => name))
}

/** Refuses a schema that is not up to date, and changes nothing. */
export async function checkMigrated(
  client: pg.ClientBase,
  schema: string,
): Promise<Result<void, MigrationError>> {
  const pending = await pendingOf(client, schema)
  if (pending.isErr()) return err(pending.error)
  if (pending.value.length === 0) return ok(undefined)
  const missing = pending.value.map(({ name }) => name)
  const message = `the schema ${schema} lacks ${missing.join(', ')}: run cartwright-postgres migrate --shop ${schema.replaceAll('"', '')}`
  return err({ type: 'storage.schema_outdated', message, missing })
}

async function pendingOf(
  client: pg.ClientBase,
  schema: string,
): Promise<Result<Migration[], MigrationError>> {
  const known = await client.query<{ known: boolean }>('select to_regclass($1) is not null as known', [
    `${schema}.migrations`,
  ])
  if (known.rows[0]?.known !== true) return ok([...migrations])
  const { rows } = await client.query<Applied>(
    `select name, checksum from ${schema}.migrations order by name`,
  )
  return compare(rows)
}

function compare(applied: readonly Applied[]): Result<Migration[], MigrationError> {
  const byName = new Map(migrations.map((migration) => [migration.name, migration]))
  for (const { name, checksum } of applied) {
    const migration = byName.get(name)
    if (migration === undefined) return err(tooNew(name))
    if (checksumOf(migration) !== checksum) return err(changed(name))
  }
  const done = new Set(applied.map(({ name }) => name))
  return ok(migrations.filter(({ name }) => !done.has(name)))
}

function checksumOf(migration: Migration): string {
  return createHash('sha256').update(migration.sql).digest('hex')
}

function tooNew(migration: string): SchemaTooNew {
  const message = `the schema has ${migration}, which this release does not know: it was written by a newer one`
  return { type: 'storage.schema_too_new', message, migration }
}

function changed(migration: string): MigrationChanged {
  const message = `${migration} was applied with other text; migrations are never edited`
  return { type: 'storage.migration_changed', message, migration }
}
