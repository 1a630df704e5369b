import { installedCatalogue } from '@outpost/domain/installed-packs';
import type { JsonValue } from '@outpost/domain/kernel/json';
import {
  type ListQuery,
  listQuerySchema,
  reportSchema,
  summaryQuerySchema,
} from '@outpost/domain/kernel/questions/list-query';
import { describe, expect, it } from 'vitest';
import { databaseName } from '../session/open-tenant.ts';
import { rebuildReplica } from '../rescue/rebuild-replica.ts';
import { tenantForTest } from '../testing/for-test.ts';
import { type GivenTenant, givenMembership, givenPerson } from '../testing/given-tenant.ts';
import { addedRecord } from '../testing/performed.ts';

const given = (role = 'admin'): Promise<GivenTenant> => tenantForTest({ membership: givenMembership(role) });

type Fields = Readonly<Record<string, JsonValue>>;
const add = ({ tenant }: GivenTenant, entity: string, fields: Fields) =>
  tenant.acts.perform({ label: 'Added', shape: 'together', edits: [{ entity, create: { fields: { ...fields } } }] });
const change = ({ tenant }: GivenTenant, entity: string, id: string, fields: Fields) =>
  tenant.acts.perform({ label: 'Changed', shape: 'together', edits: [{ entity, id, fields: { ...fields } }] });
const vehicle = { name: 'vehicle', label: 'Vehicle', labelMany: 'Vehicles' };
const defineVehicle = (device: GivenTenant): Promise<string> => addedRecord(device, 'platform/custom-object', vehicle);
const defineField = (device: GivenTenant, name: string, type: string, more: Fields = {}): Promise<string> =>
  addedRecord(device, 'platform/field-definition', { forEntity: 'own/vehicle', name, label: name, type, ...more });
const vehicles = (query: Partial<ListQuery> = {}) => listQuerySchema.parse({ entity: 'own/vehicle', ...query });
async function namesOf({ tenant }: GivenTenant, query: Partial<ListQuery> = {}): Promise<readonly unknown[]> {
  const list = await tenant.questions.list(vehicles(query));
  if (!list.ok) throw new Error(`${list.code}: ${list.message}`);
  return list.value.rows.map((row) => row.fields['name']);
}
const indexesOf = ({ tenant }: GivenTenant): readonly unknown[] =>
  tenant.device.database.file.writer
    .prepare(
      "select name from sqlite_master where type = 'index' and tbl_name = 'r_own_vehicle' and name like '%__by_%'",
    )
    .pluck()
    .all();

