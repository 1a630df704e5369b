import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { givenSession, renderApp } from '../../testing/render-app.tsx';

installDomLayout();
/** Returns a button of the open dialog. */
const inDialog = async (name: RegExp) => within(await screen.findByRole('dialog')).getByRole('button', { name });
const owner = givenSession({ memberships: [{ role: 'owner', teamId: null, grants: ['*:administer@org', '*:read@org'], portal: false }] }); // prettier-ignore
const quotas = [
  { key: 'people', label: 'people', unit: 'records' as const, limit: 10, used: 9 },
  { key: 'records', label: 'records', unit: 'records' as const, limit: null, used: 1_240 },
  { key: 'messages', label: 'messages in November 2026', unit: 'month' as const, limit: null, used: 312 },
  { key: 'api-calls', label: 'API calls in November 2026', unit: 'month' as const, limit: 2_000, used: 2_000 },
];
const at = '/settings/plan';
const told = {
  'organisation.plan': () => Promise.resolve(accept({ plan: 'small', quotas })),
  'organisation.ending': () => Promise.resolve(accept({ ending: null })),
};

describe('[PLT-26] the page of the plan and the ownership', () => {
  it('shows the use next to each limit', async () => {
    await renderApp({ session: owner, at, handlers: told });
    expect(await screen.findByText('1,240')).toBeDefined();
    expect(screen.getByRole('progressbar', { name: /^people, 90.?% used$/ })).toBeDefined();
  });

  it('[PLT-42] shows calls and messages of the month, and that codes are sent all the same', async () => {
    await renderApp({ session: owner, at, handlers: told });
    const messages = await screen.findByRole('row', { name: /^Messages in November 2026 312 no limit/ });
    expect(messages).toBeDefined();
    expect(screen.getByRole('row', { name: /^API calls in November 2026 2,000 2,000/ })).toBeDefined();
    expect(screen.getByRole('progressbar', { name: /^API calls in November 2026, 100.?% used$/ })).toBeDefined();
    expect(screen.getByText(/Codes for signing in are always sent/)).toBeDefined();
  });

  it('shows limits that a server of an earlier build does not count', async () => {
    const earlier = [{ key: 'messages', label: 'messages a month', unit: 'month' as const, limit: null, used: null }];
    const handlers = {
      ...told,
      'organisation.plan': () => Promise.resolve(accept({ plan: 'small', quotas: earlier })),
    };
    await renderApp({ session: owner, at, handlers });
    expect(await screen.findByText('not counted yet')).toBeDefined();
  });

  it('deletes only after the name is typed, and shows why the server refuses', async () => {
    const asked: unknown[] = [];
    await renderApp({
      session: owner,
      at,
      handlers: {
        ...told,
        'organisation.delete': (input) => {
          asked.push(input);
          return Promise.resolve(refuse('access/denied', 'Only owners of the organisation may do this.', { action: 'administer' })); // prettier-ignore
        },
      },
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Delete Fenwright Systems' }));
    fireEvent.click(await inDialog(/^Delete in 30 days/));
    expect(asked).toEqual([]);
    fireEvent.change(screen.getByLabelText('Name of the organisation'), { target: { value: 'Fenwright Systems' } });
    fireEvent.click(await inDialog(/^Delete in 30 days/));
    expect(await screen.findByText('Only owners of the organisation may do this.')).toBeDefined();
    expect(asked).toEqual([{ name: 'Fenwright Systems' }]);
  });

  it('says that the organisation ends, and lets an owner keep it', async () => {
    const kept: unknown[] = [];
    const ending = { at: '2026-12-20T09:00:00.000Z', by: '0190b1f2-7c00-7000-8000-0000000000a1' };
    await renderApp({
      session: owner,
      at,
      handlers: {
        ...told,
        'organisation.ending': () => Promise.resolve(accept({ ending: kept.length === 0 ? ending : null })),
        'organisation.keep': () => {
          kept.push(1);
          return Promise.resolve(accept(null));
        },
      },
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Keep it' }));
    fireEvent.click(await inDialog(/^Keep it/));
    await waitFor(() => expect(screen.queryByText(/will be deleted on/)).toBeNull());
  });

  it('[A-2] shows members no figures, and lets them leave', async () => {
    const left: unknown[] = [];
    await renderApp({
      at,
      handlers: {
        'organisation.leave': () => {
          left.push(1);
          return Promise.resolve(accept(null));
        },
      },
    });
    expect(await screen.findByText(/Administrators see what/)).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Leave Fenwright Systems' }));
    fireEvent.click(await inDialog(/^Leave/));
    await waitFor(() => expect(left).toEqual([1]));
  });
});
