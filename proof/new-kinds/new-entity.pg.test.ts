import { join } from 'node:path';
import { importHandlers } from '@outpost/desktop/replica/imports/imports';
import { giveImport } from '@outpost/desktop/replica/testing/give-import';
import { signInAnswerSchema } from '@outpost/desktop/replica/session/tenant-session';
import { type GivenTenant, givenMembership } from '@outpost/desktop/replica/testing/given-tenant';
import { installedPacks } from '@outpost/domain/installed-packs';
import { catalogueOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { entity } from '@outpost/domain/kernel/entities/entity';
import { choice, date, money, ref, text } from '@outpost/domain/kernel/entities/fields';
import { idOf } from '@outpost/domain/kernel/ids';
import { compileList } from '@outpost/domain/kernel/query/lists/compile-list';
import { listQuerySchema, reportSchema } from '@outpost/domain/kernel/questions/list-query';
import type { QueryGround } from '@outpost/domain/kernel/query/query-engine';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { readMigrations } from '@outpost/sync-server/db/migrations';
import { withOwner } from '@outpost/sync-server/db/owner-connection';
import type { TestDatabase } from '@outpost/sync-server/testing/test-database';
import {
  testPassword,
  type TestDevice,
  type TestServer,
  type TestTenant,
} from '@outpost/sync-server/testing/test-server';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { writeMigration } from '../../scripts/write-migration.ts';
import { NewKindsStage } from './new-kinds-stage.ts';

// A new kind of record is one declaration. This is the whole declaration; everything below is the unchanged product.
const van = entity(idOf('fleet/van'), {
  label: { one: 'Van', many: 'Vans' },
  title: 'name',
  byWildcard: true,
  fields: {
    name: text({ required: true, searched: true }),
    plate: text({ maxChars: 12, importAs: ['registration'] }),
    kind: choice(
      [
        { value: 'crew', label: 'Crew van' },
        { value: 'lift', label: 'Lift' },
      ],
      {},
    ),
    price: money({ importAs: ['paid'] }),
    boughtOn: date({}),
    usedFor: ref(idOf('crm/account'), { label: 'Used for' }),
  },
  unique: [['plate']],
  indexes: [['kind', 'price'], ['name']],
});
const catalogue = catalogueOf([...installedPacks, { name: 'fleet', version: 1, entities: [van], roles: [] }]);

const vanCount = 600;
const csv = [
  'Name,Registration,Kind,Paid,Bought on',
  ...Array.from(
    { length: vanCount },
    (_, index) =>
      `Van ${index},PL${index},${index % 3 === 0 ? 'Lift' : 'Crew van'},${10_000 + index},2026-0${1 + (index % 9)}-15`,
  ),
  '',
].join('\n');

let stage: NewKindsStage;
let folder: string;
let database: TestDatabase;
let test: TestServer;
let tenant: TestTenant;
beforeAll(async () => {
  stage = await NewKindsStage.open(catalogue, inject('postgresUrl'));
  ({ folder, database } = stage);
});
afterAll(() => stage.end());

function ok<T>(
  result: Result<T> | { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string },
): T {
  if (!result.ok) throw new Error(result.message);
  return result.value;
}

const signedIn = async (email: string) =>
  signInAnswerSchema.parse(
    await (
      await test.fetch('/auth/sign-in', {
        body: { email, password: testPassword, device: { id: test.newId(), name: 'Proof' } },
      })
    ).json(),
  );

async function deviceOf(person: TestDevice, email: string, role: string): Promise<GivenTenant> {
  const { organisation, person: who } = await signedIn(email);
  const device = await stage.device({
    person: who,
    organisation,
    signIn: () => signedIn(email),
    membership: givenMembership(role),
  });
  expect(who.id).toBe(person.userId);
  return device;
}
const syncing = (device: GivenTenant): Promise<void> => stage.sync(device);
const list = (more: object = {}) => listQuerySchema.parse({ entity: 'fleet/van', ...more });
/** The most expensive lifts, which the declaration's first index serves. */
const dearest = list({
  where: { field: 'kind', op: 'is', value: 'lift' },
  sort: [{ field: 'price', direction: 'desc' }],
  limit: 3,
});
const perKind = reportSchema.parse({
  entity: 'fleet/van',
  groupBy: [{ field: 'kind' }],
  measures: [
    { name: 'vans', fn: 'count' },
    { name: 'paid', fn: 'sum', field: 'price' },
  ],
});
const paidFor = (isLift: boolean) =>
  Array.from({ length: vanCount }, (_, index) => index)
    .filter((index) => (index % 3 === 0) === isLift)
    .reduce((sum, index) => sum + (10_000 + index) * 100, 0);

describe('[K-2] a new kind of record, declared in a dozen lines', () => {
  it('gets its migration from the generator, which then has nothing left to write', async () => {
    expect(writeMigration(catalogue, { folder, name: 'vans' })?.file).toBe(
      join(folder, `${String(readMigrations().length + 1).padStart(4, '0')}-vans.sql`),
    );
    expect(writeMigration(catalogue, { folder, name: 'vans' })).toBeUndefined();
    expect(await stage.migrate()).toEqual([readMigrations().length + 1]);
    await stage.serve();
    ({ test, tenant } = stage);
  });

  it('is imported on a device by its headers, listed, found and reported there by its index, before any server has seen one', async () => {
    const teamId = await tenant.team('Workshop');
    const ann = await deviceOf(
      await tenant.person('Ann', 'member', { teamId, email: 'ann@example.com' }),
      'ann@example.com',
      'member',
    );
    const progress = await importOn(ann);
    expect(progress).toMatchObject({ state: 'done', done: vanCount });

    const { questions, device } = ann.tenant;
    const { rows } = ok(await questions.list(dearest));
    expect(rows.map(({ fields }) => fields['name'])).toEqual(['Van 597', 'Van 594', 'Van 591']);
    expect(rows[0]?.fields).toMatchObject({
      plate: 'PL597',
      kind: 'lift',
      price: { amount: 1_059_700, currency: 'USD' },
    });
    expect(ok(await questions.search({ text: 'van 42', limit: 30 })).hits.map(({ title }) => title)).toContain(
      'Van 42',
    );
    const report = ok(await questions.report(perKind));
    expect(report.rows.map(({ groups, measures }) => [groups[0], measures])).toEqual([
      ['crew', { vans: 400, paid: paidFor(false) }],
      ['lift', { vans: 200, paid: paidFor(true) }],
    ]);
    const compiled = ok(compileList({ catalogue, asking: asking(ann), engine: { dialect: 'sqlite' } }, dearest));
    const plan = device.database.file.writer
      .prepare<unknown[], { detail: string }>(`explain query plan ${compiled.sql}`)
      .all(...compiled.parameters);
    expect(plan.map(({ detail }) => detail).join('\n')).toContain('USING INDEX r_fleet_van__by_kind_price');

    // The declaration's rules apply on the device immediately: no two vans with one plate, no van without a name.
    const perform = (fields: Record<string, string>) =>
      ann.tenant.acts.perform({
        label: 'Added a van',
        shape: 'together',
        edits: [{ entity: 'fleet/van', create: { fields } }],
      });
    expect(await perform({ name: 'Another', plate: 'PL7' })).toMatchObject({ ok: false });
    expect(await perform({ plate: 'PL9999' })).toMatchObject({ ok: false });
  });

  it('syncs to the server and another device, by their grants: a stranger sees nothing of it', async () => {
    const [ann] = stage.devices;
    if (!ann) throw new Error('There is no device yet');
    await syncing(ann);
    const max = await deviceOf(
      await tenant.person('Max', 'admin', { email: 'max@example.com' }),
      'max@example.com',
      'admin',
    );
    const sam = await deviceOf(
      await tenant.person('Sam', 'member', { teamId: await tenant.team('Elsewhere'), email: 'sam@example.com' }),
      'sam@example.com',
      'member',
    );
    for (const device of [max, sam]) await syncing(device);
    expect(ok(await max.tenant.questions.report(perKind)).rows).toEqual(
      ok(await ann.tenant.questions.report(perKind)).rows,
    );
    expect(ok(await sam.tenant.questions.list(list())).rows).toEqual([]);

    // A change goes in the other direction, and both devices end with the same van.
    const [lift] = ok(await max.tenant.questions.list(dearest)).rows;
    ok(
      await max.tenant.acts.perform({
        label: 'Renamed the lift',
        shape: 'together',
        edits: [{ entity: 'fleet/van', id: lift?.id ?? '', fields: { name: 'The tall one' } }],
      }),
    );
    await syncing(max);
    await syncing(ann);
    expect(ok(await ann.tenant.questions.get({ id: lift?.id ?? '' })).record).toMatchObject({
      waiting: 0,
      fields: { name: 'The tall one' },
    });
  });

  it('is served by the interface of programs, from an index, and shown to analysts as a view', async () => {
    const post = async (email: string, path: string, body: object): Promise<unknown> =>
      (await test.fetch(path, { token: (await signedIn(email)).accessToken, body })).json();
    const names = z.object({ rows: z.array(z.object({ fields: z.object({ name: z.string() }) })) });
    expect(
      names.parse(await post('max@example.com', '/records/list', dearest)).rows.map(({ fields }) => fields.name),
    ).toEqual(['The tall one', 'Van 594', 'Van 591']);
    expect(await post('max@example.com', '/records/report', perKind)).toMatchObject({
      rows: [{ measures: { vans: 400 } }, { measures: { vans: 200 } }],
    });
    expect(await post('max@example.com', '/records/search', { text: 'tall one' })).toMatchObject({
      hits: [{ entity: 'fleet/van', title: 'The tall one' }],
    });
    for (const [path, body, nothing] of [
      ['/records/list', list(), { rows: [] }],
      ['/records/report', perKind, { rows: [] }],
      ['/records/search', { text: 'van' }, { hits: [] }],
    ] as const)
      expect(await post('sam@example.com', path, body)).toMatchObject(nothing);

    await withOwner(database.ownerUrl, (owner) => owner.run('analyze'));
    const ground: QueryGround = {
      catalogue,
      asking: asking(),
      engine: { dialect: 'postgres', orgId: tenant.orgId, visible: 'all' },
    };
    const { sql, parameters } = ok(compileList(ground, dearest));
    const plan = await tenant.rows<{ 'QUERY PLAN': string }>(`explain ${sql}`, parameters);
    expect(plan.map((line) => line['QUERY PLAN']).join('\n')).toContain('fleet_van_by_kind_price');
    expect(
      await tenant.rows(
        `select count(*)::int as vans, min(bought_on)::text as first from report.fleet_van where kind = 'lift'`,
      ),
    ).toEqual([{ vans: 200, first: '2026-01-15' }]);
  });
});

const asking = (device?: GivenTenant) => ({
  userId: device?.tenant.device.userId ?? test.newId(),
  now: '2026-11-20T08:00:00.000Z',
  timeZone: 'UTC',
});

/** Imports the vans like a person who names no recipe: the headers decide the kind of the rows. */
async function importOn({ tenant: open }: GivenTenant) {
  const ended = Promise.withResolvers<{ readonly state: string; readonly done: number }>();
  const ports = {
    ...open.device.ports,
    clock: { nowMs: () => performance.timeOrigin + performance.now() },
    timers: {
      after: (delayMs: number, run: () => void) => {
        const timer = setTimeout(run, delayMs);
        return () => clearTimeout(timer);
      },
    },
  };
  const calls = importHandlers({
    tenant: () => accept(open),
    ports,
    tell: (progress) =>
      progress.state === 'running' || progress.state === 'reading' ? undefined : ended.resolve(progress),
  });
  const plan = ok(
    await calls['imports.open']({ importId: await giveImport(calls, [{ name: 'vans.csv', content: csv }]) }),
  );
  expect(plan.counts).toMatchObject({ creates: { 'fleet/van': vanCount }, refused: 0 });
  ok(await calls['imports.run']({ importId: plan.importId }));
  return ended.promise;
}
