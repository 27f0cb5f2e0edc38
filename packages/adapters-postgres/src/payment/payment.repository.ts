import { moneyOf, toInstant } from '@cartwright/core'
import type {
  Fact,
  PaymentAttempt,
  PaymentReadRepository,
  PaymentRepository,
  StoredPayment,
  TenderRow,
} from '@cartwright/core/payment'
import { accessCondition, accessValues } from '../access.ts'
import type { ReaderDeps, RepositoryDeps } from '../repository.ts'
import { insertInto, updateRows } from '../writer.ts'

type JsonFact = Omit<Fact, 'money'> & { readonly amount: number; readonly currency: string }
type JsonAttempt = Omit<PaymentAttempt, 'money'> & {
  readonly amount: number
  readonly currency: string
  readonly facts: readonly JsonFact[]
}

/** Reads payments. */
export function createPaymentReader({ schema, session }: ReaderDeps): PaymentReadRepository {
  return {
    forOrder: (orderId, access) =>
      session
        .rows<{
          currency: string
          tenders: readonly TenderRow[]
          attempts: readonly JsonAttempt[]
        }>(paymentText(schema), [orderId, ...accessValues(access)])
        .map(([row]): StoredPayment | null =>
          row === undefined
            ? null
            : {
                currency: row.currency,
                tenders: row.tenders.map((tender) => ({ ...tender, at: toInstant(tender.at) })),
                attempts: row.attempts.map(toAttempt),
              },
        ),
  }
}

/** Payments in a unit. */
export function createPaymentRepository(deps: RepositoryDeps): PaymentRepository {
  const { schema, session, append } = deps
  return {
    ...createPaymentReader(deps),
    lockAttempts: (orderId) =>
      session
        .rows(`select 1 from ${schema}.payment_attempts where order_id = $1 order by id for no key update`, [
          orderId,
        ])
        .map(() => undefined),
    appendTender: (row) =>
      append(insertInto(schema, 'payment_tenders'), {
        id: row.id,
        order_id: row.orderId,
        tender_id: row.tenderId,
        provider: row.provider,
        source: row.source,
        amount: row.amount,
        reason: row.reason,
        at: row.at,
      }),
    appendAttempt: (attempt) => append(insertInto(schema, 'payment_attempts'), toAttemptRow(attempt)),
    saveAttempt: (attempt) =>
      append(
        updateRows(
          schema,
          'payment_attempts',
          ['id'],
          ['status', 'open', 'action', 'provider_ref', 'version', 'updated_at'],
        ),
        toAttemptRow(attempt),
      ),
    appendFacts: (attempt, facts) => {
      const writer = insertInto(schema, 'payment_facts')
      for (const fact of facts) append(writer, toFactRow(attempt, fact))
    },
    saveFactPhases: (attempt, facts) => {
      const key = ['provider', 'account', 'kind', 'fact_id'] as const
      const writer = updateRows(schema, 'payment_facts', key, ['phase', 'at'])
      for (const fact of facts) append(writer, toFactRow(attempt, fact))
    },
    factKnown: ({ provider, account }, { kind, id }) =>
      session
        .rows(
          `select 1 from ${schema}.payment_facts
            where provider = $1 and account = $2 and kind = $3 and fact_id = $4`,
          [provider, account, kind, id],
        )
        .map((rows) => rows.length > 0),
  }
}

function paymentText(schema: string): string {
  return `select o.currency,
    coalesce((select json_agg(json_build_object('id', t.id, 'orderId', t.order_id, 'tenderId', t.tender_id,
      'provider', t.provider, 'source', t.source, 'amount', t.amount, 'reason', t.reason, 'at', t.at) order by t.id)
      from ${schema}.payment_tenders t where t.order_id = o.id), '[]'::json) as tenders,
    coalesce((select json_agg(json_build_object('id', a.id, 'reference', a.reference, 'orderId', a.order_id,
      'tenderId', a.tender_id, 'provider', a.provider, 'account', a.account, 'idempotencyKey', a.idempotency_key,
      'amount', a.amount, 'currency', a.currency, 'contentHash', a.content_hash, 'status', a.status, 'open', a.open,
      'action', a.action, 'providerRef', a.provider_ref, 'expiresAt', a.expires_at, 'version', a.version,
      'createdAt', a.created_at, 'updatedAt', a.updated_at,
      'facts', coalesce((select json_agg(json_strip_nulls(json_build_object('kind', f.kind, 'id', f.fact_id,
        'amount', f.amount, 'currency', f.currency, 'phase', f.phase, 'at', f.at, 'operation', f.operation,
        'origin', f.origin, 'late', case when f.late then true end)) order by f.kind, f.fact_id)
        from ${schema}.payment_facts f where f.attempt_id = a.id), '[]'::json)) order by a.id)
      from ${schema}.payment_attempts a where a.order_id = o.id), '[]'::json) as attempts
    from ${schema}.orders o where o.id = $1 and ${accessCondition('o', '$2', '$3')}`
}

function toAttempt({ amount, currency, facts, ...attempt }: JsonAttempt): StoredPayment['attempts'][number] {
  return {
    ...attempt,
    money: moneyOf(amount, currency),
    expiresAt: attempt.expiresAt === null ? null : toInstant(attempt.expiresAt),
    createdAt: toInstant(attempt.createdAt),
    updatedAt: toInstant(attempt.updatedAt),
    facts: facts.map(({ amount: minor, currency: code, ...fact }) => ({
      ...fact,
      money: moneyOf(minor, code),
      at: toInstant(fact.at),
    })),
  }
}

function toAttemptRow(attempt: PaymentAttempt) {
  return {
    id: attempt.id,
    reference: attempt.reference,
    order_id: attempt.orderId,
    tender_id: attempt.tenderId,
    provider: attempt.provider,
    account: attempt.account,
    idempotency_key: attempt.idempotencyKey,
    amount: attempt.money.amount,
    currency: attempt.money.currency,
    content_hash: attempt.contentHash,
    status: attempt.status,
    open: attempt.open,
    action: attempt.action,
    provider_ref: attempt.providerRef,
    expires_at: attempt.expiresAt,
    version: attempt.version,
    created_at: attempt.createdAt,
    updated_at: attempt.updatedAt,
  }
}

function toFactRow(attempt: PaymentAttempt, fact: Fact) {
  return {
    provider: attempt.provider,
    account: attempt.account,
    kind: fact.kind,
    fact_id: fact.id,
    attempt_id: attempt.id,
    amount: fact.money.amount,
    currency: fact.money.currency,
    phase: fact.phase,
    at: fact.at,
    operation: fact.operation ?? null,
    origin: fact.origin,
    late: fact.late ?? false,
  }
}
