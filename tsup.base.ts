import { existsSync, readFileSync } from 'node:fs'
import { defineConfig, type Options } from 'tsup'
import { entries } from './scripts/lib/manifest.ts'

/** One build for all packages; tsup runs with the package's folder as working directory. */
export default defineConfig((): Options => {
  const entry = entries(JSON.parse(readFileSync('package.json', 'utf8')))
  const missing = Object.values(entry).filter((file) => !existsSync(file))
  if (missing.length > 0) throw new Error(`package.json names files that do not exist: ${missing.join(', ')}`)
  return {
    entry,
    format: 'esm',
    target: 'node22',
    platform: 'node',
    dts: true,
    splitting: true,
    sourcemap: false,
    minify: false,
    clean: true,
    silent: true,
  }
})
