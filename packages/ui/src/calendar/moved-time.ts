import { addDays, daysBetween } from '@outpost/domain/kernel/days';
import {
  instantOf,
  minutesBetween,
  minutesLater,
  sameTimeDaysLater,
  type WallTime,
  wallTimeOf,
} from '@outpost/domain/kernel/calendar/wall-time';
import { drawnMinutes, type EventTime, stepMinutes } from './calendar-model.ts';

/** A slot that a person draws with the pointer: minutes of the day as its clock shows them. */
export type DrawnSlot = { readonly day: string; readonly from: number; readonly to: number };

/** Chosen: the longest length that a move by hand gives, in minutes: a week. */
const mostMinutes = 7 * 1_440;

/** Returns the day on which an event begins. */
export const firstDayOf = (time: EventTime, timeZone: string): string =>
  time.isAllDay ? time.day : wallTimeOf(time.start, timeZone).day;

/** Returns the time this many days later; the clock shows the same time. */
export const laterByDays = (time: EventTime, days: number, timeZone: string): EventTime =>
  time.isAllDay
    ? { ...time, day: addDays(time.day, days) }
    : { ...time, start: sameTimeDaysLater(time.start, days, timeZone) };

/** Returns the time this many minutes later. Whole days have no minutes, and stay. */
export const laterByMinutes = (time: EventTime, minutes: number): EventTime =>
  time.isAllDay ? time : { ...time, start: minutesLater(time.start, minutes) };

/** Returns a length within the limits of a move by hand. An event that was longer before keeps its length until it is shorter. */
const withinLimits = (minutes: number, before: number): number =>
  Math.min(Math.max(mostMinutes, before), Math.max(stepMinutes, minutes));

/** Returns the time with a length that is longer by this: in days for whole days, else in minutes. Never shorter than one step. */
export function longerBy(time: EventTime, steps: number): EventTime {
  if (time.isAllDay) return { ...time, days: Math.max(1, time.days + steps) };
  const before = drawnMinutes(time);
  return { ...time, minutes: withinLimits(before + steps * stepMinutes, before) };
}

/** Returns the time of an event that begins on this day; the clock shows the same time. */
export const onDay = (time: EventTime, day: string, timeZone: string): EventTime =>
  laterByDays(time, daysBetween(firstDayOf(time, timeZone), day), timeZone);

/** Returns the minute, rounded to a step. */
export const snapped = (minute: number): number => Math.round(minute / stepMinutes) * stepMinutes;

/** Returns the time of an event that begins where the clock shows this; rounded to a step. Whole days take only the day. */
export const atWall = (time: EventTime, { day, minute }: WallTime, timeZone: string): EventTime =>
  time.isAllDay ? { ...time, day } : { ...time, start: instantOf({ day, minute: snapped(minute) }, timeZone) };

/** Returns the length of a slot between two times of a clock, in real minutes: a change of clocks in between counts. At least a step. */
export const slotLength = ({ day, from, to }: DrawnSlot, timeZone: string): number =>
  Math.max(
    stepMinutes,
    minutesBetween(instantOf({ day, minute: from }, timeZone), instantOf({ day, minute: to }, timeZone)),
  );

/** Returns the time of an event that ends where the clock shows this; rounded to a step. */
export function endingAt(time: EventTime, { day, minute }: WallTime, timeZone: string): EventTime {
  if (time.isAllDay) return { ...time, days: Math.max(1, daysBetween(time.day, day) + 1) };
  const minutes = minutesBetween(time.start, instantOf({ day, minute: snapped(minute) }, timeZone));
  return { ...time, minutes: withinLimits(minutes, drawnMinutes(time)) };
}

/** Whether two times are the same. */
export const isSameTime = (a: EventTime, b: EventTime): boolean =>
  a.isAllDay
    ? b.isAllDay && a.day === b.day && a.days === b.days
    : !b.isAllDay && a.start === b.start && a.minutes === b.minutes;
