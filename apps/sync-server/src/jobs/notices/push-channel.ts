import { createHash } from 'node:crypto';
import type { Clock } from '@outpost/domain/kernel/ports';
import type { PushSender } from '../../gateway/notices/notice-ways.ts';
import { readPushPlaces, removeSubscription } from '../../gateway/notices/push-subscriptions.ts';
import type { KeyRing } from '../../identity/keys/key-ring.ts';
import { noticeLine } from './notice-lines.ts';
import type { ChannelNotice, ChannelReceiver, SentChannel } from './send-by-channel.ts';

export type PushChannelPorts = { readonly push: PushSender; readonly clock: Clock; readonly keys: Pick<KeyRing, 'unseal'> }; // prettier-ignore

/** Chosen: more at the same moment are one push, as a burst of sounds helps nobody. */
const mostPushes = 5;
/** Chosen: what browsers show. A push has room for 4,096 bytes (RFC 8291, section 4). */
const mostChars = 300;

/** NTF-7: sends notifications as Web Push to the browsers of a person. */
export const pushChannel = ({ push, clock, keys }: PushChannelPorts): SentChannel => ({
  channel: 'push',
  async placesOf(tx, receiver) {
    const places = await readPushPlaces(tx, { ...receiver, nowMs: clock.nowMs() }, { keys });
    return [...places].map(([id, place]) => ({
      id,
      send: (notices) => push.send(place, messageOf(receiver, notices)),
    }));
  },
  messagesOf: (notices) => {
    const bySubject = Map.groupBy(notices, ({ record, due }) => record ?? due.about);
    return bySubject.size > mostPushes ? [notices] : [...bySubject.values()];
  },
  endPlace: (tx, of) => removeSubscription(tx, of),
});

/**
 * Returns a push with the words that an e-mail has: the author and the title of the record, and none of its other fields. Its link opens the record in
 * the app. The topic is a hash, because the push service reads it: it is the same for all notifications about one record.
 */
function messageOf({ orgId, organisation }: ChannelReceiver, notices: readonly ChannelNotice[]): { readonly payload: string; readonly topic: string } {
  const lines = [...new Set(notices.map((notice) => noticeLine(notice, 'you')))];
  const subjects = new Set(notices.map(({ record, due }) => record ?? due.about));
  const [subject] = subjects.size === 1 ? subjects : [];
  const [record] = subject === undefined ? [] : notices.flatMap((notice) => notice.record ?? []);
  const line = subject === undefined ? `${notices.length} unread notifications` : lines.join('\n');
  const payload = {
    title: cut(organisation),
    body: cut(line),
    ...(record === undefined ? {} : { url: `outpost://open/${orgId}/record/${record}` }),
  };
  return { payload: JSON.stringify(payload), topic: topicOf(`${orgId} ${subject ?? ''}`) };
} // prettier-ignore

const cut = (text: string): string =>
  text.length > mostChars ? `${text.slice(0, mostChars - 1).toWellFormed()}…` : text;

/** RFC 8030, section 5.4: at most 32 characters of base64url. */
const topicOf = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 32);
