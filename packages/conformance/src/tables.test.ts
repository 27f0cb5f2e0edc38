import { tables } from '@cartwright/adapters-postgres'
import { expect, it } from 'vitest'
import { testShop } from './test-shop.ts'

interface FoundColumn {
  readonly table: string
  readonly column: string
  readonly type: string
}

/** Numbered by the database, never written by the code. */
const GENERATED = new Set(['outbox.position', 'audit_entries.position'])
/** The migrations' own bookkeeping. */
const NOT_OURS = new Set(['migrations'])

/** As `tables.ts` spells types: domains by what they are made of. */
const COLUMNS = `select c.relname as table, a.attname as column,
    case when format_type(b.oid, null) = 'bigint' then 'int8' when format_type(b.oid, null) = 'integer' then 'int4'
      when format_type(b.oid, null) = 'timestamp with time zone' then 'timestamptz'
      when format_type(b.oid, null) = 'character' then 'text' else format_type(b.oid, null) end as type
  from pg_class c
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  join pg_type t on t.oid = a.atttypid
  join pg_type b on b.oid = case when t.typtype = 'd' then t.typbasetype else t.oid end
  where c.relnamespace = 'shop'::regnamespace and c.relkind = 'r'`

it('every column of the migrated schema is declared, with its type and a personal tag, and no other', async () => {
  const shop = await testShop()
  const found = (await shop.sql<FoundColumn>(COLUMNS))
    .filter(({ table, column }) => !NOT_OURS.has(table) && !GENERATED.has(`${table}.${column}`))
    .map(({ table, column, type }) => `${table}.${column} ${type}`)
  const declared = Object.entries(tables).flatMap(([table, columns]) =>
    Object.entries(columns).map(([column, { sql }]) => `${table}.${column} ${sql}`),
  )
  expect(declared.toSorted()).toEqual(found.toSorted())
})

it('append-only stores hold nothing about a person', () => {
  const stores = ['outbox', 'audit_entries', 'order_journal', 'stock_movements', 'order_entries'] as const
  for (const name of stores) {
    const tags = Object.values(tables[name]).map(({ personal }) => personal)
    expect({ name, tags: [...new Set(tags)] }).toEqual({ name, tags: ['none'] })
  }
})
