import { listQuerySchema } from '@outpost/domain/kernel/query/list-query';
import { afterEach, describe, expect, it } from 'vitest';
import { type GivenTenant, givenTenant } from '../testing/given-tenant.ts';

const open: GivenTenant[] = [];
afterEach(async () => {
  for (const made of open.splice(0)) await made.end();
});

async function added(
  { tenant }: GivenTenant,
  entity: string,
  fields: Record<string, string | boolean>,
): Promise<string> {
  const made = await tenant.acts.perform({
    label: 'Added',
    shape: 'together',
    edits: [{ entity, create: { fields } }],
  });
  if (!made.ok) throw new Error(`${made.code}: ${made.message}`);
  return made.value.ids[0] ?? '';
}
const byRegion = listQuerySchema.parse({
  entity: 'crm/deal',
  where: { field: 'salesRegion', op: 'is', value: 'north' },
});

describe("a tenant's own fields", () => {
  it('[K-3] count in checks, lists and search as soon as they are defined, and after a restart', async () => {
    const device = await givenTenant();
    open.push(device);
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
    open.splice(0, 1, again);
    const later = await again.tenant.questions.list(byRegion);
    expect(later.ok && later.value.rows.length).toBe(1);
  });

  it('[K-3] are found in records that came before their definition', async () => {
    const device = await givenTenant();
    open.push(device);
    const definition = await added(device, 'platform/field-definition', {
      forEntity: 'crm/deal',
      name: 'salesRegion',
      label: 'Region',
      type: 'text',
    });
    const gone = await device.tenant.acts.perform({
      label: 'Removed',
      shape: 'together',
      edits: [{ entity: 'platform/field-definition', id: definition, fields: { life: 'deleted' } }],
    });
    expect(gone.ok).toBe(true);
    const refused = await device.tenant.acts.perform({
      label: 'Added',
      shape: 'together',
      edits: [{ entity: 'crm/deal', create: { fields: { name: 'Acme', stage: 'prospecting', salesRegion: 'North' } } }],
    });
    expect(refused.ok).toBe(true); // a field that this build does not know is carried on (K-5)
    expect(
      (
        await device.tenant.acts.perform({
          label: 'Back',
          shape: 'together',
          edits: [{ entity: 'platform/field-definition', id: definition, fields: { life: 'alive' } }],
        })
      ).ok,
    ).toBe(true);
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
