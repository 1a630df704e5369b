import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import type { BridgeHandlers } from '../../../../bridge/serve-bridge.ts';
import { givenShownRecord } from '../../../testing/given-record.ts';
import { givenSession, renderApp } from '../../../testing/render-app.tsx';

installDomLayout();
const account = (fields: ShownRecord['fields'] = {}) => givenShownRecord({ id: '0190b1f2-7c00-7000-8000-000000000e01', entity: 'crm/social-account', fields: { name: 'Example Homes', network: 'facebook', pageId: '1020304050', status: 'connected', ...fields } }); // prettier-ignore
const admin = {
  role: 'admin',
  teamId: null,
  grants: ['*:read@org', '*:create@org', '*:administer@org'],
  portal: false,
};
const givenPage = (rows: readonly ShownRecord[], handlers: Partial<BridgeHandlers> = {}) =>
  renderApp({ rows, session: givenSession({ memberships: [admin] }), at: '/settings/social', handlers: { 'records.list': ({ entity }) => Promise.resolve(accept({ rows: rows.filter((row) => row.entity === entity), refs: {}, next: null })), ...handlers } }); // prettier-ignore

describe('[SOC-1] the page of social accounts', () => {
  it('connects a page: wrong fields are named, and the network is asked before anything is kept', async () => {
    const asked: unknown[] = [];
    await givenPage([], {
      'packs.ask': (input) => {
        asked.push(input);
        return Promise.resolve(asked.length === 1 ? refuse('request/invalid', 'Facebook refused it: Session has expired (number 190).', { path: 'body.token' }) : accept({ value: { id: 'x', name: 'Example Homes' } })); // prettier-ignore
      },
    });
    expect(await screen.findByText('No page is connected')).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Connect a page' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Connect a page at Facebook' }));
    const type = (label: string, value: string) => fireEvent.change(dialog.getByLabelText(label), { target: { value } }); // prettier-ignore
    const connect = () => fireEvent.click(dialog.getByRole('button', { name: /^Connect/ }));
    type('Id of the page', 'homes');
    connect();
    expect(await dialog.findByText('Type the digits that Facebook shows for the page.')).toBeDefined();
    type('Id of the page', '1020304050');
    connect();
    expect(await dialog.findByText('Type the token of the page.')).toBeDefined();
    type('Token of the page', 'token');
    connect();
    expect(await dialog.findByText('Type the secret of the app.')).toBeDefined();
    expect(asked).toEqual([]);
    type('Secret of the app', 'secret');
    connect();
    expect(await dialog.findByText(/Session has expired/)).toBeDefined();
    connect();
    expect(await screen.findByText('Example Homes is connected')).toBeDefined();
    expect(asked.at(-1)).toEqual({ pack: 'crm', route: 'connect-social-account', given: { network: 'facebook', pageId: '1020304050', token: 'token', appSecret: 'secret' } }); // prettier-ignore
  });

  it('shows what a network refuses, and disconnects', async () => {
    const asked: unknown[] = [];
    await givenPage([account({ status: 'refused', problem: 'Facebook refused it: Session has expired (number 190).' })], {
      'packs.ask': (input) => (asked.push(input), Promise.resolve(accept({ value: { done: true } }))),
    }); // prettier-ignore
    expect((await screen.findByRole('alert')).textContent).toContain('Session has expired');
    fireEvent.click(screen.getByRole('button', { name: 'Disconnect Example Homes' }));
    expect(await screen.findByText('Example Homes is disconnected, and its token is deleted')).toBeDefined();
    expect(asked).toMatchObject([{ route: 'disconnect-social-account' }]);
  });
});
