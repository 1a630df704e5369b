import { Temporal } from 'temporal-polyfill';
import { isCalendarDate } from '../../entities/field-types.ts';
import type { Day } from '../../entities/fields.ts';
import type { StoredRecord } from '../../entities/record.ts';
import type { Filter } from '../../questions/list-query.ts';
import type { Workflow } from '../workflow.ts';

/** How long a record has been in its state. */
export type TimeInState = {
  readonly state: string;
  /** Whole calendar days: 0 on the day of the move to the state. */
  readonly days: number;
  /** The day from which they are counted, and the field that contains it. Without a field it is the day of the move. */
  readonly since: Day;
  readonly field: string | undefined;
  /** The move was before `since`: it is older than the known history. */
  readonly isAtLeast: boolean;
  /** The number of days that the workflow allows, if it declares one. */
  readonly atMostDays: number | undefined;
  readonly isTooLong: boolean;
};

/** The day on which a record moved to its state, by the journal. `isAtLeast`: it was on that day or earlier. */
export type Moved = { readonly day: Day; readonly isAtLeast: boolean };

/**
 * T-14: returns how long a record has been in its state on the day `today`. It is counted from the date that the move
 * to the state has set. Where the workflow declares no date for the state, or the date is empty, it is counted from
 * `moved`, the day of the move in the journal. It is not stored. Undefined without either. A future date, from
 * another time zone or typed by hand, counts as 0 days.
 */
export function timeInState(
  { field, stays = {} }: Workflow,
  { fields }: Pick<StoredRecord, 'fields'>,
  { today, moved }: { readonly today: Day; readonly moved?: Moved | undefined },
): TimeInState | undefined {
  const state = fields[field];
  const stay = typeof state === 'string' ? stays[state] : undefined;
  if (typeof state !== 'string') return undefined;
  const dated = stay?.since === undefined ? undefined : fields[stay.since];
  const hasDate = typeof dated === 'string' && isCalendarDate(dated);
  const since = hasDate ? dated : moved?.day;
  if (since === undefined) return undefined;
  const days = Math.max(0, Temporal.PlainDate.from(since).until(today).days);
  const atMostDays = stay?.atMostDays;
  return {
    state,
    days,
    since,
    field: hasDate ? stay?.since : undefined,
    isAtLeast: !hasDate && moved?.isAtLeast === true,
    atMostDays,
    isTooLong: atMostDays !== undefined && days > atMostDays,
  };
}

/**
 * Returns the filter for records that are too long in their state by `timeInState`, or undefined for a workflow that
 * limits no state that has a date.
 */
export function tooLongFilter({ field, stays = {} }: Workflow): Filter | undefined {
  const states = Object.entries(stays).flatMap(([state, stay]): Filter[] => {
    if (stay?.atMostDays === undefined || stay.since === undefined) return []; // the journal is not a field of a list
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

/** Returns the states in which a workflow limits the days, also those without a date. */
export const limitedStates = ({ stays = {} }: Pick<Workflow, 'stays'>): readonly string[] =>
  Object.entries(stays).flatMap(([state, stay]) => (stay?.atMostDays === undefined ? [] : [state]));
