import { listQuerySchema, summaryQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import { describe, expect, it } from 'vitest';
import { tenantForTest } from '../testing/for-test.ts';
import type { GivenTenant } from '../testing/given-tenant.ts';
import { addedRecord, performed } from '../testing/performed.ts';

const ofNorth = { entity: 'crm/deal', where: { field: 'salesRegion', op: 'is', value: 'north' } };
const byRegion = listQuerySchema.parse(ofNorth);
const salesRegion = { forEntity: 'crm/deal', name: 'salesRegion', label: 'Region', type: 'text' };

/** Waits until all deals have the keys of their own fields. */
const keysMade = ({ tenant: { device } }: GivenTenant) =>
  expect.poll(() => device.memory.state.recordFields['crm/deal'], { timeout: 10_000 }).toBeDefined();

describe("a tenant's own fields", () => {
  it('[K-3] count in checks, lists and search as soon as they are defined, and after a restart', async () => {
    const device = await tenantForTest();
    const early = await device.tenant.questions.list(byRegion);
    expect(early.ok ? '' : early.code).toBe('query/invalid');
    await addedRecord(device, 'platform/field-definition', { ...salesRegion, searched: true });
    await addedRecord(device, 'crm/deal', { name: 'Acme', stage: 'prospecting', salesRegion: 'North' });
    const list = await device.tenant.questions.list(byRegion);
    expect(list.ok && list.value.rows.map((row) => row.fields['salesRegion'])).toEqual(['North']);
    const hits = await device.tenant.questions.search({ text: 'nort', limit: 5 });
    expect(hits.ok && hits.value.hits.map((hit) => hit.title)).toEqual(['Acme']);
    const again = await device.reopen();
    const later = await again.tenant.questions.list(byRegion);
    expect(later.ok && later.value.rows.length).toBe(1);
  });

  it('[K-3] are found in records from before their definition', async () => {
    const device = await tenantForTest();
    const definition = await addedRecord(device, 'platform/field-definition', salesRegion);
    const live = (life: string) =>
      performed(device, 'Changed', [{ entity: 'platform/field-definition', id: definition, fields: { life } }]);
    await live('deleted');
    await addedRecord(device, 'crm/deal', { name: 'Acme', stage: 'prospecting', salesRegion: 'North' }); // a field that this build does not define is kept (K-5)
    await live('alive');
    await keysMade(device);
    const list = await device.tenant.questions.list(byRegion);
    expect(list.ok && list.value.rows.length).toBe(1);
  });

  it('[K-3] are found in more records than one piece contains, though the replica was closed at once', async () => {
    const device = await tenantForTest();
    const deals = Array.from({ length: 600 }, (_, place) => ({
      entity: 'crm/deal',
      create: { fields: { name: `Deal ${place}`, stage: 'prospecting', salesRegion: 'North' } },
    }));
    await device.tenant.acts.perform({ label: 'Added', shape: 'each', edits: deals });
    await addedRecord(device, 'platform/field-definition', salesRegion);
    const again = await device.reopen();
    expect(device.faults).toEqual([]);
    await keysMade(again);
    const sum = await again.tenant.questions.summary(summaryQuerySchema.parse(ofNorth));
    expect(sum.ok && sum.value.groups).toMatchObject([{ count: 600 }]);
  });

  it('[K-3] [E-1] a fault during this work is logged', async () => {
    const device = await tenantForTest();
    await addedRecord(device, 'crm/deal', { name: 'Acme', stage: 'prospecting', salesRegion: 'North' });
    device.tenant.device.database.file.writer.prepare("update r_crm_deal set data = '{}'").run();
    await addedRecord(device, 'platform/field-definition', salesRegion);
    await expect.poll(() => device.faults).toHaveLength(1);
    expect(device.tenant.device.memory.state.recordFields).toEqual({});
  });
});
