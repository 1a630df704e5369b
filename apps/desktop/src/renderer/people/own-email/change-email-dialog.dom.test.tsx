import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { renderApp } from '../../testing/render-app.tsx';

installDomLayout();

it('a person changes their own e-mail by the codes of both addresses', async () => {
  const asked: unknown[] = [];
  const passwords = [
    refuse('access/bad-credentials', 'E-mail or password is wrong. 4 more tries before a pause.', { triesLeft: 4 }),
    accept({ ticket: 'new', presentTicket: 'old', minutes: 30 }),
  ];
  const codes = [
    refuse('access/bad-code', 'The code that was sent to new@example.com is wrong. You have 4 more tries.', { triesLeft: 4 }), // prettier-ignore
    accept(null),
  ];
  await renderApp({
    handlers: {
      'account.askToChangeEmail': (input) =>
        Promise.resolve(asked.push(input)).then(() => passwords.shift() ?? refuse('sync/offline', 'Gone.', {})),
      'account.changeEmail': (input) =>
        Promise.resolve(asked.push(input)).then(() => codes.shift() ?? refuse('sync/offline', 'Gone.', {})),
    },
  });
  fireEvent.click(await screen.findByTitle(/: settings$/));
  fireEvent.click(await screen.findByRole('button', { name: 'Change e-mail' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Change your e-mail' }));
  const send = () => fireEvent.click(dialog.getByRole('button', { name: /^Send the codes/ }));
  const type = (label: string | RegExp, value: string) =>
    fireEvent.change(dialog.getByLabelText(label), { target: { value } });
  send();
  expect(await dialog.findByText('Type the new address.')).toBeDefined();
  type('New e-mail', ' new@example.com ');
  send();
  expect(await dialog.findByText('Type your password.')).toBeDefined();
  type('Your password', 'wrong');
  send();
  expect(await dialog.findByText('The password is wrong. 4 more tries before a pause.')).toBeDefined();
  type('Your password', 'four quiet green hills');
  send();
  const change = async () => fireEvent.click(await dialog.findByRole('button', { name: /^Change the e-mail/ }));
  await change();
  expect(await dialog.findByText('Type the code from the new address.')).toBeDefined();
  type('Code sent to new@example.com', 'AAAA-AAAA');
  type(/^Code sent to (?!new@)/, 'BBBB-BBBB ');
  await change();
  expect((await dialog.findByRole('alert')).textContent).toContain('new@example.com is wrong');
  await change();
  await waitFor(() => expect(screen.queryByRole('dialog', { name: 'Change your e-mail' })).toBeNull());
  expect(await screen.findByText('You sign in as new@example.com from now on')).toBeDefined();
  const input = { email: 'new@example.com', ticket: 'new', presentTicket: 'old', code: 'AAAA-AAAA', presentCode: 'BBBB-BBBB' }; // prettier-ignore
  expect(asked).toEqual([
    { email: 'new@example.com', password: 'wrong' },
    { email: 'new@example.com', password: 'four quiet green hills' },
    input,
    input,
  ]);
});
