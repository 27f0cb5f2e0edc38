// Type-checks the examples that people read: fenced `ts` blocks of README.md files, of docs/ and of TSDoc comments,
// against the sources of the workspace. "```ts no-check" is left alone, "```ts continue" goes on where the last block
// of its file ended. docs/prelude.d.ts declares what examples may use without introducing it.
import { existsSync, globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'
import { root } from './lib/manifest.ts'
import { readConfig } from './lib/program.ts'

export interface Example {
  readonly file: string
  /** The line in `file` of each line of `code`. */
  readonly lines: readonly number[]
  readonly code: string
}

const sources = [
  'README.md',
  'docs/**/*.md',
  'packages/*/README.md',
  'examples/*/README.md',
  'packages/*/src/**/*.ts',
]

/** In code only comments count: everything else becomes blank, and the stars go. */
function commentsOnly(text: string): string {
  const lines = text.split('\n').map(() => '')
  for (const match of text.matchAll(/^[ \t]*\/\*\*(?:[^*]|\*(?!\/))*\*\//gm)) {
    const first = text.slice(0, match.index).split('\n').length - 1
    match[0].split('\n').forEach((line, offset) => (lines[first + offset] = line.replace(/^\s*\* ?/, '')))
  }
  return lines.join('\n')
}

/** The checked examples of a file. */
export function extractExamples(file: string, text: string): Example[] {
  const found: { file: string; lines: number[]; code: string }[] = []
  let open: { indent: number; checked: boolean } | undefined
  ;(file.endsWith('.ts') ? commentsOnly(text) : text).split('\n').forEach((line, index) => {
    const fence = /^(\s*)```(.*)$/.exec(line)
    if (!fence) {
      const last = found.at(-1)
      if (!open?.checked || !last) return
      last.code += `${line.slice(open.indent)}\n`
      last.lines.push(index + 1)
    } else if (open) {
      open = undefined
    } else {
      const [language, ...flags] = (fence[2] ?? '').trim().split(/\s+/)
      const checked = (language === 'ts' || language === 'typescript') && !flags.includes('no-check')
      open = { indent: fence[1]?.length ?? 0, checked }
      if (checked && (!flags.includes('continue') || found.length === 0))
        found.push({ file, lines: [], code: '' })
    }
  })
  return found
}

/** What the compiler says about the examples, as `file:line: message`. */
export function checkExamples(examples: readonly Example[], prelude: readonly string[] = []): string[] {
  const { options } = readConfig()
  const virtual = new Map<string, { example: Example; text: string }>()
  examples.forEach((example, index) => {
    // Beside the workspace's manifest, so that the packages are found as dependencies of the root.
    virtual.set(path.join(root, `.example-${index}.ts`), { example, text: `${example.code}\nexport {}\n` })
  })
  const host = ts.createCompilerHost(options)
  const disk = { ...host }
  host.fileExists = (name) => virtual.has(name) || disk.fileExists(name)
  host.readFile = (name) => virtual.get(name)?.text ?? disk.readFile(name)
  host.getSourceFile = (name, language, ...rest) => {
    const text = virtual.get(name)?.text
    return text === undefined
      ? disk.getSourceFile(name, language, ...rest)
      : ts.createSourceFile(name, text, language)
  }
  const program = ts.createProgram([...virtual.keys(), ...prelude], options, host)
  return [...virtual].flatMap(([name, { example }]) => {
    const file = program.getSourceFile(name)
    const problems = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]
    return problems.map((problem) => {
      const line = file?.getLineAndCharacterOfPosition(problem.start ?? 0).line ?? 0
      const message = ts.flattenDiagnosticMessageText(problem.messageText, '\n  ')
      return `${example.file}:${example.lines[line] ?? example.lines.at(-1) ?? 1}: ${message}`
    })
  })
}

if (import.meta.main) {
  const files = globSync(sources, { cwd: root, exclude: ['**/node_modules/**', 'docs/api/**'] }).toSorted()
  const examples = files.flatMap((file) => extractExamples(file, readFileSync(path.join(root, file), 'utf8')))
  const prelude = path.join(root, 'docs/prelude.d.ts')
  const problems = checkExamples(examples, existsSync(prelude) ? [prelude] : [])
  for (const problem of problems) console.error(problem)
  console.log(`${examples.length} examples in ${files.length} files`)
  process.exitCode = problems.length > 0 ? 1 : 0
}
