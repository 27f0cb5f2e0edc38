import { spawn } from 'node:child_process'
import { root } from './manifest.ts'

export interface Outcome {
  readonly code: number
  /** Standard output and error, as they came. */
  readonly output: string
  readonly milliseconds: number
}

/** Runs a program with the workspace as its folder, and keeps what it says. */
export function runCommand(command: string, args: readonly string[], cwd = root): Promise<Outcome> {
  const start = performance.now()
  const { promise, resolve } = Promise.withResolvers<Outcome>()
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  const finish = (code: number): void => resolve({ code, output, milliseconds: performance.now() - start })
  child.stdout.on('data', (chunk) => (output += String(chunk)))
  child.stderr.on('data', (chunk) => (output += String(chunk)))
  child.on('error', (error) => {
    output += `${command}: ${error.message}\n`
    finish(127)
  })
  child.on('close', (code) => finish(code ?? 1))
  return promise
}
