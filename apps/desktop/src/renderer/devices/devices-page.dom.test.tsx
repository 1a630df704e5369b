import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { BridgeHandlers } from '../../bridge/serve-bridge.ts';
import { givenDeviceSession } from '../testing/given-device-session.ts';
import { admin, ana } from '../testing/given-people.ts';
import { renderApp } from '../testing/render-app.tsx';

installDomLayout();
const at = '/settings/devices';
const idOf = (n: number) => givenDeviceSession(n).id;
const session = givenDeviceSession;
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
/** Opens the details of a device in the list of everybody. */
async function opened(device: string) {
  const all = within(await screen.findByRole('group', { name: 'Devices of people' }));
  fireEvent.click(all.getByRole('button', { name: new RegExp(`${device}$`, 'u') }));
  return within(screen.getByRole('complementary', { name: device }));
}
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

  it('[PLT-18] show which devices sign in without the second factor, signed out ones too, and ask for it again immediately', async () => {
    const trustedUntil = '2026-12-10T09:00:00.000Z';
    const sessions = [
      session(2, { isHere: true, name: 'ILSE-T14', trustedUntil }),
      session(3, { name: 'Old laptop', endedAt: '2026-11-18T09:00:00.000Z', endedWhy: 'signed-out', trustedUntil }),
    ];
    const asked: unknown[] = [];
    const { handlers } = given({
      'devices.own': () => Promise.resolve(accept({ sessions: [...sessions] })),
      'devices.endTrust': (input) => {
        asked.push(input);
        sessions.splice(1, 1);
        return Promise.resolve(accept(null));
      },
    });
    await renderApp({ at, handlers });
    const list = await own();
    const lines = await list.findAllByRole('listitem');
    expect(lines.map((line) => line.textContent?.includes('Signs in without your second factor until'))).toEqual([true, true]); // prettier-ignore
    expect(list.queryByRole('button', { name: /Sign out Old laptop/ })).toBeNull();
    fireEvent.click(list.getByRole('button', { name: 'Ask for it again on Old laptop' }));
    await waitFor(() => expect(asked).toEqual([{ id: idOf(3) }]));
    await waitFor(() => expect(list.queryByText('Old laptop')).toBeNull());
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
    fireEvent.click((await opened('ANA-X1')).getByRole('button', { name: 'Sign out ANA-X1 of Ana Brecklin' }));
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

  it('are asked for again by a link, as the person may have signed in since', async () => {
    const sessions = [...mine];
    const { handlers } = given({ 'devices.ofPeople': () => Promise.resolve(accept({ sessions: [...sessions] })) });
    const { router } = await renderApp({ session: admin, at, handlers });
    expect(await screen.findByText(/^2 sessions of 1 person/)).toBeDefined();
    sessions.push(hers);
    await router.navigate({ to: at, search: { person: ana.id } });
    expect(await screen.findByText('ANA-X1')).toBeDefined();
    await router.navigate({ to: '/sync' });
    sessions.push(session(8, { personId: ana.id, personName: 'Ana Brecklin', name: 'ANA-Y2' }));
    await router.navigate({ to: at });
    expect(await screen.findByText('ANA-Y2')).toBeDefined();
  });
});

