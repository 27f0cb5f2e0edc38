import { expect, test } from 'vitest'
import { problemsOf } from './check-changesets.ts'

const names = ['@cartwright/core']

test('a good one', () => {
  expect(problemsOf("---\n'@cartwright/core': minor\n---\n\nCarts can be merged.\n", names)).toEqual([])
})

test.each([
  ['Carts can be merged.', 'has no front matter between two lines of ---'],
  ['---\n---\n\nText', 'names no package'],
  ["---\n'@cartwright/cor': minor\n---\n\nText", "there is no published package '@cartwright/cor'"],
  ["---\n'@cartwright/core': big\n---\n\nText", "'big' is not major, minor or patch"],
  ["---\n'@cartwright/core'\n---\n\nText", "cannot read ''@cartwright/core''"],
  ["---\n'@cartwright/core': patch\n---\n\n", 'says nothing about the change'],
])('%j: %s', (text, problem) => {
  expect(problemsOf(text, names)).toEqual([problem])
})
