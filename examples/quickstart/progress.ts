import { SingleBar } from 'cli-progress'

/** Where progress is shown: `process.stderr`, or anything that looks like it. */
export interface ProgressStream extends NodeJS.WritableStream {
  readonly isTTY?: boolean
}

/** Options of {@link createProgress}. */
export interface ProgressOptions {
  /** Default `process.stderr`: stdout belongs to the report. */
  readonly stream?: ProgressStream
  /** With `--json` progress is for people only: nothing is written unless the stream is a terminal. */
  readonly json?: boolean
}

/** A stretch of work of known length. */
export interface ProgressTask {
  /** What is being done, e.g. `Replaying orders`. */
  readonly label: string
  readonly total: number
  /** How much was done by an earlier run. Default 0. */
  readonly done?: number
}

/** Shows how far a task is. One task at a time. */
export interface Progress {
  /** Begins a task, ending the one before. */
  readonly start: (task: ProgressTask) => void
  /** Says how much of the task is done in all. */
  readonly update: (done: number) => void
  /** Ends the task, also after a failure; the next output starts on a line of its own. */
  readonly stop: () => void
}

/**
 * A progress display: a bar on a terminal, elsewhere a line about every tenth of the way.
 */
export function createProgress({ stream = process.stderr, json = false }: ProgressOptions = {}): Progress {
  if (stream.isTTY) return createBar(stream)
  return json ? SILENT : createLines(stream)
}

const SILENT: Progress = Object.freeze({ start: () => {}, update: () => {}, stop: () => {} })

function createBar(stream: ProgressStream): Progress {
  let bar: SingleBar | null = null

  const stop = () => {
    bar?.stop()
    bar = null
  }

  const start = ({ label, total, done = 0 }: ProgressTask) => {
    stop()
    bar = new SingleBar({
      stream,
      format: `${label.padEnd(20)} {bar} {percentage} %  {value}/{total}  {eta_formatted} left`,
      barCompleteChar: '█',
      barIncompleteChar: '░',
      barsize: 30,
      // The cursor stays: hidden, it would not come back after Ctrl-C.
      hideCursor: false,
      // The estimate looks back this many updates; orders differ much in size.
      etaBuffer: 100,
    })
    bar.start(total, done)
  }

  return Object.freeze({ start, update: (done: number) => bar?.update(done), stop })
}

function createLines(stream: ProgressStream): Progress {
  let task: ProgressTask | null = null
  let tenths = 0

  const start = (next: ProgressTask) => {
    task = next
    tenths = tenthsOf(next.done ?? 0, next.total)
    stream.write(`${next.label}: ${next.done ?? 0} of ${next.total}\n`)
  }

  const update = (done: number) => {
    if (!task || tenthsOf(done, task.total) <= tenths) return
    tenths = tenthsOf(done, task.total)
    stream.write(`${task.label}: ${done} of ${task.total} (${tenths * 10} %)\n`)
  }

  const stop = () => {
    task = null
  }

  return Object.freeze({ start, update, stop })
}

function tenthsOf(done: number, total: number): number {
  return total > 0 ? Math.floor((done * 10) / total) : 10
}
