import { isObject } from '@outpost/domain/kernel/json';
import type { Notification } from '../../../bridge/calls/notification-calls.ts';
import { kindLabel, type ShownKind } from './notification-words.ts';

/** How a request for approval stands (AUT-17). */
const askedWords: Readonly<Record<string, string>> = {
  open: 'asks for your approval: answer on its page',
  approved: 'approved',
  declined: 'declined',
  over: 'asked for approval, the time is over',
  ended: 'asked for approval, no longer asked',
};

/** Reads the name of the automation, and how its request for approval stands; `asked` is empty where it only tells something. */
function readTold(value: Notification['value']): { readonly from: string; readonly asked: string } {
  if (typeof value === 'string') return { from: value, asked: '' };
  if (!isObject(value)) return { from: '', asked: '' };
  const { from, asked } = value;
  return { from: typeof from === 'string' ? from : '', asked: typeof asked === 'string' ? (askedWords[asked] ?? '') : '' };
} // prettier-ignore

export const shownTold: ShownKind = {
  label: 'An automation tells or asks me something',
  icon: 'bolt',
  title: ({ value, record }) => [record?.title, readTold(value).from].filter(Boolean).join(': '),
  detail: ({ record, value }, telling) => {
    const { asked } = readTold(value);
    const kind = record === null ? 'Automation' : kindLabel(telling);
    return asked === '' ? (record === null ? kind : `${kind}, told by an automation`) : `${kind}, ${asked}`;
  },
};
