import { expect, test } from 'vitest'
import { checkExamples, extractExamples } from './check-examples.ts'

const fence = '```'
const markdown = `# Title
${fence}ts
const a: number = 1
${fence}
${fence}ts continue
const b: string = a
${fence}
${fence}ts no-check
nonsense nonsense
${fence}
${fence}sh
const a: string = 1
${fence}
1. In a list:
   ${fence}ts
   const a: number = 'one'
   ${fence}
`

test('markdown: blocks are modules, may go on, and may be left alone', () => {
  const examples = extractExamples('guide.md', markdown)
  expect(examples.map(({ code, lines }) => [code, lines])).toEqual([
    ['const a: number = 1\nconst b: string = a\n', [3, 6]],
    [`const a: number = 'one'\n`, [16]],
  ])
  expect(checkExamples(examples)).toEqual([
    "guide.md:6: Type 'number' is not assignable to type 'string'.",
    "guide.md:16: Type 'string' is not assignable to type 'number'.",
  ])
})

test('TSDoc: only comments are read, at any indentation', () => {
  const source = `
const notAnExample = \`
${fence}ts
broken(
${fence}\`
export interface Port {
  /**
   * Reads.
   * @example
   * ${fence}ts
   * const total: number = await Promise.resolve(2)
   * const wrong: string = total
   * ${fence}
   */
  read(): void
}
`
  const examples = extractExamples('port.ts', source)
  expect(examples.map((example) => example.lines)).toEqual([[11, 12]])
  expect(checkExamples(examples)).toEqual(["port.ts:12: Type 'number' is not assignable to type 'string'."])
})

test('a syntax error and a missing import are problems too', () => {
  const examples = extractExamples(
    'x.md',
    `${fence}ts\nimport { a } from '@cartwright/nowhere'\nconst = a\n${fence}`,
  )
  const problems = checkExamples(examples)
  expect(
    problems.some((problem) => problem.startsWith("x.md:2: Cannot find module '@cartwright/nowhere'")),
  ).toBe(true)
  expect(problems.some((problem) => problem.startsWith('x.md:3: '))).toBe(true)
})
