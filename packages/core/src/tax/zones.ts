import { toInstant } from '../kernel/clock.ts'
import type { KernelTx } from '../kernel/engine.ts'
import type { InputInvalid, PortError, StaleVersion } from '../kernel/errors.ts'
import { fieldInvalid, staleVersion } from '../kernel/errors.ts'
import { emit } from '../kernel/event.ts'
import type { Id } from '../kernel/id.ts'
import type { Call } from '../kernel/operation.ts'
import type { Result, ResultAsync } from '../kernel/result.ts'
import { err, flow, ok } from '../kernel/result.ts'
import type {
  CreateTaxZoneError,
  DeleteTaxZoneError,
  SetTaxRatesError,
  TaxZoneNotFound,
  UpdateTaxZoneError,
} from './tax.errors.ts'
import { taxZoneNameTaken, taxZoneNotFound } from './tax.errors.ts'
import type { TaxEvents } from './tax.events.ts'
import type { TaxTx } from './tax.ports.ts'
import type {
  CreateTaxZoneInput,
  DeletedTaxZone,
  DeleteTaxZoneInput,
  NewTaxRate,
  NewTaxZoneMember,
  SetTaxPolicyInput,
  SetTaxRatesInput,
  ShopTaxPolicy,
  TaxRate,
  TaxZoneMember,
  TaxZoneWithRates,
  UpdateTaxZoneInput,
} from './tax.types.ts'

type Tx = TaxTx & KernelTx

/** Makes a zone with its rates. */
export function createZone(
  tx: Tx,
  input: CreateTaxZoneInput,
  call: Call,
): ResultAsync<TaxZoneWithRates, CreateTaxZoneError | PortError> {
  return flow(async function* () {
    const { name, members, rates = [] } = input
    yield* checkRates(rates)
    yield* tx.rules.bump()
    const { nameTaken } = yield* tx.taxes.look(null, name)
    if (nameTaken) return err(taxZoneNameTaken(name))
    const id = call.ids.next('txz')
    const zone: TaxZoneWithRates = {
      id,
      name,
      members: members.map(newMember),
      rates: rates.map((rate) => newRate(rate, id, call)),
      version: 1,
    }
    tx.taxes.append(zone, call.now)
    tell(tx, call, 'tax_zone.created', zone)
    return ok(zone)
  })
}

/** Changes a zone's name or members. */
export function updateZone(
  tx: Tx,
  input: UpdateTaxZoneInput,
  call: Call,
): ResultAsync<TaxZoneWithRates, UpdateTaxZoneError | PortError> {
  return flow(async function* () {
    yield* tx.rules.bump()
    const looked = yield* tx.taxes.look(input.zoneId, input.name ?? null)
    const before = yield* checkZone(looked.zone, input)
    if (looked.nameTaken && input.name !== undefined) return err(taxZoneNameTaken(input.name))
    const zone: TaxZoneWithRates = {
      ...before,
      name: input.name ?? before.name,
      members: input.members?.map(newMember) ?? before.members,
      version: before.version + 1,
    }
    tx.taxes.save(zone, call.now)
    if (input.members !== undefined) yield* tx.taxes.replaceMembers(zone)
    tell(tx, call, 'tax_zone.updated', zone)
    return ok(zone)
  })
}

/** Replaces a zone's rates. */
export function setRates(
  tx: Tx,
  input: SetTaxRatesInput,
  call: Call,
): ResultAsync<TaxZoneWithRates, SetTaxRatesError | PortError> {
  return flow(async function* () {
    yield* checkRates(input.rates)
    yield* tx.rules.bump()
    const looked = yield* tx.taxes.look(input.zoneId, null)
    const before = yield* checkZone(looked.zone, input)
    const rates = input.rates.map((rate) => newRate(rate, before.id, call))
    const zone: TaxZoneWithRates = { ...before, rates, version: before.version + 1 }
    tx.taxes.save(zone, call.now)
    tx.taxes.replaceRates(zone.id, rates)
    tell(tx, call, 'tax_zone.updated', zone)
    return ok(zone)
  })
}

