import { trayEntries } from '@outpost/desktop/replica/acts/tray';
import { meAnswerSchema, signInAnswerSchema } from '@outpost/desktop/replica/session/tenant-session';
import type { GivenTenant } from '@outpost/desktop/replica/testing/given-tenant';
import { installedPacks } from '@outpost/domain/installed-packs';
import { catalogueOf, type Pack } from '@outpost/domain/kernel/catalogue/catalogue';
import { entity } from '@outpost/domain/kernel/entities/entity';
import { ref, text } from '@outpost/domain/kernel/entities/fields';
import { idOf } from '@outpost/domain/kernel/ids';
import { grant } from '@outpost/domain/kernel/catalogue/role';
import { views } from '@outpost/domain/kernel/catalogue/views';
import { prepareTenant } from '@outpost/sync-server/tenancy/prepare-tenant';
import type { TestDatabase } from '@outpost/sync-server/testing/test-database';
import {
  changeEdit,
  made,
  makeTestServer,
  type TestDevice,
  testPassword,
  type TestServer,
  TestTenant,
} from '@outpost/sync-server/testing/test-server';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { writeMigration } from '../../scripts/write-migration.ts';
import { NewKindsStage } from './new-kinds-stage.ts';

// A pack that tenants install. This is the whole pack; everything below is the unchanged product.
const van = entity(idOf('fleet/van'), {
  label: { one: 'Van', many: 'Vans' },
  title: 'name',
  carries: ['activities'],
  fields: { name: text({ required: true, searched: true }), usedFor: ref(idOf('crm/account')) },
});
const fleet: Pack = {
  name: 'fleet',
  version: 2,
  label: 'Fleet',
  isOptional: true,
  entities: [van],
  views: [views(van, { area: { place: 500 }, lists: [] })],
  roles: [
    { key: 'driver', label: 'Driver', describes: 'Drives.', version: 1, grants: grant(van, ['read', 'update'], 'org') },
  ],
};
const service = entity(idOf('garage/service'), {
  label: { one: 'Service', many: 'Services' },
  title: 'name',
  fields: { name: text(), van: ref(idOf('fleet/van')) },
});
const garage: Pack = { name: 'garage', version: 1, label: 'Garage', isOptional: true, entities: [service], roles: [] };
const catalogue = catalogueOf([...installedPacks, fleet, garage]);

let stage: NewKindsStage;
let database: TestDatabase;
let test: TestServer;
let tenant: TestTenant;
beforeAll(async () => {
  stage = await NewKindsStage.open(catalogue, inject('postgresUrl'));
  writeMigration(catalogue, { folder: stage.folder, name: 'fleet' });
  await stage.migrate();
  await stage.serve();
  ({ database, test, tenant } = stage);
});
afterAll(() => stage.end());

type Working = { readonly person: TestDevice; readonly open: GivenTenant };

async function at(name: string, role: string): Promise<Working> {
  const email = `${name}@packs.example`;
  const person = await tenant.person(name, role, { email });
  const ask = async (path: string, init: Parameters<typeof test.fetch>[1]): Promise<unknown> =>
    (await test.fetch(path, init)).json();
  const signIn = async () =>
    signInAnswerSchema.parse(
      await ask('/auth/sign-in', { body: { email, password: testPassword, device: { id: test.newId(), name } } }),
    );
  const { accessToken, person: who, organisation } = await signIn();
  const [membership] = meAnswerSchema.parse(await ask('/me', { token: accessToken })).memberships;
  if (!membership) throw new Error(`${email} has no role`);
  const open = await stage.device({ signIn, membership, person: who, organisation });
  await sync({ person, open });
  return { person, open };
}

const sync = ({ open }: Working): Promise<void> => stage.sync(open);

type Wanted = Parameters<GivenTenant['tenant']['acts']['perform']>[0]['edits'];
const perform = async ({ open }: Working, edits: Wanted): Promise<string> => {
  const done = await open.tenant.acts.perform({ label: 'test', shape: 'together', edits });
  return done.ok ? (done.value.ids[0] ?? 'done') : done.code;
};
const install = (pack: string): Wanted => [
  { entity: 'platform/installed-pack', create: { fields: { pack, release: 2 } } },
];
const setLife = (id: string, life: 'alive' | 'deleted'): Wanted => [
  { entity: 'platform/installed-pack', id, fields: { life } },
];
const newVan = (name: string): Wanted => [{ entity: van.name, create: { fields: { name } } }];
const vansOn = async ({ open }: Working): Promise<number | string> => {
  const found = await open.tenant.questions.search({ text: 'van', limit: 30 });
  return found.ok ? found.value.hits.filter(({ entity: kind }) => kind === van.name).length : found.code;
};
const tokensOf = async ({ userId }: TestDevice): Promise<readonly string[]> =>
  (
    await tenant.rows<{ token: string }>(
      `select token from store.token_hold where user_id = $1 and held and token like 'fleet/%' order by 1`,
      [userId],
    )
  ).map(({ token }) => token);
