import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/database.ts';
import { hasNextStep, putLive, taskStep, tellStep, workerOf } from '../../testing/automation-world.ts';
import { applyOne } from '../../records/apply-one.ts';
import { openAsRole } from '../../db/open-as-role.ts';
import { eraseRecords } from '../../records/erase/erase-records.ts';
import { givenServer } from '../../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../../testing/sales-world.ts';
import { changeEdit, made as madeRecord } from '../../testing/test-server.ts';

const given = givenServer();
let w: SalesWorld;
beforeEach(async () => {
  w = await makeSalesWorld(given.test);
});

const work = (more: Parameters<typeof workerOf>[1] = {}) => workerOf(given.test, more).run(w.tenant.orgId);
const runs = (columns = 'status, why') => w.tenant.rows(`select ${columns} from store.automation_run order by n, automation_id`); // prettier-ignore
const tasks = (columns = `fields ->> 'subject' as subject`) =>
  w.tenant.rows(`select ${columns} from store.crm_task where life = 'alive' order by created_at, id`);
const notices = () => w.tenant.rows(`select owner_id, fields ->> 'words' as words from store.platform_notice order by created_at, id`); // prettier-ignore
const lines = () => w.tenant.rows(`select s.step_id as step, s.outcome from store.automation_step s order by s.at, s.run_id, s.seq`); // prettier-ignore

/** Makes a deal of Mia's with a next step, which starts the automation. */
async function dealWith(source: string | null = 'Call'): Promise<string> {
  const id = w.id();
  await w.mia.do([w.deal(id, source === null ? {} : { source })]);
  return id;
}

