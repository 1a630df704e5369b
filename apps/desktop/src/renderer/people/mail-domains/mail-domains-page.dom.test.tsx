import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { ShownSigningKey } from '../../../bridge/calls/identity/dkim-calls.ts';
import type { CallInput } from '../../../bridge/contract.ts';
import type { BridgeHandlers } from '../../../bridge/serve-bridge.ts';
import { givenSession, renderApp } from '../../testing/render-app.tsx';

installDomLayout();
const admin = { role: 'admin', teamId: null, grants: ['**:*@org'], portal: false };
const key = (n: number, change: Partial<ShownSigningKey> = {}): ShownSigningKey => ({
  id: `00000000-0000-7000-8000-00000000000${n}`,
  domain: 'fenwright.example',
  state: 'not-published',
  checkedAt: null,
  madeAt: `2026-11-2${n}T07:00:00.000Z`,
  record: { name: `outpost-${n}._domainkey.fenwright.example`, text: `v=DKIM1; k=rsa; p=KEY${n}` },
  ...change,
});
/** The first test of a file loads the screens of the settings, which takes long on a loaded machine. */
const loaded = { timeout: 20_000 };

async function open(keys: readonly ShownSigningKey[], handlers: Partial<BridgeHandlers> = {}, session = givenSession({ memberships: [admin] })) {
  await renderApp({
    at: '/settings/mail-domains',
    session,
    handlers: { 'dkim.list': () => Promise.resolve(accept({ keys: [...keys] })), ...handlers },
  });
  await screen.findByRole('navigation', { name: 'Settings' }, loaded);
} // prettier-ignore

describe('[MSG-49] the page of signed e-mails', () => {
  it('shows the record of a key that is not published, and says that it does not sign', async () => {
    await open([key(1)]);
    const [row] = await screen.findAllByRole('listitem').then((rows) => rows.filter((one) => one.textContent.includes('_domainkey'))); // prettier-ignore
    const shown = within(row ?? document.body);
    expect(shown.getByText('Not looked for yet: it does not sign')).toBeDefined();
    expect(shown.getByText('outpost-1._domainkey.fenwright.example')).toBeDefined();
    expect(shown.getByText('v=DKIM1; k=rsa; p=KEY1')).toBeDefined();
    expect(shown.getByRole('button', { name: /^Copy the text/ })).toBeDefined();
  });

  it('says of each state whether e-mails are signed, and which key signs', async () => {
    await open([
      key(4, { state: 'another-key', checkedAt: '2026-11-20T07:59:00.000Z' }),
      key(3, { state: 'not-published', checkedAt: '2026-11-20T07:59:00.000Z' }),
      key(2, { state: 'published', checkedAt: '2026-11-20T07:59:00.000Z' }),
      key(1, { state: 'published', checkedAt: '2026-11-20T07:59:00.000Z' }),
    ]);
    expect(await screen.findByText('The record has another key: it does not sign')).toBeDefined();
    expect(screen.getByText('Not published yet: it does not sign')).toBeDefined();
    expect(screen.getByText('Published: it signs')).toBeDefined();
    expect(screen.getByText('Published; a newer key signs')).toBeDefined();
  });

  it('makes a key for a domain, looks for its record, and shows why a domain was refused', async () => {
    const made: CallInput<'dkim.make'>[] = [];
    const checked: string[] = [];
    await open([key(1)], {
      'dkim.make': (input) => {
        made.push(input);
        return Promise.resolve(input.domain === 'fenwright' ? refuse('request/invalid', 'domain: must be a domain of your organisation, such as example.com', { path: 'domain' }) : accept({ key: key(2) })); // prettier-ignore
      },
      'dkim.check': ({ id }) => (checked.push(id), Promise.resolve(accept({ key: key(1, { state: 'published' }) }))),
    });
    fireEvent.click(await screen.findByRole('button', { name: /^Look for it/ }));
    await waitFor(() => expect(checked).toEqual([key(1).id]));
    const domain = screen.getByRole('textbox', { name: 'Domain of the sender’s address' });
    fireEvent.change(domain, { target: { value: 'fenwright' } });
    fireEvent.click(screen.getByRole('button', { name: 'Make a key' }));
    expect((await screen.findByRole('alert')).textContent).toContain('such as example.com');
    fireEvent.change(domain, { target: { value: ' fenwright.example ' } });
    fireEvent.click(screen.getByRole('button', { name: 'Make a key' }));
    await waitFor(() => expect(made).toEqual([{ domain: 'fenwright' }, { domain: 'fenwright.example' }]));
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
  });

  it('says that nothing is signed without a key', async () => {
    await open([]);
    expect(await screen.findByText('No key yet: Outpost signs no e-mails.')).toBeDefined();
  });

  it('is not for members', async () => {
    await open([], {}, givenSession());
    expect(await screen.findByText('Only administrators change the signatures of e-mails')).toBeDefined();
  });
});
