// Everything that must hold before a change goes in, except the tests. `pnpm check NAME…` runs only the named steps.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { root } from './lib/manifest.ts'
import { runCommand, type Outcome } from './lib/run.ts'

export interface Step {
  readonly name: string
  readonly command: readonly string[]
  /** The step that must have passed before. */
  readonly after?: string
  /** Runs only when this file exists. */
  readonly when?: string
}

const script = (name: string): string[] => ['node', `scripts/${name}.ts`]

/** The long ones first, so that two at a time end together. */
export const steps: readonly Step[] = [
  { name: 'build', command: ['pnpm', '--recursive', '--filter', './packages/*', 'run', 'build'] },
  {
    name: 'types (TypeScript 7)',
    command: ['node', 'node_modules/typescript-7/bin/tsc', '-p', 'tsconfig.json'],
  },
  {
    name: 'types (TypeScript 6)',
    command: ['node', 'node_modules/typescript/bin/tsc', '-p', 'tsconfig.json'],
  },
  { name: 'lint', command: ['oxlint', '--deny-warnings'] },
  { name: 'format', command: ['oxfmt', '--check'] },
  { name: 'results', command: script('check-results') },
  { name: 'examples', command: script('check-examples') },
  { name: 'unused', command: ['knip', '--no-config-hints'] },
  { name: 'unused in production', command: ['knip', '--production', '--strict', '--no-config-hints'] },
  { name: 'docs', command: ['node', 'node_modules/typedoc/bin/typedoc'] },
  { name: 'migrations', command: [...script('generate-migrations'), '--check'] },
  { name: 'changesets', command: script('check-changesets') },
  { name: 'personal data', command: script('check-personal'), when: 'scripts/check-personal.ts' },
  { name: 'packages', command: script('check-packages'), after: 'build' },
  { name: 'sizes', command: script('check-sizes'), after: 'build' },
]

type Run = (command: string, args: readonly string[]) => Promise<Outcome>

/** Runs the steps, two at a time; resolves to the number of those that did not pass. */
export async function runSteps(all: readonly Step[], run: Run, say: (line: string) => void): Promise<number> {
  const waiting = [...all]
  const passed = new Set<string>()
  const ended = new Set<string>()
  let failures = 0
  const next = (): Step | undefined => {
    const isReady = ({ after }: Step): boolean =>
      after === undefined || ended.has(after) || !all.some(({ name }) => name === after)
    const index = waiting.findIndex(isReady)
    return index < 0 ? undefined : waiting.splice(index, 1)[0]
  }
  const take = async ({ name, command: [program = '', ...args], after }: Step): Promise<void> => {
    if (after !== undefined && ended.has(after) && !passed.has(after)) {
      failures++
      say(`✗ ${name}: needs '${after}'`)
    } else {
      const { code, output, milliseconds } = await run(program, args)
      if (code === 0) passed.add(name)
      else failures++
      say(`${code === 0 ? '✓' : '✗'} ${name} ${(milliseconds / 1000).toFixed(1)} s`)
      if (code !== 0) say(output.trimEnd().replaceAll(/^/gm, '    '))
    }
    ended.add(name)
  }
  const running = new Set<Promise<void>>()
  for (;;) {
    const step = running.size < 2 ? next() : undefined
    if (step) {
      const work: Promise<void> = take(step).finally(() => running.delete(work))
      running.add(work)
    } else if (running.size > 0) {
      await Promise.race(running)
    } else {
      return failures
    }
  }
}

if (import.meta.main) {
  const wanted = process.argv.slice(2)
  const unknown = wanted.filter((name) => !steps.some((step) => step.name.startsWith(name)))
  if (unknown.length > 0) {
    console.error(
      `no step is called ${unknown.join(', ')}; there are: ${steps.map(({ name }) => name).join(', ')}`,
    )
    process.exitCode = 2
  } else {
    const chosen = steps.filter(
      ({ name, when }) =>
        (wanted.length === 0 || wanted.some((start) => name.startsWith(start))) &&
        (when === undefined || existsSync(path.join(root, when))),
    )
    const failures = await runSteps(chosen, runCommand, (line) => console.log(line))
    console.log(`${chosen.length - failures} passed, ${failures} failed`)
    process.exitCode = failures > 0 ? 1 : 0
  }
}
