import { settingsIdOf } from '@outpost/domain/kernel/catalogue/settings';
import { listQuerySchema, summaryQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { askList, askRecord, askSummary } from '../insights/questions.ts';
import { askHistory } from '../sync/history/record-history.ts';
import { openPokeHub } from '../sync/streams/poke-hub.ts';
import { bringSettingsUp } from '../tenancy/shipped-settings.ts';
import { givenServer } from '../testing/given-server.ts';
import { changeEdit, made, type TestDevice, type TestTenant } from '../testing/test-server.ts';

const given = givenServer();
const id = (): string => given.test.newId();
const organisation = 'platform/organisation';
const deals = listQuerySchema.parse({ entity: 'crm/deal' });
let tenant: TestTenant;
let ann: TestDevice;
let mia: TestDevice;
beforeEach(async () => {
  tenant = await given.test.tenant();
  const team = await tenant.team('Everyone');
  ann = await tenant.person('Ann', 'admin');
  mia = await tenant.person('Mia', 'member', { teamId: team });
  await bringSettingsUp({ ...given.test.server.tenancy, log: { warn: () => undefined } }, tenant.orgId);
});

let kept: string[] | null = null;
beforeEach(() => void (kept = null));
/** Ann writes the kinds that the organisation keeps off devices. */
async function keepOff(...lines: readonly string[]): Promise<void> {
  const edit = changeEdit(settingsIdOf(tenant.orgId, organisation), organisation, {
    keptOffDevices: [kept, [...lines]],
  });
  expect(await ann.do([edit])).toMatchObject({ status: 'accepted' });
  kept = [...lines];
}
async function aDeal(of: TestDevice): Promise<string> {
  const deal = id();
  const edit = made(deal, 'crm/deal', { name: 'Pumps', stage: 'prospecting' }, { ownerId: of.userId });
  expect(await of.do([edit])).toMatchObject({ status: 'accepted' });
  return deal;
}
const ofDeals = ({ tokens }: TestDevice) => tokens.filter((token) => token.startsWith('crm/deal@'));
const asked = (of: TestDevice) => ({ orgId: tenant.orgId, userId: of.userId });

describe('[A-6] a kind that the organisation keeps off devices', () => {
  it('has its history at the server, for people who see the record, and for nobody else', async () => {
    const hers = await aDeal(mia);
    const moe = await tenant.person('Moe', 'viewer');
    await keepOff('crm/deal');
    await Promise.all([mia.pull(2), moe.pull(2)]);
    expect(ofDeals(mia)).toEqual([]);
    const historyFor = (of: TestDevice) => askHistory(given.test.pullPorts, { ...asked(of), entity: 'crm/deal', id: hers, limit: 100 }); // prettier-ignore
    expect(await historyFor(mia)).toMatchObject({ ok: true, value: { rows: [{ id: hers, kind: 'created' }], more: false } }); // prettier-ignore
    expect(await historyFor(moe)).toMatchObject({ ok: false, code: 'records/not-found' });
  });

  it('is removed from all devices with their next page, is sent to no new one, and returns whole when it is kept on devices again', async () => {
    const [hers, his] = [await aDeal(mia), await aDeal(ann)];
    await Promise.all([mia.pull(2), ann.pull(2)]);
    expect([mia.holds('crm/deal'), ann.holds('crm/deal')]).toEqual([[hers], [hers, his].sort()]);
    await keepOff('crm/deal');
    await Promise.all([mia.pull(2), ann.pull(2)]);
    expect([mia.holds('crm/deal'), ann.holds('crm/deal'), ofDeals(mia)]).toEqual([[], [], []]);
    const fresh = mia.twin();
    await fresh.pull(2);
    expect(fresh.holds('crm/deal')).toEqual([]);
    const later = await aDeal(mia);
    await keepOff();
    await Promise.all([mia.pull(2), fresh.pull(2)]);
    expect([mia.holds('crm/deal'), fresh.holds('crm/deal')]).toEqual([[hers, later].sort(), [hers, later].sort()]);
  });

  it('is removed only from the devices of people with a role where the line names one, and follows their roles', async () => {
    await aDeal(mia);
    await keepOff('crm/deal@member');
    await Promise.all([mia.pull(2), ann.pull(2)]);
    expect([ofDeals(mia), ofDeals(ann).length > 0, ann.holds('crm/deal').length]).toEqual([[], true, 1]);
    await tenant.setRoles(mia.userId, [{ role: 'viewer', teamId: null }]);
    await mia.pull(2);
    expect(ofDeals(mia).length).toBeGreaterThan(0);
  });

  it('is still answered by the server, to the people who may see it and to nobody else (A-5)', async () => {
    const [hers, his] = [await aDeal(mia), await aDeal(ann)];
    await keepOff('crm/deal');
    const list = await askList(given.test.server.tenancy, asked(mia), deals);
    expect(list.ok && list.value.rows.map((row) => row.id)).toEqual([hers]);
    const sums = await askSummary(
      given.test.server.tenancy,
      asked(mia),
      summaryQuerySchema.parse({ entity: 'crm/deal' }),
    );
    expect(sums).toMatchObject({ ok: true, value: { groups: [{ count: 1 }] } });
    expect(await askRecord(given.test.server.tenancy, asked(mia), { entity: 'crm/deal', id: hers })).toMatchObject({
      ok: true,
    });
    expect(await askRecord(given.test.server.tenancy, asked(mia), { entity: 'crm/deal', id: his })).toMatchObject({
      ok: false,
    });
  });

  it('is still changed by acts that waited on a device, and judged as before (A-4)', async () => {
    const deal = await aDeal(mia);
    await mia.pull(2);
    await keepOff('crm/deal');
    expect(await mia.do([changeEdit(deal, 'crm/deal', { name: ['Pumps', 'Valves'] })])).toMatchObject({
      status: 'accepted',
    });
    const [row] = await tenant.rows<{ name: string }>(
      `select fields->>'name' as name from store.crm_deal where id = $1`,
      [deal],
    );
    expect(row?.name).toBe('Valves');
  });

  it('reaches the devices as news immediately', async () => {
    await mia.pull(2);
    const { database, server } = given.test;
    const heard: number[] = [];
    const hub = await openPokeHub({
      database,
      installed: server.tenancy.installed,
      readHead: () => Promise.resolve(undefined),
      readPages: () => Promise.resolve([]),
    });
    hub.subscribe({ ...asked(mia), sessionId: id(), name: undefined, news: (n) => void heard.push(n), send: () => false, end: () => undefined }); // prettier-ignore
    await keepOff('crm/deal');
    await vi.waitFor(() => expect(heard.length).toBeGreaterThan(0));
    await hub.close();
  });
});

describe('[PLT-44] the setting of the kinds that are kept off devices', () => {
  it('is changed by administrators alone, and is in the journal', async () => {
    const edit = changeEdit(settingsIdOf(tenant.orgId, organisation), organisation, {
      keptOffDevices: [null, ['crm/deal']],
    });
    expect(await mia.do([edit])).toMatchObject({ status: 'refused' });
    await keepOff('crm/lead');
    const [row] = await tenant.rows<{ changed: object }>(
      `select payload::jsonb -> 'changed' as changed from store.journal where payload::jsonb ->> 'entity' = $1 order by n desc limit 1`,
      [organisation],
    );
    expect(row?.changed).toEqual({ keptOffDevices: [null, ['crm/lead']] });
  });

  it('refuses a kind with which the app itself works', async () => {
    const edit = changeEdit(settingsIdOf(tenant.orgId, organisation), organisation, {
      keptOffDevices: [null, ['platform/person']],
    });
    expect(await ann.do([edit])).toMatchObject({ status: 'refused' });
  });
});