describe('the list of the devices of people', () => {
  const wiped = '2026-11-19T09:00:00.000Z';
  const wipe = { id: idOf(40), why: 'ordered', orderedAt: wiped, contactedAt: null, handedOverAt: null, wipedAt: null, acts: 0, applied: 0 }; // prettier-ignore
  const every = [
    session(2, { isHere: true, name: 'ILSE-T14' }),
    session(5, { name: 'ILSE-A5', unsent: 12, lastUsedAt: '2026-11-18T09:00:00.000Z' }),
    session(6, { name: 'ILSE-E7', unsent: null, endedAt: wiped, endedWhy: 'ended-elsewhere' }),
    { ...hers, unsent: 7, endedAt: wiped, endedWhy: 'wiped', wipe },
    session(7, { name: 'OLD-1', endedAt: wiped, endedWhy: 'wiped', wipe: { ...wipe, id: idOf(41), contactedAt: wiped, handedOverAt: wiped, wipedAt: wiped, acts: 4, applied: 4 } }), // prettier-ignore
  ];
  const listed = () => given({ 'devices.ofPeople': () => Promise.resolve(accept({ sessions: [...every] })) });
  const rows = () => within(screen.getByRole('group', { name: 'Devices of people' })).getAllByRole('row').slice(1).map((row) => row.textContent ?? ''); // prettier-ignore

  it('[D-5] shows the unsent acts and the state of each, those that ask for something first', async () => {
    await renderApp({ session: admin, at, handlers: listed().handlers });
    await screen.findByText('ANA-X1');
    expect(rows()).toEqual([
      expect.stringMatching(/ANA-X1.*7 to come.*To be wiped at its next contact/),
      expect.stringMatching(/ILSE-A5.*12.*Idle/),
      expect.stringMatching(/ILSE-T14.*none.*this device/),
      expect.stringMatching(/ILSE-E7.*not known.*Ended: signed out from another device/),
      expect.stringMatching(/OLD-1.*4 handed over.*Wiped/),
    ]);
    expect(screen.getByText('5 of 5, those that ask for something first')).toBeDefined();
    expect(screen.getByText('1 to be wiped, 1 active, 1 idle, 1 wiped, 1 ended')).toBeDefined();
  });

  it('is filtered by words and by state, and says when no device matches', async () => {
    await renderApp({ session: admin, at, handlers: listed().handlers });
    await screen.findByText('ANA-X1');
    const filter = within(screen.getByRole('search', { name: 'Filter the devices' }));
    fireEvent.change(filter.getByRole('combobox', { name: 'State' }), { target: { value: 'wiped' } });
    expect(rows()).toEqual([expect.stringContaining('OLD-1')]);
    fireEvent.change(filter.getByRole('textbox', { name: 'Person, device or address' }), { target: { value: 'ana' } });
    expect(screen.getByRole('heading', { name: 'No device matches' })).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: /^Clear the filter/ }));
    expect(rows()).toHaveLength(5);
    fireEvent.change(filter.getByRole('textbox', { name: 'Person, device or address' }), { target: { value: '198.51' } }); // prettier-ignore
    expect(rows()).toEqual([expect.stringContaining('ANA-X1')]);
  });

  it('[D-5] has a panel for each device with its contacts, unsent acts and wipe, which Esc closes', async () => {
    await renderApp({ session: admin, at, handlers: listed().handlers });
    await screen.findByText('ANA-X1');
    const panel = await opened('ANA-X1');
    expect(panel.getByText(/^7 acts at its last contact, /)).toBeDefined();
    expect(panel.getByText('offline without an end')).toBeDefined();
    const steps = within(panel.getByRole('region', { name: 'Wipe' })).getAllByRole('listitem').map((item) => item.textContent); // prettier-ignore
    expect(steps.slice(1)).toEqual(['Received by the devicenot yet', 'Unsent acts handed overnot yet', 'Wipednot yet']);
    expect(screen.getByRole('button', { name: /ANA-X1$/, pressed: true })).toBeDefined();
    fireEvent.keyDown(document.body, { key: 'Escape' });
    await waitFor(() => expect(screen.queryByRole('complementary', { name: 'ANA-X1' })).toBeNull());
  });

  it('leads to all devices of a person', async () => {
    await renderApp({ session: admin, at, handlers: listed().handlers });
    await screen.findByText('ANA-X1');
    fireEvent.click((await opened('ANA-X1')).getByRole('button', { name: 'All devices of Ana Brecklin' }));
    expect(await screen.findByRole('region', { name: 'Of Ana Brecklin' })).toBeDefined();
    expect(rows()).toHaveLength(1);
  });
});