describe("a tenant's own kinds of record", () => {
  it('[K-3] are stored, listed, filtered, summed, searched and linked as soon as they are defined, without a network', async () => {
    const device = await given();
    expect(await device.tenant.questions.list(vehicles())).toMatchObject({ ok: false, code: 'records/unknown-entity' });
    await defineVehicle(device);
    expect(await namesOf(device)).toEqual([]);
    await defineField(device, 'plate', 'text', { searched: true });
    await defineField(device, 'fuel', 'choice', { options: [{ value: 'diesel', label: 'Diesel' }, { value: 'electric', label: 'Electric' }] }); // prettier-ignore
    await defineField(device, 'account', 'ref', { targets: ['crm/account'] });
    const account = await addedRecord(device, 'crm/account', { name: 'Fenwright' });
    await addedRecord(device, 'own/vehicle', { name: 'Van', plate: 'OP-1', fuel: 'electric', account });
    await addedRecord(device, 'own/vehicle', { name: 'Bus', plate: 'OP-2', fuel: 'diesel' });
    expect(await namesOf(device, { sort: [{ field: 'fuel', direction: 'asc' }] })).toEqual(['Bus', 'Van']);
    expect(await namesOf(device, { where: { field: 'account.name', op: 'is', value: 'Fenwright' } })).toEqual(['Van']);
    const { questions } = device.tenant;
    const hits = await questions.search({ text: 'op-2', limit: 5 });
    expect(hits.ok && hits.value.hits).toMatchObject([{ entity: 'own/vehicle', title: 'Bus' }]);
    const sums = await questions.summary(summaryQuerySchema.parse({ entity: 'own/vehicle', groupBy: 'fuel' }));
    expect(sums.ok && sums.value.groups.map(({ value, count }) => [value, count])).toEqual([['diesel', 1], ['electric', 1]]); // prettier-ignore
    const report = await questions.report(
      reportSchema.parse({
        entity: 'own/vehicle',
        groupBy: [{ field: 'account' }],
        measures: [{ name: 'count', fn: 'count' }],
      }),
    );
    expect(report.ok && Object.values(report.value.refs).map(({ title }) => title)).toEqual(['Fenwright']);
    expect(device.faults).toEqual([]);
  });

  it('[D-2] get a separate table with its indexes, which a restart keeps', async () => {
    const device = await given();
    await defineVehicle(device);
    await addedRecord(device, 'own/vehicle', { name: 'Van' });
    const before = indexesOf(device);
    expect(before.length).toBeGreaterThan(2);
    const again = await device.reopen();
    expect(indexesOf(again)).toEqual(before);
    expect(await namesOf(again)).toEqual(['Van']);
    expect(await namesOf(again, { search: 'van' })).toEqual(['Van']);
    expect(again.faults).toEqual([]);
  });

  it('[D-2a] are changed, deleted, undone and merged like all others', async () => {
    const device = await given();
    await defineVehicle(device);
    await defineField(device, 'account', 'ref', { targets: ['crm/account'] });
    const [first, second] = [
      await addedRecord(device, 'crm/account', { name: 'Fenwright' }),
      await addedRecord(device, 'crm/account', { name: 'Fenwright Ltd' }),
    ];
    const van = await addedRecord(device, 'own/vehicle', { name: 'Van', account: second });
    expect((await change(device, 'crm/account', second, { life: `merged:${first}` })).ok).toBe(true);
    expect(await namesOf(device, { where: { field: 'account', op: 'is', value: first } })).toEqual(['Van']);
    expect((await change(device, 'own/vehicle', van, { name: 'Red van' })).ok).toBe(true);
    expect((await device.tenant.acts.undoLast()).ok).toBe(true);
    expect(await namesOf(device)).toEqual(['Van']);
    expect((await change(device, 'own/vehicle', van, { life: 'deleted' })).ok).toBe(true);
    expect(await namesOf(device)).toEqual([]);
    expect(await namesOf(device, { life: 'deleted' })).toEqual(['Van']);
    const bus = await addedRecord(device, 'own/vehicle', { name: 'Bus' });
    expect((await change(device, 'own/vehicle', van, { life: 'alive' })).ok).toBe(true);
    expect((await change(device, 'own/vehicle', van, { life: `merged:${bus}` })).ok).toBe(true);
    expect(await namesOf(device)).toEqual(['Bus']);
  });

  it('[PLT-39] [S-4e] refuse a second record with the values of a unique set at once, and leave older ones as they are', async () => {
    const device = await given();
    const kind = await defineVehicle(device);
    await defineField(device, 'plate', 'text');
    await defineField(device, 'site', 'ref', { targets: ['crm/account'] });
    const site = await addedRecord(device, 'crm/account', { name: 'Fenwright' });
    const first = await addedRecord(device, 'own/vehicle', { name: 'Van', plate: 'OP-1', site });
    const alike = await addedRecord(device, 'own/vehicle', { name: 'Bus', plate: 'op-1', site });
    const other = await addedRecord(device, 'own/vehicle', { name: 'Car', plate: 'OP-1' });
    expect((await change(device, 'platform/custom-object', kind, { unique: [['plate', 'site']] })).ok).toBe(true);
    // The two that were alike before can still be changed; a third one is refused, by a creation and by a change.
    expect((await change(device, 'own/vehicle', alike, { name: 'Coach' })).ok).toBe(true);
    const third = await add(device, 'own/vehicle', { name: 'Lorry', plate: 'OP-1', site });
    expect(third).toMatchObject({ ok: false, code: 'records/taken', details: { fields: ['plate', 'site'] } });
    expect(third).toMatchObject({ message: 'Another vehicle has the same plate and site already.' });
    expect(await change(device, 'own/vehicle', other, { site })).toMatchObject({ ok: false, code: 'records/taken' });
    // A record leaves the set and may not come back into it; an empty value is never the same.
    expect((await change(device, 'own/vehicle', alike, { plate: 'OP-2' })).ok).toBe(true);
    expect(await change(device, 'own/vehicle', alike, { plate: 'OP-1' })).toMatchObject({ code: 'records/taken' });
    expect((await add(device, 'own/vehicle', { name: 'Cart', site })).ok).toBe(true);
    expect((await add(device, 'own/vehicle', { name: 'Sledge', site })).ok).toBe(true);
    // A deleted record releases its values. It cannot be restored while another record has them.
    expect((await change(device, 'own/vehicle', first, { life: 'deleted' })).ok).toBe(true);
    expect((await change(device, 'own/vehicle', alike, { plate: 'OP-1' })).ok).toBe(true);
    expect(await change(device, 'own/vehicle', first, { life: 'alive' })).toMatchObject({ code: 'records/taken' });
    expect(device.faults).toEqual([]);
  });

  it('[T-19] have activities and tasks, as soon as they are defined and after a restart', async () => {
    const device = await given();
    await defineVehicle(device);
    const van = await addedRecord(device, 'own/vehicle', { name: 'Van' });
    const about = `own/vehicle:${van}`;
    await addedRecord(device, 'crm/activity', { about, kind: 'call', subject: 'Asked for the papers' });
    await addedRecord(device, 'crm/task', { about, subject: 'Renew the permit' });
    const again = await device.reopen();
    for (const [entity, title] of [
      ['crm/activity', 'Asked for the papers'],
      ['crm/task', 'Renew the permit'],
    ]) {
      // prettier-ignore
      const list = await again.tenant.questions.list(
        listQuerySchema.parse({ entity, where: { field: 'about', op: 'is', value: about } }),
      );
      expect(list.ok && list.value.rows.map(({ fields }) => fields['subject'])).toEqual([title]);
    }
    expect(again.faults).toEqual([]);
  });

  it('[S-4b] depend on the definitions that have not been sent yet', async () => {
    const device = await given();
    const kind = await defineVehicle(device);
    const plate = await defineField(device, 'plate', 'text');
    await addedRecord(device, 'own/vehicle', { name: 'Van', plate: 'OP-1' });
    const acts = [...device.tenant.device.memory.acts.values()].map(({ act }) => act);
    expect(acts.map(({ edits }) => edits[0]?.after ?? [])).toEqual([
      [],
      [{ act: acts[0]?.id, record: kind }],
      [
        { act: acts[0]?.id, record: kind },
        { act: acts[1]?.id, record: plate },
      ],
    ]);
  });

  it('[A-3a] are visible with their parent, also a parent of another own kind', async () => {
    const device = await given();
    await defineVehicle(device);
    await addedRecord(device, 'platform/custom-object', {
      name: 'visit',
      label: 'Visit',
      labelMany: 'Visits',
      belongsTo: 'own/vehicle',
    });
    const van = await addedRecord(device, 'own/vehicle', { name: 'Van' });
    const visit = await addedRecord(device, 'own/visit', { name: 'New tyres', parent: van });
    const shown = await device.tenant.questions.get({ id: visit });
    expect(shown.ok && shown.value.record.inherited?.ownerId).toBe(givenPerson.id);
    expect(await change(device, 'own/vehicle', van, { life: 'deleted' })).toMatchObject({ ok: true });
    expect(await add(device, 'own/visit', { name: 'Wash', parent: van })).toMatchObject({
      code: 'records/parent-gone',
    });
  });

  it('[K-3] are refused at once where the server would refuse their definition', async () => {
    const device = await given();
    await defineVehicle(device);
    for (const wrong of [
      { ...vehicle },
      { name: 'deal', label: 'Deal', labelMany: 'Deals' },
      { name: 'visit', label: 'Visit', labelMany: 'Visits', belongsTo: 'own/nothing' },
    ])
      expect(await add(device, 'platform/custom-object', wrong)).toMatchObject({ ok: false });
    expect(device.tenant.device.definitions.entities).toEqual([vehicle]);
    expect(device.tenant.unsent).toBe(1);
  });

  it('[K-3] are judged as the act leaves them, with fewer rules for definitions in use than for new ones', async () => {
    const device = await given();
    const kind = await defineVehicle(device);
    const visits = await addedRecord(device, 'platform/custom-object', {
      name: 'visit',
      label: 'Visit',
      labelMany: 'Visits',
    });
    const lastVisit = await defineField(device, 'lastVisit', 'ref', { targets: ['own/visit'] });
    const life = (entity: string, id: string, to: string) => change(device, entity, id, { life: to });
    const field = 'platform/field-definition';
    expect(await life('platform/custom-object', visits, 'deleted')).toMatchObject({ ok: true });
    // It links to a retired kind, but it is in use: its label may change.
    expect(await change(device, field, lastVisit, { label: 'Last seen' })).toMatchObject({ ok: true });
    expect(await change(device, field, lastVisit, { type: 'choice', targets: null })).toMatchObject({ ok: false });
    expect(await life(field, lastVisit, 'deleted')).toMatchObject({ ok: true });
    expect(await life(field, lastVisit, 'alive')).toMatchObject({
      ok: false,
      message: "Last seen can't link to visits, which are retired.",
    });
    expect(await life('platform/custom-object', visits, 'alive')).toMatchObject({ ok: true });
    expect(await life(field, lastVisit, 'alive')).toMatchObject({ ok: true });
    expect(await change(device, 'platform/custom-object', kind, { name: 'deal' })).toMatchObject({ ok: false });
  });

  it('[S-5] are carried over when their file is rebuilt, with their waiting acts', async () => {
    const device = await given();
    await defineVehicle(device);
    await defineField(device, 'plate', 'text', { searched: true });
    await addedRecord(device, 'own/vehicle', { name: 'Van', plate: 'OP-1' });
    const { tenant } = device;
    const { database, ports, userId } = tenant.device;
    const { path, key } = database.file;
    await tenant.close();
    const name = databaseName(tenant.entry);
    const note = await rebuildReplica({ file: path, key, catalogue: installedCatalogue, ports, name, userId });
    expect(note).toMatchObject({ acts: { saved: 3, lost: 0 }, remade: 0 });
    const again = await device.reopen();
    await expect.poll(() => namesOf(again, { search: 'op-1' }), { timeout: 10_000 }).toEqual(['Van']);
    expect(indexesOf(again).length).toBeGreaterThan(2);
    expect(again.faults).toEqual([]);
  });

  it('[A-2] are made by members as their own, and not by people who only read', async () => {
    const device = await given();
    await defineVehicle(device);
    await device.tenant.hold([givenMembership('viewer')]);
    expect(await add(device, 'own/vehicle', { name: 'Van' })).toMatchObject({ ok: false, code: 'access/denied' });
    await device.tenant.hold([givenMembership('member')]);
    const van = await addedRecord(device, 'own/vehicle', { name: 'Van' });
    const found = await device.tenant.questions.get({ id: van });
    expect(found.ok && found.value.record.ownerId).toBe(givenPerson.id);
  });
});
