import { refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { deepLink, type LinkTarget } from '../../bridge/shell/deep-link.ts';
import type { PageMessage } from '../../bridge/shell/shell-port.ts';
import { givenShownRecord } from '../testing/given-record.ts';
import { givenSession, renderApp } from '../testing/render-app.tsx';
import type { ShellLine } from '../window/shell-line.ts';

installDomLayout();

const account = givenShownRecord({ entity: 'crm/account', fields: { name: 'Hallam & Pike' } });
const organisation = givenSession().organisation?.id ?? '';
const linkTo = (target: LinkTarget, of = organisation) => ({
  kind: 'open' as const,
  link: deepLink({ organisation: of, target }),
});

/** The title of an item of the palette, in which the typed letters are marked. */
const marked = (title: string) => (_text: string, element: Element | null) =>
  element?.getAttribute('role') === 'option' && element.textContent.includes(title);

async function openWindow(given: Parameters<typeof renderApp>[0] = {}) {
  const listeners: ((message: PageMessage) => void)[] = [];
  const ask = vi.fn();
  const copied: string[] = [];
  const waiting: string[] = [];
  const shell: ShellLine = {
    follow: (listener) => {
      listeners.push(listener);
      for (const link of waiting.splice(0)) listener({ kind: 'open', link });
      return () => listeners.splice(0);
    },
    pass: (link) => void waiting.push(link),
    ask,
    openFile: () => Promise.resolve(null),
    state: () => undefined,
    watch: () => () => {},
  };
  const app = await renderApp({
    rows: [account],
    ...given,
    ports: { shell, copy: (text) => Promise.resolve(void copied.push(text)) },
  });
  const say = (message: PageMessage) =>
    act(async () => {
      for (const listener of listeners.slice()) listener(message);
      await Promise.resolve();
    });
  return { ...app, say, ask, copied, listeners };
}

describe('links into the app', () => {
  it('[E-2] open a record, a list or the devices of a person, and change nothing', async () => {
    const { say, router, performed } = await openWindow();
    await say(linkTo({ kind: 'record', id: account.id }));
    await waitFor(() => expect(router.state.location.pathname).toBe(`/record/${account.id}`));
    await say(linkTo({ kind: 'list', entity: 'crm/deal', view: 'closing' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/list/crm/deal'));
    expect(router.state.location.search).toMatchObject({ view: 'closing' });
    await say(linkTo({ kind: 'devices', person: account.id }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/settings/devices'));
    expect(router.state.location.search).toMatchObject({ person: account.id });
    expect(performed).toEqual([]);
  });

  it('[A-5] open nothing, and say so, if they are of another organisation or cannot be read', async () => {
    const { say, router } = await openWindow();
    await say(linkTo({ kind: 'record', id: account.id }, '0190b1f2-7c00-7000-8000-0000000000ff'));
    expect(await screen.findByText(/belongs to another organisation/)).toBeDefined();
    await say({ kind: 'open', link: 'outpost://app/#/settings/people' });
    expect(await screen.findByText(/leads nowhere/)).toBeDefined();
    expect(router.state.location.pathname).toBe('/');
  });

  it('[D-6] for which the window was opened replace its empty page', async () => {
    const { say, router } = await openWindow({ at: '/following' });
    await say(linkTo({ kind: 'record', id: account.id }));
    await waitFor(() => expect(router.state.location.pathname).toBe(`/record/${account.id}`));
    expect(router.history.canGoBack()).toBe(false);
  });

  it('lead to Home from that page, if they are refused or do not come', async () => {
    const refused = await openWindow({ at: '/following' });
    await refused.say(linkTo({ kind: 'record', id: account.id }, '0190b1f2-7c00-7000-8000-0000000000ff'));
    await waitFor(() => expect(refused.router.state.location.pathname).toBe('/'));
    const { router } = await openWindow({ at: '/following' });
    await waitFor(() => expect(router.state.location.pathname).toBe('/'), { timeout: 5_000 });
  });

  it('[D-5] are not followed while the device is locked', async () => {
    const { listeners, tellSession } = await openWindow({ session: givenSession({ state: 'locked' }) });
    expect(listeners).toHaveLength(0);
    await tellSession(givenSession());
    await waitFor(() => expect(listeners).toHaveLength(1));
    await tellSession(givenSession({ state: 'locked' }));
    expect(listeners).toHaveLength(0);
  });

  it('to a kind or record that is not on the device show the page for an unknown address', async () => {
    const { say } = await openWindow();
    await say(linkTo({ kind: 'list', entity: 'crm/unicorn', view: undefined }));
    expect(await screen.findByText('Nothing is here')).toBeDefined();
  });
});

describe('the link of an invitation', () => {
  const link = 'outpost://invited/https/crm.nordwind.example/K7PM-X2QD-9FGH-AB34-PQRS';
  const signedOut = givenSession({
    state: 'signed-out',
    server: 'https://here.example',
    person: null,
    organisation: null,
    memberships: [],
  });
  const form = { server: () => screen.findByRole('textbox', { name: 'Server' }), code: () => screen.findByRole('textbox', { name: /Code from the e-mail/ }) }; // prettier-ignore

  it('[PLT-17] fills in the server and the code, and asks no server before the person continues', async () => {
    const asked: unknown[] = [];
    const { say } = await openWindow({
      session: signedOut,
      handlers: {
        'session.findInvite': (input) => {
          asked.push(input);
          return Promise.resolve(refuse('access/bad-code', 'This invitation was used already.', { triesLeft: 0 }));
        },
      },
    });
    await say({ kind: 'open', link });
    expect(await form.server()).toHaveProperty('value', 'https://crm.nordwind.example');
    expect(await form.code()).toHaveProperty('value', 'K7PM-X2QD-9FGH-AB34-PQRS');
    expect(screen.getByText(/Continue only if this is the server in the e-mail/).getAttribute('role')).toBe('status');
    expect(asked).toEqual([]);
    fireEvent.click(screen.getByRole('button', { name: 'Continue' }));
    expect(await screen.findByText('This invitation was used already.')).toBeDefined();
    expect(asked).toEqual([{ server: 'https://crm.nordwind.example', code: 'K7PM-X2QD-9FGH-AB34-PQRS' }]);
    fireEvent.click(screen.getByRole('button', { name: 'Back to sign in' }));
    expect(await screen.findByRole('heading', { name: 'Sign in to Outpost' })).toBeDefined();
    expect(screen.getByText('here.example')).toBeDefined(); // the server of this device is back
  });

  it('[PLT-17] opens the sign-in to another organisation where a person is signed in, and leads back', async () => {
    const { say } = await openWindow();
    await say({ kind: 'open', link });
    expect(await form.code()).toHaveProperty('value', 'K7PM-X2QD-9FGH-AB34-PQRS');
    fireEvent.click(screen.getByRole('button', { name: 'Back to sign in' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Back to Fenwright Systems' }));
    expect(await screen.findByRole('navigation', { name: 'Main' })).toBeDefined();
  });

  it('a link to a record waits on the page of signing in until a person is signed in', async () => {
    const { say, router, tellSession } = await openWindow({ session: signedOut });
    await say(linkTo({ kind: 'record', id: account.id }));
    expect(screen.getByRole('heading', { name: 'Sign in to Outpost' })).toBeDefined();
    await tellSession(givenSession());
    await waitFor(() => expect(router.state.location.pathname).toBe(`/record/${account.id}`));
  });
});

describe('a link to the shown page', () => {
  it('is copied by a key: of the record, and of the view', async () => {
    const { copied, say } = await openWindow({ at: `/record/${account.id}` });
    expect(await screen.findByRole('complementary', { name: 'Hallam & Pike' })).toBeDefined();
    fireEvent.keyDown(document.body, { key: 'y' });
    await say({ kind: 'command', command: 'copy-link' });
    expect(await screen.findAllByText('Link to this record copied')).not.toHaveLength(0);
    const ofRecord = linkTo({ kind: 'record', id: account.id }).link;
    expect(copied).toEqual([ofRecord, ofRecord]);
  });

  it('is copied by the menu of a list', async () => {
    const { copied } = await openWindow({ at: '/list/crm/deal?view=closing&kind=grid' });
    fireEvent.click(await screen.findByRole('button', { name: 'More for this list' }));
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Copy link' }));
    await waitFor(() => expect(copied).toEqual([linkTo({ kind: 'list', entity: 'crm/deal', view: 'closing' }).link]));
  });

  it('does not exist for other pages', async () => {
    const { copied, say } = await openWindow();
    await say({ kind: 'command', command: 'copy-link' });
    expect(await screen.findByText(/Only records and lists have links/)).toBeDefined();
    expect(copied).toEqual([]);
  });
});

describe('the commands of the menu', () => {
  it('open pages and parts of the frame', async () => {
    const { say, router } = await openWindow();
    await say({ kind: 'command', command: 'sync' });
    await waitFor(() => expect(router.state.location.pathname).toBe('/sync'));
    await say({ kind: 'command', command: 'help' });
    expect(await screen.findByRole('article', { name: 'Start here' })).toBeDefined();
    await say({ kind: 'command', command: 'settings' });
    expect(await screen.findByRole('dialog', { name: 'Ilse Torvane' })).toBeDefined();
  });

  it('print the shown page, as the palette and the menu of a list do', async () => {
    const print = vi.spyOn(window, 'print').mockImplementation(() => undefined);
    const { say } = await openWindow({ at: '/list/crm/account?kind=grid' });
    await say({ kind: 'command', command: 'print' });
    await waitFor(() => expect(print).toHaveBeenCalledTimes(1)); // a list is read whole before
    fireEvent.click(await screen.findByRole('button', { name: 'More for this list' }));
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Print' }));
    await waitFor(() => expect(print).toHaveBeenCalledTimes(2));
    fireEvent.keyDown(document.body, { key: 'k', ctrlKey: true });
    fireEvent.change(await screen.findByRole('combobox'), { target: { value: '> print' } });
    fireEvent.click(await screen.findByText(marked('Print this page')));
    await waitFor(() => expect(print).toHaveBeenCalledTimes(3));
    print.mockRestore();
  });

  it('open a further window from the palette', async () => {
    const { ask } = await openWindow();
    fireEvent.keyDown(document.body, { key: 'k', ctrlKey: true });
    fireEvent.change(await screen.findByRole('combobox'), { target: { value: '> new window' } });
    fireEvent.click(await screen.findByText(marked('New window')));
    expect(ask.mock.calls).toEqual([[{ kind: 'new-window' }]]);
  });
});

describe('the first steps', () => {
  it('are shown until the person hides them, and the menu Help brings them back', async () => {
    const { say, local } = await openWindow();
    expect(await screen.findByRole('heading', { name: 'First steps in Fenwright Systems' })).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Hide the first steps' }));
    await waitFor(() => expect(screen.queryByRole('heading', { name: /First steps/ })).toBeNull());
    await waitFor(() => expect(local.get('first-steps')).toMatchObject({ isHidden: true, seen: [] }));
    await say({ kind: 'command', command: 'first-steps' });
    expect(await screen.findByRole('heading', { name: /First steps/ })).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Hide the first steps' }));
    await say({ kind: 'command', command: 'help' });
    fireEvent.click(await screen.findByRole('button', { name: 'First steps' }));
    expect(await screen.findByRole('heading', { name: 'First steps in Fenwright Systems' })).toBeDefined();
  });

  it('lead to the page of the first run, which keeps the finished steps', async () => {
    const { router, local } = await openWindow();
    fireEvent.click(await screen.findByRole('button', { name: /^Bring your data/ }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/setup'));
    fireEvent.click(await screen.findByRole('button', { name: /^Done, go on/ }));
    await waitFor(() => expect(local.get('first-steps')).toMatchObject({ isHidden: false, seen: ['import'] }));
    expect(screen.queryByRole('button', { name: 'People' })).toBeNull(); // a member administers no people
  });
});
