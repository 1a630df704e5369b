import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import '../../app/settings-screens.tsx'; // loaded before a test waits for one of them
import { givenShownRecord } from '../../testing/given-record.ts';
import { givenSession, renderApp } from '../../testing/render-app.tsx';

installDomLayout();
afterEach(cleanup);
const installed = { packs: [{ pack: 'workshop', isRemoved: false }] };
const session = givenSession({ memberships: [{ role: 'admin', teamId: null, grants: ['**:*@org'], portal: false }] });
const rows = [
  givenShownRecord({
    entity: 'workshop/job',
    fields: { name: 'Robot stops', status: 'received', promisedOn: '2026-11-24' },
  }),
  givenShownRecord({ entity: 'workshop/part', fields: { name: 'Drive belt', reorderPoint: 3 } }),
];

describe('the bench', () => {
  it('shows open jobs and parts that run low', async () => {
    await renderApp({ at: '/workshop/bench', session, rows, definitions: installed });
    expect(await screen.findByText('Robot stops')).toBeDefined();
    expect(await screen.findByText('0 on hand')).toBeDefined();
    expect(screen.getAllByText('Bench').length).toBeGreaterThan(1); // in the rail, too
  });

  it('is not shown in an organisation without the pack', async () => {
    await renderApp({ at: '/workshop/bench', session, rows });
    expect(await screen.findByText('This address leads nowhere.')).toBeDefined();
    expect(screen.queryByText('Bench')).toBeNull();
  });

  it('[T-30] a person checks the service areas on their computers, and the list of jobs names its scope', async () => {
    const [harbour, hill] = ['1', '2'].map((end) => `0190b1f2-7c00-7000-8000-00000000000${end}`) as [string, string];
    const area = (id: string, name: string) =>
      givenShownRecord({ id, entity: 'workshop/service-area', fields: { name } });
    const mine = givenShownRecord({ entity: 'workshop/my-settings', fields: { areas: [harbour] } });
    const given = {
      session,
      rows: [...rows, area(harbour, 'Harbour'), area(hill, 'Hill'), mine],
      definitions: installed,
    };
    const { performed } = await renderApp({ at: '/settings/of-packs', ...given });
    const box = (name: string) => screen.findByRole<HTMLInputElement>('checkbox', { name });
    expect((await box('Harbour')).checked).toBe(true);
    expect(screen.queryByText('Service areas on my computers')).toBeNull(); // the checklist replaces the field
    fireEvent.click(await box('Hill'));
    await waitFor(() =>
      expect(performed).toMatchObject([
        { edits: [{ entity: 'workshop/my-settings', id: mine.id, fields: { areas: [harbour, hill] } }] },
      ]),
    );
    cleanup();
    await renderApp({ at: '/list/workshop/job', ...given });
    expect(await screen.findByText('Jobs of 1 area')).toBeDefined();
  });

  it('its settings are a form, and its calculation works with them', async () => {
    const settings = givenShownRecord({
      entity: 'workshop/settings',
      ownerId: null,
      fields: { hourlyRate: { amount: 10_000, currency: 'USD' }, vat: 0, repairDays: 5 },
    });
    const { performed } = await renderApp({
      at: '/settings/of-packs',
      session,
      rows: [settings],
      definitions: installed,
    });
    const vat = await screen.findByLabelText(/^VAT/);
    fireEvent.change(vat, { target: { value: '19' } });
    fireEvent.blur(vat);
    await waitFor(() =>
      expect(performed).toMatchObject([
        { edits: [{ entity: 'workshop/settings', id: settings.id, fields: { vat: 19 } }] },
      ]),
    );
    cleanup();
    await renderApp({
      at: '/calculate/workshop/repair-price',
      session,
      rows: [settings],
      definitions: installed,
      handlers: { 'records.list': () => Promise.resolve(accept({ rows: [settings], refs: {}, next: null })) },
    });
    const hours = await screen.findByLabelText(/^Hours/);
    fireEvent.change(hours, { target: { value: '2' } });
    fireEvent.blur(hours);
    expect((await screen.findAllByText(/200\.00/)).length).toBeGreaterThan(0);
  });
});
