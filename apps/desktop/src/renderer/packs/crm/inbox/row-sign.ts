import type { ShownRecord } from '../../../../bridge/contract.ts';
import { textIn } from '../../../records/values/shown-value.ts';
import type { TimelineNames } from '../../../slots/pack-screens.ts';
import { deliveryWords, isMessageToSend, wasSent } from '../record/message-delivery.ts';
import { type InboxRow, isUnsent, replyOfOther } from './conversation-folders.ts';

/** The last line of a conversation in the list: what it waits for. */
export type RowSign = { readonly icon: string; readonly text: string; readonly tone?: 'bad' | 'warn' };

type Telling = Pick<TimelineNames, 'me' | 'nameOf' | 'textOf' | 'whyNotSent' | 'waitsFor'> & {
  readonly nowMs: number;
  /** An instant in the person's words: "8:00" or "Fri 20 Nov, 8:00". */
  readonly whenOf: (at: string) => string;
};

/** Returns the words of a delivery as a sentence of its own: ", waits for 8:00 in Denver" → "Waits for 8:00 in Denver". */
const asSentence = (words: string): string => {
  const bare = words.replace(/^[,.] /, '').replace(/^it (is|was|will|could) /, (_all, verb: string) => `${verb} `);
  return bare.charAt(0).toUpperCase() + bare.slice(1);
};

/** INB-7: returns what the unsent message of a conversation waits for, or why it was not sent, in the words of the timeline. */
export function unsentSign(message: ShownRecord, telling: Telling): RowSign | undefined {
  if (isUnsent(message)) return { icon: 'clock', text: 'On this device, to send' };
  if (!isMessageToSend(message) || wasSent(message)) return undefined;
  const { deliveryStatus: status, deliveryError: error } = message.fields;
  if (status === 'returned') return { icon: 'warning', text: `Came back: ${textIn(error) || 'no reason was given'}`, tone: 'bad' }; // prettier-ignore
  if (status === 'failed') return { icon: 'warning', text: `${message.fields['kind'] === 'call' ? 'Not placed' : 'Not sent'}: ${textIn(error) || 'no reason was given'}`, tone: 'bad' }; // prettier-ignore
  const text = asSentence(deliveryWords(message, telling));
  const isRefused = telling.whyNotSent?.(message.id) !== undefined;
  return { icon: isRefused || status === 'unknown' ? 'warning' : 'clock', text, ...(isRefused ? { tone: 'bad' } : {}) };
}

/** Returns what a person must know about a conversation at a glance. Undefined: nothing. */
export function rowSign({ conversation, last }: InboxRow, telling: Telling): RowSign | undefined {
  const other = replyOfOther(conversation, telling);
  if (other !== undefined) return { icon: 'pencil', text: `${telling.nameOf(other.by)} began a reply` };
  const unsent = last && unsentSign(last, telling);
  if (unsent !== undefined) return unsent;
  const { state, snoozeUntil } = conversation?.fields ?? {};
  if (state === 'snoozed')
    return Date.parse(textIn(snoozeUntil)) > telling.nowMs
      ? { icon: 'clock', text: `Until ${telling.whenOf(textIn(snoozeUntil))}` }
      : { icon: 'clock', text: 'Back from snooze' };
  if (state === 'closed') return { icon: 'check', text: 'Closed' };
  return conversation !== undefined && conversation.ownerId === null
    ? { icon: 'plus', text: 'Nobody has it yet' }
    : undefined;
}
