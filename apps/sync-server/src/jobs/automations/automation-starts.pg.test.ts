import type { JsonValue } from '@outpost/domain/kernel/json';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/database.ts';
import { dryRun } from '../../gateway/automations/dry-run.ts';
import { listRuns } from '../../gateway/automations/manage-automations.ts';
import { putLive, tellStep, workerOf } from '../../testing/automation-world.ts';
import { givenServer } from '../../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../../testing/sales-world.ts';
import { changeEdit, made, type TestDevice } from '../../testing/test-server.ts';

const given = givenServer();
let w: SalesWorld;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const nowMs = () => given.test.server.tenancy.clock.nowMs();
let startMs: number;
beforeEach(async () => {
  given.test.advance(dayMs + 8 * hourMs - (nowMs() % dayMs)); // the next day at 8:00 in UTC: the tests share one clock
  startMs = nowMs();
  w = await makeSalesWorld(given.test);
});

/** Returns the day this many days after the day of the test. */
const dayAt = (days: number): string => new Date(startMs + days * dayMs).toISOString().slice(0, 10);
const work = (more: Parameters<typeof workerOf>[1] = {}) => workerOf(given.test, more).run(w.tenant.orgId);
const runs = (columns = 'status') => w.tenant.rows(`select ${columns} from store.automation_run order by n, id`);
const notices = () => w.tenant.rows(`select owner_id, fields ->> 'words' as words from store.platform_notice order by created_at, id`); // prettier-ignore
const pausedWhy = (id: string) => w.tenant.rows(`select fields ->> 'pausedWhy' as why from store.platform_automation where id = $1`, [id]); // prettier-ignore
const caller = () => ({ orgId: w.tenant.orgId, userId: w.ann.userId, sessionId: w.ann.userId });
const waiting = [{ id: 'wait', kind: 'wait', count: 100, unit: 'day' }];
const told = [{ id: 'tell', kind: 'tell', to: { field: 'ownerId' }, words: '{name}' }];

async function deal(fields: Readonly<Record<string, JsonValue>> = {}, by: TestDevice = w.mia): Promise<string> {
  const id = w.id();
  const { refused } = await by.do([w.deal(id, fields)]);
  expect(refused).toEqual({});
  return id;
}
const paused = '2026-11-20T08:00:00.000Z';
const pause = (id: string, at: string | null = paused, before: string | null = null) =>
  w.ann.do([changeEdit(id, 'platform/automation', { pausedAt: [before, at], pausedWhy: [before && 'person', at && 'person'] })]); // prettier-ignore

