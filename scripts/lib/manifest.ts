import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

export interface Manifest {
  readonly name: string
  readonly version: string
  readonly private?: boolean
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>
  readonly bin?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
}

export interface Package {
  readonly folder: string
  readonly manifest: Manifest
}

export const root = path.dirname(path.dirname(import.meta.dirname))

/** The published packages, by folder name. */
export function packages(base = root): Package[] {
  return readdirSync(path.join(base, 'packages'))
    .map((name) => path.join(base, 'packages', name))
    .filter((folder) => existsSync(path.join(folder, 'package.json')))
    .map((folder) => ({
      folder,
      manifest: JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')),
    }))
}

/** The source file of every export, by its subpath: `./cart` → `src/cart/index.ts`. */
export function exportedSources(manifest: Manifest): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [subpath, target] of Object.entries(manifest.exports ?? {})) {
    const source = typeof target === 'string' ? undefined : target['@cartwright/source']
    if (source) found[subpath] = source.replace(/^\.\//, '')
  }
  return found
}

/** What a build makes: the name of each file in dist (without `.js`) and its source. A bin `dist/x.js` is `src/x.ts`. */
export function entries(manifest: Manifest): Record<string, string> {
  const bins = Object.values(manifest.bin ?? {}).map((file) =>
    file.replace(/^(\.\/)?dist\/(.*)\.js$/, 'src/$2.ts'),
  )
  const sources = [...Object.values(exportedSources(manifest)), ...bins]
  return Object.fromEntries(sources.map((source) => [source.replace(/^src\/|\.ts$/g, ''), source]))
}
