import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { root } from './lib/manifest.ts'
import { scratch } from './lib/scratch.ts'

/** What the linter forbids in a workspace of these files, as `file: import`. */
function forbidden(files: Record<string, string>): string[] {
  const folder = scratch()
  cpSync(path.join(root, 'oxlint.config.ts'), path.join(folder, 'oxlint.config.ts'))
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }')
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'))
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, 'packages/core/src', name)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  const oxlint = path.join(root, 'node_modules/oxlint/bin/oxlint')
  const done = spawnSync(process.execPath, [oxlint, '-f', 'unix', 'packages'], {
    cwd: folder,
    encoding: 'utf8',
  })
  return done.stdout
    .split('\n')
    .flatMap(
      (line) =>
        /^packages\/core\/src\/([^:]+):.*?: '([^']+)' import is restricted/
          .exec(line)
          ?.slice(1, 3)
          .join(': ') ?? [],
    )
    .toSorted()
}

const imports = (...from: string[]): string =>
  `${from.map((name, index) => `import { a${index} } from '${name}'`).join('\n')}\nexport const all = [${from.map((_, index) => `a${index}`).join(', ')}]\n`

test('imports go one way, and infrastructure stays outside', () => {
  const found = forbidden({
    'kernel/result.ts': imports('neverthrow', 'pg'),
    'kernel/money.ts': imports('./result.ts', 'neverthrow', '../tax/index.ts', '../commerce.ts'),
    'tax/index.ts': imports(
      '../kernel/money.ts',
      '../catalog/index.ts',
      '../catalog/rules.ts',
      '../cart/index.ts',
      'node:fs',
    ),
    'cart/index.ts': imports('../tax/index.ts', '../order/index.ts', '@cartwright/adapters-postgres'),
    'order/index.ts': imports('../cart/index.ts', '../cart/cart.rules.ts', '../commerce.ts'),
    'node/index.ts': imports('node:fs', '../order/index.ts', 'express'),
    'import/index.ts': imports('node:stream', 'csv-parse', 'neverthrow'),
    'commerce.ts': imports('./order/index.ts', 'kysely', 'node:fs'),
    'cart/cart.test.ts': imports('node:fs', '../catalog/rules.ts'),
  })
  expect(found).toEqual([
    'cart/index.ts: ../order/index.ts',
    'cart/index.ts: @cartwright/adapters-postgres',
    'commerce.ts: kysely',
    'commerce.ts: node:fs',
    'import/index.ts: neverthrow',
    'kernel/money.ts: ../commerce.ts',
    'kernel/money.ts: ../tax/index.ts',
    'kernel/money.ts: neverthrow',
    'kernel/result.ts: pg',
    'node/index.ts: express',
    'order/index.ts: ../cart/cart.rules.ts',
    'order/index.ts: ../commerce.ts',
    'tax/index.ts: ../cart/index.ts',
    'tax/index.ts: ../catalog/rules.ts',
    'tax/index.ts: node:fs',
  ])
})
