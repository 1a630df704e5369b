import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { BridgeHandlers } from '../../../bridge/serve-bridge.ts';
import { givenSession, renderApp } from '../../testing/render-app.tsx';
import type { Quick } from './quick-dialog.tsx';

installDomLayout();
const unlocking = (quick: Partial<Quick>, triesLeft = 5) => ({
  triesLeft,
  onlineNeeded: null,
  offlineUntil: null,
  lockMinutes: null,
  quick: { pin: 'unset', biometrics: 'not-offered', proof: 'password', ...quick } as const,
});

/** Opens the page "Sign-in" of a device that unlocks like this. */
async function givenPage(quick: Partial<Quick>, handlers: Partial<BridgeHandlers> = {}) {
  const { tellSession } = await renderApp({
    at: '/settings/security',
    session: givenSession({ unlocking: unlocking(quick) }),
    handlers: {
      'factors.list': () => Promise.resolve(refuse('sync/offline', 'The server can’t be reached.', {})),
      ...handlers,
    },
  });
  const section = within(await screen.findByRole('region', { name: 'Unlock this device' }));
  return { section, tellSession };
}
const press = (within_: { getByRole: typeof screen.getByRole }, name: string) =>
  fireEvent.click(within_.getByRole('button', { name }));

describe('the settings of unlocking this device', () => {
  it('[PLT-41] set a PIN after the password, also without the server, and name errors', async () => {
    const asked: unknown[] = [];
    const answers = [refuse('access/bad-credentials', 'Not theirs.', {}), accept(null)];
    const { section, tellSession } = await givenPage(
      {},
      {
        'session.setPin': async (input) => {
          asked.push(input);
          return answers.shift() ?? accept(null);
        },
      },
    );
    press(section, 'Set a PIN');
    const dialog = within(await screen.findByRole('dialog', { name: 'Set a PIN' }));
    const type = (label: string, value: string) => fireEvent.change(dialog.getByLabelText(label), { target: { value } }); // prettier-ignore
    const send = () => press(dialog, 'Set a PIN');
    expect(dialog.getByLabelText('New PIN').getAttribute('inputmode')).toBe('numeric');
    send();
    await dialog.findByText('A PIN has 6 to 12 digits.');
    type('New PIN', '123456');
    send();
    await dialog.findByText('These digits follow each other in a row. Choose another PIN.');
    type('New PIN', '481362');
    type('New PIN again', '481363');
    send();
    await dialog.findByText('The two are not the same. Type the PIN again.');
    type('New PIN again', '481362');
    send();
    await dialog.findByText('Type your password.');
    type('Your password', 'wrong');
    await tellSession(givenSession({ unlocking: unlocking({}, 3) }));
    send();
    await dialog.findByText('That is not it. 3 more tries, then a sign-in online is needed.');
    type('Your password', 'right');
    send();
    await waitFor(() => expect(screen.queryByRole('dialog', { name: 'Set a PIN' })).toBeNull());
    expect(asked).toEqual([
      { pin: '481362', password: 'wrong' },
      { pin: '481362', password: 'right' },
    ]);
    await screen.findByText('Your PIN unlocks this device');
  });

  it('[PLT-41] say why no PIN is offered', async () => {
    const { section } = await givenPage({ pin: 'not-offered' });
    expect(section.getByText(/finds no key store of the system on this device/)).toBeDefined();
    expect(section.queryAllByRole('button')).toEqual([]);
  });

  it('[PLT-41] change and remove a PIN', async () => {
    const removed: unknown[] = [];
    const { section } = await givenPage(
      { pin: 'set' },
      { 'session.removePin': async () => (removed.push('pin'), accept(null)) },
    );
    press(section, 'Change the PIN');
    await screen.findByRole('dialog', { name: 'Change the PIN' });
    press(screen, 'Cancel');
    press(section, 'Remove the PIN');
    await screen.findByText('The PIN is removed');
    expect(removed).toEqual(['pin']);
  });

  it('[PLT-41] ask a person without a password for a sign-in online instead', async () => {
    const { section } = await givenPage(
      { proof: 'online' },
      { 'session.setPin': async () => refuse('access/denied', 'No.', { action: 'step-up' }) },
    );
    press(section, 'Set a PIN');
    const dialog = within(await screen.findByRole('dialog', { name: 'Set a PIN' }));
    expect(dialog.queryByLabelText('Your password')).toBeNull();
    expect(dialog.getByText(/a sign-in online of the last ten minutes shows that it is you/)).toBeDefined();
    for (const label of ['New PIN', 'New PIN again'])
      fireEvent.change(dialog.getByLabelText(label), { target: { value: '481362' } });
    press(dialog, 'Set a PIN');
    expect((await dialog.findByRole('alert')).textContent).toBe('No.');
  });

  it('[PLT-41] turn Touch ID on and off if the system has it', async () => {
    const asked: unknown[] = [];
    const handlers: Partial<BridgeHandlers> = { 'session.setBiometrics': async (input) => (asked.push(input), accept(null)) }; // prettier-ignore
    const { section, tellSession } = await givenPage({ biometrics: 'off' }, handlers);
    press(section, 'Unlock with Touch ID');
    const dialog = within(await screen.findByRole('dialog', { name: 'Unlock with Touch ID' }));
    fireEvent.change(dialog.getByLabelText('Your password'), { target: { value: 'right' } });
    press(dialog, 'Unlock with Touch ID');
    await screen.findByText('Touch ID unlocks this device');
    await tellSession(givenSession({ unlocking: unlocking({ biometrics: 'on' }) }));
    press(section, 'Stop using Touch ID');
    await screen.findByText('Touch ID no longer unlocks this device');
    expect(asked).toEqual([
      { isOn: true, password: 'right' },
      { isOn: false, password: '' },
    ]);
  });
});

