import type { CalendarSpan } from '@outpost/domain/kernel/calendar/calendar-days';
import type { CalendarProps } from '@outpost/ui/calendar/calendar-model';
import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { useNarrow } from '@outpost/ui/parts/use-narrow';

/** The state of a calendar in an address. */
export type CalendarAddress = { readonly day?: string | undefined; readonly span?: CalendarSpan | undefined };
/** The shown days of a calendar, and the way to others. */
export type ShownSpan = Required<Pick<CalendarProps, 'span' | 'day' | 'onGo'>>;

/**
 * Returns the days that an address shows. Without a day it shows the current week. Narrow windows have only the agenda.
 * Steps through time replace the address; another span is a step that the back button reverts.
 */
export function useShownSpan(
  { day, span = 'week' }: CalendarAddress,
  onAddress: (change: CalendarAddress, how: 'push' | 'replace') => void,
): ShownSpan {
  const { dayOf } = useFormats();
  const now = useNowMs();
  const isNarrow = useNarrow();
  return {
    span: isNarrow ? 'agenda' : span,
    day: day ?? dayOf(now),
    onGo: (to) =>
      onAddress(
        { day: to.day, ...(to.span === undefined || isNarrow ? {} : { span: to.span }) },
        to.span === undefined || to.span === span ? 'replace' : 'push',
      ),
  };
}
