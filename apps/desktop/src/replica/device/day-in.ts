const calendars = new Map<string, Intl.DateTimeFormat>(); // cached, because creating a formatter costs more than using it

/** Returns the calendar day of an instant in a time zone, as 2026-11-20. */
export function dayIn(timeZone: string, ms: number): string {
  const known = calendars.get(timeZone);
  const calendar = known ?? new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }); // the Canadian date format is ISO 8601
  if (!known) calendars.set(timeZone, calendar);
  return calendar.format(ms);
}
