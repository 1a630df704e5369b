import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/database.ts';
import { putLive, taskStep, tellStep, workerOf, type WrittenVersion } from '../../testing/automation-world.ts';
import { givenServer } from '../../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../../testing/sales-world.ts';
import { changeEdit } from '../../testing/test-server.ts';
import { planRuns } from './plan-runs.ts';

const given = givenServer();
let w: SalesWorld;
beforeEach(async () => {
  w = await makeSalesWorld(given.test);
});

const hourMs = 3_600_000;
const work = (database?: Database) => workerOf(given.test, database && { database }).run(w.tenant.orgId);
const runs = (columns = 'status') => w.tenant.rows(`select ${columns} from store.automation_run order by n, automation_id`); // prettier-ignore
const lines = async () =>
  (await w.tenant.rows<{ step: string; outcome: string; why: string | null }>(`select step_id as step, outcome, why from store.automation_step order by at, run_id, seq`))
    .map(({ step, outcome, why }) => `${step} ${outcome}${outcome === 'chose' || outcome === 'ended' ? ` ${why}` : ''}`); // prettier-ignore

/** A deal waits two days until its source is "Reply". Then its owner is told; when the time is over, a task is made. */
const untilReply = { id: 'reply', kind: 'until', where: { field: 'source', op: 'is', value: 'Reply' }, count: 2, unit: 'day', yes: [tellStep], no: [taskStep] } as const; // prettier-ignore
const whenMade = { kind: 'change', on: ['created'] } as const;
const waiting = (written: WrittenVersion = {}) => putLive(w, { trigger: whenMade, steps: [untilReply], ...written });

async function dealOf(source = 'Mail'): Promise<string> {
  const id = w.id();
  await w.mia.do([w.deal(id, { source })]);
  return id;
}
const reply = (id: string) => w.mia.do([w.set(id, { source: ['Mail', 'Reply'] })]);

