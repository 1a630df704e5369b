import type { Act, Edit } from '@outpost/domain/kernel/acts/act';
import { type Catalogue, catalogueOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { type Entity, entity } from '@outpost/domain/kernel/entities/entity';
import { idOf } from '@outpost/domain/kernel/ids';
import { number, ref, text } from '@outpost/domain/kernel/entities/fields';
import { installedPacks } from '@outpost/domain/installed-packs';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { listQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import type { Result } from '@outpost/domain/kernel/refusal';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { type Database, inTenant } from '../../db/database.ts';
import { entityPlanOf, statementsBetween } from '../../db/entity-plan.ts';
import { withOwner } from '../../db/owner-connection.ts';
import { askList, askSearch } from '../../insights/questions.ts';
import { verifyJournal } from '../../journal/verify.ts';
import { push } from '../../sync/push.ts';
import { givenServer } from '../../testing/given-server.ts';
import { makeSalesWorld } from '../../testing/sales-world.ts';
import { makeTestDatabase, type TestDatabase } from '../../testing/test-database.ts';
import {
  changeEdit,
  made,
  makeTestServer,
  TestDevice,
  type TestServer,
  TestTenant,
} from '../../testing/test-server.ts';
import { type AnewPorts, bringUpToOwnFields, upgradeTenantRecords } from './write-anew.ts';

function ok<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.code}: ${result.message}`);
  return result.value;
}

/**
 * Returns one kind of record as three builds declare it. The second replaces weeks by days, and renames other fields.
 */
function job(schema: 1 | 2 | 3): Entity {
  const name = text({ required: true });
  return entity(idOf('trial/job'), {
    label: { one: 'Job', many: 'Jobs' },
    title: 'name',
    schema,
    indexes: schema === 1 ? [['weeks']] : [['days']],
    fields:
      schema === 1
        ? { name, weeks: number(), place: text(), nick: text({ searched: true }), by: ref(idOf('crm/account')) }
        : { name, days: number(), site: text({ searched: true }), builder: ref(idOf('crm/account')) },
    upgrades: {
      2: ({ weeks, place, nick: _gone, by, ...rest }) => ({
        ...rest,
        ...(typeof weeks === 'number' ? { days: weeks * 7 } : {}),
        ...(place === undefined ? {} : { site: place }),
        ...(by === undefined ? {} : { builder: by }),
      }),
    },
  });
}
const buildOf = (one: Entity): Catalogue =>
  catalogueOf([...installedPacks, { name: 'trial', version: one.schema, entities: [one], roles: [] }]);
const builds = { 1: buildOf(job(1)), 2: buildOf(job(2)), 3: buildOf(job(3)) };

const open: { readonly servers: TestServer[]; database: TestDatabase | undefined } = {
  servers: [],
  database: undefined,
};
afterEach(async () => {
  for (const server of open.servers.splice(0)) await server.server.close();
  await open.database?.drop();
  open.database = undefined;
});

/** Creates a store that a server of schema 1 has filled: six jobs, one of them deleted. */
async function filledStore() {
  const database = await makeTestDatabase(inject('postgresUrl'));
  open.database = database;
  const migrateTo = (from: readonly Entity[], to: Entity) =>
    withOwner(database.ownerUrl, (owner) =>
      owner.run(statementsBetween(entityPlanOf(from), entityPlanOf([to])).join('\n')),
    );
  await migrateTo([], job(1));
  const start = async (schema: 1 | 2 | 3): Promise<TestServer> => {
    const server = await makeTestServer(database.database, { installed: builds[schema] });
    open.servers.push(server);
    return server;
  };
  const first = await start(1);
  const tenant = await first.tenant();
  const ann = await tenant.person('Ann', 'admin');
  const account = first.newId();
  await ann.do([made(account, 'crm/account', { name: 'Acme' }, { ownerId: ann.userId })]);
  const ids = Array.from({ length: 6 }, () => first.newId());
  await ann.do(
    ids.map((id, place) =>
      made(id, 'trial/job', {
        name: `Job ${place}`,
        weeks: 6 - place,
        place: `Dock ${place}`,
        nick: 'swift',
        by: account,
      }),
    ),
  );
  await ann.do([changeEdit(ids[5] ?? '', 'trial/job', { life: ['alive', 'deleted'] })]);
  return { database, tenant, ann, account, ids, migrateTo, start };
}
type Store = Awaited<ReturnType<typeof filledStore>>;

/** Returns everything that an upgrade must not change: envelopes of records, the journal and the feed. */
const unmoved = async ({ tenant }: Store) => ({
  records: await tenant.rows('select id, version, life, updated_at, updated_by from store.trial_job order by id'),
  journal: await tenant.rows(`select n, encode(hash, 'hex') as hash from store.journal order by n`),
  feed: await tenant.rows('select token, id, n, gone, since from store.feed order by token, id'),
});

const asking = (device: TestDevice) => ({ orgId: device.tenant.orgId, userId: device.userId });
const listed = async (server: TestServer, device: TestDevice, more: object) => {
  const query = listQuerySchema.parse({ entity: 'trial/job', ...more });
  return ok(await askList(server.server.tenancy, asking(device), query)).rows.map(({ fields }) => fields['name']);
};
const found = async (server: TestServer, device: TestDevice, words: string) =>
  ok(await askSearch(server.server.tenancy, asking(device), { text: words, limit: 20 })).map(({ title }) => title);

/** Returns the device on another build of the server. */
const on = (server: TestServer, { tenant, userId }: TestDevice) =>
  new TestDevice(new TestTenant(server, tenant.orgId), userId);

/** Returns a database whose process is killed within a transaction: at this place among those that write. */
function killedIn(database: Database, place: number): Database {
  const state = { writes: 0 };
  return {
    ...database,
    transaction: (mode, work) =>
      database.transaction(mode, async (tx) => {
        const answer = await work(tx);
        if (mode === 'write') state.writes += 1;
        if (state.writes >= place) throw new Error('killed');
        return answer;
      }),
  };
}

it('[K-5] a start with the build that made a tenant rewrites none of its records', async () => {
  const { database, tenant } = await filledStore();
  const written = () => tenant.rows('select id, xmin::text from store.trial_job union all select id, xmin::text from store.crm_account order by id'); // prettier-ignore
  const before = await written();
  const ports = { database: database.database, installed: builds[1] };
  await upgradeTenantRecords(ports, tenant.orgId);
  expect(await bringUpToOwnFields(ports, tenant.orgId)).toBe(false);
  expect(await written()).toEqual(before);
});

describe('a newer build on an old store', () => {
  it('[K-5] finds, sorts and searches records as it declares them, with versions, journal and feed as they were', async () => {
    const store = await filledStore();
    const before = await unmoved(store);
    await store.migrateTo([job(1)], job(2));
    const server = await store.start(2);
    const { database } = store.database;
    const { orgId } = store.tenant;
    const installed = builds[2];
    for (let start = 0; start < 2; start += 1) {
      await upgradeTenantRecords({ database, installed, recordsAtOnce: 4 }, orgId);
      const sort = [{ field: 'days', direction: 'asc' }];
      expect(await listed(server, store.ann, { sort })).toEqual(['Job 4', 'Job 3', 'Job 2', 'Job 1', 'Job 0']);
      expect(await listed(server, store.ann, { sort, where: { field: 'days', op: 'gte', value: 35 } })).toEqual(['Job 1', 'Job 0']); // prettier-ignore
      expect(await found(server, store.ann, 'dock 3')).toEqual(['Job 3']);
      expect(await found(server, store.ann, 'swift')).toEqual([]);
      expect(await store.tenant.fields('trial/job', store.ids[5] ?? '')).toEqual({ name: 'Job 5', days: 7, site: 'Dock 5', builder: store.account }); // prettier-ignore
      expect(await store.tenant.rows('select distinct schema from store.trial_job')).toEqual([{ schema: 2 }]);
      const fields = await store.tenant.rows('select field, count(*)::int as count from store.reference where target_id = $1 group by field', [store.account]); // prettier-ignore
      expect(fields).toEqual([{ field: 'builder', count: 6 }]);
      expect(await unmoved(store)).toEqual(before);
    }
    const verified = await inTenant(database, { orgId, mode: 'snapshot' }, (tx) =>
      verifyJournal(tx, { orgId, keys: server.keys }),
    );
    expect(verified).toMatchObject({ problems: [] });
  });

  it('[K-5] gives the phones of an older build the tokens of their digits, those of own fields too', async () => {
    const store = await filledStore();
    const server = await store.start(1);
    const { database } = store.database;
    const ann = on(server, store.ann);
    const id = server.newId();
    const hotline = { forEntity: 'crm/account', name: 'hotline', label: 'Hotline', type: 'phone', searched: true };
    await ann.do([made(server.newId(), 'platform/field-definition', hotline)]);
    await ann.do([made(id, 'crm/account', { name: 'Zephyr', phone: '+15550142987', hotline: '+4930901820' })]);
    const asBefore = async (): Promise<void> =>
      withOwner(store.database.ownerUrl, async (owner) => {
        await owner.run(`delete from store.search_token where token like e'\\ue000%'`);
        await owner.run(`update store.crm_account set schema = 1; delete from store.kind_upkeep`);
      });
    await asBefore();
    expect([await found(server, ann, '0142'), await found(server, ann, '9018')]).toEqual([[], []]);
    const ports = { database, installed: builds[1] };
    await upgradeTenantRecords(ports, store.tenant.orgId);
    while (await bringUpToOwnFields(ports, store.tenant.orgId));
    expect([await found(server, ann, '0142'), await found(server, ann, '9018')]).toEqual([['Zephyr'], ['Zephyr']]);
  });

  it('[Q-4] gives the titles of an older build their tokens and their vocabulary, once', async () => {
    const store = await filledStore();
    const server = await store.start(1);
    const { database } = store.database;
    const { orgId } = store.tenant;
    const how = async (words: string) =>
      ok(await askSearch(server.server.tenancy, asking(store.ann), { text: words, limit: 20 })).map((hit) => [
        hit.title,
        hit.how,
      ]);
    await withOwner(store.database.ownerUrl, async (owner) => {
      await owner.run(`delete from store.search_token where token like e'\\ue001%'; delete from store.title_word`);
      await owner.run('update store.kind_upkeep set words = 0, words_toward = 0');
    });
    expect([await how('acme'), await how('amce')]).toEqual([[['Acme', 'fields']], []]);
    const before = await unmoved(store);
    const ports = { database, installed: builds[1], recordsAtOnce: 2 };
    await upgradeTenantRecords(ports, orgId);
    expect(await bringUpToOwnFields(ports, orgId)).toBe(true);
    await expect(bringUpToOwnFields({ ...ports, database: killedIn(database, 1) }, orgId)).rejects.toThrow('killed');
    while (await bringUpToOwnFields(ports, orgId));
    expect([await how('acme'), await how('acmee')]).toEqual([[['Acme', 'title']], [['Acme', 'near']]]);
    expect((await how('job')).length).toBe(5);
    expect(new Set((await how('job')).map(([, one]) => one))).toEqual(new Set(['title']));
    expect(await unmoved(store)).toEqual(before);
    await upgradeTenantRecords(ports, orgId);
    expect(await bringUpToOwnFields(ports, orgId)).toBe(false);
  });

  it('[Q-4] a word leaves the vocabulary with the last title that contains it', async () => {
    const { tenant, ann } = await filledStore();
    const all = async () =>
      (await tenant.rows('select word from store.title_word order by word')).map(({ word }) => word);
    const others = new Set((await all()).filter((word) => word !== 'acme'));
    const words = async () => (await all()).filter((word) => !others.has(word));
    const [one, two] = [tenant.test.newId(), tenant.test.newId()];
    await ann.do([
      made(one, 'crm/account', { name: 'Wrenhaven Towers' }),
      made(two, 'crm/contact', { name: 'Wren Towers' }),
    ]);
    expect(await words()).toEqual(['acme', 'towers', 'wren', 'wrenhaven']);
    await ann.do([changeEdit(two, 'crm/contact', { name: ['Wren Towers', 'Pike'] })]);
    expect(await words()).toEqual(['acme', 'pike', 'towers', 'wrenhaven']);
    await ann.do([changeEdit(one, 'crm/account', { name: ['Wrenhaven Towers', 'Hallam'] })]);
    expect(await words()).toEqual(['acme', 'hallam', 'pike']);
  });

  it('[K-5] continues after an interruption', async () => {
    const store = await filledStore();
    const before = await unmoved(store);
    await store.migrateTo([job(1)], job(2));
    const { database } = store.database;
    const { orgId } = store.tenant;
    const schemas = async () =>
      (await store.tenant.rows('select schema from store.trial_job order by id')).map((row) => row['schema']);
    const bringUp = (over: Database) =>
      upgradeTenantRecords({ database: over, installed: builds[2], recordsAtOnce: 2 }, orgId);
    // One write notes the due kinds. Each of the next two upgrades two records, and the third of these is rolled back.
    await expect(bringUp(killedIn(database, 4))).rejects.toThrow('killed');
    expect(await schemas()).toEqual([2, 2, 2, 2, 1, 1]);
    const after = await store.tenant.rows(`select schema, after from store.kind_upkeep where entity = 'trial/job'`);
    expect(after).toEqual([{ schema: 1, after: store.ids.toSorted()[3] }]);
    await bringUp(database);
    expect(await schemas()).toEqual([2, 2, 2, 2, 2, 2]);
    expect((await store.tenant.fields('trial/job', store.ids[0] ?? ''))?.['days']).toBe(42);
    const done = await store.tenant.rows(`select schema, after from store.kind_upkeep where entity = 'trial/job'`);
    expect(done).toEqual([{ schema: 2, after: null }]);
    expect(await unmoved(store)).toEqual(before);
  });

  it('[K-5] upgrades records that an older build wrote in between, at its next start', async () => {
    const store = await filledStore();
    const { database } = store.database;
    const { orgId } = store.tenant;
    await store.migrateTo([job(1)], job(2));
    const newer = { installed: builds[2], recordsAtOnce: 2 };
    await expect(upgradeTenantRecords({ ...newer, database: killedIn(database, 3) }, orgId)).rejects.toThrow('killed');
    const older = { database, installed: builds[1] };
    expect(await bringUpToOwnFields(older, orgId)).toBe(false); // an older build does not finish a newer one's rewrite
    await upgradeTenantRecords(older, orgId);
    while (await bringUpToOwnFields(older, orgId));
    const late = store.tenant.test.newId();
    await store.ann.do([made(late, 'trial/job', { name: 'Late', weeks: 1 })]);
    await upgradeTenantRecords({ ...newer, database }, orgId);
    expect(await store.tenant.rows('select distinct schema from store.trial_job')).toEqual([{ schema: 2 }]);
    expect(await store.tenant.fields('trial/job', late)).toEqual({ name: 'Late', days: 7 });
  });

  it('[K-5] upgrades records that an older build wrote after the upgrade, at its next start', async () => {
    const store = await filledStore();
    const { database } = store.database;
    const { orgId } = store.tenant;
    await store.migrateTo([job(1)], job(2));
    const [older, newer] = [builds[1], builds[2]].map((installed) => ({ database, installed })) as [AnewPorts, AnewPorts]; // prettier-ignore
    await upgradeTenantRecords(newer, orgId);
    await upgradeTenantRecords(older, orgId);
    const late = store.tenant.test.newId();
    await store.ann.do([made(late, 'trial/job', { name: 'Late', weeks: 1 })]);
    await upgradeTenantRecords(newer, orgId);
    expect(await store.tenant.fields('trial/job', late)).toEqual({ name: 'Late', days: 7 });
  });
});

describe('a push of another build', () => {
  const inSchema = (device: TestDevice, acts: readonly Act[], schema: number) =>
    push(device.tenant.test.pushPorts, device.asker, {
      device: device.device,
      heads: [],
      acts: [...acts],
      schemas: { 'trial/job': schema },
    });

  it('[K-5] from two schemas ago is refused, and nothing is decided; after an update of the device the same acts are', async () => {
    const store = await filledStore();
    await store.migrateTo([job(1)], job(2));
    await upgradeTenantRecords({ database: store.database.database, installed: builds[3] }, store.tenant.orgId);
    const device = on(await store.start(3), store.ann);
    const id = device.tenant.test.newId();
    const acts = [device.act([made(id, 'trial/job', { name: 'New', weeks: 1 })])];
    const before = await unmoved(store);
    expect(await inSchema(device, acts, 1)).toMatchObject({
      ok: false,
      code: 'sync/client-too-old',
      details: { least: 2, yours: 1 },
    });
    expect(await inSchema(device, acts, 4)).toMatchObject({ ok: false, code: 'sync/client-too-new' });
    expect(await unmoved(store)).toEqual(before);
    expect(await inSchema(device, acts, 3)).toMatchObject({ value: { answers: [{ status: 'accepted' }] } });
    expect(await store.tenant.fields('trial/job', id)).toEqual({ name: 'New', days: 7 });
  });

  it('[K-5] from the schema before is served: its records are written as this build declares them', async () => {
    const store = await filledStore();
    await store.migrateTo([job(1)], job(2));
    await upgradeTenantRecords({ database: store.database.database, installed: builds[2] }, store.tenant.orgId);
    const server = await store.start(2);
    const device = on(server, store.ann);
    const [id, old = ''] = [device.tenant.test.newId(), store.ids[1]];
    const edits: Edit[] = [made(id, 'trial/job', { name: 'New', weeks: 1, place: 'Quay' })];
    const weeks: readonly [JsonValue, JsonValue] = [5, 9];
    for (const done of [edits, [changeEdit(old, 'trial/job', { weeks })]])
      expect(await inSchema(device, [device.act(done)], 1)).toMatchObject({
        value: { answers: [{ status: 'accepted' }] },
      });
    expect(await store.tenant.fields('trial/job', id)).toEqual({ name: 'New', days: 7, site: 'Quay' });
    expect(await store.tenant.fields('trial/job', old)).toMatchObject({ name: 'Job 1', days: 63 });
    expect(await found(server, store.ann, 'quay')).toEqual(['New']);
    expect(await listed(server, store.ann, { where: { field: 'days', op: 'is', value: 63 } })).toEqual(['Job 1']);
  });
});

describe('an act from before an upgrade', () => {
  it('[K-5] is undone in fields that still exist; fields that the upgrade replaced keep their values', async () => {
    const store = await filledStore();
    const [one = '', two = ''] = store.ids;
    const renamed = store.ann.act([changeEdit(one, 'trial/job', { name: ['Job 0', 'Other'] })]);
    const longer = store.ann.act([changeEdit(two, 'trial/job', { name: ['Job 1', 'Another'], weeks: [5, 9] })]);
    await store.ann.push([renamed, longer]);
    await store.migrateTo([job(1)], job(2));
    await upgradeTenantRecords({ database: store.database.database, installed: builds[2] }, store.tenant.orgId);
    const device = on(await store.start(2), store.ann);
    expect(await device.do([], { undoes: renamed.id })).toMatchObject({ status: 'accepted' });
    expect(await device.do([], { undoes: longer.id })).toMatchObject({ status: 'merged', refused: {} });
    expect(await store.tenant.fields('trial/job', one)).toMatchObject({ name: 'Job 0' });
    expect(await store.tenant.fields('trial/job', two)).toEqual({ name: 'Job 1', days: 63, site: 'Dock 1', builder: store.account }); // prettier-ignore
  });
});

describe('a field whose definition changes', () => {
  const given = givenServer();
  const worldWith = async (more: Readonly<Record<string, JsonValue>>) => {
    const w = await makeSalesWorld(given.test);
    const definition = w.id();
    const field = { forEntity: 'crm/deal', name: 'region', label: 'Region', ...more };
    await w.ann.do([made(definition, 'platform/field-definition', field)]);
    const ids = [w.id(), w.id(), w.id()] as const;
    const define = (fields: Readonly<Record<string, readonly [JsonValue, JsonValue]>>) =>
      w.ann.do([changeEdit(definition, 'platform/field-definition', fields)]);
    const { orgId } = w.tenant;
    const ports = { database: given.test.database, installed: given.test.server.tenancy.installed, recordsAtOnce: 2 };
    const writeAll = async () => {
      while (await bringUpToOwnFields(ports, orgId));
    };
    const sorted = async () => {
      const query = listQuerySchema.parse({ entity: 'crm/deal', sort: [{ field: 'region', direction: 'asc' }], where: { field: 'region', op: 'is-not-empty' } }); // prettier-ignore
      return ok(await askList(given.test.server.tenancy, asking(w.ann), query)).rows.map(({ id }) => id);
    };
    const hits = async (words: string) =>
      ok(await askSearch(given.test.server.tenancy, asking(w.ann), { text: words, limit: 20 })).map(({ id }) => id);
    return { ...w, ids, define, writeAll, sorted, hits, definition };
  };

  it('[K-3] brought back, it finds and sorts records that were written without it', async () => {
    const w = await worldWith({ type: 'text', searched: true });
    const [one, two, three] = w.ids;
    await w.mia.do([w.deal(one, { region: 'North' }), w.deal(two, { region: 'East' }), w.deal(three)]);
    expect([await w.sorted(), await w.hits('north')]).toEqual([[two, one], [one]]);
    const before = await w.tenant.rows('select id, version from store.crm_deal order by id');
    await w.define({ life: ['alive', 'deleted'] });
    await w.writeAll();
    expect(await w.hits('north')).toEqual([]);
    expect(await w.tenant.rows(`select 1 as one from store.record_key where field = 'region'`)).toEqual([]);
    await w.define({ life: ['deleted', 'alive'] });
    await w.writeAll();
    expect([await w.sorted(), await w.hits('north')]).toEqual([[two, one], [one]]);
    expect(await w.tenant.rows('select id, version from store.crm_deal order by id')).toEqual(before);
  });

  it('[K-3] made searched, it finds old records; no longer searched, it leaves no words, with any changes meanwhile', async () => {
    const w = await worldWith({ type: 'text' });
    const [one, two] = w.ids;
    await w.mia.do([w.deal(one, { region: 'North' }), w.deal(two, { region: 'Deal' })]);
    await w.writeAll();
    expect(await w.hits('north')).toEqual([]);
    await w.define({ searched: [null, true] });
    await w.writeAll();
    expect(await w.hits('north')).toEqual([one]);
    await w.define({ searched: [true, false] });
    await w.mia.do([w.set(one, { region: ['North', 'South'] })]);
    await w.writeAll();
    expect([await w.hits('north'), await w.hits('south')]).toEqual([[], []]);
    expect((await w.hits('deal')).toSorted()).toEqual([one, two].toSorted()); // the word of a title stays
  });

  it("[K-3] a choice's options in another order sort old records in that order", async () => {
    const option = (value: string) => ({ value, label: value });
    const [given1, given2] = [[option('a'), option('b')], [option('c'), option('b'), option('a')]]; // prettier-ignore
    const w = await worldWith({ type: 'choice', options: given1 });
    const [one, two] = w.ids;
    await w.mia.do([w.deal(one, { region: 'a' }), w.deal(two, { region: 'b' })]);
    await w.writeAll();
    expect(await w.sorted()).toEqual([one, two]);
    await w.define({ options: [given1, given2] });
    await w.writeAll();
    expect(await w.sorted()).toEqual([two, one]);
  });

  it('[K-3] the workers rewrite due records, and no others', async () => {
    const w = await worldWith({ type: 'text', searched: true });
    const [one] = w.ids;
    await w.mia.do([w.deal(one, { region: 'North' })]);
    await given.test.server.runWorkers(w.tenant.orgId);
    await w.define({ label: ['Region', 'Area'] });
    expect(await w.tenant.rows('select entity from store.kind_upkeep where after is not null')).toEqual([]);
    await w.define({ life: ['alive', 'deleted'] });
    expect(await w.tenant.rows('select entity from store.kind_upkeep where after is not null')).toEqual([{ entity: 'crm/deal' }]); // prettier-ignore
    await given.test.server.runWorkers(w.tenant.orgId);
    expect(await w.hits('north')).toEqual([]);
    expect(await w.tenant.rows('select entity from store.kind_upkeep where after is not null')).toEqual([]);
  });
});
