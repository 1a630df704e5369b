import { describe, expect, it } from 'vitest';
import { tenantForTest } from '../../testing/for-test.ts';
import type { GivenTenant } from '../../testing/given-tenant.ts';
import { addedRecord, performed } from '../../testing/performed.ts';
import type { ActDocument } from '../documents.ts';

const deal = { name: 'Acme', stage: 'prospecting' };
const actsOf = ({ tenant }: GivenTenant): readonly ActDocument[] => [...tenant.device.memory.acts.values()];
const put = ({ tenant }: GivenTenant, ...entries: readonly ActDocument[]) =>
  tenant.device.transact((write) => {
    for (const entry of entries) write.acts.put(entry);
    return Promise.resolve();
  });

describe('the acts of a device', () => {
  it('[S-2] are in the order in which they were made when a kept act waits again', async () => {
    const device = await tenantForTest();
    for (const name of ['One', 'Two', 'Three']) await addedRecord(device, 'crm/deal', { ...deal, name });
    const [first, ...others] = actsOf(device);
    if (!first) throw new Error('No act waits');
    await put(device, { ...first, state: 'kept', n: 5 });
    expect(actsOf(device).map(({ id }) => id)).toEqual(others.map(({ id }) => id));
    await put(device, first);
    expect(actsOf(device).map(({ id }) => id)).toEqual([first, ...others].map(({ id }) => id));
    const again = await device.reopen();
    expect(actsOf(again).map(({ id }) => id)).toEqual([first, ...others].map(({ id }) => id));
  });

  it('[D-2] all wait after a restart, in any number', async () => {
    const device = await tenantForTest();
    for (let place = 0; place < 25; place += 1) await addedRecord(device, 'crm/deal', deal); // more than the file returns at once
    const before = actsOf(device).map(({ id }) => id);
    expect(actsOf(await device.reopen()).map(({ id }) => id)).toEqual(before);
  });

  it('[S-1c] are kept until every restore of the server would contain them', async () => {
    const device = await tenantForTest();
    await addedRecord(device, 'crm/deal', deal);
    const [act] = actsOf(device);
    if (!act) throw new Error('No act waits');
    await put(device, { ...act, state: 'kept', n: 5 });
    await device.tenant.device.transact((write) => {
      expect([4, 5].map((n) => [write.acts.keptUpTo(n), write.acts.keptAfter(n)])).toEqual([
        [[], [act.id]],
        [[act.id], []],
      ]);
      return Promise.resolve();
    });
  });

  it('[D-2a] are listed for a record as the write has left them so far, also after a savepoint', async () => {
    const device = await tenantForTest();
    const id = await addedRecord(device, 'crm/deal', deal);
    const [first] = actsOf(device);
    if (!first) throw new Error('No act waits');
    const second = { ...first, id: device.tenant.device.ports.ids.newId(), seq: first.seq + 1 };
    await device.tenant.device.transact((write) => {
      const listed = () => write.acts.on(id).map((act) => act.id);
      expect(listed()).toEqual([first.id]);
      const rewind = write.savepoint();
      write.acts.putNew(second);
      expect(listed()).toEqual([first.id, second.id]);
      write.acts.remove(first.id);
      expect(listed()).toEqual([second.id]);
      rewind();
      expect(listed()).toEqual([first.id]);
      return Promise.resolve();
    });
  });

  it('[D-2a] show their records again when their edits change', async () => {
    const device = await tenantForTest();
    const id = await addedRecord(device, 'crm/deal', deal);
    await performed(device, 'Renamed', [{ entity: 'crm/deal', id, fields: { name: 'Acme 2' } }]);
    const renamed = actsOf(device)[1];
    if (!renamed) throw new Error('No act waits');
    const edits = [{ id, entity: 'crm/deal', seen: 0, fields: { name: ['Acme', 'Acme 3'] as [string, string] } }];
    await put(device, { ...renamed, act: { ...renamed.act, edits } });
    const shown = await device.tenant.questions.get({ id });
    expect(shown.ok && shown.value.record.fields['name']).toBe('Acme 3');
  });

  it('[D-2a] all count for a record that several acts of one write change', async () => {
    const device = await tenantForTest();
    const id = await addedRecord(device, 'crm/deal', deal);
    const changes = [{ name: 'Acme 2' }, { source: 'Fair' }, { about: 'Large' }];
    await Promise.all(changes.map((fields) => performed(device, 'Changed', [{ entity: 'crm/deal', id, fields }])));
    const shown = await device.tenant.questions.get({ id });
    expect(shown.ok && shown.value.record.fields).toMatchObject(Object.assign({}, ...changes) as object);
  });
});
