import type {
  AnyOperation,
  Context,
  IdempotencyClaim,
  Lease,
  Outcome,
  Phased,
  StorageReader,
  StorageTx,
  TypedError,
} from '@cartwright/core'
import {
  anyone,
  commit,
  consoleLogger,
  definePhased,
  next,
  noTracer,
  reject,
  systemClock,
  unwrap,
  uuidv7Ids,
} from '@cartwright/core'
import { describe, expect, it, onTestFinished } from 'vitest'
import * as z from 'zod'
import { createPipeline } from '../../core/src/kernel/pipeline.ts'
import type { Server, ServerShop } from './servers.ts'
import { openShop, servers } from './servers.ts'

const inputSchema = z.strictObject({ what: z.string() })
type Input = z.infer<typeof inputSchema>
type Steps = readonly string[]
type Operation = Phased<StorageTx, StorageReader, Input, Steps, TypedError, Steps>

/** What the test may do while a phase runs: hang in it, or die by throwing. */
type Hooks = Partial<Record<'ask' | 'tell', (key: string) => Promise<void>>>

/** Keys of calls and names of units, in the order they ran. */
type Ran = string[]

const ASK_SECONDS = 5
const TELL_SECONDS = 300

/** Two calls between three units; the state is the list of phases that lie behind. */
function operationOf(hooks: Hooks, ran: Ran): Operation {
  const calls = (name: 'ask' | 'tell', deadlineSeconds: number) =>
    ({
      kind: 'call',
      name,
      deadlineSeconds,
      run: async (_input: Input, state: Steps, { key }: { readonly key: string }) => {
        ran.push(key)
        await hooks[name]?.(key)
        return [...state, name]
      },
    }) as const
  return definePhased<StorageTx, StorageReader, Input, Steps, TypedError, Steps>({
    name: 'test.phased',
    input: inputSchema,
    output: z.array(z.string()),
    errors: {},
    permission: anyone(),
    sample: () => Promise.reject(new Error('not walked')),
    target: () => null,
    response: { kind: 'store' },
    phases: [
      {
        kind: 'unit',
        name: 'begin',
        run: async (_tx, { what }) => {
          ran.push('begin')
          return what === 'bad' ? reject({ type: 'test.refused', message: 'no' }) : next(['begin'])
        },
      },
      calls('ask', ASK_SECONDS),
      {
        kind: 'unit',
        name: 'note',
        run: async (_tx, _input, state) => {
          ran.push('note')
          return next([...(state ?? []), 'note'])
        },
      },
      calls('tell', TELL_SECONDS),
      {
        kind: 'unit',
        name: 'end',
        run: async (_tx, _input, state) => {
          ran.push('end')
          return commit([...(state ?? []), 'end'])
        },
      },
    ],
  })
}

const ALL = ['begin', 'ask', 'note', 'tell', 'end']

interface Bench {
  readonly shop: ServerShop
  readonly ran: Ran
  readonly hooks: Hooks
  call(what?: string): Promise<Outcome>
  /** Lets the lease run out. */
  expire(): Promise<void>
  /** How long the lease lasts, in seconds. */
  leaseSeconds(): Promise<number>
}

async function benchOn(server: Server): Promise<Bench> {
  const shop = await openShop(server)
  onTestFinished(shop.drop)
  const ran: Ran = []
  const hooks: Hooks = {}
  const pipeline = createPipeline<StorageTx, StorageReader>({
    units: shop.storage.units,
    reader: shop.storage.reader,
    clock: systemClock(),
    ids: uuidv7Ids(),
    // Phases that die are the point here.
    logger: { ...consoleLogger(), error: () => undefined },
    tracer: noTracer(),
    idempotency: { keepSeconds: 86_400, whenBusy: 'refuse', fingerprintKey: 'of the test' },
  })
  const operation = operationOf(hooks, ran) as AnyOperation<StorageTx, StorageReader>
  const ctx: Context = { ...shop.guest(), idempotencyKey: 'phases-0123456789' }
  return {
    shop,
    ran,
    hooks,
    call: (what = 'good') => pipeline.invoke(operation, ctx, { what }),
    expire: async () => {
      await shop.sql(
        `update :schema.idempotency_keys set lease_until = clock_timestamp() - interval '1 second'`,
      )
    },
    leaseSeconds: async () => {
      const [row] = await shop.sql<{ seconds: number }>(
        `select extract(epoch from lease_until - clock_timestamp())::float8 as seconds from :schema.idempotency_keys`,
      )
      return row?.seconds ?? 0
    },
  }
}

function typeOf(outcome: Outcome): string {
  return outcome.isOk() ? (outcome.value.meta.replayed ? 'replayed' : 'ok') : outcome.error.type
}

/** Dies once. */
function dying(hooks: Hooks, phase: 'ask' | 'tell'): void {
  hooks[phase] = async () => {
    delete hooks[phase]
    throw new Error('the process died')
  }
}

