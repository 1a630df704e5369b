import type { Act, Edit } from '@outpost/domain/kernel/acts/act';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { madeId } from '@outpost/domain/kernel/catalogue/kinds-upgrade';
import { claimsOfJobs, sitesOfJobs, trialBuilds } from '@outpost/domain/testing/packs/kinds-upgrade-pack';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { type Database, inTenant } from '../db/database.ts';
import { entityPlanOf, statementsBetween } from '../db/entity-plan.ts';
import { withOwner } from '../db/owner-connection.ts';
import { verifyJournal } from '../journal/verify.ts';
import { push } from '../sync/push.ts';
import { makeTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { changeEdit, made, makeTestServer, TestDevice, type TestServer, TestTenant } from '../testing/test-server.ts';
import { prepareTenant } from './prepare-tenant.ts';

const open: { readonly servers: TestServer[]; database: TestDatabase | undefined } = {
  servers: [],
  database: undefined,
};
afterEach(async () => {
  for (const server of open.servers.splice(0)) await server.server.close();
  await open.database?.drop();
  open.database = undefined;
});

const trialKinds = ({ entities }: Catalogue) => [...entities.values()].filter(({ name }) => name.startsWith('trial/'));

/**
 * Creates a store that the previous build has filled with jobs, and a function that starts the build with the upgrade
 * on it.
 */
async function filledStore(jobs: readonly Readonly<Record<string, string | number>>[]) {
  const database = await makeTestDatabase(inject('postgresUrl'));
  open.database = database;
  const migrate = (from: readonly ReturnType<typeof trialKinds>[number][], to: Catalogue) =>
    withOwner(database.ownerUrl, (owner) =>
      owner.run(statementsBetween(entityPlanOf(from), entityPlanOf(trialKinds(to))).join('\n')),
    );
  await migrate([], trialBuilds.before);
  const serve = async (installed: Catalogue): Promise<TestServer> => {
    const server = await makeTestServer(database.database, { installed });
    open.servers.push(server);
    return server;
  };
  const first = await serve(trialBuilds.before);
  const tenant = await first.tenant();
  const team = await tenant.team('North');
  const ann = await tenant.person('Ann', 'admin');
  const mia = await tenant.person('Mia', 'member', { teamId: team });
  const max = await tenant.person('Max', 'manager', { teamId: team });
  const ids = jobs.map(() => first.newId()).sort();
  const envelope = { ownerId: mia.userId, teamId: team };
  for (const [place, id] of ids.entries()) await ann.do([made(id, 'trial/job', jobs[place] ?? {}, envelope)]);
  const logged: unknown[] = [];
  /** Prepares the tenant as a start of the server does, of either build. */
  const bringUp = (installed: Catalogue, over: Database = database.database) =>
    prepareTenant(
      { ...first.server.tenancy, installed, database: over, sourcesAtOnce: 2, log: { warn: (one: unknown) => void logged.push(one) } },
      tenant.orgId,
    ); // prettier-ignore
  await bringUp(trialBuilds.before);
  const migrateOn = () => migrate(trialKinds(trialBuilds.before), trialBuilds.now);
  return {
    tenant, team, ids, ann, mia, max, logged, bringUp,
    migrate: migrateOn,
    /** Ends the previous build and starts the one with the upgrade. */
    update: async () => {
      await migrateOn();
      await bringUp(trialBuilds.now);
    },
    database: database.database,
    on: async (device: TestDevice, installed = trialBuilds.now) => new TestDevice(new TestTenant(await serve(installed), tenant.orgId), device.userId),
    jobs: () => tenant.rows('select id, schema, fields from store.trial_job order by id'),
    claims: () => tenant.rows('select id, life, fields from store.trial_claim order by id'),
  }; // prettier-ignore
}
type Store = Awaited<ReturnType<typeof filledStore>>;
const claimOf = (job: string | undefined): string => madeId(claimsOfJobs, job ?? '');
const byId = (rows: readonly { readonly id: string }[]) => rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));

