import type { Edit } from '@outpost/domain/kernel/acts/act';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { compileList } from '@outpost/domain/kernel/query/lists/compile-list';
import { listQuerySchema, reportSchema, summaryQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import type { Result } from '@outpost/domain/kernel/refusal';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readAsker } from '../access/asker.ts';
import { inTenant } from '../db/database.ts';
import { withOwner } from '../db/owner-connection.ts';
import { askList, askRecord, askReport, askSearch, askSummary, describeKinds } from '../insights/questions.ts';
import { pull } from '../sync/pull.ts';
import { givenServer } from '../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../testing/sales-world.ts';
import { changeEdit, made, testPassword, type MadeFields, type TestDevice } from '../testing/test-server.ts'; // prettier-ignore
import { passHorizon } from './erase/horizon.ts';

const given = givenServer();

type Fields = Readonly<Record<string, JsonValue>>;
const kind = (id: string, name: string, more: Fields = {}): Edit =>
  made(id, 'platform/custom-object', { name, label: `A ${name}`, labelMany: `Some ${name}s`, ...more });
const field = (id: string, forEntity: string, name: string, more: Fields): Edit =>
  made(id, 'platform/field-definition', { forEntity, name, label: `The ${name}`, ...more });
const retired = (id: string, entity = 'platform/custom-object') =>
  changeEdit(id, entity, { life: ['alive', 'deleted'] });

