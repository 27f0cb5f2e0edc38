import type { KernelTx } from '../kernel/engine.ts'
import type { PortError, StaleVersion } from '../kernel/errors.ts'
import { staleVersion } from '../kernel/errors.ts'
import { emit } from '../kernel/event.ts'
import type { Call } from '../kernel/operation.ts'
import type { Result, ResultAsync } from '../kernel/result.ts'
import { err, flow, ok } from '../kernel/result.ts'
import type {
  CreateShippingMethodError,
  DeleteShippingMethodError,
  ShippingMethodNotFound,
  UpdateShippingMethodError,
} from './shipping.errors.ts'
import { shippingCodeTaken, shippingMethodNotFound } from './shipping.errors.ts'
import type { ShippingEvents } from './shipping.events.ts'
import type { ShippingTx } from './shipping.ports.ts'
import type {
  CreateShippingMethodInput,
  DeletedShippingMethod,
  DeleteShippingMethodInput,
  StoredShippingMethod,
  UpdateShippingMethodInput,
} from './shipping.types.ts'

type Tx = ShippingTx & KernelTx

/** Makes a method. */
export function createMethod(
  tx: Tx,
  input: CreateShippingMethodInput,
  call: Call,
): ResultAsync<StoredShippingMethod, CreateShippingMethodError | PortError> {
  return flow(async function* () {
    yield* tx.rules.bump()
    const { codeTaken } = yield* tx.shipping.look(null, input.code)
    if (codeTaken) return err(shippingCodeTaken(input.code))
    const method: StoredShippingMethod = {
      id: call.ids.next('shm'),
      code: input.code,
      name: input.name,
      countries: input.countries ?? null,
      currency: input.price.currency,
      price: input.price.amount,
      freeAbove: input.freeAbove ?? null,
      taxClass: input.taxClass ?? 'standard',
      enabled: input.enabled ?? true,
      position: input.position ?? 0,
      version: 1,
    }
    tx.shipping.append(method, call.now)
    tell(tx, call, 'shipping_method.created', method)
    return ok(method)
  })
}

/** Changes a method; orders keep the price they were placed with. */
export function updateMethod(
  tx: Tx,
  input: UpdateShippingMethodInput,
  call: Call,
): ResultAsync<StoredShippingMethod, UpdateShippingMethodError | PortError> {
  return flow(async function* () {
    yield* tx.rules.bump()
    const looked = yield* tx.shipping.look(input.shippingMethodId, input.code ?? null)
    const before = yield* checkMethod(looked.method, input)
    if (looked.codeTaken && input.code !== undefined) return err(shippingCodeTaken(input.code))
    const method = changed(before, input)
    tx.shipping.save(method, call.now)
    tell(tx, call, 'shipping_method.updated', method)
    return ok(method)
  })
}

/** Deletes a method. */
export function deleteMethod(
  tx: Tx,
  input: DeleteShippingMethodInput,
  call: Call,
): ResultAsync<DeletedShippingMethod, DeleteShippingMethodError | PortError> {
  return flow(async function* () {
    yield* tx.rules.bump()
    const looked = yield* tx.shipping.look(input.shippingMethodId, null)
    const method = yield* checkMethod(looked.method, input)
    tx.shipping.remove(method.id)
    tell(tx, call, 'shipping_method.deleted', { ...method, version: method.version + 1 })
    return ok({ id: method.id })
  })
}

function checkMethod(
  method: StoredShippingMethod | null,
  input: { readonly shippingMethodId: string; readonly expectedVersion?: number | undefined },
): Result<StoredShippingMethod, ShippingMethodNotFound | StaleVersion> {
  if (method === null) return err(shippingMethodNotFound(input.shippingMethodId))
  const expected = input.expectedVersion ?? method.version
  return expected === method.version ? ok(method) : err(staleVersion(expected, method.version))
}

function changed(before: StoredShippingMethod, input: UpdateShippingMethodInput): StoredShippingMethod {
  const currency = input.price?.currency ?? before.currency
  // A threshold in another currency means nothing.
  const freeAbove = currency === before.currency ? before.freeAbove : null
  return {
    id: before.id,
    code: input.code ?? before.code,
    name: input.name ?? before.name,
    countries: input.countries === undefined ? before.countries : input.countries,
    currency,
    price: input.price?.amount ?? before.price,
    freeAbove: input.freeAbove === undefined ? freeAbove : input.freeAbove,
    taxClass: input.taxClass ?? before.taxClass,
    enabled: input.enabled ?? before.enabled,
    position: input.position ?? before.position,
    version: before.version + 1,
  }
}

function tell(
  tx: Tx,
  call: Call,
  type: keyof ShippingEvents,
  { id, code, version }: StoredShippingMethod,
): void {
  call.note({ shippingMethodId: id, code })
  emit<ShippingEvents, typeof type>(tx, call, {
    type,
    aggregate: { type: 'shipping_method', id, version },
    payload: { shippingMethodId: id, code },
  })
}
