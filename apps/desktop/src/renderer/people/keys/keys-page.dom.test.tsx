import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { ShownApiKey } from '../../../bridge/calls/identity/key-calls.ts';
import type { BridgeHandlers } from '../../../bridge/serve-bridge.ts';
import { me } from '../../testing/given-record.ts';
import { givenSession, renderApp } from '../../testing/render-app.tsx';
import { grantsOfKey, keyState } from './key-words.ts';

installDomLayout();
const id = '0190b1f2-7c00-7000-8000-000000000c01';
const key = (change: Partial<ShownApiKey> = {}): ShownApiKey => ({
  id,
  clientId: 'op1.0190b1f27c007000.8000a1b2c3',
  name: 'Website form',
  madeBy: me,
  grants: ['crm/lead:create@org'],
  madeAt: '2026-11-01T09:00:00.000Z',
  expiresAt: '2027-11-01T09:00:00.000Z',
  usedOn: null,
  revokedAt: null,
  ...change,
});
const admin = { role: 'admin', teamId: null, grants: ['**:*@org'], portal: false };
const made = { id, clientId: 'op1.client', clientSecret: 'secret', key: 'op1.client.secret' };
const press = async (name: string | RegExp) => fireEvent.click(await screen.findByRole('button', { name }));
const dialog = async (name: string) => within(await screen.findByRole('dialog', { name }));

const givenPage = (keys: readonly ShownApiKey[], handlers: Partial<BridgeHandlers> = {}, grants = [admin]) =>
  renderApp({
    at: '/settings/keys',
    session: givenSession({ memberships: grants }),
    handlers: { 'keys.list': () => Promise.resolve(accept({ keys: [...keys] })), ...handlers },
  });

describe('[PLT-28] the keys of the API', () => {
  it('are listed with prefix, rights, last use and state', async () => {
    await givenPage([key(), key({ id: me, name: 'Old import', revokedAt: '2026-11-10T09:00:00.000Z' })]);
    const table = within(await screen.findByRole('table'));
    expect(table.getAllByText('Website form').length).toBeGreaterThan(0);
    expect(table.getAllByText('op1.0190…a1b2c3')).toHaveLength(2);
    expect(table.getAllByText('crm/lead:create@org')).toHaveLength(2);
    expect([table.getByText('Valid'), table.getByText('Ended')]).toHaveLength(2);
    expect(table.queryByRole('button', { name: /End.*Old import/ })).toBeNull();
  });
  it('are made with chosen kinds, and their secret is shown once', async () => {
    const asked: unknown[] = [];
    await givenPage([], { 'keys.make': (input) => Promise.resolve(asked.push(input)).then(() => accept(made)) });
    await screen.findByText('No program uses the API yet');
    await press('New key');
    const form = await dialog('New key of the API');
    fireEvent.click(form.getByRole('button', { name: /^Make the key/ }));
    await form.findByText('Name it after the program.');
    fireEvent.change(form.getByLabelText('Name'), { target: { value: ' Warehouse ' } });
    fireEvent.click(form.getByRole('button', { name: /^Make the key/ }));
    await form.findByText('Choose at least one kind of record.');
    fireEvent.click(form.getByRole('checkbox', { name: 'Deals' }));
    fireEvent.click(form.getByRole('button', { name: /^Make the key/ }));
    const secret = await dialog('The new key');
    expect(secret.getByText('op1.client.secret')).toBeTruthy();
    expect(asked).toEqual([{ name: 'Warehouse', grants: ['crm/deal:read@org'], days: 365 }]);
    fireEvent.click(secret.getByRole('button', { name: 'I have kept it' }));
    expect(screen.queryByText('op1.client.secret')).toBeNull();
  });
  it('get another secret, and end, after a confirmation', async () => {
    const asked: unknown[] = [];
    await givenPage([key()], {
      'keys.rotate': (input) => Promise.resolve(asked.push(input)).then(() => accept(made)),
      'keys.end': (input) => Promise.resolve(asked.push(input)).then(() => accept(null)),
    });
    await press(/^New secret/);
    fireEvent.click((await dialog('New secret for Website form')).getByRole('button', { name: 'Make the secret' }));
    fireEvent.click((await dialog('The new key')).getByRole('button', { name: 'I have kept it' }));
    await press(/^End/);
    fireEvent.click((await dialog('End the key Website form')).getByRole('button', { name: 'End the key' }));
    await screen.findByText('Ended the key Website form');
    expect(asked).toEqual([{ id, overlapHours: 24 }, { id }]);
  });
  it('are not shown without contact, nor to others than administrators', async () => {
    const { unmount } = await givenPage([], { 'keys.list': () => Promise.resolve(refuse('sync/offline', 'The server can’t be reached.', {})) }); // prettier-ignore
    expect((await screen.findByRole('alert')).textContent).toContain('The server can’t be reached.');
    unmount();
    await givenPage([key()], {}, [{ ...admin, role: 'member', grants: ['crm/*:read@org'] }]);
    await screen.findByText('Only administrators change keys of the API');
    expect(screen.queryByText('Website form')).toBeNull();
  });
  it('have states and rights in words', () => {
    const now = Date.parse('2026-11-20T09:00:00.000Z');
    const states = [key(), key({ expiresAt: '2026-12-01T00:00:00.000Z' }), key({ expiresAt: '2026-11-20T09:00:00.000Z' }), key({ revokedAt: '2026-11-02T00:00:00.000Z' })]; // prettier-ignore
    expect(states.map((one) => keyState(one, now))).toEqual(['valid', 'ends-soon', 'expired', 'ended']);
    expect(grantsOfKey(['crm/deal'], 'write')).toHaveLength(5);
  });
});
