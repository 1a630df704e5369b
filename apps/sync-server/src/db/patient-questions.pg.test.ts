import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, it, vi } from 'vitest';
import { makeTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { type Database, inTenant } from './database.ts';
import { pgDatabase } from './pg-database.ts';
import { quickWorks } from '../sharing/quick-works.ts';

let test: TestDatabase;
let database: Database;
beforeAll(async () => {
  test = await makeTestDatabase(inject('postgresUrl'));
  database = pgDatabase(test.appUrl, { warn: () => undefined });
});
afterAll(async () => {
  await database.close();
  await test.drop();
});

/** Asks questions without waiting for the answers. Returns the greatest number of them that ran at the same time. */
async function together(orgId: string, count: number): Promise<number> {
  const state = { now: 0, most: 0 };
  const ask = () =>
    inTenant(database, { orgId, mode: 'snapshot', isQuestion: true }, async (tx) => {
      state.now += 1;
      state.most = Math.max(state.most, state.now);
      await tx.query('select pg_sleep(0.05)');
      state.now -= 1;
    });
  await Promise.all(Array.from({ length: count }, ask));
  return state.most;
}

it('[E-3] a tenant with recently costly questions asks one at a time, and pauses for the quick works of others', async () => {
  const [attacker, neighbour] = [randomUUID(), randomUUID()];
  expect(await together(attacker, 4)).toBe(2);
  const [rested, asked] = [vi.spyOn(quickWorks, 'hadOthersLately'), vi.spyOn(quickWorks, 'untilOthersAreDone')];
  await inTenant(database, { orgId: attacker, mode: 'snapshot', isQuestion: true }, (tx) =>
    tx.query('select pg_sleep(2)'),
  );
  expect(asked).not.toHaveBeenCalled();
  expect(await together(attacker, 4)).toBe(1);
  for (const { mock } of [rested, asked]) expect(mock.calls).toEqual(Array.from({ length: 4 }, () => [attacker]));
  expect(await together(neighbour, 4)).toBe(2);
  expect(asked).toHaveBeenCalledTimes(4);
  rested.mockRestore();
  asked.mockRestore();
});

it('[E-3] a question is charged for the time in which it had a connection, not for its wait', async () => {
  const orgId = randomUUID();
  const state = { ms: 0, began: 0, letGo: (): void => undefined };
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => state.ms);
  const gate = new Promise<void>((resolve) => (state.letGo = resolve));
  const charged = new Map<string, number>();
  const ask = (name: string, work: () => Promise<void>) =>
    inTenant(
      database,
      { orgId, mode: 'snapshot', isQuestion: true, worked: (ms) => void charged.set(name, ms) },
      async (tx) => {
        await tx.query('select 1');
        state.began += 1;
        await work();
      },
    );
  const all = [ask('first', () => gate), ask('second', () => gate)];
  all.push(ask('waits', () => Promise.resolve(void (state.ms += 5))));
  while (state.began < 2) await new Promise((resolve) => setImmediate(resolve));
  state.ms += 1_000;
  state.letGo();
  await Promise.all(all);
  clock.mockRestore();
  expect(charged.get('first')).toBeGreaterThanOrEqual(1_000);
  expect(charged.get('waits')).toBe(5);
});
