// Holds the weight of @cartwright/core under its ceilings. Needs a build. Raise a ceiling only with a reason.
import { existsSync, readFileSync, readdirSync, realpathSync, statSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { root, type Manifest } from './lib/manifest.ts'
import { runCommand } from './lib/run.ts'

const ceilings = {
  /** dist and all dependencies as they lie on the disk; zod, the peer, is the user's own. */
  installBytes: 5_000_000,
  /** The root entry with neverthrow, minified and compressed; zod apart. */
  rootGzipBytes: 120_000,
  /** Importing the root entry with zod, beyond the start of Node.js itself. */
  importMilliseconds: 400,
}

/** The bytes of the files in a folder, without its node_modules. */
export function bytesOf(folder: string): number {
  let sum = 0
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const name = path.join(folder, entry.name)
    if (entry.isDirectory()) sum += entry.name === 'node_modules' ? 0 : bytesOf(name)
    else if (entry.isFile()) sum += statSync(name).size
  }
  return sum
}

/** The real folders of a package's dependencies and theirs. */
export function dependencyFolders(folder: string, seen = new Set<string>()): Set<string> {
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as Manifest
  for (const name of Object.keys(manifest.dependencies ?? {})) {
    const found = ancestors(folder)
      .map((at) => path.join(at, 'node_modules', name))
      .find((candidate) => existsSync(candidate))
    if (!found) throw new Error(`${manifest.name} needs ${name}, which is not installed`)
    const real = realpathSync(found)
    if (!seen.has(real)) dependencyFolders(real, seen.add(real))
  }
  return seen
}

function ancestors(folder: string): string[] {
  const parent = path.dirname(folder)
  return parent === folder ? [folder] : [folder, ...ancestors(parent)]
}

/** The compressed size of an entry, bundled without the named packages. */
export async function gzipBytes(entry: string, external: string[]): Promise<number> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'node',
    external,
    logLevel: 'silent',
  })
  return gzipSync(outputFiles[0]?.contents ?? '').length
}

/** The best of five starts: the noise of a busy machine only adds. */
async function startMilliseconds(code: string, cwd: string): Promise<number> {
  const times: number[] = []
  for (let run = 0; run < 5; run++) {
    const {
      code: status,
      output,
      milliseconds,
    } = await runCommand(process.execPath, ['--input-type=module', '--eval', code], cwd)
    if (status !== 0) throw new Error(output)
    times.push(milliseconds)
  }
  return Math.min(...times)
}

if (import.meta.main) {
  const core = path.join(root, 'packages/core')
  const folders = [path.join(core, 'dist'), ...dependencyFolders(core)]
  const measured = {
    installBytes: folders.reduce((sum, folder) => sum + bytesOf(folder), 0),
    rootGzipBytes: await gzipBytes(path.join(core, 'dist/index.js'), ['zod']),
    importMilliseconds: Math.round(
      (await startMilliseconds("await import('./dist/index.js')", core)) -
        (await startMilliseconds('', core)),
    ),
  }
  for (const [name, ceiling] of Object.entries(ceilings)) {
    const value = measured[name as keyof typeof measured]
    console.log(`${name}: ${value} of ${ceiling}`)
    if (value > ceiling) process.exitCode = 1
  }
}
