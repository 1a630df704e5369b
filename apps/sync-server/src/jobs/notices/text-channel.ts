import { textPartsOf } from '@outpost/domain/kernel/messages/text-parts';
import { readNoticeNumber } from '../../gateway/notices/notice-number.ts';
import type { TextOfNotices } from '../../gateway/notices/manage-channels.ts';
import { noticeLine } from './notice-lines.ts';
import type { ChannelNotice, SentChannel } from './send-by-channel.ts';

/** Chosen: the organisation pays for each part. */
const mostParts = 2;

/** NTF-9: sends notifications as one text to the confirmed number of a person. */
export const textChannel = (textOf: TextOfNotices): SentChannel => ({
  channel: 'text',
  async placesOf(tx, { orgId, personId, organisation }) {
    const own = await readNoticeNumber(tx, { orgId, personId });
    const send = textOf(orgId);
    if (!send || own?.state !== 'confirmed') return [];
    return [{ id: own.id, send: (notices) => send(own.number, wordsOf(organisation, notices)) }];
  },
  messagesOf: (notices) => (notices.length === 0 ? [] : [notices]),
  endPlace: () => Promise.resolve(), // a number ends by STOP, or by its person
});

/** Returns the words of a text: as many lines as fit into its parts, and the number of the others. */
function wordsOf(organisation: string, notices: readonly ChannelNotice[]): string {
  const lines = [...new Set(notices.map((notice) => noticeLine(notice, 'you')))];
  const textWith = (count: number): string => {
    const left = lines.length - count;
    return `${organisation}, Outpost: ${[...lines.slice(0, count), ...(left === 0 ? [] : [`${left} more in Outpost`])].join('; ')}`;
  };
  const fits = (text: string) => textPartsOf(text).parts <= mostParts;
  for (let count = lines.length; count > 0; count -= 1) if (fits(textWith(count))) return textWith(count);
  let letters = Array.from(textWith(1));
  while (!fits(`${letters.join('')}…`)) letters = letters.slice(0, -1);
  return `${letters.join('')}…`;
}
