import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { BridgeResult, CallInput, Session } from '../../../bridge/contract.ts';
import type { BridgeHandlers } from '../../../bridge/serve-bridge.ts';
import { givenSession, renderApp } from '../../testing/render-app.tsx';

installDomLayout();
const signedOut = givenSession({
  state: 'signed-out',
  server: 'https://outpost.example',
  person: null,
  organisation: null,
  memberships: [],
});
const type = (label: string | RegExp, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));
const needed = (challenge: string, kinds: readonly string[] = ['totp', 'backup-code']) =>
  refuse('access/second-factor-needed', 'It also asks for a second factor.', { challenge, kinds: kinds as never });

/** Signs in with a password, against these answers in turn. Returns the requests. */
async function signIn(answers: readonly BridgeResult<Session>[], handlers: Partial<BridgeHandlers> = {}) {
  const asked: CallInput<'session.signIn'>[] = [];
  const left = [...answers];
  await renderApp({
    session: signedOut,
    handlers: {
      'session.signIn': (input) => {
        asked.push(input);
        return Promise.resolve((left.shift() ?? refuse('sync/offline', 'The line broke.', {})) as never);
      },
      ...handlers,
    },
  });
  type('Work e-mail', 'ilse@example.com');
  type('Password', 'secret');
  press('Sign in');
  return asked;
}
const field = () => screen.findByLabelText(/Code from your authenticator app/);

describe('a role that requires a second factor', () => {
  const wanted = (...setUp: readonly string[]) =>
    refuse('access/second-factor-needed', 'Set one up.', { challenge: 'one', kinds: [], setUp: setUp as never });
  const id = '01890a5d-ac96-774b-bcce-b302099a8057';

  it('[PLT-18] has it set up during the sign-in', async () => {
    const begun: unknown[] = [];
    const outcomes = [refuse('server/busy', 'Try again in a minute.', { waitSeconds: 60 })];
    const asked = await signIn([wanted('totp', 'sms'), refuse('access/bad-code', 'This code is not right.', { triesLeft: 4 }), accept(givenSession())], {
      'session.setUpFactor': (input) => {
        begun.push(input);
        return Promise.resolve(outcomes.shift() ?? accept({ id, secret: 'JBSWY3DPEHPK3PXP', uri: 'otpauth://totp/x?secret=JBSWY3DPEHPK3PXP' }));
      },
    }); // prettier-ignore
    await screen.findByRole('heading', { name: 'Set up a second factor' });
    press('Add codes by text message');
    press('Add codes by text message');
    await screen.findByText('Type the number of your phone.');
    type(/Telephone number/, '+1 415 555 0100');
    press('Add codes by text message');
    expect((await screen.findByRole('alert')).textContent).toBe('Try again in a minute.');
    press('Add an authenticator app'); // one press begins: it asks for nothing before
    await screen.findByRole('img', { name: 'QR code for the authenticator app' });
    press('Turn on and sign in');
    await screen.findByText('Type the code.');
    type(/Code from your authenticator app/, '123456');
    press('Turn on and sign in');
    await screen.findByText('This code is not right.');
    type(/Code from your authenticator app/, '123457');
    press('Turn on and sign in');
    await expect.poll(() => asked.length).toBe(3);
    expect(asked.at(-1)?.second).toEqual({ challenge: 'one', kind: 'totp', answer: '123457' });
    const server = 'https://outpost.example';
    expect(begun).toEqual([{ server, challenge: 'one', kind: 'sms', phone: '+1 415 555 0100' }, { server, challenge: 'one', kind: 'totp' }]); // prettier-ignore
  });

  it('[PLT-18] says so if this version supports no such factor', async () => {
    await signIn([wanted('telepathy')]);
    await screen.findByText(/does not know. Update Outpost/);
    press('Start again');
    expect(screen.getByLabelText('Password')).toBeDefined();
  });
});