describe('[AUT-13] a button', () => {
  const trigger: JsonValue = { kind: 'button', label: 'Welcome', by: 'changers' };
  const presses = () => w.tenant.rows(`select fields ->> 'answer' as answer, fields ->> 'why' as why from store.platform_press order by created_at, id`); // prettier-ignore
  const buttons = () => w.tenant.rows(`select fields ->> 'name' as name, fields ->> 'forEntity' as kind, fields ->> 'pressedBy' as by, fields ->> 'isOff' as off from store.platform_button order by created_at, id`); // prettier-ignore
  async function press(automation: string, about: string, by: TestDevice = w.mia): Promise<string> {
    const id = w.id();
    const { refused } = await by.do([made(id, 'platform/press', { name: 'Welcome', automation, about: `crm/deal:${about}` })]); // prettier-ignore
    expect(refused).toEqual({});
    return id;
  }

  it('is a record that all devices have, with the name, the kind and the people who may press it', async () => {
    const { id } = await putLive(w, { trigger, steps: told });
    await putLive(w, { name: 'By a change' });
    await work();
    const on = { name: 'Welcome', kind: 'crm/deal', by: 'changers' };
    expect(await buttons()).toEqual([{ ...on, off: 'false' }]);
    await pause(id);
    await work();
    expect(await buttons()).toEqual([{ ...on, off: 'true' }]);
    await pause(id, null, paused);
    await work();
    expect(await buttons()).toEqual([{ ...on, off: 'false' }]);
    await w.ann.do([changeEdit(id, 'platform/automation', { life: ['alive', 'deleted'] })]);
    await work();
    expect(await buttons()).toEqual([{ ...on, off: 'true' }]);
  });

  it('starts one run for each press, although two servers read it, and says who pressed it', async () => {
    const { id } = await putLive(w, { trigger, steps: told });
    const villa = await deal({ name: 'Villa' });
    const pressed = await press(id, villa);
    await Promise.all([work(), work(), work()]);
    await work();
    const by = { kind: 'button', press: pressed, by: w.mia.userId };
    expect(await runs('status, record_id, cause')).toEqual([{ status: 'done', record_id: villa, cause: by }]);
    expect(await presses()).toEqual([{ answer: 'started', why: null }]);
    expect(await notices()).toEqual([{ owner_id: w.mia.userId, words: 'Villa' }]);
    await press(id, villa);
    await work();
    expect(await runs()).toHaveLength(2);
  });

  it('answers a press that starts nothing with the reason', async () => {
    const where: JsonValue = { field: 'source', op: 'is', value: 'Fair' };
    const { id } = await putLive(w, { trigger, conditions: where, steps: told });
    const admins = await putLive(w, {
      trigger: { ...(trigger as object), by: 'administrators' } as never,
      steps: told,
    });
    const other = await putLive(w, { trigger: { kind: 'schedule', every: 'day', at: '23:00', most: 1 }, steps: told });
    const villa = await deal();
    const fair = await deal({ source: 'Fair' });
    const answered = async (automation: string, about = fair, by = w.mia) => {
      await press(automation, about, by);
      await work();
      return (await presses()).at(-1);
    };
    const refused = (why: string) => ({ answer: 'refused', why: expect.stringContaining(why) as string });
    expect(await answered(id, villa)).toEqual(refused('does not match the conditions'));
    expect(await answered(admins.id)).toEqual(refused('Only administrators'));
    expect(await answered(other.id)).toEqual(refused('has no button any more'));
    expect(await answered(w.id())).toEqual(refused('was deleted'));
    expect(await runs()).toEqual([]);
    expect(await answered(admins.id, fair, w.ann)).toEqual({ answer: 'started', why: null });
    await pause(id);
    expect(await answered(id)).toEqual(refused('is paused'));
    expect(await runs()).toHaveLength(1);
  });

  it('lets people press it who may change the record, and nobody answer a press but the server', async () => {
    const { id } = await putLive(w, { trigger, steps: told });
    const villa = await deal();
    const about = `crm/deal:${villa}`;
    for (const one of [w.vic, w.moe]) {
      const { refused } = await one.do([made(w.id(), 'platform/press', { name: 'Welcome', automation: id, about })]);
      expect(Object.keys(refused)).toHaveLength(1);
    }
    const forged = await w.mia.do([made(w.id(), 'platform/press', { name: 'Welcome', automation: id, about, answer: 'started' })]); // prettier-ignore
    expect(Object.keys(forged.refused)).toHaveLength(1);
    const own = await w.mia.do([made(w.id(), 'platform/button', { name: 'X', automation: id, forEntity: 'crm/deal', pressedBy: 'changers' })]); // prettier-ignore
    expect(Object.keys(own.refused)).toHaveLength(1);
  });

  it('[AUT-6] pauses an automation that is pressed too often', async () => {
    const { id } = await putLive(w, { trigger, steps: told });
    const villa = await deal();
    for (let n = 0; n < 4; n += 1) await press(id, villa);
    await work({ runsPerHour: 3 });
    expect(await runs()).toHaveLength(3);
    expect(await pausedWhy(id)).toEqual([{ why: 'storm' }]);
    expect((await presses()).at(-1)?.['answer']).toBe('refused');
  });

  it('[AUT-7] says of a dry run that nobody knows who would have pressed it', async () => {
    await deal();
    const { version } = await putLive(w, { trigger, steps: told });
    const found = await dryRun(given.test.server.tenancy, caller(), { version, days: 30 });
    expect(found).toMatchObject({ ok: true, value: { basis: 'none', starts: 0, matching: 1 } });
  });
});

