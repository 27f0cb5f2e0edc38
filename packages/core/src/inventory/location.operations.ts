import type { KernelTx } from '../kernel/engine.ts'
import type { PortError } from '../kernel/errors.ts'
import type { Call, Command, Query } from '../kernel/operation.ts'
import { defineCommand, defineQuery } from '../kernel/operation.ts'
import { holderOf } from '../kernel/permission.ts'
import type { ResultAsync } from '../kernel/result.ts'
import { err, flow, ok } from '../kernel/result.ts'
import { settle } from '../kernel/unit-of-work.ts'
import type { CreateLocationError } from './inventory.errors.ts'
import { locationCodeTaken } from './inventory.errors.ts'
import type { InventoryReader, InventoryTx } from './inventory.ports.ts'
import { createLocationInputSchema, emptyInputSchema, locationSchema } from './inventory.schemas.ts'
import type { CreateLocationInput, Location } from './inventory.types.ts'

type Tx = InventoryTx & KernelTx

/** The operations of locations. */
export interface LocationOperations {
  readonly create: Command<Tx, InventoryReader, CreateLocationInput, Location, CreateLocationError>
  readonly list: Query<InventoryReader, Readonly<Record<string, never>>, readonly Location[], never>
}

/** Declares the operations of locations. */
export function locationOperations(): LocationOperations {
  return {
    create: defineCommand<Tx, InventoryReader, CreateLocationInput, Location, CreateLocationError>({
      name: 'locations.create',
      input: createLocationInputSchema,
      output: locationSchema,
      errors: { 'inventory.location_code_taken': true },
      permission: holderOf('inventory:write'),
      target: () => null,
      response: { kind: 'store' },
      sample: async (f) => ({ as: 'staff', input: { code: f.unique('loc'), name: 'Warehouse' } }),
      run: async (tx, input, call) => settle(await createLocation(tx, input, call)),
    }),
    list: defineQuery<InventoryReader, Readonly<Record<string, never>>, readonly Location[], never>({
      name: 'locations.list',
      input: emptyInputSchema,
      output: locationSchema.array(),
      errors: {},
      permission: holderOf('inventory:read'),
      sample: async () => ({ as: 'staff', input: {} }),
      run: (reader) => reader.stock.locations(),
    }),
  }
}

function createLocation(
  tx: Tx,
  input: CreateLocationInput,
  call: Call,
): ResultAsync<Location, CreateLocationError | PortError> {
  return flow(async function* () {
    if (yield* tx.stock.codeTaken(input.code)) return err(locationCodeTaken(input.code))
    const location: Location = {
      id: call.ids.next('loc'),
      code: input.code,
      name: input.name,
      priority: input.priority ?? 0,
      version: 1,
      createdAt: call.now,
      updatedAt: call.now,
    }
    tx.stock.appendLocation(location)
    call.note({ locationId: location.id, code: location.code })
    return ok(location)
  })
}
