import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { bytesOf, dependencyFolders, gzipBytes } from './check-sizes.ts'
import { scratch } from './lib/scratch.ts'

function packageAt(folder: string, dependencies: string[], bytes = 0): void {
  mkdirSync(folder, { recursive: true })
  const manifest = {
    name: path.basename(folder),
    dependencies: Object.fromEntries(dependencies.map((n) => [n, '1'])),
  }
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest))
  writeFileSync(path.join(folder, 'index.js'), 'x'.repeat(bytes))
}

test('dependencies are found once each, wherever they lie', () => {
  const top = scratch()
  packageAt(top, ['a', 'b'])
  packageAt(path.join(top, 'node_modules/a'), ['b', 'c'])
  packageAt(path.join(top, 'node_modules/a/node_modules/c'), ['a'])
  packageAt(path.join(top, 'node_modules/b'), [])
  const found = [...dependencyFolders(top)].map((folder) => path.basename(folder)).toSorted()
  expect(found).toEqual(['a', 'b', 'c'])
  packageAt(path.join(top, 'node_modules/b'), ['missing'])
  expect(() => dependencyFolders(top)).toThrow('b needs missing')
})

test('a folder weighs what its files do, without its node_modules', () => {
  const folder = scratch()
  mkdirSync(path.join(folder, 'deep'))
  writeFileSync(path.join(folder, 'deep/a'), 'x'.repeat(10))
  mkdirSync(path.join(folder, 'node_modules'))
  writeFileSync(path.join(folder, 'node_modules/b'), 'x'.repeat(1000))
  expect(bytesOf(folder)).toBe(10)
})

test('a bundle holds what it imports, except the named packages', async () => {
  const folder = scratch()
  const noise = Array.from({ length: 500 }, (_, index) => Math.sin(index)).join(',')
  writeFileSync(path.join(folder, 'big.js'), `export const big = [${noise}]`)
  writeFileSync(
    path.join(folder, 'a.js'),
    "import { z } from 'zod'\nimport { big } from './big.js'\nconsole.log(z, big)",
  )
  writeFileSync(path.join(folder, 'b.js'), "import { z } from 'zod'\nconsole.log(z)")
  expect(await gzipBytes(path.join(folder, 'a.js'), ['zod'])).toBeGreaterThan(3000)
  expect(await gzipBytes(path.join(folder, 'b.js'), ['zod'])).toBeLessThan(200)
})