describe('[AUT-14] a date', () => {
  const trigger: JsonValue = { kind: 'date', field: 'closesOn', offset: -3, unit: 'day', at: '09:00' };
  const closing = (day: string) => deal({ name: day, closesOn: day });
  const values = () => w.tenant.rows(`select cause ->> 'value' as value from store.automation_run order by cause ->> 'value', id`); // prettier-ignore

  it('starts each record once, at its time, although two servers look', async () => {
    await closing(dayAt(2)); // its moment was yesterday
    await putLive(w, { trigger, steps: told });
    await closing(dayAt(3)); // today at 9:00
    await closing(dayAt(4));
    await deal();
    await work();
    expect(await values()).toEqual([]);
    given.test.advance(hourMs);
    await Promise.all([work(), work(), work()]);
    await work();
    expect(await values()).toEqual([{ value: dayAt(3) }]);
    expect(await notices()).toEqual([{ owner_id: w.mia.userId, words: dayAt(3) }]);
    given.test.advance(dayMs);
    await work();
    await work();
    expect(await values()).toEqual([{ value: dayAt(3) }, { value: dayAt(4) }]);
    expect(await runs('status')).toEqual([{ status: 'done' }, { status: 'done' }]);
  });

  it('starts a record again for a date that moves into the future, and not for one that moves into the past', async () => {
    await putLive(w, { trigger, steps: told });
    const id = await closing(dayAt(3));
    given.test.advance(hourMs);
    await work();
    await w.mia.do([w.set(id, { closesOn: [dayAt(3), dayAt(5)] })]);
    given.test.advance(2 * dayMs);
    await work();
    await w.mia.do([w.set(id, { closesOn: [dayAt(5), dayAt(3)] })]);
    given.test.advance(dayMs);
    await work();
    expect(await values()).toEqual([{ value: dayAt(3) }, { value: dayAt(5) }]);
  });

  it('asks the conditions at that moment, with the rights of the maker', async () => {
    await putLive(w, { trigger, conditions: { field: 'source', op: 'is', value: 'Fair' }, steps: told });
    const id = await closing(dayAt(3));
    await closing(dayAt(3));
    await w.mia.do([w.set(id, { source: [null, 'Fair'] })]);
    given.test.advance(hourMs);
    await work();
    expect(await runs('record_id')).toEqual([{ record_id: id }]);
  });

  it('starts nothing for the moments of a pause, and all others after a server was off for days', async () => {
    const { id } = await putLive(w, { trigger, steps: told });
    for (const day of [dayAt(3), dayAt(4), dayAt(5), dayAt(6)]) await closing(day);
    await work();
    await pause(id);
    given.test.advance(2 * hourMs);
    await work();
    await pause(id, null, paused);
    await work();
    given.test.advance(2 * dayMs);
    await work();
    expect(await values()).toEqual([{ value: dayAt(4) }, { value: dayAt(5) }]);
  });

  it('goes through many records in pages, and is paused by a storm', async () => {
    const { id } = await putLive(w, { trigger, steps: waiting });
    for (let n = 0; n < 3; n += 1) await w.mia.do(Array.from({ length: 50 }, () => w.deal(w.id(), { closesOn: dayAt(3) }))); // prettier-ignore
    given.test.advance(hourMs);
    await work();
    expect(await runs()).toHaveLength(150);
    expect(await pausedWhy(id)).toEqual([{ why: null }]);
    const page = await listRuns(given.test.server.tenancy, caller(), { id, limit: 50 });
    const seen = new Set(page.ok ? page.value.runs.map((run) => run.id) : []);
    for (let more = page; more.ok && more.value.more;) {
      more = await listRuns(given.test.server.tenancy, caller(), { id, limit: 50, before: more.value.runs.at(-1)?.n });
      if (more.ok) for (const run of more.value.runs) seen.add(run.id);
    }
    expect(seen.size).toBe(150);
    for (let n = 0; n < 3; n += 1) await closing(dayAt(4));
    given.test.advance(dayMs);
    await work({ runsPerHour: 2 });
    expect(await runs()).toHaveLength(152);
    expect(await pausedWhy(id)).toEqual([{ why: 'storm' }]);
  });

  it('counts real hours from a field with a time', async () => {
    await putLive(w, { trigger: { kind: 'date', field: 'createdAt', offset: 2, unit: 'hour' }, steps: told });
    await deal({ name: 'Young' });
    given.test.advance(2 * hourMs - 60_000);
    await work();
    expect(await runs()).toEqual([]);
    given.test.advance(2 * 60_000);
    await work();
    given.test.advance(5 * 60_000);
    await work();
    expect(await runs()).toEqual([{ status: 'done' }]);
  });

  it('[AUT-7] tells by a dry run which records had their moment in the last days, as they are now', async () => {
    await closing(dayAt(0));
    await closing(dayAt(2));
    await closing(dayAt(32));
    const { version } = await putLive(w, { trigger, steps: [tellStep] });
    const found = await dryRun(given.test.server.tenancy, caller(), { version, days: 30 });
    expect(found).toMatchObject({ ok: true, value: { basis: 'records', starts: 2, steps: { tell: 2 }, days: { [dayAt(-3)]: 1, [dayAt(-1)]: 1 }, isWhole: true } }); // prettier-ignore
  });

  it('[AUT-1] refuses a field that is no date, a day without a time, and a time with one', async () => {
    const wrong: readonly (readonly [JsonValue, RegExp])[] = [
      [{ kind: 'date', field: 'name', offset: -3, unit: 'day', at: '09:00' }, /neither a day nor a time/],
      [{ kind: 'date', field: 'closesOn', offset: -3, unit: 'day' }, /Name the time of day/],
      [{ kind: 'date', field: 'createdAt', offset: 3, unit: 'day', at: '09:00' }, /a time of its own/],
      [{ kind: 'date', field: 'closesOn', offset: 3, unit: 'hour', at: '09:00' }, /Count in days/],
      [{ kind: 'date', field: 'closesOn', offset: 3, unit: 'day', at: '9:00' }, /09:00/],
    ];
    for (const [one, reason] of wrong) await expect(putLive(w, { trigger: one })).rejects.toThrow(reason);
  });
});

