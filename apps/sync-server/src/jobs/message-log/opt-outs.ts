import { type ContactChannel, channels } from '@outpost/domain/kernel/messages/message';
import { type Database, inTenant } from '../../db/database.ts';
import type { LogPorts } from './log-messages.ts';
import { notedColumns, type NotedRow, noteMessages } from './note-logged.ts';

type Ports = Pick<LogPorts, 'clock'> & { readonly database: Database };

/** A message whose receiver opted out. */
export type OptedOut = { readonly row: NotedRow; readonly channel: ContactChannel; readonly address: string };

/** Returns a message that left, by its id in the log. Undefined: there is none, or its receiver was erased by law. */
export async function readSentMessage(
  { database }: Ports,
  { orgId, messageId }: { readonly orgId: string; readonly messageId: string },
): Promise<OptedOut | undefined> {
  const [row] = await inTenant(database, { orgId, mode: 'snapshot' }, (tx) =>
    tx.query<NotedRow>(
      `select ${notedColumns} from store.message_log where org_id = $1 and id = $2 and state not in ('refused', 'kept-back')`,
      [orgId, messageId],
    ),
  );
  const channel = channels.find((one) => one === row?.channel);
  return row && channel !== undefined && row.receiver !== null ? { row, channel, address: row.receiver } : undefined;
}

/** MSG-37: notes in the log and in the journal, once, that the receiver of a message opted out. `by`: the service that kept it. */
export const noteOptOut = (
  { database, clock }: Ports,
  orgId: string,
  { row, by }: { readonly row: NotedRow; readonly by: string },
): Promise<void> =>
  inTenant(database, { orgId, mode: 'write' }, async (tx) => {
    const nowMs = clock.nowMs();
    const first = await tx.query(
      'update store.message_log set opted_out_at = $3 where org_id = $1 and id = $2 and opted_out_at is null returning id',
      [orgId, row.id, new Date(nowMs).toISOString()],
    );
    const noted = { row: { ...row, author: by }, action: 'message/opted-out', outcome: 'done' } as const;
    if (first.length > 0) await noteMessages(tx, orgId, { nowMs, messages: [noted] });
  });
