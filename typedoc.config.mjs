import { existsSync } from 'node:fs'
import path from 'node:path'
import { exportedSources, packages } from './scripts/lib/manifest.ts'

/** Every public entry of every package. @type {Partial<import('typedoc').TypeDocOptions>} */
export default {
  name: 'Cartwright',
  entryPoints: packages()
    .flatMap(({ folder, manifest }) =>
      Object.values(exportedSources(manifest)).map((file) => path.join(folder, file)),
    )
    .filter((file) => existsSync(file)),
  tsconfig: 'tsconfig.json',
  out: 'docs/api',
  readme: existsSync('README.md') ? 'README.md' : 'none',
  exclude: ['**/*.test.ts', '**/*.test-d.ts'],
  excludeInternal: true,
  excludePrivate: true,
  treatWarningsAsErrors: true,
  // Type errors are the compiler's to report.
  skipErrorChecking: true,
  validation: { invalidLink: true, notExported: false },
  disableSources: true,
  hideGenerator: true,
  logLevel: 'Warn',
}
