import { installedCatalogue } from '@outpost/domain/installed-packs';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { pinnedLists } from '../places/areas.ts';
import { givenRecord } from '../testing/given-record.ts';
import { givenSession, renderApp } from '../testing/render-app.tsx';

installDomLayout();
const deal = givenRecord();
const at = '/list/crm/deal?kind=grid';
const press = (key: string) => fireEvent.keyDown(document.body, { key });
/** Opens the menu and presses an entry. */
async function pick(name: string | RegExp): Promise<void> {
  fireEvent.click(await screen.findByRole('button', { name: 'More for this list' }));
  fireEvent.click(await screen.findByRole('menuitem', { name }));
}

describe('the bar of a list', () => {
  it('searches at each keystroke after /, and keeps the search as a chip when the field closes', async () => {
    const { router } = await renderApp({ rows: [deal], at });
    await screen.findByRole('grid', { name: 'Deals' });
    press('/');
    const field = await screen.findByRole('textbox', { name: 'Search in Deals' });
    fireEvent.change(field, { target: { value: 'acme' } });
    await waitFor(() => expect(router.state.location.search).toMatchObject({ search: 'acme' }));
    fireEvent.keyDown(field, { key: 'Enter' });
    await waitFor(() => expect(screen.queryByRole('textbox', { name: 'Search in Deals' })).toBeNull());
    expect(screen.getByText('Found by')).toBeDefined();
    press('/');
    fireEvent.change(await screen.findByRole('textbox', { name: 'Search in Deals' }), { target: { value: '  ' } });
    await waitFor(() => expect(router.state.location.search).not.toHaveProperty('search', 'acme'));
  });

  it('shows the next view with V, and adds a record with C', async () => {
    const { router } = await renderApp({ rows: [deal], at });
    await screen.findByRole('grid', { name: 'Deals' });
    press('v');
    await waitFor(() => expect(router.state.location.search).toHaveProperty('view', expect.any(String)));
    press('c');
    expect(await screen.findByRole('dialog', { name: 'New deal' })).toBeDefined();
  });

  it('[A-2] adds no record with C where the person may not', async () => {
    const viewer = givenSession({ memberships: [{ role: 'viewer', teamId: null, grants: ['*:read@org'], portal: false }] }); // prettier-ignore
    await renderApp({ session: viewer, rows: [deal], at });
    await screen.findByRole('grid', { name: 'Deals' });
    press('c');
    press('/');
    await screen.findByRole('textbox', { name: 'Search in Deals' });
    expect(screen.queryByRole('dialog')).toBeNull();
  });
});

describe('the menu of a list', () => {
  it.each([
    ['groups a grid by a field', at, 'Stage', { kind: 'grid', group: 'stage' }],
    ['ends the grouping with a second press', `${at}&group=stage`, /^Stage/, { kind: 'grid', group: 'none' }],
    [
      'shows deleted records as a grid',
      '/list/crm/deal?kind=board',
      'Deleted deals',
      { life: 'deleted', kind: 'grid' },
    ],
    ['shows the living records again', `${at}&life=deleted`, 'Show deals', { kind: 'grid' }],
  ])('%s', async (_words, address, name, search) => {
    const { router } = await renderApp({ rows: [deal], at: address });
    await pick(name);
    await waitFor(() => expect(router.state.location.search).toEqual(search));
  });

  it('pins a view, and removes a pinned one', async () => {
    const [preset] = pinnedLists(installedCatalogue).filter(({ entity }) => entity === 'crm/deal');
    const pins = (kept: unknown) =>
      z
        .array(z.object({ view: z.string() }))
        .parse(kept ?? [])
        .map(({ view }) => view);
    const first = await renderApp({ rows: [deal], at });
    await pick('Pin this view');
    await waitFor(() => expect(pins(first.local.get('pinned'))).toContain('all'));
    first.unmount();
    const second = await renderApp({ rows: [deal], at: `${at}&view=${preset?.view}` });
    await pick('Take out of Pinned');
    await waitFor(() => expect(second.local.has('pinned')).toBe(true));
    expect(pins(second.local.get('pinned'))).not.toContain(preset?.view);
  });
});
