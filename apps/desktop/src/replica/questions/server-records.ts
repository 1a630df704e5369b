import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { wireRecordSchema } from '@outpost/domain/sync/protocol';
import { z } from 'zod';
import type { CallInput, CallOutput } from '../../bridge/contract.ts';
import { askedValue } from '../sync/line/asked-value.ts';
import type { ServerLink } from '../sync/line/server-link.ts';
import type { RecordQuestions } from './record-questions.ts';

type Open = { readonly link: Pick<ServerLink, 'ask'>; readonly questions: Pick<RecordQuestions, 'refsOfRows'> };

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
  { entity, referred = [], ...question }: CallInput<'server.list'>,
): Promise<Result<CallOutput<'server.list'>>> {
  const answer = askedValue(await link.ask(addressOf(entity, 'query'), question, pageSchema));
  if (!answer.ok) return answer;
  const { records, next } = answer.value;
  const rows = records.map((record) => ({ ...record, waiting: 0, replaced: [] }));
  const refs = await questions.refsOfRows({ entity, rows: rows as readonly StoredRecord[], referred }); // the wire has a life as any text
  return refs.ok ? accept({ rows, refs: refs.value, next }) : refs;
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
