import type { Access } from '@cartwright/core'

/**
 * The condition under which a row belongs to whoever asks: columns customer_id and guest_hash of `table` against two
 * parameters made by {@link accessValues}.
 */
export function accessCondition(table: string, kind: string, value: string): string {
  return `(${kind}::text = 'all' or (${kind} = 'guest' and ${table}.guest_hash = ${value}::text)
    or (${kind} = 'customer' and ${table}.customer_id = ${value}::text))`
}

/** The two parameters of {@link accessCondition}. */
export function accessValues(access: Access): [string, string | null] {
  switch (access.kind) {
    case 'guest':
      return ['guest', access.secretHash]
    case 'customer':
      return ['customer', access.customerId]
    case 'all':
    case 'public':
      return [access.kind, null]
  }
}