describe('[AUT-2] the reader of automations', () => {
  it('starts a run for a change that matches, and for none before it was live or while it was paused', async () => {
    await dealWith('Too early');
    const { id } = await putLive(w);
    await dealWith();
    await dealWith(null);
    await w.ann.do([changeEdit(id, 'platform/automation', { pausedAt: [null, '2026-11-20T08:00:00.000Z'], pausedWhy: [null, 'person'] })]); // prettier-ignore
    await dealWith('While paused');
    await w.ann.do([changeEdit(id, 'platform/automation', { pausedAt: ['2026-11-20T08:00:00.000Z', null] })]);
    await dealWith('Again');
    await work();
    expect(await runs()).toEqual([{ status: 'done', why: null }, { status: 'done', why: null }]); // prettier-ignore
    expect(await tasks()).toHaveLength(2);
  });

  it('answers each change once, although two servers read at the same time', async () => {
    await putLive(w);
    await dealWith();
    await dealWith();
    await Promise.all([work(), work(), work()]);
    expect(await runs('status')).toEqual([{ status: 'done' }, { status: 'done' }]);
    expect(await tasks()).toHaveLength(2);
    expect(await lines()).toHaveLength(2);
  });

  it('asks the values as they were at the change, although the record has changed since', async () => {
    await putLive(w, { trigger: { kind: 'change', on: ['changed'], before: { field: 'source', op: 'is', value: 'A' }, after: { field: 'source', op: 'is', value: 'B' } } }); // prettier-ignore
    const id = await dealWith('A');
    await w.mia.do([w.set(id, { source: ['A', 'B'] })]);
    await w.mia.do([w.set(id, { source: ['B', 'C'], name: ['Deal', 'Other'] })]);
    await work();
    expect(await runs('status')).toEqual([{ status: 'done' }]);
  });

  it('keeps nothing from one batch to the next that has changed since: rights of the maker, a pause, another version', async () => {
    const boss = await w.tenant.person('Boss', 'admin');
    const { id, version } = await putLive(w, {}, boss);
    await dealWith('First');
    await work(); // reads the rights and the version
    const roles = (before: string, after: string) =>
      w.ann.do([changeEdit(boss.userId, 'platform/person', { memberships: [[{ role: before, teamId: null }], [{ role: after, teamId: null }]] })]); // prettier-ignore
    await roles('admin', 'client');
    await dealWith('Out of their sight');
    await work();
    await roles('client', 'admin');
    await w.ann.do([changeEdit(id, 'platform/automation', { pausedAt: [null, '2026-11-20T08:00:00.000Z'] })]);
    await dealWith('While paused');
    await work();
    const other = w.id();
    const trigger = { kind: 'change', on: ['created'], after: { field: 'source', op: 'is', value: 'Other' } };
    await w.ann.do([madeRecord(other, 'platform/automation-version', { name: 'Other', automation: id, number: 2, forEntity: 'crm/deal', trigger, steps: [taskStep] })]); // prettier-ignore
    await w.ann.do([changeEdit(id, 'platform/automation', { live: [version, other], pausedAt: ['2026-11-20T08:00:00.000Z', null] })]); // prettier-ignore
    await dealWith('First');
    await dealWith('Other');
    await work();
    expect(await runs('status, version_id')).toEqual([{ status: 'done', version_id: version }, { status: 'done', version_id: other }]); // prettier-ignore
  });

  it('ends early where the conditions are not met, and says so', async () => {
    await putLive(w, { conditions: { field: 'source', op: 'contains', value: 'mail' } });
    await dealWith('Call');
    await dealWith('Write a mail');
    await work();
    expect(await runs()).toEqual([{ status: 'ended', why: 'Its conditions were not met.' }, { status: 'done', why: null }]); // prettier-ignore
  });

  it('carries out the runs of one record in the order of its changes', async () => {
    await putLive(w, { steps: [{ id: 'task', kind: 'create', entity: 'crm/task', set: { subject: { text: '{source}' }, about: { record: true } } }, { id: 'name', kind: 'change', set: { name: { text: '{name}!' } } }] }); // prettier-ignore
    const id = await dealWith('A');
    await w.mia.do([w.set(id, { source: ['A', 'B'] })]);
    await w.mia.do([w.set(id, { source: ['B', 'C'] })]);
    await work();
    const steps = await w.tenant.rows(`select r.n, s.step_id as step from store.automation_step s join store.automation_run r on r.id = s.run_id join store.journal j on j.act = s.act and j.org_id = s.org_id order by j.n`); // prettier-ignore
    const numbers = steps.map(({ n }) => Number(n));
    expect(steps.map(({ step }) => step)).toEqual(['task', 'name', 'task', 'name', 'task', 'name']);
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  });

  it('[AUT-10] does all its work behind the push: a push asks and writes nothing of automations', async () => {
    await putLive(w);
    await work();
    const asked: string[] = [];
    const { database } = given.test;
    const listening: Database = {
      ...database,
      transaction: (mode, job) =>
        database.transaction(mode, (tx) =>
          job({ ...tx, query: (statement, parameters) => (asked.push(statement), tx.query(statement, parameters)) }),
        ),
    };
    const act = { id: w.id(), label: 'Made a deal', shape: 'together' as const, edits: [w.deal(w.id(), { source: 'Call' })] }; // prettier-ignore
    await applyOne({ ...given.test.server.tenancy, database: listening }, { orgId: w.tenant.orgId, author: { userId: w.mia.userId }, device: w.mia.userId }, act); // prettier-ignore
    expect(asked.length).toBeGreaterThan(3);
    expect(asked.filter((statement) => statement.includes('automation'))).toEqual([]);
    await work();
    expect(await runs('status')).toEqual([{ status: 'done' }]);
  });

  it('starts none for another organisation', async () => {
    await putLive(w);
    const other = await makeSalesWorld(given.test);
    await other.mia.do([other.deal(other.id(), { source: 'Call' })]);
    await workerOf(given.test).run(other.tenant.orgId);
    await work();
    expect(await other.tenant.rows('select id from store.automation_run')).toEqual([]);
    expect(await runs()).toEqual([]);
  });
});

