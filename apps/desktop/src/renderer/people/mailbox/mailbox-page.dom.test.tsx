import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { ShownMailbox } from '../../../bridge/calls/mailbox-calls.ts';
import { renderApp } from '../../testing/render-app.tsx';

installDomLayout();
/** A busy machine takes seconds to load the page. */
const patience = { timeout: 30_000 };
const at = '/settings/mailbox';
const connected: ShownMailbox = {
  address: 'mia@fenwright.example',
  host: 'imap.fenwright.example',
  port: 993,
  userName: 'mia',
  provider: null,
  sending: null,
  keeps: 'shared',
  madeAt: '2026-11-20T08:00:00.000Z',
  readAt: null,
  kept: 0,
  skipped: 0,
  problem: null,
};

describe('[MBX-6] the page of the own mailbox', () => {
  it('connects one by the keyboard: wrong fields are named, and nothing is asked before they are right', async () => {
    const asked: unknown[] = [];
    const state: { mailbox: ShownMailbox | null } = { mailbox: null };
    await renderApp({
      at,
      handlers: {
        'mailbox.show': () => Promise.resolve(accept({ ...state, providers: [] })),
        'mailbox.connect': (settings) => {
          asked.push(settings);
          if (asked.length === 1)
            return Promise.resolve(refuse('request/invalid', 'The mail server refused the user name or the password.', { path: 'body.password' })); // prettier-ignore
          state.mailbox = connected;
          return Promise.resolve(accept({ ...state, providers: [] }));
        },
      },
    });
    expect(await screen.findByText('No mailbox is connected', undefined, patience)).toBeDefined();
    fireEvent.click(await screen.findByRole('button', { name: 'Connect a mailbox' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Connect your mailbox' }));
    const type = (label: string, value: string) =>
      fireEvent.change(dialog.getByLabelText(label), { target: { value } });
    const connect = () => fireEvent.click(dialog.getByRole('button', { name: /^Connect/ }));
    type('E-mail address', 'mia');
    connect();
    expect(await dialog.findByText('Type one e-mail address.')).toBeDefined();
    type('E-mail address', 'mia@fenwright.example');
    connect();
    expect(await dialog.findByText('Type the name of the mail server.')).toBeDefined();
    type('Mail server', 'imap.fenwright.example');
    type('Port', 'x');
    connect();
    expect(await dialog.findByText('Type a number, usually 993.')).toBeDefined();
    type('Port', '993');
    connect();
    expect(await dialog.findByText('Type the password.')).toBeDefined();
    expect(asked).toEqual([]);
    type('Password', 'wrong');
    connect();
    expect(await dialog.findByText('Type the name of the mail server for sending.')).toBeDefined();
    expect(asked).toEqual([]);
    type('Mail server for sending', 'smtp.fenwright.example');
    connect();
    expect(await dialog.findByText('The mail server refused the user name or the password.')).toBeDefined();
    type('Password', 'right');
    connect();
    expect(await screen.findByRole('heading', { name: 'mia@fenwright.example' })).toBeDefined();
    expect(screen.queryByRole('dialog')).toBeNull();
    const settings = { address: 'mia@fenwright.example', host: 'imap.fenwright.example', port: 993, userName: 'mia@fenwright.example', sending: { host: 'smtp.fenwright.example', port: 465 } }; // prettier-ignore
    expect(asked).toEqual([{ ...settings, password: 'wrong' }, { ...settings, password: 'right' }]); // prettier-ignore
  });

  it('says what it has brought, what is wrong, and disconnects it', async () => {
    const state: { mailbox: ShownMailbox | null } = {
      mailbox: { ...connected, kept: 2, skipped: 1, problem: 'sign-in' },
    };
    await renderApp({
      at,
      handlers: {
        'mailbox.show': () => Promise.resolve(accept({ ...state, providers: [] })),
        'mailbox.disconnect': () => {
          state.mailbox = null;
          return Promise.resolve(accept(null));
        },
      },
    });
    expect(await screen.findByText('It has brought 2 answers.', undefined, patience)).toBeDefined();
    expect(screen.getByText(/^One e-mail could not be read/)).toBeDefined();
    expect(screen.getByRole('alert').textContent).toMatch(/refused the user name or the password/);
    fireEvent.click(screen.getByRole('button', { name: 'Disconnect' }));
    await waitFor(() => expect(screen.getByText('No mailbox is connected')).toBeDefined());
  });

  it('[MBX-9] says from where mail goes out, and leaves the organisation’s address where a person wants it', async () => {
    const asked: unknown[] = [];
    const state = { mailbox: { ...connected, sending: { host: 'smtp.fenwright.example', port: 465 } } as ShownMailbox };
    await renderApp({
      at,
      handlers: {
        'mailbox.show': () => Promise.resolve(accept({ ...state, providers: [] })),
        'mailbox.connect': (settings) => {
          asked.push(settings.sending);
          if (asked.length === 1)
            return Promise.resolve(refuse('request/invalid', 'There was no connection to the mail server for sending.', { path: 'body.sending.host' })); // prettier-ignore
          state.mailbox = connected;
          return Promise.resolve(accept({ ...state, providers: [] }));
        },
      },
    });
    expect(
      await screen.findByText(/goes out from this mailbox, by smtp\.fenwright\.example/, undefined, patience),
    ).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Connect it anew' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Connect your mailbox' }));
    fireEvent.change(dialog.getByLabelText('Password'), { target: { value: 'right' } });
    const connect = () => fireEvent.click(dialog.getByRole('button', { name: /^Connect/ }));
    connect();
    expect(await dialog.findByText('There was no connection to the mail server for sending.')).toBeDefined();
    fireEvent.click(dialog.getByLabelText(/^Send what I write/));
    expect(dialog.queryByLabelText('Mail server for sending')).toBeNull();
    connect();
    expect(await screen.findByText(/goes out from your organisation’s address/)).toBeDefined();
    expect(asked).toEqual([{ host: 'smtp.fenwright.example', port: 465 }, null]);
  });

  it('[MBX-16] keeps new e-mails private, and says what that means', async () => {
    const state: { mailbox: ShownMailbox; readonly providers: [] } = { mailbox: connected, providers: [] };
    const asked: unknown[] = [];
    await renderApp({
      at,
      handlers: {
        'mailbox.show': () => Promise.resolve(accept(state)),
        'mailbox.keep': ({ keeps }) => {
          asked.push(keeps);
          state.mailbox = { ...connected, keeps };
          return Promise.resolve(accept(state));
        },
      },
    });
    const choice = within(await screen.findByRole('radiogroup', { name: 'New e-mails' }));
    expect(choice.getByRole<HTMLInputElement>('radio', { name: /^Shared/ }).checked).toBe(true);
    fireEvent.click(choice.getByRole('radio', { name: /^Private until I share them/ }));
    expect(await screen.findByText('New e-mails are private until you share them')).toBeDefined();
    await waitFor(() => {
      const radio = screen.getByRole<HTMLInputElement>('radio', { name: /^Private until I share them/ });
      expect(radio.checked).toBe(true);
    });
    expect(asked).toEqual(['private']);
  });
});
