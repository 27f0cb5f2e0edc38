import { spawnSync } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { embeddedPostgres } from './embedded.ts'
import { claimFolder } from './folder.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cartwright-folder-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const lockFile = (): string => join(folder, 'cartwright.lock')
const holderOf = (pid: number, started: string | null): string =>
  JSON.stringify({ pid, host: hostname(), started, nonce: 'other' })

/** The number of a process that has ended. */
function endedProcess(): number {
  return spawnSync(process.execPath, ['--eval', '']).pid
}

describe('a data folder', () => {
  it('belongs to one opener, and is free again when it was given back', async () => {
    const first = (await claimFolder(folder))._unsafeUnwrap()
    const refused = (await claimFolder(folder))._unsafeUnwrapErr()
    expect(refused).toMatchObject({
      type: 'storage.locked',
      holder: `process ${process.pid} on ${hostname()}`,
    })
    expect(refused.message).toContain(folder)
    await first.release()
    await (await claimFolder(folder))._unsafeUnwrap().release()
    expect(await readdir(folder)).toEqual(['cartwright.version'])
  })

  it('goes to exactly one of many that open it at once', async () => {
    const claims = await Promise.all(Array.from({ length: 8 }, () => claimFolder(folder)))
    expect(claims.filter((claim) => claim.isOk())).toHaveLength(1)
  })

  it.each([
    ['whose process has ended', () => holderOf(endedProcess(), null)],
    ['whose number belongs to a later process', () => holderOf(process.pid, 'another start')],
    ['that a loss of power cut short', () => '{"pid": 1'],
    ['that is empty', () => ''],
  ])('is taken over from a lock %s', async (_what, content) => {
    await writeFile(lockFile(), content())
    await (await claimFolder(folder))._unsafeUnwrap().release()
  })

  it('of another machine stays locked, by name', async () => {
    await writeFile(lockFile(), JSON.stringify({ pid: 1, host: 'elsewhere', started: null, nonce: 'other' }))
    const refused = (await claimFolder(folder))._unsafeUnwrapErr()
    expect(refused).toMatchObject({ type: 'storage.locked', holder: 'process 1 on elsewhere' })
  })

  it('is not taken from whoever came after', async () => {
    const claimed = (await claimFolder(folder))._unsafeUnwrap()
    await writeFile(lockFile(), holderOf(process.pid, null))
    await claimed.release()
    expect(await readFile(lockFile(), 'utf8')).toContain('other')
  })

  it('of another version explains itself and is left as it was', async () => {
    await writeFile(join(folder, 'cartwright.version'), 'layout 1, PostgreSQL 17\n')
    const refused = (await claimFolder(folder))._unsafeUnwrapErr()
    expect(refused).toMatchObject({ type: 'storage.version_mismatch', found: 'layout 1, PostgreSQL 17' })
    expect(refused.message).toMatch(/export the shop .* import it into a new folder/)
    expect(await readdir(folder)).toEqual(['cartwright.version'])
  })
})

describe('the embedded database', () => {
  it('keeps what was written, refuses a second opener, and is closed for good', async () => {
    const first = embeddedPostgres({ dataDir: folder })
    const { fingerprintKey } = (await first.open('auto'))._unsafeUnwrap()
    const second = (await embeddedPostgres({ dataDir: folder }).open('auto'))._unsafeUnwrapErr()
    expect(second.type).toBe('storage.locked')
    await first.close()
    await expect(first.open('auto')).rejects.toThrow('was closed')
    const again = embeddedPostgres({ dataDir: folder })
    expect((await again.open('check'))._unsafeUnwrap().fingerprintKey).toBe(fingerprintKey)
    await again.close()
  })
})
