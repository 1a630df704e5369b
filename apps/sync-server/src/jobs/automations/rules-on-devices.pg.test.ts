import type { Edit } from '@outpost/domain/kernel/acts/act';
import { idOfChangeRun, idOfMade } from '@outpost/domain/kernel/automation/step-edits';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/database.ts';
import { type MadeAutomation, putLive, taskStep, workerOf } from '../../testing/automation-world.ts';
import { givenServer } from '../../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../../testing/sales-world.ts';
import { changeEdit, made } from '../../testing/test-server.ts';

const given = givenServer();
let w: SalesWorld;
beforeEach(async () => {
  w = await makeSalesWorld(given.test);
});

const trigger: JsonValue = { kind: 'change', on: ['created', 'changed'], fields: ['source'], after: { field: 'source', op: 'is-not-empty' }, onDevices: true }; // prettier-ignore
const close: JsonValue = {
  id: 'close',
  kind: 'change',
  set: { closesOn: { days: 3 }, about: { text: 'By {source}' } },
};
const tellStep: JsonValue = { id: 'tell', kind: 'tell', to: { field: 'ownerId' }, words: '{name} goes on' };
const work = (more: Parameters<typeof workerOf>[1] = {}) => workerOf(given.test, more).run(w.tenant.orgId);
const runs = (columns = 'status, why, depth') => w.tenant.rows(`select ${columns} from store.automation_run order by n, automation_id`); // prettier-ignore
const tasks = (columns = `fields ->> 'subject' as subject, life`) => w.tenant.rows(`select ${columns} from store.crm_task order by created_at, id`); // prettier-ignore
const lines = () => w.tenant.rows(`select step_id as step, outcome, why, act from store.automation_step order by at, run_id, seq`); // prettier-ignore
const notices = () => w.tenant.rows(`select owner_id from store.platform_notice`);
const rules = () =>
  w.tenant.rows(
    `select fields ->> 'forEntity' as kind, fields -> 'steps' as steps, fields ->> 'maker' as maker, fields ->> 'isOff' as off from store.platform_device_rule`,
  );
const dealOf = (id: string) =>
  w.tenant.rows(`select fields ->> 'closesOn' as on, fields ->> 'about' as about from store.crm_deal where id = $1`, [id]); // prettier-ignore
const rule = (steps: JsonValue = [taskStep, tellStep], name = 'Rule') => putLive(w, { name, trigger, steps });

/** Makes an assignment rule for deals. */
async function assignmentOf(parts: readonly JsonValue[]): Promise<string> {
  const id = w.id();
  expect(await w.ann.do([made(id, 'platform/assignment-rule', { name: 'Leads', forEntity: 'crm/deal', parts: [...parts] })])).toMatchObject({ refused: {} }); // prettier-ignore
  return id;
}

/** The edits of an act as a device with the rule makes them: the person's own and the rule's task. */
const withTask = ({ id }: MadeAutomation, { act, deal }: { readonly act: string; readonly deal: string }): readonly Edit[] => [
  w.deal(deal, { source: 'Call' }),
  { ...made(idOfMade(idOfChangeRun(id, { act, record: deal }), 'task'), 'crm/task', { subject: 'Call about Deal', about: `crm/deal:${deal}` }), follows: deal },
]; // prettier-ignore
async function madeWithTask(of: MadeAutomation): Promise<{ readonly act: string; readonly deal: string; readonly task: string }> {
  const at = { act: w.id(), deal: w.id() };
  const edits = withTask(of, at);
  expect(await w.mia.do(edits, { id: at.act })).toMatchObject({ status: 'accepted', refused: {} });
  return { ...at, task: edits[1]?.id ?? '' };
} // prettier-ignore

