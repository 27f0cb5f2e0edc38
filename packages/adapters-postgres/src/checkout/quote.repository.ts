import type { Quote, QuoteRepository } from '@cartwright/core/checkout'
import { toInstant } from '@cartwright/core'
import { accessCondition, accessValues } from '../access.ts'
import type { RepositoryDeps } from '../repository.ts'
import { insertInto } from '../writer.ts'

/** Quotes in a unit. */
export function createQuoteRepository({ schema, session, append }: RepositoryDeps): QuoteRepository {
  return {
    append: ({ id, cartId, cartVersion, lines, totals, expiresAt, createdAt }, { customerId, guestHash }) =>
      append(insertInto(schema, 'quotes'), {
        id,
        cart_id: cartId,
        cart_version: cartVersion,
        customer_id: customerId,
        guest_hash: guestHash,
        content: { lines, totals },
        expires_at: expiresAt,
        created_at: createdAt,
      }),
    find: (id, access) =>
      session
        .rows<{ quote: Quote }>(
          `select json_build_object('id', q.id, 'cartId', q.cart_id, 'cartVersion', q.cart_version,
            'lines', q.content->'lines', 'totals', q.content->'totals', 'expiresAt', q.expires_at,
            'createdAt', q.created_at) as quote
          from ${schema}.quotes q where q.id = $1 and ${accessCondition('q', '$2', '$3')}`,
          [id, ...accessValues(access)],
        )
        .map(([row]) => {
          if (row === undefined) return null
          const { quote } = row
          return { ...quote, expiresAt: toInstant(quote.expiresAt), createdAt: toInstant(quote.createdAt) }
        }),
  }
}
