import type { InputIssue } from './errors.ts'

interface SchemaIssue {
  readonly code?: string | undefined
  readonly message: string
  readonly path: readonly PropertyKey[]
}

/**
 * What the pipeline needs of a schema; every zod 4 schema is one.
 *
 * @remarks Structural on purpose: annotating schemas with `z.ZodType<T>` makes type checking many times slower.
 */
export interface Schema<T> {
  safeParse(
    value: unknown,
  ):
    | { readonly success: true; readonly data: T }
    | { readonly success: false; readonly error: { readonly issues: readonly SchemaIssue[] } }
}

/** A schema of anything. */
export type AnySchema = Schema<unknown>

/** The issues of a failed parse as the library reports them. */
export function toIssues(issues: readonly SchemaIssue[]): InputIssue[] {
  return issues.map((issue) => ({
    path: issue.path.map(String).join('.'),
    code: issue.code ?? 'custom',
    message: issue.message,
  }))
}