/** Deletes a zone with its rates; orders keep what they were taxed with. */
export function deleteZone(
  tx: Tx,
  input: DeleteTaxZoneInput,
  call: Call,
): ResultAsync<DeletedTaxZone, DeleteTaxZoneError | PortError> {
  return flow(async function* () {
    yield* tx.rules.bump()
    const looked = yield* tx.taxes.look(input.zoneId, null)
    const zone = yield* checkZone(looked.zone, input)
    tx.taxes.remove(zone.id)
    tell(tx, call, 'tax_zone.deleted', { ...zone, version: zone.version + 1 })
    return ok({ id: zone.id })
  })
}

/** Sets how the shop taxes. */
export function setPolicy(
  tx: Tx,
  policy: SetTaxPolicyInput,
  call: Call,
): ResultAsync<ShopTaxPolicy, PortError> {
  return flow(async function* () {
    yield* tx.rules.bump()
    tx.taxes.appendPolicy(policy)
    const { pricesIncludeTax, rounding } = policy
    const payload = { pricesIncludeTax, mode: rounding.mode, place: rounding.place }
    call.note(payload)
    emit<TaxEvents, 'tax_policy.set'>(tx, call, {
      type: 'tax_policy.set',
      aggregate: { type: 'tax_policy', id: call.operationId, version: 1 },
      payload,
    })
    return ok(policy)
  })
}

function checkZone(
  zone: TaxZoneWithRates | null,
  input: { readonly zoneId: string; readonly expectedVersion?: number | undefined },
): Result<TaxZoneWithRates, TaxZoneNotFound | StaleVersion> {
  if (zone === null) return err(taxZoneNotFound(input.zoneId))
  const expected = input.expectedVersion ?? zone.version
  return expected === zone.version ? ok(zone) : err(staleVersion(expected, zone.version))
}

/** A tax that is listed twice for the same goods and time would be levied twice. */
function checkRates(rates: readonly NewTaxRate[]): Result<void, InputInvalid> {
  for (const [index, rate] of rates.entries()) {
    const { validFrom, validTo } = rate
    if (validFrom !== undefined && validTo !== undefined && validFrom >= validTo) {
      return err(fieldInvalid(`rates.${index}.validTo`, 'period', 'is not after validFrom'))
    }
    const twin = rates.slice(0, index).findIndex((other) => isTwin(rate, other))
    if (twin !== -1) {
      const message = `rates.${twin} has the same code and class at the same time`
      return err(fieldInvalid(`rates.${index}.code`, 'duplicate', message))
    }
  }
  return ok(undefined)
}

const STANDARD_CLASS = 'standard'

function isTwin(a: NewTaxRate, b: NewTaxRate): boolean {
  const classOf = ({ taxClass = STANDARD_CLASS }: NewTaxRate): string => taxClass
  return a.code === b.code && classOf(a) === classOf(b) && startsBeforeEnd(a, b) && startsBeforeEnd(b, a)
}

function startsBeforeEnd({ validFrom }: NewTaxRate, { validTo }: NewTaxRate): boolean {
  return validFrom === undefined || validTo === undefined || validFrom < validTo
}

function newMember({ country, region, postalPattern }: NewTaxZoneMember): TaxZoneMember {
  return { country, region: region ?? null, postalPattern: postalPattern ?? null }
}

function newRate(rate: NewTaxRate, zoneId: Id<'txz'>, call: Call): TaxRate {
  return {
    id: call.ids.next('txr'),
    zoneId,
    taxClass: rate.taxClass ?? STANDARD_CLASS,
    code: rate.code,
    name: rate.name,
    ratePpm: rate.ratePpm,
    compound: rate.compound ?? false,
    priority: rate.priority ?? 0,
    validFrom: rate.validFrom === undefined ? null : toInstant(rate.validFrom),
    validTo: rate.validTo === undefined ? null : toInstant(rate.validTo),
  }
}

function tell(
  tx: Tx,
  call: Call,
  type: 'tax_zone.created' | 'tax_zone.updated' | 'tax_zone.deleted',
  { id, version, rates }: TaxZoneWithRates,
): void {
  call.note({ zoneId: id, rates: rates.length })
  emit<TaxEvents, typeof type>(tx, call, {
    type,
    aggregate: { type: 'tax_zone', id, version },
    payload: { zoneId: id },
  })
}
