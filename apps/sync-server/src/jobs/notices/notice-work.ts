import { askedByWord } from '@outpost/domain/kernel/messages/stop-words';
import { inTenant } from '../../db/database.ts';
import { stopNoticeNumber } from '../../gateway/notices/notice-number.ts';
import type { PushSender } from '../../gateway/notices/notice-ways.ts';
import type { Worker } from '../workers/workers.ts';
import type { MessageCount } from '../../identity/identity-ports.ts';
import type { TextOfNotices } from '../../gateway/notices/manage-channels.ts';
import type { Delivery } from '../intents/intent-adapter.ts';
import { pushChannel, type PushChannelPorts } from './push-channel.ts';
import { type NoticePorts, noticeWorker } from './notice-worker.ts';
import { textChannel } from './text-channel.ts';

/** The parts of a provider of texts that notifications use. */
type TextWay = {
  readonly senderOf: (orgId: string) => string | undefined;
  readonly send: (message: {
    readonly to: string;
    readonly from: string;
    readonly text: string;
    readonly pictures: readonly never[];
  }) => Promise<Delivery<null>>;
};

/** Sends texts about notifications through the provider of the organisation, and counts them in its month (PLT-42). */
const textOfNotices =
  ({
    texts,
    messages,
  }: {
    readonly texts?: TextWay | null | undefined;
    readonly messages: MessageCount;
  }): TextOfNotices =>
  (orgId) => {
    const from = texts?.senderOf(orgId);
    if (!texts || from === undefined) return undefined;
    return async (to, text) => {
      if (await messages.take(orgId)) return { is: 'refused', why: 'the messages of this month are used up' };
      const { status, ...said } = await texts.send({ to, from, text, pictures: [] });
      if (status === 'later' || status === 'refused') messages.giveBack(orgId);
      if (status === 'done') return { is: 'sent' };
      return status === 'refused' ? { is: 'refused', why: 'why' in said ? said.why : '' } : { is: status };
    };
  };

export type NoticeWorkPorts = Omit<NoticePorts, 'channels'> &
  Omit<PushChannelPorts, 'push'> & {
    readonly push?: PushSender | null | undefined;
    readonly texts?: TextWay | null | undefined;
    readonly messages: MessageCount;
  };

/** The worker of notifications, and what the routes of their channels need. */
export type NoticeWork = {
  readonly worker: Worker;
  readonly push: PushSender | null;
  readonly textOf: TextOfNotices;
  /** NTF-10: ends the texts to a number that answers with a word such as STOP. */
  readonly noteText: (orgId: string, text: { readonly from: string; readonly text: string }) => Promise<void>;
};

/** Opens the channels by which this server sends notifications. */
export function noticeWork(ports: NoticeWorkPorts): NoticeWork {
  const { push = null, clock, database } = ports;
  const textOf = textOfNotices(ports);
  const channels = [...(push ? [pushChannel({ ...ports, push })] : []), ...(ports.texts ? [textChannel(textOf)] : [])];
  return {
    worker: noticeWorker({ ...ports, channels }),
    push,
    textOf,
    async noteText(orgId, { from, text }) {
      if (askedByWord(text) !== 'stop') return;
      const now = new Date(clock.nowMs()).toISOString();
      await inTenant(database, { orgId, mode: 'write' }, (tx) => stopNoticeNumber(tx, { orgId, number: from, now }));
    },
  };
}
