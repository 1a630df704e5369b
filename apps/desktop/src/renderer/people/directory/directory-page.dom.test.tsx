import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { ShownDirectorySetup } from '../../../bridge/calls/directory-calls.ts';
import type { BridgeHandlers } from '../../../bridge/serve-bridge.ts';
import { admin, contacts, givenRecords, ilse, northTeam } from '../../testing/given-people.ts';
import { renderApp } from '../../testing/render-app.tsx';

installDomLayout();
const at = '/settings/directory';
const idOf = (n: number) => `0190b1f2-7c00-7000-8000-00000000090${n}`;
const token = {
  id: idOf(1),
  prefix: 'op1.AAAAAAAAAAAAAAAAAAAAAA.BBBBBBBBBBBBBBtheEnd12',
  name: 'Entra',
  madeBy: ilse.id,
  madeAt: '2026-11-01T09:00:00.000Z',
  expiresAt: '2027-11-01T09:00:00.000Z',
  lastContactAt: '2026-11-20T08:57:00.000Z',
  revokedAt: null,
};
const setup: ShownDirectorySetup = {
  address: 'https://crm.example.com/scim/v2',
  invites: false,
  people: 12,
  tokens: [token],
  groups: [
    { id: idOf(2), name: 'Sales', members: 3, roles: [{ role: 'manager', teamId: northTeam.id }] },
    { id: idOf(3), name: 'Interns', members: 0, roles: [] },
  ],
};
const open = (handlers: Partial<BridgeHandlers> = {}, told: ShownDirectorySetup = setup) =>
  renderApp({
    session: admin,
    at,
    rows: givenRecords,
    handlers: { ...contacts, 'directory.read': () => Promise.resolve(accept(told)), ...handlers },
  });
const lineOf = async (name: string) => within(await screen.findByRole('listitem', { name }));

describe('the page of the directory', () => {
  it('[PLT-25] shows the address, the token with its last contact and maker, and the roles of groups', async () => {
    await open();
    const line = await lineOf('Entra');
    expect(line.getByText('op1.…theEnd12')).toBeDefined();
    expect(await line.findByText(/Last contact 3.min.* ago, made by Ilse Torvane, ends 1 Nov 2027/)).toBeDefined();
    expect(screen.getByText(setup.address)).toBeDefined();
    expect((await lineOf('Sales')).getByText('3 members, Manager in North')).toBeDefined();
    expect((await lineOf('Interns')).getByText('0 members, no roles')).toBeDefined();
  });

  it('makes a token that is shown once, gives another secret, and ends one', async () => {
    const asked: unknown[] = [];
    const made = { id: idOf(4), prefix: 'op1.a.b', token: 'op1.a.b.the-secret' };
    const note = (name: string) => (input: unknown) => {
      asked.push([name, input]);
      return name === 'end' ? Promise.resolve(accept(null)) : Promise.resolve(accept(made));
    };
    await open(
      {
        'directory.makeToken': note('make') as BridgeHandlers['directory.makeToken'],
        'directory.rotateToken': note('rotate') as BridgeHandlers['directory.rotateToken'],
        'directory.endToken': note('end') as BridgeHandlers['directory.endToken'],
      },
      setup,
    );
    fireEvent.click(await screen.findByRole('button', { name: 'Make a token' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Make a token' }));
    fireEvent.click(dialog.getByRole('button', { name: /^Make the token/ }));
    expect(asked).toEqual([]); // without a name
    fireEvent.change(dialog.getByRole('textbox', { name: /^Name/ }), { target: { value: ' Okta ' } });
    fireEvent.click(dialog.getByRole('button', { name: /^Make the token/ }));
    expect(await screen.findByText('op1.a.b.the-secret')).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Done' }));
    await waitFor(() => expect(screen.queryByText('op1.a.b.the-secret')).toBeNull());
    fireEvent.click((await lineOf('Entra')).getByRole('button', { name: 'Another secret for Entra' }));
    fireEvent.click(await screen.findByRole('button', { name: /^Make another secret/ }));
    expect(await screen.findByText('op1.a.b.the-secret')).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Done' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    fireEvent.click((await lineOf('Entra')).getByRole('button', { name: 'End Entra' }));
    fireEvent.click(await screen.findByRole('button', { name: /^End the token/ }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(asked).toEqual([
      ['make', { name: 'Okta' }],
      ['rotate', { id: token.id }],
      ['end', { id: token.id }],
    ]);
  });

  it('sets the roles of a group, keeps them if the server refuses, and sets invitations', async () => {
    const asked: unknown[] = [];
    await open({
      'directory.mapGroup': (input) => {
        asked.push(input);
        const first = asked.length === 1;
        return Promise.resolve(first ? refuse('access/denied', 'Somebody who holds them can.', { action: 'administer' }) : accept(null)); // prettier-ignore
      },
      'directory.setInvites': (input) => {
        asked.push(input);
        return Promise.resolve(accept(null));
      },
    });
    fireEvent.click((await lineOf('Interns')).getByRole('button', { name: 'Change roles of Interns' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Roles of the group Interns' }));
    expect(dialog.getByText('The group gives no roles.')).toBeDefined();
    fireEvent.click(dialog.getByRole('button', { name: 'Add a role' }));
    expect(dialog.queryByLabelText(/Until/)).toBeNull();
    fireEvent.click(dialog.getByRole('button', { name: /^Save the roles/ }));
    expect((await dialog.findByRole('alert')).textContent).toBe('Somebody who holds them can.');
    fireEvent.click(dialog.getByRole('button', { name: /^Save the roles/ }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    fireEvent.click(screen.getByRole('switch', { name: /^Invite new people/ }));
    const wanted = { id: idOf(3), roles: [{ role: 'member', teamId: null }] };
    await waitFor(() => expect(asked).toEqual([wanted, wanted, { invites: true }]));
  });

  it('[A-2] is not for a member; without a directory it explains its use; without the server it says so', async () => {
    const { unmount } = await renderApp({ at, rows: givenRecords });
    expect(await screen.findByText('Only administrators set up the directory')).toBeDefined();
    unmount();
    const empty = await open({}, { ...setup, tokens: [], groups: [] });
    expect(await screen.findByText('No directory yet')).toBeDefined();
    expect(screen.getByRole('button', { name: 'Make a token' })).toBeDefined();
    empty.unmount();
    await open({ 'directory.read': () => Promise.resolve(refuse('sync/offline', 'The server was not reached.', {})) });
    expect((await screen.findByRole('alert')).textContent).toContain('The server was not reached.');
    expect(screen.getByRole('button', { name: 'Ask again' })).toBeDefined();
  });
});
