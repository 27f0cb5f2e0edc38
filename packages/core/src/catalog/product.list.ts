import { startAfter } from '../kernel/cursor.ts'
import type { PortError } from '../kernel/errors.ts'
import type { Call } from '../kernel/operation.ts'
import type { Page } from '../kernel/page.ts'
import { DEFAULT_PAGE_LIMIT, encodeCursor } from '../kernel/page.ts'
import type { ResultAsync } from '../kernel/result.ts'
import { flow, ok } from '../kernel/result.ts'
import type { ListProductsError } from './catalog.errors.ts'
import type { CatalogReader, ProductFilter } from './catalog.ports.ts'
import { publicAt } from './visibility.ts'
import type { ListProductsInput, ProductCard } from './product.types.ts'

/** One page of cards: one statement, two with a count. */
export function listProducts(
  reader: CatalogReader,
  input: ListProductsInput,
  call: Call,
): ResultAsync<Page<ProductCard>, ListProductsError | PortError> {
  return flow(async function* () {
    const filter: ProductFilter = {
      categoryId: input.categoryId ?? null,
      brandId: input.brandId ?? null,
      status: input.status ?? null,
      publicAt: publicAt(call),
    }
    const sort = input.sort ?? 'created'
    const order = input.order ?? (sort === 'title' ? 'asc' : 'desc')
    const { categoryId, brandId, status } = filter
    const scope = `products:${sort}.${order} ${categoryId ?? ''} ${brandId ?? ''} ${status ?? ''}`
    const after = yield* startAfter(input.cursor, scope, [sort === 'title' ? 'text' : 'instant', 'text'])
    const limit = input.limit ?? DEFAULT_PAGE_LIMIT
    const currency = input.currency ?? call.ctx.currency ?? null
    const slice = { sort, order, after, limit: limit + 1, currency, at: call.now }
    const rows = yield* reader.catalog.cards(filter, slice)
    const items = rows.slice(0, limit)
    const last = items.at(-1)
    const more = rows.length > limit && last !== undefined
    const key = sort === 'title' ? last?.title : last?.createdAt
    const nextCursor = more ? encodeCursor([key ?? '', last.id], scope) : null
    if (input.count !== 'exact') return ok({ items, nextCursor })
    return ok({ items, nextCursor, count: yield* reader.catalog.count(filter) })
  })
}
