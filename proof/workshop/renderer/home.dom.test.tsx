import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { act, cleanup, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { givenShownRecord } from '../../testing/given-record.ts';
import { givenSession, renderApp } from '../../testing/render-app.tsx';

installDomLayout();
afterEach(cleanup);

const session = givenSession({ memberships: [{ role: 'admin', teamId: null, grants: ['**:*@org'], portal: false }] });
const rows = [
  givenShownRecord({
    entity: 'workshop/job',
    fields: { name: 'Robot stops', status: 'received', promisedOn: '2020-01-07' },
  }),
  givenShownRecord({
    id: '0190b1f2-7c00-7000-8000-000000000e01',
    entity: 'workshop/appointment',
    fields: { name: 'Fetch the robot', at: `${new Date().toISOString().slice(0, 10)}T12:00:00.000Z` },
  }),
];

describe('[T-20] the pack’s part of the home page', () => {
  it('lists promised repairs, marks late ones, and puts appointments on the strip of hours', async () => {
    await renderApp({ session, rows, definitions: { packs: [{ pack: 'workshop', isRemoved: false }] } });
    const panel = within(await screen.findByRole('region', { name: 'Promised repairs' }));
    expect(await panel.findByRole('button', { name: 'Robot stops' })).toBeDefined();
    expect(panel.getByTitle('7 Jan 2020')).toBeDefined();
    expect(panel.getByRole('button', { name: 'All open jobs' })).toBeDefined();
    const strip = within(await screen.findByRole('region', { name: 'Today by the hour' }));
    expect(await strip.findByRole('button', { name: /^Fetch the robot/ })).toBeDefined();
  });

  it('[T-25] is added and removed with the pack', async () => {
    const { tellDefinitions } = await renderApp({ session, rows });
    await screen.findByRole('heading', { level: 1 }); // an administrator's home leaves empty panels out
    expect(screen.queryByRole('region', { name: 'Promised repairs' })).toBeNull();
    await act(() => tellDefinitions({ packs: [{ pack: 'workshop', isRemoved: false }] }));
    expect(await screen.findByRole('region', { name: 'Promised repairs' })).toBeDefined();
    await act(() => tellDefinitions({ packs: [{ pack: 'workshop', isRemoved: true }] }));
    await waitFor(() => expect(screen.queryByRole('region', { name: 'Promised repairs' })).toBeNull());
    expect(screen.queryByRole('region', { name: 'Today by the hour' })).toBeNull();
  });
});
