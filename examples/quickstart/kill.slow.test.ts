import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const KILLS = 20
const ORDERS = 900
const MAIN = fileURLToPath(new URL('main.ts', import.meta.url))

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the replay on a folder; kills it after so many milliseconds, if any. */
function replay(data: string, killAfterMs: number | null): Promise<Ended> {
  const args = ['--conditions=@cartwright/source', MAIN, '--orders', String(ORDERS), '--data', data, '--json']
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const out: string[] = []
  const errors: string[] = []
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString()))
  const timer = killAfterMs === null ? null : setTimeout(() => child.kill('SIGKILL'), killAfterMs)
  return new Promise((resolve) => {
    child.on('close', (code) => {
      if (timer !== null) clearTimeout(timer)
      resolve({ code, stdout: out.join(''), stderr: errors.join('') })
    })
  })
}

/** Moments spread over the start, the set-up and the replay, the same in every run. */
function killMoment(index: number): number {
  return 1_200 + ((index * 1_741) % 4_700)
}

it(
  `${KILLS} kills in the middle of a replay lose nothing and repeat nothing`,
  async () => {
    const data = await mkdtemp(join(tmpdir(), 'cartwright-kill-'))
    try {
      let killed = 0
      for (let index = 0; index < KILLS; index += 1) {
        const { code, stdout, stderr } = await replay(data, killMoment(index))
        if (code === null) killed += 1
        // A run that ended by itself must have balanced; one that failed says why.
        else expect(stdout, stderr).toContain('"matches":true')
      }
      expect(killed).toBe(KILLS)
      const { code, stdout, stderr } = await replay(data, null)
      expect(code, stderr).toBe(0)
      const report = JSON.parse(stdout) as Record<string, unknown>
      expect(report['resumed']).toBeGreaterThan(0)
      expect(report).toMatchObject({
        orders: ORDERS,
        recount: { orders: ORDERS, matches: true },
        stockDrift: 0,
      })
    } finally {
      await rm(data, { recursive: true, force: true })
    }
  },
  10 * 60_000,
)
