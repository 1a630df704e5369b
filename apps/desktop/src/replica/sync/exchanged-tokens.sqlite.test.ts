import { expect, it } from 'vitest';
import { bookEntities, type HistoryDocument } from '../records/documents.ts';
import { tenantForTest } from '../testing/for-test.ts';
import type { GivenTenant } from '../testing/given-tenant.ts';
import { givenDeal, givenHistoryRow, ScriptedServer } from '../testing/scripted-server.ts';

const [first, second, third] = [1, 2, 3].map((n) => `0190b1f2-7c00-7000-8000-000000000d0${n}`) as [
  string,
  string,
  string,
];
const team = ['crm/deal@team:0190b1f2-7c00-7000-8000-0000000000c1'];

const historiesOf = async ({ tenant: { device } }: GivenTenant): Promise<readonly string[]> =>
  (await device.database.all<HistoryDocument>(bookEntities.history)).map(({ record }) => record).sort();

it('[S-9, A-4] a role change from the whole kind to a team keeps the history of visible records, over pages and a restart, and removes the rest', async () => {
  const server = new ScriptedServer();
  const given = await tenantForTest({ transport: server.transport });
  const created = (id: string, n: number) =>
    givenHistoryRow(id, n, { kind: 'created', changed: { name: [null, 'Deal'] } });
  server.page({
    rows: [first, second, third].map((id, place) => ({ record: givenDeal(id, place + 1) })),
    history: [first, second, third].map((id, place) => created(id, place + 1)),
    head: 3,
  });
  await given.tenant.replicator.pull();
  expect(await historiesOf(given)).toEqual([first, second, third]);

  server.page({ tokens: team, rows: [{ record: givenDeal(first, 1), through: team }], head: 4, done: false });
  await given.tenant.replicator.pull();
  const shown = ({ tenant }: GivenTenant) => [first, second, third].map((id) => tenant.device.lookups.shown('crm/deal', id)?.id); // prettier-ignore
  expect(shown(given)).toEqual([first, undefined, undefined]);

  const again = await given.reopen();
  server.page({ tokens: team, rows: [{ record: givenDeal(second, 2), through: team }], head: 4 });
  await again.tenant.replicator.pull();
  expect(shown(again)).toEqual([first, second, undefined]);
  expect(await historiesOf(again)).toEqual([first, second]);
  expect(again.tenant.device.memory.state.leaving).toBe(false);
});