describe('[AUT-15] a schedule', () => {
  const trigger: JsonValue = { kind: 'schedule', every: 'day', at: '09:00', most: 200 };
  const dues = () => w.tenant.rows(`select cause ->> 'due' as due from store.automation_run order by cause ->> 'due', id`); // prettier-ignore

  it('starts each record that matches once at a due moment, although two servers look', async () => {
    await putLive(w, { trigger, conditions: { field: 'source', op: 'is', value: 'Fair' }, steps: told });
    await deal({ source: 'Fair' });
    await deal();
    await work();
    expect(await dues()).toEqual([]);
    given.test.advance(hourMs);
    await Promise.all([work(), work(), work()]);
    await work();
    given.test.advance(hourMs);
    await work();
    expect(await dues()).toEqual([{ due: `${dayAt(0)}T09:00:00.000Z` }]);
    given.test.advance(dayMs);
    await work();
    expect(await dues()).toEqual([{ due: `${dayAt(0)}T09:00:00.000Z` }, { due: `${dayAt(1)}T09:00:00.000Z` }]);
  });

  it('runs the last due moment alone after a server was off for days', async () => {
    await putLive(w, { trigger, steps: told });
    await deal();
    await work();
    given.test.advance(5 * dayMs);
    await work();
    await work();
    expect(await dues()).toEqual([{ due: `${dayAt(4)}T09:00:00.000Z` }]);
  });

  it('starts at most as many as it says, and tells its maker how many were left out, once', async () => {
    await putLive(w, { name: 'Each day', trigger: { ...(trigger as object), most: 120 } as never, steps: waiting }); // prettier-ignore
    for (let n = 0; n < 3; n += 1) await w.mia.do(Array.from({ length: 50 }, () => w.deal(w.id())));
    given.test.advance(hourMs);
    await Promise.all([work(), work()]);
    await work();
    await work();
    expect(await runs()).toHaveLength(120);
    expect(await notices()).toEqual([{ owner_id: w.ann.userId, words: '“Each day” started for 120 records, the most at one time. 30 more matched and were left out.' }]); // prettier-ignore
  });

  it('[AUT-7] tells by a dry run how often it would have been due, with the records as they are now', async () => {
    await deal();
    const { version } = await putLive(w, { trigger: { kind: 'schedule', every: 'week', weekday: 1, at: '09:00', most: 10 }, steps: told }); // prettier-ignore
    const found = await dryRun(given.test.server.tenancy, caller(), { version, days: 28 });
    expect(found).toMatchObject({ ok: true, value: { basis: 'records', moments: 4, starts: 4, matching: 1, steps: { tell: 4 } } }); // prettier-ignore
  });
});

