import { expect, it } from 'vitest';
import { tenantForTest } from '../testing/for-test.ts';
import { givenPerson } from '../testing/given-tenant.ts';
import { givenDeal, givenHistoryRow, ScriptedServer } from '../testing/scripted-server.ts';

const deal = '0190b1f2-7c00-7000-8000-000000000d01';

it('[S-1c] a fork removes the history and the replaced values after the last common number', async () => {
  const server = new ScriptedServer();
  const { tenant } = await tenantForTest({ transport: server.transport });
  const { device, replicator } = tenant;
  const told = (n: number) => givenHistoryRow(deal, n, n === 1 ? {} : { kind: 'changed', label: `Told ${n}` });
  server.page({ rows: [{ record: givenDeal(deal, 3) }], history: [1, 2, 3].map(told), head: 3 });
  await replicator.pull();
  const value = { value: 'x', by: givenPerson.id, at: '2026-11-20T08:00:00.000Z' };
  await device.transact(async (write) => {
    for (const n of [2, 3])
      write.books.put({ id: `${n}:${deal}:source`, entity: 'outpost/replaced', n, field: 'source', record: deal, of: 'crm/deal', lost: value, kept: value, handled: false }); // prettier-ignore
    await Promise.resolve();
  });
  server.answers.push(async () => ({ kind: 'fork', common: 2 }));
  expect((await replicator.pull()).kind).toBe('fork');
  expect(device.lookups.historyOf([deal], { before: 9, limit: 9 }).map(({ n }) => n)).toEqual([2, 1]);
  expect([...(device.memory.replaced.get(deal)?.values() ?? [])].map(({ n }) => n)).toEqual([2]);
});
