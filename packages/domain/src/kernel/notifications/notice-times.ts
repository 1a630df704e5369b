import { weekDayOf } from '../calendar/calendar-days.ts';
import { addDays } from '../days.ts';
import { instantOf, minutesLater, wallTimeOf } from '../calendar/wall-time.ts';
import type { Escalation, MailRhythm, NoticeChannel, NoticeWishes, SendableKind } from './notice-wishes.ts';
import { isQuiet, type QuietHours } from './quiet-hours.ts';

/** A notification as far as the time of its sending depends on it. `at`: the instant at which it came. */
type Timed = { readonly kind: SendableKind; readonly at: string };

/** Chosen: somebody who works in the app reads it there first, and a burst of changes becomes one e-mail. */
export const graceMinutes = 2;

/**
 * Returns the instant, or the end of the quiet hours in which it lies, by the clock of the zone. Where the clock skips that end, it is the
 * moment after the gap.
 */
export function afterQuietHours(instant: string, quiet: QuietHours | undefined, timeZone: string): string {
  if (!quiet || !isQuiet(quiet, instant, timeZone)) return instant;
  const { day, minute } = wallTimeOf(instant, timeZone);
  const endDay = minute < quiet.until ? day : addDays(day, 1);
  const end = instantOf({ day: endDay, minute: quiet.until }, timeZone);
  // The clock shows the end a second time today, after it went back. The first showing is over.
  return end > instant ? end : minutesLater(instant, quiet.until - minute);
}

type Digest = Exclude<MailRhythm, { readonly kind: 'at-once' }>;

/** Returns the first instant of a digest at or after an instant, by the clock of the zone. Quiet hours do not move it: the person chose it. */
export function nextDigestAt(rhythm: Digest, instant: string, timeZone: string): string {
  const { day } = wallTimeOf(instant, timeZone);
  for (let ahead = 0; ahead <= 8; ahead += 1) {
    const then = addDays(day, ahead);
    const at = instantOf({ day: then, minute: rhythm.minute }, timeZone);
    if (at >= instant && (rhythm.kind === 'daily' || weekDayOf(then) === rhythm.weekday)) return at;
  }
  throw new Error(`No digest on weekday ${rhythm.kind === 'weekly' ? rhythm.weekday : ''} in the nine days after ${instant}`);
} // prettier-ignore

/**
 * NTF-2, NTF-7, NTF-9: returns the instant at which a notification is due by a channel; undefined for a kind that the person does not want so. A push always comes at
 * once. A text at the hour of a digest waits for the end of the quiet hours, because a telephone makes a sound.
 */
export function noticeDueAt(
  { wanted, rhythm, quiet }: NoticeWishes,
  { kind, at, channel }: Timed & { readonly channel: NoticeChannel },
  timeZone: string,
): string | undefined {
  if (!wanted[channel].has(kind)) return undefined;
  if (rhythm.kind === 'at-once' || channel === 'push')
    return afterQuietHours(minutesLater(at, graceMinutes), quiet, timeZone);
  const digestAt = nextDigestAt(rhythm, at, timeZone);
  return channel === 'text' ? afterQuietHours(digestAt, quiet, timeZone) : digestAt;
}

/** The person who gets the e-mail of an escalation: their quiet hours and their zone. */
type Receiver = { readonly quiet: QuietHours | undefined; readonly timeZone: string };

/** NTF-5: returns the instant at which a notification is due that is still unread; undefined for a kind that does not escalate. */
export const escalationDueAt = (
  escalation: Escalation | undefined,
  { kind, at }: Timed,
  { quiet, timeZone }: Receiver,
): string | undefined =>
  escalation?.kinds.has(kind) === true
    ? afterQuietHours(minutesLater(at, escalation.afterHours * 60), quiet, timeZone)
    : undefined;
