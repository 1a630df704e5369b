import { calculation } from '../../../../kernel/catalogue/calculations/calculation.ts';
import { daysBetween } from '../../../../kernel/days.ts';
import { date, number, text } from '../../../../kernel/entities/fields.ts';
import { businessDaysBetween, skippedInWords } from '../count-business-days.ts';
import { calendarFields, calendarOf } from './calendar-fields.ts';
import { calendarDayFault } from '../calendar-day-fault.ts';
import { cannot, isCannot, orderFault } from '../../inputs/input-faults.ts';

const mostDays = 1_000;

/** The number of business days from one day to another. Source: Regulation Z, § 1026.2(a)(6). */
export const businessDaysFromTo = calculation('mortgage/business-days-between', {
  label: 'Business days between two days',
  summary: 'The business days after the first day up to and with the second, and the days that were skipped.',
  icon: 'calendar',
  takes: {
    from: date({ required: true, help: 'This day is not counted.' }),
    to: date({ required: true, help: 'This day is counted, if it is a business day.' }),
    ...calendarFields,
  },
  gives: {
    count: number({ required: true, label: 'Business days' }),
    skipped: text({ required: true, multiline: true, label: 'Skipped days' }),
  },
  work: ({ from, to, ...values }) => {
    const problem =
      calendarDayFault('from', from, 'The first day') ??
      calendarDayFault('to', to, 'The second day') ??
      orderFault(from, to, { field: 'to' as const, sentence: 'The second day must not be before the first.' });
    if (problem) return problem;
    if (daysBetween(from, to) > mostDays) return cannot('to', `The days are more than ${mostDays} days apart.`);
    const calendar = calendarOf(values);
    if (typeof calendar === 'object' && isCannot(calendar)) return calendar;
    const { counted, skipped } = businessDaysBetween(from, to, calendar);
    return { count: counted.length, skipped: skippedInWords(skipped) };
  },
});
