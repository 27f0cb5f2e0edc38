/**
 * What `npm run NAME` and `pnpm NAME` do. `node` is the workspace's own Node.js; other first words are looked up in
 * node_modules/.bin, which is first on PATH.
 * @type {Record<string, readonly string[]>}
 */
export const tasks = {
  start: ['node', '--conditions=@cartwright/source', 'examples/quickstart/main.ts'],
  shop: ['node', '--conditions=@cartwright/source', 'examples/quickstart/shop.ts'],
  test: ['node', 'node_modules/vitest/vitest.mjs', 'run'],
  'test:services': ['node', 'node_modules/vitest/vitest.mjs', 'run', '--config', 'vitest.services.config.ts'],
  check: ['node', 'scripts/check.ts'],
  build: ['pnpm', '--recursive', '--filter', './packages/*', 'run', 'build'],
  docs: ['node', 'node_modules/typedoc/bin/typedoc'],
  format: ['oxfmt'],
  typecheck: ['node', 'node_modules/typescript-7/bin/tsc', '--project', 'tsconfig.json'],
}

/**
 * The command line of a task. npm drops the `--` between its own arguments and the script's, pnpm hands it on.
 * @param {string} name
 * @param {readonly string[]} args
 * @returns {string[]}
 */
export function commandOf(name, args) {
  const task = Object.hasOwn(tasks, name) ? tasks[name] : undefined
  if (!task) throw new Error(`unknown task '${name}'; there are ${Object.keys(tasks).join(', ')}`)
  return [...task, ...(args[0] === '--' ? args.slice(1) : args)]
}
