import type { Writer } from './flush.ts'
import type { Columns, RowOf, TableName, Tables } from './tables.ts'
import { tables } from './tables.ts'

function recordset(rows: string, columns: Columns, names: readonly string[]): string {
  const typed = names.map((name) => `${name} ${columns[name]?.sql}`)
  return `json_to_recordset(${rows}) as r(${typed.join(', ')})`
}

const built = new Map<string, Writer<never>>()

/** A writer depends only on its words, so that each is built once per process. */
function once<Row>(schema: string, name: string, sql: (rows: string) => string): Writer<Row> {
  const key = `${schema} ${name}`
  const known = built.get(key)
  if (known !== undefined) return known
  const writer = { name, sql }
  built.set(key, writer)
  return writer
}

/** Inserts appended rows into a table. `onConflict` says what to do with rows that exist; without it they fail. */
export function insertInto<Name extends TableName>(
  schema: string,
  table: Name,
  onConflict = '',
): Writer<RowOf<Tables[Name]>> {
  const columns: Columns = tables[table]
  const names = Object.keys(columns)
  const list = names.join(', ')
  return once(
    schema,
    `${table} insert ${onConflict}`,
    (rows) =>
      `insert into ${schema}.${table} (${list}) select ${list} from ${recordset(rows, columns, names)} ${onConflict}`,
  )
}

/** Inserts appended rows, or overwrites the row with the same key. */
export function upsertInto<Name extends TableName>(
  schema: string,
  table: Name,
  key: readonly (keyof Tables[Name] & string)[],
): Writer<RowOf<Tables[Name]>> {
  const others = Object.keys(tables[table]).filter((name) => !(key as readonly string[]).includes(name))
  const set = others.map((name) => `${name} = excluded.${name}`).join(', ')
  return insertInto(schema, table, `on conflict (${key.join(', ')}) do update set ${set}`)
}

/** Overwrites some columns of rows found by their key. The rows must be locked by the unit, and distinct. */
export function updateRows<
  Name extends TableName,
  Key extends keyof Tables[Name] & string,
  Changed extends keyof Tables[Name] & string,
>(
  schema: string,
  table: Name,
  key: readonly Key[],
  changed: readonly Changed[],
): Writer<Pick<RowOf<Tables[Name]>, Key | Changed>> {
  const columns: Columns = tables[table]
  const set = changed.map((name) => `${name} = r.${name}`).join(', ')
  const match = key.map((name) => `t.${name} = r.${name}`).join(' and ')
  return once(
    schema,
    `${table} update ${changed.join(' ')}`,
    (rows) =>
      `update ${schema}.${table} t set ${set} from ${recordset(rows, columns, [...key, ...changed])} where ${match}`,
  )
}

/** Deletes rows by their key. */
export function deleteRows<Name extends TableName, Key extends keyof Tables[Name] & string>(
  schema: string,
  table: Name,
  key: readonly Key[],
): Writer<Pick<RowOf<Tables[Name]>, Key>> {
  const columns: Columns = tables[table]
  const match = key.map((name) => `t.${name} = r.${name}`).join(' and ')
  return once(
    schema,
    `${table} delete ${key.join(' ')}`,
    (rows) => `delete from ${schema}.${table} t using ${recordset(rows, columns, key)} where ${match}`,
  )
}
