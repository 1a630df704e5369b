import { cutText } from '@outpost/domain/kernel/text/cut-text';
import { plainMarkdown } from '@outpost/domain/kernel/markdown/plain-markdown';
import { attachedIdsIn } from '@outpost/domain/kernel/files/attached-files';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import { textIn } from '../../../records/values/shown-value.ts';
import { AttachedList } from '../../../files/attached-list.tsx';
import type { TimelineKind, TimelineNames } from '../../../slots/pack-screens.ts';
import { phoneText } from '@outpost/domain/kernel/entities/field-types';
import { recordedNote } from './call-delivery.ts';
import { deliveryWords, isMessageToSend, wasSent } from './message-delivery.ts';
import { sequenceInName } from '../sequences/enrolment-entry.ts';
import { mailUseWords } from './mail-use-words.ts';
import { TextWords } from './text-words.tsx';

const activityIcons: Readonly<Record<string, string>> = {
  note: 'note',
  call: 'phone',
  meeting: 'calendar',
  email: 'mail',
  text: 'message',
};
const activityWords: Readonly<Record<string, string>> = {
  note: 'wrote a note',
  call: 'logged a call',
  meeting: 'held a meeting',
  email: 'logged an e-mail',
  text: 'logged a text',
};

/** Returns the sentence about a text message that came in. Nobody of the organisation has written it. */
const receivedWords = (number: unknown): string =>
  `Text from ${typeof number === 'string' ? phoneText(number) : 'an unknown number'}`;

/** Returns the sentence about a call that came in: "Missed call from +1 303 555 0164", "Call from +1 303 555 0164, 4 min". */
function callInWords({ number, subject, lasts }: ShownRecord['fields'], textOf: TimelineNames['textOf']): string {
  const name = subject === 'Missed call' || subject === 'Call under way' ? subject : 'Call';
  const from = typeof number === 'string' ? phoneText(number) : 'an unknown number';
  return `${name} from ${from}${typeof lasts === 'number' ? `, ${textOf('lasts', lasts)}` : ''}`;
}

/** A call, meeting, e-mail, text or note. A message that is to be sent shows its outcome. */
export const activityEntry: TimelineKind['entryOf'] = (record, telling, body) => {
  const { kind, subject, body: words, happensAt, toAddress, fromAddress, number, direction } = record.fields;
  const name = typeof kind === 'string' ? kind : 'note';
  const { meetingOutcome = null } = record.fields;
  const wasHeld = meetingOutcome === null || meetingOutcome === 'completed';
  const cameOf =
    name === 'meeting'
      ? wasHeld
        ? ''
        : telling.textOf('meetingOutcome', meetingOutcome)
      : telling.textOf('outcome', record.fields['outcome'] ?? null);
  const { enrolment = null } = record.fields;
  const ofSequence = enrolment === null ? '' : sequenceInName(telling.textOf('enrolment', enrolment));
  const { campaign = null } = record.fields;
  const ofCampaign = campaign === null ? '' : telling.textOf('campaign', campaign);
  const by =
    ofSequence !== ''
      ? `The sequence ${ofSequence}`
      : ofCampaign !== ''
        ? `The campaign ${ofCampaign}`
        : record.createdBy === telling.me
          ? 'You'
          : telling.nameOf(record.createdBy);
  const isToSend = isMessageToSend(record);
  const isText = name === 'text';
  const isCall = name === 'call';
  const receiver = (isText || isCall) && typeof number === 'string' ? phoneText(number) : toAddress;
  const verb = isToSend
    ? isCall
      ? wasSent(record)
        ? 'called'
        : 'asked for a call'
      : wasSent(record)
        ? `sent ${isText ? 'a text' : 'an e-mail'}`
        : `wrote ${isText ? 'a text' : 'an e-mail'}`
    : isText && direction === 'out'
      ? 'sent a text'
      : name === 'meeting' && !wasHeld
        ? 'logged a meeting'
        : (activityWords[name] ?? 'noted');
  const outcome = isToSend ? deliveryWords(record, telling) : '';
  const used = isCall ? recordedNote(record) : isToSend ? mailUseWords(record, telling) : undefined;
  const text = typeof words === 'string' ? words : '';
  // A note's first line is its subject. A subject that is only the name of the kind or the outcome adds nothing.
  const isRepeated =
    typeof subject === 'string' &&
    (plainMarkdown(text).startsWith(subject.replace(/…$/, '')) || subject.toLowerCase() === name || subject === cameOf);
  const attached = attachedIdsIn(record.fields['attached'] ?? record.fields['recording'] ?? null) ?? [];
  const shownWords = text === '' ? null : isText || direction === 'in' ? <TextWords text={text} /> : body(text);
  return {
    id: record.id,
    at: typeof happensAt === 'string' ? happensAt : record.createdAt,
    kind: 'event',
    icon: activityIcons[name] ?? 'dot',
    title:
      direction === 'in'
        ? isCall
          ? callInWords(record.fields, telling.textOf)
          : isText
            ? receivedWords(number)
            : `E-mail from ${typeof fromAddress === 'string' ? fromAddress : 'an unknown sender'}${typeof subject === 'string' && subject !== '' && !isRepeated ? `: ${subject}` : ''}`
        : `${by} ${verb}${(isToSend || isText) && typeof receiver === 'string' ? `${verb === 'called' ? '' : ' to'} ${receiver}` : ''}${cameOf === '' ? '' : `, ${cameOf.toLowerCase()}`}${typeof subject === 'string' && subject !== '' && !isRepeated ? `: ${subject}` : ''}${outcome}`,
    ...(shownWords === null && attached.length === 0
      ? {}
      : {
          body:
            attached.length === 0 ? (
              shownWords
            ) : (
              <>
                {shownWords}
                <AttachedList
                  about={textIn(record.fields['about'])}
                  ids={attached}
                  {...(isCall
                    ? {
                        label:
                          record.fields['recorded'] === 'message' ? 'Message of the caller' : 'Recording of this call',
                      }
                    : {})}
                />
              </>
            ),
        }),
    ...(used === undefined ? {} : { note: used }),
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
