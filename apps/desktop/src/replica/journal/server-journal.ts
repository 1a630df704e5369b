import { type AuditDays, auditDaysSchema } from '@outpost/domain/kernel/audit/audit-days';
import {
  type AuditEntry,
  auditAnswerSchema,
  type AuditFile,
  auditFileSchema,
} from '@outpost/domain/kernel/audit/audit-log';
import { addDays, startOfDay } from '@outpost/domain/kernel/days';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import type { HistoryRow } from '@outpost/domain/sync/protocol';
import type { CallInput, CallOutput } from '../../bridge/contract.ts';
import type { JournalEntriesQuestion } from '../../bridge/journal-question.ts';
import type { OpenTenant } from '../session/open-tenant.ts';
import { askedValue } from '../sync/line/asked-value.ts';

type Open = Pick<OpenTenant, 'link' | 'questions' | 'session'>;

const prefix = '/api/v1/audit';

/**
 * Asks the server for entries of the tenant's whole journal. The days of the question are those of the organisation's time zone. Names
 * are those that this device has; nothing of the answer is stored.
 */
export async function serverJournal(
  open: Open,
  { before, limit, ...asked }: CallInput<'journal.entries'>,
): Promise<Result<CallOutput<'journal.entries'>>> {
  const { link, questions } = open;
  const values = { ...inInstants(open, asked), before, limit };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== undefined) query.set(name, String(value));
  const answer = askedValue(await link.ask(`${prefix}/logs?${query.toString()}`, undefined, auditAnswerSchema));
  if (!answer.ok) return answer;
  const { entries, next } = answer.value;
  return accept({ entries, ...(await questions.namesInRows(entries.flatMap(rowsOf))), next });
}

/** Asks the server for the number of entries on each day of a month. */
export async function journalDays(
  { link }: Pick<Open, 'link'>,
  { month }: CallInput<'journal.days'>,
): Promise<Result<AuditDays>> {
  return askedValue(await link.ask(`${prefix}/days?month=${month}`, undefined, auditDaysSchema));
}

/** Asks the server for a file of entries with its signature. */
export async function exportedJournal(
  open: Open,
  { format, question }: CallInput<'journal.export'>,
): Promise<Result<AuditFile>> {
  const body = { format, question: inInstants(open, question) };
  return askedValue(await open.link.ask(`${prefix}/exports`, body, auditFileSchema));
}

/** Returns the question with the instants at which its days begin and end. */
function inInstants({ session }: Open, { from, until, ...asked }: JournalEntriesQuestion): JournalEntriesQuestion {
  const { timeZone } = session.organisation;
  return {
    ...asked,
    ...(from === undefined ? {} : { from: startOfDay(from, timeZone) }),
    ...(until === undefined ? {} : { until: startOfDay(addDays(until, 1), timeZone) }),
  };
}

/** Returns an entry as rows of history, by which the names of its people, its record and its values are found. */
function rowsOf({ by, about, record, entity, ...entry }: AuditEntry): readonly HistoryRow[] {
  const row = {
    n: entry.n,
    act: null,
    group: null,
    undoes: null,
    label: entry.label,
    device: null,
    at: entry.at,
    madeAt: null,
    kind: 'changed',
    superseded: {},
  } as const;
  const people = [by, about].filter((id) => id !== null);
  const [person] = people;
  if (person === undefined) return [];
  const ofRecord =
    record !== null && entity !== null ? [{ ...row, id: record, entity, by: person, changed: entry.changed }] : [];
  return [...ofRecord, ...people.map((id) => ({ ...row, id, entity: '', by: id, changed: {} }))];
}