const threeJobs = [
  { name: 'Boiler', hours: 2, warrantyBy: 'Vaillant', rma: 'R-1', place: 'Bern' },
  { name: 'Stove', rma: 'R-2' },
  { name: 'Sink' },
];
const movedOf = ([one, two]: readonly string[]) =>
  byId([
    { id: claimOf(one), life: 'alive', fields: { job: one, maker: 'Vaillant', number: 'R-1' } },
    { id: claimOf(two), life: 'alive', fields: { job: two, maker: 'Unknown', number: 'R-2' } },
  ] as never);

/** Returns a database whose process is killed at its nth write: before it is committed, or after. */
function killedAt(database: Database, place: number, when: 'before' | 'after'): Database {
  const state = { writes: 0 };
  return {
    ...database,
    transaction: async (mode, work) => {
      if (mode === 'write') state.writes += 1;
      const isDeath = mode === 'write' && state.writes >= place;
      const answer = await database.transaction(mode, async (tx) => {
        const done = await work(tx);
        if (isDeath && when === 'before') throw new Error('killed');
        return done;
      });
      if (isDeath) throw new Error('killed');
      return answer;
    },
  };
}

describe('[T-27] a build that moves fields of a kind into other kinds', () => {
  it('makes the records of an old store once, with journal, feed and access like any other change', async () => {
    const store = await filledStore(threeJobs);
    const [one = '', two = '', three = ''] = store.ids;
    await store.ann.do([changeEdit(two, 'trial/job', { life: ['alive', 'deleted'] })]);
    const before = (await store.tenant.journal()).length;
    await store.update();
    expect(await store.jobs()).toEqual([
      { id: one, schema: 2, fields: { name: 'Boiler', hours: 4 } },
      { id: two, schema: 2, fields: { name: 'Stove' } },
      { id: three, schema: 2, fields: { name: 'Sink' } },
    ]);
    expect(await store.claims()).toEqual(movedOf(store.ids));
    expect(await store.tenant.rows('select id, owner_id, team_id, fields from store.trial_site')).toEqual([
      { id: madeId(sitesOfJobs, one), owner_id: store.mia.userId, team_id: store.team, fields: { name: 'Boiler', city: 'Bern' } },
    ]); // prettier-ignore
    const journal = (await store.tenant.journal()).slice(before);
    const rows = journal.flatMap(({ label, kind, record }) => (typeof label === 'string' && label.startsWith('Moved a part') ? [JSON.stringify([label, kind, record])] : [])); // prettier-ignore
    expect(new Set(rows)).toEqual(
      new Set(
        [
          ['Moved a part of jobs to claims', 'changed', one],
          ['Moved a part of jobs to claims', 'created', claimOf(one)],
          ['Moved a part of jobs to claims', 'changed', two],
          ['Moved a part of jobs to claims', 'created', claimOf(two)],
          ['Moved a part of jobs to sites', 'changed', one],
          ['Moved a part of jobs to sites', 'created', madeId(sitesOfJobs, one)],
        ].map((row) => JSON.stringify(row)),
      ),
    );
    expect(rows).toHaveLength(6);
    const mia = await store.on(store.mia);
    const { tenant } = mia;
    const viewer = new TestDevice(tenant, (await tenant.person('Vic', 'member')).userId);
    for (const device of [mia, viewer]) await device.pull();
    expect(mia.holds('trial/claim')).toEqual([claimOf(one), claimOf(two)].sort());
    expect(mia.held.get(claimOf(one))?.through).toEqual([`trial/claim@user:${store.mia.userId}`]);
    expect(viewer.holds('trial/claim')).toEqual([]);
    const head = (await store.tenant.journal()).length;
    await store.bringUp(trialBuilds.now);
    expect((await store.tenant.journal()).length).toBe(head);
    const verified = await inTenant(store.database, { orgId: tenant.orgId, mode: 'snapshot' }, (tx) =>
      verifyJournal(tx, { orgId: tenant.orgId, keys: tenant.test.keys }),
    );
    expect(verified).toMatchObject({ problems: [] });
    expect(store.logged).toEqual([]);
  });

  it('continues after a kill before or after a write, with the same result', async () => {
    const store = await filledStore([...threeJobs, { name: 'Lamp', rma: 'R-4' }, { name: 'Door', place: 'Chur' }]);
    await store.migrate();
    let killed = 0;
    for (let place = 1; place < 8; place += 1)
      for (const when of ['before', 'after'] as const)
        await store.bringUp(trialBuilds.now, killedAt(store.database, place, when)).catch((cause: unknown) => {
          if (!(cause instanceof Error && cause.message === 'killed')) throw cause;
          killed += 1;
        });
    await store.bringUp(trialBuilds.now);
    expect(killed).toBeGreaterThan(8);
    expect(new Set((await store.claims()).map(({ fields }) => (fields as { number?: string }).number))).toEqual(new Set(['R-1', 'R-2', 'R-4'])); // prettier-ignore
    expect(await store.tenant.rows('select count(*)::int as count from store.trial_site')).toEqual([{ count: 2 }]);
    expect((await store.jobs()).every(({ fields }) => Object.keys(fields as object).every((name) => ['name', 'hours'].includes(name)))).toBe(true); // prettier-ignore
    const births = (await store.tenant.journal()).filter(({ kind, entity }) => kind === 'created' && entity === 'trial/claim'); // prettier-ignore
    expect(births).toHaveLength(3);
  });

  it('leaves a source unchanged if its record would be invalid, logs that, and upgrades the others', async () => {
    const store = await filledStore([
      { name: 'Boiler', rma: 'x'.repeat(30) },
      { name: 'Stove', rma: 'R-2' },
    ]);
    const [one = '', two = ''] = store.ids;
    await store.update();
    expect(await store.jobs()).toMatchObject([{ id: one, fields: { rma: 'x'.repeat(30) } }, { id: two, fields: { name: 'Stove' } }]); // prettier-ignore
    expect(await store.claims()).toMatchObject([{ id: claimOf(two) }]);
    expect(store.logged).toMatchObject([{ refused: { [one]: { code: 'act/refused-whole' }, [claimOf(one)]: { code: 'records/invalid' } } }]); // prettier-ignore
  });

  it('upgrades the values that an earlier build wrote in between, and keeps a newer value of the record', async () => {
    const store = await filledStore(threeJobs);
    const [one = '', , three = ''] = store.ids;
    await store.update();
    const ann = await store.on(store.ann);
    await ann.do([changeEdit(claimOf(one), 'trial/claim', { number: ['R-1', 'R-9'] })]);
    await store.bringUp(trialBuilds.before); // the earlier build starts again
    const older = new TestDevice(store.tenant, store.ann.userId);
    await older.do([
      changeEdit(one, 'trial/job', { rma: [null, 'R-old'] }),
      changeEdit(three, 'trial/job', { rma: [null, 'R-3'] }),
    ]);
    await store.bringUp(trialBuilds.now);
    const claims = new Map((await store.claims()).map(({ id, fields }) => [id, fields]));
    expect(claims.get(claimOf(one))).toMatchObject({ number: 'R-9' });
    expect(claims.get(claimOf(three))).toMatchObject({ number: 'R-3' });
    expect((await store.jobs()).map(({ fields }) => Object.keys(fields as object)).flat()).not.toContain('rma');
  });
});

