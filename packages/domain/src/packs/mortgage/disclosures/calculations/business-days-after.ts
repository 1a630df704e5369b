import { calculation } from '../../../../kernel/catalogue/calculations/calculation.ts';
import { choice, date, number, text } from '../../../../kernel/entities/fields.ts';
import { businessDayAfter, businessDayBefore, skippedInWords } from '../count-business-days.ts';
import { asDay, calendarFields, calendarOf } from './calendar-fields.ts';
import { calendarDayFault } from '../calendar-day-fault.ts';
import { isCannot } from '../../inputs/input-faults.ts';

/** The business day some business days after or before a day. Source: Regulation Z, § 1026.2(a)(6). */
export const businessDaysAfter = calculation('mortgage/business-days-after', {
  label: 'Count business days',
  summary: 'The business day some business days after or before a day, with the days that were skipped.',
  icon: 'calendar',
  takes: {
    day: date({ required: true, help: 'This day is not counted.' }),
    count: number({ required: true, min: 1, max: 250, label: 'Business days' }),
    direction: choice(
      [
        { value: 'after', label: 'After the day' },
        { value: 'before', label: 'Before the day' },
      ],
      { help: 'Left empty: after.' },
    ),
    ...calendarFields,
  },
  gives: {
    result: date({ required: true, label: 'Day' }),
    skipped: text({ required: true, multiline: true, label: 'Skipped days' }),
  },
  work: ({ day, count, direction = 'after', ...values }) => {
    const problem = calendarDayFault('day', day, 'The day');
    if (problem) return problem;
    const calendar = calendarOf(values);
    if (typeof calendar === 'object' && isCannot(calendar)) return calendar;
    const found = (direction === 'after' ? businessDayAfter : businessDayBefore)(day, count, calendar);
    return { result: asDay(found.day), skipped: skippedInWords(found.skipped) };
  },
});
