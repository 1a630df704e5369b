import type { PackScreens } from '../../slots/pack-screens.ts';

/** The workshop's own screen: the bench. */
export const workshopScreens: PackScreens = {
  pack: 'workshop',
  routes: [
    {
      path: '/workshop/bench',
      area: { place: 90, label: 'Bench', icon: 'check-circle' },
      load: () => import('./bench-page.tsx').then(({ BenchPage }) => BenchPage),
    },
  ],
  home: {
    parts: [],
    makes: [
      { entity: 'workshop/job', key: 'j', asks: ['name', 'customer', 'device', 'status', 'fault', 'promisedOn'] },
    ],
  },
  record: { parts: [] },
};
