import { cutText } from '@outpost/domain/kernel/text/cut-text';
import { plainMarkdown } from '@outpost/domain/kernel/markdown/plain-markdown';
import type { TimelineKind } from '../../../slots/pack-screens.ts';
import { deliveryWords, isEmailToSend, wasSent } from './email-delivery.ts';

const activityIcons: Readonly<Record<string, string>> = {
  note: 'note',
  call: 'phone',
  meeting: 'calendar',
  email: 'mail',
};
const activityWords: Readonly<Record<string, string>> = {
  note: 'wrote a note',
  call: 'logged a call',
  meeting: 'held a meeting',
  email: 'logged an e-mail',
};

/** A call, meeting, e-mail or note. An e-mail that is to be sent shows its outcome. */
export const activityEntry: TimelineKind['entryOf'] = (record, telling, body) => {
  const { kind, subject, body: words, happensAt, toAddress } = record.fields;
  const name = typeof kind === 'string' ? kind : 'note';
  const { meetingOutcome = null } = record.fields;
  const wasHeld = meetingOutcome === null || meetingOutcome === 'completed';
  const cameOf =
    name === 'meeting'
      ? wasHeld
        ? ''
        : telling.textOf('meetingOutcome', meetingOutcome)
      : telling.textOf('outcome', record.fields['outcome'] ?? null);
  const by = record.createdBy === telling.me ? 'You' : telling.nameOf(record.createdBy);
  const isToSend = isEmailToSend(record);
  const verb = isToSend
    ? wasSent(record)
      ? 'sent an e-mail'
      : 'wrote an e-mail'
    : name === 'meeting' && !wasHeld
      ? 'logged a meeting'
      : (activityWords[name] ?? 'noted');
  const outcome = isToSend ? deliveryWords(record, telling) : '';
  const text = typeof words === 'string' ? words : '';
  // A note's first line is its subject. A subject that is only the name of the kind or the outcome adds nothing.
  const isRepeated =
    typeof subject === 'string' &&
    (plainMarkdown(text).startsWith(subject.replace(/…$/, '')) || subject.toLowerCase() === name || subject === cameOf);
  return {
    id: record.id,
    at: typeof happensAt === 'string' ? happensAt : record.createdAt,
    kind: 'event',
    icon: activityIcons[name] ?? 'dot',
    title: `${by} ${verb}${isToSend && typeof toAddress === 'string' ? ` to ${toAddress}` : ''}${cameOf === '' ? '' : `, ${cameOf.toLowerCase()}`}${typeof subject === 'string' && subject !== '' && !isRepeated ? `: ${subject}` : ''}${outcome}`,
    ...(text === '' ? {} : { body: body(text) }),
    ...(record.waiting > 0 ? { waiting: 'On this device, to send' } : {}),
  };
};

/** Returns the fields of a note in Markdown: its first line, without marks, is its subject. */
export function noteFields(text: string, nowMs: number): ReturnType<NonNullable<TimelineKind['noteOf']>> {
  const [first = ''] = plainMarkdown(text).split('\n');
  const subject = first.length > 80 ? `${cutText(first, 79)}…` : first;
  return {
    kind: 'note',
    subject,
    body: text === subject ? null : text,
    happensAt: new Date(nowMs).toISOString(),
  };
}