describe('[AUT-3] the steps of a run', () => {
  it('make a record, change fields, tell people, choose a part and wait', async () => {
    const branch = { id: 'big', kind: 'branch', where: { field: 'source', op: 'is', value: 'Call' }, yes: [tellStep], no: [{ ...(taskStep as object), id: 'other' }] }; // prettier-ignore
    const wait = { id: 'wait', kind: 'wait', count: 2, unit: 'day' };
    const change = { id: 'change', kind: 'change', set: { externalKey: { text: 'Automation of {name}' } } };
    await putLive(w, { steps: [taskStep, branch, wait, change] });
    const id = await dealWith();
    await work();
    expect(await tasks(`fields ->> 'subject' as subject, fields ->> 'about' as about, owner_id, created_by = updated_by as same`)).toEqual([{ subject: 'Call about Deal', about: `crm/deal:${id}`, owner_id: w.mia.userId, same: true }]); // prettier-ignore
    expect(await notices()).toEqual([{ owner_id: w.mia.userId, words: 'Deal goes on: Call' }]);
    expect(await runs('status')).toEqual([{ status: 'waiting' }]);
    given.test.advance(2 * 86_400_000 - 1_000);
    await work();
    expect(await runs('status')).toEqual([{ status: 'waiting' }]);
    given.test.advance(2_000);
    await work();
    expect(await runs('status')).toEqual([{ status: 'done' }]);
    expect(await w.tenant.rows(`select fields ->> 'externalKey' as key from store.crm_deal where id = $1`, [id])).toEqual([{ key: 'Automation of Deal' }]); // prettier-ignore
    expect(await lines()).toEqual([
      { step: 'task', outcome: 'done' },
      { step: 'big', outcome: 'chose' },
      { step: 'tell', outcome: 'done' },
      { step: 'wait', outcome: 'waits' },
      { step: 'wait', outcome: 'woke' },
      { step: 'change', outcome: 'done' },
    ]);
  });

  it('are undone as one group, and name the automation in the journal', async () => {
    await putLive(w);
    await dealWith();
    await work();
    const [row] = await w.tenant.rows<{ payload: string }>(`select payload from store.journal where entity = 'crm/task'`); // prettier-ignore
    const [run] = await runs('id');
    expect(JSON.parse(row?.payload ?? '')).toMatchObject({ label: 'Next steps', group: run?.['id'] });
  });

  it('are each done once, wherever a server stops: in front of any of its writes or behind it', async () => {
    const wait = { id: 'wait', kind: 'wait', count: 1, unit: 'hour' };
    await putLive(w, { steps: [taskStep, tellStep, wait, { id: 'change', kind: 'change', set: { externalKey: { text: '{source}' } } }] }); // prettier-ignore
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
        await dealWith(`${when} ${stopAt}`);
        let hasDied = false;
        // Each server works until it dies; the next one takes over.
        for (let server = 0; server < 3; server += 1) {
          const one = workerOf(given.test, { database: mortal });
          await one.run(w.tenant.orgId).catch(() => (hasDied = true));
          hasDied ||= one.failures.length > 0;
          given.test.advance(3_700_000);
        }
        deaths += Number(hasDied);
        if (!hasDied) break;
      }
    expect(deaths).toBeGreaterThan(15);
    const made = await runs(`status, id`);
    expect(made.map(({ status }) => status)).toEqual(made.map(() => 'done'));
    expect(await tasks()).toHaveLength(made.length);
    expect(await notices()).toHaveLength(made.length);
    const keys = await w.tenant.rows(`select fields ->> 'externalKey' as key, fields ->> 'source' as step from store.crm_deal`); // prettier-ignore
    for (const { key, step } of keys) expect(key).toBe(step);
    const changes = await w.tenant.rows(`select count(*) as n from store.journal where payload like '%"label":"Next steps"%' and kind in ('created', 'changed')`); // prettier-ignore
    expect(Number(changes[0]?.['n'])).toBe(3 * made.length);
  });
});

