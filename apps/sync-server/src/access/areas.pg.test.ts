import { installedPacks } from '@outpost/domain/installed-packs';
import { mostAreas } from '@outpost/domain/kernel/access/areas';
import { catalogueOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { listQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import { dispatchPack, myDispatch, offer, visit } from '@outpost/domain/testing/packs/dispatch-pack';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { withOwner } from '../db/owner-connection.ts';
import { askList, askRecord } from '../insights/questions.ts';
import { upgradeTenantRecords } from '../records/write/write-anew.ts';
import { askHistory } from '../sync/history/record-history.ts';
import { openPokeHub } from '../sync/streams/poke-hub.ts';
import { bringSettingsUp } from '../tenancy/shipped-settings.ts';
import { givenServer } from '../testing/given-server.ts';
import { packTables } from '../testing/pack-tables.ts';
import { changeEdit, made, type TestDevice, type TestTenant } from '../testing/test-server.ts';

const catalogue = catalogueOf([...installedPacks, dispatchPack]);
const given = givenServer({ installed: catalogue });
const id = (): string => given.test.newId();
const visits = listQuerySchema.parse({ entity: visit.name });
let tenant: TestTenant;
let ann: TestDevice;
let moe: TestDevice;
let mia: TestDevice;
let north: string;
let south: string;
beforeAll(async () => {
  await withOwner(given.database.ownerUrl, (owner) => owner.run(packTables(catalogue)));
  tenant = await given.test.tenant();
  const team = await tenant.team('Everyone');
  ann = await tenant.person('Ann', 'admin');
  moe = await tenant.person('Moe', 'admin');
  mia = await tenant.person('Mia', 'member', { teamId: team });
  await bringSettingsUp({ ...given.test.server.tenancy, log: { warn: () => undefined } }, tenant.orgId);
  [north, south] = [id(), id()];
  await ann.do([
    made(north, 'dispatch/district', { name: 'North' }),
    made(south, 'dispatch/district', { name: 'South' }),
  ]);
});

/** Returns the id of a person's record of settings, and the areas in it now. */
async function settingsOf({ userId }: TestDevice) {
  const [row] = await tenant.rows<{ id: string; districts: string[] | null; seasons: string[] | null }>(
    `select id, fields->'districts' as districts, fields->'seasons' as seasons from store.dispatch_my_dispatch where owner_id = $1`,
    [userId],
  );
  if (!row) throw new Error('The server has not made the settings');
  return row;
}
async function choose(of: TestDevice, to: Readonly<{ districts?: string[]; seasons?: string[] }>, by = of) {
  const now = await settingsOf(of);
  const fields = Object.entries(to).map(
    ([name, list]) => [name, [now[name as 'districts' | 'seasons'] ?? null, list]] as const,
  ); // `districts` and `seasons` only
  return by.do([changeEdit(now.id, myDispatch.name, Object.fromEntries(fields))]);
}
async function aVisit(
  district: string | null,
  more: { readonly ownerId?: string; readonly sharedWith?: string[] } = {},
) {
  const one = id();
  const fields = { name: 'Mend', ...(district === null ? {} : { district }) };
  expect(await ann.do([made(one, visit.name, fields, { ownerId: ann.userId, ...more })])).toMatchObject({
    status: 'accepted',
  });
  return one;
}
const asked = (of: TestDevice) => ({ orgId: tenant.orgId, userId: of.userId });
const labels = (of: TestDevice, record: string) =>
  of.history.filter((row) => row.id === record).map(({ label }) => label);

describe('[T-30] a person who has chosen areas of a kind', () => {
  it('holds only these areas, asks the server for the others, and holds all again when the choice is removed', async () => {
    const [inNorth, inSouth, nowhere] = [await aVisit(north), await aVisit(south), await aVisit(null)];
    const device = moe.twin();
    await device.pull();
    expect(device.holds(visit.name)).toEqual(expect.arrayContaining([inNorth, inSouth, nowhere]));
    expect(await choose(moe, { districts: [north] })).toMatchObject({ status: 'accepted' });
    await device.pull(2);
    expect(device.tokens.filter((token) => token.startsWith('dispatch/visit@'))).toEqual([
      `dispatch/visit@area:${north}`,
      `dispatch/visit@user:${moe.userId}`,
    ]);
    expect(device.holds(visit.name)).toContain(inNorth);
    expect(device.holds(visit.name)).not.toContain(inSouth);
    expect(device.holds(visit.name)).not.toContain(nowhere);
    expect(device.holds('dispatch/district')).toEqual([north, south].sort());
    const list = await askList(given.test.server.tenancy, asked(moe), visits);
    expect(list.ok && list.value.rows.map((row) => row.id)).toEqual(
      expect.arrayContaining([inNorth, inSouth, nowhere]),
    );
    expect(await askRecord(given.test.server.tenancy, asked(moe), { entity: visit.name, id: inSouth })).toMatchObject({
      ok: true,
    });
    const fresh = moe.twin();
    await fresh.pull(2);
    expect(fresh.holds(visit.name)).toEqual(device.holds(visit.name));
    await choose(moe, { districts: [] });
    await device.pull(2);
    expect(device.holds(visit.name)).toEqual(expect.arrayContaining([inNorth, inSouth, nowhere]));
  });

  it('gets a record that enters the area, loses all data of one that leaves it, and keeps their own records', async () => {
    await choose(moe, { districts: [south] });
    await moe.pull();
    const [one, other] = [await aVisit(north), await aVisit(south)];
    const [own, shared] = [
      await aVisit(north, { ownerId: moe.userId }),
      await aVisit(null, { sharedWith: [moe.userId] }),
    ];
    await moe.pull();
    expect([one, other, own, shared].map((record) => moe.held.has(record))).toEqual([false, true, true, true]);
    await ann.do([
      changeEdit(one, visit.name, { district: [north, south] }),
      changeEdit(other, visit.name, { district: [south, north] }),
    ]);
    const page = await moe.page();
    const rows = page.kind === 'page' ? page.rows : [];
    expect(rows.find((row) => row.id === other)).toMatchObject({ gone: true });
    expect([one, other].map((record) => moe.held.has(record))).toEqual([true, false]);
    const feed = await tenant.rows('select token, gone from store.feed where id = $1 and token like $2 order by gone', [
      one,
      '%@area:%',
    ]);
    expect(feed).toEqual([
      { token: `dispatch/visit@area:${south}`, gone: false },
      { token: `dispatch/visit@area:${north}`, gone: true },
    ]);
  });

  it('gets the history of a new area from the moment they choose it, and older history on request', async () => {
    await choose(moe, { districts: [south] });
    await moe.pull();
    const inNorth = await aVisit(north);
    await ann.do([changeEdit(inNorth, visit.name, { name: ['Mend', 'Mend soon'] })], { label: 'Before' });
    await moe.pull();
    await choose(moe, { districts: [north, south] });
    await moe.pull();
    await ann.do([changeEdit(inNorth, visit.name, { name: ['Mend soon', 'Mended'] })], { label: 'After' });
    await moe.pull();
    expect(moe.held.has(inNorth)).toBe(true);
    expect(labels(moe, inNorth)).toEqual(['After']);
    const ask = { ...asked(moe), entity: visit.name, id: inNorth, limit: 9 };
    expect(await askHistory(given.test.server.tenancy, ask)).toMatchObject({
      ok: true,
      value: { rows: [{ label: 'After' }, { label: 'Before' }, { kind: 'created' }] },
    });
    await choose(moe, { districts: [south] });
    expect(await askHistory(given.test.server.tenancy, ask)).toMatchObject({ ok: true, value: { rows: [{}, {}, {}] } });
  });

  it('[S-3] is notified of changes in the chosen areas only', async () => {
    await choose(moe, { districts: [south] });
    await moe.pull();
    const { database, server } = given.test;
    const heard: number[] = [];
    const hub = await openPokeHub({
      database,
      installed: server.tenancy.installed,
      readHead: () => Promise.resolve(undefined),
      readPages: () => Promise.resolve([]),
    });
    hub.subscribe({ ...asked(moe), sessionId: id(), name: undefined, news: (n) => void heard.push(n), send: () => false, end: () => undefined }); // prettier-ignore
    const [inNorth, inSouth] = [id(), id()];
    const make = async (one: string, district: string) =>
      (await ann.do([made(one, visit.name, { name: 'Mend', district }, { ownerId: ann.userId })])).n;
    await make(inNorth, north);
    const told = [
      await make(inSouth, south),
      (await ann.do([changeEdit(inNorth, visit.name, { district: [north, south] })])).n,
    ];
    await vi.waitFor(() => expect(heard.at(-1)).toBe(told.at(-1)));
    expect(heard).toEqual(told);
    await hub.close();
  });

  it('sees no record of an area that their grants do not allow', async () => {
    const inNorth = await aVisit(north);
    expect(await choose(mia, { districts: [north, south] })).toMatchObject({ status: 'accepted' });
    await mia.pull();
    expect(mia.tokens.filter((token) => token.startsWith('dispatch/visit@'))).toEqual([
      `dispatch/visit@user:${mia.userId}`,
    ]);
    expect(mia.held.has(inNorth)).toBe(false);
    expect(await askRecord(given.test.server.tenancy, asked(mia), { entity: visit.name, id: inNorth })).toMatchObject({
      ok: false,
    });
    const holds = await tenant.rows(`select token from store.token_hold where user_id = $1 and token like '%@area:%' and held`, [mia.userId]); // prettier-ignore
    expect(holds).toEqual([]);
  });

  it('can also choose areas of a kind that everyone inside sees', async () => {
    const [summer, winter] = [id(), id()];
    await ann.do([
      made(summer, offer.name, { name: 'Cooling', season: 'summer' }),
      made(winter, offer.name, { name: 'Heating', season: 'winter' }),
    ]);
    await choose(mia, { seasons: ['winter'] });
    await mia.pull();
    expect(mia.holds(offer.name)).toEqual([winter]);
    await ann.do([changeEdit(summer, offer.name, { season: ['summer', 'winter'] })]);
    await mia.pull();
    expect(mia.holds(offer.name)).toEqual([summer, winter].sort());
  });

  it('has a choice that only they and an administrator can change', async () => {
    expect(await choose(mia, { districts: [] }, ann)).toMatchObject({ status: 'accepted' });
    expect(await choose(moe, { districts: [north] }, mia)).toMatchObject({ status: 'refused' });
    const { id: record } = await settingsOf(mia);
    expect(await mia.do([changeEdit(record, myDispatch.name, { ownerId: [mia.userId, moe.userId] })])).toMatchObject({
      refused: { [record]: { message: 'My dispatch settings are made by the server. Change their values instead.' } },
    });
  });

  it('chooses a limited number of areas, each by its id', async () => {
    const many = Array.from({ length: mostAreas + 1 }, id);
    const refusal = async (districts: string[]) =>
      Object.values((await choose(mia, { districts })).refused)[0]?.message;
    expect(await refusal(many)).toBe(
      'Choose at most 100 areas of visits. Without any area this computer holds all of them.',
    );
    expect(await refusal(['The North'])).toContain('is named by its id');
  });
});

describe('[T-30] a new build that files a kind by areas', () => {
  it('files existing records when the schema number of their kind rises', async () => {
    const withVisit = (one: object) =>
      catalogueOf([...installedPacks, { ...dispatchPack, entities: dispatchPack.entities.map((each) => (each.name === visit.name ? { ...visit, ...one } : each)) }]); // prettier-ignore
    const old = await aVisit(south);
    await tenant.rows(`delete from store.feed where id = $1 and token like '%@area:%'`, [old]);
    const [whole] = await tenant.rows(
      `select n, since from store.feed where id = $1 and token = 'dispatch/visit@org'`,
      [old],
    );
    const ports = {
      database: given.test.database,
      installed: withVisit({ schema: 2, upgrades: { 2: (fields: object) => fields } }),
    };
    await upgradeTenantRecords(ports, tenant.orgId);
    expect(
      await tenant.rows(`select n, since, token, gone from store.feed where id = $1 and token like '%@area:%'`, [old]),
    ).toEqual([{ ...whole, token: `dispatch/visit@area:${south}`, gone: false }]);
  });
});
