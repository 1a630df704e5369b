import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { historyAnswerSchema, wireRecordSchema } from '@outpost/domain/sync/protocol';
import { z } from 'zod';
import type { CallInput, CallOutput } from '../../bridge/contract.ts';
import { askedValue } from '../sync/line/asked-value.ts';
import type { ServerLink } from '../sync/line/server-link.ts';
import type { Device } from '../device/device.ts';
import type { RecordQuestions } from './record-questions.ts';
import { readTimeline } from './timeline.ts';

type Open = {
  readonly link: Pick<ServerLink, 'ask'>;
  readonly questions: Pick<RecordQuestions, 'namesInRows' | 'refsOf' | 'refsOfRows'>;
};

const pageSchema = z.object({ records: z.array(wireRecordSchema), next: z.string().nullable() });
const summarySchema = z.object({
  groups: z.array(z.object({ count: z.number().int(), sums: z.record(z.string(), z.record(z.string(), z.number())) })),
});

const addressOf = (kind: string, question: 'query' | 'summary'): string => `/api/v1/records/${kind}/${question}`;

/**
 * asks the server for a window of a list whose kind this device does not keep. The server answers with the rights of the
 * person. Nothing of the answer is stored. The names and the fields of linked records are those
 * that this device has.
 */
export async function listAtServer(
  { link, questions }: Open,
  { referred = [], ...question }: CallInput<'server.list'>,
): Promise<Result<CallOutput<'server.list'>>> {
  const answer = await rowsAtServer(link, question);
  if (!answer.ok) return answer;
  const { rows, next } = answer.value;
  const refs = await questions.refsOfRows({ entity: question.entity, rows: rows as readonly StoredRecord[], referred }); // the wire has a life as any text
  return refs.ok ? accept({ rows, refs: refs.value, next }) : refs;
}

async function rowsAtServer(
  link: Pick<ServerLink, 'ask'>,
  { entity, ...question }: { readonly entity: string }, // a question for a list, as the screen or the timeline asks it
): Promise<Result<Pick<CallOutput<'server.list'>, 'rows' | 'next'>>> {
  const answer = askedValue(await link.ask(addressOf(entity, 'query'), question, pageSchema));
  if (!answer.ok) return answer;
  const { records, next } = answer.value;
  return accept({ rows: records.map((record) => ({ ...record, waiting: 0, replaced: [] })), next });
}

/**
 * asks the server for the timeline of a record that this device does not keep: its changes, and the records that belong to it.
 * The server answers each question with the rights of the person. Nothing of the answers is stored.
 */
export async function timelineAtServer(
  { link, questions, device }: Open & { readonly device: Device },
  { entity, id, limit = 60 }: CallInput<'server.timeline'>,
): Promise<Result<CallOutput<'server.timeline'>>> {
  const history = askedValue(await link.ask('/sync/history', { entity, id, limit: limit + 1 }, historyAnswerSchema));
  if (!history.ok) return history;
  const read = await readTimeline(
    {
      device,
      rows: async (question) => {
        const found = await rowsAtServer(link, question);
        return found.ok ? accept({ rows: found.value.rows as readonly StoredRecord[] }) : found; // as in `listAtServer`
      },
      historyOf: () => Promise.resolve(history.value.rows),
    },
    { entity, id },
    { id, withRelated: false, changes: true, limit },
  );
  if (!read.ok) return read;
  const { entries, more, filled, related } = read.value;
  const [{ refs, names }, others] = await Promise.all([
    questions.namesInRows(entries.flatMap((entry) => (entry.kind === 'change' ? [entry.row] : []))),
    questions.refsOf(entries.flatMap((entry) => (entry.kind === 'record' ? [entry.record] : []))),
  ]);
  return accept({
    entries: [...entries] as CallOutput<'server.timeline'>['entries'], // `rowsAtServer` made the records
    refs: { ...refs, ...others },
    names,
    more: more || history.value.more,
    filled,
    related,
  });
}

/** asks the server for the number of records of such a list, and for sums over them. */
export async function sumsAtServer(
  { link }: Open,
  { entity, ...question }: CallInput<'server.sums'>,
): Promise<Result<CallOutput<'server.sums'>>> {
  const answer = askedValue(await link.ask(addressOf(entity, 'summary'), question, summarySchema));
  if (!answer.ok) return answer;
  const [all] = answer.value.groups;
  return accept({ count: all?.count ?? 0, sums: all?.sums ?? {} });
}
