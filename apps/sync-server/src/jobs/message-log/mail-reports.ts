import type { Clock } from '@outpost/domain/kernel/ports';
import { type Database, inTenant } from '../../db/database.ts';
import { notedColumns, type NotedRow, noteMessages } from './note-logged.ts';

type Ports = { readonly database: Database; readonly clock: Clock };

/** One claim of a record whose e-mail left. */
type SentClaim = { readonly record: string; readonly claim: number };

/** Returns the e-mail of a claim. Undefined: none left, or its receiver was erased by law. */
export async function readSentMail(
  { database }: Ports,
  orgId: string,
  { record, claim }: SentClaim,
): Promise<{ readonly messageId: string; readonly address: string } | undefined> {
  const [row] = await inTenant(database, { orgId, mode: 'snapshot' }, (tx) =>
    tx.query<{ id: string; receiver: string | null }>(
      `select id, receiver from store.message_log
       where org_id = $1 and record_id = $2 and fence = $3 and channel = 'email' and state not in ('refused', 'kept-back')`,
      [orgId, record, claim],
    ),
  );
  return row && row.receiver !== null ? { messageId: row.id, address: row.receiver } : undefined;
}

/** Returns the newest e-mail of a record that left. Undefined: none left, or its receiver was erased by law. */
export async function readNewestMail(
  { database }: Pick<Ports, 'database'>,
  orgId: string,
  record: string,
): Promise<{ readonly claim: number; readonly address: string } | undefined> {
  const [row] = await inTenant(database, { orgId, mode: 'snapshot' }, (tx) =>
    tx.query<{ fence: number; receiver: string | null }>(
      `select m.fence, m.receiver from store.message_log m
       where m.org_id = $1 and m.record_id = $2 and m.channel = 'email' and m.state not in ('refused', 'kept-back')
       order by m.fence desc limit 1`,
      [orgId, record],
    ),
  );
  return row && row.receiver !== null ? { claim: row.fence, address: row.receiver } : undefined;
}

/** The column for what the receiver of an e-mail did. */
const columns = { opened: 'opened_at', clicked: 'clicked_at', complained: 'complained_at' } as const;

/** MSG-41: notes in the log and in the journal, once, what the receiver of an e-mail did. `at`: when, UTC; never later than now. */
export const noteSeen = (
  { database, clock }: Ports,
  orgId: string,
  { record, claim, seen, at }: SentClaim & { readonly seen: keyof typeof columns; readonly at: string },
): Promise<void> =>
  inTenant(database, { orgId, mode: 'write' }, async (tx) => {
    const nowMs = clock.nowMs();
    const now = new Date(nowMs).toISOString();
    const column = columns[seen];
    const rows = await tx.query<NotedRow>(
      `update store.message_log set ${column} = $4
       where org_id = $1 and record_id = $2 and fence = $3 and channel = 'email' and state not in ('refused', 'kept-back') and ${column} is null
       returning ${notedColumns}`,
      [orgId, record, claim, at < now ? at : now],
    );
    const messages = rows.map(
      (row) => ({ row, action: 'message/reported', outcome: 'done', more: { state: seen } }) as const,
    );
    await noteMessages(tx, orgId, { nowMs, messages });
  });
