import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { DeviceSession } from '../../bridge/calls/device-calls.ts';
import type { BridgeHandlers } from '../../bridge/serve-bridge.ts';
import { admin, ana } from '../testing/given-people.ts';
import { me } from '../testing/given-record.ts';
import { renderApp } from '../testing/render-app.tsx';

installDomLayout();
const at = '/settings/devices';
const idOf = (n: number) => `0190b1f2-7c00-7000-8000-00000000e0${String(n).padStart(2, '0')}`;
const session = (n: number, change: Partial<DeviceSession>): DeviceSession => ({
  id: idOf(n),
  personId: me,
  personName: 'Ilse Torvane',
  name: `ILSE-${n}`,
  kind: 'computer',
  address: '203.0.113.40',
  signedInFrom: '203.0.113.40',
  signedInAt: '2026-11-01T09:00:00.000Z',
  lastUsedAt: '2026-11-20T08:50:00.000Z',
  endsAt: '2026-11-27T08:50:00.000Z',
  endedAt: null,
  endedWhy: null,
  isHere: false,
  ...change,
});
const mine = [
  session(1, { kind: 'browser', name: 'Phone' }),
  session(2, { isHere: true, name: 'ILSE-T14' }),
  session(3, { name: 'Old laptop', endedAt: '2026-11-18T09:00:00.000Z', endedWhy: 'ended-elsewhere' }),
];
const hers = session(4, { personId: ana.id, personName: 'Ana Brecklin', name: 'ANA-X1', address: '198.51.100.7' });

/** A server that lists these sessions, with the calls that end some. */
function given(change: Partial<BridgeHandlers> = {}) {
  const ended: unknown[] = [];
  const handlers: Partial<BridgeHandlers> = {
    'devices.own': () => Promise.resolve(accept({ sessions: [...mine] })),
    'devices.ofPeople': () => Promise.resolve(accept({ sessions: [hers, ...mine] })),
    'devices.end': (input) => {
      ended.push(input);
      return Promise.resolve(accept(null));
    },
    'devices.endOwn': (input) => {
      ended.push(input);
      return Promise.resolve(accept({ ended: 1 }));
    },
    'devices.endAllOf': (input) => {
      ended.push(input);
      return Promise.resolve(accept({ ended: 1 }));
    },
    ...change,
  };
  return { handlers, ended };
}
const own = async () => within(await screen.findByRole('region', { name: 'Yours' }));
const confirm = (name: RegExp | string) =>
  fireEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name }));

describe('the devices of a person', () => {
  it('are listed with this one first and marked, and without those that have ended', async () => {
    await renderApp({ at, handlers: given().handlers });
    const list = await own();
    const lines = await list.findAllByRole('listitem');
    expect(lines.map((line) => line.textContent)).toEqual([
      expect.stringContaining('ILSE-T14'),
      expect.stringContaining('Phone'),
    ]);
    expect(lines[0]?.textContent).toContain('this device');
    expect(lines[1]?.textContent).toContain('last used 10 minutes ago, browser, 203.0.113.40');
    expect(screen.queryByRole('region', { name: 'Everyone’s' })).toBeNull();
    expect(screen.getByText('7 days')).toBeDefined();
  });

  it('are signed out one by one, after a question', async () => {
    const { handlers, ended } = given();
    await renderApp({ at, handlers });
    fireEvent.click(await (await own()).findByRole('button', { name: 'Sign out Phone' }));
    expect(ended).toEqual([]);
    confirm(/^Sign out/);
    await waitFor(() => expect(ended).toEqual([{ id: idOf(1), whose: 'own' }]));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it.each([
    ['Sign out the others', 'others'],
    ['Sign out all', 'all'],
  ])('are signed out together: %s', async (button, which) => {
    const { handlers, ended } = given();
    await renderApp({ at, handlers });
    fireEvent.click(await (await own()).findByRole('button', { name: button }));
    confirm(new RegExp(`^${button}`));
    await waitFor(() => expect(ended).toEqual([{ which }]));
  });

  it('say why they cannot be signed out, and stay', async () => {
    const offline = () => Promise.resolve(refuse('sync/offline', 'The server can’t be reached.', {}));
    await renderApp({ at, handlers: given({ 'devices.end': offline }).handlers });
    fireEvent.click(await (await own()).findByRole('button', { name: 'Sign out Phone' }));
    confirm(/^Sign out/);
    expect((await screen.findByRole('alert')).textContent).toBe('The server can’t be reached.');
    expect(screen.getByRole('dialog')).toBeDefined();
  });

  it('cannot be listed without the server: the page says so and asks again', async () => {
    const line = { isCut: true };
    const { handlers } = given({
      'devices.own': () =>
        Promise.resolve(
          line.isCut ? refuse('sync/offline', 'The server can’t be reached.', {}) : accept({ sessions: [...mine] }),
        ),
    });
    await renderApp({ at, handlers });
    expect((await screen.findByRole('alert')).textContent).toContain('The server can’t be reached.');
    line.isCut = false;
    fireEvent.click(screen.getByRole('button', { name: 'Ask again' }));
    expect(await (await own()).findByRole('button', { name: 'Sign out Phone' })).toBeDefined();
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
  });
});

describe('the devices of other people', () => {
  it('are listed for administrators, with those that have ended, and signed out', async () => {
    const { handlers, ended } = given();
    await renderApp({ session: admin, at, handlers });
    const all = within(await screen.findByRole('region', { name: 'Everyone’s' }));
    expect(await all.findByText('ANA-X1')).toBeDefined();
    expect(all.getByText('Ended: signed out from another device')).toBeDefined();
    expect(all.getByText(/^3 sessions of 2 people/)).toBeDefined();
    fireEvent.click(all.getByRole('button', { name: 'Sign out ANA-X1 of Ana Brecklin' }));
    confirm(/^Sign out/);
    await waitFor(() => expect(ended).toEqual([{ id: idOf(4), whose: 'other' }]));
  });

  it('are shown for one person, and all of theirs signed out', async () => {
    const { handlers, ended } = given();
    await renderApp({ session: admin, at: `${at}?person=${ana.id}`, handlers });
    const hersAlone = within(await screen.findByRole('region', { name: 'Of Ana Brecklin' }));
    expect(hersAlone.queryByText('Old laptop')).toBeNull();
    fireEvent.click(hersAlone.getByRole('button', { name: 'Sign out all of Ana Brecklin' }));
    confirm(/^Sign out all/);
    await waitFor(() => expect(ended).toEqual([{ person: ana.id }]));
    fireEvent.click(hersAlone.getByRole('button', { name: 'Show everyone’s' }));
    expect(await screen.findByRole('region', { name: 'Everyone’s' })).toBeDefined();
  });
});
