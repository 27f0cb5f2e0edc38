// Every changeset names published packages and a kind of release, and says something to users.
import { existsSync, globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { packages, root } from './lib/manifest.ts'

/** What is wrong with a changeset. */
export function problemsOf(text: string, names: readonly string[]): string[] {
  const parts = /^---\r?\n([\s\S]*?)\r?\n?---\r?\n([\s\S]*)$/.exec(text)
  if (!parts) return ['has no front matter between two lines of ---']
  const problems: string[] = []
  const lines = (parts[1] ?? '').split(/\r?\n/).filter((line) => line.trim() !== '')
  if (lines.length === 0) problems.push('names no package')
  for (const line of lines) {
    const entry = /^['"]?([^'":]+)['"]?:\s*(\w+)$/.exec(line.trim())
    if (!entry) problems.push(`cannot read '${line}'`)
    else if (!names.includes(entry[1] ?? '')) problems.push(`there is no published package '${entry[1]}'`)
    else if (!/^(major|minor|patch)$/.test(entry[2] ?? ''))
      problems.push(`'${entry[2]}' is not major, minor or patch`)
  }
  if ((parts[2] ?? '').trim() === '') problems.push('says nothing about the change')
  return problems
}

if (import.meta.main) {
  const names = packages().flatMap(({ manifest }) => (manifest.private ? [] : [manifest.name]))
  const files = globSync('.changeset/*.md', { cwd: root }).filter((file) => !file.endsWith('README.md'))
  const problems = files.flatMap((file) =>
    problemsOf(readFileSync(path.join(root, file), 'utf8'), names).map((problem) => `${file}: ${problem}`),
  )
  if (!existsSync(path.join(root, '.changeset/config.json')))
    problems.push('.changeset/config.json is missing')
  for (const problem of problems) console.error(problem)
  process.exitCode = problems.length > 0 ? 1 : 0
}
