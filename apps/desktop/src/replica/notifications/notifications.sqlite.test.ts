import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { HistoryRow } from '@outpost/domain/sync/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import { tenantForTest } from '../testing/for-test.ts';
import { givenOrganisation, givenPerson, type GivenTenant } from '../testing/given-tenant.ts';
import { givenDeal, ScriptedServer } from '../testing/scripted-server.ts';

const idOf = (n: number) => `0190b1f2-7c00-7000-8000-0000000009${String(n).padStart(2, '0')}`;
const [acme, other, task, gone, zoe] = [idOf(1), idOf(2), idOf(3), idOf(4), idOf(60)];
const me = givenPerson.id; // Mia Member
let server: ScriptedServer;
let device: GivenTenant;
let head = 5;

const row = (n: number, change: Partial<HistoryRow>): HistoryRow => ({
  n,
  id: acme,
  entity: 'crm/deal',
  act: `0190b1f2-7c00-7000-8000-00000000a${String(n).padStart(3, '0')}`,
  group: null,
  undoes: null,
  label: `Act ${n}`,
  by: zoe,
  device: null,
  at: `2026-11-19T10:${String(n).padStart(2, '0')}:00.000Z`,
  madeAt: null,
  kind: 'changed',
  changed: {},
  superseded: {},
  ...change,
});
const person: StoredRecord = { ...givenDeal(zoe, 5), entity: 'platform/person', ownerId: null, fields: { name: 'Zoe Zeller', status: 'active' } }; // prettier-ignore

/** Lets the device receive these rows of history, with records where given. */
async function receive(history: readonly HistoryRow[], records: readonly StoredRecord[] = []): Promise<void> {
  head = Math.max(head, ...history.map(({ n }) => n), ...records.map(({ version }) => version));
  const tokens = ['crm/deal@org', 'crm/task@org', 'crm/conversation@org', 'platform/person@org'];
  const rows = records.map((record) => ({ record, through: [`${record.entity}@org`] }));
  server.page({ head, rows, tokens, history: [...history] });
  await device.tenant.replicator.pull();
}

const listed = async () => {
  const answer = await device.tenant.notifications.list();
  if (!answer.ok) throw new Error(answer.message);
  return answer.value.entries;
};
const kinds = async () => (await listed()).map(({ kind, record }) => [kind, record?.title]);

beforeEach(async () => {
  server = new ScriptedServer();
  head = 5;
  device = await tenantForTest({
    transport: server.transport,
    organisation: { ...givenOrganisation, timeZone: 'Europe/Vienna' }, // UTC+1 in November; the clock is 09:00 on 20 November
  });
  await receive(
    [],
    [person, givenDeal(acme, 3, { name: 'Acme' }), { ...givenDeal(other, 4, { name: 'Other' }), ownerId: zoe }],
  );
});

