import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { BridgeHandlers } from '../../../bridge/serve-bridge.ts';
import { admin, contacts, givenRecords, zoe } from '../../testing/given-people.ts';
import { renderApp } from '../../testing/render-app.tsx';

installDomLayout();
const at = '/settings/people';
const idOf = (n: number) => `0190b1f2-7c00-7000-8000-00000000070${n}`;
const inDays = (days: number) => new Date(Date.parse('2026-11-20T09:00:00.000Z') + days * 86_400_000).toISOString();
const invite = (state: 'waiting' | 'expired' | 'revoked', days: number) => ({
  person: zoe.id,
  state,
  sentAt: '2026-11-19T09:00:00.000Z',
  expiresAt: inDays(days),
});
const open = (handlers: Partial<BridgeHandlers>, address = at) =>
  renderApp({ session: admin, at: address, rows: givenRecords, handlers: { ...contacts, ...handlers } });
const rowOf = async (name: string) =>
  (await within(screen.getByRole('main')).findByRole('button', { name: new RegExp(name) })).closest('tr');

describe('inviting people', () => {
  it('adds them with their roles in one act, invites each, and leaves out those who are here', async () => {
    const asked: unknown[] = [];
    await open({
      'acts.perform': (input) => {
        asked.push(input);
        return Promise.resolve(accept({ act: idOf(9), ids: [idOf(1), idOf(2)] }));
      },
      'people.invite': (input) => {
        asked.push(input);
        return Promise.resolve(accept({ expiresAt: inDays(7) }));
      },
    });
    fireEvent.click(await screen.findByRole('button', { name: /^Invite/ }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Invite people' }));
    const field = await dialog.findByLabelText('E-mail addresses');
    const send = () => fireEvent.click(dialog.getByRole('button', { name: /^Send/ }));
    send();
    expect(await dialog.findByText(/Type the e-mail address/)).toBeDefined();
    fireEvent.change(field, { target: { value: 'zoe@example.com, sanna@fenwright' } });
    expect(await dialog.findByText('Zoe Holt is here already, left out.')).toBeDefined();
    send();
    expect(await dialog.findByText(/“sanna@fenwright” is not an e-mail address like/)).toBeDefined();
    fireEvent.change(field, { target: { value: 'zoe@example.com; v.ames@x.example\nlior@x.example' } });
    fireEvent.click(await dialog.findByRole('button', { name: /^Send 2 invitations/ }));
    await waitFor(() => expect(screen.queryByRole('dialog', { name: 'Invite people' })).toBeNull());
    const fields = (name: string) => ({
      name,
      email: `${name}@x.example`,
      status: 'not-invited',
      memberships: [{ role: 'member', teamId: null }],
    });
    expect(asked).toEqual([
      expect.objectContaining({
        label: 'Invited 2 people',
        edits: [
          { entity: 'platform/person', create: { fields: fields('v.ames'), ownerId: null } },
          { entity: 'platform/person', create: { fields: fields('lior'), ownerId: null } },
        ],
      }),
      { id: idOf(1) },
      { id: idOf(2) },
    ]);
  });

  it('keeps the people if the invitation could not be sent, and says so', async () => {
    await open({
      'acts.perform': () => Promise.resolve(accept({ act: idOf(9), ids: [idOf(1)] })),
      'people.invite': () => Promise.resolve(refuse('server/no-mail', 'This server sends no e-mail.', {})),
    });
    fireEvent.click(await screen.findByRole('button', { name: /^Invite/ }));
    fireEvent.change(await screen.findByLabelText('E-mail addresses'), { target: { value: 'lior@x.example' } });
    fireEvent.click(screen.getByRole('button', { name: /^Send the invitation/ }));
    expect(await screen.findByText(/This server sends no e-mail\. The people are in the list/)).toBeDefined();
  });

  it('keeps the typed values when the dialog closes, the end of a role too', async () => {
    await open({});
    fireEvent.click(await screen.findByRole('button', { name: /^Invite/ }));
    fireEvent.change(await screen.findByLabelText('E-mail addresses'), { target: { value: 'lior@x.example' } });
    fireEvent.change(screen.getByLabelText('Until'), { target: { value: '4 Dec 2026 14:30' } });
    fireEvent.blur(screen.getByLabelText('Until'));
    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(screen.queryByLabelText('E-mail addresses')).toBeNull());
    fireEvent.click(screen.getByRole('button', { name: /^Invite/ }));
    expect(await screen.findByLabelText('E-mail addresses')).toHaveProperty('value', 'lior@x.example');
    expect(screen.getByLabelText('Until')).toHaveProperty('value', expect.stringContaining('4 Dec 2026'));
  });
});

describe('an invited person', () => {
  it.each([
    ['waiting', 5.5, /Invited.*5 days left/],
    ['waiting', 0.2, /Invited.*4 hours left/],
    ['expired', -1, /Invitation ran out/],
    ['revoked', 3, /No password yet/],
  ] as const)('whose invitation is %s for %d days', async (state, days, words) => {
    await open({ 'people.invites': () => Promise.resolve(accept({ invites: [invite(state, days)] })) });
    await waitFor(async () => expect((await rowOf('Zoe Holt'))?.textContent).toMatch(words));
  });

  it('is invited again from the row, and the invitation is taken back', async () => {
    const asked: unknown[] = [];
    const states = ['waiting', 'waiting', 'revoked'] as const;
    let turn = 0;
    await open(
      {
        'people.invites': () => Promise.resolve(accept({ invites: [invite(states[Math.min(turn++, 2)] ?? 'revoked', 3)] })), // prettier-ignore
        'people.invite': (input) => {
          asked.push(['invite', input]);
          return Promise.resolve(accept({ expiresAt: inDays(7) }));
        },
        'people.revokeInvite': (input) => {
          asked.push(['revoke', input]);
          return Promise.resolve(accept(null));
        },
      },
      `${at}?person=${zoe.id}`,
    );
    const dialog = within(await screen.findByRole('dialog', { name: 'Zoe Holt' }));
    expect(await dialog.findByText('Invited, 3 days left')).toBeDefined();
    fireEvent.click(dialog.getByRole('button', { name: 'Send it again' }));
    await waitFor(() => expect(asked).toHaveLength(1));
    await waitFor(() => expect(dialog.getByRole('button', { name: 'Take it back' }).getAttribute('aria-disabled')).not.toBe('true')); // prettier-ignore
    fireEvent.click(dialog.getByRole('button', { name: 'Take it back' }));
    expect(await dialog.findByRole('button', { name: 'Send an invitation' })).toBeDefined();
    expect(asked).toEqual([
      ['invite', { id: zoe.id }],
      ['revoke', { id: zoe.id }],
    ]);
  });
});
