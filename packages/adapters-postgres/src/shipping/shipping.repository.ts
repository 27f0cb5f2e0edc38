import type { ShippingRepository } from '@cartwright/core/shipping'
import type { RepositoryDeps } from '../repository.ts'
import { insertInto } from '../writer.ts'

/** Shipping methods in a unit. */
export function createShippingRepository({ schema, session, append }: RepositoryDeps): ShippingRepository {
  return {
    codeTaken: (code) =>
      session.rows(`select 1 from ${schema}.shipping_methods where code = $1`, [code]).map((rows) => rows.length > 0),
    append: (method, at) =>
      append(insertInto(schema, 'shipping_methods'), {
        id: method.id,
        code: method.code,
        name: method.name,
        countries: method.countries,
        currency: method.currency,
        price: method.price,
        free_above: method.freeAbove,
        tax_class: method.taxClass,
        enabled: method.enabled,
        position: method.position,
        version: 1,
        created_at: at,
        updated_at: at,
      }),
  }
}
