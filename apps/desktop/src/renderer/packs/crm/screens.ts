import type { PackScreens } from '../pack-screens.ts';

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
};
