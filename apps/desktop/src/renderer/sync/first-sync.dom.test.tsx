import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { emptySyncStatus } from '../../bridge/empty-sync-status.ts';
import { givenShownRecord } from '../testing/given-record.ts';
import { renderApp } from '../testing/render-app.tsx';

installDomLayout(420, 900, true); // a narrow window shows the shortest texts
const underWay = { ...emptySyncStatus, state: 'receiving', firstSync: true, done: 1_240, total: 80_000 } as const;
const words = '1,240 records are here, the rest is on its way';

describe('while the first records arrive', () => {
  for (const at of [
    '/',
    '/list/crm/deal?kind=grid',
    '/list/crm/deal?kind=board',
    '/reports',
    '/reports/dashboard/crm/sales',
  ])
    it(`[A-6] lists and sums show that they are incomplete: ${at}`, async () => {
      await renderApp({ rows: [givenShownRecord()], at, sync: underWay });
      await screen.findByText(words);
    });

  it('[A-6] the home page never shows that there are no records', async () => {
    await renderApp({ rows: [], at: '/', sync: underWay });
    // a separate query answers each of the four sections
    await waitFor(() => expect(screen.getAllByText('Nothing has arrived yet.')).toHaveLength(4));
    expect(screen.queryByText(/Nothing to do|is quiet|None yet|tasks left|read everything/)).toBeNull();
  });

  it('[A-6] lists and sums have no such note once all records have arrived', async () => {
    await renderApp({ rows: [givenShownRecord()], at: '/reports' });
    await screen.findByRole('heading', { name: 'Reports', level: 1 });
    expect(screen.queryByText(words)).toBeNull();
  });
});
