import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { TrayEntry } from '../../bridge/contract.ts';
import { givenShownRecord } from '../testing/given-record.ts';
import { givenTrayEntry } from '../testing/given-tray-entry.ts';
import { givenSession, renderApp } from '../testing/render-app.tsx';

installDomLayout();
const deal = givenShownRecord();
const rail = () => screen.getByRole('navigation', { name: 'Main' });
const currentIn = (nav: HTMLElement) =>
  [...nav.querySelectorAll('[aria-current="page"]')].map((one) => one.textContent);

describe('the frame', () => {
  it('marks the shown pinned view, or the area for another view', async () => {
    const { router } = await renderApp({ rows: [deal], at: '/list/crm/deal?view=closing&kind=grid' });
    await screen.findByRole('grid', { name: 'Deals' });
    expect(currentIn(rail())).toEqual(['Closing this quarter']);
    await act(() =>
      router.navigate({
        to: '/list/$pack/$name',
        params: { pack: 'crm', name: 'deal' },
        search: { view: 'open', kind: 'grid' },
      }),
    );
    await waitFor(() => expect(currentIn(rail())).toEqual(['Deals']));
  });

  it('names the window after its area, but not while it is locked', async () => {
    const { tellSession, router } = await renderApp({ rows: [deal], at: '/list/crm/deal?kind=grid' });
    await waitFor(() => expect(document.title).toBe('Deals – Outpost'));
    await act(() => router.navigate({ to: '/record/$id', params: { id: deal.id } }));
    await waitFor(() => expect(document.title).toBe('Outpost'));
    await act(() => router.navigate({ to: '/sync' }));
    await act(() => router.navigate({ to: '/import' }));
    await waitFor(() => expect(document.title).toBe('Import – Outpost'));
    await tellSession(givenSession({ state: 'locked' }));
    expect(document.title).toBe('Outpost');
  });

  it('[A-1] names the person’s roles as their organisation does, not by their keys', async () => {
    const role = (key: string, label: string, last: string) =>
      givenShownRecord({
        id: `0190b1f2-7c00-7000-8000-000000000c0${last}`,
        entity: 'platform/role',
        fields: { key, label },
      });
    const held = { teamId: null, grants: [], portal: false };
    await renderApp({
      session: givenSession({
        memberships: [
          { ...held, role: 'member' },
          { ...held, role: 'field-crew' },
        ],
      }),
      rows: [role('member', 'Member', '1'), role('field-crew', 'Field crew', '2'), role('admin', 'Administrator', '3')],
    });
    fireEvent.click(screen.getByRole('button', { name: 'Ilse Torvane' }));
    await screen.findByText('ilse@example.com, Fenwright Systems, Member and Field crew');
  });

  it('opens neither the palette nor the list of keys over an open dialog', async () => {
    await renderApp({ rows: [deal], at: '/list/crm/deal?kind=grid' });
    await screen.findByRole('grid', { name: 'Deals' });
    fireEvent.keyDown(document.body, { key: 'c' });
    const dialog = await screen.findByRole('dialog', { name: 'New deal' });
    for (const target of [dialog, document.body]) {
      fireEvent.keyDown(target, { key: 'k', ctrlKey: true });
      fireEvent.keyDown(target, { key: '?' });
    }
    await act(() => new Promise((resolve) => setTimeout(resolve, 300))); // a dialog appears after its transition has begun
    expect(screen.getAllByRole('dialog', { hidden: true })).toEqual([dialog]);
    fireEvent.click(screen.getByRole('button', { name: 'Close' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    fireEvent.keyDown(document.body, { key: 'k', ctrlKey: true });
    expect(await screen.findByRole('combobox')).toBeDefined();
  });

  it('[S-5] reports a refused change, and removes the line that offered its undo', async () => {
    const tray: TrayEntry[] = [];
    const { client } = await renderApp({
      rows: [deal],
      at: '/list/crm/deal?kind=board',
      handlers: { 'sync.tray': () => Promise.resolve(accept({ entries: [...tray] })) },
    });
    await screen.findByText('Acme renewal');
    const board = screen.getByRole('application', { name: 'Deals by stage' });
    act(() => board.focus());
    fireEvent.keyDown(board, { key: 'ArrowDown' });
    fireEvent.keyDown(board, { key: '3' });
    await screen.findByRole('button', { name: /Undo/ });
    tray.push(givenTrayEntry({ act: deal.id })); // the id that the test's replica gives every act
    await act(() => client.invalidateQueries());
    await screen.findByText('“Moved Acme renewal to Proposal” was refused. You may not change it any more.');
    expect(screen.queryByRole('button', { name: /Undo/ })).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Look' }));
    await screen.findByRole('region', { name: 'Changes that need you' });
  });
});