describe('[AUT-13] [AUT-14] [AUT-15] a server that stops', () => {
  it('starts each press, date and due moment once, wherever it stops: in front of any of its writes or behind it', async () => {
    const about = (name: string) => ({ name, steps: [{ id: 'tell', kind: 'tell', to: { field: 'ownerId' }, words: name }] }); // prettier-ignore
    const { id: button } = await putLive(w, { ...about('button'), trigger: { kind: 'button', label: 'Go', by: 'changers' } }); // prettier-ignore
    await putLive(w, { ...about('date'), trigger: { kind: 'date', field: 'createdAt', offset: 1, unit: 'hour' } });
    const conditions: JsonValue = { field: 'source', op: 'is', value: 'Fair' };
    await putLive(w, { ...about('schedule'), conditions, trigger: { kind: 'schedule', every: 'day', at: '09:00', most: 1 } }); // prettier-ignore
    await deal({ source: 'Fair' });
    const counting = { writes: 0, stopAt: 0, when: 'before' as 'before' | 'after' };
    const { database } = given.test;
    const mortal: Database = {
      ...database,
      async transaction(mode, job) {
        if (mode !== 'write') return database.transaction(mode, job);
        counting.writes += 1;
        const dies = counting.writes === counting.stopAt;
        if (dies && counting.when === 'before') throw new Error('the server stopped');
        const done = await database.transaction(mode, job);
        if (dies) throw new Error('the server stopped');
        return done;
      },
    };
    let deaths = 0;
    for (const when of ['before', 'after'] as const)
      for (let stopAt = 1; ; stopAt += 1) {
        Object.assign(counting, { writes: 0, stopAt, when });
        const pressed = { name: 'Go', automation: button, about: `crm/deal:${await deal()}` };
        await w.mia.do([made(w.id(), 'platform/press', pressed)]);
        let hasDied = false;
        for (let server = 0; server < 2; server += 1) {
          const one = workerOf(given.test, { database: mortal });
          await one.run(w.tenant.orgId).catch(() => (hasDied = true));
          hasDied ||= one.failures.length > 0;
          given.test.advance(12 * hourMs);
        }
        deaths += Number(hasDied);
        if (!hasDied) break;
      }
    await work();
    given.test.advance(hourMs);
    await work();
    expect(deaths).toBeGreaterThan(15);
    const started = (kind: string) => w.tenant.rows(`select cause ->> 'due' as due, record_id, status from store.automation_run where cause ->> 'kind' = '${kind}'`); // prettier-ignore
    const deals = await w.tenant.rows('select id from store.crm_deal');
    const pressed = await w.tenant.rows(`select fields ->> 'answer' as answer from store.platform_press`);
    expect(pressed).toEqual(deals.slice(1).map(() => ({ answer: 'started' })));
    expect(await started('button')).toHaveLength(pressed.length);
    const dated = await started('date');
    expect(new Set(dated.map((run) => run['record_id'])).size).toBe(deals.length);
    expect(dated).toHaveLength(deals.length);
    const dues = (await started('schedule')).map(({ due }) => String(due)).toSorted();
    const days = Math.round((Date.parse(dues.at(-1) ?? '') - Date.parse(dues[0] ?? '')) / dayMs) + 1;
    expect(new Set(dues).size).toBe(days);
    expect(dues).toHaveLength(days);
    const all = await runs();
    expect(all).toEqual(all.map(() => ({ status: 'done' })));
    expect(await notices()).toHaveLength(all.length);
  });
});