describe('the step after the password', () => {
  it('[PLT-18] asks for a code, names the error, and sends a whole code by itself', async () => {
    const asked = await signIn([
      needed('one'),
      refuse('access/bad-code', 'This code is not right. You have 4 more tries.', { triesLeft: 4 }),
      accept(givenSession()),
    ]);
    const code = await field();
    expect(document.activeElement).toBe(code);
    expect(screen.getByRole('heading', { name: 'One more step' })).toBeDefined();
    expect(screen.getByText(/The password for ilse@example.com is right/).getAttribute('role')).toBe('status');
    press('Sign in');
    await screen.findByText('Type the code.');
    expect(asked).toHaveLength(1);
    type(/Code from your authenticator app/, '12345');
    expect(asked).toHaveLength(1);
    type(/Code from your authenticator app/, '123456');
    await screen.findByText('This code is not right. You have 4 more tries.');
    type(/Code from your authenticator app/, '123 457');
    await expect.poll(() => asked.length).toBe(3);
    expect(asked.slice(1)).toEqual(
      ['123456', '123457'].map((answer) => ({
        server: 'https://outpost.example',
        email: 'ilse@example.com',
        password: 'secret',
        second: { challenge: 'one', kind: 'totp', answer },
      })),
    );
  });

  it('[PLT-18] takes a backup code instead', async () => {
    const asked = await signIn([needed('one'), accept(givenSession())]);
    await field();
    press('Use a backup code');
    expect(document.activeElement).toBe(screen.getByLabelText(/Backup code/));
    type(/Backup code/, ' K7PM-X2QD ');
    press('Sign in');
    await expect.poll(() => asked.at(-1)?.second).toEqual({ challenge: 'one', kind: 'backup-code', answer: 'K7PM-X2QD' }); // prettier-ignore
  });

  it('[PLT-18] sends a code if the account gets codes by message, and another one on request', async () => {
    const sentFor: unknown[] = [];
    const outcomes = [refuse('server/busy', 'The text message could not be sent.', { waitSeconds: 60 })];
    const asked = await signIn([needed('one', ['sms', 'email']), accept(givenSession())], {
      'session.askForFactorCode': (input) => {
        sentFor.push(input);
        return Promise.resolve(outcomes.shift() ?? accept({ minutes: 30 }));
      },
    });
    await screen.findByRole('button', { name: 'Send the code to your phone' });
    press('Send the code to your phone');
    expect((await screen.findByRole('alert')).textContent).toBe('The text message could not be sent.');
    press('Use a code by e-mail');
    press('Send the code by e-mail');
    await screen.findByText(/It is valid for 30 minutes/);
    press('Send another code');
    await expect.poll(() => sentFor.length).toBe(3);
    expect(sentFor).toEqual(['sms', 'email', 'email'].map((kind) => ({ server: 'https://outpost.example', challenge: 'one', kind }))); // prettier-ignore
    type(/Code from the e-mail/, 'K7PM-X2QD');
    await expect.poll(() => screen.queryByRole('button', { name: 'Sign in' })).not.toBeNull();
    press('Sign in');
    await expect.poll(() => asked.at(-1)?.second).toEqual({ challenge: 'one', kind: 'email', answer: 'K7PM-X2QD' });
  });

  it('[PLT-18] goes back to the password when the challenge is over, with the typed values', async () => {
    await signIn([needed('one'), refuse('access/bad-code', 'This sign-in took too long.', { triesLeft: 0 })]);
    await field();
    type(/Code from your authenticator app/, '123456');
    expect((await screen.findByRole('alert')).textContent).toBe('This sign-in took too long.');
    expect(screen.getByLabelText('Password')).toHaveProperty('value', 'secret');
    expect(screen.queryByLabelText(/Code from/)).toBeNull();
  });

  it('[PLT-18] keeps the step while the connection is lost or the account waits, and starts again on request', async () => {
    await signIn([needed('one'), refuse('sync/offline', 'The line broke.', {}), refuse('access/locked-out', 'Wait.', { waitSeconds: 30 })]); // prettier-ignore
    await field();
    type(/Code from your authenticator app/, '123456');
    expect((await screen.findByRole('alert')).textContent).toContain('The line broke.');
    press('Sign in');
    await screen.findByText('Too many wrong tries. Try again in 30 seconds.');
    press('Start again');
    expect(screen.getByLabelText('Password')).toHaveProperty('value', 'secret');
  });

  it('[PLT-18] says so if the server asks for a kind that this version does not support', async () => {
    await signIn([needed('one', ['telepathy'])]);
    await screen.findByText(/does not know. Update Outpost/);
    press('Start again');
    expect(screen.getByLabelText('Password')).toBeDefined();
  });

  it('[PLT-18] follows a password of the person’s own that was just chosen', async () => {
    const asked = await signIn([refuse('access/new-password-needed', 'Choose one.', {}), needed('one'), accept(givenSession())]); // prettier-ignore
    await screen.findByRole('heading', { name: 'Choose your own password' });
    type('New password', 'four quiet green hills');
    type('New password again', 'four quiet green hills');
    press('Set password and sign in');
    await field();
    type(/Code from your authenticator app/, '123456');
    await expect.poll(() => asked.at(-1)).toMatchObject({ password: 'four quiet green hills', second: { answer: '123456' } }); // prettier-ignore
    expect(asked.at(-1)).not.toHaveProperty('newPassword');
  });
});

describe('a device that may be trusted', () => {
  const offered = (challenge: string) =>
    refuse('access/second-factor-needed', 'It also asks for a second factor.', { challenge, kinds: ['totp'], trustDays: 30 }); // prettier-ignore

  it('[PLT-18] is trusted by a choice of its person, which is off at first and is sent with the code', async () => {
    const asked = await signIn([offered('one'), refuse('access/bad-code', 'This code is not right.', { triesLeft: 4 }), accept(givenSession())]); // prettier-ignore
    const box = () => screen.getByRole<HTMLInputElement>('checkbox', { name: /Don’t ask again on this device for 30 days/ }); // prettier-ignore
    fireEvent.change(await field(), { target: { value: '123456' } });
    await screen.findByText('This code is not right.');
    expect(asked.at(-1)?.second).toEqual({ challenge: 'one', kind: 'totp', answer: '123456' });
    expect(box().checked).toBe(false);
    fireEvent.click(box());
    fireEvent.change(await field(), { target: { value: '654321' } });
    await waitFor(() => expect(asked).toHaveLength(3));
    expect(asked.at(-1)?.second).toEqual({ challenge: 'one', kind: 'totp', answer: '654321', trust: true });
  });

  it('[PLT-18] is not offered if the server does not offer it', async () => {
    await signIn([needed('one')]);
    await field();
    expect(screen.queryByRole('checkbox')).toBeNull();
  });
});
