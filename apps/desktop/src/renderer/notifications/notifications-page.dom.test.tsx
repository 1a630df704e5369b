import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { accept } from '@outpost/domain/kernel/refusal';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Notification } from '../../bridge/calls/notification-calls.ts';
import { dana, givenShownRecord, me } from '../testing/given-record.ts';
import { type GivenReplica, renderApp } from '../testing/render-app.tsx';
import { emptySyncStatus } from '../../bridge/empty-sync-status.ts';
import { myNotificationsKind } from '../places/my-notifications.ts';

installDomLayout();

const idOf = (n: number) => `0190b1f2-7c00-7000-8000-0000000008${String(n).padStart(2, '0')}`;
const deal = givenShownRecord();

const given = (n: number, change: Partial<Notification> = {}): Notification => {
  const at = change.at ?? `2026-11-20T08:${String(n).padStart(2, '0')}:00.000Z`;
  return {
    id: `${at} assigned ${n}`,
    kind: 'assigned',
    at,
    by: { id: dana, name: 'Dana Rehmark' },
    record: { id: deal.id, entity: 'crm/deal', title: `Deal ${n}` },
    count: 1,
    field: null,
    value: null,
    quote: null,
    needs: null,
    ...change,
  };
};
const refused = given(9, {
  kind: 'refused',
  by: null,
  value: 'Discount of 22 %',
  quote: 'Your limit is 15 %.',
  needs: { tray: idOf(90) },
});
const mentioned = given(3, {
  kind: 'mentioned',
  at: '2026-11-19T16:05:00.000Z',
  field: 'about',
  quote: '@Ilse, see photo',
});

async function open(entries: readonly Notification[], { handlers, ...more }: GivenReplica = {}) {
  const app = await renderApp({
    at: '/notifications',
    ...more,
    handlers: {
      'notifications.list': () => Promise.resolve(accept({ entries: [...entries], more: false })),
      ...handlers,
    },
  });
  await waitFor(() => expect(document.querySelector('main h2')).not.toBeNull());
  return app;
}
const titles = () =>
  [...document.querySelectorAll('[data-notification]')].map((row) => row.querySelector('span')?.textContent ?? '');
const row = (title: RegExp) => screen.getByRole('button', { name: title });
const myRecord = (fields: NonNullable<Parameters<typeof givenShownRecord>[0]>['fields'] & {}) =>
  givenShownRecord({ id: idOf(1), entity: myNotificationsKind, ownerId: me, fields });

