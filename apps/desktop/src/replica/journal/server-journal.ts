import { addDays, startOfDay } from '@outpost/domain/kernel/days';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { historyRowSchema } from '@outpost/domain/sync/protocol';
import { z } from 'zod';
import type { CallOutput } from '../../bridge/contract.ts';
import type { JournalQuestion } from '../../bridge/journal-question.ts';
import type { OpenTenant } from '../session/open-tenant.ts';
import { askedValue } from '../sync/line/asked-value.ts';

const answerSchema = z.object({ rows: z.array(historyRowSchema), next: z.number().int().nullable() });

/**
 * Asks the server for rows of the tenant's whole journal. The days of the question are those of the organisation's time zone. Names
 * are those that this device has; nothing of the answer is stored.
 */
export async function serverJournal(
  { link, questions, session }: Pick<OpenTenant, 'link' | 'questions' | 'session'>,
  { from, until, ...asked }: JournalQuestion & { readonly before?: number | undefined },
): Promise<Result<CallOutput<'journal.onServer'>>> {
  const { timeZone } = session.organisation;
  const body = {
    ...asked,
    ...(from === undefined ? {} : { from: startOfDay(from, timeZone) }),
    ...(until === undefined ? {} : { until: startOfDay(addDays(until, 1), timeZone) }),
  };
  const answer = askedValue(await link.ask('/admin/journal', body, answerSchema));
  if (!answer.ok) return answer;
  const { rows, next } = answer.value;
  return accept({ rows, ...(await questions.namesInRows(rows)), next });
}
