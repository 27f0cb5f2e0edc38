import { defineConfig } from 'oxlint'

interface Restriction {
  group: string[]
  message: string
}

const neverthrow: Restriction = {
  group: ['neverthrow'],
  message: 'Only kernel/result.ts imports neverthrow; take Result and its friends from there.',
}
const infrastructure: Restriction = {
  group: ['pg', 'pg/*', 'kysely', 'kysely/*', 'express', '@electric-sql/*', '@cartwright/*'],
  message: 'Core imports no adapter, database, framework or vendor SDK.',
}
const node: Restriction = {
  group: ['node:*'],
  message: 'Core does no I/O; Node.js belongs into src/node or src/import.',
}
/** Other domains through their index.ts alone, and never those that build on this one: in a list the later wins. */
const direction = (...above: string[]): Restriction => ({
  group: [
    '../*/*',
    '!../*/index.ts',
    '!../kernel/*',
    '../commerce.ts',
    ...above.flatMap((name) => `../${name}/*`),
  ],
  message:
    "Imports go kernel ← leaf domains ← cart ← checkout, order ← commerce.ts, through each other's index.ts.",
})
const nothingAbove: Restriction = { group: ['../*/**', '../*.ts'], message: 'The kernel imports no domain.' }

/** For one file the last matching entry counts, so each lists all that it forbids. */
const restrict = (files: string[], ...patterns: Restriction[]) => ({
  files,
  rules: { 'no-restricted-imports': ['error', { patterns }] as ['error', { patterns: Restriction[] }] },
})

const core = 'packages/core/src'
const everywhere = [neverthrow, infrastructure]

export default defineConfig({
  plugins: ['typescript', 'import', 'unicorn', 'oxc', 'promise', 'vitest'],
  options: { typeAware: true },
  categories: { correctness: 'error', suspicious: 'error' },
  rules: {
    'typescript/no-floating-promises': ['error', { checkThenables: true }],
    'typescript/no-misused-promises': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/switch-exhaustiveness-check': 'error',
    'typescript/consistent-type-imports': 'error',
    'import/no-cycle': 'error',
    'no-console': 'error',
    // Branding, JSON and rows need assertions; reviewed, not banned.
    'typescript/no-unsafe-type-assertion': 'off',
    // The compiler knows which switch is exhaustive; a function without a result may end early.
    'typescript/consistent-return': 'off',
    // Factories answer plain objects whose functions never use `this`.
    'typescript/unbound-method': 'off',
    'no-shadow': 'off',
    // neverthrow's own names, in tests.
    'no-underscore-dangle': 'off',
    'import/no-unassigned-import': 'off',
    // For packages in CommonJS, such as pg, the default export is the one that works everywhere.
    'import/no-named-as-default-member': 'off',
    'unicorn/consistent-function-scoping': 'off',
    // Kits and tables of cases assert in helpers.
    'vitest/expect-expect': 'off',
    'vitest/no-conditional-expect': 'off',
  },
  overrides: [
    {
      files: ['examples/**', 'scripts/**', '**/cli.ts', '**/*.test.ts', 'packages/core/src/kernel/logger.ts'],
      rules: { 'no-console': 'off' },
    },
    restrict(['packages/**'], neverthrow),
    restrict([`${core}/*.ts`], ...everywhere, node),
    restrict([`${core}/*/**`], ...everywhere, node, direction('cart', 'checkout', 'order')),
    restrict([`${core}/cart/**`], ...everywhere, node, direction('checkout', 'order')),
    restrict([`${core}/{checkout,order}/**`], ...everywhere, node, direction()),
    restrict([`${core}/kernel/**`], ...everywhere, node, nothingAbove),
    restrict([`${core}/kernel/result.ts`], infrastructure, node, nothingAbove),
    restrict([`${core}/{node,import}/**`], ...everywhere),
    restrict([`${core}/**/*.test.ts`, `${core}/**/*.test-d.ts`], neverthrow),
  ],
  ignorePatterns: ['**/node_modules', '**/dist', 'docs/api', '**/data'],
})
