import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { createProgress } from './progress.ts'

function stream(isTTY: boolean) {
  const output = new PassThrough()
  const written = () => String(output.read() ?? '')
  return { written, stream: Object.assign(output, { isTTY, columns: 100 }) }
}

function run(isTTY: boolean, json: boolean, done = 0): string {
  const output = stream(isTTY)
  const progress = createProgress({ stream: output.stream, json })
  progress.update(1)
  progress.start({ label: 'Replaying orders', total: 200, done })
  for (let order = done + 1; order <= 200; order += 1) progress.update(order)
  progress.stop()
  progress.update(1)
  progress.stop()
  return output.written()
}

describe('createProgress', () => {
  test('draws a bar on a terminal, with --json too', () => {
    for (const json of [false, true]) {
      const text = run(true, json)
      expect(text).toContain('Replaying orders     ██████████████████████████████ 100 %  200/200')
      expect(text.endsWith('\n')).toBe(true)
    }
  })

  test('writes a line every tenth of the way elsewhere', () => {
    const lines = run(false, false).trimEnd().split('\n')
    expect(lines).toHaveLength(11)
    expect(lines[0]).toBe('Replaying orders: 0 of 200')
    expect(lines[1]).toBe('Replaying orders: 20 of 200 (10 %)')
    expect(lines.at(-1)).toBe('Replaying orders: 200 of 200 (100 %)')
  })

  test('goes on where an earlier run stopped', () => {
    expect(run(false, false, 190).trimEnd().split('\n')).toEqual([
      'Replaying orders: 190 of 200',
      'Replaying orders: 200 of 200 (100 %)',
    ])
  })

  test('is silent with --json where nobody watches', () => {
    expect(run(false, true)).toBe('')
  })
})
