import type { Formats } from './formats.ts';

/** Returns the short name of a weekday, 1 for Monday to 7: "Mon". */
export const shortWeekdayName = ({ locale }: Pick<Formats, 'locale'>, weekday: number): string =>
  // 1 January 2024 is a Monday.
  new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' }).format(Date.UTC(2024, 0, weekday));

/** Returns an hour of the day, 0 to 23, as a clock shows it: "9:00", "9:00 AM". */
export const hourName = ({ locale }: Pick<Formats, 'locale'>, hour: number): string =>
  new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit', timeZone: 'UTC' }).format(
    Date.UTC(2024, 0, 1, hour),
  );
