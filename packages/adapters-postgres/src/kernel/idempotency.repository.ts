import type {
  ClaimOutcome,
  IdempotencyClaim,
  IdempotencyStore,
  Lease,
  PortError,
  RecoveryPoint,
  ResultAsync,
  StoredResult,
} from '@cartwright/core'
import { okAsync } from '@cartwright/core'
import type { Writer } from '../flush.ts'
import type { RepositoryDeps } from '../repository.ts'
import { insertInto } from '../writer.ts'

interface StoredKey {
  readonly operation: string
  readonly operation_id: string | null
  readonly fingerprint: string
  readonly result: StoredResult | null
  readonly recovery: RecoveryPoint | null
  readonly leased: boolean
}

interface ClaimRow {
  readonly locked: boolean
  readonly stored: StoredKey | null
}

interface BegunRow {
  readonly scope: string
  readonly key_hash: string
  readonly operation: string
  readonly operation_id: string
  readonly fingerprint: string
  readonly recovery: RecoveryPoint
  readonly token: string
  readonly seconds: number
  readonly created_at: string
  readonly expires_at: string
}

interface ChangedRow {
  readonly scope: string
  readonly key_hash: string
  readonly recovery: RecoveryPoint | null
  readonly result: StoredResult | null
}

/** Leases are the one place that uses the database's clock: they are compared across processes. */
const UNTIL = 'clock_timestamp() + make_interval(secs => '

/** Idempotency keys in the unit that does the work. */
export function createIdempotencyStore({ schema, session, append }: RepositoryDeps): IdempotencyStore {
  const table = `${schema}.idempotency_keys`
  const insert = insertInto(schema, 'idempotency_keys')

  function takeOver(
    claim: IdempotencyClaim,
    lease: Lease,
    stored: StoredKey,
  ): ResultAsync<ClaimOutcome, PortError> {
    const text = `update ${table} set lease_token = $3, lease_until = ${UNTIL}$4)
      where scope = $1 and key_hash = $2 and result is null and lease_until < clock_timestamp() returning 1`
    return session
      .rows(text, [claim.scope, claim.keyHash, lease.token, lease.seconds])
      .map((rows): ClaimOutcome => {
        if (rows.length === 0 || stored.recovery === null || stored.operation_id === null) {
          return { found: 'in_progress' }
        }
        return { found: 'unfinished', recovery: stored.recovery, operationId: stored.operation_id }
      })
  }

  return {
    claim: (claim, { wait, lease }) =>
      session
        .rows<ClaimRow>(claimText(table, wait), [schema, claim.scope, claim.keyHash])
        .andThen(([row]) => {
          if (row === undefined || !row.locked)
            return okAsync<ClaimOutcome, PortError>({ found: 'in_progress' })
          const { stored } = row
          if (stored === null) return okAsync<ClaimOutcome, PortError>({ found: 'nothing' })
          const settled = outcomeOf(stored, claim)
          if (settled !== null) return okAsync<ClaimOutcome, PortError>(settled)
          return lease === null
            ? okAsync<ClaimOutcome, PortError>({ found: 'in_progress' })
            : takeOver(claim, lease, stored)
        }),
    record: (claim, result, times) =>
      append(insert, {
        scope: claim.scope,
        key_hash: claim.keyHash,
        operation: claim.operation,
        operation_id: null,
        fingerprint: claim.fingerprint,
        result,
        recovery: null,
        lease_token: null,
        lease_until: null,
        created_at: times.createdAt,
        expires_at: times.expiresAt,
      }),
    begin: (claim, operationId, recovery, lease, times) =>
      append(beginWriter(table), {
        scope: claim.scope,
        key_hash: claim.keyHash,
        operation: claim.operation,
        operation_id: operationId,
        fingerprint: claim.fingerprint,
        recovery,
        token: lease.token,
        seconds: lease.seconds,
        created_at: times.createdAt,
        expires_at: times.expiresAt,
      }),
    renew: (claim, lease) =>
      session
        .rows(
          `update ${table} set lease_until = ${UNTIL}$4)
            where scope = $1 and key_hash = $2 and lease_token = $3 and result is null returning 1`,
          [claim.scope, claim.keyHash, lease.token, lease.seconds],
        )
        .map((rows) => rows.length === 1),
    advance: ({ scope, keyHash }, recovery) =>
      append(changeWriter(table), { scope, key_hash: keyHash, recovery, result: null }),
    finish: ({ scope, keyHash }, result) =>
      append(changeWriter(table), { scope, key_hash: keyHash, recovery: null, result }),
  }
}

/** Locks (shop, scope, key) for the transaction and reads what is stored; a twin's lock makes `locked` false. */
function claimText(table: string, wait: boolean): string {
  const hash = `hashtextextended($1 || ' ' || $2 || ' ' || $3, 0)`
  const lock = wait ? `pg_advisory_xact_lock(${hash}) is not null` : `pg_try_advisory_xact_lock(${hash})`
  return `with claimed as materialized (select ${lock} as locked)
    select locked, (
      select json_build_object('operation', operation, 'operation_id', operation_id, 'fingerprint', fingerprint,
        'result', result, 'recovery', recovery, 'leased', lease_until > clock_timestamp())
      from ${table} where scope = $2 and key_hash = $3 and locked) as stored
    from claimed`
}

/** What a stored key means for a claim; null when it is unfinished and its lease has run out. */
function outcomeOf(stored: StoredKey, claim: IdempotencyClaim): ClaimOutcome | null {
  if (stored.fingerprint !== claim.fingerprint || stored.operation !== claim.operation) {
    return { found: 'reused', operation: stored.operation }
  }
  if (stored.result !== null) return { found: 'result', result: stored.result }
  return stored.leased ? { found: 'in_progress' } : null
}

function beginWriter(table: string): Writer<BegunRow> {
  return {
    name: 'idempotency_keys begin',
    sql: (
      rows,
    ) => `insert into ${table} (scope, key_hash, operation, operation_id, fingerprint, recovery, lease_token,
        lease_until, created_at, expires_at)
      select scope, key_hash, operation, operation_id, fingerprint, recovery, token, ${UNTIL}seconds), created_at,
        expires_at
      from json_to_recordset(${rows}) as r(scope text, key_hash text, operation text, operation_id text,
        fingerprint text, recovery jsonb, token text, seconds int4, created_at timestamptz, expires_at timestamptz)`,
  }
}

function changeWriter(table: string): Writer<ChangedRow> {
  return {
    name: 'idempotency_keys change',
    sql: (rows) => `update ${table} k set recovery = r.recovery, result = r.result,
        lease_until = case when r.result is null then k.lease_until end
      from json_to_recordset(${rows}) as r(scope text, key_hash text, recovery jsonb, result jsonb)
      where k.scope = r.scope and k.key_hash = r.key_hash`,
  }
}
