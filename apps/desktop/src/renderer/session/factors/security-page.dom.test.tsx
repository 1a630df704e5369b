import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { ShownFactor } from '../../../bridge/calls/identity/factor-calls.ts';
import type { BridgeHandlers } from '../../../bridge/serve-bridge.ts';
import { organisationEntity } from '../../../bridge/organisation-entity.ts';
import type { ShownRecord } from '../../../bridge/contract.ts';
import { givenShownRecord } from '../../testing/given-record.ts';
import { renderApp } from '../../testing/render-app.tsx';

installDomLayout();
const app: ShownFactor = {
  id: '01890a5d-ac96-774b-bcce-b302099a8057',
  kind: 'totp',
  name: 'Phone',
  madeAt: '2026-11-01T09:00:00.000Z',
  usedAt: null,
  left: null,
};
const backup: ShownFactor = { ...app, id: '01890a5d-ac96-774b-bcce-b302099a8058', kind: 'backup-codes', name: 'Backup codes', left: 8 }; // prettier-ignore
const newCodes = ['K7PM-X2QD', 'AAAA-BBBB'];

async function givenPage(
  factors: readonly ShownFactor[],
  handlers: Partial<BridgeHandlers> = {},
  rows: readonly ShownRecord[] = [],
) {
  const state = { factors: [...factors] };
  const copied: string[] = [];
  const asked: string[] = [];
  await renderApp({
    at: '/settings/security',
    rows,
    ports: { copy: async (text) => void copied.push(text) },
    handlers: {
      'factors.list': () => Promise.resolve(accept({ factors: state.factors, offered: ['totp', 'email', 'sms'] })),
      'factors.startTotp': () =>
        Promise.resolve(accept({ id: app.id, secret: 'JBSWY3DPEHPK3PXP', uri: 'otpauth://totp/Outpost:ann?secret=JBSWY3DPEHPK3PXP' })), // prettier-ignore
      'factors.confirm': ({ code }) => {
        if (code !== '123456') return Promise.resolve(refuse('access/bad-code', 'Not the code.', { triesLeft: 1 }));
        state.factors = [app, backup];
        return Promise.resolve(accept({ codes: newCodes }));
      },
      'factors.startSent': ({ kind, phone }) => {
        asked.push(phone ?? kind);
        return Promise.resolve(accept({ id: app.id, minutes: 30 }));
      },
      'factors.makeBackupCodes': () => Promise.resolve(accept({ codes: newCodes })),
      'factors.rename': ({ id, name }) => {
        state.factors = state.factors.map((each) => (each.id === id ? { ...each, name } : each));
        return Promise.resolve(accept(null));
      },
      'factors.remove': () => {
        state.factors = [];
        return Promise.resolve(accept(null));
      },
      ...handlers,
    },
  });
  return { copied, asked };
}
const press = async (name: string | RegExp) => fireEvent.click(await screen.findByRole('button', { name }));
const type = (label: RegExp, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });

