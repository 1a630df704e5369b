import type { JsonValue } from '@outpost/domain/kernel/json';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/database.ts';
import { openAsRole } from '../../db/open-as-role.ts';
import { eraseRecords } from '../../records/erase/erase-records.ts';
import { putLive, tellStep, workerOf } from '../../testing/automation-world.ts';
import { givenServer } from '../../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../../testing/sales-world.ts';
import { changeEdit, made } from '../../testing/test-server.ts';
import { webhookAdministrator } from '../../testing/webhook-world.ts';
import { planRuns } from './plan-runs.ts';
import { takeRunStep } from './take-run-step.ts';

const given = givenServer();
let w: SalesWorld;
let starts = 0;
beforeEach(async () => {
  subjects.clear();
  starts = 0;
  w = await makeSalesWorld(given.test);
});

const work = (more: Parameters<typeof workerOf>[1] = {}) => workerOf(given.test, more).run(w.tenant.orgId);
const runs = () => w.tenant.rows('select status, why, items from store.automation_run order by n, automation_id');
const log = async () => (await w.tenant.rows<{ step_id: string; outcome: string; why: string | null; record_id: string | null }>('select step_id, outcome, why, record_id from store.automation_step order by seq')).map(({ step_id: step, outcome, why, record_id: record }) => [step, outcome, record === null ? why : (subjects.get(record) ?? record)]); // prettier-ignore
const tasks = async () => (await w.tenant.rows<{ subject: string; priority: string | null }>(`select fields ->> 'subject' as subject, fields ->> 'priority' as priority from store.crm_task where life = 'alive' order by id`)).map(({ subject, priority }) => `${subject}: ${priority ?? ''}`); // prettier-ignore
const subjects = new Map<string, string>();

const isOpen: JsonValue = { field: 'priority', op: 'is-empty' };
const high: JsonValue = { id: 'high', kind: 'change', set: { priority: { is: 'high' } } };
const loop = (change: Readonly<Record<string, JsonValue>> = {}): JsonValue => ({ id: 'loop', kind: 'each', entity: 'crm/task', by: 'about', matching: isOpen, most: 10, yes: [high], no: [], ...change }); // prettier-ignore

/** Makes a deal with tasks, and then changes it so that the automation starts. */
async function dealWith(names: readonly string[], others: readonly string[] = []): Promise<string> {
  const deal = w.id();
  await w.ann.do([w.deal(deal)]);
  for (const name of [...names, ...others]) {
    const task = w.id();
    subjects.set(task, name);
    await w.ann.do([made(task, 'crm/task', { subject: name, about: `crm/deal:${deal}`, ...(others.includes(name) ? { priority: 'normal' } : {}) }, { ownerId: w.mia.userId, teamId: w.teams.t1 })]); // prettier-ignore
  }
  await start(deal);
  return deal;
}
const start = (deal: string) => w.ann.do([w.set(deal, { source: [starts === 0 ? null : `Fair ${starts}`, `Fair ${(starts += 1)}`] })]); // prettier-ignore

