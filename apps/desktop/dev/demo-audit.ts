import type { AuditEntry } from '@outpost/domain/kernel/audit/audit-log';
import type { AuditDocument } from '@outpost/domain/kernel/audit/audit-report';
import { systemUserId } from '@outpost/domain/engine/act/author';
import type { HistoryRow } from '@outpost/domain/sync/protocol';
import { entryOfRow } from '../src/renderer/people/journal/entry-words.ts';

/**
 * Entries of the demo's journal that are not changes, newest first: a sign-in, a failed sign-in, a refusal of access,
 * an export.
 */
const events: readonly Partial<AuditEntry>[] = [
  { class: 'compliance', action: 'data/exported', label: 'Exported records', details: { of: 'Contacts', count: 212, format: 'csv' } },
  { class: 'security', action: 'access/refused', label: 'Access refused', outcome: 'refused', details: { method: 'POST', route: '/admin/roles' } },
  { class: 'security', action: 'sign-in/refused', label: 'Sign-in refused', outcome: 'refused', by: null, account: '8c1f07e2d4b1a903', address: '192.0.2.199', times: 13, details: { why: 'password', triesLeft: 2 } },
  { class: 'security', action: 'sign-in/new-device', label: 'Signed in on a new device', details: { device: 'ILSE-T14' } },
]; // prettier-ignore

/** Returns the newest entries of the demo's journal: events, and changes of records. */
export function demoAudit(history: readonly HistoryRow[]): readonly AuditEntry[] {
  const changes = history.toReversed().slice(0, 100).map(entryOfRow);
  const [newest] = changes;
  if (!newest) return [];
  const plain = { entity: null, record: null, changed: {}, address: '203.0.113.38', request: 'req-5hn2c9qa' };
  const chained = { digest: '5b1e77c0'.repeat(8), hash: 'c94a10f8'.repeat(8) };
  const made = events.map((event, place) => ({
    ...newest,
    ...plain,
    ...chained,
    ...event,
    n: newest.n + events.length - place,
  }));
  return [...made, ...changes];
}

/** Returns the signed documents of the demo: a report of each kind, and the certificate of an erasure. */
export function demoDocuments(madeBy: string): readonly AuditDocument[] {
  const [from, until, madeAt] = ['2026-10-01T05:00:00.000Z', '2026-11-01T05:00:00.000Z', '2026-11-02T14:08:00.000Z'];
  const report = { from, until, madeAt, madeBy };
  return [
    { ...report, id: '0190b1f2-7c00-7000-8000-00000000ad01', kind: 'security' },
    { ...report, id: '0190b1f2-7c00-7000-8000-00000000ad02', kind: 'compliance' },
    { from: madeAt, until: madeAt, madeAt, madeBy: systemUserId, id: '0190b1f2-7c00-7000-8000-00000000ad03', kind: 'erasure' },
  ]; // prettier-ignore
}