describe('the page of second factors', () => {
  it('[PLT-18] sets up an authenticator app by QR code or secret, and shows the backup codes once', async () => {
    const { copied } = await givenPage([]);
    await screen.findByText(/Your password alone signs you in/);
    expect(screen.queryByRole('heading', { name: 'Backup codes' })).toBeNull();
    await press('Add an authenticator app');
    type(/^Name/, ' ');
    await press('Continue');
    await screen.findByText('Type a name.');
    type(/^Name/, 'Phone');
    await press('Continue');
    await screen.findByRole('img', { name: 'QR code for the authenticator app' });
    expect(screen.getByText('JBSW Y3DP EHPK 3PXP')).toBeDefined();
    await press('Turn on');
    await screen.findByText('Type the code that the app shows.');
    type(/^Code that the app shows/, '000000');
    await press('Turn on');
    await screen.findByText('Not the code.');
    type(/^Code that the app shows/, '123456');
    await press('Turn on');
    const list = await screen.findByRole('list', { name: 'Backup codes' });
    expect(within(list).getAllByRole('listitem').map((item) => item.textContent)).toEqual(newCodes); // prettier-ignore
    await press('Copy the codes');
    expect(copied).toEqual([newCodes.join('\n')]);
    await press('I have kept them');
    await screen.findByText(/8 codes are left of ten/);
    expect(screen.queryByText('K7PM-X2QD')).toBeNull();
  });

  it.each([
    [{}, /They are removed after one day\./],
    [{ recoveryHours: 72 }, /They are removed after 3 days\./],
    [{ recoveryHours: 36 }, /They are removed after 36 hours\./],
  ])('[PLT-28] says how long an administrator’s help takes: %j', async (fields, words) => {
    const organisation = givenShownRecord({ entity: organisationEntity, fields: { name: 'Fenwright', ...fields } });
    await givenPage([app, backup], {}, [organisation]);
    expect(within(await screen.findByRole('region', { name: 'If you lose all of them' })).getByText(words)).toBeDefined(); // prettier-ignore
  });

  it.each([
    [8, undefined],
    [2, 'Few are left. Make new ones before you need them.'],
    [0, 'If you lose your second factor now, only an administrator can help.'],
  ])('[PLT-18] warns when few backup codes are left: %d', async (left, words) => {
    await givenPage([app, { ...backup, left }]);
    const part = within(await screen.findByRole('region', { name: 'Backup codes' }));
    expect(part.queryByRole('note')?.textContent).toBe(words);
  });

  it('[PLT-18] sets up codes by e-mail and by text message, by a code that arrived', async () => {
    const { asked } = await givenPage([]);
    await press('Add codes by e-mail');
    await screen.findByText(/A code is sent to ilse@example.com now/);
    await press('Send the code');
    await screen.findByText(/A code is on its way to ilse@example.com/);
    await press('Not now');
    await press('Add codes by text message');
    await press('Send the code');
    await screen.findByText('Type the number of your phone.');
    type(/^Telephone number/, '+1 415 555 0100');
    await press('Send the code');
    await screen.findByText(/A code is on its way to \+1 415 555 0100/);
    await press('Turn on');
    await screen.findByText('Type the code.');
    type(/^Code/, '123456');
    await press('Turn on');
    await screen.findByRole('list', { name: 'Backup codes' });
    expect(asked).toEqual(['email', '+1 415 555 0100']);
  });

  it('[PLT-18] asks before it removes a factor, and before it makes new backup codes', async () => {
    await givenPage([app, backup]);
    await press('Make ten new ones');
    await screen.findByText('The former ones stop working immediately.');
    await press('Make them');
    await screen.findByRole('list', { name: 'Backup codes' });
    await press('I have kept them');
    await press(/^Remove\s*Phone$/);
    await screen.findByText(/It is your last second factor/);
    await press('Remove');
    await screen.findByText(/Your password alone signs you in/);
  });

  it('[PLT-18] renames a factor in its row by the keyboard: Enter saves, Esc keeps the former name', async () => {
    const calls: unknown[] = [];
    const refused = [refuse('sync/offline', 'The server can’t be reached.', {})];
    const listed = { name: app.name };
    await givenPage([app, backup], {
      'factors.list': () => Promise.resolve(accept({ factors: [{ ...app, name: listed.name }, backup], offered: [] })),
      'factors.rename': (input) => {
        calls.push(input);
        const answer = refused.shift() ?? accept(null);
        if (answer.ok) listed.name = input.name;
        return Promise.resolve(answer);
      },
    });
    const field = () => screen.getByLabelText(/^Name of Phone/);
    const send = () => fireEvent.submit(field());
    await press('Rename Phone');
    expect(document.activeElement).toBe(field());
    type(/^Name of Phone/, 'Old phone');
    fireEvent.keyDown(field(), { key: 'Escape' });
    expect(screen.queryByLabelText(/^Name of Phone/)).toBeNull();
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Rename Phone' }));
    expect(calls).toEqual([]);
    await press('Rename Phone');
    type(/^Name of Phone/, '  ');
    send();
    await screen.findByText('Type a name.');
    type(/^Name of Phone/, ' Old phone ');
    send();
    await screen.findByText('The server can’t be reached.');
    expect(field()).toHaveProperty('value', ' Old phone ');
    send();
    await screen.findByRole('button', { name: 'Rename Old phone' });
    await screen.findByText('Renamed Phone to Old phone.');
    expect(calls).toEqual([{ id: app.id, name: 'Old phone' }, { id: app.id, name: 'Old phone' }]); // prettier-ignore
  });

  it('[PLT-18] asks no server about a name that stays', async () => {
    const calls: unknown[] = [];
    await givenPage([app], { 'factors.rename': (input) => (calls.push(input), Promise.resolve(accept(null))) });
    await press('Rename Phone');
    fireEvent.submit(screen.getByLabelText(/^Name of Phone/));
    await screen.findByRole('button', { name: 'Rename Phone' });
    expect(calls).toEqual([]);
  });

  it('[PLT-18] says why an act was refused, and why the page is empty without the server', async () => {
    const offline = () => Promise.resolve(refuse('sync/offline', 'The server can’t be reached.', {}));
    await givenPage([app], { 'factors.remove': offline });
    await press(/^Remove\s*Phone$/);
    await press('Remove');
    expect((await screen.findByRole('alert')).textContent).toBe('The server can’t be reached.');
  });

  it('[PLT-18] says that it needs the server, and asks again', async () => {
    const answers = [refuse('sync/offline', 'The server can’t be reached.', {})];
    await givenPage([], {
      'factors.list': () => Promise.resolve(answers.shift() ?? accept({ factors: [app], offered: [] })),
    });
    expect((await screen.findByRole('alert')).textContent).toContain('The server can’t be reached.');
    await press('Try again');
    await screen.findByText(/^Authenticator app, added/);
  });
});