describe('[AUT-18] a loop over related records', () => {
  it('does its steps for each record that names the record of the run and matches, and logs each of them', async () => {
    await putLive(w, { steps: [loop({ yes: [high, tellStep2] }), tellStep] });
    const other = w.id();
    await w.ann.do([w.deal(other), w.task(w.id(), other)]);
    await dealWith(['Call', 'Write'], ['Other']);
    await dealWith([]);
    await work();
    expect(await tasks()).toEqual(['Task: ', 'Call: high', 'Write: high', 'Other: normal']);
    expect(await runs()).toEqual([{ status: 'done', why: null, items: [] }, { status: 'done', why: null, items: [] }]); // prettier-ignore
    const lines = await log();
    expect(lines.filter(([, , what]) => what === 'Call' || what === 'Write')).toEqual([
      ['high', 'done', 'Call'],
      ['told', 'done', 'Call'],
      ['high', 'done', 'Write'],
      ['told', 'done', 'Write'],
    ]);
    expect(lines.filter(([step]) => step === 'loop').map(([, , why]) => why)).toEqual(['Found 2 tasks.', 'Found no tasks.']); // prettier-ignore
    const told = await w.tenant.rows<{ words: string }>(`select fields ->> 'words' as words from store.platform_notice where fields ->> 'words' like '%is urgent' order by 1`); // prettier-ignore
    expect(told).toEqual([{ words: 'Call is urgent' }, { words: 'Write is urgent' }]);
  });

  it('leaves out what is beyond its most, keeps the records that it found, and has a part for none', async () => {
    await putLive(w, { steps: [loop({ most: 2, yes: [high, low], no: [tellStep] })] });
    await dealWith(['A', 'B', 'C']);
    await work();
    expect(await tasks()).toEqual(['A: low', 'B: low', 'C: ']); // after its first step it did not match any more, and still got the second one
    expect((await log())[0]).toEqual(['loop', 'done', 'Found 2 tasks. There are more, which are left out.']);
    await dealWith([]);
    await work();
    const told = await w.tenant.rows(`select fields ->> 'words' as words from store.platform_notice`);
    expect(told).toEqual([{ words: expect.stringMatching(/^Deal goes on: Fair/) as string }]);
  });

  it('chooses by the values of each record, and leaves out a record that is deleted meanwhile', async () => {
    const branch: JsonValue = { id: 'if', kind: 'branch', where: { field: 'subject', op: 'is', value: 'A' }, yes: [high], no: [low] }; // prettier-ignore
    await putLive(w, { steps: [loop({ yes: [branch] })] });
    await dealWith(['A', 'B', 'C']);
    const gone = [...subjects].find(([, name]) => name === 'B')?.[0] ?? '';
    const [run] = await firstStep();
    await takeRunStep(given.test.server.tenancy, w.tenant.orgId, run?.id ?? '');
    expect(await runs()).toMatchObject([{ status: 'running', items: [expect.any(String), gone, expect.any(String)] }]);
    await w.ann.do([changeEdit(gone, 'crm/task', { life: ['alive', 'deleted'] })]);
    await work();
    expect(await tasks()).toEqual(['A: high', 'C: low']);
    expect((await log()).some(([, outcome, record]) => outcome === 'skipped' && record === 'B')).toBe(true);
  });

  it('does each step once for each record wherever the server stops, also with two servers at once', async () => {
    await putLive(w, { steps: [loop({ yes: [makeTask] })] });
    const deal = await dealWith(['A', 'B']);
    // The first write of a server is the reader's. Each server dies behind its second or third one, so every place between two writes is tried.
    const { database } = given.test;
    const mortal = (most: number): Database => {
      let writes = 0;
      return {
        ...database,
        async transaction(mode, job) {
          if (writes >= most) throw new Error('the server stopped');
          const done = await database.transaction(mode, job);
          writes += Number(mode === 'write');
          return done;
        },
      };
    };
    let deaths = 0;
    const isDone = async () =>
      (await w.tenant.rows(`select 1 from store.automation_run where status = 'done'`)).length === 1;
    while (deaths < 60 && !(await isDone())) {
      deaths += 1;
      await work({ database: mortal(2 + (deaths % 2)) }).catch(() => undefined);
      given.test.advance(120_000);
    }
    expect(deaths).toBeGreaterThan(4);
    expect(await runs()).toEqual([{ status: 'done', why: null, items: [] }]);
    await start(deal);
    await Promise.all([work(), work()]);
    const all = await runs();
    expect(all).toEqual(all.map(() => ({ status: 'done', why: null, items: [] })));
    const [after] = await w.tenant.rows(`select count(*)::int as count, count(distinct fields ->> 'subject')::int as subjects from store.crm_task where fields ->> 'subject' like 'After%'`); // prettier-ignore
    expect(after).toEqual({ count: all.length * 2, subjects: 2 });
  });

  it('stops at a refused record, where a person decides about this record alone', async () => {
    const theirs: JsonValue = { id: 'to', kind: 'change', set: { ownerId: { is: w.id() } } }; // nobody has this id
    await putLive(w, { steps: [loop({ yes: [theirs] })] });
    await dealWith(['A', 'B']);
    await work();
    const [run] = await w.tenant.rows<{ id: string; automation_id: string; status: string; items: readonly string[] }>('select id, automation_id, status, items from store.automation_run'); // prettier-ignore
    expect([run?.status, run?.items.length]).toEqual(['refused', 2]);
    const ann = await webhookAdministrator(given.test, w.tenant);
    const decided = await ann.ask(`POST /api/v1/automations/${run?.automation_id ?? ''}/runs/${run?.id ?? ''}/decide`, { decision: 'skip' }); // prettier-ignore
    expect(decided.status).toBe(200);
    await work();
    const [then] = await w.tenant.rows<{ status: string; items: readonly string[] }>('select status, items from store.automation_run'); // prettier-ignore
    expect([then?.status, then?.items]).toEqual(['refused', run?.items.slice(1)]);
  });

  it('has the rights of the maker: it finds and changes only what they may', async () => {
    await putLive(w, { steps: [loop()] });
    await dealWith(['A']);
    await w.ann.do([changeEdit(w.ann.userId, 'platform/person', { status: ['active', 'suspended'] })]);
    await work();
    expect(await tasks()).toEqual(['A: ']);
  });

  it('[AUT-7] is counted by a dry run, which says that it does not know its records', async () => {
    const { version } = await putLive(w, {
      steps: [loop({ no: [tellStep] }), { ...(tellStep as object), id: 'after' }],
    });
    await dealWith(['A']);
    await dealWith([]);
    const ann = await webhookAdministrator(given.test, w.tenant);
    const { body } = await ann.ask('POST /api/v1/automations/dry-run', { version });
    expect(body).toMatchObject({ starts: 2, steps: { loop: 2, after: 2 }, unknown: { loop: 2 } });
    expect((body as { readonly steps: object }).steps).not.toHaveProperty('high');
  });

  it('loses the lines of a record that is erased by law', async () => {
    await putLive(w, { steps: [loop()] });
    await dealWith(['A', 'B']);
    await work();
    const [first] = await w.tenant.rows<{ id: string }>(`select id from store.crm_task order by id`);
    const eraser = await openAsRole(given.database.ownerUrl, 'outpost_eraser');
    const erased = await eraseRecords(
      { ...given.test.server.tenancy, database: eraser, signing: given.test.keys.signing },
      { orgId: w.tenant.orgId, ids: [first?.id ?? ''], withChildren: false, withUnknown: false, orderedBy: 'ticket 4711', reason: 'GDPR, article 17', isDry: false },
    ); // prettier-ignore
    await eraser.close();
    expect(erased.ok).toBe(true);
    expect((await log()).filter(([step]) => step === 'high')).toHaveLength(1);
  });
});