describe('the notifications of a device', () => {
  it('are records that others gave to the person or shared with them, and moves of their records', async () => {
    await receive([
      row(10, { changed: { ownerId: [zoe, me] } }),
      row(11, { id: other, changed: { sharedWith: [[], [me]] } }),
      row(12, { changed: { stage: ['prospecting', 'won'] } }),
      row(13, { id: other, changed: { stage: ['prospecting', 'won'] } }), // Zoe's
      row(14, { changed: { name: ['Acme', 'Acme Ltd'] } }),
      row(15, { by: me, changed: { ownerId: [zoe, me] } }),
    ]);
    expect(await listed()).toMatchObject([
      { kind: 'moved', at: '2026-11-19T10:12:00.000Z', field: 'stage', value: 'won', by: { name: 'Zoe Zeller' } },
      { kind: 'shared', record: { id: other, entity: 'crm/deal', title: 'Other' }, count: 1, needs: null },
      { kind: 'assigned', record: { id: acme, title: 'Acme' }, quote: null },
    ]);
  });

  it('are changes of a record that the person follows, and records added to it, from then on', async () => {
    await receive([row(10, { id: other, changed: { name: ['Other', 'Other Ltd'] } })]);
    expect(await kinds()).toEqual([]);
    const following = [`crm/deal:${other}`];
    const made = await device.tenant.acts.perform({ label: 'Followed Other', shape: 'together', edits: [{ entity: 'platform/my-notifications', create: { fields: { following } } }] }); // prettier-ignore
    if (!made.ok) throw new Error(made.message);
    const about = `crm/deal:${other}`;
    const call: StoredRecord = { ...givenDeal(task, 13), entity: 'crm/task', ownerId: zoe, fields: { subject: 'Call them', about } }; // prettier-ignore
    await receive(
      [
        row(11, {
          id: other,
          changed: { name: ['Other Ltd', 'Other AG'], value: [null, { amount: 1, currency: 'EUR' }] },
        }),
        row(12, { changed: { name: ['Acme', 'Acme Ltd'] } }), // not followed
        row(13, { id: task, entity: 'crm/task', kind: 'created', changed: { about: [null, about], subject: [null, 'Call them'] } }), // prettier-ignore
        row(14, { id: other, by: me, changed: { name: ['Other AG', 'Other'] } }),
      ],
      [call],
    );
    expect(await listed()).toMatchObject([
      { kind: 'followed', record: { id: task, title: 'Call them' }, field: null },
      { kind: 'followed', record: { id: other }, field: 'name', value: 'Other AG' },
    ]);
    const id = made.value.ids[0] ?? '';
    await device.tenant.acts.perform({ label: 'Stopped', shape: 'together', edits: [{ entity: 'platform/my-notifications', id, fields: { following: [] } }] }); // prettier-ignore
    expect(await kinds()).toEqual([]);
  });

  it('[INB-2] are no conversation that the server begins for the person, and one that a colleague gives them', async () => {
    const about = `crm/deal:${acme}`;
    const talk: StoredRecord = { ...givenDeal(task, 11), entity: 'crm/conversation', ownerId: me, fields: { name: 'Acme', about, handled: 'open', state: 'open' } }; // prettier-ignore
    const begun = row(11, { id: task, entity: 'crm/conversation', kind: 'created', changed: { ownerId: [null, me], about: [null, about] } }); // prettier-ignore
    await receive([begun], [talk]);
    expect(await kinds()).toEqual([]);
    await receive([row(12, { id: task, entity: 'crm/conversation', changed: { ownerId: [zoe, me] } })], [{ ...talk, version: 12 }]); // prettier-ignore
    expect(await kinds()).toEqual([['assigned', 'Acme']]);
  });

  it('are mentions in texts of several lines, with the line', async () => {
    await receive([
      row(10, { id: other, changed: { about: ['Plan', 'Plan\n@mia the rack moves'] } }),
      row(11, { id: other, changed: { about: [null, '@Miau and x@mia.example'] } }),
      row(12, { id: other, changed: { name: ['Other', '@Mia'] } }),
    ]);
    expect(await listed()).toMatchObject([{ kind: 'mentioned', field: 'about', quote: '@mia the rack moves' }]);
  });

  it('are one for each act of another person, with the number of its records', async () => {
    const group = idOf(70);
    await receive(
      [10, 11, 12].map((n) => row(n, { id: n === 12 ? other : acme, group, changed: { ownerId: [null, me] } })),
    );
    expect(await listed()).toMatchObject([{ kind: 'assigned', count: 3, record: { title: 'Other' } }]);
    await receive([row(13, { group, changed: { ownerId: [null, me] } })]);
    expect(await listed()).toMatchObject([{ kind: 'assigned', count: 4, record: { title: 'Acme' } }]);
  });

  it('[A-5] do not include records that the device does not hold or that are deleted, or news older than 30 days', async () => {
    await receive([
      row(10, { id: gone, changed: { ownerId: [null, me] } }),
      row(11, { changed: { ownerId: [null, me] } }),
      row(12, { id: other, at: '2026-10-20T10:00:00.000Z', changed: { ownerId: [null, me] } }),
    ]);
    expect(await kinds()).toEqual([['assigned', 'Acme']]);
    await receive([], [{ ...givenDeal(acme, 20, { name: 'Acme' }), life: 'deleted' }]);
    expect(await kinds()).toEqual([]);
  });

  it('are open records of the person that are due, from their time or the morning of their day on', async () => {
    const mine = (id: string, fields: StoredRecord['fields']): StoredRecord => ({ ...givenDeal(id, 6), entity: 'crm/task', fields, ownerId: me }); // prettier-ignore
    await receive(
      [],
      [
        mine(task, { subject: 'Call', dueAt: '2026-11-20T08:30:00.000Z' }),
        mine(idOf(21), { subject: 'Done', dueAt: '2026-11-20T07:30:00.000Z', done: true }),
        mine(idOf(22), { subject: 'Earlier', dueAt: '2026-11-18T07:30:00.000Z' }),
        { ...givenDeal(idOf(23), 6, { name: 'Closes today', closesOn: '2026-11-20' }), ownerId: me },
        { ...givenDeal(idOf(24), 6, { name: 'Closes tomorrow', closesOn: '2026-11-21' }), ownerId: me },
        { ...givenDeal(idOf(25), 6, { name: 'Of Zoe', closesOn: '2026-11-20' }), ownerId: zoe },
      ],
    );
    expect(await kinds()).toEqual([
      ['due', 'Closes today'],
      ['due', 'Earlier'],
    ]);
    await device.time.pass(30 * 60_000);
    expect((await listed())[0]).toMatchObject({
      kind: 'due',
      at: '2026-11-20T08:30:00.000Z',
      record: { title: 'Call' },
    });
  });

  it('[AUT-5] are what automations told the person, with the record where this device holds it', async () => {
    const at = '2026-11-20T07:00:00.000Z';
    const notice = (n: number, about: string, createdAt = at): StoredRecord => ({
      ...givenDeal(idOf(n), 6),
      entity: 'platform/notice',
      ownerId: me,
      createdAt,
      fields: { words: `Words ${n}`, from: 'Won deals', about: `crm/deal:${about}` },
    });
    const own = `platform/notice@user:${me}`;
    const notices = [notice(31, acme), notice(32, gone), notice(33, acme, '2026-10-01T07:00:00.000Z')];
    const tokens = ['crm/deal@org', 'crm/task@org', 'platform/person@org', own];
    server.page({ head: 7, rows: notices.map((record) => ({ record, through: [own] })), tokens, history: [] });
    await device.tenant.replicator.pull();
    const told = await listed();
    const byWords = new Map(told.map(({ kind, quote, value, record }) => [quote, [kind, value, record?.title]]));
    expect(byWords).toEqual(
      new Map([
        ['Words 31', ['told', 'Won deals', 'Acme']],
        ['Words 32', ['told', 'Won deals', undefined]],
      ]),
    );
  });

  it('[NTF-6] have the step that asks for approval, and what the person has answered, offline too', async () => {
    const own = `platform/notice@user:${me}`;
    const asked = (n: number, more: StoredRecord['fields'] = {}): StoredRecord => ({
      ...givenDeal(idOf(n), 6),
      entity: 'platform/notice',
      ownerId: me,
      createdAt: '2026-11-20T07:00:00.000Z',
      fields: { words: `Words ${n}`, from: 'Discounts', about: `crm/deal:${acme}`, ask: `${idOf(n)}/ok/0`, asked: 'open', until: '2026-12-01T00:00:00.000Z', ...more },
    }); // prettier-ignore
    const decided = (n: number, createdBy: string): StoredRecord => ({
      ...givenDeal(idOf(n + 50), 6),
      entity: 'platform/decision',
      ownerId: null,
      createdBy,
      fields: { name: `Words ${n}`, about: `crm/deal:${acme}`, ask: `${idOf(n)}/ok/0`, verdict: 'declined' },
    });
    const decisions = 'platform/decision@org';
    server.page({
      head: 7,
      rows: [
        ...[asked(31), asked(32), asked(33), asked(34, { asked: 'over' })].map((record) => ({
          record,
          through: [own],
        })),
        ...[decided(32, me), decided(33, zoe)].map((record) => ({ record, through: [decisions] })),
      ],
      tokens: ['crm/deal@org', 'crm/task@org', 'platform/person@org', own, decisions],
      history: [],
    });
    await device.tenant.replicator.pull();
    const told = new Map((await listed()).map(({ quote, value }) => [quote, value]));
    const open = (n: number, given: string | null) => ({ from: 'Discounts', asked: 'open', ask: `${idOf(n)}/ok/0`, until: '2026-12-01T00:00:00.000Z', given }); // prettier-ignore
    expect(told.get('Words 31')).toEqual(open(31, null));
    expect(told.get('Words 32')).toEqual(open(32, 'declined'));
    expect(told.get('Words 33')).toEqual(open(33, null)); // somebody else's answer: the server says which one counts
    expect(told.get('Words 34')).toEqual({ from: 'Discounts', asked: 'over' });
  });

  it('[T-19] are reminders at their time, offline too, and end when the record is done', async () => {
    const mine = (id: string, fields: StoredRecord['fields'], ownerId: string | null = me): StoredRecord => ({ ...givenDeal(id, 6), entity: 'crm/task', fields, ownerId }); // prettier-ignore
    await receive(
      [],
      [
        mine(task, { subject: 'Call', dueAt: '2026-11-20T08:30:00.000Z', remind: 'PT15M' }),
        mine(idOf(21), { subject: 'Tomorrow', dueAt: '2026-11-21T07:30:00.000Z', remind: 'P1D' }),
        mine(idOf(22), { subject: 'Next week', dueAt: '2026-11-27T09:30:00.000Z', remind: 'P1W' }),
        mine(idOf(23), { subject: 'Now', dueAt: '2026-11-20T07:45:00.000Z', remind: 'PT0M' }, null),
        mine(idOf(24), { subject: 'Of Zoe', dueAt: '2026-11-20T07:45:00.000Z', remind: 'PT0M' }, zoe),
        mine(idOf(25), { subject: 'Done', dueAt: '2026-11-20T07:45:00.000Z', remind: 'PT0M', done: true }),
        mine(idOf(26), { subject: 'Long ago', dueAt: '2026-10-23T07:45:00.000Z', remind: 'P1W' }, null), // a reminder of 36 days ago
      ],
    );
    expect(await kinds()).toEqual([
      ['reminder', 'Now'],
      ['reminder', 'Tomorrow'],
    ]);
    await device.time.pass(15 * 60_000);
    expect((await listed())[0]).toMatchObject({
      kind: 'reminder',
      at: '2026-11-20T08:15:00.000Z',
      field: 'dueAt',
      value: '2026-11-20T08:30:00.000Z',
    });
    await device.tenant.acts.perform({ label: 'Done', shape: 'together', edits: [{ entity: 'crm/task', id: task, fields: { done: true } }] }); // prettier-ignore
    expect(await kinds()).toEqual([
      ['reminder', 'Now'],
      ['reminder', 'Tomorrow'],
    ]);
  });

  it('[T-19] are combined into one where the person is reminded at the time at which the record is due', async () => {
    const due = { subject: 'Call', dueAt: '2026-11-20T07:45:00.000Z', remind: 'PT0M' };
    await receive([], [{ ...givenDeal(task, 6), entity: 'crm/task', fields: due, ownerId: me }]);
    expect(await kinds()).toEqual([['reminder', 'Call']]);
  });

  it('[S-5] are refused acts and [S-4] replaced values, which need the person', async () => {
    await receive([
      row(10, {
        changed: { name: ['Mine', 'Theirs'] },
        superseded: { name: { value: 'Mine', by: me, at: '2026-11-19T09:00:00.000Z' } },
      }),
    ]);
    expect(await listed()).toMatchObject([
      { kind: 'replaced', field: 'name', by: { id: zoe }, needs: { replaced: 10, field: 'name' } },
    ]);
    await device.tenant.acts.keepReplaced(10, 'name');
    expect(await listed()).toEqual([]);
    const done = await device.tenant.acts.perform({ label: 'Moved Acme', shape: 'together', edits: [{ entity: 'crm/deal', id: acme, fields: { name: 'X' } }] }); // prettier-ignore
    expect(done.ok).toBe(true);
    server.refuse({ [acme]: { code: 'access/denied', message: 'You may not change this deal', details: {} } }, 12);
    await device.tenant.replicator.push();
    expect(await listed()).toMatchObject([
      { kind: 'refused', value: 'Moved Acme', quote: 'You may not change this deal', record: { title: 'Acme' } },
    ]);
  });

  it('have the same ids on another device of the person, and after a restart', async () => {
    await receive([row(10, { changed: { ownerId: [zoe, me] } })]);
    const before = await listed();
    device = await device.reopen();
    expect(await listed()).toEqual(before);
  });

  it('are none on a device that has received nothing', async () => {
    device = await tenantForTest({ seed: 2 });
    expect(await listed()).toEqual([]);
  });
});
