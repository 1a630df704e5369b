import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { ShownMailbox, ShownMailProvider } from '../../../bridge/calls/mailbox-calls.ts';
import { renderApp } from '../../testing/render-app.tsx';

installDomLayout();
const at = '/settings/mailbox';
const connected: ShownMailbox = {
  address: 'mia@fenwright.example',
  host: 'imap.gmail.com',
  port: 993,
  userName: 'mia@fenwright.example',
  provider: 'google',
  keeps: 'shared',
  sending: { host: 'smtp.gmail.com', port: 465 },
  madeAt: '2026-11-20T08:00:00.000Z',
  readAt: null,
  kept: 0,
  skipped: 0,
  problem: null,
};
type State = { mailbox: ShownMailbox | null; providers: ShownMailProvider[] };

/** Opens the page with a server in a state. Returns the sign-ins that were begun, and the pages that were opened. */
async function open(state: State, answers: ('offered' | 'refused')[] = []) {
  const [begun, pages]: [ShownMailProvider[], string[]] = [[], []];
  await renderApp({
    at,
    ports: { openPage: (address) => void pages.push(address) },
    handlers: {
      'mailbox.show': () => Promise.resolve(accept({ ...state })),
      'mailbox.startSignIn': ({ provider }) => {
        begun.push(provider);
        return Promise.resolve(
          answers.shift() === 'refused'
            ? refuse('request/invalid', 'This server offers no sign-in with Google.', { path: 'body.provider' })
            : accept({ address: `https://accounts.example.com/authorize?n=${begun.length}` }),
        );
      },
    },
  });
  return { begun, pages };
}
/** A busy machine takes seconds to load the page. */
const patience = { timeout: 30_000 };
const button = (name: string) => screen.findByRole('button', { name }, patience);

describe('[MBX-17] signing in to the own mailbox at a provider', () => {
  it('goes on in the browser, waits, and shows who is connected', async () => {
    const state: State = { mailbox: null, providers: ['google', 'microsoft'] };
    const { begun, pages } = await open(state);
    fireEvent.click(await button('Connect a mailbox'));
    const dialog = within(await screen.findByRole('dialog', { name: 'Connect your mailbox' }, patience));
    expect(dialog.getByRole('button', { name: 'Sign in with Microsoft' })).toBeDefined();
    fireEvent.click(dialog.getByRole('button', { name: 'Sign in with Google' }));
    expect(await screen.findByRole('heading', { name: 'Go on in your browser' }, patience)).toBeDefined();
    expect(screen.queryByRole('dialog')).toBeNull();
    expect([begun, pages]).toEqual([['google'], ['https://accounts.example.com/authorize?n=1']]);
    fireEvent.click(await button('Open the browser again'));
    await waitFor(() => expect(pages).toHaveLength(2));
    state.mailbox = connected;
    expect(await screen.findByText(/^Connected as mia@fenwright\.example by Google\./, undefined, patience)).toBeDefined(); // prettier-ignore
    expect(await screen.findByText('The mailbox mia@fenwright.example is connected')).toBeDefined();
    expect(screen.queryByText('Go on in your browser')).toBeNull();
  });

  it('can be cancelled, and says why it did not begin', async () => {
    const state: State = { mailbox: null, providers: ['google'] };
    const { pages } = await open(state, ['refused']);
    const begin = async () => {
      fireEvent.click(await button('Connect a mailbox'));
      fireEvent.click(await button('Sign in with Google'));
    };
    await begin();
    expect((await screen.findByRole('alert', undefined, patience)).textContent).toContain(
      'This server offers no sign-in with Google.',
    );
    expect(pages).toEqual([]);
    await begin();
    expect(await screen.findByRole('heading', { name: 'Go on in your browser' }, patience)).toBeDefined();
    fireEvent.click(await button('Cancel'));
    expect(await screen.findByText('No mailbox is connected', undefined, patience)).toBeDefined();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('is not offered where the server has no provider, and the dialog says so', async () => {
    await open({ mailbox: null, providers: [] });
    fireEvent.click(await button('Connect a mailbox'));
    expect(await screen.findByText(/^This server offers no sign-in with Google or Microsoft/)).toBeDefined();
    expect(screen.queryByRole('button', { name: /^Sign in with/ })).toBeNull();
  });

  it('[MBX-19] says that it has ended, and begins anew at the same provider', async () => {
    const state: State = { mailbox: { ...connected, problem: 'sign-in' }, providers: ['google'] };
    const { begun } = await open(state);
    expect((await screen.findByRole('alert', undefined, patience)).textContent).toMatch(
      /^Google has ended the access to this mailbox/,
    );
    fireEvent.click(await button('Sign in again'));
    expect(await screen.findByRole('heading', { name: 'Go on in your browser' }, patience)).toBeDefined();
    expect(begun).toEqual(['google']);
    state.mailbox = { ...connected, madeAt: '2026-11-21T08:00:00.000Z' };
    expect(await screen.findByText(/^Connected as mia/, undefined, patience)).toBeDefined();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it.each([
    ['unreachable', 'Google could not be reached, or did not let Outpost in. Outpost tries again by itself.'],
    ['address', 'Outpost may not ask the mail server of Google. Ask the operator of your server.'],
  ] as const)('[MBX-19] names the provider where the mailbox is %s, and no password', async (problem, words) => {
    await open({ mailbox: { ...connected, problem }, providers: ['google'] });
    expect((await screen.findByRole('alert', undefined, patience)).textContent).toBe(words);
  });

  it('[MBX-19] has no way back where the server offers it no more', async () => {
    await open({ mailbox: { ...connected, problem: 'sign-in' }, providers: [] });
    expect((await screen.findByRole('alert', undefined, patience)).textContent).toMatch(
      /This server offers no sign-in with Google\. Ask its operator/,
    );
    expect(screen.queryByRole('button', { name: 'Sign in again' })).toBeNull();
  });
});
