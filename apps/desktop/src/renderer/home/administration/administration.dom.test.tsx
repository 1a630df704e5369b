import { systemUserId } from '@outpost/domain/engine/act/author';
import type { AuditEntry } from '@outpost/domain/kernel/audit/audit-log';
import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { emptySyncStatus } from '../../../bridge/empty-sync-status.ts';
import { entryOfRow } from '../../people/journal/entry-words.ts';
import { givenDeviceSession } from '../../testing/given-device-session.ts';
import { admin, ana, contacts, givenRecords, olga, zoe } from '../../testing/given-people.ts';
import { givenShownRecord } from '../../testing/given-record.ts';
import { type GivenReplica, givenSession, renderApp } from '../../testing/render-app.tsx';

installDomLayout();
afterEach(cleanup);

const panel = async (name: string) => within(await screen.findByRole('region', { name }));
const linesIn = ({ getAllByRole }: Awaited<ReturnType<typeof panel>>) => getAllByRole('listitem').map((one) => one.textContent); // prettier-ignore

const event = (n: number, action: string, change: Partial<AuditEntry> = {}): AuditEntry => ({
  ...entryOfRow({ n, at: '2026-11-20T08:00:00.000Z', kind: 'changed', label: '', by: olga.id, device: null, act: null, entity: '', id: givenShownRecord().id, changed: {}, group: null, undoes: null, madeAt: null, superseded: {} }), // prettier-ignore
  class: 'security',
  action,
  ...change,
});
const wipe = { id: givenShownRecord().id, why: 'ordered', orderedAt: '2026-11-18T09:00:00.000Z', contactedAt: null, handedOverAt: null, wipedAt: null, acts: 0, applied: 0 }; // prettier-ignore
const sessions = [
  givenDeviceSession(1),
  givenDeviceSession(2, { personName: 'Olga Keene', name: 'OLGA-X1', lastUsedAt: '2026-10-20T09:00:00.000Z' }),
  givenDeviceSession(3, { personName: 'Sam Vale', name: 'SAM-1', endedAt: '2026-11-18T09:00:00.000Z', wipe }),
  givenDeviceSession(4, { personName: 'Ana Brecklin', name: 'ANA-1', endedAt: '2026-11-18T09:00:00.000Z', wipe: { ...wipe, contactedAt: wipe.orderedAt, handedOverAt: wipe.orderedAt, wipedAt: wipe.orderedAt, acts: 3, applied: 1 } }), // prettier-ignore
  givenDeviceSession(5, { name: 'Ended long ago', lastUsedAt: '2026-09-01T09:00:00.000Z', endedAt: '2026-10-01T09:00:00.000Z' }), // prettier-ignore
];
const quota = { key: 'people', label: 'people', unit: 'records' as const, limit: 100, used: 95 };

const handlers: NonNullable<GivenReplica['handlers']> = {
  ...contacts,
  'people.invites': () => Promise.resolve(accept({ invites: [{ person: zoe.id, state: 'waiting', sentAt: '2026-11-18T09:00:00.000Z', expiresAt: '2026-11-23T10:00:00.000Z' }] })), // prettier-ignore
  'people.recoveries': () => Promise.resolve(accept({ recoveries: [{ personId: olga.id, begunBy: ana.id, begunAt: '2026-11-19T09:00:00.000Z', dueAt: '2026-11-22T09:00:00.000Z' }] })), // prettier-ignore
  'devices.ofPeople': () => Promise.resolve(accept({ sessions })),
  'organisation.plan': () => Promise.resolve(accept({ plan: 'default', quotas: [quota, { ...quota, key: 'x', label: 'deals', used: 89 }, { ...quota, key: 'y', label: 'leads', limit: null }] })), // prettier-ignore
  'journal.entries': () =>
    Promise.resolve(
      accept({
        entries: [
          event(9, 'sign-in'),
          event(8, 'sign-in/new-device', { by: olga.id, times: 2 }),
          event(7, 'sign-in/new-device', { by: ana.id }),
          event(6, 'account/locked', { by: null, about: ana.id }),
        ],
        refs: {},
        names: { [olga.id]: 'Olga Keene', [ana.id]: 'Ana Brecklin' },
        next: null,
      }),
    ),
};

