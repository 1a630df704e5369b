import type { PackScreens } from '../pack-screens.ts';
import { useCardLines } from './board/use-card-lines.ts';
import { activityEntry, noteFields } from './record/activity-entry.ts';

const home = () => import('./home/home-parts.ts');

/** The CRM's own screens: a day's work, and sales in figures. */
export const crmScreens: PackScreens = {
  pack: 'crm',
  routes: [
    {
      path: '/reports',
      area: { place: 100, label: 'Reports', icon: 'chart' },
      load: () => import('./reports/reports-page.tsx').then(({ ReportsPage }) => ReportsPage),
    },
  ],
  home: {
    parts: [
      { at: 'summary', load: () => home().then(({ TasksLeft }) => TasksLeft) },
      { at: 'day', load: () => home().then(({ DayStrip }) => DayStrip) },
      { at: 'first', load: () => home().then(({ TodaysTasks }) => TodaysTasks) },
      { at: 'second', load: () => home().then(({ QuietDeals }) => QuietDeals) },
      { at: 'figures', load: () => home().then(({ MyFigures }) => MyFigures) },
    ],
    makes: [
      { entity: 'crm/task', key: 't', asks: ['subject', 'dueAt', 'priority', 'about', 'body'] },
      { entity: 'crm/deal', key: 'c' },
    ],
  },
  record: {
    parts: [() => import('./record/tasks-section.tsx').then(({ TasksSection }) => TasksSection)],
    timeline: { entity: 'crm/activity', at: 'happensAt', entryOf: activityEntry, noteOf: noteFields },
  },
  useCardLines,
};
