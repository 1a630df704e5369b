import { CalendarNav } from '@outpost/ui/calendar/calendar-nav';
import { useShownSpan } from '../../calendar/use-shown-span.ts';
import type { ViewKindProps } from './view-kind.ts';

/** The days of a calendar in the bar of its list. */
export function CalendarListNav({ address, onAddress }: Pick<ViewKindProps, 'address' | 'onAddress'>) {
  const { span, day, onGo } = useShownSpan(address, onAddress);
  return <CalendarNav span={span} day={day} onGo={onGo} isCompact />;
}
