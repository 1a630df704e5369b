import type { JsonValue } from '@outpost/domain/kernel/json';
import { type ListQuery, listQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { describe, expect, it } from 'vitest';
import { trayEntries } from '../acts/tray.ts';
import { tenantForTest } from '../testing/for-test.ts';
import type { GivenTenant, GivenTenantOptions } from '../testing/given-tenant.ts';
import { performed } from '../testing/performed.ts';
import { givenDeal, ScriptedServer, type ScriptedPage } from '../testing/scripted-server.ts';

const id = (last: string) => `0190b1f2-7c00-7000-8000-000000000${last}`;
const token = 'own/vehicle@org';
const definitionToken = 'platform/custom-object@org';

async function given(options: GivenTenantOptions = {}) {
  const server = new ScriptedServer();
  const device = await tenantForTest({ transport: server.transport, ...options });
  let head = 0;
  /** Applies the server's next page. */
  const pulled = async (rows: ScriptedPage['rows'], by = device) => {
    head += 1;
    server.page({ ...(rows ? { rows } : {}), tokens: [token, definitionToken, 'crm/deal@org'], head });
    expect((await by.tenant.replicator.pull()).kind).toBe('page');
  };
  return { device, server, pulled };
}

type Fields = Readonly<Record<string, JsonValue>>;
const recordOf = (entity: string, last: string, version: number, fields: Fields): StoredRecord => ({
  ...givenDeal(id(last), version),
  entity,
  fields,
});
const vehicle = (last: string, name: string) => ({
  record: recordOf('own/vehicle', last, 1, { name }),
  through: [token],
});
const definition = (version: number, change: Partial<StoredRecord> = {}) => ({
  record: {
    ...recordOf('platform/custom-object', 'c01', version, { name: 'vehicle', label: 'Vehicle', labelMany: 'Vehicles' }),
    ...change,
  },
  through: [definitionToken],
});
async function namesOf({ tenant }: GivenTenant, query: Partial<ListQuery> = {}): Promise<readonly unknown[]> {
  const list = await tenant.questions.list(
    listQuerySchema.parse({ entity: 'own/vehicle', sort: [{ field: 'name', direction: 'asc' }], ...query }),
  );
  if (!list.ok) return [list.code];
  return list.value.rows.map((row) => row.fields['name']);
}
const found = async ({ tenant }: GivenTenant, text: string) => {
  const hits = await tenant.questions.search({ text, limit: 5 });
  return hits.ok ? hits.value.hits.map(({ title }) => title) : [hits.code];
};

describe("records of a tenant's own kind, from the server", () => {
  it('[K-3] arrive in one page with their definition, and count as soon as it is reported', async () => {
    const { device, pulled } = await given();
    await pulled([vehicle('d01', 'Van'), definition(1), vehicle('d02', 'Bus')]);
    await expect.poll(() => namesOf(device), { timeout: 10_000 }).toEqual(['Bus', 'Van']);
    await expect.poll(() => found(device, 'van'), { timeout: 10_000 }).toEqual(['Van']);
    await pulled([vehicle('d03', 'Car')]);
    expect(await namesOf(device)).toEqual(['Bus', 'Car', 'Van']);
    expect(device.faults).toEqual([]);
  });

  it('[K-3] that arrive before their definition are kept, also over a restart, and count when it arrives', async () => {
    const { device, pulled } = await given();
    await pulled([vehicle('d01', 'Van')]);
    expect(await namesOf(device)).toEqual(['records/unknown-entity']);
    const again = await device.reopen();
    expect(again.tenant.device.lookups.counts()).toMatchObject({ 'own/vehicle': 1 });
    await pulled([definition(2)], again);
    await expect.poll(() => namesOf(again), { timeout: 10_000 }).toEqual(['Van']);
    await expect.poll(() => found(again, 'van'), { timeout: 10_000 }).toEqual(['Van']);
    expect(again.faults).toEqual([]);
  });

  it('[D-3] are read by the reader threads, which had the file open before the kind was defined', async () => {
    const { device, pulled } = await given({
      readers: { workerFile: new URL('../storage/reading/reader-worker.ts', import.meta.url) },
    });
    expect((await device.tenant.questions.list(listQuerySchema.parse({ entity: 'crm/deal' }))).ok).toBe(true);
    await pulled([definition(1)]);
    expect(await namesOf(device)).toEqual([]);
    await pulled([vehicle('d01', 'Van')]);
    expect(await namesOf(device)).toEqual(['Van']);
    expect(await found(device, 'van')).toEqual(['Van']);
  });

  it('[K-5] stay on the device when their kind is retired, and are shown again when it is restored', async () => {
    const { device, pulled } = await given();
    await pulled([definition(1), vehicle('d01', 'Van')]);
    await pulled([definition(2, { life: 'deleted' })]);
    expect(await found(device, 'van')).toEqual([]);
    expect(device.tenant.device.definitions).toMatchObject({ entities: [], retiredEntities: [{ name: 'vehicle' }] });
    const shown = await device.tenant.questions.get({ id: id('d01') });
    expect(shown.ok && shown.value.record.fields['name']).toBe('Van');
    expect(
      await device.tenant.acts.perform({
        label: 'Added',
        shape: 'together',
        edits: [{ entity: 'own/vehicle', create: { fields: { name: 'Bus' } } }],
      }),
    ).toMatchObject({ ok: false });
    await pulled([definition(3)]);
    await expect.poll(() => namesOf(device), { timeout: 10_000 }).toEqual(['Van']);
  });

  it('[K-6] count as on this device while they live, before and after their definition arrives', async () => {
    const { device, pulled } = await given();
    const gone = vehicle('d02', 'Bus');
    const dead = { ...gone, record: { ...gone.record, life: 'deleted' as const } };
    const counts = () => device.tenant.device.lookups.counts();
    await pulled([vehicle('d01', 'Van'), dead, { record: { ...givenDeal(id('d03'), 1), life: 'deleted' } }]);
    expect(counts()).toMatchObject({ 'own/vehicle': 1, 'crm/deal': 0 });
    await pulled([definition(1)]);
    await expect.poll(() => namesOf(device), { timeout: 10_000 }).toEqual(['Van']);
    expect(counts()).toMatchObject({ 'own/vehicle': 1, 'crm/deal': 0 });
  });

  it('[A-4] are removed from the device with their token', async () => {
    const { device, server, pulled } = await given();
    await pulled([definition(1), vehicle('d01', 'Van')]);
    server.page({ tokens: [definitionToken], head: 9 });
    await device.tenant.replicator.pull();
    expect(await namesOf(device)).toEqual([]);
    expect(device.tenant.device.lookups.counts()).toMatchObject({ 'own/vehicle': 0 });
  });
});

describe("records of a tenant's own kind, made with it in one queue", () => {
  it('[S-4b] are in the tray under their names when the definition is refused, and do not block later acts', async () => {
    const { device, server } = await given();
    const perform = (entity: string, fields: Fields, record?: string) =>
      performed(device, `Added a ${entity}`, [
        { entity, ...(record === undefined ? {} : { id: record }), create: { fields: { ...fields } } },
      ]);
    const kind = await perform('platform/custom-object', { name: 'vehicle', label: 'Vehicle', labelMany: 'Vehicles' });
    const van = await perform('own/vehicle', { name: 'Van' });
    const deal = await perform('crm/deal', { name: 'Acme', stage: 'prospecting' });
    const [kindRecord = '', vanRecord = '', dealRecord = ''] = [...kind.ids, ...van.ids, ...deal.ids];
    // Each in a separate answer: the kind is removed when the answer about its record arrives.
    const refuse = (n: number, record: string, code: string) =>
      server.refuse({ [record]: { code, message: `Refused: ${code}.`, details: {} } }, n);
    refuse(1, kindRecord, 'records/invalid');
    refuse(2, vanRecord, 'sync/ground-refused');
    server.accept({ [dealRecord]: 3 }, 3);
    await device.tenant.replicator.push(1);
    expect(device.tenant.device.catalogue.entities.has('own/vehicle')).toBe(false);
    await device.tenant.replicator.push(1);
    await device.tenant.replicator.push(1);
    expect(
      trayEntries(device.tenant.device).map(({ reasons }) => reasons.map(({ title, code }) => [title, code])),
    ).toEqual([[['Vehicle', 'records/invalid']], [['Van', 'sync/ground-refused']]]);
    expect(device.tenant.unsent).toBe(0);
    expect(device.faults).toEqual([]);
  });
});
