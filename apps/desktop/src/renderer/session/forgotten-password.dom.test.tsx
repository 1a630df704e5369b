import { accept, refuse } from '@outpost/domain/kernel/refusal';
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
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));

describe('a forgotten password', () => {
  it('is replaced by the code from the e-mail, and the person is signed in with the new one', async () => {
    const asked: unknown[] = [];
    const answers = [
      refuse('access/bad-code', 'This code is wrong. You have 4 more tries.', { triesLeft: 4 }),
      accept(null),
    ];
    await renderApp({
      session: signedOut,
      handlers: {
        'session.askForCode': (input) => {
          asked.push(input);
          return Promise.resolve(accept({ ticket: 'ticket', minutes: 30 }));
        },
        'session.resetPassword': (input) => {
          asked.push(input);
          return Promise.resolve(answers.shift() ?? accept(null));
        },
        'session.signIn': (input) => {
          asked.push(input);
          return Promise.resolve(refuse('sync/offline', 'The line broke.', {}));
        },
      },
    });
    press('Forgotten password?');
    expect(await screen.findByText(/not a server address/)).toBeDefined();
    type('Server', 'outpost.example');
    press('Forgotten password?');
    await screen.findByRole('heading', { name: 'Forgotten password' });
    press('Send the code');
    await screen.findByText('Type your work e-mail.');
    type('Work e-mail', ' ilse@example.com ');
    press('Send the code');
    await screen.findByRole('heading', { name: 'Enter the code' });
    expect(screen.getByText(/If ilse@example.com has an account/).getAttribute('role')).toBe('status');
    expect(document.activeElement).toBe(screen.getByRole('textbox', { name: /Code from the e-mail/ }));
    type('New password', 'seven loud yellow boats');
    type('New password again', 'seven loud yellow boats');
    press('Set password and sign in');
    await screen.findByText('Type the code from the e-mail.');
    fireEvent.change(screen.getByRole('textbox', { name: /Code from the e-mail/ }), {
      target: { value: 'AAAA-AAAA ' },
    });
    press('Set password and sign in');
    await screen.findByText('This code is wrong. You have 4 more tries.');
    press('Set password and sign in');
    await screen.findByText(/The line broke/);
    expect(asked).toEqual([
      { server: 'https://outpost.example', email: 'ilse@example.com' },
      { server: 'https://outpost.example', ticket: 'ticket', code: 'AAAA-AAAA', password: 'seven loud yellow boats' },
      { server: 'https://outpost.example', ticket: 'ticket', code: 'AAAA-AAAA', password: 'seven loud yellow boats' },
      { server: 'https://outpost.example', email: 'ilse@example.com', password: 'seven loud yellow boats', resetTicket: 'ticket' }, // prettier-ignore
    ]);
  });

  it('says so if the server sends no e-mail, and leads back', async () => {
    await renderApp({
      session: { ...signedOut, server: 'https://outpost.example' },
      handlers: {
        'session.askForCode': () => Promise.resolve(refuse('server/no-mail', 'This server sends no e-mail.', {})),
      },
    });
    press('Forgotten password?');
    fireEvent.change(await screen.findByLabelText('Work e-mail'), { target: { value: 'ilse@example.com' } });
    press('Send the code');
    await waitFor(() => expect(screen.getByRole('alert').textContent).toBe('This server sends no e-mail.'));
    press('Back to sign in');
    expect(screen.getByLabelText('Work e-mail')).toHaveProperty('value', 'ilse@example.com');
  });
});
