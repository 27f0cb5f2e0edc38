/** The handle $1 and its numbered forms, as far as a table has them. */
export function takenHandlesText(schema: string, table: 'brands' | 'categories'): string {
  return `select handle from ${schema}.${table} where handle = $1 or regexp_replace(handle, '-[0-9]+$', '') = $1`
}
