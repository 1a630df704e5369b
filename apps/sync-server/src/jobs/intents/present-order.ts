import { refusalInWords } from '@outpost/domain/kernel/messages/judge-send';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { readShape } from '@outpost/domain/kernel/query/calculate';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { inTenant } from '../../db/database.ts';
import type { JudgedMessage } from '../message-log/log-messages.ts';
import type { IntentStanding } from './after-report.ts';
import { findListed } from './find-listed.ts';
import { type IntentPorts, nameOf, type QueuedIntent } from './intent-ports.ts';

/** `addresses`: the postal addresses that are known of the people who are called. `why`: a sentence for its person, where the order must not go on. */
export type PresentOrder =
  { readonly order: unknown; readonly addresses: readonly JsonValue[] } | { readonly why: string };

/**
 * Returns the order of one claim once more, judged at this moment: what was allowed at the claim may have been forbidden since. Undefined:
 * there is no such claim, or it has ended. An order whose answer was lost goes on, because the provider's question proves that it was taken.
 * MSG-79: do-not-call lists are asked again, outside of the transaction, because a list may be at another server.
 */
export async function presentOrder(
  ports: Pick<IntentPorts, 'database' | 'clock' | 'recordsOf' | 'judgeMessages' | 'askDoNotCall'>,
  orgId: string,
  asked: Asked,
): Promise<PresentOrder | undefined> {
  const judged = await judgedOrder(ports, orgId, asked);
  if (judged === undefined || 'why' in judged) return judged;
  const { order, addresses, ...calls } = judged;
  const listed = await findListed(ports, orgId, calls);
  return listed ? { why: listed.why } : { order, addresses };
}

type Asked = Pick<QueuedIntent, 'intent'> & { readonly id: string; readonly claim: number };

/** An order that may go on as far as the records of the organisation say. */
type JudgedOrder = {
  readonly order: unknown;
  readonly addresses: readonly JsonValue[];
  readonly record: StoredRecord;
  readonly messages: readonly JudgedMessage[];
};

async function judgedOrder(
  ports: Pick<IntentPorts, 'database' | 'recordsOf' | 'judgeMessages'>,
  orgId: string,
  { intent, id, claim }: Asked,
): Promise<JudgedOrder | { readonly why: string } | undefined> {
  return inTenant(ports.database, { orgId, mode: 'snapshot' }, async (tx) => {
    const [row] = await tx.query<IntentStanding>(
      'select status, fence, outcome from store.intent where org_id = $1 and intent = $2 and id = $3',
      [orgId, nameOf(intent), id],
    );
    if (row?.fence !== claim || !['claimed', 'done', 'unclear'].includes(row.status)) return undefined;
    const answer = row.outcome?.status === 'done' ? (row.outcome.answer as { readonly is?: unknown } | null) : null; // an answer is JSON
    if (answer?.is === 'delivered') return undefined;
    const [record] = await ports.recordsOf(tx, orgId, { entity: intent.entity, ids: [id] });
    if (record?.life !== 'alive') return { why: 'It was deleted meanwhile.' };
    const needed = new Map<string, typeof record>();
    for (const { entity, id: other } of intent.needs?.(record as never) ?? [])
      // records are read by the intent's kind
      for (const found of await ports.recordsOf(tx, orgId, { entity, ids: [other] })) needed.set(found.id, found);
    const over = intent.isOver?.(record as never, needed); // as above
    if (over) return { why: over.why };
    const messages = intent.messages?.(record as never) ?? []; // as above
    const verdicts = await ports.judgeMessages(tx, orgId, messages);
    for (const verdict of verdicts) {
      if (!verdict.allowed) return { why: refusalInWords(verdict) };
      if (verdict.hours?.isOpen === false)
        return { why: 'It is too early or too late where the other person is (MSG-30).' };
    }
    const order = readShape({ label: 'An order', takes: intent.takes }, intent.order(record as never, needed)); // as above
    return order.ok
      ? {
          order: order.value,
          addresses: verdicts.flatMap((verdict) => (verdict.allowed ? (verdict.addresses ?? []) : [])),
          record,
          messages: messages.flatMap((message, place) => {
            const verdict = verdicts[place];
            return verdict ? [{ message, verdict }] : []; // each has one
          }),
        }
      : { why: order.message };
  });
}