describe('[T-20] the home page of people who administer the organisation', () => {
  const open = (more: Partial<GivenReplica> = {}) =>
    renderApp({ session: admin, rows: givenRecords, ...more, handlers: { ...handlers, ...more.handlers } });

  it('names the people who wait, and opens them', async () => {
    const { router } = await open();
    const waiting = await panel('People who wait');
    await waiting.findByText('Ana Brecklin');
    await waiting.findByText('Olga Keene');
    expect(linesIn(waiting)).toEqual([
      expect.stringMatching(/Olga Keene.*second factors are removed.*in 2 days/i),
      expect.stringMatching(/Ana Brecklin.*Has not signed in/),
      expect.stringMatching(/Zoe Holt.*Invited.*3 days left/),
    ]);
    fireEvent.click(waiting.getByRole('button', { name: 'Zoe Holt' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/settings/people'));
    expect(router.state.location.search).toEqual({ person: zoe.id });
  });

  it('names devices without contact, devices to be wiped, and changes that nobody has applied', async () => {
    await open();
    const devices = await panel('Devices');
    await devices.findByText('Olga Keene, OLGA-X1');
    expect(linesIn(devices)).toEqual([
      expect.stringMatching(/Sam Vale, SAM-1.*To be wiped at its next contact/),
      expect.stringMatching(/Ana Brecklin, ANA-1.*Handed over 2 changes that nobody has applied/),
      expect.stringMatching(/Olga Keene, OLGA-X1.*20 Oct 2026.*last month/),
    ]);
  });

  it('counts unusual security events by their sort, the most urgent first, and names limits that are near', async () => {
    await open();
    const security = await panel('Security');
    await security.findByText('Password sign-in locked');
    expect(linesIn(security)).toEqual([
      expect.stringMatching(/Password sign-in locked.*account of Ana Brecklin/),
      expect.stringMatching(/Signed in on a new device, 3 times.*Last by: Olga Keene/),
    ]);
    const limits = await panel('Limits');
    expect(linesIn(limits)).toEqual([expect.stringMatching(/People.*95 of 100.*95/)]);
  });

  it('names a person of an event who comes to the device after the answer', async () => {
    await open({ handlers: { 'journal.entries': () => Promise.resolve(accept({ entries: [event(8, 'sign-in/new-device', { by: olga.id })], refs: {}, names: {}, next: null })) } }); // prettier-ignore
    const security = await panel('Security');
    expect(await security.findByText('Olga Keene')).toBeDefined();
  });

  it('says that the system made a change that nobody has made', async () => {
    await open({ handlers: { 'journal.entries': () => Promise.resolve(accept({ entries: [event(8, 'rights/changed', { by: systemUserId, times: 2 })], refs: {}, names: {}, next: null })) } }); // prettier-ignore
    const security = await panel('Security');
    expect(await security.findByText('Last by: The system')).toBeDefined();
  });

  it('names a suspension by the operator and new addresses of webhooks', async () => {
    const entries = [event(9, 'webhook/made'), event(8, 'organisation/suspended', { by: systemUserId })];
    await open({ handlers: { 'journal.entries': () => Promise.resolve(accept({ entries, refs: {}, names: {}, next: null })) } }); // prettier-ignore
    const security = await panel('Security');
    await security.findByText('Webhook address made');
    expect(linesIn(security)).toEqual([
      expect.stringMatching(/Organisation suspended by the operator.*The system/),
      expect.stringMatching(/Webhook address made.*Olga Keene/),
    ]);
  });

  it('folds the part, and remembers it', async () => {
    await open();
    const all = await panel('Administration');
    await panel('Security');
    fireEvent.click(all.getByRole('button', { name: 'Administration', expanded: true }));
    await waitFor(() => expect(screen.queryByRole('region', { name: 'Security' })).toBeNull());
    fireEvent.click(all.getByRole('button', { name: 'Administration', expanded: false }));
    expect(await panel('Security')).toBeDefined();
  });

  it('folds the day and most reports of the dashboards of a person who leads and administers', async () => {
    const grants = ['**:*@org', '*:*@org'];
    const session = givenSession({ memberships: [{ role: 'owner', teamId: null, grants, portal: false }] });
    await open({ session });
    await screen.findByRole('button', { name: 'Show all 6 reports of “This quarter”' });
    const reports = () => document.querySelectorAll('[data-report]').length;
    expect(reports()).toBe(2);
    fireEvent.click(screen.getByRole('button', { name: 'Show all 6 reports of “This quarter”' }));
    await waitFor(() => expect(reports()).toBe(6));
    expect(await panel('New for you')).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Your day', expanded: true }));
    await waitFor(() => expect(screen.queryByRole('region', { name: 'New for you' })).toBeNull());
  });

  it('keeps the last check of the journal on the device', async () => {
    await open({ handlers: { 'journal.verify': () => Promise.resolve(accept({ ok: true, rows: 1_204, head: 1_204, problem: null, server: 'checked', devices: null })) } }); // prettier-ignore
    const here = await panel('On this device');
    expect(await here.findByText('Not checked on this device yet')).toBeDefined();
    fireEvent.click(here.getByRole('button', { name: 'Check the chain' }));
    expect(await here.findByText(/^Whole: 1,204 rows checked by the server/)).toBeDefined();
  });

  it('[S-4f] names the possible duplicates of each kind that this device has found, and opens their page', async () => {
    const listed = { pairs: [], apart: [], foundAt: '2026-11-20T08:00:00.000Z', records: 0, isCut: false, running: null, problem: null }; // prettier-ignore
    const { router, tellDuplicates } = await open({
      handlers: { 'duplicates.list': () => Promise.resolve(accept(listed)) },
    });
    await tellDuplicates({
      'crm/account': { pairs: 12, isCut: false },
      'crm/contact': { pairs: 0, isCut: false },
      'crm/lead': { pairs: 1, isCut: false },
    });
    const here = await panel('On this device');
    expect(linesIn(here).slice(-2)).toEqual(['12 possible duplicatesAccounts', '1 possible duplicateLeads']);
    fireEvent.click(here.getByRole('button', { name: '1 possible duplicate' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/duplicates/crm/lead'));
  });

  it('says that it is empty, in each part', async () => {
    await renderApp({ session: admin, rows: [olga] });
    expect(await screen.findByText('Nobody waits: everybody has signed in.')).toBeDefined();
    expect(await screen.findByText('Every device had contact in the last 14 days.')).toBeDefined();
    expect(await screen.findByText('Nothing unusual happened.')).toBeDefined();
    expect(await screen.findByText('No limit of the plan is near.')).toBeDefined();
  });

  it('offline says why it knows nothing, once', async () => {
    const offline = () => Promise.resolve(refuse('sync/offline', 'No network.', {}));
    await renderApp({
      session: admin,
      sync: { ...emptySyncStatus, state: 'offline' },
      rows: givenRecords,
      handlers: { 'people.contacts': offline, 'people.invites': offline, 'people.recoveries': offline, 'devices.ofPeople': offline, 'organisation.plan': offline, 'journal.entries': offline }, // prettier-ignore
    });
    const all = await panel('Administration');
    expect(all.getByRole('status').textContent).toMatch(/this device is offline/);
    await waitFor(() => expect(all.getAllByText('Known at the next contact with the server.')).toHaveLength(4));
    expect(all.queryByRole('alert')).toBeNull();
  });

  it('leaves out panels of own records while there are none', async () => {
    await open();
    await panel('Security');
    for (const name of ['Tasks', 'Quiet deals', 'My won value', 'My open deals', 'Quiet deals of the team'])
      await waitFor(() => expect(screen.queryByRole('region', { name })).toBeNull());
    cleanup();
    await open({ rows: [...givenRecords, givenShownRecord()] });
    expect(await panel('My open deals')).toBeDefined();
  });

  it('[A-2] is not shown to others, and without the journal to people who do not administer roles', async () => {
    await renderApp({ rows: givenRecords, handlers });
    await panel('New for you');
    expect(screen.queryByRole('region', { name: 'Administration' })).toBeNull();
    cleanup();
    const session = givenSession({ memberships: [{ role: 'people', teamId: null, grants: ['platform/person:*@org'], portal: false }] }); // prettier-ignore
    await renderApp({ session, rows: givenRecords, handlers });
    expect(await panel('People who wait')).toBeDefined();
    expect(screen.queryByRole('region', { name: 'Security' })).toBeNull();
    expect(screen.queryByText('Chain of the journal')).toBeNull();
  });
});
