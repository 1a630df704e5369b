import { sqlName } from '@outpost/domain/kernel/entities/entity';
import type { Transaction } from '../../db/database.ts';
import type { DueIntents } from '../../jobs/intents/intent-adapter.ts';

/** E-3: the most messages of one kind that are sent among those written within 24 hours. */
export type MailLimits = { readonly perPerson: number; readonly perTenant: number };

/** Chosen: a diligent person writes some dozens a day. A much higher number is a mistake, or a stolen account. */
export const defaultMailLimits: MailLimits = { perPerson: 200, perTenant: 5_000 };

/** Chosen: somebody who calls all day reaches some 150 people. A call costs by the minute, and rings somebody. */
export const callLimits: MailLimits = { perPerson: 300, perTenant: 3_000 };

const windowMs = 24 * 3_600_000;

/**
 * Returns the messages among these that exceed a limit, with the reason, for the people who wrote them. Messages that
 * were admitted earlier count: sent, maybe sent, or postponed. Only one worker at a time may call this for a tenant.
 */
export async function findTooMany(
  tx: Transaction,
  limits: MailLimits,
  { orgId, intent, entity, records: mails, nowMs }: DueIntents,
  messages: 'e-mails' | 'text messages' | 'calls',
): Promise<ReadonlyMap<string, string>> {
  if (mails.length === 0) return new Map();
  const rows = await tx.query<{ author: string; count: number }>(
    `select r.created_by as author, count(*) as count from store.intent i join store.${sqlName(entity)} r on r.org_id = $1 and r.id = i.id
     where i.org_id = $1 and i.intent = $2 and i.status in ('waiting', 'claimed', 'done', 'unclear') and i.attempts > 0
       and i.n > coalesce((select n from store.journal where org_id = $1 and at < $3 order by at desc, n desc limit 1), 0) and not i.id = any($4::uuid[])
     group by r.created_by`,
    [orgId, intent, new Date(nowMs - windowMs).toISOString(), mails.map(({ id }) => id)],
  );
  const verb = messages === 'calls' ? 'place' : 'send';
  const again = messages === 'calls' ? 'Call again later.' : 'Write it again later.';
  const sent = new Map(rows.map(({ author, count }) => [author, count]));
  let inAll = rows.reduce((sum, { count }) => sum + count, 0);
  const refused = new Map<string, string>();
  for (const { id, createdBy: author } of mails) {
    const own = sent.get(author) ?? 0;
    if (own >= limits.perPerson)
      refused.set(id, `One person may ${verb} ${limits.perPerson} ${messages} in 24 hours. ${again}`);
    else if (inAll >= limits.perTenant)
      refused.set(id, `Your organisation may ${verb} ${limits.perTenant} ${messages} in 24 hours. ${again}`);
    else {
      sent.set(author, own + 1);
      inAll += 1;
    }
  }
  return refused;
}
