import type { WeekDay } from '@outpost/domain/kernel/calendar/calendar-days';

const days: Readonly<Record<string, WeekDay>> = { monday: 1, saturday: 6, sunday: 7 };

/** Returns the first day of the week as the organisation's settings store it. `undefined`: that of the locale. */
export const weekStartOf = (stored: string | null | undefined): WeekDay | undefined => days[stored ?? ''];
