import { defineConfig } from 'vitest/config'
import { base, exclude, heavy, testBase } from './vitest.base.ts'

export default defineConfig({
  ...base,
  test: {
    ...testBase,
    include: ['packages/**/*.test.ts', 'examples/**/*.test.ts', 'scripts/**/*.test.{ts,mjs}'],
    exclude: [...exclude, ...heavy],
  },
})
