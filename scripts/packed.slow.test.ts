import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const MAX_PACKAGES = 60
const TSCONFIG = {
  compilerOptions: {
    strict: true,
    skipLibCheck: false,
    noEmit: true,
    target: 'es2023',
    lib: ['es2024', 'esnext.disposable', 'dom'],
    module: 'nodenext',
    types: ['node'],
  },
  files: ['shop.ts'],
}

/** What a user gets: the packed packages in an empty folder, without workspace, conditions or build step. */
describe('the packed packages', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cartwright-packed-'))
  // npm of the machine; the workspace's own Node.js brings none.
  const npm = (...args: string[]) => execFileSync('npm', args, { cwd: folder, stdio: 'pipe' })

  beforeAll(() => {
    const pnpm = (cwd: string, ...args: string[]) => execFileSync('pnpm', args, { cwd, stdio: 'pipe' })
    pnpm(root, '--recursive', '--filter', './packages/*', 'run', 'build')
    for (const name of ['core', 'adapters-postgres']) {
      pnpm(join(root, 'packages', name), 'pack', '--pack-destination', folder)
    }
    writeFileSync(
      join(folder, 'package.json'),
      JSON.stringify({ name: 'scratch', private: true, type: 'module' }),
    )
    const tarballs = readdirSync(folder).filter((name) => name.endsWith('.tgz'))
    npm('install', '--no-audit', '--no-fund', ...tarballs.map((name) => `./${name}`), 'zod@4')
    copyFileSync(join(root, 'examples/quickstart/shop.ts'), join(folder, 'shop.ts'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('run the first example with its types stripped', () => {
    const stdout = execFileSync(process.execPath, ['shop.ts'], { cwd: folder, encoding: 'utf8' })
    expect(stdout.trim().split('\n').at(-1)).toBe('total £25.00')
  })

  it(`install at most ${MAX_PACKAGES} packages`, () => {
    const listed = npm('ls', '--all', '--parseable').toString().trim().split('\n')
    expect(listed.length - 1).toBeLessThanOrEqual(MAX_PACKAGES)
  })

  it('type-check in a strict program that checks libraries too', () => {
    npm('install', '--no-audit', '--no-fund', '--save-dev', 'typescript@6.0.3', '@types/node@24')
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(TSCONFIG))
    const tsc = join(folder, 'node_modules/typescript/bin/tsc')
    execFileSync(process.execPath, [tsc, '--project', 'tsconfig.json'], { cwd: folder, stdio: 'pipe' })
  })
})
