import type { AuditClass, AuditOutcome } from '@outpost/domain/kernel/audit/audit-actions';
import type { AuditEntry } from '@outpost/domain/kernel/audit/audit-log';
import type { HistoryRow } from '@outpost/domain/sync/protocol';
import { authorName } from '../../records/values/author-name.ts';

/** The words and the icon of each class. */
export const classWords: Readonly<Record<AuditClass, { readonly label: string; readonly icon: string }>> = {
  security: { label: 'Security', icon: 'shield' },
  compliance: { label: 'Compliance', icon: 'file-text' },
  change: { label: 'Change', icon: 'pencil' },
};

export const outcomeWords: Readonly<Record<AuditOutcome, string>> = {
  done: 'Done',
  refused: 'Refused',
  failed: 'Failed',
};

/** The words of the details that the server writes. Details of programs keep their names. */
const detailWords: Readonly<Record<string, string>> = {
  why: 'Reason',
  triesLeft: 'Tries left',
  seconds: 'Locked for seconds',
  device: 'Device',
  route: 'Address of the server',
  method: 'Method',
  fields: 'Fields',
  of: 'What',
  count: 'Records',
  records: 'Records',
  rows: 'Entries of the journal',
  entries: 'Entries',
  format: 'Format',
  refused: 'Refused by',
  orderedBy: 'Ordered by',
  reason: 'Reason',
  name: 'Name',
  formerName: 'Former name',
  from: 'Before',
  to: 'After',
  limits: 'Limits',
  formerLimits: 'Limits before',
  pack: 'Pack',
};

/** Returns the details of an entry as words, in their order. */
export const detailsOf = ({ details }: AuditEntry): readonly (readonly [label: string, text: string])[] =>
  Object.entries(details).flatMap(([name, value]) =>
    value === null ? [] : [[detailWords[name] ?? name, String(value)] as const],
  );

/**
 * Returns the name of the person of an entry. If nobody was signed in, it says so, and names the person of the account.
 */
export function whoOf({ by, about }: AuditEntry, names: Readonly<Record<string, string>>): string {
  if (by !== null) return authorName(by, names);
  const person = about === null ? undefined : names[about];
  return person === undefined ? 'Not signed in' : `Not signed in, account of ${person}`;
}

/** Returns a row of this device's history as an entry. Values that a device does not have are null. */
export const entryOfRow = ({ n, at, kind, label, by, device, act, entity, id, changed }: HistoryRow): AuditEntry => ({
  n,
  at,
  class: 'change',
  action: `record/${kind}`,
  label,
  outcome: 'done',
  by,
  about: null,
  account: null,
  address: null,
  session: null,
  device,
  request: null,
  act,
  entity,
  record: id,
  changed,
  details: {},
  times: 1,
  digest: '',
  hash: '',
});