describe.each(servers)('phased operations on $label', (server) => {
  it('run in order and are replayed', async () => {
    const { call, ran } = await benchOn(server)
    expect((await call())._unsafeUnwrap()).toEqual({ value: ALL, meta: { replayed: false, version: null } })
    expect(ran).toHaveLength(ALL.length)
    expect((await call())._unsafeUnwrap()).toEqual({ value: ALL, meta: { replayed: true, version: null } })
    expect(typeOf(await call('other'))).toBe('idempotency.key_reused')
    expect(ran).toHaveLength(ALL.length)
  })

  it('leave nothing when the first unit refuses', async () => {
    const { call, shop } = await benchOn(server)
    expect(typeOf(await call('bad'))).toBe('test.refused')
    expect(await shop.sql('select 1 from :schema.idempotency_keys')).toEqual([])
    expect(typeOf(await call())).toBe('ok')
  })

  it.each(['ask', 'tell'] as const)(
    'go on at %s, where a runner died, once its lease is over',
    async (phase) => {
      const { call, ran, hooks, expire, leaseSeconds } = await benchOn(server)
      dying(hooks, phase)
      await expect(call()).rejects.toThrow('the process died')
      const seconds = (phase === 'ask' ? ASK_SECONDS : TELL_SECONDS) + 10
      expect(await leaseSeconds()).toBeGreaterThan(seconds - 5)
      const before = [...ran]
      expect(typeOf(await call())).toBe('idempotency.in_progress')
      expect(typeOf(await call('other'))).toBe('idempotency.key_reused')
      expect(ran).toEqual(before)
      await expire()
      const leased: number[] = []
      hooks[phase] = async () => void leased.push(await leaseSeconds())
      expect((await call())._unsafeUnwrap().value).toEqual(ALL)
      // The repeated call has the key of the first attempt, so it goes by the same operation id.
      expect(ran[before.length]).toBe(before.at(-1))
      expect(before.at(-1)).toMatch(new RegExp(`^op_[0-9a-z]{26}_${phase}$`))
      expect(ran).toHaveLength(ALL.length + 1)
      // Whoever takes over has as long for the call as the first runner had.
      expect(leased[0]).toBeGreaterThan(seconds - 5)
      expect(typeOf(await call())).toBe('replayed')
    },
  )

  it('are taken over by one of many', async () => {
    const { call, ran, hooks, expire } = await benchOn(server)
    dying(hooks, 'ask')
    await expect(call()).rejects.toThrow('the process died')
    await expire()
    const outcomes = await Promise.all(Array.from({ length: 8 }, async () => typeOf(await call())))
    expect(outcomes.filter((outcome) => outcome === 'ok')).toHaveLength(1)
    const others = outcomes.filter((outcome) => outcome !== 'ok')
    expect(others.every((outcome) => ['replayed', 'idempotency.in_progress'].includes(outcome))).toBe(true)
    expect(ran).toHaveLength(ALL.length + 1)
  })

  it('do not let a runner go on that was slow and overtaken', async () => {
    const { call, ran, hooks, expire } = await benchOn(server)
    const { promise: woken, resolve: wake } = Promise.withResolvers<void>()
    const { promise: asleep, resolve: slept } = Promise.withResolvers<void>()
    hooks.ask = async () => {
      delete hooks.ask
      slept()
      await woken
    }
    const slow = call()
    await asleep
    await expire()
    expect(typeOf(await call())).toBe('ok')
    wake()
    expect(typeOf(await slow)).toBe('idempotency.in_progress')
    expect(ran.filter((step) => step === 'end')).toHaveLength(1)
    expect(typeOf(await call())).toBe('replayed')
  })
})

const CLAIM: IdempotencyClaim = {
  scope: 'staff:tester',
  keyHash: 'a'.repeat(64),
  operation: 'test.phased',
  fingerprint: 'f',
}
const OLD: Lease = { token: 'old', seconds: 60 }
const NEW: Lease = { token: 'new', seconds: 60 }

async function unit<T>({ storage }: ServerShop, work: (tx: StorageTx) => Promise<T>): Promise<T> {
  const end = await unwrap(storage.units.run({ retry: 'never' }, async (tx) => commit(await work(tx))))
  if (end.end !== 'commit') throw new Error('it commits')
  return end.value
}

describe.each(servers)('leases on $label', (server) => {
  it('are renewed by their holder alone', async () => {
    const shop = await openShop(server)
    onTestFinished(shop.drop)
    const claim = (lease: Lease) =>
      unit(shop, (tx) => unwrap(tx.idempotency.claim(CLAIM, { wait: false, lease })))
    const renew = (lease: Lease) => unit(shop, (tx) => unwrap(tx.idempotency.renew(CLAIM, lease)))
    const now = systemClock().now()
    const recovery = { phase: 'ask', state: { step: 1 } }
    expect(await claim(OLD)).toEqual({ found: 'nothing' })
    await unit(shop, async (tx) => {
      tx.idempotency.begin(CLAIM, 'op_1', recovery, OLD, { createdAt: now, expiresAt: now })
    })
    expect(await renew(OLD)).toBe(true)
    expect(await renew(NEW)).toBe(false)
    expect(await claim(NEW)).toEqual({ found: 'in_progress' })
    await shop.sql(
      `update :schema.idempotency_keys set lease_until = clock_timestamp() - interval '1 second'`,
    )
    expect(await claim(NEW)).toEqual({ found: 'unfinished', recovery, operationId: 'op_1' })
    expect(await renew(OLD)).toBe(false)
    expect(await renew(NEW)).toBe(true)
    await unit(shop, async (tx) => tx.idempotency.finish(CLAIM, { kind: 'value', value: 7 }))
    expect(await renew(NEW)).toBe(false)
    expect(await claim(OLD)).toEqual({ found: 'result', result: { kind: 'value', value: 7 } })
  })
})
