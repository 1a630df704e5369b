import { listQuerySchema } from '@outpost/domain/kernel/query/list-query';
import { describe, expect, it } from 'vitest';
import { tenantForTest } from '../testing/for-test.ts';
import { added, performed } from '../testing/performed.ts';

const byRegion = listQuerySchema.parse({
  entity: 'crm/deal',
  where: { field: 'salesRegion', op: 'is', value: 'north' },
});

describe("a tenant's own fields", () => {
  it('[K-3] count in checks, lists and search as soon as they are defined, and after a restart', async () => {
    const device = await tenantForTest();
    const early = await device.tenant.questions.list(byRegion);
    expect(early.ok ? '' : early.code).toBe('query/invalid');
    await added(device, 'platform/field-definition', {
      forEntity: 'crm/deal',
      name: 'salesRegion',
      label: 'Region',
      type: 'text',
      searched: true,
    });
    await added(device, 'crm/deal', { name: 'Acme', stage: 'prospecting', salesRegion: 'North' });
    const list = await device.tenant.questions.list(byRegion);
    expect(list.ok && list.value.rows.map((row) => row.fields['salesRegion'])).toEqual(['North']);
    const hits = await device.tenant.questions.search({ text: 'nort', limit: 5 });
    expect(hits.ok && hits.value.hits.map((hit) => hit.title)).toEqual(['Acme']);
    const again = await device.reopen();
    const later = await again.tenant.questions.list(byRegion);
    expect(later.ok && later.value.rows.length).toBe(1);
  });

  it('[K-3] are found in records that came before their definition', async () => {
    const device = await tenantForTest();
    const definition = await added(device, 'platform/field-definition', {
      forEntity: 'crm/deal',
      name: 'salesRegion',
      label: 'Region',
      type: 'text',
    });
    const live = (life: string) =>
      performed(device, 'Changed', [{ entity: 'platform/field-definition', id: definition, fields: { life } }]);
    await live('deleted');
    await added(device, 'crm/deal', { name: 'Acme', stage: 'prospecting', salesRegion: 'North' }); // a field that this build does not know is carried on (K-5)
    await live('alive');
    for (
      let turn = 0;
      turn < 200 && device.tenant.device.memory.state.recordFields['crm/deal'] === undefined;
      turn += 1
    )
      await new Promise((resolve) => void setTimeout(resolve, 5));
    const list = await device.tenant.questions.list(byRegion);
    expect(list.ok && list.value.rows.length).toBe(1);
  });
});