describe('[AUT-21] the rule that the server makes of an automation on devices', () => {
  it('is a record that all devices have, with the first steps that devices carry out', async () => {
    const { id, version } = await rule([taskStep, tellStep, { ...(taskStep as object), id: 'later' }]);
    await putLive(w, { name: 'On the server alone' });
    await work();
    const on = { kind: 'crm/deal', steps: [taskStep], maker: w.ann.userId };
    expect(await rules()).toEqual([{ ...on, off: 'false' }]);
    const paused = '2026-11-20T08:00:00.000Z';
    await w.ann.do([changeEdit(id, 'platform/automation', { pausedAt: [null, paused], pausedWhy: [null, 'person'] })]);
    await work();
    expect(await rules()).toEqual([{ ...on, off: 'true' }]);
    const other = w.id();
    await w.ann.do([made(other, 'platform/automation-version', { name: 'Two', automation: id, number: 2, forEntity: 'crm/deal', trigger, steps: [close] })]); // prettier-ignore
    await w.ann.do([changeEdit(id, 'platform/automation', { live: [version, other], pausedAt: [paused, null] })]);
    await work();
    expect(await rules()).toEqual([{ ...on, steps: [close], off: 'false' }]);
    await w.ann.do([changeEdit(id, 'platform/automation', { life: ['alive', 'deleted'] })]);
    await work();
    expect(await rules()).toEqual([{ ...on, steps: [close], off: 'true' }]);
  });

  it('[ASG-3] has the assignment rule of its step, as it is now; a rule that no device can decide ends it', async () => {
    const west = { id: 'west', where: { field: 'source', op: 'is', value: 'Call' }, members: [{ person: w.mia.userId }], way: 'in-turn' }; // prettier-ignore
    const turns = { id: 'turns', members: [{ person: w.mia.userId }, { person: w.moe.userId }], way: 'in-turn' };
    const assignment = await assignmentOf([west, turns]);
    await rule([taskStep, { id: 'assign', kind: 'assign', rule: assignment }, tellStep]);
    await work();
    const assign = { id: 'assign', kind: 'assign', rule: assignment };
    expect((await rules())[0]?.['steps']).toEqual([taskStep, { ...assign, by: { parts: [west, turns], fallback: null } }]); // prettier-ignore
    await w.ann.do([changeEdit(assignment, 'platform/assignment-rule', { parts: [[west, turns], [west]] })]);
    await work();
    expect((await rules())[0]?.['steps']).toEqual([taskStep, { ...assign, by: { parts: [west], fallback: null } }]);
    await w.ann.do([changeEdit(assignment, 'platform/assignment-rule', { parts: [[west], [turns]] })]);
    await work();
    expect((await rules())[0]?.['steps']).toEqual([taskStep]);
  });

  it('is written by no person', async () => {
    const fields = { name: 'X', automation: w.id(), maker: w.id(), forEntity: 'crm/deal', trigger, steps: [taskStep] };
    const { refused } = await w.mia.do([made(w.id(), 'platform/device-rule', fields)]);
    expect(Object.values(refused).map(({ code }) => code)).toEqual(['access/denied']);
  });

  it('is refused for an automation that would come to another answer on the server', async () => {
    await expect(rule([tellStep])).rejects.toThrow('Devices can do nothing of it');
    await expect(rule([{ id: 'x', kind: 'create', entity: 'crm/deal', set: { name: { is: 'X' }, stage: { is: 'prospecting' } } }])).rejects.toThrow('starts by them'); // prettier-ignore
    await expect(rule([{ id: 'x', kind: 'change', set: { source: { is: 'X' } } }])).rejects.toThrow('which its own steps change'); // prettier-ignore
  });
});

