import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { givenSession, renderApp } from '../../testing/render-app.tsx';

installDomLayout();
const server = 'https://outpost.example';
const signedOut = givenSession({ state: 'signed-out', server, person: null, organisation: null, memberships: [] });
const type = (label: string | RegExp, value: string) =>
  fireEvent.change(screen.getByRole('textbox', { name: label }), { target: { value } });
const typeSecret = (label: string, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));
const password = 'seven loud yellow boats';
const organisation = { id: '0190b1f2-7c00-7000-8000-000000000aa1', name: 'Nordwind' };

describe('registering an organisation', () => {
  it('asks for the address, the code with a name and a password, and the organisation; then its owner signs in', async () => {
    const asked: unknown[] = [];
    const answers = [
      refuse('access/bad-code', 'This code is wrong. You have 4 more tries.', { triesLeft: 4 }),
      accept({ organisation, email: 'mira@example.com' }),
    ];
    await renderApp({
      session: signedOut,
      handlers: {
        'session.askToRegister': (input) =>
          Promise.resolve(asked.push(input)).then(() => accept({ ticket: 'ticket', minutes: 30 })),
        'session.register': (input) =>
          Promise.resolve(asked.push(input)).then(() => answers.shift() ?? refuse('sync/offline', 'Gone.', {})),
        'session.signIn': (input) =>
          Promise.resolve(asked.push(input)).then(() => refuse('sync/offline', 'The line broke.', {})),
      },
    });
    press('Register an organisation');
    expect(await screen.findByRole('heading', { name: 'Register your organisation' })).toBeDefined();
    press('Send the code');
    expect(await screen.findByText('Type your work e-mail.')).toBeDefined();
    type('Work e-mail', 'mira@example.com ');
    press('Send the code');
    expect(await screen.findByText(/A code is on its way to mira@example.com/)).toBeDefined();
    press('Continue');
    expect(await screen.findByText('Type the code from the e-mail.')).toBeDefined();
    type(/Code from the e-mail/, 'AAAA-AAAA');
    type('Your name', 'Mira Holt');
    typeSecret('New password', password);
    typeSecret('New password again', password);
    press('Continue');
    expect(await screen.findByRole('heading', { name: 'Your organisation' })).toBeDefined();
    press('Make the organisation');
    expect(await screen.findByText('Type the name of your organisation.')).toBeDefined();
    type('Name of the organisation', 'Nordwind');
    press('Make the organisation');
    expect(await screen.findByText('This code is wrong. You have 4 more tries.')).toBeDefined();
    type(/Code from the e-mail/, 'BBBB-BBBB');
    press('Continue');
    expect(await screen.findByRole('textbox', { name: 'Name of the organisation' })).toHaveProperty(
      'value',
      'Nordwind',
    );
    press('Make the organisation');
    expect(await screen.findByText(/The line broke/)).toBeDefined();
    const timeZone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
    expect(asked[0]).toEqual({ server, email: 'mira@example.com' });
    expect(asked[2]).toEqual({
      server,
      ticket: 'ticket',
      email: 'mira@example.com',
      code: 'BBBB-BBBB',
      name: 'Mira Holt',
      password,
      organisation: { name: 'Nordwind', currency: 'USD', timeZone },
    });
    expect(asked[3]).toEqual({ server, email: 'mira@example.com', password, organisation: organisation.id });
    expect(window.location.hash).toBe('#/setup');
    window.location.hash = '';
  });

  it('says so if the server accepts only people who were invited', async () => {
    await renderApp({
      session: signedOut,
      handlers: {
        'session.askToRegister': () =>
          Promise.resolve(refuse('access/denied', 'Nobody registers at this server.', { action: 'register' })),
      },
    });
    press('Register an organisation');
    type('Work e-mail', 'mira@example.com');
    press('Send the code');
    expect((await screen.findByRole('alert')).textContent).toBe('Nobody registers at this server.');
    press('Back to sign in');
    expect(screen.getByLabelText('Work e-mail')).toHaveProperty('value', 'mira@example.com');
  });
});
