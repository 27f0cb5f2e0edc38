import type {
  AnyOperation,
  Commerce,
  Context,
  JsonObject,
  Sample,
  SampleActor,
  SampleFixture,
  StorageReader,
  StorageTx,
} from '@cartwright/core'
import { guest } from '@cartwright/core'

type Operation = AnyOperation<StorageTx, StorageReader>

/** What the walk needs of a test runner; vitest and `node:test` fit. */
export interface WalkRunner {
  test(name: string, body: () => Promise<void>): void
  equal(actual: unknown, expected: unknown, message: string): void
}

/** Who calls what in the walk. */
export interface WalkShop {
  readonly commerce: Commerce
  readonly actors: Readonly<Record<SampleActor, Context>>
}

let sequence = 0

/** Makes the fixture that operations' samples are built with. */
export function sampleFixture(shop: WalkShop): SampleFixture {
  return {
    unique: (prefix) => `${prefix}-${(sequence += 1)}`,
    invoke: async (name, input, as = 'staff') => {
      const operation = shop.commerce.operations.find((candidate) => candidate.name === name)
      if (operation === undefined) throw new Error(`a sample calls ${name}, which does not exist`)
      const outcome = await shop.commerce.invoke(operation, shop.actors[as], input)
      if (outcome.isErr())
        throw new Error(`a sample's ${name} failed: ${outcome.error.type}: ${outcome.error.message}`)
      return outcome.value.value as JsonObject
    },
  }
}

/**
 * Walks every operation: its sample succeeds and its answer fits the schema; a mutation is replayed under its key,
 * refuses the key for other input, and a stranger is refused.
 *
 * @remarks An operation added later is covered without a change here.
 */
export function operationWalk(
  runner: WalkRunner,
  names: readonly string[],
  open: () => Promise<WalkShop>,
): void {
  for (const name of names) {
    runner.test(`${name}: its sample succeeds, replays and refuses a stranger`, async () => {
      const shop = await open()
      const operation = shop.commerce.operations.find((candidate) => candidate.name === name)
      if (operation === undefined) throw new Error(`there is no operation ${name}`)
      await walkOne(runner, shop, operation)
    })
  }
}

async function walkOne(runner: WalkRunner, shop: WalkShop, operation: Operation): Promise<void> {
  const sample: Sample<unknown> = await operation.sample(sampleFixture(shop))
  const key = `walk-${operation.name}-0123456789`
  const keyed: Context = { ...shop.actors[sample.as], idempotencyKey: key }
  await refuseStranger(runner, shop, operation, sample)
  const first = await shop.commerce.invoke(operation, keyed, sample.input)
  if (first.isErr()) throw new Error(`the sample failed: ${first.error.type}: ${first.error.message}`)
  const parsed = operation.output.safeParse(first.value.value)
  runner.equal(parsed.success ? [] : parsed.error.issues, [], 'the answer fits the output schema')
  runner.equal(JSON.parse(JSON.stringify(first.value.value)), first.value.value, 'the answer is JSON')
  if (operation.kind === 'query') return
  const again = await shop.commerce.invoke(operation, keyed, sample.input)
  if (again.isErr()) throw new Error(`the replay failed: ${again.error.type}: ${again.error.message}`)
  runner.equal(again.value.meta.replayed, true, 'the second call is a replay')
  runner.equal(again.value.value, first.value.value, 'the replay answers the same')
  const other = operationOther(shop.commerce, operation)
  const reused = await shop.commerce.invoke(other.operation, keyed, other.input)
  runner.equal(
    reused.isErr() ? reused.error.type : 'ok',
    'idempotency.key_reused',
    'the key is bound to its input',
  )
}

/** Another command that the same actor may call, for the same key. */
function operationOther(commerce: Commerce, operation: Operation): { operation: Operation; input: unknown } {
  const name = operation.name === 'carts.create' ? 'carts.update' : 'carts.create'
  const other = commerce.operations.find((candidate) => candidate.name === name)
  if (other === undefined) throw new Error(`there is no ${name}`)
  const cartId = `cart_${'0'.repeat(26)}`
  return { operation: other, input: name === 'carts.create' ? { currency: 'GBP' } : { cartId } }
}

/** What only its owner or a permission may touch answers a stranger with a refusal, as if it did not exist. */
async function refuseStranger(
  runner: WalkRunner,
  shop: WalkShop,
  operation: Operation,
  sample: Sample<unknown>,
): Promise<void> {
  if (operation.permission.kind === 'anyone') return
  const creates = operation.permission.kind === 'owner' && targetless(operation, sample)
  if (creates) return
  const stranger: Context = { actor: guest(), currency: 'GBP' }
  const outcome = await shop.commerce.invoke(operation, stranger, sample.input)
  if (outcome.isOk() && operation.kind === 'query') {
    const page = outcome.value.value as { readonly items?: readonly unknown[] }
    runner.equal(page.items, [], 'a stranger sees nothing of it')
    return
  }
  const type = outcome.isErr() ? outcome.error.type : 'ok'
  const refused = type === 'permission.denied' || type.endsWith('not_found')
  runner.equal(refused ? 'refused' : type, 'refused', 'a stranger is refused')
}

function targetless(operation: Operation, sample: Sample<unknown>): boolean {
  return operation.kind !== 'query' && operation.target(sample.input as never) === null
}
