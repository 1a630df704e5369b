import { describe, expect, it, vi } from 'vitest';
import { tenantForTest } from '../testing/for-test.ts';
import { type GivenTenant, givenPerson } from '../testing/given-tenant.ts';
import { addedRecord, performed } from '../testing/performed.ts';
import { givenDeal } from '../testing/scripted-server.ts';
import type { ReplacedDocument } from './documents.ts';

const at = '2026-11-20T08:00:00.000Z';
const mark = (n: number, record: string, field: string): ReplacedDocument => ({
  id: `${n}:${record}:${field}`,
  entity: 'outpost/replaced',
  n,
  field,
  record,
  of: 'crm/deal',
  lost: { value: 'Lost', by: givenPerson.id, at },
  kept: { value: 'Kept', by: givenPerson.id, at },
  handled: false,
});
const dealId = '0190b1f2-7c00-7000-8000-000000000d01';

/** Returns the names of the fields with replaced values in the record's document in the file. */
function replacedIn({ tenant }: GivenTenant, id: string): unknown {
  const text = tenant.device.database.file.writer.prepare('select data from r_crm_deal where id = ?').pluck().get(id);
  return (JSON.parse(text as string) as { replaced?: unknown }).replaced; // written by the replica
}

describe('a write of the device', () => {
  it('[D-2] writes no document that the file already contains', async () => {
    const device = await tenantForTest();
    const told = (name: string) =>
      device.tenant.device.transact((write) => {
        const record = { ...givenDeal(dealId, 1, { name }), sharedWith: [], inherited: null };
        write.records.setConfirmed(dealId, record, ['crm/deal@org']);
        return Promise.resolve();
      });
    await told('Acme');
    const write = vi.spyOn(device.tenant.device.database, 'write');
    await told('Acme');
    expect(write).not.toHaveBeenCalled();
    await told('Acme 2');
    expect(write).toHaveBeenCalledOnce();
  });

  it('[S-4] keeps the marks of a record that later acts change, and drops reverted marks', async () => {
    const device = await tenantForTest();
    const id = await addedRecord(device, 'crm/deal', { name: 'Acme', stage: 'prospecting' });
    await device.tenant.device.transact(async (write) => {
      await write.records.load([id]);
      const rewind = write.savepoint();
      write.books.put(mark(4, id, 'about'));
      rewind();
      expect(write.books.replacedFields(id)).toEqual([]);
      write.books.put(mark(5, id, 'source'));
    });
    expect(replacedIn(device, id)).toEqual(['source']);
    await performed(device, 'Renamed', [{ entity: 'crm/deal', id, fields: { name: 'Acme 2' } }]);
    expect(replacedIn(device, id)).toEqual(['source']);
  });

  it('[A-4] has each refused act in the tray as the write leaves it', async () => {
    const device = await tenantForTest();
    await addedRecord(device, 'crm/deal', { name: 'Acme', stage: 'prospecting' });
    const { memory } = device.tenant.device;
    const [act] = memory.acts.values();
    if (!act) throw new Error('No act waits');
    const refused = (id: string) => ({ id, entity: 'outpost/tray' as const, act: act.act, why: {}, titles: {}, refusedAt: at, discardedAt: null }); // prettier-ignore
    await device.tenant.device.transact((write) => {
      for (const id of ['tray/1', 'tray/2', 'tray/3']) write.books.put(refused(id));
      return Promise.resolve();
    });
    await device.tenant.device.transact((write) => {
      write.books.remove('tray/1');
      write.books.put({ ...refused('tray/2'), discardedAt: at });
      expect(write.books.tray().map(({ id, discardedAt }) => [id, discardedAt])).toEqual([
        ['tray/2', at],
        ['tray/3', null],
      ]);
      return Promise.resolve();
    });
  });
});
