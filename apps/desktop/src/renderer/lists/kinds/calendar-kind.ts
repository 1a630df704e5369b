import { loadable } from '@outpost/ui/loading/loadable';
import { CalendarListNav } from './calendar-list-nav.tsx';
import type { ViewKind } from './view-kind.ts';

/** Records by their times, for kinds that declare a schedule (T-19). */
export const calendarKind: ViewKind = {
  id: 'calendar',
  place: 30,
  label: 'Calendar',
  icon: 'calendar',
  keys: 'shift+c',
  isFor: ({ schedule }) => schedule !== undefined,
  uses: { group: false, deleted: false, columns: false },
  Screen: loadable(async () => (await import('./calendar-list.tsx')).CalendarList),
  Navigation: CalendarListNav,
};
