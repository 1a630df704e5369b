import { tokensOf } from '@outpost/domain/kernel/access/access';
import { monthOf, monthTokensOf } from '@outpost/domain/kernel/access/record-age';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { settingsIdOf } from '@outpost/domain/kernel/catalogue/settings';
import { listQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import { tellsErasure } from '@outpost/domain/sync/erased-row';
import { beforeEach, describe, expect, it } from 'vitest';
import { inTenant } from '../../db/database.ts';
import { openAsRole } from '../../db/open-as-role.ts';
import { askList } from '../../insights/questions.ts';
import { bringSettingsUp } from '../../tenancy/shipped-settings.ts';
import { givenServer } from '../../testing/given-server.ts';
import { changeEdit, made, type TestDevice, type TestTenant } from '../../testing/test-server.ts';
import { eraseRecords } from '../erase/erase-records.ts';
import { passHorizon } from '../erase/horizon.ts';
import { recordsOf } from '../load/load.ts';
import { fileByMonth } from './file-by-month.ts';

const given = givenServer();
const id = (): string => given.test.newId();
const organisation = 'platform/organisation';
const dayMs = 86_400_000;
let tenant: TestTenant;
let ann: TestDevice;
let mia: TestDevice;
let kept: string[] | null = null;
beforeEach(async () => {
  kept = null;
  tenant = await given.test.tenant();
  const team = await tenant.team('Everyone');
  ann = await tenant.person('Ann', 'admin');
  mia = await tenant.person('Mia', 'member', { teamId: team });
  await bringSettingsUp({ ...given.test.server.tenancy, log: { warn: () => undefined } }, tenant.orgId);
});

/** Ann writes the kinds that the organisation keeps off devices. */
async function keepOff(...lines: readonly string[]): Promise<void> {
  const edit = changeEdit(settingsIdOf(tenant.orgId, organisation), organisation, {
    keptOffDevices: [kept, [...lines]],
  });
  expect(await ann.do([edit])).toMatchObject({ status: 'accepted' });
  kept = [...lines];
}
async function aRecord(of: TestDevice): Promise<string> {
  const record = id();
  const fields = { name: 'Pumps', stage: 'prospecting' };
  expect(await of.do([made(record, 'crm/deal', fields, { ownerId: of.userId })])).toMatchObject({ status: 'accepted' });
  return record;
}
const rename = (by: TestDevice, deal: string, from: string, to: string) =>
  by.do([changeEdit(deal, 'crm/deal', { name: [from, to] })]);
const step = (recordsAtOnce?: number) =>
  fileByMonth(
    { ...given.test.server.tenancy, ...(recordsAtOnce === undefined ? {} : { recordsAtOnce }) },
    tenant.orgId,
  );
async function work(): Promise<void> {
  while ((await step()) === 'more');
}
const ofDeals = ({ tokens }: TestDevice) => tokens.filter((token) => token.startsWith('crm/deal@'));
const everyToken = (device: TestDevice) => ofDeals(device).every((token) => /~\d{4}-\d{2}$/.test(token));

describe('[A-6] records that were not changed for some months', () => {
  it('leave the devices with the next page, are sent to no new one, and return when somebody changes them', async () => {
    const old = await aRecord(mia);
    given.test.advance(100 * dayMs);
    const young = await aRecord(mia);
    await mia.pull(2);
    await keepOff('crm/deal@*>2');
    await mia.pull(2);
    expect(mia.holds('crm/deal')).toEqual([old, young].sort()); // the kind is whole until its records are filed
    await work();
    const said = await tenant.rows(
      `select event->>'action' as action, event->>'entity' as of from store.event_waiting`,
    );
    expect(said).toContainEqual({ action: 'devices/narrowed', of: 'crm/deal' }); // its row of the journal is news for all devices
    await mia.pull(2);
    expect([mia.holds('crm/deal'), everyToken(mia)]).toEqual([[young], true]);
    const fresh = mia.twin();
    await fresh.pull(2);
    expect(fresh.holds('crm/deal')).toEqual([young]);
    const list = await askList(given.test.server.tenancy, { orgId: tenant.orgId, userId: mia.userId }, listQuerySchema.parse({ entity: 'crm/deal' })); // prettier-ignore
    expect(list.ok && list.value.rows.map((row) => row.id).sort()).toEqual([old, young].sort()); // the right stays
    expect(await rename(ann, old, 'Pumps', 'Valves')).toMatchObject({ status: 'accepted' });
    await Promise.all([mia.pull(2), fresh.pull(2)]);
    expect([mia.holds('crm/deal'), fresh.holds('crm/deal')]).toEqual([[old, young].sort(), [old, young].sort()]);
  });

  it('leave as months pass, and all return when the kind is kept whole again', async () => {
    const deal = await aRecord(mia);
    await keepOff('crm/deal@*>1');
    await work();
    await mia.pull(2);
    expect(mia.holds('crm/deal')).toEqual([deal]);
    given.test.advance(62 * dayMs); // its month is the second one before
    await mia.pull(2);
    expect(mia.holds('crm/deal')).toEqual([deal]); // the server has not counted on
    const later = await aRecord(mia);
    await mia.pull(2);
    await work();
    await mia.pull(2);
    expect(mia.holds('crm/deal')).toEqual([later]);
    await keepOff();
    await mia.pull(2);
    expect([mia.holds('crm/deal'), ofDeals(mia)]).toEqual([[deal, later].sort(), expect.arrayContaining([`crm/deal@user:${mia.userId}`])]); // prettier-ignore
    expect(await step()).toBe('done');
    given.test.advance(100 * dayMs);
    expect(await step()).toBe('more'); // it goes on counting, so that the line can return at any time
    expect(await step()).toBe('done');
    const young = await aRecord(mia);
    await keepOff('crm/deal@*>1');
    await mia.pull(2);
    expect(mia.holds('crm/deal')).toEqual([young]);
  });

  it('leave only the devices of people with the role of a line', async () => {
    const old = await aRecord(mia);
    given.test.advance(100 * dayMs);
    await keepOff('crm/deal@member>1');
    await work();
    await Promise.all([mia.pull(2), ann.pull(2)]);
    expect([mia.holds('crm/deal'), ann.holds('crm/deal')]).toEqual([[], [old]]);
  });

  it('take a change that waited on a device, which was made when the device still held them', async () => {
    const old = await aRecord(mia);
    await mia.pull(2);
    given.test.advance(100 * dayMs);
    await keepOff('crm/deal@*>1');
    await work();
    expect(await rename(mia, old, 'Pumps', 'Valves')).toMatchObject({ status: 'accepted' });
    await mia.pull(2);
    expect(mia.holds('crm/deal')).toEqual([old]); // its month is the present one again
  });

  it('are filed some at a time, between acts, under exactly the tokens of their state', async () => {
    const deals = [await aRecord(mia), await aRecord(ann), await aRecord(mia), await aRecord(ann), await aRecord(mia)];
    given.test.advance(40 * dayMs);
    await keepOff('crm/deal@*>3');
    const [first = '', second = '', , , last = ''] = deals;
    expect(await step(2)).toBe('more'); // begins
    await rename(ann, last, 'Pumps', 'Valves'); // not filed by month before
    expect(await step(2)).toBe('more');
    await rename(ann, first, 'Pumps', 'Valves');
    await ann.do([changeEdit(second, 'crm/deal', { ownerId: [ann.userId, mia.userId] })]);
    while ((await step(2)) === 'more');
    const { installed } = given.test.server.tenancy;
    const rows = await tenant.rows<{ id: string; token: string }>(
      `select id, token from store.feed where entity = 'crm/deal' and not gone order by token, id`,
    );
    const records = await inTenant(given.database.database, { orgId: tenant.orgId, mode: 'snapshot' }, (tx) =>
      recordsOf(tx, { orgId: tenant.orgId, installed }, { entity: 'crm/deal', ids: deals }),
    );
    const expected = records.flatMap((record) => {
      const tokens = tokensOf(entityOf(installed, 'crm/deal'), record);
      return [...tokens, ...monthTokensOf(tokens, monthOf(record.updatedAt))].map((token) => `${token} ${record.id}`);
    });
    expect(rows.map((row) => `${row.token} ${row.id}`).sort()).toEqual(expected.sort());
    expect(new Set(records.map(({ updatedAt }) => monthOf(updatedAt))).size).toBe(2);
  });

  it('[K-6] are left by their months, too, when the horizon passes their deletion', async () => {
    const deal = await aRecord(mia);
    await keepOff('crm/deal@*>3');
    await work();
    expect(await ann.do([changeEdit(deal, 'crm/deal', { life: ['alive', 'deleted'] })])).toMatchObject({ status: 'accepted' }); // prettier-ignore
    const filed = () => tenant.rows(`select token from store.feed where id = $1 and not gone`, [deal]);
    expect((await filed()).length).toBeGreaterThan(2);
    const [clock] = await tenant.rows<{ head: number }>('select head from store.clock');
    await passHorizon(given.test.server.tenancy, tenant.orgId, clock?.head ?? 0);
    expect(await filed()).toEqual([]);
  });

  it('[A-4] show no history from before their person saw them', async () => {
    const deal = await aRecord(ann);
    expect(await rename(ann, deal, 'Pumps', 'Valves')).toMatchObject({ status: 'accepted' });
    await ann.do([changeEdit(deal, 'crm/deal', { ownerId: [ann.userId, mia.userId] })]);
    await keepOff('crm/deal@*>3');
    await work();
    const since = await tenant.rows<{ token: string; since: number }>(
      `select token, since from store.feed where id = $1 and not gone`,
      [deal],
    );
    const of = (token: string) => since.find((row) => row.token === token)?.since;
    const tokens = since.map(({ token }) => token).filter((token) => token.includes('~'));
    expect(tokens.map(of)).toEqual(tokens.map((token) => of(token.replace(/~.*$/, ''))));
    expect(of(`crm/deal@user:${mia.userId}`)).not.toBe(of('crm/deal@org'));
  });

  it('[A-4] leave a device whose person loses sight of them, also where it lacks more than a page of news', async () => {
    const [lost, stays] = [await aRecord(mia), await aRecord(mia)];
    await keepOff('crm/deal@*>3');
    await work();
    await mia.pull(2);
    await ann.do([changeEdit(lost, 'crm/deal', { ownerId: [mia.userId, ann.userId] })]);
    const more = [await aRecord(mia), await aRecord(mia), await aRecord(mia)];
    await mia.pull(2);
    expect(mia.holds('crm/deal')).toEqual([stays, ...more].sort());
  });

  it('[P-5] are named to the devices that held them when they are erased by law', async () => {
    const deal = await aRecord(ann);
    await ann.do([changeEdit(deal, 'crm/deal', { ownerId: [ann.userId, mia.userId] })]);
    await keepOff('crm/deal@*>3');
    await work();
    await mia.pull(2);
    const eraser = await openAsRole(given.database.ownerUrl, 'outpost_eraser');
    const ports = { ...given.test.server.tenancy, database: eraser, signing: given.test.keys.signing };
    const order = { orgId: tenant.orgId, ids: [deal], withChildren: false, withUnknown: false, orderedBy: 'Data protection', reason: 'Article 17', isDry: false }; // prettier-ignore
    const erased = await eraseRecords(ports, order);
    await eraser.close();
    expect(erased).toMatchObject({ ok: true });
    await mia.pull(2);
    expect(mia.holds('crm/deal')).toEqual([]);
    expect(mia.history.filter(tellsErasure).map((row) => row.id)).toEqual([deal]);
  });
});
