import type { PackScreens } from '../../slots/pack-screens.ts';

/** The workshop's own screens: the bench, and the dialog that takes a part from stock. */
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
    makes: [
      { entity: 'workshop/job', key: 'j', asks: ['name', 'customer', 'device', 'status', 'fault', 'promisedOn'] },
    ],
  },
  record: { parts: [] },
  dialogs: [
    {
      name: 'workshop/take-part',
      label: 'Take a part',
      icon: 'database',
      on: 'workshop/job',
      isForNone: true,
      place: 5,
      key: 'p',
      makes: 'workshop/stock-movement',
      load: () => import('./take-part-dialog.tsx').then(({ TakePart }) => TakePart),
    },
  ],
};
