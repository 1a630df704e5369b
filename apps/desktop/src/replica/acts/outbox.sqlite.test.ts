import { describe, expect, it } from 'vitest';
import { tenantForTest } from '../testing/for-test.ts';
import { performed } from '../testing/performed.ts';
import { outboxEntries } from './outbox.ts';

describe('the outbox', () => {
  it('[S-2] lists the label, the records and the state of each act', async () => {
    const device = await tenantForTest();
    const deals = ['Acme', 'Beta', 'Gamma'].map((name) => ({
      entity: 'crm/deal',
      create: { fields: { name, stage: 'prospecting' } },
    }));
    const [large, sent, waits] = [
      await performed(device, 'Added three', deals),
      await performed(device, 'Added one', deals.slice(0, 1)),
      await performed(device, 'Added another', deals.slice(1, 2)),
    ];
    const { device: own } = device.tenant;
    await own.transact(async (write) => {
      for (const entry of write.acts.all()) if (entry.id === large.act) write.acts.put({ ...entry, state: 'answered' });
      await Promise.resolve();
    });
    const entries = await outboxEntries(own, [...own.memory.acts.values()], new Set([large.act, sent.act]));
    expect(entries.map(({ act, label, state, editCount }) => [act, label, state, editCount])).toEqual([
      [large.act, 'Added three', 'answered', 3],
      [sent.act, 'Added one', 'sending', 1],
      [waits.act, 'Added another', 'waiting', 1],
    ]);
    expect(entries.map(({ records }) => records[0])).toEqual([
      { id: large.ids[0], entity: 'crm/deal', title: 'Acme' },
      { id: sent.ids[0], entity: 'crm/deal', title: 'Acme' },
      { id: waits.ids[0], entity: 'crm/deal', title: 'Beta' },
    ]);
    expect(entries.map(({ group }) => group)).toEqual([null, null, null]);
  });
});
