import type { Cannot } from '../../../../kernel/catalogue/calculations/calculation.ts';
import { choice, type Day, flag, text } from '../../../../kernel/entities/fields.ts';
import { type BusinessCalendar, type OfficeDays, usualOfficeDays } from '../business-calendar.ts';
import { calendarDayFault } from '../calendar-day-fault.ts';

/** The creditor's office days, as fields of a calculation. */
export const officeFields = {
  opensSaturday: flag({ label: 'Open on Saturdays', help: 'For substantially all of the business functions.' }),
  holidays: choice(
    [
      { value: 'dates', label: 'Closed on their dates' },
      { value: 'observed', label: 'Closed on observed days, too' },
      { value: 'none', label: 'Open' },
    ],
    { label: 'Federal holidays', help: 'Left empty: closed on their dates.' },
  ),
  closedOn: text({
    label: 'Further closed days',
    maxChars: 2_000,
    help: 'Days such as 2026-11-27, separated by commas.',
  }),
};

/** The choice between the two calendars of Regulation Z, and the office days for the general one. */
export const calendarFields = {
  calendar: choice(
    [
      { value: 'specific', label: 'Specific: all days except Sundays and federal holidays' },
      { value: 'general', label: 'General: the creditor’s office days' },
    ],
    { required: true, help: 'Waiting periods and receipt use the specific calendar, § 1026.2(a)(6).' },
  ),
  ...officeFields,
};

type OfficeValues = {
  readonly opensSaturday?: boolean;
  readonly holidays?: OfficeDays['holidays'];
  readonly closedOn?: string;
};

/** Returns the office days of a form's values, or the answer for a closed day that is no day. */
export function officeDaysOf({
  opensSaturday = false,
  holidays = 'dates',
  closedOn = '',
}: OfficeValues): OfficeDays | Cannot<'closedOn'> {
  const days = closedOn.split(/[\s,;]+/u).filter((day) => day !== '');
  for (const day of days) {
    const problem = calendarDayFault('closedOn', day, `“${day}”`);
    if (problem) return problem;
  }
  const { weekDays } = usualOfficeDays;
  return { weekDays: opensSaturday ? [...weekDays, 6] : weekDays, holidays, closedOn: days };
}

/** Returns the calendar of a form's values. */
export const calendarOf = (
  values: OfficeValues & { readonly calendar: 'specific' | 'general' },
): BusinessCalendar | Cannot<'closedOn'> => (values.calendar === 'specific' ? 'specific' : officeDaysOf(values));

/** The result of a count is a day: counts begin with a valid one. */
export const asDay = (day: string): Day => day as Day; // the brand is for the compiler only
