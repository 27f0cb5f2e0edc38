import { postgres } from '@cartwright/adapters-postgres'
import { createCommerce, guest, openCommerce, ResultError, unwrap } from '@cartwright/core'
import { describe, expect, it } from 'vitest'
import { serverUrls, stockedVariants } from './servers.ts'

const SHOPS = 100

async function run(url: string, text: string): Promise<void> {
  const database = postgres({ connectionString: url })
  await unwrap(
    database.shop('any').units.run({ retry: 'never' }, async (tx) => {
      const done = await tx.sql(text)
      return done.isOk() ? { end: 'commit', value: null } : { end: 'reject', error: done.error }
    }),
  )
  await database.close()
}

describe.each(serverUrls())('on %s', (url) => {
  it('20 processes may start at once', async () => {
    const name = `starters_${process.pid}`
    const databases = Array.from({ length: 20 }, () => postgres({ connectionString: url, maxConnections: 1 }))
    const opened = await Promise.all(
      databases.map((database) => openCommerce({ storage: database.shop(name), migrate: 'auto' })),
    )
    expect(opened.flatMap((result) => (result.isErr() ? result.error.type : []))).toEqual([])
    await Promise.all(databases.map((database) => database.close()))
    await run(url, `drop schema "${name}" cascade`)
  })

  it('a schema that is missing, edited or newer is refused with what to do', async () => {
    const name = `refused_${process.pid}`
    const database = postgres({ connectionString: url })
    const open = async (migrate: 'auto' | 'check') => {
      const result = await openCommerce({ storage: database.shop(name), migrate })
      return result.isErr() ? `${result.error.type}: ${result.error.message}` : 'opened'
    }
    expect(await open('check')).toMatch(
      /storage.schema_outdated: .*cartwright-postgres migrate --shop refused/,
    )
    expect(await open('auto')).toBe('opened')
    expect(await open('check')).toBe('opened')
    await run(url, `insert into "${name}".migrations (name, checksum) values ('9999_future', 'x')`)
    expect(await open('auto')).toMatch(/^storage.schema_too_new/)
    await run(url, `delete from "${name}".migrations where name = '9999_future'`)
    await run(url, `update "${name}".migrations set checksum = 'edited'`)
    expect(await open('auto')).toMatch(/^storage.migration_changed/)
    await database.close()
    await run(url, `drop schema "${name}" cascade`)
  })

  it('100 shops share one pool and do not touch', async () => {
    const database = postgres({ connectionString: url, maxConnections: 8 })
    const names = Array.from({ length: SHOPS }, (_, index) => `many_${process.pid}_${index}`)
    for (let start = 0; start < SHOPS; start += 10) {
      await Promise.all(
        names.slice(start, start + 10).map(async (name) => {
          const commerce = await createCommerce({ storage: database.shop(name), migrate: 'auto' })
          const [variantId] = await stockedVariants(commerce, ['only'], 1)
          const ctx = commerce.context({ actor: guest(), currency: 'GBP' })
          const cart = await unwrap(commerce.carts.create(ctx, {}))
          await unwrap(commerce.carts.addLine(ctx, { cartId: cart.id, variantId: variantId!, quantity: 1 }))
          const order = await unwrap(
            commerce.checkout.place(ctx, { cartId: cart.id, payment: { provider: 'cash' } }),
          )
          expect(order.number).toBe('1000')
        }),
      )
    }
    await database.close()
    for (const name of names) await run(url, `drop schema "${name}" cascade`)
  })

  it('createCommerce throws the typed refusal', async () => {
    const database = postgres({ connectionString: url })
    await expect(createCommerce({ storage: database.shop('absent') })).rejects.toThrow(ResultError)
    await database.close()
  })
})
