import type { AuditAction, AuditClass, AuditOutcome } from '@outpost/domain/kernel/audit/audit-actions';
import type { JournalPayload } from '../chain.ts';
import { classOfAction } from '../events/journal-event.ts';

/** The columns of `store.audit_entry`, by which a row with a class is found. They are derived from the row alone. */
export type AuditEntryRow = {
  readonly n: number;
  readonly class: Exclude<AuditClass, 'change'>;
  readonly action: AuditAction;
  readonly outcome: AuditOutcome;
  readonly at: string;
  readonly person: string | null;
  readonly account: string | null;
  readonly address: string | null;
  readonly entity: string | null;
  readonly record: string | null;
};

/** Tells whether rights are derived from a kind of record, and whether only administrators change it. */
export type KindClasses = {
  readonly decidesAccess: (entity: string) => boolean;
  readonly isGoverned: (entity: string) => boolean;
};

/** Returns the entry of a row; undefined for an ordinary change of a record, which has none. */
export function auditEntryOf(payload: JournalPayload, kinds: KindClasses): AuditEntryRow | undefined {
  const { n, at, by, entity, record, event } = payload;
  const row = { n, at, person: by, account: null, address: null, entity, record, outcome: 'done' as const };
  if (event) {
    const { action, outcome, about, account, address } = event;
    const person = event.by ?? about;
    return { ...row, class: classOfAction(action), action, outcome, person, account, address };
  }
  const of = (action: AuditAction, outcome: AuditOutcome = 'done'): AuditEntryRow => ({
    ...row,
    class: classOfAction(action),
    action,
    outcome,
  });
  if (payload.kind === 'erasure') return of('records/erased');
  if (payload.kind === 'decided')
    return Object.values(payload.refused).includes('access/denied') ? of('access/refused', 'refused') : undefined;
  if (entity === null || payload.kind === 'erased') return undefined;
  if (kinds.decidesAccess(entity)) return of('rights/changed');
  return kinds.isGoverned(entity) ? of('settings/changed') : undefined;
}
