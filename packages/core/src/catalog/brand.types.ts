import type { Instant } from '../kernel/clock.ts'
import type { Id } from '../kernel/id.ts'

/** Who makes a product, as shoppers know it. */
export interface Brand {
  readonly id: Id<'brd'>
  /** Unique and URL-safe. */
  readonly handle: string
  readonly name: string
  readonly description: string
  /** A URL. */
  readonly logo: string | null
  readonly version: number
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

/** A brand to make. */
export interface CreateBrandInput {
  readonly name: string
  /** Default: made from the name, and unique. */
  readonly handle?: string | undefined
  readonly description?: string | undefined
  readonly logo?: string | null | undefined
}

/** What changes of a brand; members left out stay. */
export interface UpdateBrandInput {
  readonly brandId: Id<'brd'>
  readonly expectedVersion?: number | undefined
  readonly name?: string | undefined
  readonly handle?: string | undefined
  readonly description?: string | undefined
  readonly logo?: string | null | undefined
}

/** Which brand: by id or by handle. */
export interface GetBrandInput {
  readonly id?: Id<'brd'> | undefined
  readonly handle?: string | undefined
}

/** Up to 100 ids of brands. */
export interface GetBrandsInput {
  readonly ids: readonly Id<'brd'>[]
}

/** A page of brands, by name. */
export interface ListBrandsInput {
  /** 1 to 100, default 20. */
  readonly limit?: number | undefined
  readonly cursor?: string | undefined
  readonly count?: 'none' | 'exact' | undefined
}
