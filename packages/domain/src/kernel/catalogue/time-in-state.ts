import { Temporal } from 'temporal-polyfill';
import { isCalendarDate } from '../entities/field-types.ts';
import type { Day } from '../entities/fields.ts';
import type { StoredRecord } from '../entities/record.ts';
import type { Filter } from '../questions/list-query.ts';
import type { Workflow } from './workflow.ts';

/** How long a record has been in its state. */
export type TimeInState = {
  readonly state: string;
  /** Whole calendar days: 0 on the day of the move to the state. */
  readonly days: number;
  /** The day from which they are counted, and the field that contains it. */
  readonly since: Day;
  readonly field: string;
  /** The number of days that the workflow allows, if it declares one. */
  readonly atMostDays: number | undefined;
  readonly isTooLong: boolean;
};

/**
 * T-14: returns how long a record has been in its state on the day `today`. It is counted from the date that the move
 * to the state has set. It is not stored. Undefined where the workflow declares no date for the state, and where that
 * date is empty because the record was created in that state. A future date, from another time zone or typed by hand,
 * counts as 0 days.
 */
export function timeInState(
  { field, stays = {} }: Workflow,
  { fields }: Pick<StoredRecord, 'fields'>,
  today: Day,
): TimeInState | undefined {
  const state = fields[field];
  const stay = typeof state === 'string' ? stays[state] : undefined;
  const since = stay && fields[stay.since];
  if (typeof state !== 'string' || !stay || typeof since !== 'string' || !isCalendarDate(since)) return undefined;
  const days = Math.max(0, Temporal.PlainDate.from(since).until(today).days);
  const { atMostDays } = stay;
  return {
    state,
    days,
    since,
    field: stay.since,
    atMostDays,
    isTooLong: atMostDays !== undefined && days > atMostDays,
  };
}

/**
 * Returns the filter for records that are too long in their state by `timeInState`, or undefined for a workflow that
 * limits no state.
 */
export function tooLongFilter({ field, stays = {} }: Workflow): Filter | undefined {
  const states = Object.entries(stays).flatMap(([state, stay]): Filter[] => {
    if (stay?.atMostDays === undefined) return [];
    const { since: day, atMostDays } = stay;
    const lately = { direction: 'last', count: atMostDays + 1, unit: 'day' }; // today and that many days before
    const isLong: Filter[] = [
      { field: day, op: 'within', value: 'past' },
      { not: { field: day, op: 'within', value: lately } },
    ];
    return [{ and: [{ field, op: 'is', value: state }, ...isLong] }];
  });
  const [only] = states;
  return states.length > 1 ? { or: states } : only;
}