describe('[AUT-16] a run that waits until its record matches', () => {
  it('goes on at once where the record matches already', async () => {
    await waiting();
    await dealOf('Reply');
    await work();
    expect(await lines()).toEqual(['reply chose yes', 'tell done']);
  });

  it('takes the part "yes" in the round after the change, without asking in between', async () => {
    await waiting();
    const id = await dealOf();
    await dealOf();
    await work();
    expect(await runs('status, stirred_n')).toEqual([{ status: 'waiting', stirred_n: null }, { status: 'waiting', stirred_n: null }]); // prettier-ignore
    await reply(id);
    await work();
    expect(await runs()).toEqual([{ status: 'done' }, { status: 'waiting' }]);
    expect((await lines()).toSorted()).toEqual(['reply chose yes', 'reply waits', 'reply waits', 'tell done']);
  });

  it('takes the part "no" when the time is over, and asks the record then as well', async () => {
    await waiting();
    await dealOf();
    await work();
    given.test.advance(48 * hourMs - 1_000);
    await work();
    expect(await runs()).toEqual([{ status: 'waiting' }]);
    given.test.advance(1_000);
    await work();
    expect(await lines()).toEqual(['reply waits', 'reply chose no', 'task done']);
  });

  it('goes on waiting after a change that does not make it match, without a line in the log or a new revision', async () => {
    await waiting();
    const id = await dealOf();
    await work();
    const before = await runs('status, wakes_at, revision');
    await w.mia.do([w.set(id, { source: ['Mail', 'Phone'] })]);
    await work();
    expect(await runs('status, wakes_at, revision')).toEqual(before);
    expect(await runs('stirred_n')).toEqual([{ stirred_n: null }]);
    expect(await lines()).toEqual(['reply waits']);
  });

  it('a plain wait is not ended by a change of the record', async () => {
    await waiting({ steps: [{ id: 'wait', kind: 'wait', count: 1, unit: 'hour' }] });
    const id = await dealOf();
    await work();
    await reply(id);
    await work();
    expect(await runs('status, stirred_n')).toEqual([{ status: 'waiting', stirred_n: null }]);
    given.test.advance(hourMs);
    await work();
    expect(await runs()).toEqual([{ status: 'done' }]);
  });

  it('notices a change during a pause, and one while no automation is active, when it goes on', async () => {
    const { id: automation } = await waiting();
    const id = await dealOf();
    await work();
    const pause = (from: string | null, to: string | null) => w.ann.do([changeEdit(automation, 'platform/automation', { pausedAt: [from, to] })]); // prettier-ignore
    const at = '2026-11-20T08:00:00.000Z';
    await pause(null, at);
    await work();
    await reply(id);
    await work();
    expect(await runs()).toEqual([{ status: 'waiting' }]);
    await pause(at, null);
    await work();
    expect(await runs()).toEqual([{ status: 'done' }]);
  });

  it('ends where the record is deleted, or where its maker has no rights any more', async () => {
    const boss = await w.tenant.person('Boss', 'admin');
    await putLive(w, { trigger: whenMade, steps: [untilReply] }, boss);
    const [gone, other] = [await dealOf(), await dealOf()];
    await work();
    await w.ann.do([changeEdit(gone, 'crm/deal', { life: ['alive', 'deleted'] })]);
    await work();
    expect(await runs('status, why')).toEqual([{ status: 'ended', why: expect.stringContaining('deleted') as string }, { status: 'waiting', why: null }]); // prettier-ignore
    await w.ann.do([changeEdit(boss.userId, 'platform/person', { status: ['active', 'suspended'] })]);
    await reply(other);
    await work();
    expect((await runs())[1]).toEqual({ status: 'refused' });
  });

  it('loses no change that comes between the reading of the record and the writing of the wait', async () => {
    await waiting();
    const id = await dealOf();
    const { database } = given.test;
    let writes = 0;
    /** Lets the change and a reader in before the write numbered `at`. */
    const interleaved = (at: number): Database => ({
      ...database,
      async transaction(mode, job) {
        if (mode === 'write') {
          writes += 1;
          if (writes === at) {
            await reply(id);
            await planRuns(given.test.server.tenancy, w.tenant.orgId); // the reader alone: a whole worker would take the step itself
          }
        }
        return database.transaction(mode, job);
      },
    });
    // Every write of the round is a place where the change may come: one of them is the write of "waiting".
    let places = 0;
    for (let at = 1; ; at += 1) {
      writes = 0;
      await w.mia.do([w.set(id, { source: [null, 'Mail'] })]);
      await w.tenant.rows(`update store.automation_run set status = 'running', position = '[0]', wakes_at = null, stirred_n = null returning id`); // prettier-ignore
      await work(interleaved(at));
      if (writes < at) break;
      places += 1;
      await work();
      expect([at, await runs()]).toEqual([at, [{ status: 'done' }]]);
    }
    expect(places).toBeGreaterThan(1);
  });

  it.each(['before', 'after'] as const)(
    'is decided once, wherever a server stops: %s any of its writes',
    async (when) => {
      await waiting();
      const counting = { writes: 0, stopAt: 0 };
      const { database } = given.test;
      const mortal: Database = {
        ...database,
        async transaction(mode, job) {
          if (mode !== 'write') return database.transaction(mode, job);
          counting.writes += 1;
          const dies = counting.writes === counting.stopAt;
          if (dies && when === 'before') throw new Error('the server stopped');
          const done = await database.transaction(mode, job);
          if (dies) throw new Error('the server stopped');
          return done;
        },
      };
      let deaths = 0;
      for (let stopAt = 1; ; stopAt += 1) {
        const id = await dealOf();
        await work();
        Object.assign(counting, { writes: 0, stopAt });
        await reply(id);
        const dying = workerOf(given.test, { database: mortal });
        const hasDied = await dying.run(w.tenant.orgId).then(() => dying.failures.length > 0, () => true); // prettier-ignore
        given.test.advance(61_000);
        await work(); // another server takes over
        deaths += Number(hasDied);
        if (!hasDied) break;
      }
      expect(deaths).toBeGreaterThan(2);
      const made = await runs();
      expect(made.map(({ status }) => status)).toEqual(made.map(() => 'done'));
      expect(await w.tenant.rows('select id from store.platform_notice')).toHaveLength(made.length);
      expect((await lines()).filter((line) => line === 'reply chose yes')).toHaveLength(made.length);
    },
  );
});