describe('the page of a locked device', () => {
  const locked = (quick: Partial<Quick>, triesLeft = 5) =>
    givenSession({ state: 'locked', memberships: [], unlocking: unlocking(quick, triesLeft) });

  it('[PLT-41] takes the PIN, or the password instead, in one field', async () => {
    const asked: unknown[] = [];
    await renderApp({
      session: locked({ pin: 'set' }, 2),
      handlers: {
        'session.unlockByPin': async (input) => (asked.push(input), refuse('replica/wrong-key', 'No.', {})),
        'session.unlock': async (input) => (asked.push(input), refuse('access/bad-credentials', 'No.', {})),
      },
    });
    expect(screen.queryByLabelText('Password')).toBeNull();
    expect(document.activeElement).toBe(screen.getByLabelText('PIN'));
    press(screen, 'Unlock');
    await screen.findByText(/^Type your PIN\./);
    fireEvent.change(screen.getByLabelText('PIN'), { target: { value: '481362 ' } });
    press(screen, 'Unlock');
    await screen.findByText('That is not it. 2 more tries, then a sign-in online is needed.');
    fireEvent.change(screen.getByLabelText('PIN'), { target: { value: '48' } });
    press(screen, 'Use your password instead');
    const field = screen.getByLabelText('Password');
    expect([field, (field as HTMLInputElement).value]).toEqual([document.activeElement, '']); // a text field
    expect(screen.queryByLabelText('PIN')).toBeNull();
    expect(screen.queryByText(/^That is not it/)).toBeNull();
    fireEvent.change(field, { target: { value: ' my password' } });
    press(screen, 'Unlock');
    await screen.findByText(/^That is not it/);
    expect(asked).toEqual([{ pin: '481362' }, { password: ' my password' }]);
    press(screen, 'Use your PIN instead');
    expect(screen.getByLabelText('PIN')).toBeDefined();
    expect(screen.queryByRole('button', { name: 'Unlock with Touch ID' })).toBeNull();
  });

  it('[PLT-41] asks for the password if the PIN is gone, or no longer works', async () => {
    const { tellSession } = await renderApp({ session: locked({ pin: 'set' }) });
    await tellSession(locked({ pin: 'not-offered' }));
    expect(screen.getByLabelText('Password')).toBeDefined();
    expect(screen.queryByRole('button', { name: /instead$/ })).toBeNull();
  });

  it('[PLT-41] asks by Touch ID, and falls back to the other ways', async () => {
    const message = 'Touch ID did not unlock this device. Use your PIN or your password.';
    await renderApp({
      session: locked({ pin: 'set', biometrics: 'on' }),
      handlers: { 'session.unlockByBiometrics': async () => refuse('replica/locked', message, {}) },
    });
    press(screen, 'Unlock with Touch ID');
    expect((await screen.findByRole('alert')).textContent).toBe(message);
    expect(screen.getByLabelText('PIN')).toBeDefined();
  });
});