describe('[T-27] [T-25] a pack that the tenant has removed', () => {
  it('is upgraded when it is installed again', async () => {
    const store = await filledStore(threeJobs);
    await store.migrate();
    const { now } = trialBuilds;
    const packs = (now.packs ?? []).map((pack) => (pack.name === 'trial' ? { ...pack, isOptional: true, isInstalled: false } : pack)); // prettier-ignore
    const ann = await store.on(store.ann, { ...now, packs });
    const [pack] = await store.tenant.rows<{ id: string }>(`select id from store.platform_installed_pack where fields->>'pack' = 'trial'`); // prettier-ignore
    const become = (from: string, to: string) => ann.do([changeEdit(pack?.id ?? '', 'platform/installed-pack', { life: [from, to] })]); // prettier-ignore
    expect(await become('alive', 'deleted')).toMatchObject({ status: 'accepted' });
    await store.bringUp({ ...now, packs });
    await ann.tenant.test.server.runWorkers(store.tenant.orgId);
    expect(await store.claims()).toEqual([]);
    expect(await become('deleted', 'alive')).toMatchObject({ status: 'accepted' });
    await ann.tenant.test.server.runWorkers(store.tenant.orgId);
    expect(await store.claims()).toEqual(movedOf(store.ids));
    expect(store.logged).toEqual([]);
  });
});

