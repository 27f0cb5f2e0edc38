import type { JsonObject } from './json.ts'

/**
 * Where log lines go. Winston, pino and `console` adapters fit; the default is silent below `warn`.
 *
 * @remarks Called from many operations at once. Implementations must not throw. Fields never hold secrets.
 */
export interface Logger {
  debug(message: string, fields?: JsonObject): void
  info(message: string, fields?: JsonObject): void
  warn(message: string, fields?: JsonObject): void
  error(message: string, fields?: JsonObject): void
}

/** Writes warnings and errors to the console and drops the rest. */
export function consoleLogger(): Logger {
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: (message, fields) => console.warn(message, fields ?? {}),
    error: (message, fields) => console.error(message, fields ?? {}),
  }
}
