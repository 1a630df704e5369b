import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { givenShownRecord } from '../../testing/given-record.ts';
import { givenSession, renderApp } from '../../testing/render-app.tsx';

installDomLayout();
const session = givenSession({ memberships: [{ role: 'admin', teamId: null, grants: ['**:*@org'], portal: false }] });
const id = '0190b1f2-7c00-7000-8000-0000000000b1';
const report = givenShownRecord({
  id,
  entity: 'platform/report',
  teamId: null,
  fields: {
    name: 'Deals by stage',
    forEntity: 'crm/deal',
    measures: [{ name: 'Deals', fn: 'count' }],
    groups: [{ field: 'stage' }],
    chart: 'table',
  },
});
const rows = [
  { groups: ['won'], measures: { Deals: 4 } },
  { groups: ['lost'], measures: { Deals: 3 } },
];
const open = () =>
  renderApp({
    session,
    rows: [report],
    at: `/reports/report/${id}`,
    handlers: { 'records.report': () => Promise.resolve(accept({ rows: [...rows], refs: {} })) },
  });
const panel = () => within(screen.getByRole('complementary', { name: 'Parts of the report' }));
const steps = () =>
  within(screen.getByRole('list', { name: 'Deals by stage' }))
    .getAllByRole('button')
    .map(({ textContent }) => textContent);

describe('a kind of chart that a stranger adds', () => {
  it('is offered at its place, drawn, with its own setting, and saved', async () => {
    const { performed, faults } = await open();
    await screen.findByRole('heading', { name: 'Deals by stage', level: 2 });
    const offered = within(panel().getByRole('group', { name: 'Show as' })).getAllByRole('button');
    expect(offered.map((one) => one.getAttribute('aria-label') ?? one.textContent).slice(2, 5)).toEqual([
      'Bars',
      'Waterfall',
      'Lines',
    ]);
    fireEvent.click(panel().getByRole('button', { name: 'Waterfall' }));
    await waitFor(() => expect(steps()).toEqual(['Won: up to 4', 'Lost: up to 7']));
    fireEvent.change(panel().getByRole('combobox', { name: 'Direction' }), { target: { value: 'backwards' } });
    await waitFor(() => expect(steps()).toEqual(['Lost: up to 3', 'Won: up to 7']));
    fireEvent.click(panel().getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits).toEqual([
      {
        entity: 'platform/report',
        id,
        fields: { chart: 'waterfall', options: { own: { direction: 'backwards' } } },
      },
    ]);
    expect(faults).toEqual([]);
  });

  it('shows its figures as a table, and opens the records of a group', async () => {
    const { router } = await open();
    await screen.findByRole('heading', { name: 'Deals by stage', level: 2 });
    fireEvent.click(panel().getByRole('button', { name: 'Waterfall' }));
    fireEvent.click(await screen.findByRole('button', { name: 'As a table' }));
    expect(await screen.findByRole('columnheader', { name: 'Up to here' })).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'As a chart' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Won: up to 4' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/list/crm/deal'));
  });
});
