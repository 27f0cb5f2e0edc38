import type { Actor } from './context.ts'

/** Every permission that a staff member or an API key can hold. */
export const permissions = [
  'catalog:read',
  'catalog:write',
  'prices:write',
  'tax:read',
  'tax:write',
  'shipping:write',
  'inventory:read',
  'inventory:write',
  'customers:read',
  'customers:write',
  'carts:read',
  'carts:write',
  'carts:custom_lines',
  'carts:override_price',
  'checkout:write',
  'orders:read',
  'orders:write',
  'payments:read',
  'payments:write',
] as const

/** What a staff member or an API key may do; `catalog:read` includes drafts. */
export type Permission = (typeof permissions)[number]

/** Who may call an operation. */
export type Requirement =
  /** Everybody; holders of `elevated` also see what is not public. */
  | { readonly kind: 'anyone'; readonly elevated?: Permission }
  /** The guest or customer who owns the target, or a holder of the permission. */
  | { readonly kind: 'owner'; readonly otherwise: Permission }
  /** Holders of the permission only. */
  | { readonly kind: 'holder'; readonly of: Permission }

/** Everybody may call; holders of `elevated` also see what is not public. */
export function anyone(elevated?: Permission): Requirement {
  return elevated === undefined ? { kind: 'anyone' } : { kind: 'anyone', elevated }
}

/** The owner of the target may call, and holders of the permission. */
export function ownerOr(otherwise: Permission): Requirement {
  return { kind: 'owner', otherwise }
}

/** Only holders of the permission may call. */
export function holderOf(of: Permission): Requirement {
  return { kind: 'holder', of }
}

/** Whether an actor holds a permission; `system` holds all, guests and customers none. */
export function holds(actor: Actor, permission: Permission): boolean {
  switch (actor.type) {
    case 'system':
      return true
    case 'staff':
      return actor.permissions.includes(permission)
    case 'apiKey':
      return actor.scopes.includes(permission)
    case 'guest':
    case 'customer':
      return false
  }
}

/** The permission that an actor lacks for an operation, or null where it may go on. */
export function missingPermission(actor: Actor, requirement: Requirement): Permission | null {
  switch (requirement.kind) {
    case 'anyone':
      return null
    case 'owner':
      if (actor.type === 'guest' || actor.type === 'customer') return null
      return holds(actor, requirement.otherwise) ? null : requirement.otherwise
    case 'holder':
      return holds(actor, requirement.of) ? null : requirement.of
  }
}
