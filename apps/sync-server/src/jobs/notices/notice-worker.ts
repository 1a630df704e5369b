import { inTenant, type Transaction } from '../../db/database.ts';
import { readClock } from '../../journal/heads.ts';
import { beginReader } from '../workers/journal-reader.ts';
import type { Worker } from '../workers/workers.ts';
import { noticeReader, planNotices } from './plan-notices.ts';
import { type NoticeSendPorts, sendNotices } from './send-notices.ts';

export type NoticePorts = NoticeSendPorts & { readonly durability: 'commit' | 'backup' };

/** ADR 156: returns the worker that sends the notifications by e-mail which people want so and have not read. */
export const noticeWorker = (ports: NoticePorts): Worker => ({
  doing: 'sending notifications by e-mail',
  wakesAtNews: true,
  async run(orgId) {
    if (!ports.identity.accountMail) return 'done';
    await begin(ports, orgId);
    const isMore = await planNotices({ ...ports, durable: (tx) => durableNow(tx, ports, orgId) }, orgId);
    const sent = await sendNotices(ports, orgId);
    return isMore ? 'more' : sent;
  },
});

async function durableNow(tx: Transaction, { durability }: NoticePorts, orgId: string): Promise<number> {
  const now = await readClock(tx, orgId, 'unlocked');
  return (durability === 'commit' ? now?.head : now?.durable) ?? 0;
}

/** Gives the reader its place where it has none yet: what is older than the server's first round is no news. */
async function begin({ database }: NoticePorts, orgId: string): Promise<void> {
  const has = await inTenant(database, { orgId, mode: 'snapshot' }, (tx) =>
    tx.query('select n from store.reader_cursor where org_id = $1 and reader = $2', [orgId, noticeReader]),
  );
  if (has.length === 0) await beginReader(database, { orgId, reader: noticeReader });
}