function ok<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.code}: ${result.message}`);
  return result.value;
}

/** Creates the sales world, in which an admin has defined vehicles, and trips that belong to them, in one act. */
async function withVehicles(): Promise<
  SalesWorld & {
    readonly ids: { readonly vehicle: string; readonly trip: string };
    readonly vehicle: (id: string, fields?: Fields, envelope?: MadeFields) => Edit;
  }
> {
  const w = await makeSalesWorld(given.test);
  const ids = { vehicle: w.id(), trip: w.id() };
  const defined = await w.ann.do([
    kind(ids.vehicle, 'vehicle', { label: 'Vehicle', labelMany: 'Vehicles' }),
    field(w.id(), 'own/vehicle', 'plate', { type: 'text', searched: true }),
    field(w.id(), 'own/vehicle', 'price', { type: 'money' }),
    field(w.id(), 'own/vehicle', 'usedFor', { type: 'ref', targets: ['crm/account'] }),
    kind(ids.trip, 'trip', { label: 'Trip', labelMany: 'Trips', belongsTo: 'own/vehicle' }),
    field(w.id(), 'crm/deal', 'deliveredBy', { type: 'ref', targets: ['own/vehicle', 'own/trip'] }),
  ]);
  expect(defined.status).toBe('accepted');
  return {
    ...w,
    ids,
    vehicle: (id, fields = {}, envelope = {}) => made(id, 'own/vehicle', { name: 'Van', ...fields }, { ownerId: w.mia.userId, teamId: w.teams.t1, ...envelope }),
  }; // prettier-ignore
}
const price = (amount: number) => ({ amount, currency: 'USD' });
const asking = ({ tenant, userId }: TestDevice) => ({ orgId: tenant.orgId, userId });
const namesOf = async (device: TestDevice, more: object = {}) => {
  const query = listQuerySchema.parse({ entity: 'own/vehicle', sort: [{ field: 'name', direction: 'asc' }], ...more });
  return ok(await askList(given.test.server.tenancy, asking(device), query)).rows.map(({ fields }) => fields['name']);
};

describe("a tenant's own kind of record, defined by acts", () => {
  it('[K-3] is stored, indexed, synced, permitted, listed, searched, reported and undone like every other kind, and no DDL is run', async () => {
    const schema = () => inTenant(given.test.database, { orgId: given.test.newId(), mode: 'snapshot' }, (tx) => tx.query('select oid::int, relname, relkind, relnatts from pg_class order by oid')); // prettier-ignore
    const before = await schema();
    const w = await withVehicles();
    const [van, lift, theirs, account] = [w.id(), w.id(), w.id(), w.id()];
    await w.mia.do([made(account, 'crm/account', { name: 'Acme' }, { ownerId: w.mia.userId, teamId: w.teams.t1 })]);
    const madeVan = w.mia.act([w.vehicle(van, { name: 'Tall Van', plate: 'PL 42', price: price(900), usedFor: account })]); // prettier-ignore
    expect(await w.mia.push([madeVan])).toMatchObject({ answers: [{ status: 'accepted' }] });
    await w.mia.do([w.vehicle(lift, { name: 'Lift', price: price(500) }, { teamId: null })]);
    await w.moe.do([w.vehicle(theirs, { name: 'Old Van' }, { ownerId: w.moe.userId, teamId: w.teams.t2 })]);

    // Stored in the table of all tenants' own kinds, with rows of keys, references and words.
    const rows = (sql: string, id: string) => w.tenant.rows(sql, [id]);
    expect(await rows('select entity, life, fields from store.custom_object where id = $1', van)).toEqual([
      { entity: 'own/vehicle', life: 'alive', fields: { name: 'Tall Van', plate: 'PL 42', price: price(900), usedFor: account } }, // prettier-ignore
    ]);
    expect(await rows('select field, text_key, number_key from store.record_key where id = $1 order by field', van)).toEqual([
      { field: 'name', text_key: 'tall van', number_key: null },
      { field: 'plate', text_key: 'pl 42', number_key: null },
      { field: 'price', text_key: null, number_key: 900 },
      { field: 'priceCurrency', text_key: 'USD', number_key: null },
      { field: 'usedFor', text_key: account, number_key: null },
    ]); // prettier-ignore
    expect(await rows('select entity, field, id from store.reference where target_id = $1', account)).toEqual([
      { entity: 'own/vehicle', field: 'usedFor', id: van },
    ]);

    // Synced to people who may see it, by role: their own records, the team's, or all of them.
    const [mia, max, moe, vic, ann] = [w.mia.twin(), w.max, w.moe.twin(), w.vic, w.ann.twin()];
    for (const device of [mia, max, moe, vic, ann]) await device.pull(7);
    expect(mia.holds('own/vehicle')).toEqual([van, lift].sort());
    expect([max.holds('own/vehicle'), vic.holds('own/vehicle')]).toEqual([[van], [van]]);
    expect(moe.holds('own/vehicle')).toEqual([theirs]);
    expect(ann.holds('own/vehicle')).toEqual([van, lift, theirs].sort());
    expect(mia.held.get(van)?.fields).toMatchObject({ plate: 'PL 42', price: price(900) });
    expect(mia.holds('platform/custom-object')).toEqual([w.ids.vehicle, w.ids.trip].sort());
    expect(mia.history.filter(({ id }) => id === van)).toMatchObject([{ entity: 'own/vehicle', kind: 'created' }]); // prettier-ignore

    // S-8: in the order in which people open kinds, own ones last. K-5: a device may have kinds that the server lacks.
    const first = ok(await pull(given.test.pullPorts, w.ann.asker, { at: null, heads: [], limit: 500, schemas: { 'own/vehicle': 1, 'own/boat': 7 } })); // prettier-ignore
    const kinds = first.kind === 'page' ? first.rows.flatMap((row) => ('gone' in row ? [] : [row.record.entity])) : [];
    expect([...new Set(kinds)].slice(-2)).toEqual(['crm/account', 'own/vehicle']);

    // Questions return only the records that the asker sees.
    expect([await namesOf(w.ann), await namesOf(w.mia), await namesOf(w.moe)]).toEqual([
      ['Lift', 'Old Van', 'Tall Van'],
      ['Lift', 'Tall Van'],
      ['Old Van'],
    ]);
    expect(await namesOf(w.ann, { where: { field: 'price', op: 'gte', value: price(600) } })).toEqual(['Tall Van']);
    expect(await namesOf(w.mia, { where: { field: 'usedFor.name', op: 'is', value: 'acme' } })).toEqual(['Tall Van']);
    const { tenancy } = given.test.server;
    const find = async (device: TestDevice) => ok(await askSearch(tenancy, asking(device), { text: 'pl 42', limit: 5 })).map(({ entity, title }) => [entity, title]); // prettier-ignore
    expect([await find(w.vic), await find(w.moe)]).toEqual([[['own/vehicle', 'Tall Van']], []]);
    const report = reportSchema.parse({ entity: 'own/vehicle', groupBy: [{ field: 'teamId' }], measures: [{ name: 'vehicles', fn: 'count' }, { name: 'paid', fn: 'sum', field: 'price' }] }); // prettier-ignore
    const paid = async (device: TestDevice) => ok(await askReport(tenancy, asking(device), report)).rows.map(({ measures }) => [measures['vehicles'], measures['paid']]); // prettier-ignore
    expect(new Set(await paid(w.mia))).toEqual(new Set([[1, 500], [1, 900]])); // prettier-ignore
    const summary = summaryQuerySchema.parse({ entity: 'own/vehicle', sums: ['price'] });
    expect(ok(await askSummary(tenancy, asking(w.vic), summary)).groups).toMatchObject([
      { count: 1, sums: { price: { USD: 900 } } },
    ]);
    expect(ok(await askRecord(tenancy, asking(w.vic), { entity: 'own/vehicle', id: van })).fields['name']).toBe('Tall Van'); // prettier-ignore
    expect(await askRecord(tenancy, asking(w.moe), { entity: 'own/vehicle', id: van })).toMatchObject({ code: 'records/not-found' }); // prettier-ignore
    const described = ok(await describeKinds(tenancy, asking(w.mia))).find(({ name }) => name === 'own/trip');
    expect(described).toMatchObject({ parent: 'parent', fields: { required: ['name', 'parent'] } });

    // Changed by two, merged by field; undone.
    await w.max.do([w.set(van, { plate: ['PL 42', 'PL 43'] }, 'own/vehicle')]);
    const merged = await w.mia.do([w.set(van, { plate: ['PL 42', 'PL 44'], name: ['Tall Van', 'Tall one'] }, 'own/vehicle')]); // prettier-ignore
    expect(merged).toMatchObject({ status: 'merged', superseded: { [van]: { plate: 'PL 43' } } });
    expect((await w.vic.do([w.set(van, { name: ['Tall one', 'Mine'] }, 'own/vehicle')])).refused[van]).toMatchObject({ code: 'access/denied' }); // prettier-ignore
    expect((await w.moe.do([w.set(van, { name: ['Tall one', 'Mine'] }, 'own/vehicle')])).refused[van]).toMatchObject({ code: 'records/not-found' }); // prettier-ignore
    expect((await w.mia.do([], { undoes: merged.act })).status).toBe('accepted');
    expect(await rows('select fields from store.custom_object where id = $1', van)).toMatchObject([{ fields: { name: 'Tall Van', plate: 'PL 43' } }]); // prettier-ignore

    // Another organisation has neither this kind nor its records.
    const other = await makeSalesWorld(given.test);
    expect((await other.ann.do([made(other.id(), 'own/vehicle', { name: 'Van' })])).status).toBe('refused');
    expect(await other.tenant.rows('select id from store.custom_object')).toEqual([]);
    expect(await other.tenant.rows('select id from report.custom_object')).toEqual([]);
    expect(await askList(tenancy, asking(other.ann), listQuerySchema.parse({ entity: 'own/vehicle' }))).toMatchObject({ code: 'records/unknown-entity' }); // prettier-ignore
    expect(await w.tenant.rows(`select name, fields ->> 'plate' as plate from report.custom_object where entity = 'own/vehicle' order by name`)).toEqual([{ name: 'Lift', plate: null }, { name: 'Old Van', plate: null }, { name: 'Tall Van', plate: 'PL 43' }]); // prettier-ignore

    expect(await schema()).toEqual(before);
  });

  it('[K-3] is valid from the next act on, for every author: its definition and its first records may be in one push', async () => {
    const w = await makeSalesWorld(given.test);
    const [id, boat] = [w.id(), w.id()];
    const early = w.ann.act([made(boat, 'own/boat', { name: 'Too early' })]);
    const acts = [w.ann.act([kind(id, 'boat')]), w.ann.act([made(w.id(), 'own/boat', { name: 'Swift' })])];
    expect(await w.ann.push([early, ...acts])).toMatchObject({
      answers: [{ refused: { [boat]: { code: 'records/unknown-entity' } } }, { status: 'accepted' }, { status: 'accepted' }], // prettier-ignore
    });
    const waits = [w.ann.act([kind(w.id(), 'boat')], {}), w.ann.act([made(boat, 'own/boat', {})])];
    expect(await w.ann.push(waits)).toMatchObject({
      answers: [{ status: 'refused' }, { refused: { [boat]: { code: 'records/invalid' } } }], // no name
    });
  });

  it('[PLT-53] moves through its stages as administrators have said, and is refused otherwise', async () => {
    const w = await makeSalesWorld(given.test);
    const options = ['reported', 'in-work', 'done'].map((value) => ({ value, label: value }));
    const done = made(w.id(), 'platform/stage', { forEntity: 'own/repair', value: 'done', needs: ['price'], comesFrom: ['in-work'], noStart: true }); // prettier-ignore
    const defined = await w.ann.do([
      kind(w.id(), 'repair', { label: 'Repair', labelMany: 'Repairs', stages: 'state' }),
      field(w.id(), 'own/repair', 'state', { type: 'choice', options }),
      field(w.id(), 'own/repair', 'price', { type: 'money' }),
      done,
    ]);
    expect(defined.status).toBe('accepted');
    const id = w.id();
    const repair = (state: string, more: Fields = {}) =>
      made(id, 'own/repair', { name: 'Boiler', state, ...more }, { ownerId: w.mia.userId, teamId: w.teams.t1 });
    expect((await w.mia.do([repair('done')])).refused[id]).toMatchObject({ code: 'workflow/not-a-start' });
    await w.mia.do([repair('reported')]);
    const move = async (from: string, to: string, more: Readonly<Record<string, [JsonValue, JsonValue]>> = {}) => {
      const { status, refused } = await w.mia.do([w.set(id, { state: [from, to], ...more }, 'own/repair')]);
      return refused[id]?.message ?? status;
    };
    expect(await move('reported', 'done', { price: [null, price(90)] })).toContain('does not start there');
    expect(await move('reported', 'in-work')).toBe('accepted');
    expect(await move('in-work', 'done')).toBe('The price is needed to move this repair to done.');
    expect(await move('in-work', 'done', { price: [null, price(90)] })).toBe('accepted');
    expect((await w.mia.do([w.set(done.id, { needs: [['price'], []] }, 'platform/stage')])).refused[done.id]?.code).toBe('access/denied'); // prettier-ignore
  });

  it('[K-3] is defined by administrators alone, and an invalid definition is refused in plain words', async () => {
    const w = await withVehicles();
    const refusal = async (device: TestDevice, edit: Edit) => {
      const { refused } = await device.do([edit]);
      return [refused[edit.id]?.code, refused[edit.id]?.message];
    };
    expect((await refusal(w.max, kind(w.id(), 'boat')))[0]).toBe('access/denied');
    const invalid = (message: string) => ['records/invalid', message];
    expect(await refusal(w.ann, kind(w.id(), 'Boat'))).toEqual(invalid('name must be a short word in lower case, such as "service-visit".')); // prettier-ignore
    expect(await refusal(w.ann, kind(w.id(), 'deal'))).toEqual(invalid('There is a kind of record called "deal" already. Choose another name.')); // prettier-ignore
    expect((await refusal(w.ann, kind(w.id(), 'vehicle')))[0]).toBe('records/taken');
    expect(await refusal(w.ann, kind(w.id(), 'ship', { belongsTo: 'own/port' }))).toEqual(invalid('A ship can\'t belong to "own/port": there is no such kind of record.')); // prettier-ignore
    expect(await refusal(w.ann, field(w.id(), 'crm/deal', 'stage', { type: 'text' }))).toEqual(invalid('Deal has a field "stage" already. Choose another name.')); // prettier-ignore
    expect(await refusal(w.ann, field(w.id(), 'own/vehicle', 'port', { type: 'ref', targets: ['own/port'] }))).toEqual(invalid('The port can\'t link to "own/port": there is no such kind of record.')); // prettier-ignore
    expect((await refusal(w.ann, field(w.id(), 'own/port', 'depth', { type: 'number' })))[0]).toBe('records/unknown-entity'); // prettier-ignore
    expect((await refusal(w.ann, changeEdit(w.ids.vehicle, 'platform/custom-object', { name: ['vehicle', 'car'] })))[0]).toBe('records/fixed'); // prettier-ignore
    expect(await refusal(w.ann, retired(w.ids.vehicle))).toEqual(invalid('Trips belong to vehicles. Retire those first.')); // prettier-ignore
    // Two halves of a circle in one act: neither is valid without the other, and both together are not valid either.
    const [hen, egg] = [kind(w.id(), 'hen', { belongsTo: 'own/egg' }), kind(w.id(), 'egg', { belongsTo: 'own/hen' })];
    expect((await w.ann.do([hen, egg])).status).toBe('refused');
    expect(await w.tenant.rows('select id from store.platform_custom_object')).toHaveLength(2);
  });

  it('[A-3a] [K-3] a record that belongs to another one inherits its visibility, and moves with it', async () => {
    const w = await withVehicles();
    const [van, trip] = [w.id(), w.id()];
    await w.mia.do([w.vehicle(van)]);
    expect((await w.mia.do([made(trip, 'own/trip', { name: 'To Rome', parent: van })])).status).toBe('accepted');
    expect((await w.mia.do([made(w.id(), 'own/trip', { name: 'To nowhere' })])).status).toBe('refused');
    const outOfSight = w.id();
    expect((await w.moe.do([made(outOfSight, 'own/trip', { name: 'Spy', parent: van })])).refused[outOfSight]).toMatchObject({ code: 'records/parent-gone' }); // prettier-ignore
    await w.vic.pull();
    await w.moe.pull();
    expect([w.vic.holds('own/trip'), w.moe.holds('own/trip')]).toEqual([[trip], []]);
    await w.ann.do([w.set(van, { teamId: [w.teams.t1, w.teams.t2], ownerId: [w.mia.userId, w.moe.userId] }, 'own/vehicle')]); // prettier-ignore
    await w.vic.pull();
    await w.moe.pull();
    expect([w.vic.holds('own/trip'), w.moe.holds('own/trip')]).toEqual([[], [trip]]);
    expect(w.vic.holds('own/vehicle')).toEqual([]);
  });

  it('[A-5] [S-4f] [K-3] links from and to it name only records that their author sees, and follow a merge of duplicates', async () => {
    const w = await withVehicles();
    const [van, twin, hidden, deal, blind] = [w.id(), w.id(), w.id(), w.id(), w.id()];
    await w.mia.do([w.vehicle(van), w.vehicle(twin)]);
    await w.moe.do([w.vehicle(hidden, {}, { ownerId: w.moe.userId, teamId: w.teams.t2 })]);
    expect((await w.mia.do([w.deal(deal, { deliveredBy: `own/vehicle:${twin}` })])).status).toBe('accepted');
    const refusals = [`own/vehicle:${hidden}`, `own/vehicle:${w.id()}`].map(async (deliveredBy) => (await w.mia.do([w.deal(blind, { deliveredBy })])).refused[blind]?.code); // prettier-ignore
    expect(await Promise.all(refusals)).toEqual(['records/not-found', 'records/not-found']);
    const merge = await w.mia.do([w.set(twin, { life: ['alive', `merged:${van}`] }, 'own/vehicle')]);
    expect(merge.status).toBe('accepted');
    const deliveredBy = async () => (await w.tenant.fields('crm/deal', deal))?.['deliveredBy'];
    expect(await deliveredBy()).toBe(`own/vehicle:${van}`);
    await w.mia.do([], { undoes: merge.act });
    expect(await deliveredBy()).toBe(`own/vehicle:${twin}`);
  });

  it('[K-3] [K-5] retired, its records stay filed and unchanged, and records that they name still move; brought back, all is as before', async () => {
    const w = await withVehicles();
    const [van, one, two] = [w.id(), w.id(), w.id()];
    const account = (id: string) => made(id, 'crm/account', { name: 'Acme' }, { ownerId: w.mia.userId, teamId: w.teams.t1 }); // prettier-ignore
    await w.mia.do([account(one), account(two)]);
    await w.mia.do([w.vehicle(van, { usedFor: two })]);
    await w.ann.do([retired(w.ids.trip)]);
    expect((await w.ann.do([retired(w.ids.vehicle)])).status).toBe('accepted');

    const edit = w.set(van, { name: ['Van', 'Bus'] }, 'own/vehicle');
    expect((await w.mia.do([edit])).refused[van]).toMatchObject({ code: 'records/unknown-entity', message: 'Vehicles are no longer used. Bring this kind of record back first.' }); // prettier-ignore
    expect((await w.mia.do([w.vehicle(w.id())])).status).toBe('refused');
    expect((await w.ann.do([kind(w.id(), 'vehicle')])).status).toBe('refused'); // the old records would belong to the new kind
    const device = w.mia.twin();
    await device.pull();
    expect(device.holds('own/vehicle')).toEqual([van]);
    expect(device.history.find(({ id }) => id === van)).toMatchObject({ entity: 'own/vehicle' });
    const kinds = ok(await describeKinds(given.test.server.tenancy, asking(w.mia))).map(({ name }) => name);
    expect(kinds.filter((name) => name.startsWith('own/'))).toEqual([]);
    const found = await askSearch(given.test.server.tenancy, asking(w.mia), { text: 'van', limit: 5 });
    expect(ok(found)).toEqual([]);

    await w.mia.do([w.set(two, { life: ['alive', `merged:${one}`] }, 'crm/account')]);
    const usedFor = async () =>
      (await w.tenant.rows<{ fields: Fields }>('select fields from store.custom_object where id = $1', [van]))[0]
        ?.fields['usedFor'];
    expect(await usedFor()).toBe(one);

    const back = changeEdit(w.ids.vehicle, 'platform/custom-object', { life: ['deleted', 'alive'] });
    expect((await w.ann.do([back])).status).toBe('accepted');
    expect((await w.mia.do([edit])).status).toBe('accepted');
    expect(await namesOf(w.mia)).toEqual(['Bus']);
  });

  it('[S-4f] [K-3] a retired link of the tenant’s own prevents no merge', async () => {
    const w = await withVehicles();
    const [van, twin, deal, link] = [w.id(), w.id(), w.id(), w.id()];
    await w.ann.do([field(link, 'crm/deal', 'towedBy', { type: 'ref', targets: ['own/vehicle'] })]);
    await w.mia.do([w.vehicle(van), w.vehicle(twin)]);
    await w.mia.do([w.deal(deal, { towedBy: twin })]);
    await w.ann.do([retired(link, 'platform/field-definition')]);
    expect((await w.mia.do([w.set(twin, { life: ['alive', `merged:${van}`] }, 'own/vehicle')])).status).toBe(
      'accepted',
    );
    expect((await w.tenant.fields('crm/deal', deal))?.['towedBy']).toBe(twin);
  });

  it('[K-6] [K-3] past the horizon its deleted records are erased, but never its definitions', async () => {
    const w = await withVehicles();
    const [van, kept] = [w.id(), w.id()];
    await w.mia.do([w.vehicle(van), w.vehicle(kept)]);
    await w.mia.do([w.set(van, { life: ['alive', 'deleted'] }, 'own/vehicle')]);
    await w.ann.do([retired(w.ids.trip)]);
    const [clock] = await w.tenant.rows<{ head: number }>('select head from store.clock');
    expect(await passHorizon(given.test.server.tenancy, w.tenant.orgId, clock?.head ?? 0)).toBe(1);
    for (const table of ['custom_object', 'record_key', 'search_token'])
      expect(await w.tenant.rows(`select id from store.${table} where id = $1`, [van])).toEqual([]);
    expect(await w.tenant.rows('select entity from store.record_home where id = $1', [van])).toEqual([
      { entity: 'erased' },
    ]);
    expect(await namesOf(w.mia)).toEqual(['Van']);
    expect((await w.ann.do([kind(w.id(), 'trip')])).status).toBe('refused');
  });

  it('[P-2] [K-3] its lists read the index of their kind, its fields’ filters the index of own keys, as the app’s role', async () => {
    const w = await withVehicles();
    const many = (count: number, make: (index: number) => Edit) => w.mia.do(Array.from({ length: count }, (_, index) => make(index)), { shape: 'each' }); // prettier-ignore
    await w.ann.do([kind(w.id(), 'boat')]);
    await many(900, (index) => w.vehicle(w.id(), { name: `Van ${index}`, plate: `PL ${index}` }));
    await many(20, (index) => made(w.id(), 'own/boat', { name: `Boat ${index}` }));
    await withOwner(given.database.ownerUrl, (owner) => owner.run('analyze'));
    const plan = (asked: object): Promise<string> =>
      inTenant(
        given.test.database,
        { orgId: w.tenant.orgId, mode: 'snapshot', planning: 'by-question' },
        async (tx) => {
          const { installed } = given.test.server.tenancy;
          const { tenant, tokens, principal } = await readAsker(tx, { ...asking(w.ann), installed });
          const query = listQuerySchema.parse({ entity: 'own/vehicle', ...asked });
          const { sql, parameters } = ok(compileList({ catalogue: tenant.catalogue, engine: { dialect: 'postgres', orgId: tenant.orgId, visible: { tokens }, installed }, asking: { userId: principal.userId, now: '2026-11-20T08:00:00.000Z', timeZone: 'UTC' } }, query)); // prettier-ignore
          const lines = await tx.query<{ 'QUERY PLAN': string }>(`explain (costs off) ${sql}`, parameters);
          return lines.map((line) => line['QUERY PLAN']).join('\n');
        },
      );
    const ofPlate = await plan({ where: { field: 'plate', op: 'is', value: 'PL 42' } });
    expect(ofPlate).toMatch(/record_key_text.*\n.*Index Cond: .*text_key = /);
    const boats = await plan({ entity: 'own/boat', sort: [{ field: 'name', direction: 'asc' }] });
    expect(boats).toMatch(/custom_object_entity.*\n.*Index Cond: .*entity = 'own\/boat'/);
    for (const read of [ofPlate, boats]) expect(read).not.toContain('Seq Scan');
  });

  it('[PLT-39] [S-4e] keeps unique sets over all people, also where nobody sees both records, and only against new breaches', async () => {
    const w = await withVehicles();
    const [first, alike, third] = [w.id(), w.id(), w.id()];
    await w.mia.do([w.vehicle(first, { plate: 'PL 1' })]);
    await w.mia.do([w.vehicle(alike, { plate: 'pl 1' })]);
    await w.ann.do([changeEdit(w.ids.vehicle, 'platform/custom-object', { unique: [null, [['plate']]] })]);
    // Moe sees none of Mia's vehicles: the refusal names the kind and the fields, and no record.
    const theirs = { ownerId: w.moe.userId, teamId: w.teams.t2 };
    const taken = await w.moe.do([w.vehicle(third, { plate: 'PL 1' }, theirs)]);
    expect(taken.refused[third]).toMatchObject({ code: 'records/taken', details: { fields: ['plate'] } });
    expect(JSON.stringify(taken)).not.toContain(first);
    expect((await w.moe.do([w.vehicle(third, { plate: 'PL 2' }, theirs)])).status).toBe('accepted');
    expect((await w.moe.do([w.set(third, { plate: ['PL 2', 'PL 1'] }, 'own/vehicle')])).refused[third]).toMatchObject({ code: 'records/taken' }); // prettier-ignore
    // The two older ones are changed as before. Once one of them has another plate, it cannot get the shared one again.
    expect((await w.mia.do([w.set(alike, { name: ['Van', 'Coach'] }, 'own/vehicle')])).status).toBe('accepted');
    expect((await w.mia.do([w.set(alike, { plate: ['pl 1', 'PL 3'] }, 'own/vehicle')])).status).toBe('accepted');
    expect((await w.mia.do([w.set(alike, { plate: ['PL 3', 'PL 1'] }, 'own/vehicle')])).refused[alike]).toMatchObject({ code: 'records/taken' }); // prettier-ignore
    // Two in one push, and a restored record.
    const [one, two] = [w.id(), w.id()];
    const both = await w.mia.do([w.vehicle(one, { plate: 'PL 9' }), w.vehicle(two, { plate: 'PL 9' })], { shape: 'each' }); // prettier-ignore
    expect(Object.keys(both.refused)).toEqual([two]);
    await w.mia.do([changeEdit(one, 'own/vehicle', { life: ['alive', 'deleted'] })]);
    await w.mia.do([w.vehicle(two, { plate: 'PL 9' })]);
    expect((await w.mia.do([changeEdit(one, 'own/vehicle', { life: ['deleted', 'alive'] })])).refused[one]).toMatchObject({ code: 'records/taken' }); // prettier-ignore
  });

  it('[T-19] [A-3a] has activities and tasks, which are seen by those who see its record', async () => {
    const w = await withVehicles();
    const [van, call, task] = [w.id(), w.id(), w.id()];
    await w.mia.do([w.vehicle(van)]);
    const about = `own/vehicle:${van}`;
    const child = (id: string, entity: string, fields: Fields) => made(id, entity, fields);
    const done = await w.mia.do([
      child(call, 'crm/activity', { about, kind: 'call', subject: 'Asked for the papers' }),
      child(task, 'crm/task', { about, subject: 'Renew the permit' }),
    ]);
    expect(done.status).toBe('accepted');
    const [max, moe] = [w.max, w.moe.twin()];
    for (const device of [max, moe]) await device.pull(7);
    expect([max.holds('crm/activity'), max.holds('crm/task')]).toEqual([[call], [task]]);
    expect([moe.holds('crm/activity'), moe.holds('crm/task')]).toEqual([[], []]);
    // They go with the record to another team.
    await w.ann.do([changeEdit(van, 'own/vehicle', { ownerId: [w.mia.userId, w.moe.userId], teamId: [w.teams.t1, w.teams.t2] })]); // prettier-ignore
    for (const device of [max, moe]) await device.pull(7);
    expect([max.holds('crm/activity'), max.holds('crm/task')]).toEqual([[], []]);
    expect([moe.holds('crm/activity'), moe.holds('crm/task')]).toEqual([[call], [task]]);
  });

  it('[K-3] is available to programs at the same addresses as every other kind', async () => {
    const w = await withVehicles();
    await w.tenant.person('Nia', 'admin', { email: 'nia@example.com' });
    const call = async (path: string, token?: string, body?: object) =>
      (await given.test.fetch(path, { ...(token === undefined ? {} : { token }), ...(body ? { body } : {}) })).json() as Promise<Record<string, JsonValue>>; // prettier-ignore
    const device = { id: w.id(), name: 'Program' };
    const signedIn = await call('/auth/sign-in', undefined, { email: 'nia@example.com', password: testPassword, device }); // prettier-ignore
    const token = z.object({ accessToken: z.string() }).parse(signedIn).accessToken;
    const van = w.id();
    const acts = [{ label: 'Added a van', shape: 'together', edits: [w.vehicle(van, { plate: 'PL 7' })] }];
    expect(await call('/acts', token, { acts })).toMatchObject({ answers: [{ status: 'accepted' }] });
    expect(await call(`/records/own/vehicle/${van}`, token)).toMatchObject({ entity: 'own/vehicle', fields: { plate: 'PL 7' } }); // prettier-ignore
    expect(await call('/records/list', token, { entity: 'own/vehicle' })).toMatchObject({ rows: [{ id: van }] });
    expect(await call('/records/search', token, { text: 'pl 7' })).toMatchObject({ hits: [{ entity: 'own/vehicle', id: van }] }); // prettier-ignore
    const { kinds } = z.object({ kinds: z.array(z.object({ name: z.string() })) }).parse(await call('/records/kinds', token)); // prettier-ignore
    expect(kinds.map(({ name }) => name)).toContain('own/vehicle');
    expect(await call('/journal/verify', token)).toMatchObject({ problems: [] });
  });
});
