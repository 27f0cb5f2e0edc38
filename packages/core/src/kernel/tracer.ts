/** How an operation ended, as its span reports it. */
export interface SpanOutcome {
  readonly ok: boolean
  /** The type of the error, or `defect` for a thrown one. */
  readonly error?: string
  /** Whether a stored response was replayed. */
  readonly replayed?: boolean
}

/** One running operation. */
export interface Span {
  /** Called exactly once. */
  end(outcome: SpanOutcome): void
}

/**
 * Where spans go: one per operation, from which rate, errors and duration follow. OpenTelemetry fits; the default
 * does nothing.
 *
 * @remarks Called from many operations at once. Implementations must not throw.
 */
export interface Tracer {
  start(operation: string, attributes: { readonly kind: string; readonly actor: string }): Span
}

/** A tracer that does nothing. */
export function noTracer(): Tracer {
  const span: Span = { end: () => undefined }
  return { start: () => span }
}
