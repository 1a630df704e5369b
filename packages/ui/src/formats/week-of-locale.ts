import type { WeekDay } from '@outpost/domain/kernel/calendar/calendar-days';

/** The first day of the week and the days of the weekend, as ISO numbers: 1 is Monday. */
export type LocaleWeek = { readonly start: WeekDay; readonly weekend: readonly WeekDay[] };

type WithWeek = { readonly getWeekInfo?: () => { readonly firstDay: number; readonly weekend: readonly number[] } };

const isWeekDay = (day: number): day is WeekDay => Number.isInteger(day) && day >= 1 && day <= 7;

/** Returns the week of a locale: en-US begins on Sunday, de on Monday, ar-EG on Saturday. Monday where the locale is unknown. */
export function weekOfLocale(locale: string): LocaleWeek {
  try {
    const known = new Intl.Locale(locale) as Intl.Locale & WithWeek; // TypeScript's library has it only in esnext.intl
    const week = known.getWeekInfo?.();
    if (week && isWeekDay(week.firstDay)) return { start: week.firstDay, weekend: week.weekend.filter(isWeekDay) };
  } catch {
    // not a locale: the default below
  }
  return { start: 1, weekend: [6, 7] };
}
