import { describe, expect, test } from 'vitest'
import { DEFAULT_ORDERS, HELP, parseOptions } from './options.ts'

const defaults = { orders: DEFAULT_ORDERS, database: null, data: null, json: false }

describe('parseOptions', () => {
  test.each([
    [[], {}],
    [['--'], {}],
    [['--', '--orders', '5'], { orders: 5 }],
    [['--orders=5', '--json'], { orders: 5, json: true }],
    [['--all', '--data', 'shop'], { orders: 'all', data: 'shop' }],
    [['--database', 'postgresql://localhost/shop'], { database: 'postgresql://localhost/shop' }],
    [['--data', '-odd'], { data: '-odd' }],
  ])('%j', (argv, expected) => {
    expect(parseOptions(argv)).toEqual({ kind: 'run', options: { ...defaults, ...expected } })
  })

  test.each([
    [['--orders'], '--orders needs a number'],
    [['--orders', '--json'], '--orders needs a number'],
    [['--orders', '0'], '--orders takes a whole number from 1, not "0"'],
    [['--orders', '-1'], '--orders takes a whole number from 1, not "-1"'],
    [['--orders', '1e3'], '--orders takes a whole number from 1, not "1e3"'],
    [
      ['--orders', '99999999999999999999'],
      '--orders takes a whole number from 1, not "99999999999999999999"',
    ],
    [['--orders', '1', '--orders', '2'], '--orders is given 2 times: give it once'],
    [['--orders', '1', '--all'], '--orders and --all exclude each other: give one of them'],
    [['--database', ''], '--database needs a connection string'],
    [['--data'], '--data needs a folder'],
    [['--json=1'], '--json takes no value'],
    [['--order', '5'], 'Unknown option --order; --help lists the options'],
    [['-j'], 'Unknown option -j; --help lists the options'],
    [['--__proto__'], 'Unknown option --__proto__; --help lists the options'],
    [['100'], 'Unexpected argument "100"; --help lists the options'],
    [['--all', '--', '--json'], 'Unexpected -- among the options'],
  ])('refuses %j', (argv, message) => {
    expect(parseOptions(argv)).toEqual({ kind: 'invalid', message })
  })

  test('refuses a folder for a server, and keeps secrets out of its messages', () => {
    expect(parseOptions(['--data', 'x', '--database', 'postgres://x'])).toMatchObject({ kind: 'invalid' })
    const parsed = parseOptions(['--database', 'me:secret@host'])
    expect(parsed).toMatchObject({ kind: 'invalid', message: expect.stringContaining('--database') })
    expect(JSON.stringify(parsed)).not.toContain('secret')
  })

  test('explains itself', () => {
    expect(parseOptions(['--help', '--orders', 'x'])).toEqual({ kind: 'help', text: HELP })
    for (const option of ['--orders', '--all', '--database', '--data', '--json', '--help']) {
      expect(HELP).toContain(`  ${option} `)
    }
  })
})
