import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { accept } from '@outpost/domain/kernel/refusal';
import { waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { emptySyncStatus } from '../../bridge/empty-sync-status.ts';
import type { Notification } from '../../bridge/calls/notification-calls.ts';
import { dana, givenShownRecord, me } from '../testing/given-record.ts';
import { type GivenReplica, renderApp } from '../testing/render-app.tsx';
import { myNotificationsKind } from '../places/my-notifications.ts';

installDomLayout();

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
const wants = (fields: NonNullable<Parameters<typeof givenShownRecord>[0]>['fields']) =>
  givenShownRecord({ entity: myNotificationsKind, ownerId: me, fields: { outside: ['assigned'], ...fields } });

/** Draws the window; `come` lets further notifications arrive. */
async function start(first: readonly Notification[], more: GivenReplica = {}) {
  const entries = [...first];
  const app = await renderApp({
    rows: [deal, wants({})],
    ...more,
    handlers: {
      ...more.handlers,
      'notifications.list': () => Promise.resolve(accept({ entries: [...entries], more: false })),
    },
  });
  const come = async (...others: readonly Notification[]) => {
    entries.unshift(...others);
    await app.client.invalidateQueries({ queryKey: ['notifications.list'] });
  };
  return { ...app, come, shown: () => app.outside.map(({ title }) => title) };
}

describe('notifications of the operating system', () => {
  it('are shown for the kinds that the person chose, once each, and open the record', async () => {
    const { come, shown, outside, router } = await start([]);
    await come(given(1), given(2, { kind: 'moved' }));
    await waitFor(() => expect(shown()).toEqual(['Dana gave you Deal 1']));
    await come(given(3));
    await waitFor(() => expect(shown()).toEqual(['Dana gave you Deal 1', 'Dana gave you Deal 3']));
    outside[0]?.onPress();
    await waitFor(() => expect(router.state.location.pathname).toBe(`/record/${deal.id}`));
  });

  it('are not shown without a choice of the person', async () => {
    const { come, shown, local } = await start([given(1)], { rows: [deal] });
    await come(given(2));
    await waitFor(() => expect(local.get('notifications/told')).toHaveLength(2));
    expect(shown()).toEqual([]);
  });

  it('leave out notifications that were read or came more than 12 hours ago', async () => {
    const rows = [deal, wants({ read: [given(1).id] })];
    const { shown, local } = await start([given(1), given(2), given(3, { at: '2026-11-19T20:00:00.000Z' })], { rows });
    await waitFor(() => expect(local.get('notifications/told')).toEqual([given(2).id]));
    expect(shown()).toEqual(['Dana gave you Deal 2']);
  });

  it('are combined into one if many come at once, and are not shown during a first sync', async () => {
    const firstSync = { ...emptySyncStatus, state: 'receiving' as const, firstSync: true };
    const many = Array.from({ length: 30 }, (_, n) => given(n));
    const { shown, tellSync, local } = await start(many, { sync: firstSync });
    expect([shown(), local.get('notifications/told')]).toEqual([[], undefined]);
    await tellSync({ ...emptySyncStatus, state: 'up-to-date', firstSync: false });
    await waitFor(() => expect(shown()).toEqual(['30 new notifications']));
  });

  it('are not shown if this computer has shown them before', async () => {
    const told = () => Promise.resolve(accept({ value: [given(1).id] }));
    const { shown } = await start([given(1), given(2)], { handlers: { 'local.get': told } });
    await waitFor(() => expect(shown()).toEqual(['Dana gave you Deal 2']));
  });

  it('are not shown in the quiet hours, and not after them either', async () => {
    const rows = [deal, wants({ quietFrom: '08:30', quietUntil: '09:30' })]; // it is 09:00
    const { shown, local } = await start([given(1)], { rows });
    await waitFor(() => expect(local.get('notifications/told')).toHaveLength(1));
    expect(shown()).toEqual([]);
  });
});
