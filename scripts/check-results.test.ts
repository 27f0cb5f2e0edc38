import { writeFileSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { droppedResults } from './check-results.ts'
import { root } from './lib/manifest.ts'
import { scratch } from './lib/scratch.ts'

const planted = `
import { ok, okAsync, type Result, type ResultAsync } from 'neverthrow'
const sync = (): Result<number, string> => ok(1)
const later = (): ResultAsync<number, string> => okAsync(1)
const promised = async (): Promise<Result<number, string>> => ok(1)
declare const maybe: { later(): ResultAsync<number, string> } | undefined
export async function main(yes: boolean): Promise<number> {
  sync() // dropped
  later() // dropped
  await later() // dropped
  await promised() // dropped
  promised() // dropped
  maybe?.later() // dropped
  yes && sync() // dropped
  yes ? sync() : undefined // dropped
  ;(sync(), 1) // dropped
  void sync()
  sync().unwrapOr(1)
  let kept = sync()
  kept = await later()
  return kept.unwrapOr(2)
}
`

test('finds every dropped result and nothing else', () => {
  const folder = scratch()
  const file = path.join(folder, 'planted.ts')
  writeFileSync(file, planted)
  const program = ts.createProgram([file], {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    paths: { neverthrow: [path.join(root, 'packages/core/node_modules/neverthrow')] },
  })
  const expected = planted
    .split('\n')
    .flatMap((line, index) => (line.includes('// dropped') ? [`planted.ts:${index + 1}`] : []))
  const found = droppedResults(program, folder).map((place) => place.replace(/:\d+$/, ''))
  expect(found).toEqual(expected)
})
