import { parseArgs } from 'node:util'

/** How many orders a replay makes when nothing is said: few enough to end within a minute on two cores. */
export const DEFAULT_ORDERS = 250

/** What the command line asks for. */
export interface Options {
  /** How many orders to replay; `'all'` for the whole file. */
  readonly orders: number | 'all'
  /** Connection string of a PostgreSQL server; null for the embedded database. */
  readonly database: string | null
  /** Folder to keep the embedded database in; null for a throw-away one. */
  readonly data: string | null
  /** Whether to print one JSON object instead of the report. */
  readonly json: boolean
}

/** What came of reading the command line. `message` is for people, on stderr, without a stack trace. */
export type ParsedOptions =
  | { readonly kind: 'run'; readonly options: Options }
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'invalid'; readonly message: string }

/** What `--help` prints. */
export const HELP = `Replays eleven months of a real shop's orders and checks the books.

Usage: npm start -- [options]

  --orders N       replay the first N orders (default ${DEFAULT_ORDERS})
  --all            replay all of them
  --database URL   use a PostgreSQL server, e.g. postgres://user:secret@localhost:5432/shop
  --data DIR       keep the embedded database in DIR; run again to resume
  --json           print one JSON object on stdout, everything else on stderr
  --help           print this
`

const FLAGS = {
  orders: { type: 'string', multiple: true },
  all: { type: 'boolean' },
  database: { type: 'string', multiple: true },
  data: { type: 'string', multiple: true },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const

type Flag = keyof typeof FLAGS
type Values = Partial<Record<Flag, boolean | string[]>>
type Checked<Value> = { readonly value: Value } | { readonly message: string }

/**
 * Reads the command line, without the program's own name. Never throws.
 *
 * @example
 * ```ts
 *
 * const parsed = parseOptions(process.argv.slice(2))
 * if (parsed.kind === 'invalid') console.error(parsed.message)
 * ```
 */
export function parseOptions(argv: readonly string[]): ParsedOptions {
  // `npm run start -- -- --all` and some shells' wrappers leave one `--` too many.
  const args = argv[0] === '--' ? argv.slice(1) : [...argv]
  const values = readFlags(args)
  if ('message' in values) return invalid(values.message)
  if (values.value.help === true) return { kind: 'help', text: HELP }
  return toOptions(values.value)
}

function toOptions(flags: Values): ParsedOptions {
  const orders = ordersOf(flags)
  if ('message' in orders) return invalid(orders.message)
  const database = databaseOf(flags)
  if ('message' in database) return invalid(database.message)
  const data = textOf(flags, 'data', 'a folder')
  if ('message' in data) return invalid(data.message)
  if (database.value !== null && data.value !== null) {
    return invalid('--data keeps the embedded database and --database uses a server: give one of them')
  }
  const options = {
    orders: orders.value,
    database: database.value,
    data: data.value,
    json: flags.json === true,
  }
  return { kind: 'run', options }
}

function ordersOf(flags: Values): Checked<number | 'all'> {
  const text = textOf(flags, 'orders', 'a number')
  if ('message' in text) return text
  if (flags.all === true) {
    return text.value === null
      ? { value: 'all' }
      : { message: '--orders and --all exclude each other: give one of them' }
  }
  if (text.value === null) return { value: DEFAULT_ORDERS }
  const orders = /^\d+$/.test(text.value) ? Number(text.value) : 0
  return orders >= 1 && Number.isSafeInteger(orders)
    ? { value: orders }
    : { message: `--orders takes a whole number from 1, not "${text.value}"` }
}

function databaseOf(flags: Values): Checked<string | null> {
  const text = textOf(flags, 'database', 'a connection string')
  if ('message' in text || text.value === null || /^postgres(ql)?:\/\/./.test(text.value)) return text
  // Not repeated here: a mistyped connection string may still hold a password.
  return { message: '--database takes a connection string that starts with postgres:// or postgresql://' }
}

function textOf(flags: Values, flag: Flag, what: string): Checked<string | null> {
  const given = flags[flag]
  if (!Array.isArray(given)) return { value: null }
  if (given.length > 1) return { message: `--${flag} is given ${given.length} times: give it once` }
  const text = given[0]?.trim() ?? ''
  return text === '' ? { message: `--${flag} needs ${what}` } : { value: text }
}

/** Goes through the tokens itself, so that every message names the option in our words. */
function readFlags(args: string[]): Checked<Values> {
  const values: Values = {}
  const { tokens } = parseArgs({ args, options: FLAGS, strict: false, allowPositionals: true, tokens: true })
  for (const token of tokens) {
    if (token.kind === 'option-terminator') return { message: 'Unexpected -- among the options' }
    if (token.kind === 'positional')
      return { message: `Unexpected argument "${token.value}"; --help lists the options` }
    if (!isFlag(token.name)) return { message: `Unknown option ${token.rawName}; --help lists the options` }
    if (FLAGS[token.name].type === 'boolean') {
      if (token.value !== undefined) return { message: `--${token.name} takes no value` }
      values[token.name] = true
    } else {
      // A following option is not a value: `--orders --json` forgot the number.
      const text =
        token.value === undefined || (!token.inlineValue && token.value.startsWith('--')) ? '' : token.value
      const earlier = values[token.name]
      values[token.name] = [...(Array.isArray(earlier) ? earlier : []), text]
    }
  }
  return { value: values }
}

function isFlag(name: string): name is Flag {
  return Object.hasOwn(FLAGS, name)
}

function invalid(message: string): ParsedOptions {
  return { kind: 'invalid', message }
}
