import { systemUserId } from '@outpost/domain/engine/act/author';
import type { AuditAction, AuditOutcome } from '@outpost/domain/kernel/audit/audit-actions';
import type { Transaction } from '../../db/database.ts';
import { type JournalEvent, noOrigin, type Origin } from './journal-event.ts';

/** The event. Values that are left out are null, and the outcome is "done". */
export type Noted = {
  readonly action: AuditAction;
  readonly outcome?: AuditOutcome;
  /** The server's time, in milliseconds since 1970. */
  readonly nowMs: number;
  readonly origin?: Origin | undefined;
  /** The person who did it, where the origin does not say so. */
  readonly by?: string | null;
  readonly about?: string | null;
  readonly account?: string;
  readonly session?: string;
  readonly device?: string;
  readonly entity?: string;
  readonly record?: string;
  readonly details?: JournalEvent['details'];
  /** Events with the same key in the same hour share a bound. Absent: each is recorded. */
  readonly key?: string;
};

/**
 * Chosen: events of one key and hour that get a row each. All others of that hour share one row with their number, so an attacker
 * cannot fill a journal.
 */
export const mostPerHour = 20;

const textOf = (noted: Noted): string => {
  const origin = noted.origin ?? noOrigin;
  return JSON.stringify({
    action: noted.action,
    outcome: noted.outcome ?? 'done',
    at: new Date(noted.nowMs).toISOString(),
    by: noted.by === undefined ? origin.person : noted.by,
    about: noted.about ?? null,
    account: noted.account ?? null,
    address: origin.address,
    session: noted.session ?? origin.session,
    device: noted.device ?? origin.device,
    request: origin.request,
    entity: noted.entity ?? null,
    record: noted.record ?? null,
    times: 1,
    details: { ...noted.details },
  } satisfies JournalEvent);
};
const keyOf = ({ action, key }: Noted): string | null => (key === undefined ? null : `${action} ${key}`);

/**
 * Queues an event for the tenant's journal, in the transaction of the change that it reports: there is no event
 * without the change, and none is lost. A worker appends it to the chain within seconds (`appendEvents`). Costs one statement,
 * and does not wait for the tenant's clock.
 */
export async function noteEvent(tx: Transaction, orgId: string, noted: Noted): Promise<void> {
  await tx.query('select store.note_event($1::uuid, $2::jsonb, $3::bigint, $4, $5)', [
    orgId,
    textOf(noted),
    noted.nowMs,
    keyOf(noted),
    mostPerHour,
  ]);
}

/** Queues several events at once, in their order, by one statement. */
export async function noteEvents(tx: Transaction, orgId: string, noted: readonly Noted[]): Promise<void> {
  if (noted.length === 0) return;
  const rows = noted.map((one) => ({ event: textOf(one), at: one.nowMs, key: keyOf(one) }));
  await tx.query(
    `select store.note_event($1::uuid, n.event::jsonb, n.at, n.key, $3) from jsonb_to_recordset($2::jsonb) as n(event text, at bigint, key text)`,
    [orgId, JSON.stringify(rows), mostPerHour],
  );
}

/**
 * Queues an event of an account before a tenant is known, for each tenant that the account opens. The statement is the same for an
 * unknown account (`identityId` null): then only the hourly number of such events is kept, in no tenant's journal (ADR 72).
 */
export async function noteOfAccount(tx: Transaction, identityId: string | null, noted: Noted): Promise<void> {
  await tx.query('select auth.note_of_account($1::uuid, $2::jsonb, $3::bigint, $4, $5)', [
    identityId,
    textOf(noted),
    noted.nowMs,
    keyOf(noted),
    mostPerHour,
  ]);
}

/**
 * Queues an event that an operator orders by a command on the server, where nobody is signed in. Its author is the
 * server, as for an erasure by law. `orderedBy`: the operator's name on the machine, or their own words; undefined:
 * the server itself.
 */
export const noteOrder = (
  tx: Transaction,
  orgId: string,
  {
    orderedBy,
    details,
    ...order
  }: Pick<Noted, 'action' | 'nowMs' | 'details'> & { readonly orderedBy: string | undefined },
): Promise<void> =>
  noteEvent(tx, orgId, {
    ...order,
    by: systemUserId,
    details: { ...details, ...(orderedBy === undefined ? {} : { orderedBy }) },
  });

/** A read of sealed fields. `reason`: why the person says they need it. */
export type SealedRead = {
  readonly entity: string;
  readonly record: string;
  readonly fields: readonly string[];
  readonly nowMs: number;
  readonly origin: Origin;
  /** The time by the device's clock, for a read that a device reports later. */
  readonly revealedAt?: string;
  /** Whether the person still sees the record. */
  readonly isHeld?: boolean;
};

/**
 * K-4: queues the entry of a read of sealed fields. It names the record and its fields, never a value. Each read has its row. Call it
 * in the transaction that reads: no value leaves without its entry.
 */
export const noteSealedRead = (
  tx: Transaction,
  orgId: string,
  { fields, revealedAt, isHeld, ...read }: SealedRead,
): Promise<void> =>
  noteEvent(tx, orgId, {
    action: 'sealed/read',
    ...read,
    details: {
      fields: fields.join(', '),
      ...(revealedAt === undefined ? {} : { revealedAt }),
      ...(isHeld === false ? { isHeld: 'no' } : {}),
    },
  });

/** An export of records. `of`: a kind of record, or words such as "everything". */
export type Exported = {
  readonly of: string;
  readonly count: number;
  readonly format: string;
  readonly nowMs: number;
  readonly origin: Origin;
  /** The time by the device's clock, for an export that a device reports later. */
  readonly exportedAt?: string;
};

/** Queues the entry of an export. Each export has its row. */
export const noteExport = (
  tx: Transaction,
  orgId: string,
  { of, count, format, exportedAt, ...exported }: Exported,
): Promise<void> =>
  noteEvent(tx, orgId, {
    action: 'data/exported',
    ...exported,
    details: { of, count, format, ...(exportedAt === undefined ? {} : { exportedAt }) },
  });
