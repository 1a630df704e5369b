import {
  type CalendarSpan,
  daysShown,
  type WeekDay,
  weekNumberOf,
} from '@outpost/domain/kernel/calendar/calendar-days';
import { isSecondShowing, minutesLater, offsetMinutes } from '@outpost/domain/kernel/calendar/wall-time';
import type { Formats } from '../formats/formats.ts';
import type { CalendarEvent, EventTime, MovableEvent } from './calendar-model.ts';
import { daysOfEvent } from './day-pieces.ts';

const atNoon = (day: string) => new Date(`${day}T12:00:00Z`);
const made = new Map<string, Intl.DateTimeFormat>();
/** Returns a format of days. The Intl objects are costly, so they are kept by locale and parts. */
function dayFormat(locale: string, parts: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(parts)}`;
  const known = made.get(key) ?? new Intl.DateTimeFormat(locale, { ...parts, timeZone: 'UTC' });
  made.set(key, known);
  return known;
}

/** "Thu" */
export const weekDayShort = (day: string, locale: string): string =>
  dayFormat(locale, { weekday: 'short' }).format(atNoon(day));
/** "T" */
export const weekDayLetter = (day: string, locale: string): string =>
  dayFormat(locale, { weekday: 'narrow' }).format(atNoon(day));
/** "Thu 19 Nov" */
export const dayShort = (day: string, locale: string): string =>
  dayFormat(locale, { weekday: 'short', day: 'numeric', month: 'short' }).format(atNoon(day));
/** "Thursday 19 November 2026" */
export const dayLong = (day: string, locale: string): string =>
  dayFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(atNoon(day));
/** "19", or "1 Dec" on the first day of a month. */
export const dayNumber = (day: string, locale: string): string =>
  day.endsWith('-01')
    ? dayFormat(locale, { day: 'numeric', month: 'short' }).format(atNoon(day))
    : String(Number(day.slice(8)));
/** "8:00", for a minute of a day. */
export const minuteText = (minute: number, locale: string): string =>
  dayFormat(locale, { hour: 'numeric', minute: '2-digit' }).format(new Date(minute * 60_000));

/** "8 AM", or "8:00" where the day has 24 hours: the hours beside a day have little room. */
export function hourText(minute: number, locale: string): string {
  const short = dayFormat(locale, { hour: 'numeric' });
  return short.resolvedOptions().hour12 === true ? short.format(new Date(minute * 60_000)) : minuteText(minute, locale);
}

/** Returns the title of the shown days: "16 – 22 November 2026", "November 2026", "Thursday 19 November 2026". */
export function spanTitle(
  span: CalendarSpan,
  day: string,
  about: { readonly locale: string; readonly weekStart: WeekDay },
): string {
  const { locale, weekStart } = about;
  if (span === 'day') return dayLong(day, locale);
  if (span === 'month') return dayFormat(locale, { month: 'long', year: 'numeric' }).format(atNoon(day));
  const days = daysShown(span, day, weekStart);
  return dayFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' }).formatRange(
    atNoon(days[0] ?? day),
    atNoon(days.at(-1) ?? day),
  );
}

/** "week 47"; undefined for spans that are not one week. Weeks that don't begin on Monday have the number of their Thursday. */
export function weekTitle(span: CalendarSpan, day: string, weekStart: WeekDay): string | undefined {
  if (span !== 'week') return undefined;
  const middle = daysShown('week', day, weekStart)[3] ?? day;
  return `week ${weekNumberOf(middle)}`;
}

/** "UTC−5", "UTC+5:45" */
export function offsetText(instant: string, timeZone: string): string {
  const minutes = offsetMinutes(instant, timeZone);
  if (minutes === 0) return 'UTC';
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `UTC${minutes < 0 ? '−' : '+'}${hours}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`;
}

/** Returns the time of an instant. Where the clock shows that time for the second time, the offset from UTC follows. */
const clockText = (at: string, formats: Formats): string =>
  `${formats.time(at)}${isSecondShowing(at, formats.timeZone) ? ` (${offsetText(at, formats.timeZone)})` : ''}`;

/** "17:00 – 18:00", "15:30", or "All day". */
export function timeText(time: EventTime, formats: Formats): string {
  if (time.isAllDay) return 'All day';
  const start = clockText(time.start, formats);
  return time.minutes === null || time.minutes <= 0
    ? start
    : `${start} – ${clockText(minutesLater(time.start, time.minutes), formats)}`;
}

/** "45 min", "2 days" */
export const timeLength = (time: EventTime, formats: Formats): string =>
  time.isAllDay ? formats.plural(time.days, 'day', 'days') : formats.duration((time.minutes ?? 0) * 60);

/** "Fri 20 Nov, 10:00 – 10:30" */
export function whenText(time: EventTime, formats: Formats): string {
  const { first, last } = daysOfEvent(time, formats.timeZone);
  const days =
    first === last
      ? dayShort(first, formats.locale)
      : `${dayShort(first, formats.locale)} to ${dayShort(last, formats.locale)}`;
  return time.isAllDay ? days : `${days}, ${timeText(time, formats)}`;
}

/** Returns the time in words; "unscheduled" for a record without a time. */
export const whenOrNot = (time: EventTime | undefined, formats: Formats): string =>
  time === undefined ? 'unscheduled' : whenText(time, formats);

/** The texts of an event in every shape. */
export type EventTexts = { readonly name: string; readonly time: string };

const textsOf = new WeakMap<Formats, WeakMap<CalendarEvent, EventTexts>>();
/** Returns the texts of an event. Events and formats do not change, so the texts are made once: a calendar draws hundreds of events at each key. */
export function eventTexts(event: CalendarEvent, formats: Formats): EventTexts {
  const ofFormats = textsOf.get(formats) ?? new WeakMap<CalendarEvent, EventTexts>();
  textsOf.set(formats, ofFormats);
  const texts = ofFormats.get(event) ?? { name: eventName(event, formats), time: timeText(event.time, formats) };
  ofFormats.set(event, texts);
  return texts;
}

/** Returns the name of an event for screen readers: its title, kind and time, then the other texts that it shows. */
export function eventName(event: MovableEvent, formats: Formats): string {
  return [
    event.title,
    event.look === 'done' ? `${event.kind}, done` : event.kind,
    whenOrNot(event.time, formats),
    ...(event.detail === undefined ? [] : [event.detail]),
    ...(event.waiting === undefined ? [] : [event.waiting]),
    ...(event.readOnlyReason === undefined ? [] : [event.readOnlyReason]),
  ].join(', ');
}
