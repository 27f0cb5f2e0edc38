const MIB = 1_048_576
const EARLY_ORDERS = 1_000

/** Watches the process's resident memory. */
export interface MemoryGauge {
  /** To be called after each order, with how many there are. */
  sample(orders: number): void
  /** In MiB: the peak of the first 1,000 orders, and of all. */
  peaks(): { readonly peakRssAfter1000MiB: number; readonly peakRssMiB: number }
}

/** Makes a gauge. */
export function createMemoryGauge(): MemoryGauge {
  let early = 0
  let peak = 0
  const sample = (orders: number): void => {
    peak = Math.max(peak, process.memoryUsage.rss())
    if (orders <= EARLY_ORDERS) early = peak
  }
  return {
    sample,
    peaks: () => {
      sample(Number.MAX_SAFE_INTEGER)
      const mib = (bytes: number): number => Math.round(bytes / MIB)
      return { peakRssAfter1000MiB: mib(early), peakRssMiB: mib(peak) }
    },
  }
}
