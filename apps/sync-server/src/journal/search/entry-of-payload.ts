import type { AuditEntry } from '@outpost/domain/kernel/audit/audit-log';
import type { JournalPayload } from '../chain.ts';

/** The columns of `store.audit_entry` for a row; all null for an ordinary change. */
export type EntryClass = {
  readonly class: 'security' | 'compliance' | null;
  readonly action: string | null;
  readonly outcome: AuditEntry['outcome'] | null;
};

/** Returns a row of the journal as an entry, without its place in the chain. `text`: the payload. */
export function entryOfPayload(text: string, of: EntryClass): Omit<AuditEntry, 'digest' | 'hash'> {
  const payload = JSON.parse(text) as JournalPayload; // the chain wrote it
  const { event, from, kind } = payload;
  return {
    n: payload.n,
    at: event?.at ?? payload.at,
    class: of.class ?? 'change',
    action: of.action ?? (kind === 'created' ? 'record/created' : 'record/changed'),
    label: payload.label,
    outcome: of.outcome ?? 'done',
    by: event ? event.by : payload.by,
    about: event?.about ?? null,
    account: event?.account ?? null,
    address: event?.address ?? from?.address ?? null,
    session: event?.session ?? from?.session ?? null,
    device: payload.device,
    request: event?.request ?? from?.request ?? null,
    act: payload.act,
    entity: payload.entity,
    record: payload.record,
    changed: Object.fromEntries(Object.entries(payload.changed).map(([name, [was, is]]) => [name, [was, is]])),
    details: { ...event?.details, ...detailsOf(payload) },
    times: event?.times ?? 1,
  };
}

/** Returns the details of rows that are not events: refused acts, and records that were erased by law. */
function detailsOf({ refused, erasure }: JournalPayload): AuditEntry['details'] {
  if (erasure) {
    const { records, rows, orderedBy, reason } = erasure;
    return { records: records.length, rows: rows.length, orderedBy, reason };
  }
  const codes = Object.values(refused);
  return codes.length === 0 ? {} : { refused: [...new Set(codes)].join(', '), records: codes.length };
}
