import { daysShown, weekDayOf } from '@outpost/domain/kernel/calendar/calendar-days';
import { wallTimeOf } from '@outpost/domain/kernel/calendar/wall-time';
import { useCallback, useMemo } from 'react';
import { useFormats, useMinute } from '../formats/formats-context.tsx';
import type { CalendarProps } from './calendar-model.ts';

/** The days that a calendar shows, and the present among them. */
export type ShownDays = {
  readonly days: readonly string[];
  /** The person's day, and the present minute. */
  readonly today: string;
  readonly now: string;
  readonly isWeekendOpen: boolean;
  /** Whether a day is drawn as a strip: a day of a week's folded weekend. */
  readonly isFolded: (day: string) => boolean;
};

/** Returns the days that a calendar shows. The weekend is folded until the person opens it, unless the present is in it. */
export function useShownDays({
  span,
  day,
  isWeekendOpen: wish,
}: Pick<CalendarProps, 'span' | 'day' | 'isWeekendOpen'>): ShownDays {
  const { timeZone, week } = useFormats();
  const now = new Date(useMinute()).toISOString();
  const today = wallTimeOf(now, timeZone).day;
  const days = useMemo(() => daysShown(span, day, week.start), [span, day, week]);
  const isWeekendOpen = wish ?? (days.includes(today) && week.weekend.includes(weekDayOf(today)));
  const isFolded = useCallback(
    (one: string) => !isWeekendOpen && span === 'week' && week.weekend.includes(weekDayOf(one)),
    [isWeekendOpen, span, week],
  );
  return { days, today, now, isWeekendOpen, isFolded };
}
