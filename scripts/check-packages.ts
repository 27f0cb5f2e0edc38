// Looks at what would be published: packs every package and lets publint and attw judge the tarball. Needs a build.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { packages } from './lib/manifest.ts'
import { runCommand } from './lib/run.ts'

/** The complaints about one package, '' for none. */
export async function judge(folder: string): Promise<string> {
  const scratch = mkdtempSync(path.join(tmpdir(), 'packed-'))
  try {
    const packed = await runCommand('pnpm', ['pack', '--pack-destination', scratch], folder)
    const name = readdirSync(scratch).find((file) => file.endsWith('.tgz'))
    if (packed.code !== 0 || !name) return packed.output
    const tarball = path.join(scratch, name)
    const judges = await Promise.all([
      runCommand('publint', ['run', tarball, '--strict'], folder),
      runCommand('attw', [tarball, '--profile', 'esm-only', '--format', 'ascii', '--no-emoji'], folder),
    ])
    return judges.map(({ code, output }) => (code === 0 ? '' : output)).join('')
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

if (import.meta.main) {
  for (const { folder, manifest } of packages()) {
    if (manifest.private) continue
    const complaints = await judge(folder)
    if (complaints === '') continue
    console.error(`${manifest.name}\n${complaints}`)
    process.exitCode = 1
  }
}
