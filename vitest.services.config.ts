import { defineConfig } from 'vitest/config'
import { base, exclude, heavy, testBase } from './vitest.base.ts'

/** What the default run leaves out: needs CARTWRIGHT_POSTGRES_URLS (comma-separated), and patience. */
export default defineConfig({
  ...base,
  test: {
    ...testBase,
    include: heavy,
    exclude,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
