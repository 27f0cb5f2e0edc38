import { err, ok } from '@cartwright/core'
import { expect, test } from 'vitest'
import { parseCommand, USAGE } from './cli-arguments.ts'

const database = 'postgres://localhost/shops'

test('migrate, with its options before or after', () => {
  const command = ok({ name: 'migrate', database, shop: 'acme', schema: '"acme"' })
  expect(parseCommand(['migrate', '--database', database, '--shop', 'acme'])).toEqual(command)
  expect(parseCommand(['--shop=acme', `--database=${database}`, 'migrate'])).toEqual(command)
})

test('help wins', () => {
  expect(parseCommand(['--help'])).toEqual(ok({ name: 'help' }))
  expect(parseCommand(['migrate', '--help'])).toEqual(ok({ name: 'help' }))
})

test.each([[], ['undo'], ['migrate', 'acme']].map((argv) => [argv]))(
  'another command: %j',
  (argv: readonly string[]) => {
    expect(parseCommand(argv)).toEqual(err(`the command is 'migrate'\n\n${USAGE}`))
  },
)

test.each(
  [
    ['migrate'],
    ['migrate', '--shop', 'acme'],
    ['migrate', '--database', database],
    ['migrate', '--database=', '--shop=acme'],
  ].map((argv) => [argv]),
)('an option is missing: %j', (argv: readonly string[]) => {
  expect(parseCommand(argv)).toEqual(err(`--database and --shop are needed\n\n${USAGE}`))
})

test('options and names that are none', () => {
  const message = (argv: readonly string[]): string => parseCommand(argv)._unsafeUnwrapErr()
  expect(message(['migrate', '--bogus'])).toContain("Unknown option '--bogus'")
  expect(message(['migrate', '--shop'])).toContain("'--shop <value>' argument missing")
  expect(message(['migrate', '--database', database, '--shop', 'A b'])).toContain("a shop's name is")
})
