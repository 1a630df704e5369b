import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../db/database.ts';
import { inTenant } from '../db/database.ts';
import { setPlan } from '../tenancy/organisation/plan.ts';
import { givenServer } from '../testing/given-server.ts';
import { freshForMs, MonthlyUse } from './monthly-use.ts';

const given = givenServer();
const time = { nowMs: 0 };
const clock = { nowMs: () => time.nowMs };
const logged: string[] = [];
let orgId = '';

/** Makes the counts of one server process. */
const server = (database: Database = given.test.database): MonthlyUse =>
  new MonthlyUse({ database, clock, log: { error: (_, message) => void logged.push(message) } });
const limit = (quotas: Readonly<Record<string, number>>) =>
  setPlan(given.test.server.tenancy, { orgId, plan: 'small', quotas });
const stored = async (of = orgId): Promise<Readonly<Record<string, number>>> => {
  const rows = await inTenant(given.test.database, { orgId: of, mode: 'snapshot' }, (tx) =>
    tx.query<{ month: string; quota: string; used: number }>('select month, quota, used from store.month_use'),
  );
  return Object.fromEntries(rows.map(({ month, quota, used }) => [`${month} ${quota}`, used]));
};
/** Returns a store that counts its exchanges and makes one of them fail on demand. */
function watched(): { readonly database: Database; readonly seen: { transactions: number; isBroken: boolean } } {
  const inner = given.test.database;
  const seen = { transactions: 0, isBroken: false };
  const database: Database = {
    ...inner,
    transaction(mode, work) {
      seen.transactions += 1;
      return seen.isBroken ? Promise.reject(new Error('The connection is lost')) : inner.transaction(mode, work);
    },
  };
  return { database, seen };
}
const take = async (uses: MonthlyUse, times: number): Promise<number> => {
  const answers = await Promise.all(Array.from({ length: times }, () => uses.take(orgId, 'api-calls')));
  return answers.filter((refusal) => refusal === undefined).length;
};

beforeEach(async () => {
  time.nowMs = Date.UTC(2026, 10, 24, 12);
  logged.length = 0;
  ({ orgId } = await given.test.tenant());
});

describe('[PLT-42] counts by month', () => {
  it('are added up in memory, and written in one row by month and quota', async () => {
    const { database, seen } = watched();
    const uses = server(database);
    expect(await take(uses, 100)).toBe(100);
    for (let round = 0; round < 10; round += 1) uses.add(orgId, 'messages');
    expect([seen.transactions, await stored()]).toEqual([1, {}]); // one reading of the limits for all
    await uses.flush();
    expect([seen.transactions, await stored()]).toEqual([2, { '2026-11 api-calls': 100, '2026-11 messages': 10 }]);
    await uses.flush();
    expect(seen.transactions).toBe(2); // there is nothing to write
    await take(uses, 5);
    await uses.flush();
    expect(await stored()).toMatchObject({ '2026-11 api-calls': 105 });
  });

  it('refuse exactly the calls beyond the limit, also for simultaneous calls and during a flush', async () => {
    await limit({ 'api-calls': 50 });
    const uses = server();
    expect(await take(uses, 40)).toBe(40);
    const [flushed, taken] = await Promise.all([uses.flush(), take(uses, 40)]);
    expect([flushed, taken]).toEqual([undefined, 10]);
    expect(await uses.take(orgId, 'api-calls')).toMatchObject({
      code: 'quota/reached',
      details: { quota: 'api-calls', limit: 50, used: 50, until: '2026-12-01' },
    });
    await uses.flush();
    expect([await stored(), await take(uses, 3)]).toEqual([{ '2026-11 api-calls': 50 }, 0]); // a refused call counts nothing
  });

  it('begin again with the month in UTC; the count from before its end is written to it afterwards', async () => {
    await limit({ 'api-calls': 5 });
    time.nowMs = Date.UTC(2026, 11, 1) - 1;
    const uses = server();
    expect(await take(uses, 8)).toBe(5);
    time.nowMs += 1;
    expect(await take(uses, 3)).toBe(3);
    await uses.flush();
    expect(await stored()).toEqual({ '2026-11 api-calls': 5, '2026-12 api-calls': 3 });
    expect(await take(uses, 8)).toBe(2);
    expect(await uses.read(orgId)).toEqual({ month: '2026-12', used: { 'api-calls': 5, messages: 0 } });
  });

  it('of two servers are added together; they pass a limit by no more than their count until each reads the count of the other', async () => {
    await limit({ 'api-calls': 100 });
    const [one, other] = [server(), server()];
    expect([await take(one, 60), await take(other, 60)]).toEqual([60, 60]); // 20 too many
    await Promise.all([one.flush(), other.flush()]);
    expect(await stored()).toEqual({ '2026-11 api-calls': 120 });
    time.nowMs += freshForMs;
    expect([await take(one, 1), await take(other, 1)]).toEqual([0, 0]);
  });

  it('of a server that is killed before a flush are lost, and no others', async () => {
    const [killed, other] = [server(), server()];
    await take(killed, 7);
    await killed.flush();
    await take(killed, 3);
    await take(other, 2);
    await other.flush();
    expect(await stored()).toEqual({ '2026-11 api-calls': 9 });
    expect((await server().read(orgId)).used['api-calls']).toBe(9);
  });

  it('are kept while they cannot be written, and the limit counts them', async () => {
    await limit({ 'api-calls': 10 });
    const { database, seen } = watched();
    const uses = server(database);
    await take(uses, 6);
    seen.isBroken = true;
    await uses.flush();
    expect([logged.length, await stored()]).toEqual([1, {}]);
    expect(await take(uses, 6)).toBe(4);
    seen.isBroken = false;
    await uses.flush();
    expect(await stored()).toEqual({ '2026-11 api-calls': 10 });
  });

  it('are written when a server stops', async () => {
    const uses = server();
    const stop = uses.start();
    await take(uses, 4);
    await stop();
    expect(await stored()).toEqual({ '2026-11 api-calls': 4 });
  });

  it('follow a new limit soon; a lower one does not change the used amount', async () => {
    const uses = server();
    expect(await take(uses, 20)).toBe(20);
    await limit({ 'api-calls': 10 });
    expect(await take(uses, 1)).toBe(1);
    time.nowMs += freshForMs;
    expect(await take(uses, 1)).toBe(0);
    await limit({});
    time.nowMs += freshForMs;
    expect(await take(uses, 1)).toBe(1);
  });

  it('[P-5] of another organisation are neither read nor changed, and one that is gone gets no row', async () => {
    const uses = server();
    const others = (await given.test.tenant()).orgId;
    await limit({ 'api-calls': 1 });
    expect([await take(uses, 1), await uses.take(others, 'api-calls')]).toEqual([1, undefined]);
    const gone = randomUUID();
    uses.add(gone, 'messages');
    await uses.flush();
    expect([await stored(), await stored(others), await stored(gone)]).toEqual([{ '2026-11 api-calls': 1 }, { '2026-11 api-calls': 1 }, {}]); // prettier-ignore
    expect(logged).toEqual([]);
  });
});
