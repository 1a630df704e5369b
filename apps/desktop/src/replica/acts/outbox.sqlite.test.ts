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

  it('[S-2] lists the old and new values of an act that changes one record, a few and cut, with the names that it holds', async () => {
    const device = await tenantForTest();
    const add = async (entity: string, fields: Record<string, string>) =>
      (await performed(device, 'Added', [{ entity, create: { fields } }])).ids[0] ?? '';
    const account = await add('crm/account', { name: 'Acme' });
    const deal = await add('crm/deal', { name: 'Lift', stage: 'prospecting', source: 'Web' });
    const fields = { account, name: `L${'é'.repeat(399)}`, source: null, externalKey: 'K1' };
    const changed = await performed(device, 'Changed four', [{ entity: 'crm/deal', id: deal, fields }]);
    const { device: own } = device.tenant;
    const entries = await outboxEntries(own, [...own.memory.acts.values()], new Set());
    expect(entries.map(({ changes }) => changes?.count)).toEqual([undefined, undefined, 4]);
    const { first = [], refs = {} } = entries.find(({ act }) => act === changed.act)?.changes ?? {};
    expect(first).toEqual([
      { field: 'account', from: null, to: account },
      { field: 'name', from: 'Lift', to: `L${'é'.repeat(119)}…` },
      { field: 'source', from: 'Web', to: null },
    ]);
    expect(Object.values(refs).map(({ title }) => title)).toEqual(['Acme']);
  });
});