describe('a lost device', () => {
  const wipe = {
    id: idOf(40),
    why: 'ordered',
    orderedAt: '2026-11-19T09:00:00.000Z',
    contactedAt: null,
    handedOverAt: null,
    wipedAt: null,
    acts: 0,
    applied: 0,
  };
  const everyone = async () => within(await screen.findByRole('region', { name: 'Everyone’s' }));

  it('[D-5] is wiped after a choice that explains the result', async () => {
    const ordered: unknown[] = [];
    const { handlers, ended } = given({
      'devices.wipe': (input) => {
        ordered.push(input);
        return Promise.resolve(accept({ ordered: 1 }));
      },
    });
    await renderApp({ session: admin, at, handlers });
    fireEvent.click((await opened('ANA-X1')).getByRole('button', { name: 'Sign out ANA-X1 of Ana Brecklin' }));
    fireEvent.click(screen.getByRole('radio', { name: 'End it, keep the unsent, wipe' }));
    expect(screen.getByRole('dialog', { name: 'Wipe ANA-X1 of Ana Brecklin' }).textContent).toContain(
      'At its next contact',
    );
    confirm(/^End and wipe/);
    await waitFor(() => expect(ordered).toEqual([{ id: idOf(4), whose: 'other' }]));
    expect(ended).toEqual([]);
  });

  it('[D-5] that cannot get the order is signed out, and the page says that its data stays', async () => {
    const { handlers } = given({ 'devices.wipe': () => Promise.resolve(accept({ ordered: 0 })) });
    await renderApp({ at, handlers });
    fireEvent.click(await (await own()).findByRole('button', { name: 'Wipe this device' }));
    confirm(/^End and wipe/);
    expect((await screen.findByRole('alert')).textContent).toContain('can’t be told to wipe itself');
  });

  it('[D-5] shows the progress of its order, which can be withdrawn until the device has it', async () => {
    const kept: unknown[] = [];
    const { handlers } = given({
      'devices.ofPeople': () => Promise.resolve(accept({ sessions: [{ ...hers, endedAt: wipe.orderedAt, endedWhy: 'wiped', wipe }] })), // prettier-ignore
      'devices.keep': (input) => {
        kept.push(input);
        return Promise.resolve(accept(null));
      },
    });
    await renderApp({ session: admin, at, handlers });
    expect(await (await everyone()).findByText('To be wiped at its next contact')).toBeDefined();
    fireEvent.click((await opened('ANA-X1')).getByRole('button', { name: /^Take back/ }));
    await waitFor(() => expect(kept).toEqual([{ id: wipe.id }]));
  });

  it('[D-5] has its changes listed and the chosen ones applied; values that are not shared stay hidden', async () => {
    const done = {
      ...wipe,
      contactedAt: wipe.orderedAt,
      handedOverAt: wipe.orderedAt,
      wipedAt: wipe.orderedAt,
      acts: 3,
    };
    const act = (n: number, change: object) => ({
      id: idOf(50 + n),
      label: `Change ${n}`,
      madeAt: '2026-11-18T09:00:00.000Z',
      state: 'waiting' as const,
      reason: null,
      since: 'none' as const,
      edits: [{ entity: 'crm/account', record: idOf(60 + n), creates: true, fields: n === 2 ? null : { name: 'New' } }],
      ...change,
    });
    const applied: unknown[] = [];
    const { handlers } = given({
      'devices.ofPeople': () => Promise.resolve(accept({ sessions: [{ ...hers, endedAt: wipe.orderedAt, endedWhy: 'wiped', wipe: done }] })), // prettier-ignore
      'devices.handedOver': () =>
        Promise.resolve(accept({ acts: [act(1, {}), act(2, {}), act(3, { since: 'arrived' })], drafts: 0, files: 0 })),
      'devices.applyHandedOver': (input) => {
        applied.push(input);
        return Promise.resolve(accept({ acts: [{ id: idOf(51), applied: false, problem: 'The account is gone.' }] }));
      },
    });
    await renderApp({ session: admin, at, handlers });
    fireEvent.click((await opened('ANA-X1')).getByRole('button', { name: /^3 handed over/ }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Handed over by ANA-X1' }));
    expect((await dialog.findByText(/not shared with you/)).textContent).toContain('1 of them');
    expect(dialog.getByText(/Had arrived before/)).toBeDefined();
    fireEvent.click(dialog.getByRole('checkbox', { name: 'Change 1' }));
    fireEvent.click(dialog.getByRole('button', { name: /^Apply 1 change/ }));
    await waitFor(() => expect(applied).toEqual([{ id: wipe.id, acts: [idOf(51)] }]));
    expect(await dialog.findByText('The account is gone.')).toBeDefined();
  });
});

describe('a device that is reported as lost', () => {
  const lost = { at: '2026-11-17T18:20:00.000Z', by: ana.id, byName: 'Ana Brecklin' };
  const asked = { at: lost.at, by: idOf(2), byName: 'Olga Keene', answer: null, answeredAt: null };
  /** Keeps what the page reports and asks. */
  function reporting(change: Partial<BridgeHandlers>) {
    const told: unknown[] = [];
    const { handlers } = given({
      'devices.report': (input) => (told.push(input), Promise.resolve(accept(null))),
      'devices.ask': (input) => (told.push(input), Promise.resolve(accept(null))),
      ...change,
    });
    return { handlers, told };
  }

  it('[D-5] is the first in the list, with its reporter, and its panel says what it holds and what follows', async () => {
    const session34 = { ...hers, unsent: 7, held: { records: 38_204, files: 212 }, lost };
    const { handlers, told } = reporting({
      'devices.ofPeople': () => Promise.resolve(accept({ sessions: [...mine, session34] })),
    });
    await renderApp({ session: admin, at, handlers });
    await screen.findByText('ANA-X1');
    const [, first] = within(screen.getByRole('group', { name: 'Devices of people' })).getAllByRole('row');
    expect(first?.textContent).toMatch(/ANA-X1.*7.*Reported lostby Ana Brecklin/);
    expect(screen.getByText('1 reported lost, 2 active, 1 ended')).toBeDefined();
    const panel = await opened('ANA-X1');
    expect(panel.getByText('38,204 records and 212 files, encrypted')).toBeDefined();
    expect(panel.getByText(/^Reported lost by Ana Brecklin, /)).toBeDefined();
    expect(panel.getByRole('region', { name: 'Reported lost' }).textContent).toContain('Nothing on it is wiped yet');
    fireEvent.click(panel.getByRole('button', { name: 'Not lost ANA-X1 of Ana Brecklin' }));
    await waitFor(() => expect(told).toEqual([{ id: idOf(4), whose: 'other', isLost: false }]));
  });

  it('[D-5] an administrator reports it, or asks its person before it is wiped', async () => {
    const answers = [hers, { ...hers, asked }, { ...hers, asked: { ...asked, answer: 'here' as const, answeredAt: lost.at } }]; // prettier-ignore
    const state = { place: 0 };
    const { handlers, told } = reporting({
      'devices.ofPeople': () => Promise.resolve(accept({ sessions: [answers[state.place] ?? hers] })),
    });
    await renderApp({ session: admin, at, handlers });
    await screen.findByText('ANA-X1');
    const panel = await opened('ANA-X1');
    expect(panel.getByText('The device has not reported it.')).toBeDefined();
    state.place = 1;
    fireEvent.click(panel.getByRole('button', { name: 'Ask Ana Brecklin first whether ANA-X1 is lost' }));
    expect(await panel.findByText(/^Olga Keene asked, .*; no answer yet$/)).toBeDefined();
    state.place = 2;
    fireEvent.click(panel.getByRole('button', { name: /^Ask Ana Brecklin again/ }));
    expect(await panel.findByText(/; answered .*: the person has it$/)).toBeDefined();
    fireEvent.click(panel.getByRole('button', { name: 'Report lost ANA-X1 of Ana Brecklin' }));
    await waitFor(() => expect(told).toEqual([{ id: idOf(4) }, { id: idOf(4) }, { id: idOf(4), whose: 'other', isLost: true }])); // prettier-ignore
  });

  it('[D-5] its person sees the question and the report, and answers', async () => {
    const sessions = [
      session(2, { isHere: true, name: 'ILSE-T14' }),
      session(1, { name: 'Phone', asked }),
      session(3, { name: 'Old laptop', endedAt: lost.at, endedWhy: 'signed-out', lost }),
    ];
    const { handlers, told } = reporting({ 'devices.own': () => Promise.resolve(accept({ sessions })) });
    await renderApp({ at, handlers });
    const list = await own();
    expect(await list.findByText(/^Is it lost\? Olga Keene asked/)).toBeDefined();
    expect(list.getByText(/^Reported lost by Ana Brecklin/)).toBeDefined();
    fireEvent.click(list.getByRole('button', { name: 'I have it Phone' }));
    fireEvent.click(list.getByRole('button', { name: 'It is lost Phone' }));
    fireEvent.click(list.getByRole('button', { name: 'I have it Old laptop' }));
    await waitFor(() =>
      expect(told).toEqual([
        { id: idOf(1), whose: 'own', isLost: false },
        { id: idOf(1), whose: 'own', isLost: true },
        { id: idOf(3), whose: 'own', isLost: false },
      ]),
    );
    expect(list.queryByRole('button', { name: /(I have it|It is lost) ILSE-T14/ })).toBeNull();
  });

  it('[D-5] its person is not asked again after an answer', async () => {
    const answered = { ...asked, answer: 'here' as const, answeredAt: lost.at };
    const sessions = [session(1, { name: 'Phone', asked: answered })];
    const { handlers } = reporting({ 'devices.own': () => Promise.resolve(accept({ sessions })) });
    await renderApp({ at, handlers });
    const list = await own();
    expect(await list.findByRole('button', { name: 'It is lost Phone' })).toBeDefined();
    expect(list.queryByRole('button', { name: 'I have it Phone' })).toBeNull();
    expect(list.queryByText(/^Is it lost\?/)).toBeNull();
  });

  it('[D-5] a refusal is shown, and the list is read again', async () => {
    const lists = [mine, mine.slice(1)];
    const { handlers } = reporting({
      'devices.own': () => Promise.resolve(accept({ sessions: [...(lists.shift() ?? [])] })),
      'devices.report': () => Promise.resolve(refuse('request/not-found', 'There is no such session.', { path: '/' })),
    });
    await renderApp({ at, handlers });
    const list = await own();
    fireEvent.click(await list.findByRole('button', { name: 'It is lost Phone' }));
    expect(await screen.findByText('There is no such session.')).toBeDefined();
    await waitFor(() => expect(list.queryByText('Phone')).toBeNull());
  });
});

describe('the app on a device that is wiped', () => {
  it('[D-5] shows no record while it hands over its changes, and reports the result afterwards', async () => {
    const wiping = { ...admin, state: 'wiping' as const, memberships: [] };
    const { unmount } = await renderApp({ session: wiping, at });
    expect(await screen.findByRole('heading', { name: 'Your access on this device has ended' })).toBeDefined();
    expect(screen.queryByRole('navigation')).toBeNull();
    unmount();
    const wiped = { organisation: 'Fenwright', at: '2026-11-20T08:00:00.000Z', acts: 2 };
    await renderApp({
      session: { ...admin, state: 'signed-out', person: null, organisation: null, memberships: [], wiped },
      at,
    });
    expect(await screen.findByRole('heading', { name: 'This device was wiped' })).toBeDefined();
    expect(screen.getByText(/2 unsent changes were handed over/)).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    expect(await screen.findByRole('textbox', { name: /mail/i })).toBeDefined();
  });
});
