import { queueAnswerSchema } from '@outpost/domain/kernel/catalogue/intents/queued-work';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import type { CallInput, CallOutput, ShownRecord } from '../../bridge/contract.ts';
import { queueCalls } from '../../bridge/calls/queue-calls.ts';
import { shownOf } from '../questions/shown-of.ts';
import type { OpenTenant } from '../session/open-tenant.ts';
import { askedValue } from '../sync/line/asked-value.ts';

const path = '/admin/queue';

/** Asks the server for its work in one state, and adds the records as this device knows them. Nothing of the answer is stored. */
export async function queuedWork(
  { link, device }: OpenTenant,
  { state, before }: CallInput<'queue.list'>,
): Promise<Result<CallOutput<'queue.list'>>> {
  const query = new URLSearchParams({ state, ...(before === null ? {} : { before }) });
  const answer = askedValue(await link.ask(`${path}?${query.toString()}`, undefined, queueAnswerSchema));
  if (!answer.ok) return answer;
  const records: Record<string, ShownRecord> = {};
  for (const { record } of answer.value.work) {
    if (record === null || !device.catalogue.entities.has(record.entity)) continue;
    const held = device.lookups.shown(record.entity, record.id);
    if (held) records[held.id] = shownOf(held);
  }
  return accept({ ...answer.value, records });
}

export const hurryQueuedWork = async (
  { link }: OpenTenant,
  input: CallInput<'queue.hurry'>,
): Promise<Result<CallOutput<'queue.hurry'>>> =>
  askedValue(await link.ask(`${path}/hurry`, input, queueCalls['queue.hurry'].output));
