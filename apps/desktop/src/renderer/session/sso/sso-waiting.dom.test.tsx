import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { givenSession, renderApp } from '../../testing/render-app.tsx';

installDomLayout();
const id = '0190b1f2-7c00-7000-8000-0000000000aa';
const address = `https://crm.example.com/sign-in/${'t'.repeat(43)}`;
const opened = vi.fn();
beforeEach(() => {
  opened.mockReset();
  vi.stubGlobal('open', opened);
});

const signedOut = givenSession({
  state: 'signed-out',
  server: 'https://crm.example.com',
  person: null,
  organisation: null,
  memberships: [],
});
const provider = { id, name: 'Fenwright ID' };

describe('signing in by an identity provider', () => {
  it('offers the provider of the domain once the address is whole, and waits for the browser', async () => {
    const asked: unknown[] = [];
    await renderApp({
      session: signedOut,
      handlers: {
        'session.findProviders': (input) => {
          asked.push(input);
          return Promise.resolve(accept({ providers: [provider] }));
        },
        'session.startInBrowser': () => Promise.resolve(accept({ address, minutes: 10, asksPassword: false })),
        'session.finishInBrowser': () => new Promise(() => {}),
        'session.cancelInBrowser': () => Promise.resolve(accept(null)),
      },
    });
    fireEvent.change(await screen.findByLabelText('Work e-mail'), { target: { value: 'zoe@fenwright' } });
    expect(screen.queryByRole('button', { name: /Continue with/ })).toBeNull();
    fireEvent.change(screen.getByLabelText('Work e-mail'), { target: { value: 'zoe@fenwright.example' } });
    fireEvent.click(await screen.findByRole('button', { name: 'Continue with Fenwright ID' }));
    expect(await screen.findByRole('heading', { name: 'Go on in your browser' })).toBeDefined();
    expect(opened).toHaveBeenCalledWith(address, '_blank', 'noopener');
    expect(JSON.stringify(asked)).not.toContain('zoe');
    const tries = opened.mock.calls.length;
    fireEvent.click(screen.getByRole('button', { name: 'Open the browser again' }));
    await waitFor(() => expect(opened).toHaveBeenCalledTimes(tries + 1));
    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(await screen.findByRole('heading', { name: 'Sign in to Outpost' })).toBeDefined();
  });

  it('asks for a password of this device if there is no key store, then for the proof of a taken account', async () => {
    const answers: unknown[] = [];
    const needed = refuse('access/link-needed', 'Show once that it is yours.', { link: 'ol1.x' });
    await renderApp({
      session: signedOut,
      handlers: {
        'session.findProviders': () => Promise.resolve(accept({ providers: [provider] })),
        'session.startInBrowser': () => Promise.resolve(accept({ address, minutes: 10, asksPassword: true })),
        'session.finishInBrowser': (input) => {
          answers.push(input);
          return Promise.resolve(input.link ? refuse('access/bad-credentials', 'No.', { triesLeft: 3 }) : needed);
        },
        'session.askForLinkCode': () => Promise.resolve(accept({ minutes: 30 })),
        'session.cancelInBrowser': () => Promise.resolve(accept(null)),
      },
    });
    fireEvent.change(await screen.findByLabelText('Work e-mail'), { target: { value: 'zoe@fenwright.example' } });
    fireEvent.click(await screen.findByRole('button', { name: 'Continue with Fenwright ID' }));
    fireEvent.change(await screen.findByLabelText('Password for this device'), { target: { value: 'short' } });
    fireEvent.click(screen.getByRole('button', { name: 'Continue with Fenwright ID' }));
    expect((await screen.findByRole('alert')).textContent).toContain('eight characters');
    expect(opened).not.toHaveBeenCalled();
    fireEvent.change(screen.getByLabelText('Password for this device'), { target: { value: 'long enough' } });
    fireEvent.click(screen.getByRole('button', { name: 'Continue with Fenwright ID' }));
    expect(await screen.findByRole('heading', { name: 'Show once that the account is yours' })).toBeDefined();
    fireEvent.change(screen.getByLabelText('Password'), { target: { value: 'wrong' } });
    fireEvent.click(screen.getByRole('button', { name: 'Link and sign in' }));
    expect(await screen.findByText(/is not right. 3 more tries/)).toBeDefined();
    expect(answers).toMatchObject([
      { password: 'long enough' },
      { password: 'long enough', link: { link: 'ol1.x', kind: 'password', answer: 'wrong' } },
    ]);
    fireEvent.click(screen.getByRole('button', { name: 'Send a code to my e-mail instead' }));
    expect(await screen.findByLabelText('Code from the e-mail')).toBeDefined();
  });

  it('says in plain words why the server refused the sign-in, and begins again', async () => {
    const message = 'You are not a member of this organisation in Outpost yet. Ask an administrator to invite you.';
    await renderApp({
      session: signedOut,
      handlers: {
        'session.findProviders': () => Promise.resolve(accept({ providers: [provider] })),
        'session.startInBrowser': () => Promise.resolve(accept({ address, minutes: 10, asksPassword: false })),
        'session.finishInBrowser': () => Promise.resolve(refuse('access/denied', message, { action: 'sign-in' })),
        'session.cancelInBrowser': () => Promise.resolve(accept(null)),
      },
    });
    fireEvent.change(await screen.findByLabelText('Work e-mail'), { target: { value: 'zoe@fenwright.example' } });
    fireEvent.click(await screen.findByRole('button', { name: 'Continue with Fenwright ID' }));
    expect((await screen.findByRole('alert')).textContent).toBe(message);
    expect(screen.getByRole('button', { name: 'Try again' })).toBeDefined();
  });
});
