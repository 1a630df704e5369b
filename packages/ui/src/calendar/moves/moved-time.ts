import { addDays, daysBetween } from '@outpost/domain/kernel/days';
import {
  instantOf,
  minutesBetween,
  minutesLater,
  sameTimeDaysLater,
  type WallTime,
  wallTimeOf,
} from '@outpost/domain/kernel/calendar/wall-time';
import {
  drawnMinutes,
  type EventTime,
  type MovableEvent,
  slotMinutes,
  stepMinutes,
  type TimeForm,
} from '../calendar-model.ts';

/** A place of the calendar: a day, and the minute among its hours. `null`: a whole day (the top row, a month, a folded day). */
export type CalendarPlace = { readonly day: string; readonly minute: number | null };

/** Returns the beginning of the slot that contains a place. A whole day stays one. */
export const slotStart = ({ day, minute }: CalendarPlace): CalendarPlace => ({
  day,
  minute: minute === null ? null : Math.floor(minute / slotMinutes) * slotMinutes,
});

/** Chosen: the time of a record that is put on a whole day, and has no time of its own. */
const putAtMinute = 9 * 60;

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

/**
 * Returns the time with a length changed by this: in days for whole days, otherwise in minutes. The length is at least
 * one step.
 */
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

/** Returns a first time of this form at a place. A place that is a whole day means 9:00. */
export const timeAt = (form: TimeForm, { day, minute }: CalendarPlace, timeZone: string): EventTime =>
  form.isAllDay
    ? { isAllDay: true, day, days: 1 }
    : { isAllDay: false, start: instantOf({ day, minute: snapped(minute ?? putAtMinute) }, timeZone), minutes: form.minutes }; // prettier-ignore

/** Returns the time of a record that is put at a place. On a whole day it keeps the time of its clock, if it has one. */
export function timePlacedAt(event: MovableEvent, place: CalendarPlace, timeZone: string): EventTime {
  if (event.time === undefined) return timeAt(event.form, place, timeZone);
  const { day, minute } = place;
  return minute === null ? onDay(event.time, day, timeZone) : atWall(event.time, { day, minute }, timeZone);
}

/**
 * Returns the length of a slot between two times of a clock, in real minutes: a change of clocks in between counts. The
 * length is at least one step.
 */
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

/** Whether two times are the same. Two missing times are. */
export function isSameTime(a: EventTime | undefined, b: EventTime | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.isAllDay
    ? b.isAllDay && a.day === b.day && a.days === b.days
    : !b.isAllDay && a.start === b.start && a.minutes === b.minutes;
}
