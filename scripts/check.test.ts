import { expect, test } from 'vitest'
import { runSteps, steps, type Step } from './check.ts'
import type { Outcome } from './lib/run.ts'

const outcome = (code: number, output = ''): Outcome => ({ code, output, milliseconds: 1234 })

async function report(
  all: readonly Step[],
  codes: Record<string, number>,
): Promise<{ lines: string[]; failures: number }> {
  const lines: string[] = []
  const run = (name: string): Promise<Outcome> =>
    Promise.resolve(outcome(codes[name] ?? 0, `says ${name}\nmore\n`))
  const failures = await runSteps(all, run, (line) => lines.push(line))
  return { lines, failures }
}

test('one line for a step that passes, the output of one that does not', async () => {
  const all = [
    { name: 'good', command: ['a'] },
    { name: 'bad', command: ['b'] },
  ]
  expect(await report(all, { b: 2 })).toEqual({
    lines: ['✓ good 1.2 s', '✗ bad 1.2 s', '    says b\n    more'],
    failures: 1,
  })
})

test('a step waits for the one it needs, and fails with it', async () => {
  const all = [
    { name: 'packages', command: ['p'], after: 'build' },
    { name: 'build', command: ['b'] },
    { name: 'lint', command: ['l'] },
  ]
  const { lines, failures } = await report(all, { b: 1 })
  expect(lines).toContain("✗ packages: needs 'build'")
  expect(failures).toBe(2)
  expect((await report(all, {})).lines.at(-1)).toBe('✓ packages 1.2 s')
})

test('a step whose requirement was not asked for runs', async () => {
  expect(await report([{ name: 'sizes', command: ['s'], after: 'build' }], {})).toMatchObject({ failures: 0 })
})

test('never more than two at once', async () => {
  let inside = 0
  let most = 0
  const run = async (): Promise<Outcome> => {
    most = Math.max(most, ++inside)
    await new Promise((resolve) => setTimeout(resolve, 5))
    inside--
    return outcome(0)
  }
  await runSteps(steps, run, () => {})
  expect(most).toBe(2)
})
