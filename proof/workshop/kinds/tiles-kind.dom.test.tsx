import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { givenShownRecord } from '../../testing/given-record.ts';
import { givenSession, renderApp } from '../../testing/render-app.tsx';

installDomLayout();
const session = givenSession({ memberships: [{ role: 'admin', teamId: null, grants: ['**:*@org'], portal: false }] });
const viewId = '0190b1f2-7c00-7000-8000-0000000000c1';
const view = givenShownRecord({
  id: viewId,
  entity: 'platform/saved-view',
  fields: { name: 'At a glance', forEntity: 'crm/deal', kind: 'tiles' },
});
const tiles = () => screen.findByRole('list', { name: 'Tiles of Deals' });

describe('a kind of view that a stranger adds', () => {
  it('is offered at its place, and drawn by its button and its key', async () => {
    const { router, faults } = await renderApp({ session, rows: [givenShownRecord()], at: '/list/crm/deal?kind=grid' });
    await screen.findByRole('grid', { name: 'Deals' });
    const offered = ['Board', 'Grid', 'Tiles'].map((name) => screen.getByRole('button', { name }));
    expect(offered.map((one, place) => place > 0 && offered[place - 1]?.compareDocumentPosition(one))).toEqual([
      false,
      Node.DOCUMENT_POSITION_FOLLOWING,
      Node.DOCUMENT_POSITION_FOLLOWING,
    ]);
    fireEvent.keyDown(document.body, { key: 'T', shiftKey: true });
    expect(within(await tiles()).getByRole('button', { name: 'Acme renewal' })).toBeDefined();
    expect(router.state.location.search).toEqual({ kind: 'tiles' });
    expect(screen.getByText('Tiles for Deals')).toBeDefined();
    expect(screen.queryByRole('note')).toBeNull();
    expect(faults).toEqual([]);
  });

  it('draws a saved view that names it, and a change of its order is saved without it', async () => {
    const { performed } = await renderApp({
      session,
      rows: [givenShownRecord(), view],
      at: `/list/crm/deal?view=${viewId}`,
    });
    await tiles();
    fireEvent.keyDown(document.body, { key: 'v' });
    const panel = within(await screen.findByRole('complementary', { name: /view/i }));
    expect(panel.queryByText('Columns')).toBeNull();
    expect(panel.queryByRole('combobox', { name: 'Group by' })).toBeNull();
    fireEvent.change(panel.getByRole('combobox', { name: 'Order by' }), { target: { value: 'value' } });
    await panel.findByText('1 change. Only you see it so far.');
    fireEvent.click(panel.getByRole('button', { name: /^Save$/ }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits).toEqual([{ entity: 'platform/saved-view', id: viewId, fields: { sort: 'value.asc' } }]);
  });
});
