import { existsSync, readFileSync } from 'node:fs'
import { defineConfig, type Options } from 'tsup'

interface Manifest {
  exports?: Record<string, string | Record<string, string>>
  bin?: Record<string, string>
}

/**
 * The sources of a package's public files, by the name they get in dist: every export with a `@cartwright/source`
 * condition, and `src/x.ts` for every bin `dist/x.js`.
 */
export function entries(manifest: Manifest): Record<string, string> {
  const found: Record<string, string> = {}
  for (const target of Object.values(manifest.exports ?? {})) {
    const source = typeof target === 'string' ? undefined : target['@cartwright/source']
    if (source) found[source.replace(/^\.\/src\/|\.ts$/g, '')] = source.replace(/^\.\//, '')
  }
  for (const target of Object.values(manifest.bin ?? {})) {
    const name = target.replace(/^(\.\/)?dist\/|\.js$/g, '')
    found[name] = `src/${name}.ts`
  }
  return found
}

/** One build for all packages; tsup runs with the package's folder as working directory. */
export default defineConfig((): Options => {
  const entry = entries(JSON.parse(readFileSync('package.json', 'utf8')) as Manifest)
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
  }
})
