import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { judge } from './check-packages.ts'
import { scratch } from './lib/scratch.ts'

function fixture(files: Record<string, string>): string {
  const folder = scratch()
  const manifest = {
    name: 'fixture',
    version: '1.0.0',
    license: 'MIT',
    type: 'module',
    files: ['dist'],
    exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
  }
  mkdirSync(path.join(folder, 'dist'))
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest))
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text)
  return folder
}

test('a sound package passes; one without its types does not', async () => {
  const code = 'export const answer = 42\n'
  const types = 'export declare const answer = 42\n'
  expect(await judge(fixture({ 'dist/index.js': code, 'dist/index.d.ts': types }))).toBe('')
  expect(await judge(fixture({ 'dist/index.js': code }))).toMatch(/index\.d\.ts/)
}, 60_000)
