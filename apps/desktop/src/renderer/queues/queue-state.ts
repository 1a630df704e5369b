import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { addDays } from '@outpost/domain/kernel/days';
import { instantOf, wallTimeOf } from '@outpost/domain/kernel/calendar/wall-time';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { Queue } from '../places/working-through.ts';

/** A person's place in a queue. */
export type QueuePlace = {
  /** The record to work on. Undefined: all have been seen. */
  readonly id: string | undefined;
  /** Its number, from 1. */
  readonly place: number;
  /** Without the records that were done elsewhere before they were reached. */
  readonly total: number;
};

/** Returns the place in a queue. `open`: the ids of its records that are still to be done. */
export function placeIn({ ids, handled }: Queue, open: ReadonlySet<string>): QueuePlace {
  const isHandled = (id: string) => Object.hasOwn(handled, id);
  const left = ids.filter((id) => !isHandled(id) && open.has(id));
  const seen = ids.filter(isHandled).length;
  return { id: left[0], place: seen + 1, total: seen + left.length };
}

/** Returns the field with the time of a record, which "later" changes. Undefined: it has none. */
export const timeFieldOf = ({ schedule, dueBy }: Entity): string | undefined => dueBy ?? schedule?.at;

/**
 * Returns the time some days after today. It keeps the time of day in the zone, or is at nine if there was no time.
 * `isDay`: the field stores a day.
 */
export function laterTime(
  before: JsonValue | undefined,
  {
    isDay,
    days,
    today,
    timeZone,
  }: { readonly isDay: boolean; readonly days: number; readonly today: string; readonly timeZone: string },
): string {
  const day = addDays(today, days);
  if (isDay) return day;
  const minute = typeof before === 'string' ? wallTimeOf(before, timeZone).minute : 9 * 60;
  return instantOf({ day, minute }, timeZone);
}
