import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { dana, givenShownRecord } from '../testing/given-record.ts';
import { givenSession, renderApp } from '../testing/render-app.tsx';

installDomLayout();
const deal = givenShownRecord();
const openDeal = givenShownRecord({
  id: '0190b1f2-7c00-7000-8000-000000000d02',
  fields: { name: 'Brook Farm', stage: 'proposal' },
});

/** Goes to the first card and presses the key of a stage. */
async function pressOnBoard(key: string): Promise<void> {
  await screen.findByText('Acme renewal');
  const board = screen.getByRole('application', { name: 'Deals by stage' });
  act(() => board.focus());
  fireEvent.keyDown(board, { key: 'ArrowDown' });
  fireEvent.keyDown(board, { key });
}

describe('a list', () => {
  it('[Q-3] draws the grid from the declaration, with exact counts', async () => {
    await renderApp({ rows: [deal, openDeal], at: '/list/crm/deal?kind=grid' });
    const grid = await screen.findByRole('grid', { name: 'Deals' });
    expect(await within(grid).findByText('Acme renewal')).toBeDefined();
    expect(within(grid).getByText('$46,800')).toBeDefined();
    expect(screen.getByText('2', { selector: 'strong' })).toBeDefined();
  });

  it('marks a past day of an open deal, in the grid and on its page', async () => {
    const late = givenShownRecord({ ...openDeal, fields: { ...openDeal.fields, closesOn: '2026-11-19' } });
    const won = givenShownRecord({ fields: { name: 'Won one', stage: 'won', closesOn: '2026-11-18' } });
    await renderApp({ rows: [late, won], at: '/list/crm/deal?kind=grid' });
    const grid = await screen.findByRole('grid', { name: 'Deals' });
    const marks = await within(grid).findAllByRole('img', { name: 'Past' });
    expect(marks.map((mark) => mark.parentElement?.textContent)).toEqual(['19 Nov 2026']);
    fireEvent.click(within(grid).getByRole('button', { name: 'Brook Farm' }));
    const page = await screen.findByRole('complementary', { name: 'Brook Farm' });
    expect(await within(page).findByRole('img', { name: 'Past' })).toBeDefined();
  });

  it('[CRM-5] moves a card by its key, immediately if no value is missing', async () => {
    const { performed } = await renderApp({ rows: [deal], at: '/list/crm/deal?kind=board' });
    await pressOnBoard('3');
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]).toMatchObject({
      label: 'Moved Acme renewal to Proposal',
      edits: [{ entity: 'crm/deal', id: deal.id, fields: { stage: 'proposal' } }],
    });
    expect(await screen.findByRole('button', { name: /Undo/ })).toBeDefined();
  });

  it('moves a card whose row is no longer loaded when its stage is chosen', async () => {
    const rows = [deal, openDeal];
    let listed = rows;
    const { performed, client } = await renderApp({
      rows,
      handlers: {
        // Each column asks for its own stage. The views of the list are records, too, but not among these.
        'records.list': ({ entity, where }) => {
          const isAsked = ({ fields }: typeof deal) =>
            JSON.stringify(where ?? '').includes(JSON.stringify(fields['stage']));
          const found = entity === deal.entity ? listed.filter(isAsked) : [];
          return Promise.resolve(accept({ rows: found, refs: {}, next: null }));
        },
      },
      at: '/list/crm/deal?kind=board',
    });
    await pressOnBoard('m');
    const menu = await screen.findByRole('menu');
    listed = [];
    await act(() => client.invalidateQueries());
    await waitFor(() => expect(screen.queryByRole('article', { name: /Acme renewal/ })).toBeNull());
    fireEvent.click(within(menu).getByText('Proposal'));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]).toMatchObject({ edits: [{ id: deal.id, fields: { stage: 'proposal' } }] });
  });

  it('[CRM-5] requires the reason before a deal is marked as lost', async () => {
    const { performed } = await renderApp({ rows: [deal], at: '/list/crm/deal?kind=board' });
    await pressOnBoard('6');
    const dialog = await screen.findByRole('dialog', { name: 'Move to Lost' });
    fireEvent.click(await within(dialog).findByRole('button', { name: 'Move to Lost' }));
    expect((await within(dialog).findAllByText(/Why it was lost is needed/)).length).toBeGreaterThan(0);
    expect(performed).toEqual([]);
  });

  it('[A-2] offers a viewer no way to add a record, and shows the reason on the card', async () => {
    const viewer = givenSession({
      memberships: [{ role: 'viewer', teamId: null, grants: ['*:read@org'], portal: false }],
    });
    await renderApp({ session: viewer, rows: [givenShownRecord({ ownerId: dana })], at: '/list/crm/deal?kind=grid' });
    await screen.findByText('Acme renewal');
    expect(screen.queryByRole('button', { name: /New deal/ })).toBeNull();
  });

  it('[A-2] marks read-only cells for a member, and gives the reason', async () => {
    const member = givenSession({
      memberships: [{ role: 'member', teamId: null, grants: ['*:read@org', 'crm/deal:update@own'], portal: false }],
    });
    const theirs = givenShownRecord({ ownerId: dana });
    const mine = givenShownRecord({ ...openDeal, ownerId: member.person?.id ?? null });
    await renderApp({ session: member, rows: [theirs, mine], at: '/list/crm/deal?kind=grid' });
    const grid = await screen.findByRole('grid', { name: 'Deals' });
    await within(grid).findByText('Acme renewal'); // the grid is drawn before its rows are read
    const cellOf = (name: string) => within(grid).getByText(name).closest('[role="rowheader"]');
    expect(cellOf('Acme renewal')?.getAttribute('aria-readonly')).toBe('true');
    expect(cellOf('Brook Farm')?.getAttribute('aria-readonly')).toBeNull();
    fireEvent.doubleClick(cellOf('Acme renewal') ?? grid);
    expect(within(grid).queryByRole('textbox')).toBeNull();
    fireEvent.doubleClick(cellOf('Brook Farm') ?? grid);
    expect(await within(grid).findByRole('textbox')).toBeDefined();
  });

  it('[D-6] an internal error affects the screen, not the window, and is identified by its number', async () => {
    const { faults } = await renderApp({
      rows: [deal],
      at: '/list/crm/deal?kind=grid',
      handlers: { 'records.summary': () => Promise.reject(new Error('index gone')) },
    });
    expect(await screen.findByText(/OP-TEST/)).toBeDefined();
    expect(screen.getByRole('navigation', { name: 'Main' })).toBeDefined();
    expect(faults.map(String)).toContainEqual(expect.stringContaining('index gone'));
  });

  it('explains an empty and a filtered list, each with a remedy', async () => {
    const first = await renderApp({ at: '/list/crm/account' });
    expect(await screen.findByText('No accounts yet')).toBeDefined();
    first.unmount();
    await renderApp({ rows: [deal], at: '/list/crm/deal?kind=grid&life=deleted', handlers: {} });
    expect(await screen.findByRole('button', { name: /More for this list/ })).toBeDefined();
  });
});
