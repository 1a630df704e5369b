const calendars = new Map<string, Intl.DateTimeFormat>(); // to make one costs more than to ask it

/** The calendar day of an instant in a time zone, as 2026-11-20. */
export function dayIn(timeZone: string, ms: number): string {
  const known = calendars.get(timeZone);
  const calendar = known ?? new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }); // written so in Canada
  if (!known) calendars.set(timeZone, calendar);
  return calendar.format(ms);
}
