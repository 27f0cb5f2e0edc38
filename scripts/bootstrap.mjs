// Runs a task of tasks.mjs from a bare checkout: needs only Node.js 20.19 and npm. Fetches pnpm and installs what the
// lockfile names when that has not happened yet, then runs the task with the workspace's own Node.js.
// Says nothing on standard output, which belongs to the task.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { commandOf } from './tasks.mjs'

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const pnpmMajor = 12

/** @param {string} text */
const say = (text) => process.stderr.write(`${text}\n`)

/** @param {number} milliseconds */
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/**
 * Is the process that holds the lock gone?
 * @param {string} directory
 */
function isStale(directory) {
  try {
    const pid = Number(readFileSync(path.join(directory, 'pid'), 'utf8'))
    try {
      process.kill(pid, 0)
      return false
    } catch (error) {
      return /** @type {NodeJS.ErrnoException} */ (error).code === 'ESRCH'
    }
  } catch {
    // Between mkdir and the writing of the pid, or a crash right there.
    const age = Date.now() - (statSync(directory, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())
    return age > 10_000
  }
}

/**
 * Runs `work` while no other process does, in any checkout that shares the lock directory.
 * @template T
 * @param {string} directory
 * @param {() => T | Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(directory, work) {
  mkdirSync(path.dirname(directory), { recursive: true })
  for (;;) {
    try {
      mkdirSync(directory)
      break
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error
      if (isStale(directory)) rmSync(directory, { recursive: true, force: true })
      else await sleep(100)
    }
  }
  try {
    writeFileSync(path.join(directory, 'pid'), String(process.pid))
    return await work()
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

/**
 * What an installation depends on, as one line.
 * @param {string} folder
 */
export function fingerprint(folder) {
  const hash = createHash('sha256')
  for (const name of ['package.json', 'pnpm-workspace.yaml', 'pnpm-lock.yaml']) {
    hash.update(readFileSync(path.join(folder, name))).update('\0')
  }
  return hash.digest('hex')
}

/**
 * @param {string} folder
 * @returns {boolean}
 */
export function isInstalled(folder) {
  const stamp = path.join(folder, 'node_modules', '.cartwright-installed')
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint(folder)
}

/**
 * Runs quietly; throws with the output when it fails.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
function runQuietly(command, args, env) {
  const done = spawnSync(command, args, { cwd: root, env, encoding: 'utf8', maxBuffer: 1 << 26 })
  if (done.error) throw new Error(`${command}: ${done.error.message}`)
  if (done.status === 0) return done.stdout
  throw new Error(
    `${command} ${args.join(' ')} failed (${done.status ?? done.signal})\n${done.stdout}${done.stderr}`,
  )
}

/**
 * The folder of a pnpm that is new enough, or '' when the one on PATH is.
 * @param {NodeJS.ProcessEnv} env
 * @param {boolean} fetch
 */
function findPnpm(env, fetch) {
  /** @param {string} command */
  const fits = (command) => {
    const done = spawnSync(command, ['--version'], { cwd: root, env, encoding: 'utf8' })
    return done.status === 0 && Number(done.stdout.trim().split('.')[0]) >= pnpmMajor
  }
  if (fits('pnpm')) return ''
  const folder = path.join(root, '.tools', 'pnpm')
  const bin = path.join(folder, 'node_modules', '.bin')
  if (!fits(path.join(bin, 'pnpm'))) {
    if (!fetch) return undefined
    mkdirSync(folder, { recursive: true })
    const args = [
      'install',
      '--prefix',
      folder,
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      `pnpm@${pnpmMajor}`,
    ]
    runQuietly('npm', args, env)
  }
  return bin
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {readonly string[]} folders
 * @returns {NodeJS.ProcessEnv}
 */
export function withPath(env, folders) {
  return { ...env, PATH: [...folders.filter(Boolean), env.PATH].join(path.delimiter) }
}

/** Installs when needed and returns the environment of tasks. */
async function prepare() {
  const own = ['node_modules/node/bin', 'node_modules/.bin'].map((name) => path.join(root, name))
  const env = { ...process.env }
  // npm's settings are for npm alone: its log level would silence what the tasks call.
  delete env.npm_config_loglevel
  let pnpm = findPnpm(env, false)
  if (pnpm === undefined || !isInstalled(root)) {
    await withLock(path.join(root, '.tools', 'lock'), () => {
      pnpm = findPnpm(env, false)
      if (pnpm !== undefined && isInstalled(root)) return
      say('cartwright: installing dependencies …')
      pnpm = findPnpm(env, true)
      runQuietly('pnpm', ['install', '--frozen-lockfile'], withPath({ ...env, CI: 'true' }, [pnpm ?? '']))
      writeFileSync(path.join(root, 'node_modules', '.cartwright-installed'), fingerprint(root))
    })
  }
  return withPath(env, [...own, pnpm ?? ''])
}

/**
 * Runs the command in the foreground; resolves to its exit code.
 * @param {readonly string[]} command
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>}
 */
export function run([command = '', ...args], env) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env, stdio: 'inherit' })
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
      process.on(signal, () => {
        // A terminal sends SIGINT to the child as well.
        if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
      })
    }
    child.on('error', reject)
    child.on('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)))
  })
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    const [name = '', ...args] = process.argv.slice(2)
    const command = commandOf(name, args)
    process.exitCode = await run(command, await prepare())
  } catch (error) {
    say(`cartwright: ${error instanceof Error ? error.message : String(error)}`)
    process.exitCode = 1
  }
}
