import { refusalInWords } from '@outpost/domain/kernel/messages/judge-send';
import { readShape } from '@outpost/domain/kernel/query/calculate';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { inTenant } from '../../db/database.ts';
import type { IntentStanding } from './after-report.ts';
import { type IntentPorts, nameOf, type QueuedIntent } from './intent-ports.ts';

/** `addresses`: the postal addresses that are known of the people who are called. `why`: a sentence for its person, where the order must not go on. */
export type PresentOrder =
  { readonly order: unknown; readonly addresses: readonly JsonValue[] } | { readonly why: string };

/**
 * Returns the order of one claim once more, judged at this moment: what was allowed at the claim may have been forbidden since. Undefined:
 * there is no such claim, or it has ended. An order whose answer was lost goes on, because the provider's question proves that it was taken.
 */
export async function presentOrder(
  ports: Pick<IntentPorts, 'database' | 'recordsOf' | 'judgeMessages'>,
  orgId: string,
  { intent, id, claim }: Pick<QueuedIntent, 'intent'> & { readonly id: string; readonly claim: number },
): Promise<PresentOrder | undefined> {
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
    const verdicts = await ports.judgeMessages(tx, orgId, intent.messages?.(record as never) ?? []); // as above
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
        }
      : { why: order.message };
  });
}
