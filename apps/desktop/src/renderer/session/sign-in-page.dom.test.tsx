import { type Refusal, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { givenSession, renderApp } from '../testing/render-app.tsx';

installDomLayout();
const signedOut = givenSession({
  state: 'signed-out',
  server: null,
  person: null,
  organisation: null,
  memberships: [],
});
const type = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });

describe('the sign-in page', () => {
  it('[D-5] sends the input to the completed address, and shows the tries that are left', async () => {
    const asked: unknown[] = [];
    await renderApp({
      session: signedOut,
      handlers: {
        'session.signIn': (input) => {
          asked.push(input);
          return Promise.resolve(refuse('access/bad-credentials', 'Wrong.', { triesLeft: 2 }));
        },
      },
    });
    type('Server', 'outpost.example');
    type('Work e-mail', ' ilse@example.com ');
    type('Password', 'secret');
    fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    await waitFor(() => expect(screen.getByText(/2 more tries/)).toBeDefined());
    expect(asked).toEqual([{ server: 'https://outpost.example', email: 'ilse@example.com', password: 'secret' }]);
  });

  it('[PLT-31] shows the wait after too many wrong tries, and says that a new password by mail ends it', async () => {
    await renderApp({
      session: signedOut,
      handlers: { 'session.signIn': () => Promise.resolve(refuse('access/locked-out', 'Wait.', { waitSeconds: 3_600 })) }, // prettier-ignore
    });
    type('Server', 'outpost.example');
    type('Work e-mail', 'ilse@example.com');
    type('Password', 'secret');
    fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    await screen.findByText(
      'Too many wrong tries. Try again in 60 minutes. A new password by mail ends the wait: “Forgotten password?”.',
    );
  });

  it('reports a missing value next to the field, without a request', async () => {
    const { faults } = await renderApp({ session: signedOut });
    fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    await waitFor(() => expect(screen.getByText(/not a server address/)).toBeDefined());
    expect(faults).toEqual([]);
  });

  it('[D-4] asks for the former password if it still encrypts the data on the device', async () => {
    const asked: unknown[] = [];
    await renderApp({
      session: signedOut,
      handlers: {
        'session.signIn': (input) => {
          asked.push(input);
          return Promise.resolve(refuse('replica/wrong-key', 'It is locked with the former one: enter it too.', {}));
        },
      },
    });
    type('Server', 'outpost.example');
    type('Work e-mail', 'ilse@example.com');
    type('Password', 'new');
    expect(screen.queryByLabelText('Former password')).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    await screen.findByText('It is locked with the former one: enter it too.');
    type('Former password', 'old');
    fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    await screen.findByText('That is not the password from before.');
    expect(asked.at(-1)).toMatchObject({ password: 'new', formerPassword: 'old' });
  });

  it("[A-5] asks for a password of the person's own if an administrator has set the present one", async () => {
    const asked: unknown[] = [];
    const weak = refuse('request/invalid', 'This is one of the passwords that are tried first.', {
      path: 'newPassword',
    });
    const answers = [
      refuse('access/new-password-needed', 'Choose one of your own.', {}),
      weak,
      refuse('replica/wrong-key', 'It is locked with the former one: enter it too.', {}),
      refuse('sync/offline', 'The line broke.', {}),
    ];
    await renderApp({
      session: signedOut,
      handlers: {
        'session.signIn': (input) => {
          asked.push(input);
          return Promise.resolve(answers.shift() ?? weak);
        },
      },
    });
    type('Server', 'outpost.example');
    type('Work e-mail', 'ilse@example.com');
    type('Password', 'given');
    fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    await screen.findByRole('heading', { name: 'Choose your own password' });
    expect(document.activeElement).toBe(screen.getByLabelText('New password'));
    expect(screen.getByText(/gave you the password for ilse@example.com/).getAttribute('role')).toBe('status');
    expect(screen.queryByLabelText('Password')).toBeNull();
    const set = () => fireEvent.click(screen.getByRole('button', { name: 'Set password and sign in' }));
    set();
    await screen.findByText(/Choose a password/);
    type('New password', 'password1234');
    type('New password again', 'password123');
    set();
    await screen.findByText(/not the same/);
    expect(asked.length).toBe(1); // nothing was sent
    type('New password again', 'password1234');
    set();
    await screen.findByText('This is one of the passwords that are tried first.');
    type('New password', 'four quiet green hills');
    type('New password again', 'four quiet green hills');
    set();
    // The server accepted the new password, but the data here is encrypted with the former one. From here on the new one is the
    // password.
    await screen.findByText('It is locked with the former one: enter it too.');
    expect(asked.at(-1)).toMatchObject({ password: 'given', newPassword: 'four quiet green hills' });
    type('Former password', 'old');
    fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    await screen.findByRole('alert');
    expect(asked.at(-1)).toEqual({
      server: 'https://outpost.example',
      email: 'ilse@example.com',
      password: 'four quiet green hills',
      formerPassword: 'old',
    });
  });

  it('hides the error of the last try during the next one', async () => {
    const next = Promise.withResolvers<Refusal>();
    const answers = [Promise.resolve(refuse('access/bad-credentials', 'Wrong.', {})), next.promise];
    await renderApp({ session: signedOut, handlers: { 'session.signIn': () => answers.shift() ?? next.promise } });
    type('Server', 'outpost.example');
    type('Work e-mail', 'ilse@example.com');
    type('Password', 'wrong');
    fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    await screen.findByText('The e-mail or the password is not right.');
    type('Password', 'right');
    fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    await screen.findByRole('button', { name: 'Signing in' });
    expect(screen.queryByText('The e-mail or the password is not right.')).toBeNull();
    next.resolve(refuse('sync/offline', 'The line broke.', {}));
    await screen.findByRole('alert');
  });

  it('[K-5] [D-4] does not call the password wrong if no password opens the file', async () => {
    const message = 'A newer version of Outpost has written the data on this device.';
    const answers = [
      refuse('replica/wrong-key', 'It does not open it.', {}),
      refuse('replica/newer-file', message, { format: 9, known: 2 }),
    ];
    await renderApp({
      session: givenSession({ state: 'locked', memberships: [] }),
      handlers: { 'session.unlock': () => Promise.resolve(answers.shift() ?? refuse('replica/locked', '', {})) },
    });
    const password = screen.getByLabelText('Password');
    const unlock = async () => {
      fireEvent.change(password, { target: { value: 'secret' } });
      fireEvent.click(await screen.findByRole('button', { name: 'Unlock' }));
    };
    await unlock();
    await screen.findByText('That is not it.');
    expect(screen.queryByRole('alert')).toBeNull();
    await unlock();
    expect((await screen.findByRole('alert')).textContent).toBe(message);
    expect(screen.getAllByText(message)).toHaveLength(1); // not at the field as well
  });

  it.each<readonly [string, 'tries' | 'period', RegExp]>([
    ['wrong tries', 'tries', /too many wrong tries/],
    ['a time without contact', 'period', /without contact ended on .*Nov/],
  ])(
    '[PLT-38] leads a device after %s to the sign-in online, says why, and asks for no password',
    async (_of, onlineNeeded, why) => {
      const unlocking = { triesLeft: 0, onlineNeeded, offlineUntil: '2026-11-18T08:00:00.000Z', lockMinutes: null };
      await renderApp({ session: givenSession({ state: 'locked', memberships: [], unsent: 9, unlocking }) });
      expect((await screen.findByRole('alert')).textContent).toMatch(why);
      expect(screen.queryByLabelText('Password')).toBeNull();
      expect(screen.getByText(/9 unsent changes are safe/)).toBeDefined();
      fireEvent.click(screen.getByRole('button', { name: 'Sign in online' }));
      await screen.findByRole('heading', { name: 'Sign in to Outpost' });
    },
  );

  it('[PLT-38] says on a locked device until when it opens offline, and how many tries are left', async () => {
    const unlocking = { triesLeft: 2, onlineNeeded: null, offlineUntil: '2026-11-28T08:00:00.000Z', lockMinutes: null };
    await renderApp({
      session: givenSession({ state: 'locked', memberships: [], unlocking }),
      handlers: { 'session.unlock': () => Promise.resolve(refuse('access/bad-credentials', 'Not theirs.', {})) },
    });
    await screen.findByText(/Works without a network until .*28.*, then a sign-in online is needed/);
    fireEvent.change(screen.getByLabelText('Password'), { target: { value: 'wrong' } });
    fireEvent.click(screen.getByRole('button', { name: 'Unlock' }));
    await screen.findByText('That is not it. 2 more tries, then a sign-in online is needed.');
  });

  it('[PLT-38] keeps asking for the password while only the clock is wrong', async () => {
    const unlocking = { triesLeft: 5, onlineNeeded: 'clock', offlineUntil: '2026-11-28T08:00:00.000Z', lockMinutes: null } as const; // prettier-ignore
    await renderApp({ session: givenSession({ state: 'locked', memberships: [], unlocking }) });
    expect((await screen.findByRole('alert')).textContent).toContain('Set it to the present time');
    expect(screen.getByLabelText('Password')).toBeDefined();
  });

  it.each([
    ['today', '2026-11-20T08:42:00.000Z', /^Fenwright Systems, locked at \d{1,2}:[14]2/],
    ['another day', '2026-11-18T12:42:00.000Z', /^Fenwright Systems, locked on .*18.*:[14]2/],
    ['an unknown time', undefined, 'Fenwright Systems, locked'],
  ] as const)('[D-5] says when a device was locked: %s', async (_name, lockedAt, words) => {
    await renderApp({ session: givenSession({ state: 'locked', memberships: [], ...(lockedAt ? { lockedAt } : {}) }) });
    expect(screen.getByText(words)).toBeDefined();
  });

  it('[D-5] shows a locked device with the data that is safe on it', async () => {
    await renderApp({ session: givenSession({ state: 'locked', memberships: [], unsent: 9 }) });
    expect(screen.getByText(/9 unsent changes are safe in the encrypted file/)).toBeDefined();
    expect(screen.queryByRole('navigation')).toBeNull();
  });
});
