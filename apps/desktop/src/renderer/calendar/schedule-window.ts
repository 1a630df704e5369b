import { addDays, startOfDay } from '@outpost/domain/kernel/days';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';

/**
 * Chosen: an event of more than a day is also shown on its later days, if it began at most this many days before the
 * first shown day.
 */
const daysBefore = 31;
const secondsOfDay = 86_400;

/**
 * Returns the filter for the records whose time is in the shown days of a zone. It is one range of the schedule's
 * field, so that the field's index answers it. The range includes records with a length that began before.
 */
export function scheduleWindow(
  { schedule, fields }: Pick<Entity, 'schedule' | 'fields'>,
  days: readonly string[],
  timeZone: string,
): Filter | undefined {
  const [first] = days;
  const last = days.at(-1);
  if (schedule === undefined || first === undefined || last === undefined) return undefined;
  const { at, lasts } = schedule;
  const isByDay = fields[at]?.type === 'date';
  const startOf = (day: string) => (isByDay ? day : startOfDay(day, timeZone));
  const from = (day: string): Filter => ({ field: at, op: 'gte', value: startOf(day) });
  const to: Filter = { field: at, op: 'lt', value: startOf(addDays(last, 1)) };
  if (lasts === undefined) return { and: [from(first), to] };
  const isLong: Filter = { field: lasts, op: 'gt', value: secondsOfDay };
  return { and: [from(addDays(first, -daysBefore)), to, { or: [from(addDays(first, isByDay ? 0 : -1)), isLong] }] };
}
