import { notHeld } from '@outpost/domain/engine/reads/look';
import { installedPacks } from '@outpost/domain/installed-packs';
import { catalogueOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { groupsOf } from '@outpost/domain/sync/token-groups';
import { tradePack } from '@outpost/domain/testing/packs/trade-pack';
import { describe, expect, it, vi } from 'vitest';
import { tenantForTest } from '../testing/for-test.ts';
import { givenPerson } from '../testing/given-tenant.ts';
import { addedRecord, performed } from '../testing/performed.ts';
import { DeviceLook } from './device-look.ts';

const condition = 'trade/condition';
const mine = `${condition}@user:${givenPerson.id}`;

/** Makes a device with a loan and its condition. The device has fetched all conditions of the person's loans. */
async function givenLoan() {
  const device = await tenantForTest({ catalogue: catalogueOf([...installedPacks, tradePack]) });
  const loan = await addedRecord(device, 'trade/loan', { name: 'Loan', status: 'approved' });
  const child = await addedRecord(device, condition, { name: 'Papers', loan, status: 'open' });
  const replica = device.tenant.device;
  await replica.transact(async (write) => {
    await write.records.load([loan]);
    write.records.setConfirmed(loan, write.records.shown(loan), [`trade/loan@user:${givenPerson.id}`]);
    const sets = { tokens: groupsOf([mine]), had: groupsOf([mine]) };
    write.setState({ sets, at: { n: 9, id: '~', tokens: 'held', gain: null, history: 9 } });
  });
  return { loan, child, device, replica };
}

describe('the records of this device, as the engine reads them', () => {
  it('[T-8] returns the references to a record once the record was read', async () => {
    const { loan, child, replica } = await givenLoan();
    await replica.transact(async (write) => {
      const look = new DeviceLook(write, replica.lookups);
      expect(look.references(loan)).toEqual([]);
      expect(await look.readMissing()).toBe(true);
      expect(look.references(loan)).toEqual([{ entity: condition, id: child, field: 'loan' }]);
      expect(await look.readMissing()).toBe(false);
    });
  });

  it('[T-8] [T-10] returns the children of a record once the record and then the children were read', async () => {
    const { loan, child, replica } = await givenLoan();
    await replica.transact(async (write) => {
      const look = new DeviceLook(write, replica.lookups);
      const asked = { kind: condition, field: 'loan', target: loan };
      for (const _ of [loan, child]) {
        expect(look.naming(asked)).toBe(notHeld);
        expect(await look.readMissing()).toBe(true);
      }
      expect(look.naming(asked)).toEqual([child]);
    });
  });

  it('[D-2] does not read a record only because an edit refers to it', async () => {
    const device = await tenantForTest();
    const account = await addedRecord(device, 'crm/account', { name: 'Acme' });
    const deal = await addedRecord(device, 'crm/deal', { name: 'Renewal', stage: 'prospecting' });
    const find = vi.spyOn(device.tenant.device.database, 'find');
    await performed(device, 'Changed', [{ entity: 'crm/deal', id: deal, fields: { account } }]);
    expect(find.mock.calls.flat(2)).toEqual([deal]);
  });
});