describe('[AUT-4] the rights of a run', () => {
  it('are those of the maker at that moment: a refused step stops it, is logged, and its maker is told', async () => {
    const boss = await w.tenant.person('Boss', 'admin');
    await putLive(w, { steps: [{ id: 'wait', kind: 'wait', count: 1, unit: 'hour' }, taskStep] }, boss);
    await dealWith();
    await work();
    await w.ann.do([changeEdit(boss.userId, 'platform/person', { memberships: [[{ role: 'admin', teamId: null }], [{ role: 'viewer', teamId: w.teams.t1 }]] })]); // prettier-ignore
    given.test.advance(3_700_000);
    await work();
    expect(await tasks()).toEqual([]);
    const [run] = await runs();
    expect(run).toEqual({ status: 'refused', why: expect.stringMatching(/may not|cannot|can’t|not/) as string });
    expect(await notices()).toEqual([{ owner_id: boss.userId, words: expect.stringContaining('stopped at step "task"') as string }]); // prettier-ignore
  });

  it('end with the person: nothing is done for a maker who was suspended', async () => {
    const boss = await w.tenant.person('Boss', 'admin');
    await putLive(w, { steps: [{ id: 'wait', kind: 'wait', count: 1, unit: 'hour' }, taskStep] }, boss);
    await dealWith();
    await work();
    await w.ann.do([changeEdit(boss.userId, 'platform/person', { status: ['active', 'suspended'] })]);
    given.test.advance(3_700_000);
    await work();
    expect(await tasks()).toEqual([]);
    expect(await runs('status')).toEqual([{ status: 'refused' }]);
  });

  it('[A-1] let nobody but administrators write an automation, and no automation write rights or settings', async () => {
    await expect(putLive(w, {}, w.mia)).rejects.toThrow(/access\/denied/);
    await expect(putLive(w, { steps: [{ id: 'a', kind: 'create', entity: 'platform/role', set: { label: { is: 'X' }, key: { is: 'x' } } }] })).rejects.toThrow(/records\/invalid/); // prettier-ignore
    await expect(putLive(w, { entity: 'platform/my-notifications' })).rejects.toThrow(/records\/invalid/);
  });
});

describe('[P-5] an erasure by law', () => {
  it('takes the runs of the record with it, and the notices about it', async () => {
    await putLive(w, { steps: [tellStep] });
    const gone = await dealWith('Beeblebrox');
    await dealWith('Other');
    await work();
    const eraser = await openAsRole(given.database.ownerUrl, 'outpost_eraser');
    const erased = await eraseRecords(
      { ...given.test.server.tenancy, database: eraser, signing: given.test.keys.signing },
      { orgId: w.tenant.orgId, ids: [gone], withChildren: false, withUnknown: false, orderedBy: 'ticket 4711', reason: 'GDPR, article 17', isDry: false },
    ); // prettier-ignore
    await eraser.close();
    expect(erased.ok).toBe(true);
    expect(await runs('status')).toHaveLength(1);
    expect(await lines()).toHaveLength(1);
    expect(JSON.stringify([await notices(), await w.tenant.rows('select payload from store.journal')])).not.toContain('Beeblebrox'); // prettier-ignore
    expect(await notices()).toHaveLength(1);
  });
});

