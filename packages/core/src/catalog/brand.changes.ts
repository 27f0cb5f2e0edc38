import type { KernelTx } from '../kernel/engine.ts'
import type { PortError } from '../kernel/errors.ts'
import { emit } from '../kernel/event.ts'
import type { Call } from '../kernel/operation.ts'
import type { ResultAsync } from '../kernel/result.ts'
import { err, flow, ok } from '../kernel/result.ts'
import type { Brand, CreateBrandInput, UpdateBrandInput } from './brand.types.ts'
import type { CreateBrandError, UpdateBrandError } from './catalog.errors.ts'
import { brandNotFound } from './catalog.errors.ts'
import type { CatalogEvents } from './catalog.events.ts'
import type { CatalogTx } from './catalog.ports.ts'
import { handleOf } from './catalog.rules.ts'
import { chooseHandle, expectVersion } from './entry.rules.ts'

type Tx = CatalogTx & KernelTx

const brandFields = ['handle', 'name', 'description', 'logo'] as const

/** Makes a brand. */
export function createBrand(
  tx: Tx,
  { name, handle, description = '', logo = null }: CreateBrandInput,
  call: Call,
): ResultAsync<Brand, CreateBrandError | PortError> {
  return flow(async function* () {
    const generated = handleOf(name, 'brand')
    const taken = yield* tx.brands.takenHandles(handle ?? generated)
    const brand: Brand = {
      id: call.ids.next('brd'),
      handle: yield* chooseHandle(handle, generated, taken),
      name,
      description,
      logo,
      version: 1,
      createdAt: call.now,
      updatedAt: call.now,
    }
    tx.brands.append(brand)
    call.note({ brandId: brand.id })
    emit<CatalogEvents, 'brand.created'>(tx, call, {
      type: 'brand.created',
      aggregate: { type: 'brand', id: brand.id, version: brand.version },
      payload: { brandId: brand.id },
    })
    return ok(brand)
  })
}

/** Changes a brand; a change that changes nothing leaves its version alone. */
export function updateBrand(
  tx: Tx,
  { brandId, expectedVersion, ...details }: UpdateBrandInput,
  call: Call,
): ResultAsync<Brand, UpdateBrandError | PortError> {
  return flow(async function* () {
    const locked = yield* tx.brands.lock(brandId)
    if (locked === null) return err(brandNotFound([brandId]))
    const before = yield* expectVersion(locked, expectedVersion)
    const changed: Brand = {
      ...before,
      handle: details.handle ?? before.handle,
      name: details.name ?? before.name,
      description: details.description ?? before.description,
      logo: details.logo === undefined ? before.logo : details.logo,
    }
    const fields = brandFields.filter((field) => before[field] !== changed[field])
    if (fields.length === 0) return ok(before)
    if (fields.includes('handle')) {
      yield* chooseHandle(changed.handle, changed.handle, yield* tx.brands.takenHandles(changed.handle))
    }
    const brand: Brand = { ...changed, version: before.version + 1, updatedAt: call.now }
    tx.brands.save(brand)
    call.note({ brandId, fields })
    emit<CatalogEvents, 'brand.updated'>(tx, call, {
      type: 'brand.updated',
      aggregate: { type: 'brand', id: brandId, version: brand.version },
      payload: { brandId, fields },
    })
    return ok(brand)
  })
}
