import { endsAtFields, shareEndFields } from '@outpost/domain/kernel/access/share-ends';
import { beforeEach, describe, expect, it } from 'vitest';
import { tenantForTest } from '../testing/for-test.ts';
import type { GivenTenant } from '../testing/given-tenant.ts';
import { addedRecord, performed } from '../testing/performed.ts';

const kind = 'platform/share-end';
const endsAt = '2026-12-03T17:00:00.000Z';

let device: GivenTenant;
let deal: string;
let zoe: string;
beforeEach(async () => {
  device = await tenantForTest();
  deal = await addedRecord(device, 'crm/deal', { name: 'Acme', stage: 'prospecting' });
  zoe = await addedRecord(device, 'platform/person', { name: 'Zoe', status: 'active' });
});

const shown = async (id: string) => {
  const got = await device.tenant.questions.get({ id });
  if (!got.ok) throw new Error(got.message);
  return got.value.record;
};
const endOf = (at: string) => ({
  entity: kind,
  create: { fields: { ...shareEndFields({ entity: 'crm/deal', record: deal, person: zoe, endsAt: at }) } },
});
const share = (people: readonly string[]) => ({ entity: 'crm/deal', id: deal, fields: { sharedWith: [...people] } });

describe('[PLT-43] a share with an end, on the device', () => {
  it('is one act, and its undo takes back both', async () => {
    const { act, ids } = await performed(device, 'Shared Acme', [share([zoe]), endOf(endsAt)]);
    const end = ids[1] ?? '';
    expect((await shown(deal)).sharedWith).toEqual([zoe]);
    expect(await shown(end)).toMatchObject({ life: 'alive', fields: { person: zoe, endsAt } });
    expect(await device.tenant.acts.undo(act)).toMatchObject({ ok: true });
    expect((await shown(deal)).sharedWith).toEqual([]);
    expect((await shown(end)).life).toBe('deleted');
  });

  it('has another end by a change, and the undo restores the first one', async () => {
    const { ids } = await performed(device, 'Shared Acme', [share([zoe]), endOf(endsAt)]);
    const end = ids[1] ?? '';
    const later = endsAtFields('2026-12-10T17:00:00.000Z');
    const { act } = await performed(device, 'Shared Acme', [{ entity: kind, id: end, fields: { ...later } }]);
    expect((await shown(end)).fields).toMatchObject(later);
    expect(await device.tenant.acts.undo(act)).toMatchObject({ ok: true });
    expect((await shown(end)).fields).toMatchObject(endsAtFields(endsAt));
  });

  it('is stopped together with its end, and the undo restores both', async () => {
    const { ids } = await performed(device, 'Shared Acme', [share([zoe]), endOf(endsAt)]);
    const end = ids[1] ?? '';
    const { act } = await performed(device, 'Stopped sharing Acme', [
      share([]),
      { entity: kind, id: end, fields: { life: 'deleted' } },
    ]);
    expect([(await shown(deal)).sharedWith, (await shown(end)).life]).toEqual([[], 'deleted']);
    expect(await device.tenant.acts.undo(act)).toMatchObject({ ok: true });
    expect([(await shown(deal)).sharedWith, (await shown(end)).life]).toEqual([[zoe], 'alive']);
  });

  it('is not ended by the clock of the device', async () => {
    await performed(device, 'Shared Acme', [share([zoe]), endOf('2026-01-01T00:00:00.000Z')]);
    device = await device.reopen();
    expect((await shown(deal)).sharedWith).toEqual([zoe]);
  });
});
