import { isObject } from '@outpost/domain/kernel/json';
import type { Notification } from '../../../bridge/calls/notification-calls.ts';
import { requestAnswerOf, type AskedStep } from '../../records/approvals/answer-request.ts';
import { kindLabel, type ShownKind } from './notification-words.ts';

/** The standing of a request for approval, in words (AUT-17). */
const askedWords: Readonly<Record<string, string>> = {
  open: 'asks for your approval',
  approved: 'approved',
  declined: 'declined',
  over: 'asked for approval, the time is over',
  ended: 'asked for approval, no longer asked',
};

/** The standing of an offer, in words (AUT-20). */
const offeredWords: Readonly<Record<string, string>> = {
  open: 'offers it to you',
  taken: 'taken',
  over: 'offered it, nobody took it',
  ended: 'offered it, no longer offered',
};

/** The name of the automation, and how its request for approval stands; `asked` is empty where it only tells something. */
type Told = {
  readonly from: string;
  readonly asked: string;
  /** The step that asks, until when, and what this person has answered already. */
  readonly ask: string;
  readonly until: string;
  readonly given: string;
  readonly offers: boolean;
};

/** Reads the value of a notification of this kind. */
function readTold(value: Notification['value']): Told {
  const none = { from: '', asked: '', ask: '', until: '', given: '', offers: false };
  if (typeof value === 'string') return { ...none, from: value };
  if (!isObject(value)) return none;
  const textOf = (name: Exclude<keyof Told, 'offers'>): string => (typeof value[name] === 'string' ? value[name] : '');
  return { from: textOf('from'), asked: textOf('asked'), ask: textOf('ask'), until: textOf('until'), given: textOf('given'), offers: value['offers'] === true };
} // prettier-ignore

/** Returns the request of a notification that this person can still answer: it is open, about a record of this device, and not answered. */
export function openRequestOf({ kind, value, record, quote }: Notification, nowMs: number): AskedStep | undefined {
  if (kind !== 'told' || record === null || quote === null) return undefined;
  const { asked, ask, until, given, offers } = readTold(value);
  if (asked !== 'open' || ask === '' || given !== '' || Date.parse(until) <= nowMs) return undefined;
  return { ask, about: `${record.entity}:${record.id}`, words: quote, offers };
}

/** Returns how a request stands, in words. An answer that the server has not counted yet is told as the person's own. */
const standingOf = ({ asked, given, offers }: Told): string => {
  const mine = asked === 'open' ? requestAnswerOf(given) : undefined;
  return mine ? `you have ${mine.did}` : ((offers ? offeredWords : askedWords)[asked] ?? '');
};

export const shownTold: ShownKind = {
  label: 'An automation tells or asks me something',
  icon: 'bolt',
  title: ({ value, record }) => [record?.title, readTold(value).from].filter(Boolean).join(': '),
  detail: ({ record, value }, telling) => {
    const asked = standingOf(readTold(value));
    const kind = record === null ? 'Automation' : kindLabel(telling);
    return asked === '' ? (record === null ? kind : `${kind}, told by an automation`) : `${kind}, ${asked}`;
  },
};
