import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { givenSession, renderApp } from '../../testing/render-app.tsx';

installDomLayout();
const signedOut = givenSession({
  state: 'signed-out',
  server: null,
  person: null,
  organisation: null,
  memberships: [],
});
const type = (label: string | RegExp, value: string) =>
  fireEvent.change(screen.getByRole('textbox', { name: label }), { target: { value } });
const typeSecret = (label: string, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));
const organisation = { id: '0190b1f2-7c00-7000-8000-000000000aa1', name: 'Nordwind' };
const code = 'K7PM-X2QD-9FGH-AB34-PQRS';

async function open(hasAccount: boolean) {
  const asked: unknown[] = [];
  const note = <T,>(input: unknown, answer: T): Promise<T> => Promise.resolve(asked.push(input)).then(() => answer);
  await renderApp({
    session: signedOut,
    handlers: {
      'session.findInvite': (input) =>
        note(
          input,
          input.code === code
            ? accept({ organisation, email: 'mira@example.com', name: 'mira', hasAccount })
            : refuse('access/bad-code', 'This invitation is not valid.', { triesLeft: 0 }),
        ),
      'session.acceptInvite': (input) =>
        note(
          input,
          hasAccount && input.password === 'wrong'
            ? refuse('access/bad-credentials', 'Wrong.', { triesLeft: 3 })
            : accept({ organisation, email: 'mira@example.com' }),
        ),
      'session.signIn': (input) => note(input, refuse('sync/offline', 'The line broke.', {})),
    },
  });
  press('I have an invitation');
  return asked;
}

describe('an invitation', () => {
  it('is accepted with its code, a name and an own password, and signs in to its organisation', async () => {
    const asked = await open(false);
    press('Continue');
    expect(await screen.findByText(/not a server address/)).toBeDefined();
    type('Server', 'outpost.example');
    press('Continue');
    expect(await screen.findByText('Type the code from the e-mail.')).toBeDefined();
    type(/Code from the e-mail/, 'AAAA');
    press('Continue');
    expect(await screen.findByText('This invitation is not valid.')).toBeDefined();
    type(/Code from the e-mail/, ` ${code} `);
    press('Continue');
    expect(await screen.findByRole('heading', { name: 'Join Nordwind' })).toBeDefined();
    expect(screen.getByText(/You sign in as mira@example.com/).getAttribute('role')).toBe('status');
    expect(document.activeElement).toBe(screen.getByRole('textbox', { name: /Your name/ }));
    press('Join and sign in');
    expect(await screen.findByText('Type your name.')).toBeDefined();
    type(/Your name/, 'Mira Holt ');
    typeSecret('New password', 'seven loud yellow boats');
    typeSecret('New password again', 'seven loud yellow boat');
    press('Join and sign in');
    expect(await screen.findByText(/not the same/)).toBeDefined();
    typeSecret('New password again', 'seven loud yellow boats');
    press('Join and sign in');
    expect(await screen.findByText(/The line broke/)).toBeDefined();
    const [server, password] = ['https://outpost.example', 'seven loud yellow boats'];
    expect(asked.slice(1)).toEqual([
      { server, code },
      { server, code, name: 'Mira Holt', password },
      { server, email: 'mira@example.com', password, organisation: organisation.id },
    ]);
  });

  it('asks for the password of the account that the address already has', async () => {
    const asked = await open(true);
    type('Server', 'outpost.example');
    type(/Code from the e-mail/, code);
    press('Continue');
    expect(await screen.findByText(/has an Outpost account already/)).toBeDefined();
    expect(screen.queryByLabelText('New password')).toBeNull();
    type(/Your name/, 'Mira Holt');
    typeSecret('Password', 'wrong');
    press('Join and sign in');
    expect(await screen.findByText(/3 more tries/)).toBeDefined();
    press('Use another code');
    expect(await screen.findByRole('heading', { name: 'I have an invitation' })).toBeDefined();
    expect(asked).toHaveLength(2);
    press('Back to sign in');
    expect(await screen.findByRole('heading', { name: 'Sign in to Outpost' })).toBeDefined();
  });
});