describe('[AUT-6] the bounds of automations', () => {
  it('an automation does not answer its own changes, unless it says so, and then it stops at a depth', async () => {
    const steps = [{ id: 'more', kind: 'change', set: { source: { text: '{source}!' } } }];
    await putLive(w, { steps });
    await dealWith();
    await work();
    expect(await runs('status')).toEqual([{ status: 'done' }]);
    await putLive(w, { steps, trigger: { ...(hasNextStep as object), answersOwn: true } as never, name: 'Own' });
    await w.mia.do([w.deal(w.id(), { source: 'x', name: 'Loop' })]);
    await work();
    const depths = await runs('depth, status, why');
    expect(Math.max(...depths.map(({ depth }) => Number(depth)))).toBe(6);
    for (const { depth, status } of depths) expect(status).toBe(Number(depth) > 5 ? 'ended' : 'done');
  });

  it('two automations that start each other come to an end', async () => {
    await putLive(w, { name: 'A', steps: [{ id: 'a', kind: 'change', set: { source: { text: '{source}a' } } }] });
    await putLive(w, { name: 'B', steps: [{ id: 'b', kind: 'change', set: { source: { text: '{source}b' } } }] });
    await dealWith('x');
    await work();
    const all = await runs('status, depth');
    expect(all.length).toBeLessThanOrEqual(12);
    expect(all.some(({ status }) => status === 'ended')).toBe(true);
  });

  it('a storm pauses it, tells its maker once, and starts nothing more', async () => {
    const { id } = await putLive(w);
    for (let n = 0; n < 6; n += 1) await dealWith(`Step ${n}`);
    await work({ runsPerHour: 3 });
    expect(await runs('status')).toHaveLength(3);
    expect(await w.tenant.rows(`select fields ->> 'pausedWhy' as why from store.platform_automation where id = $1`, [id])).toEqual([{ why: 'storm' }]); // prettier-ignore
    expect(await notices()).toEqual([{ owner_id: w.ann.userId, words: expect.stringContaining('too often') as string }]); // prettier-ignore
    await dealWith('Later');
    await work({ runsPerHour: 3 });
    expect(await runs('status')).toHaveLength(3);
  });

  it('a definition that does not fit any more pauses it, and does not stop the others', async () => {
    const field = w.id();
    await w.ann.do([{ id: field, entity: 'platform/field-definition', create: { schema: 1, ownerId: null, teamId: null, sharedWith: [], fields: { forEntity: 'crm/deal', name: 'roof', label: 'Roof', type: 'text' } } }]); // prettier-ignore
    const { id } = await putLive(w, { name: 'Roofs', steps: [{ id: 'a', kind: 'change', set: { roof: { is: 'flat' } } }] }); // prettier-ignore
    await putLive(w, { name: 'Other' });
    await w.ann.do([changeEdit(field, 'platform/field-definition', { life: ['alive', 'deleted'] })]);
    await dealWith();
    await work();
    expect(await w.tenant.rows(`select fields ->> 'pausedWhy' as why from store.platform_automation where id = $1`, [id])).toEqual([{ why: 'definition' }]); // prettier-ignore
    expect(await tasks()).toHaveLength(1);
  });

  it('[AUT-1] a definition that cannot be used is refused at the write, with the part and the reason', async () => {
    const wrong: readonly (readonly [Parameters<typeof putLive>[1], RegExp])[] = [
      [{ trigger: { kind: 'moon' } }, /trigger/],
      [{ trigger: { kind: 'change', on: ['changed'], fields: ['nothing'] } }, /nothing/],
      [{ conditions: { field: 'source', op: 'near', value: 1 } }, /can't be filtered/],
      [{ steps: [] }, /Steps/],
      [{ steps: [taskStep, taskStep] }, /two steps/],
      [{ steps: [{ id: 'a', kind: 'create', entity: 'crm/task', set: { about: { record: true } } }] }, /must be filled in/],
      [{ steps: [{ id: 'a', kind: 'change', set: { source: { text: '{secret}' } } }] }, /secret/],
      [{ steps: [{ id: 'a', kind: 'tell', to: { field: 'name' }, words: 'x' }] }, /person/],
      [{ steps: [{ id: 'a', kind: 'loop' }] }, /steps/],
      [{ entity: 'crm/none' }, /crm\/none/],
    ]; // prettier-ignore
    for (const [version, reason] of wrong) await expect(putLive(w, version)).rejects.toThrow(reason);
  });
});
