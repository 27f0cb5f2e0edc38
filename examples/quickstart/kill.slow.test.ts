import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url))
const KILLS_PER_FOLDER = 10
const MAX_RUNS = 30
/** Each run has so many orders more to place than the one before, so that it hardly ends before it is killed. */
const ORDERS_PER_RUN = 50

interface Moment {
  /** The start of the process, of the replay, or the first report of orders placed. */
  readonly from: 'spawn' | 'replay' | 'orders'
  readonly afterMs: number
}

interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** Numbers from 0 to 1, the same for a seed in every run of the tests. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** Some are killed in the start and the set-up, most in the replay. */
function momentOf(run: number, random: () => number): Moment {
  if (run % 5 === 0) return { from: 'spawn', afterMs: 300 + random() * 5_700 }
  if (run % 5 === 1) return { from: 'replay', afterMs: random() * 2_000 }
  return { from: 'orders', afterMs: random() * 1_000 }
}

function start(data: string, orders: number, options: readonly string[]): ChildProcess {
  const args = [
    '--conditions=@cartwright/source',
    MAIN,
    '--orders',
    String(orders),
    '--data',
    data,
    ...options,
  ]
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
}

function ending(child: ChildProcess): Promise<Ended> {
  const texts = { stdout: '', stderr: '' }
  child.stdout?.on('data', (chunk: Buffer) => (texts.stdout += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => (texts.stderr += chunk.toString()))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code, signal, ...texts }))
  })
}

/** The orders that a run has reported as placed, or null before its replay begins. */
function reported(stderr: string): number | null {
  const counts = [...stderr.matchAll(/^Replaying orders: (\d+) of /gm)]
  const last = counts.at(-1)?.[1]
  return last === undefined ? null : Number(last)
}

function killAt(child: ChildProcess, { from, afterMs }: Moment): void {
  let armed = false
  let stderr = ''
  const arm = (): void => {
    if (armed) return
    armed = true
    const timer = setTimeout(() => child.kill('SIGKILL'), afterMs)
    child.on('close', () => clearTimeout(timer))
  }
  if (from === 'spawn') arm()
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
    const orders = reported(stderr)
    if (orders !== null && (from === 'replay' || orders > 0)) arm()
  })
}

interface Killed {
  /** How many orders the last run was to place. */
  readonly wanted: number
  /** How many were reported as placed. */
  readonly placed: number
}

/** Runs on a folder until it was killed often enough. */
async function killOften(data: string, seed: number): Promise<Killed> {
  const random = seeded(seed)
  let kills = 0
  let run = 0
  let placed = 0
  while (kills < KILLS_PER_FOLDER && run < MAX_RUNS) {
    const child = start(data, (run + 1) * ORDERS_PER_RUN, [])
    killAt(child, momentOf(run, random))
    const ended = await ending(child)
    if (ended.signal === 'SIGKILL') kills += 1
    else expectSuccess(ended)
    placed = Math.max(placed, reported(ended.stderr) ?? 0)
    run += 1
  }
  expect(kills).toBe(KILLS_PER_FOLDER)
  return { wanted: run * ORDERS_PER_RUN, placed }
}

/** A run that fails says why. */
function expectSuccess({ code, stderr }: Ended): void {
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' })
}

async function expectToFinish(data: string, { wanted: orders, placed }: Killed): Promise<void> {
  const ended = await ending(start(data, orders, ['--json']))
  expectSuccess(ended)
  const report = JSON.parse(ended.stdout) as { readonly resumed: number }
  expect(report).toMatchObject({ orders, recount: { orders, matches: true }, stockDrift: 0 })
  expect(placed).toBeGreaterThan(0)
  // What was reported as placed has outlived the kills.
  expect(report.resumed).toBeGreaterThanOrEqual(placed)
}

describe('a replay that is killed again and again', () => {
  it.concurrent.each([1, 2])(
    `loses nothing and repeats nothing (seed %i, ${KILLS_PER_FOLDER} kills)`,
    { timeout: 10 * 60_000 },
    async (seed) => {
      const data = await mkdtemp(join(tmpdir(), 'cartwright-kill-'))
      try {
        await expectToFinish(data, await killOften(data, seed))
      } finally {
        await rm(data, { recursive: true, force: true })
      }
    },
  )
})