describe('[AUT-19] a step that calculates', () => {
  const price: JsonValue = { id: 'price', kind: 'calculate', calculation: 'crm/line-price', give: { quantity: { is: 2 }, listPrice: { of: 'value' }, discount: { is: 10 } }, keep: { value: 'net' } }; // prettier-ignore
  const amounts = async () => (await w.tenant.rows<{ amount: number | null }>(`select (fields -> 'value' ->> 'amount')::int as amount from store.crm_deal order by id`)).map(({ amount }) => amount); // prettier-ignore

  it('keeps the answer once, wherever the server stops: the act may have changed the values that were given', async () => {
    await putLive(w, { steps: [price] });
    await dealWith([]);
    const [run] = await firstStep();
    // The first server stops behind its act, in front of the outcome.
    let writes = 0;
    const { database } = given.test;
    const mortal: Database = {
      ...database,
      transaction(mode, job) {
        if (mode === 'write' && (writes += 1) > 1) throw new Error('the server stopped');
        return database.transaction(mode, job);
      },
    };
    await expect(takeRunStep({ ...given.test.server.tenancy, database: mortal }, w.tenant.orgId, run?.id ?? '')).rejects.toThrow('stopped'); // prettier-ignore
    expect(await amounts()).toEqual([900]);
    const [deal] = await w.tenant.rows<{ id: string; value: JsonValue }>(`select id, fields -> 'value' as value from store.crm_deal`); // prettier-ignore
    await w.ann.do([w.set(deal?.id ?? '', { value: [deal?.value ?? null, null] })]); // now the calculation would refuse
    await work();
    expect(await amounts()).toEqual([null]);
    expect(await runs()).toEqual([{ status: 'done', why: null, items: [] }]);
    expect(await log()).toEqual([['price', 'done', null]]);
  });

  it('is refused with the reason of the calculation, and its maker is told', async () => {
    await putLive(w, { steps: [price] });
    const deal = w.id();
    await w.ann.do([w.deal(deal, { source: 'Fair', value: null })]);
    await work();
    const why = 'Price a line: List price must be filled in.';
    expect(await runs()).toEqual([{ status: 'refused', why, items: [] }]);
    const told = await w.tenant.rows<{ words: string }>(
      `select fields ->> 'words' as words from store.platform_notice`,
    );
    expect(told).toEqual([{ words: `“Next steps” stopped at step "price": ${why}` }]);
  });
});

/** Reads the journal, so that the run is there, without a step of it. */
async function firstStep() {
  await planRuns(given.test.server.tenancy, w.tenant.orgId);
  return w.tenant.rows<{ id: string }>('select id from store.automation_run');
}

const tellStep2: JsonValue = { id: 'told', kind: 'tell', to: { field: 'ownerId' }, words: '{subject} is urgent' };
const low: JsonValue = { id: 'low', kind: 'change', set: { priority: { is: 'low' } } };
const makeTask: JsonValue = {
  id: 'make',
  kind: 'create',
  entity: 'crm/task',
  set: { subject: { text: 'After {subject}' } },
};
