import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { link, mkdir, readFile, rename, rm, unlink, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join, resolve } from 'node:path'
import type { Result } from '@cartwright/core'
import { err, ok } from '@cartwright/core'
import type { StorageLocked, StorageVersionMismatch } from './errors.ts'

/** A data folder that belongs to this process. */
export interface ClaimedFolder {
  readonly databasePath: string
  /** Gives the folder back. */
  release(): Promise<void>
}

interface Holder {
  readonly pid: number
  readonly host: string
  /** Tells a process from a later one with the same number; null where the system does not say. */
  readonly started: string | null
  readonly nonce: string
}

/** The layout of the folder, and the PostgreSQL whose files it holds. */
const VERSION = 'layout 1, PostgreSQL 18'
const LOCK = 'cartwright.lock'
const STAMP = 'cartwright.version'
/** Whoever left a lock that cannot be read. */
const GONE: Holder = { pid: 0, host: '', started: null, nonce: '' }

/**
 * Takes a data folder for this process.
 *
 * @remarks Two processes on one folder would lose acknowledged commits in silence. The lock is a file made by a hard
 * link, which is atomic; one left by a process that is gone is taken over.
 */
export async function claimFolder(
  dataDir: string,
): Promise<Result<ClaimedFolder, StorageLocked | StorageVersionMismatch>> {
  const folder = resolve(dataDir)
  await mkdir(folder, { recursive: true })
  const mine: Holder = {
    pid: process.pid,
    host: hostname(),
    started: startedAt(process.pid),
    nonce: randomUUID(),
  }
  const holder = await lock(folder, mine)
  if (holder !== null) return err(locked(folder, holder))
  const release = async (): Promise<void> => {
    const path = join(folder, LOCK)
    // Never the lock of whoever came after us.
    if (readHolder(path)?.nonce === mine.nonce) await rm(path, { force: true })
  }
  const mismatch = await checkVersion(folder)
  if (mismatch !== null) {
    await release()
    return err(mismatch)
  }
  return ok({ databasePath: join(folder, 'postgres'), release })
}

/** Null when the lock is ours, else who has it. */
async function lock(folder: string, mine: Holder): Promise<Holder | null> {
  const path = join(folder, LOCK)
  const own = `${path}.${mine.nonce}`
  await writeFile(own, JSON.stringify(mine))
  try {
    for (;;) {
      if (await linked(own, path)) return null
      const holder = readHolder(path)
      if (holder === null) continue
      if (isAlive(holder)) return holder
      await removeStale(path, holder, mine)
    }
  } finally {
    await unlink(own)
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw cause
  }
}

function readHolder(path: string): Holder | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder
  } catch (cause) {
    // A lock is complete when it appears; only a loss of power leaves half of one, and nobody who holds it.
    if (cause instanceof SyntaxError) return GONE
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw cause
  }
}

/** Moves a dead holder's lock aside; if a faster twin's fresh lock was moved instead, it is put back. */
async function removeStale(path: string, holder: Holder, mine: Holder): Promise<void> {
  const aside = `${path}.stale.${mine.nonce}`
  try {
    await rename(path, aside)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return
    throw cause
  }
  if (readHolder(aside)?.nonce !== holder.nonce) await linked(aside, path)
  await unlink(aside)
}

function isAlive(holder: Holder): boolean {
  if (holder.nonce === GONE.nonce) return false
  // Another machine's processes cannot be seen: whoever shares a folder over a network must clean up by hand.
  if (holder.host !== hostname()) return true
  try {
    process.kill(holder.pid, 0)
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM'
  }
  return holder.started === null || holder.started === startedAt(holder.pid)
}

/** When a process started, in the kernel's ticks (field 22 of its stat file); null where there is no such file. */
function startedAt(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
  } catch {
    return null
  }
}

async function checkVersion(folder: string): Promise<StorageVersionMismatch | null> {
  const stamp = join(folder, STAMP)
  if (!existsSync(stamp)) {
    await writeFile(stamp, `${VERSION}\n`)
    return null
  }
  const found = (await readFile(stamp, 'utf8')).trim()
  if (found === VERSION) return null
  const message =
    `${folder} holds '${found}', this release reads '${VERSION}': export the shop with the release that wrote it ` +
    'and import it into a new folder'
  return { type: 'storage.version_mismatch', message, found, wanted: VERSION }
}

function locked(folder: string, { pid, host }: Holder): StorageLocked {
  const holder = `process ${pid} on ${host}`
  return { type: 'storage.locked', message: `${folder} is in use by ${holder}`, holder }
}
