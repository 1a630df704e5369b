import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { givenShownRecord } from '../../testing/given-record.ts';
import { givenSession, renderApp } from '../../testing/render-app.tsx';

installDomLayout();
const member = givenSession({ memberships: [{ role: 'member', teamId: null, grants: ['*:read@shared'], portal: false }] }); // prettier-ignore
const record = givenShownRecord({ id: member.person?.id ?? '', entity: 'platform/person', ownerId: null, fields: { name: 'Ann Ardent', status: 'active', memberships: [] } }); // prettier-ignore
const erasure = { askedAt: '2026-11-20T08:00:00.000Z', dueAt: '2026-12-20T08:00:00.000Z' };
const press = async (name: string | RegExp) => fireEvent.click(await screen.findByRole('button', { name }));

async function open({ isWaiting = false } = {}) {
  const state = { isWaiting };
  const typed: string[] = [];
  await renderApp({
    session: member,
    at: '/settings/profile',
    rows: [record],
    handlers: {
      'account.erasure': () => Promise.resolve(accept({ erasure: state.isWaiting ? erasure : null })),
      'account.askForErasure': ({ email }) => {
        typed.push(email);
        if (email !== 'ann@example.com') return Promise.resolve(refuse('request/invalid', 'Type the address with which you sign in.', { path: 'email' })); // prettier-ignore
        state.isWaiting = true;
        return Promise.resolve(accept(erasure));
      },
      'account.stopErasure': () => {
        state.isWaiting = false;
        return Promise.resolve(accept(null));
      },
    },
  });
  return typed;
}

describe('[P-5] the erasure of your own account', () => {
  it('is asked for with your address, waits for 30 days, and is stopped', async () => {
    const typed = await open();
    await press('Erase your account…');
    await press(/^Erase in 30 days/);
    expect(typed).toEqual([]);
    fireEvent.change(await screen.findByLabelText('Your address'), { target: { value: 'other@example.com' } });
    await press(/^Erase in 30 days/);
    expect(await screen.findByText('Type the address with which you sign in.')).toBeDefined();
    fireEvent.change(screen.getByLabelText('Your address'), { target: { value: 'ann@example.com' } });
    await press(/^Erase in 30 days/);
    expect(await screen.findByText(/^Your account is erased/)).toBeDefined();
    await press('Keep your account');
    expect(await screen.findByRole('button', { name: 'Erase your account…' })).toBeDefined();
  });
});