describe('[T-27] [K-5] a device of the previous build', () => {
  const pushed = async (device: TestDevice, act: Act) => {
    const answer = await push(device.tenant.test.pushPorts, device.asker, { device: device.device, heads: [], acts: [act], schemas: { 'trial/job': 1 } }); // prettier-ignore
    return answer.ok && answer.value.kind === 'decided' ? answer.value.answers[0] : answer;
  };
  const numbers = async (store: Store) => (await store.claims()).map(({ id, fields }) => [id, (fields as { number?: string }).number] as const); // prettier-ignore

  it('pushes a record of the old schema, and its values reach the other kind', async () => {
    const store = await filledStore(threeJobs);
    const [one = '', , three = ''] = store.ids;
    await store.update();
    const mia = await store.on(store.mia);
    const own = mia.tenant.test.newId();
    const edits: readonly Edit[] = [
      changeEdit(one, 'trial/job', { hours: [2, 3], rma: ['R-1', 'R-7'] }),
      changeEdit(three, 'trial/job', { rma: [null, 'R-3'] }),
      made(own, 'trial/job', { name: 'Lamp', rma: 'R-8' }, { ownerId: mia.userId, teamId: store.team }),
    ];
    const answer = await pushed(mia, mia.act(edits, { shape: 'each' }));
    expect(answer).toMatchObject({ status: 'accepted', refused: {} });
    expect(new Map(await numbers(store))).toEqual(new Map([[claimOf(one), 'R-7'], [claimOf(store.ids[1]), 'R-2'], [claimOf(three), 'R-3'], [claimOf(own), 'R-8']])); // prettier-ignore
    expect(await store.tenant.fields('trial/job', one)).toEqual({ name: 'Boiler', hours: 6 });
  });

  it('can undo its earlier act after the upgrade, where nobody has changed the values since', async () => {
    const store = await filledStore(threeJobs);
    const [one = '', two = ''] = store.ids;
    const [first, second] = [
      store.mia.act([changeEdit(one, 'trial/job', { rma: ['R-1', 'R-5'] })]),
      store.mia.act([changeEdit(two, 'trial/job', { rma: ['R-2', 'R-6'] })]),
    ];
    await store.mia.push([first, second]);
    await store.update();
    const mia = await store.on(store.mia);
    await mia.do([changeEdit(claimOf(two), 'trial/claim', { number: ['R-6', 'R-0'] })]);
    expect(await mia.do([], { undoes: first.id })).toMatchObject({ status: 'accepted' });
    expect(await mia.do([], { undoes: second.id })).toMatchObject({ status: 'merged', superseded: { [claimOf(two)]: { number: 'R-2' } } }); // prettier-ignore
    expect(new Map(await numbers(store))).toEqual(
      new Map([
        [claimOf(one), 'R-1'],
        [claimOf(two), 'R-0'],
      ]),
    );
  });
});
