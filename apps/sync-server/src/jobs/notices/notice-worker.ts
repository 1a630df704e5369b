import type { NoticeChannel } from '@outpost/domain/kernel/notifications/notice-wishes';
import { inTenant, type Transaction } from '../../db/database.ts';
import { readClock } from '../../journal/heads.ts';
import { beginReader } from '../workers/journal-reader.ts';
import type { Worker } from '../workers/workers.ts';
import { noticeReader, planNotices } from './plan-notices.ts';
import { type ChannelSendPorts, sendByChannel, type SentChannel } from './send-by-channel.ts';
import { type NoticeSendPorts, sendNotices } from './send-notices.ts';

export type NoticePorts = NoticeSendPorts &
  ChannelSendPorts & {
    readonly durability: 'commit' | 'backup';
    /** The channels beside e-mail by which this server sends. */
    readonly channels: readonly SentChannel[];
  };

/** ADR 156, 170: returns the worker that sends the notifications which people want by some channel and have not read. */
export const noticeWorker = (ports: NoticePorts): Worker => ({
  doing: 'sending notifications',
  wakesAtNews: true,
  async run(orgId) {
    const hasMail = ports.identity.accountMail !== undefined;
    const channels = new Set<NoticeChannel>([...(hasMail ? (['mail'] as const) : []), ...ports.channels.map(({ channel }) => channel)]); // prettier-ignore
    if (channels.size === 0) return 'done';
    await begin(ports, orgId);
    const plan = { ...ports, channels, durable: (tx: Transaction) => durableNow(tx, ports, orgId) };
    const ends = [
      (await planNotices(plan, orgId)) ? 'more' : 'done',
      hasMail ? await sendNotices(ports, orgId) : 'done',
    ];
    for (const channel of ports.channels) ends.push(await sendByChannel(ports, channel, orgId));
    return ends.includes('more') ? 'more' : 'done';
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