describe('[AUT-22] the run of a change that a device has answered', () => {
  it('counts the record of the device as done, once, and goes on with the steps of the server', async () => {
    const { act, deal } = await madeWithTask(await rule());
    await Promise.all([work(), work()]);
    await work();
    expect(await tasks(`fields ->> 'about' as about, created_by`)).toEqual([{ about: `crm/deal:${deal}`, created_by: w.mia.userId }]); // prettier-ignore
    expect(await runs()).toEqual([{ status: 'done', why: null, depth: 1 }]);
    expect(await lines()).toEqual([
      { step: 'task', outcome: 'done', why: 'Made on the device, with the change.', act },
      { step: 'tell', outcome: 'done', why: null, act: null },
    ]);
    expect(await notices()).toHaveLength(1);
  });

  it('carries the steps out for an act of a device without the rule', async () => {
    await rule([close, taskStep]);
    const deal = w.id();
    await w.mia.do([w.deal(deal, { source: 'Call' })]);
    await work();
    expect(await tasks('life')).toEqual([{ life: 'alive' }]);
    expect(await dealOf(deal)).toEqual([{ on: expect.any(String) as string, about: 'By Call' }]);
    expect((await lines()).map(({ why }) => why)).toEqual([null, null]);
  });

  it.each([
    ['changed', { subject: ['Call about Deal', 'Called'] }, { subject: 'Called', life: 'alive' }],
    ['deleted', { life: ['alive', 'deleted'] }, { subject: 'Call about Deal', life: 'deleted' }],
  ] as const)('makes no second record where the first was %s before', async (_what, fields, expected) => {
    const { task } = await madeWithTask(await rule());
    expect(await w.mia.do([changeEdit(task, 'crm/task', fields)])).toMatchObject({ refused: {} });
    await work();
    expect(await tasks()).toEqual([expected]);
    expect(await runs('status')).toEqual([{ status: 'done' }]);
  });

  it('does it once, wherever a server stops: in front of any of its writes or behind it', async () => {
    const automation = await rule([close, taskStep, tellStep]);
    await work();
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
    let [deaths, deals] = [0, 0];
    for (const when of ['before', 'after'] as const)
      for (let stopAt = 1; ; stopAt += 1) {
        Object.assign(counting, { writes: 0, stopAt, when });
        await madeWithTask(automation); // a device that has the rule, and one that does not
        await w.mia.do([w.deal(w.id(), { source: 'Call' })]);
        deals += 2;
        let hasDied = false;
        for (let server = 0; server < 3; server += 1) {
          const one = workerOf(given.test, { database: mortal });
          await one.run(w.tenant.orgId).catch(() => (hasDied = true));
          hasDied ||= one.failures.length > 0;
          given.test.advance(3_700_000);
        }
        deaths += Number(hasDied);
        if (!hasDied) break;
      }
    expect(deaths).toBeGreaterThan(8);
    expect(await tasks('life')).toHaveLength(deals);
    expect(await notices()).toHaveLength(deals);
    expect([...new Set((await runs('status')).map(({ status }) => status))]).toEqual(['done']);
  });

  it('leaves the fields that the act has set by the rule as they are, also if somebody has changed them since', async () => {
    await rule([close, taskStep]);
    const deal = w.id();
    await w.mia.do([w.deal(deal, { source: 'Call', closesOn: '2026-11-23', about: 'By Call' })]); // made on the 20th
    await w.mia.do([w.set(deal, { about: ['By Call', 'By hand'] })]);
    await work();
    expect(await dealOf(deal)).toEqual([{ on: '2026-11-23', about: 'By hand' }]);
    expect((await lines()).map(({ why }) => why)).toEqual(['Changed on the device, with the change that started it.', null]); // prettier-ignore
  });

  it('writes the fields into which the act has put another value, as for any change', async () => {
    await rule([close, taskStep]);
    const deal = w.id();
    await w.mia.do([w.deal(deal, { source: 'Call', closesOn: '2026-11-23', about: 'By hand' })]);
    await work();
    expect(await dealOf(deal)).toEqual([{ on: '2026-11-23', about: 'By Call' }]);
  });

  describe('[ASG-3] by an assignment', () => {
    const assigned = async () => {
      const assignment = await assignmentOf([{ id: 'one', members: [{ person: w.moe.userId }], way: 'in-turn' }]);
      await rule([{ id: 'assign', kind: 'assign', rule: assignment }, tellStep]);
      return assignment;
    };
    const ownerOf = async (deal: string) => (await w.tenant.rows('select owner_id from store.crm_deal where id = $1', [deal]))[0]?.['owner_id']; // prettier-ignore
    const decisions = () => w.tenant.rows('select person_id, done_at is not null as done from store.assignment_decision order by n'); // prettier-ignore
    const others = () => w.tenant.rows(`select 1 from store.journal where payload like '%Assigned by%'`);

    it('counts the owner of the device as given, once, with its decision, also if somebody has given it on since', async () => {
      await assigned();
      const [deal, other] = [w.id(), w.id()];
      const { act } = await w.ann.do([w.deal(deal, { source: 'Call' }, { ownerId: w.moe.userId })]);
      await w.ann.do([w.deal(other, { source: 'Call' }, { ownerId: w.moe.userId })]);
      await w.ann.do([w.set(other, { ownerId: [w.moe.userId, w.max.userId] })]);
      await Promise.all([work(), work()]);
      await work();
      expect([await ownerOf(deal), await ownerOf(other)]).toEqual([w.moe.userId, w.max.userId]);
      expect(await decisions()).toEqual([{ person_id: w.moe.userId, done: true }, { person_id: w.moe.userId, done: true }]); // prettier-ignore
      const why = 'Given on the device, with the change. By the rule “Leads”: Nobody else in part 1 could take it.';
      expect(await lines()).toContainEqual({ step: 'assign', outcome: 'done', why, act });
      expect(await others()).toEqual([]);
      expect(await runs('status')).toEqual([{ status: 'done' }, { status: 'done' }]);
    });

    it('gives it once to the person whom the server chooses, and says so, where the device had an earlier form of the rule', async () => {
      await assigned();
      const [deal, plain] = [w.id(), w.id()];
      await w.ann.do([w.deal(deal, { source: 'Call' }, { ownerId: w.max.userId })]);
      await w.ann.do([w.deal(plain, { source: 'Call' }, { ownerId: w.ann.userId })]);
      await work();
      await work();
      expect([await ownerOf(deal), await ownerOf(plain)]).toEqual([w.moe.userId, w.moe.userId]);
      const by = 'By the rule “Leads”: Nobody else in part 1 could take it.';
      expect((await lines()).flatMap(({ step, why }) => (step === 'assign' ? [String(why)] : [])).toSorted()).toEqual([by, `${by} The change had given it to another person: the device may have decided by an earlier form of the rule.`]); // prettier-ignore
      expect(await others()).toHaveLength(2);
    });
  });

  it('does not take a record of another kind under the id for its own: it stops, and its maker is told', async () => {
    const { id } = await rule([taskStep]);
    const [act, deal] = [w.id(), w.id()];
    const forged = made(idOfMade(idOfChangeRun(id, { act, record: deal }), 'task'), 'crm/account', { name: 'Forged' }, { ownerId: w.mia.userId, teamId: w.teams.t1 }); // prettier-ignore
    expect(await w.mia.do([w.deal(deal, { source: 'Call' }), forged], { id: act })).toMatchObject({ refused: {} });
    await work();
    expect(await tasks()).toEqual([]);
    expect(await runs('status')).toEqual([{ status: 'refused' }]);
    expect(await notices()).toEqual([{ owner_id: w.ann.userId }]);
  });

  it('gives a person no right by such an id: a record that they may not make is refused', async () => {
    const { id } = await rule([taskStep]);
    const at = { act: w.id(), deal: w.id() };
    const { refused } = await w.vic.do(withTask({ id, version: '' }, at), { id: at.act });
    expect(Object.keys(refused)).toContain(at.deal);
    await work();
    expect(await runs()).toEqual([]);
  });

  it('[AUT-6] lets other automations answer the record of a device as a person’s, and chains of them end', async () => {
    const of = await rule([taskStep]);
    const follow = { kind: 'change', on: ['created'], onDevices: false };
    await putLive(w, { name: 'Of tasks', entity: 'crm/task', trigger: follow, steps: [{ id: 'note', kind: 'change', set: { body: { is: 'Seen' } } }] }); // prettier-ignore
    await madeWithTask(of);
    await work();
    expect(await runs('status, depth')).toEqual([{ status: 'done', depth: 1 }, { status: 'done', depth: 1 }]); // prettier-ignore
    expect(await tasks(`fields ->> 'body' as body`)).toEqual([{ body: 'Seen' }]);
  });

  it('[AUT-6] pauses an automation that devices answer too often, and loses none of their records', async () => {
    const of = await rule([taskStep]);
    for (let count = 0; count < 4; count += 1) await madeWithTask(of);
    await work({ runsPerHour: 2 });
    expect(await runs('status')).toHaveLength(2);
    expect(await tasks('life')).toHaveLength(4);
    expect((await rules()).map(({ off }) => off)).toEqual(['true']);
  });
});
