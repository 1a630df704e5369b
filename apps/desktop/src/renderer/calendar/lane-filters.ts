import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { startOfDay } from '@outpost/domain/kernel/days';
import { toDoFilter } from '../places/working-through.ts';
import { both } from '../window/list-address.ts';

/** The filters for the records of a kind in the lane beside a calendar. */
export type LaneFilters = {
  /** The records without a time that are still to be done. */
  readonly withoutTime: Filter;
  /** The records that are still to be done, and whose time is before the present day. Left out: the kind has no mark for "done". */
  readonly late?: Filter;
};

/** Returns the filters of a kind with a schedule; undefined for other kinds. `today`: a day in this zone. */
export function laneFilters(entity: Entity, today: string, timeZone: string): LaneFilters | undefined {
  const { schedule, fields } = entity;
  if (schedule === undefined) return undefined;
  const { at } = schedule;
  const toDo = toDoFilter(entity);
  const start = fields[at]?.type === 'date' ? today : startOfDay(today, timeZone);
  return {
    withoutTime: both(toDo, { field: at, op: 'is-empty' }),
    ...(toDo === undefined ? {} : { late: both(toDo, { field: at, op: 'lt', value: start }) }),
  };
}
