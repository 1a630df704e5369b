import type { PackScreens } from '../../slots/pack-screens.ts';
import { useDealCardLines } from './board/use-card-lines.ts';
import { activityEntry, noteFields } from './record/activity-entry.ts';
import { taskEntry } from './record/task-entry.ts';

/** The CRM's own screens: a day's work. Its reports are declared (`packs/crm/reports` of the domain). */
export const crmScreens: PackScreens = {
  pack: 'crm',
  routes: [],
  home: {
    parts: [
      {
        at: 'summary',
        needs: 'crm/task',
        load: () => import('./home/todays-tasks.tsx').then(({ TasksLeft }) => TasksLeft),
      },
      { at: 'day', needs: 'crm/task', load: () => import('./home/day-strip.tsx').then(({ DayStrip }) => DayStrip) },
      {
        at: 'first',
        needs: 'crm/task',
        load: () => import('./home/todays-tasks.tsx').then(({ TodaysTasks }) => TodaysTasks),
      },
      {
        at: 'second',
        needs: 'crm/deal',
        load: () => import('./home/quiet-deals.tsx').then(({ QuietDeals }) => QuietDeals),
      },
      {
        at: 'figures',
        needs: 'crm/deal',
        load: () => import('./home/my-figures.tsx').then(({ MyFigures }) => MyFigures),
      },
    ],
    makes: [
      { entity: 'crm/task', key: 't', asks: ['subject', 'dueAt', 'priority', 'about', 'body'] },
      { entity: 'crm/deal', key: 'c' },
    ],
  },
  record: {
    parts: [() => import('./record/tasks-section.tsx').then(({ TasksSection }) => TasksSection)],
    timeline: [
      { entity: 'crm/activity', entryOf: activityEntry, noteOf: noteFields },
      { entity: 'crm/task', entryOf: taskEntry },
    ],
  },
  useCardLines: useDealCardLines,
};
