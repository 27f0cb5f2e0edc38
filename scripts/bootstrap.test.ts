import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { fingerprint, isInstalled, withLock, withPath } from './bootstrap.mjs'
import { commandOf, tasks } from './tasks.mjs'
import { scratch } from './lib/scratch.ts'

test('one leading -- is dropped, later ones are kept', () => {
  const task = [...(tasks.start ?? [])]
  expect(commandOf('start', ['--', '--json', '--', 'x'])).toEqual([...task, '--json', '--', 'x'])
  expect(commandOf('start', ['--json', '--'])).toEqual([...task, '--json', '--'])
  expect(commandOf('start', [])).toEqual(task)
})

test('an unknown task names the known ones', () => {
  expect(() => commandOf('toString', [])).toThrow(/unknown task 'toString'; there are start, shop, test/)
})

// Without `exec` a signal to npm would end the shell between, and leave the task running.
test('every script of the root manifest is a task of the same name', async () => {
  const { default: manifest } = await import('../package.json', { with: { type: 'json' } })
  const expected = Object.fromEntries(
    Object.keys(tasks).map((name) => [name, `exec node scripts/bootstrap.mjs ${name}`]),
  )
  expect(manifest.scripts).toEqual(expected)
})

test('an installation counts until a file that names dependencies changes', () => {
  const folder = scratch()
  for (const name of ['package.json', 'pnpm-workspace.yaml', 'pnpm-lock.yaml']) {
    writeFileSync(path.join(folder, name), name)
  }
  expect(isInstalled(folder)).toBe(false)
  mkdirSync(path.join(folder, 'node_modules'))
  writeFileSync(path.join(folder, 'node_modules', '.cartwright-installed'), fingerprint(folder))
  expect(isInstalled(folder)).toBe(true)
  writeFileSync(path.join(folder, 'pnpm-lock.yaml'), 'changed')
  expect(isInstalled(folder)).toBe(false)
})

test('the lock admits one at a time', async () => {
  const lock = path.join(scratch(), 'deep', 'lock')
  let inside = 0
  let most = 0
  const visit = () =>
    withLock(lock, async () => {
      most = Math.max(most, ++inside)
      await new Promise((resolve) => setTimeout(resolve, 20))
      inside--
    })
  await Promise.all([visit(), visit(), visit()])
  expect(most).toBe(1)
})

test('the lock of a dead process is taken over, and a failure frees it', async () => {
  const lock = path.join(scratch(), 'lock')
  mkdirSync(lock)
  const dead = spawnSync(process.execPath, ['--eval', ''])
  writeFileSync(path.join(lock, 'pid'), String(dead.pid))
  await expect(withLock(lock, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await withLock(lock, () => 'free')).toBe('free')
})

test('folders are put before PATH', () => {
  expect(withPath({ PATH: 'c', X: '1' }, ['a', '', 'b'])).toEqual({
    PATH: ['a', 'b', 'c'].join(path.delimiter),
    X: '1',
  })
})

const bootstrap = path.join(import.meta.dirname, 'bootstrap.mjs')
const runner = (body: string) => `
  const { run } = await import(${JSON.stringify(bootstrap)})
  process.exitCode = await run([process.execPath, '--eval', ${JSON.stringify(body)}], process.env)`

test('exit code and standard output are those of the command', () => {
  const script = runner('console.log(JSON.stringify({ a: 1 })); process.exit(7)')
  const done = spawnSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' })
  expect([done.status, done.stdout, done.stderr]).toEqual([7, '{"a":1}\n', ''])
})

test.each(['SIGINT', 'SIGTERM'] as const)('%s reaches the command', async (signal) => {
  const body = `process.on('${signal}', () => process.exit(5)); setInterval(() => {}, 1000); console.log('up')`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', runner(body)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  child.stdout.once('data', () => child.kill(signal))
  expect(await new Promise((resolve) => child.on('exit', resolve))).toBe(5)
})

test('an unknown task fails with one line', () => {
  const done = spawnSync(process.execPath, [bootstrap, 'nonsense'], { encoding: 'utf8' })
  expect(done.status).toBe(1)
  expect(done.stderr).toMatch(/^cartwright: unknown task 'nonsense'.*\n$/)
})
