import { useMemo } from 'react';
import { ScheduleCalendar } from '../../calendar/schedule-calendar.tsx';
import { useShownSpan } from '../../calendar/use-shown-span.ts';
import type { ViewKindProps } from './view-kind.ts';

/** A list as a calendar. */
export function CalendarList({
  entity,
  where,
  search,
  address,
  onAddress,
  openId,
  onOpen,
  empty,
  apiRef,
}: ViewKindProps) {
  const shown = useShownSpan(address, onAddress);
  const sources = useMemo(() => [{ entity, where, search }], [entity, where, search]);
  return (
    <ScheduleCalendar
      label={entity.label.many}
      sources={sources}
      shown={shown}
      openId={openId}
      onOpen={(id) => onOpen(id)}
      empty={empty}
      apiRef={apiRef}
    />
  );
}