describe('the notifications', () => {
  it('are grouped by day, with those that need the person first, and the bell counts the unread ones', async () => {
    await open([refused, given(2), given(1), mentioned], {
      rows: [myRecord({ readUpTo: ['2026-11-19T23:00:00.000Z'], read: [given(1).id] })],
    });
    expect(screen.getAllByRole('heading', { level: 2 }).map(({ textContent }) => textContent)).toEqual([
      'Needs you1',
      expect.stringContaining('Today'),
      expect.stringContaining('Yesterday'),
    ]);
    expect(titles()).toEqual([
      'Not read: “Discount of 22 %” was refused',
      'Not read: Dana gave you Deal 2',
      'Dana gave you Deal 1',
      'Dana mentioned you in Deal 3',
    ]);
    expect(screen.getByText('@Ilse, see photo')).toBeTruthy();
    expect(screen.getByRole('button', { name: /^Notifications ?2 ?new$/ }).getAttribute('aria-current')).toBe('page');
  });

  it('open their record and are then marked as read, from the newest state of the person’s marks', async () => {
    const { performed, router } = await open([given(2), given(1)], {
      rows: [deal, myRecord({ read: [given(1).id] })],
    });
    fireEvent.click(row(/Deal 2/));
    await waitFor(() => expect(router.state.location.pathname).toBe(`/record/${deal.id}`));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.label).toBe('Marked 1 notification as read');
    expect(performed[0]?.edits).toEqual([
      { entity: myNotificationsKind, id: idOf(1), fields: { read: [given(1).id, given(2).id] } },
    ]);
  });

  it('that need the person lead to their entry of the sync page', async () => {
    const { router, performed } = await open([refused]);
    fireEvent.click(screen.getByRole('button', { name: 'Mend it in Sync' }));
    await waitFor(() => expect(router.state.location.href).toContain(`/sync?entry=`));
    expect(router.state.location.search).toMatchObject({ entry: idOf(90) });
    expect(performed).toEqual([]);
  });

  it('are all marked as read in one step, with undo, except those that need the person', async () => {
    const { performed } = await open([refused, given(2), given(1)]);
    fireEvent.click(screen.getByRole('button', { name: 'Mark all read' }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits).toEqual([
      { entity: myNotificationsKind, create: { teamId: null, fields: { readUpTo: [given(2).at] } } },
    ]);
    expect(await screen.findByText('Marked 2 notifications as read')).toBeTruthy();
    expect(screen.getByRole('button', { name: /Undo/ })).toBeTruthy();
  });

  it('are walked through by J and K, and marked by U', async () => {
    const { performed } = await open([given(3), given(2), given(1)], { rows: [myRecord({ read: [given(2).id] })] });
    fireEvent.keyDown(document.body, { key: 'j' });
    expect(document.activeElement?.textContent).toContain('Deal 3');
    fireEvent.keyDown(document.activeElement ?? document.body, { key: 'j' });
    expect(document.activeElement?.textContent).toContain('Deal 2');
    fireEvent.keyDown(document.activeElement ?? document.body, { key: 'u' });
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits).toEqual([
      { entity: myNotificationsKind, id: idOf(1), fields: { read: [], unread: [given(2).id] } },
    ]);
    fireEvent.keyDown(document.activeElement ?? document.body, { key: 'k' });
    expect(document.activeElement?.textContent).toContain('Deal 3');
  });

  it('are filtered by the unread ones and by kind, in the address', async () => {
    const { router } = await open([given(2), given(1), mentioned], { rows: [myRecord({ read: [given(1).id] })] });
    fireEvent.click(screen.getByRole('button', { name: 'Unread 2' }));
    await waitFor(() => expect(titles()).toHaveLength(2));
    fireEvent.change(screen.getByRole('combobox', { name: 'Kind of notification' }), {
      target: { value: 'mentioned' },
    });
    await waitFor(() => expect(titles()).toEqual(['Not read: Dana mentioned you in Deal 3']));
    expect(router.state.location.search).toEqual({ show: 'unread', kind: 'mentioned' });
    fireEvent.change(screen.getByRole('combobox', { name: 'Kind of notification' }), { target: { value: 'due' } });
    expect(await screen.findByText('Nothing here')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Show all' }));
    await waitFor(() => expect(titles()).toHaveLength(3));
  });

  it('explain the empty page if there are none, and say during a first sync that more will arrive', async () => {
    const { tellSync } = await open([]);
    expect(screen.getByText('You are up to date')).toBeTruthy();
    await tellSync({ ...emptySyncStatus, state: 'receiving', firstSync: true });
    expect(await screen.findByText('Nothing has arrived yet')).toBeTruthy();
  });
});

describe('the preferences of notifications', () => {
  const at = '/notifications?preferences=true';

  it('leave out a kind, on all devices of the person', async () => {
    const { performed } = await open([given(1)], { at, rows: [myRecord({ hidden: ['moved'] })] });
    const panel = screen.getByRole('complementary', { name: 'Preferences of notifications' });
    expect(within(panel).getAllByText('always')).toHaveLength(2); // what needs the person
    fireEvent.click(within(panel).getByRole('switch', { name: 'A record is assigned to me: listed here' }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits).toEqual([
      { entity: myNotificationsKind, id: idOf(1), fields: { hidden: ['assigned', 'moved'] } },
    ]);
  });

  it('hide the notifications of such a kind, and do not count them', async () => {
    await open([given(2), mentioned], { rows: [myRecord({ hidden: ['assigned'] })] });
    expect(titles()).toEqual(['Not read: Dana mentioned you in Deal 3']);
    expect(screen.getByRole('button', { name: /^Notifications ?1 ?new$/ })).toBeTruthy();
  });

  it('save quiet hours when both times are there, and explain why equal ones are wrong', async () => {
    const { performed } = await open([], { at });
    const [from, until] = [screen.getByLabelText('From'), screen.getByLabelText('Until')];
    fireEvent.change(from, { target: { value: '18:00' } });
    fireEvent.blur(from);
    fireEvent.change(until, { target: { value: '18:00' } });
    fireEvent.blur(until);
    expect(screen.getByText(/end at another time/)).toBeTruthy();
    expect(performed).toEqual([]);
    fireEvent.change(until, { target: { value: '08:00' } });
    fireEvent.blur(until);
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits).toEqual([
      { entity: myNotificationsKind, create: { teamId: null, fields: { quietFrom: '18:00', quietUntil: '08:00' } } },
    ]);
  });
});
