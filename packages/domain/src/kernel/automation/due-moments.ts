import { Temporal } from 'temporal-polyfill';
import { addDays } from '../days.ts';
import { instantAt, minutesLater, sameTimeDaysLater, wallTimeOf } from '../calendar/wall-time.ts';
import type { DateTrigger, ScheduleTrigger } from './automation-definition.ts';

/** Moments after `since`, up to and with `until`: ISO 8601 UTC. */
export type MomentSpan = { readonly since: string; readonly until: string };

/** Chosen: a server that was off for longer starts nothing for the dates before these days. */
export const mostDaysBehind = 31;

/**
 * AUT-14: returns the days of a field whose moment lies in a span, oldest first, with that moment. A moment is the day plus the offset, at
 * the time of day of the trigger in the zone. The spans of one scan after the other name each day once.
 */
export function daysDue({ offset, at = '00:00' }: Pick<DateTrigger, 'offset' | 'at'>, { since, until }: MomentSpan, timeZone: string): readonly { readonly day: string; readonly moment: string }[] {
  const last = wallTimeOf(until, timeZone).day;
  const [begun, earliest] = [addDays(wallTimeOf(since, timeZone).day, -1), addDays(last, -mostDaysBehind)];
  const due: { day: string; moment: string }[] = [];
  for (let shown = begun > earliest ? begun : earliest; shown <= last; shown = addDays(shown, 1)) {
    const moment = instantAt(shown, at, timeZone);
    if (moment > since && moment <= until) due.push({ day: addDays(shown, -offset), moment });
  }
  return due;
} // prettier-ignore

/**
 * AUT-14: returns the values of a field with a time whose moment lies in a span: those after `since`, up to and with `until`. Days keep the
 * time of day by a clock in the zone, hours are real hours. The spans of one scan after the other name each value once.
 */
export function instantsDue({ offset, unit }: Pick<DateTrigger, 'offset' | 'unit'>, { since, until }: MomentSpan, timeZone: string): MomentSpan {
  const valueOf = (moment: string): string => unit === 'hour' ? minutesLater(moment, -offset * 60) : sameTimeDaysLater(moment, -offset, timeZone);
  const earliest = sameTimeDaysLater(until, -mostDaysBehind, timeZone);
  return { since: valueOf(since > earliest ? since : earliest), until: valueOf(until) };
} // prettier-ignore

/** Whether a schedule has a moment on this day. A month that is too short has it on its last day. */
function isOn({ every, weekday, monthday = 1 }: ScheduleTrigger, day: string): boolean {
  if (every === 'day') return true;
  const date = Temporal.PlainDate.from(day);
  if (every === 'weekday') return date.dayOfWeek <= 5;
  if (every === 'week') return date.dayOfWeek === weekday;
  return date.day === Math.min(monthday, date.daysInMonth);
}

/**
 * AUT-15: returns the moments of a schedule in a span, oldest first. A time that a change to summer time skips is the moment after the gap,
 * and one that occurs twice is the first of both.
 */
export function scheduleMoments(trigger: ScheduleTrigger, { since, until }: MomentSpan, timeZone: string): readonly string[] {
  const moments: string[] = [];
  const last = wallTimeOf(until, timeZone).day;
  for (let day = wallTimeOf(since, timeZone).day; day <= last; day = addDays(day, 1)) {
    const moment = isOn(trigger, day) ? instantAt(day, trigger.at, timeZone) : '';
    if (moment > since && moment <= until) moments.push(moment);
  }
  return moments;
} // prettier-ignore

/** AUT-15: returns the last moment of a schedule in a span: a server that was off for days runs this one alone. */
export function lastScheduled(trigger: ScheduleTrigger, { since, until }: MomentSpan, timeZone: string): string | undefined {
  const earliest = minutesLater(until, -40 * 1_440); // a month has at most 31 days, so each schedule has a moment in these
  return scheduleMoments(trigger, { since: since > earliest ? since : earliest, until }, timeZone).at(-1);
} // prettier-ignore
