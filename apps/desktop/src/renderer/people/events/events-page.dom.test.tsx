import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { EventOut, EventStream } from '../../../bridge/calls/event-calls.ts';
import type { CallInput } from '../../../bridge/contract.ts';
import type { BridgeHandlers } from '../../../bridge/serve-bridge.ts';
import { givenSession, renderApp } from '../../testing/render-app.tsx';

installDomLayout();
const admin = { role: 'admin', teamId: null, grants: ['**:*@org'], portal: false };
const stream = (change: Partial<EventStream> = {}): EventStream => ({
  broker: 'nats',
  n: 41,
  publishedAt: '2026-11-20T07:00:00.000Z',
  failingSince: null,
  fault: null,
  restsUntil: null,
  ...change,
});
const event = (n: number, change: Partial<EventOut> = {}): EventOut => ({
  n,
  topics: ['crm.deal.events'],
  event: { type: 'deal.updated', time: '2026-11-20T07:00:00.000Z', data: { n, changed: ['amount'] } },
  deliveredTo: ['nats'],
  ...change,
});

/** The first test of a file loads the screens of the settings, which takes long on a loaded machine. */
const loaded = { timeout: 20_000 };

async function open(streams: readonly EventStream[], handlers: Partial<BridgeHandlers> = {}, session = givenSession({ memberships: [admin] })) {
  await renderApp({
    at: '/settings/events',
    session,
    handlers: {
      'events.streams': () => Promise.resolve(accept({ streams: [...streams], head: 43, topics: ['audit.events', 'crm.deal.events'] })),
      'events.signIns': () => Promise.resolve(accept({ from: '2026-11-06T08:00:00.000Z', days: [{ day: '2026-11-20', signIns: 7, people: 12 }] })),
      'events.list': () => Promise.resolve(accept({ events: [event(42, { deliveredTo: [] }), event(41)], more: 41 })),
      ...handlers,
    },
  });
  await screen.findByRole('navigation', { name: 'Settings' }, loaded);
} // prettier-ignore

describe('[EVT-20] the page of event streams', () => {
  it('shows each broker with its place, and each event with its topics, its payload and who has it', async () => {
    await open([stream({ n: 43 }), stream({ broker: 'kafka', n: 41 })]);
    expect(await screen.findByText('Up to date, at 43')).toBeTruthy();
    expect(screen.getByText('At 41, 2 wait')).toBeTruthy();
    const table = within(await screen.findByRole('group', { name: 'Events' }));
    expect(table.getByText('waits for NATS, Kafka')).toBeTruthy();
    expect(table.getByText('waits for Kafka')).toBeTruthy();
    fireEvent.click(table.getAllByRole('button', { name: /deal\.updated/ })[0] as HTMLElement);
    expect(within(screen.getByRole('region', { name: 'Event 42' })).getByText(/"changed"/)).toBeTruthy();
  });

  it('says what is wrong with a broker, and that nothing is lost', async () => {
    await open([
      stream({ fault: 'unreachable', failingSince: '2026-11-20T07:00:00.000Z', restsUntil: '2026-11-20T07:05:00.000Z' }), // prettier-ignore
      stream({ broker: 'kafka', fault: 'refused', failingSince: '2026-11-20T07:00:00.000Z' }),
    ]);
    expect(await screen.findByText(/^Can’t be reached since/)).toBeTruthy();
    expect(screen.getByText(/^Nothing is lost\. Next try/)).toBeTruthy();
    expect(screen.getByText(/^Takes no events since/)).toBeTruthy();
  });

  it('says that no broker is set up, and goes to older events and back', async () => {
    const asked: CallInput<'events.list'>[] = [];
    await open([], {
      'events.list': (input) => {
        asked.push(input);
        return Promise.resolve(accept({ events: [event(input.before === null ? 42 : 7, { deliveredTo: [] })], more: input.before === null ? 41 : null })); // prettier-ignore
      },
    });
    expect(await screen.findByText(/^No broker is set up/)).toBeTruthy();
    expect(await screen.findByText('not sent')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Older' }));
    await waitFor(() => expect(asked.at(-1)).toEqual({ before: 41, topic: null }));
    fireEvent.click(await screen.findByRole('button', { name: 'Newest' }));
    expect(await screen.findByRole('button', { name: 'Older' })).toBeTruthy();
  });

  it('[EVT-21] shows sign-ins and active people of each day', async () => {
    await open([]);
    const table = within(await screen.findByRole('group', { name: 'Sign-ins and active people' }));
    expect(table.getByText('12')).toBeTruthy();
  });

  it('is for administrators', async () => {
    await open([], {}, givenSession({ memberships: [{ role: 'member', teamId: null, grants: ['crm/*:read@org'], portal: false }] })); // prettier-ignore
    expect(await screen.findByText('Only administrators change event streams')).toBeTruthy();
  });
});