const kindOn = ({ open }: Working) => open.tenant.device.catalogue.entities.get(van.name);

describe('[T-25] an optional pack', () => {
  let ann: Working;
  let max: Working;
  let record: string;

  it('is in no tenant before an administrator installs it: no tokens, no records, no area', async () => {
    ann = await at('ann', 'admin');
    max = await at('max', 'manager');
    expect(await tokensOf(ann.person)).toEqual([]);
    expect(kindOn(ann)).toMatchObject({ isRetired: true, isRemoved: true });
    expect(ann.open.tenant.device.catalogue.views?.has(van.name)).toBe(false);
    expect(await perform(ann, newVan('Too early'))).toBe('records/unknown-entity');
    const id = test.newId();
    expect((await ann.person.do([made(id, van.name, { name: 'Too early' })])).refused[id]).toMatchObject({
      code: 'records/unknown-entity',
      message: 'Vans belong to a pack that your organisation does not have. Install it first.',
    });
    expect(await perform(max, install('fleet'))).toBe('access/denied');
    const pack = made(id, 'platform/installed-pack', { pack: 'fleet', release: 2 });
    expect((await max.person.do([pack])).refused[id]?.code).toBe('access/denied');
  });

  it('is installed offline, can be used immediately, and brings its roles', async () => {
    record = await perform(ann, install('fleet'));
    expect(kindOn(ann)?.isRetired).toBeUndefined();
    expect(ann.open.tenant.device.catalogue.views?.has(van.name)).toBe(true);
    expect(await perform(ann, newVan('Red van'))).not.toContain('/');
    await sync(ann);
    expect(await tokensOf(ann.person)).toEqual(['fleet/van@org', `fleet/van@user:${ann.person.userId}`]);
    expect(await tokensOf(max.person)).toEqual([]);
    await test.server.runWorkers(tenant.orgId);
    const kim = await at('kim', 'driver');
    expect([await vansOn(ann), await vansOn(kim), await vansOn(max)]).toEqual([1, 1, 0]);
  });

  it('is removed: devices drop its records, late changes go to the tray, and the store keeps everything', async () => {
    const kim = await at('kim2', 'driver');
    const [stored] = await tenant.rows<{ id: string }>('select id from store.fleet_van');
    const id = stored?.id ?? '';
    expect(await perform(kim, [{ entity: van.name, id, fields: { name: 'Late van' } }])).not.toContain('/');
    await perform(ann, setLife(record, 'deleted'));
    expect(await vansOn(ann)).toBe(0); // no longer offered, though the server does not know yet
    await sync(ann);
    await sync(kim);
    expect([await vansOn(kim), await tokensOf(kim.person)]).toEqual([0, []]);
    expect(kim.open.tenant.device.lookups.recordsOf(van.name)).toEqual([]);
    expect(trayEntries(kim.open.tenant.device)).toMatchObject([
      { reasons: [{ message: 'Vans belong to a pack that your organisation does not have. Install it first.' }] },
    ]);
    expect(await tenant.rows(`select life, fields->>'name' as name from store.fleet_van`)).toEqual([
      { life: 'alive', name: 'Red van' },
    ]);
  });

  it('is installed again, and has all its data again', async () => {
    const kim = stage.devices.at(-1);
    if (!kim) throw new Error('There is no device');
    expect(await perform(ann, setLife(record, 'alive'))).not.toContain('/');
    await sync(ann);
    const late: Working = { person: ann.person, open: kim };
    await sync(late);
    expect([await vansOn(ann), await vansOn(late)]).toEqual([1, 1]);
  });

  it('is refused where it does not exist or builds on a missing pack, and is not removed while another builds on it', async () => {
    const refusal = async (edit: ReturnType<typeof made>) =>
      Object.values((await ann.person.do([edit])).refused).map(({ message }) => message);
    const pack = (name: string) => made(test.newId(), 'platform/installed-pack', { pack: name, release: 1 });
    expect(await refusal(pack('boats'))).toEqual(['There is no pack called "boats" here. Update Outpost first.']);
    const [sales] = await tenant.rows<{ id: string }>(
      `select id from store.platform_installed_pack where fields->>'pack' = 'crm'`,
    );
    const gone = (id: string) => changeEdit(id, 'platform/installed-pack', { life: ['alive', 'deleted'] });
    expect(await refusal(gone(sales?.id ?? ''))).toEqual(["Sales is part of every organisation and can't be removed."]);
    const ofGarage = pack('garage');
    expect(await refusal(ofGarage)).toEqual([]);
    expect(await refusal(gone(record))).toEqual(['Garage builds on Fleet. Remove Garage first.']);
    expect(await refusal(gone(ofGarage.id))).toEqual([]);
    expect(await refusal(gone(record))).toEqual([]);
    expect(await refusal(pack('garage'))).toEqual(['Garage builds on Fleet. Install Fleet first.']);
  });

  it('is installed and removed by programs of administrators, too', async () => {
    const token = async (name: string) =>
      signInAnswerSchema.parse(
        await (await test.fetch('/auth/sign-in', { body: { email: `${name}@packs.example`, password: testPassword, device: { id: test.newId(), name } } })).json(),
      ).accessToken; // prettier-ignore
    const put = async (name: string, isInstalled: boolean, who = 'ann') => {
      const reply = await test.fetch(`/admin/packs/${name}`, {
        method: 'PUT',
        body: { isInstalled },
        token: await token(who),
      });
      return [reply.status, (await reply.json()) as unknown];
    };
    const listed = async () =>
      (await (await test.fetch('/admin/packs', { token: await token('max') })).json()) as unknown;
    expect(await listed()).toMatchObject({ packs: [{ name: 'platform', isInstalled: true }, { name: 'crm' }, { name: 'fleet', label: 'Fleet', version: 2, isInstalled: false }, { name: 'garage' }] }); // prettier-ignore
    expect(await put('fleet', true, 'max')).toMatchObject([403, { code: 'access/denied' }]);
    expect(await put('fleet', true)).toEqual([200, { done: true }]);
    expect(await put('fleet', true)).toEqual([200, { done: true }]);
    expect(await tokensOf(ann.person)).not.toEqual([]);
    expect(await put('fleet', false)).toEqual([200, { done: true }]);
    expect(await tokensOf(ann.person)).toEqual([]);
    expect(await put('boats', true)).toMatchObject([404, { code: 'records/not-found' }]);
    expect(await put('crm', false)).toMatchObject([422, { code: 'records/invalid' }]);
  });

  it('and all others are noted, with their versions, in tenants of the build before at a start, once', async () => {
    const before = { ...catalogue, packs: [], roles: [] };
    const old = await makeTestServer(database.database, { installed: before });
    const { orgId } = await old.tenant();
    await old.server.close();
    const there = new TestTenant(test, orgId);
    const noted = () =>
      there.rows(
        `select fields->>'pack' as pack, fields->'release' as release from store.platform_installed_pack order by 1`,
      );
    expect(await noted()).toEqual([]);
    const logged: unknown[] = [];
    const start = (installed = catalogue) =>
      prepareTenant(
        { ...test.server.tenancy, installed, log: { warn: (one: unknown) => void logged.push(one) } },
        orgId,
      );
    await start();
    expect(await noted()).toEqual([
      { pack: 'crm', release: 1 },
      { pack: 'platform', release: 1 },
    ]);
    const then = await there.journal();
    await start();
    expect(await there.journal()).toEqual(then);
    const [platform, ...others] = catalogue.packs;
    if (!platform) throw new Error('There is no pack');
    const later = { ...catalogue, packs: [{ ...platform, version: 3 }, ...others] };
    await start(later);
    await start(later);
    expect(await noted()).toContainEqual({ pack: 'platform', release: 3 });
    expect([(await there.journal()).length, logged]).toEqual([then.length + 1, []]);
  });

  it('a start leaves the tokens of the tenant’s own kinds where they are', async () => {
    const own = { name: 'boat', label: 'Boat', labelMany: 'Boats' };
    await ann.person.do([made(test.newId(), 'platform/custom-object', own)]);
    const held = () => tenant.rows(`select user_id, token, since, held from store.token_hold where token like 'own/%' order by 1, 2`); // prettier-ignore
    const before = await held();
    expect(before).not.toEqual([]);
    await prepareTenant({ ...test.server.tenancy, log: { warn: () => undefined } }, tenant.orgId);
    expect(await held()).toEqual(before);
  });
});
