import { type JsonValue, textsIn } from '../json.ts';
import type { WeekDay } from '../calendar/calendar-days.ts';
import { minuteOf, type QuietHours, quietHoursOf } from './quiet-hours.ts';

/** The ways in which the server sends notifications, with the field of the kinds that a person wants so (NTF-1, NTF-7, NTF-9). */
export const channelFields = { mail: 'mailed', push: 'pushed', text: 'texted' } as const;
export type NoticeChannel = keyof typeof channelFields;
export const noticeChannels = ['mail', 'push', 'text'] as const satisfies readonly NoticeChannel[];

/**
 * The kinds of notification that the server can derive, too, and so send by a channel. It does not know which changes wait in the tray of a
 * computer, and each computer finds due records and reminders by itself.
 */
export const sendableKinds = ['mentioned', 'assigned', 'shared', 'moved', 'followed', 'told'] as const;
export type SendableKind = (typeof sendableKinds)[number];

/** Returns whether a kind of notification can be sent. */
export const isSendable = (kind: string): kind is SendableKind => (sendableKinds as readonly string[]).includes(kind);

/** When e-mails and texts come. `minute`: of the person's day, since midnight. */
export type MailRhythm =
  | { readonly kind: 'at-once' }
  | { readonly kind: 'daily'; readonly minute: number }
  | { readonly kind: 'weekly'; readonly minute: number; readonly weekday: WeekDay };

/** Who gets an e-mail when a notification stays unread: the person, the lead of their team, or a person whom they have named. */
export type EscalationTarget =
  { readonly to: 'me' } | { readonly to: 'lead' } | { readonly to: 'person'; readonly person: string };

export type Escalation = EscalationTarget & { readonly kinds: ReadonlySet<SendableKind>; readonly afterHours: number }; // prettier-ignore

/** The notifications that a person wants by each channel, and the times. Without a choice they get nothing (NTF-1). */
export type NoticeWishes = {
  readonly wanted: Readonly<Record<NoticeChannel, ReadonlySet<SendableKind>>>;
  readonly rhythm: MailRhythm;
  readonly quiet: QuietHours | undefined;
  readonly escalation: Escalation | undefined;
};

type Kept = { readonly fields: Readonly<Record<string, JsonValue>> };

const weekDays: readonly WeekDay[] = [1, 2, 3, 4, 5, 6, 7];

/** Chosen: before most people's day of work begins. */
export const usualMailMinute = 450;
/** Chosen: somebody who is in meetings all morning has the time to read it. */
export const usualEscalationHours = 4;
/** Chosen: a week. Later, nobody remembers what it was about. */
export const mostEscalationHours = 168;

/** Returns what a person wants to be sent, from all records of their preferences, the oldest first. A kind that they hid is not sent. */
export function noticeWishesOf(records: readonly Kept[]): NoticeWishes {
  const first = (name: string): JsonValue =>
    records.map(({ fields }) => fields[name] ?? null).find((value) => value !== null) ?? null;
  const hidden = new Set(records.flatMap(({ fields }) => textsIn(fields['hidden'])));
  const kindsIn = (name: string): ReadonlySet<SendableKind> =>
    new Set(records.flatMap(({ fields }) => textsIn(fields[name])).filter(isSendable).filter((kind) => !hidden.has(kind))); // prettier-ignore
  const minute = minuteOf(first('mailAt')) ?? usualMailMinute;
  const weekday = weekDays.find((day) => String(day) === first('mailOn')) ?? 1;
  const rhythm = first('mailRhythm');
  const kinds = kindsIn('escalated');
  const hours = first('escalateHours');
  return {
    wanted: { mail: kindsIn('mailed'), push: kindsIn('pushed'), text: kindsIn('texted') },
    rhythm:
      rhythm === 'daily' ? { kind: 'daily', minute } : rhythm === 'weekly' ? { kind: 'weekly', minute, weekday } : { kind: 'at-once' }, // prettier-ignore
    quiet: records.flatMap(({ fields }) => quietHoursOf(fields) ?? [])[0],
    escalation:
      kinds.size === 0
        ? undefined
        : {
            ...targetOf(first('escalateTo'), first('escalatePerson')),
            kinds,
            afterHours: typeof hours === 'number' ? hours : usualEscalationHours,
          },
  };
}

function targetOf(to: JsonValue, person: JsonValue): EscalationTarget {
  if (to === 'lead') return { to };
  return to === 'person' && typeof person === 'string' ? { to, person } : { to: 'me' };
}
