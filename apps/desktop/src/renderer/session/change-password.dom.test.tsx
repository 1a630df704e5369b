import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { renderApp } from '../testing/render-app.tsx';

installDomLayout();

it('[PLT-28] a person changes their own password, and chooses whether their other devices are signed out', async () => {
  const asked: unknown[] = [];
  const answers = [refuse('access/bad-credentials', 'E-mail or password is wrong. 4 more tries.', { triesLeft: 4 }), refuse('request/invalid', 'A password has at least 30 characters.', { path: 'newPassword' }), accept(null)]; // prettier-ignore
  await renderApp({
    at: '/settings/security',
    handlers: {
      'factors.list': () => Promise.resolve(accept({ factors: [], offered: ['totp'] })),
      'account.changePassword': (input) =>
        Promise.resolve(asked.push(input)).then(() => answers.shift() ?? refuse('sync/offline', 'Gone.', {})),
    },
  });
  fireEvent.click(await screen.findByRole('button', { name: 'Change your password' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Change your password' }));
  const send = () => fireEvent.click(dialog.getByRole('button', { name: 'Change the password' }));
  const type = (label: string, value: string) => fireEvent.change(dialog.getByLabelText(label), { target: { value } });
  send();
  await dialog.findByText('Type your present password.');
  type('Present password', 'wrong');
  type('New password', 'seven slow brown rivers');
  type('New password again', 'seven slow rivers');
  send();
  await dialog.findByText(/The two are not the same/);
  type('New password again', 'seven slow brown rivers');
  send();
  await dialog.findByText('The password is wrong. 4 more tries.');
  type('Present password', 'right');
  send();
  await dialog.findByText('A password has at least 30 characters.');
  fireEvent.click(dialog.getByRole('checkbox', { name: /Sign out my other devices/ }));
  send();
  await waitFor(() => expect(screen.queryByRole('dialog', { name: 'Change your password' })).toBeNull());
  expect(asked.at(-1)).toEqual({ present: 'right', chosen: 'seven slow brown rivers', others: 'keep' });
});

it('passwords can be shown while they are typed, pasted, and found by a password manager', async () => {
  await renderApp({
    at: '/settings/security',
    handlers: { 'factors.list': () => Promise.resolve(accept({ factors: [], offered: ['totp'] })) },
  });
  fireEvent.click(await screen.findByRole('button', { name: 'Change your password' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Change your password' }));
  const field = dialog.getByLabelText('New password');
  expect([field.getAttribute('type'), field.getAttribute('autocomplete')]).toEqual(['password', 'new-password']);
  expect(fireEvent.paste(field)).toBe(true); // nothing prevents it
  fireEvent.mouseDown(dialog.getByRole('button', { name: 'Show the new password' }));
  expect(field.getAttribute('type')).toBe('text');
});
