import { describe, expect, it } from 'vitest';
import { tenantForTest } from '../testing/for-test.ts';
import type { GivenTenant } from '../testing/given-tenant.ts';
import { addedRecord, performed } from '../testing/performed.ts';

const deal = { name: 'Acme', stage: 'prospecting' };
const change = (device: GivenTenant, id: string, fields: Readonly<Record<string, string>>): Promise<string> =>
  performed(device, 'Changed', [{ entity: 'crm/deal', id, fields: { ...fields } }]).then(({ act }) => act);

/** Returns the acts on which the first edit of the newest act depends. */
const groundOfNewest = ({ tenant }: GivenTenant) =>
  [...tenant.device.memory.acts.values()].at(-1)?.act.edits[0]?.after?.map(({ act }) => act);

/** Makes a device with a deal that the server has: none of the device's acts waits on it. */
async function withSentDeal(): Promise<{ readonly device: GivenTenant; readonly id: string }> {
  const device = await tenantForTest();
  const id = await addedRecord(device, 'crm/deal', deal);
  await device.tenant.device.transact(async (write) => {
    for (const entry of write.acts.all()) write.acts.put({ ...entry, state: 'answered' });
    await Promise.resolve();
  });
  return { device, id };
}

describe('[S-4b] the unsent acts on which an edit depends', () => {
  it('are the newest act that wrote each of its fields, without answered acts', async () => {
    const { device, id } = await withSentDeal();
    const first = await change(device, id, { source: 'Fair' });
    expect(groundOfNewest(device)).toBeUndefined();
    const second = await change(device, id, { source: 'Call' });
    expect(groundOfNewest(device)).toEqual([first]);
    await change(device, id, { name: 'Acme 2' });
    expect(groundOfNewest(device)).toBeUndefined();
    await change(device, id, { source: 'Mail' });
    expect(groundOfNewest(device)).toEqual([second]);
  });

  it('are an undo and the acts below it, which the undo does not name', async () => {
    const { device, id } = await withSentDeal();
    const act = await change(device, id, { source: 'Fair' });
    const undo = await device.tenant.acts.undo(act);
    await change(device, id, { source: 'Call' });
    expect(groundOfNewest(device)).toEqual([act, undo.ok && undo.value.act]);
  });

  it('are the acts that made the record into which a duplicate is merged', async () => {
    const { device, id } = await withSentDeal();
    const { act, ids } = await performed(device, 'Added', [{ entity: 'crm/deal', create: { fields: { ...deal } } }]);
    await change(device, id, { life: `merged:${ids[0] ?? ''}` });
    expect(groundOfNewest(device)).toEqual([act]);
  });

  it("are the definition of the record's kind, without kinds that only a text names", async () => {
    const device = await tenantForTest();
    const { act } = await performed(device, 'Defined', [
      { entity: 'platform/custom-object', create: { fields: { name: 'vehicle', label: 'Vehicle', labelMany: 'Vehicles' } } },
    ]); // prettier-ignore
    await addedRecord(device, 'own/vehicle', { name: 'Van' });
    expect(groundOfNewest(device)).toEqual([act]);
    await addedRecord(device, 'crm/deal', { ...deal, name: 'own/vehicle' });
    expect(groundOfNewest(device)).toBeUndefined();
  });
});
