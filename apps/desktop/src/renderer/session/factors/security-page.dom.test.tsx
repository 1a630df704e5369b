import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { ShownFactor } from '../../../bridge/calls/factor-calls.ts';
import type { BridgeHandlers } from '../../../bridge/serve-bridge.ts';
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

async function givenPage(factors: readonly ShownFactor[], handlers: Partial<BridgeHandlers> = {}) {
  const state = { factors: [...factors] };
  const copied: string[] = [];
  const asked: string[] = [];
  await renderApp({
    at: '/settings/security',
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
    await screen.findByText(/8 codes are left/);
    expect(screen.queryByText('K7PM-X2QD')).toBeNull();
  });

  it('[PLT-18] sets up codes by e-mail and by text message, by a code that arrived', async () => {
    const { asked } = await givenPage([]);
    await press('Add codes by e-mail');
    await screen.findByText(/A code goes to ilse@example.com now/);
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
    await screen.findByText('The former ones end at once.');
    await press('Make them');
    await screen.findByRole('list', { name: 'Backup codes' });
    await press('I have kept them');
    await press(/^Remove\s*Phone$/);
    await screen.findByText(/It is your last second factor/);
    await press('Remove');
    await screen.findByText(/Your password alone signs you in/);
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
