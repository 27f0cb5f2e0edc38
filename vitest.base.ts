import { configDefaults } from 'vitest/config'
import type { ViteUserConfig } from 'vitest/config'

const conditions = ['@cartwright/source']

/** Tests that need real servers, or minutes. */
export const heavy = ['**/*.services.test.ts', '**/*.slow.test.ts']
export const exclude = [...configDefaults.exclude, '**/.tools/**']

export const base = {
  // Packages are tested from their sources, without a build.
  resolve: { conditions: [...conditions, 'module', 'node', 'development|production'] },
  ssr: { resolve: { conditions: [...conditions, 'module', 'node', 'development|production'] } },
} satisfies ViteUserConfig

export const testBase = {
  pool: 'forks',
  maxWorkers: 2,
  // Files of one worker share their modules, so that an embedded database is migrated once per process.
  isolate: false,
  // A busy machine is no failure.
  testTimeout: 120_000,
  hookTimeout: 120_000,
} satisfies ViteUserConfig['test']
