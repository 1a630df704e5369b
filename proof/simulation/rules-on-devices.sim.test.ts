import type { JsonValue } from '@outpost/domain/kernel/json';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProofServer } from '../stage/proof-server.ts';
import type { ProofStage, StagedDevice } from '../stage/proof-stage.ts';
import { stageForTest } from '../stage/stage-for-test.ts';

let server: ProofServer;
beforeAll(async () => {
  server = await ProofServer.start();
});
afterAll(() => server.stop());

const trigger: JsonValue = { kind: 'change', on: ['changed'], fields: ['source'], after: { field: 'source', op: 'is', value: 'Call' }, onDevices: true }; // prettier-ignore
const steps: JsonValue = [
  { id: 'close', kind: 'change', set: { closesOn: { days: 3 } } },
  { id: 'task', kind: 'create', entity: 'crm/task', set: { subject: { text: 'Call about {name}' }, about: { record: true }, ownerId: { of: 'ownerId' } } },
  { id: 'tell', kind: 'tell', to: { field: 'ownerId' }, words: '{name} goes on' },
]; // prettier-ignore

const subjects = (device: StagedDevice) =>
  device.tenant.device.lookups
    .recordsOf('crm/task')
    .filter(({ life }) => life === 'alive')
    .map(({ fields }) => fields['subject']);
const log = (w: ProofStage) =>
  server.rows(w.orgId, 'select step_id as step, outcome, why from store.automation_step where org_id = $1 order by run_id, seq', [w.orgId]); // prettier-ignore
const tasks = (w: ProofStage) => server.rows(w.orgId, 'select life, created_by::text as by from store.crm_task where org_id = $1', [w.orgId]); // prettier-ignore

/** Ann writes an automation on devices, and Mia's laptop has its rule and a deal. */
async function given(of: JsonValue = steps) {
  const w = await stageForTest(server);
  const [ann, laptop] = [await w.device('ann'), await w.device('mia')];
  const [deal, automation, version] = [w.newId(), w.newId(), w.newId()];
  await laptop.act([w.deal(deal)]);
  await ann.act([
    { entity: 'platform/automation', id: automation, create: { fields: { name: 'Calls' } } },
    { entity: 'platform/automation-version', id: version, create: { fields: { name: 'Calls, version 1', automation, number: 1, forEntity: 'crm/deal', trigger, steps: of } } },
  ]); // prettier-ignore
  await ann.act([{ entity: 'platform/automation', id: automation, fields: { live: version } }]);
  await w.settle(ann, laptop);
  const work = () => server.carryOutAutomations(w.orgId);
  await work();
  return { w, ann, laptop, deal, work, call: [w.set(deal, { source: 'Call' })] };
}

describe('[AUT-21] [AUT-22] a rule on a device without a network', () => {
  it('makes its task at once, and the server confirms it: there is one task, and the log of the run says so', async () => {
    const { w, laptop, deal, work, call } = await given();
    await w.settle(laptop);
    await laptop.act(call);
    expect(subjects(laptop)).toHaveLength(1);
    expect((await laptop.shown(deal))?.fields['closesOn']).toEqual(expect.any(String));
    await laptop.push({ replyArrives: false }); // the device sends it again
    await work();
    await w.settle(laptop);
    await work();
    await w.settle(laptop);
    expect(subjects(laptop)).toHaveLength(1);
    expect(await tasks(w)).toEqual([{ life: 'alive', by: w.people.mia.id }]);
    expect(await log(w)).toEqual([
      { step: 'close', outcome: 'done', why: 'Changed on the device, with the change that started it.' },
      { step: 'task', outcome: 'done', why: 'Made on the device, with the change.' },
      { step: 'tell', outcome: 'done', why: null },
    ]);
    expect(laptop.tray()).toEqual([]);
  });

  it('is carried out by the server for a device that has not heard of it', async () => {
    const { w, laptop, work, call } = await given();
    await laptop.act(call); // its rule has not arrived
    expect(subjects(laptop)).toEqual([]);
    await w.settle(laptop);
    await work();
    await w.settle(laptop);
    expect(subjects(laptop)).toHaveLength(1);
    expect((await log(w)).map(({ why }) => why)).toEqual([null, null, null]);
  });

  it('is taken back with its change, also before the server has heard of either', async () => {
    const { w, laptop, deal, work, call } = await given();
    await w.settle(laptop);
    const act = await laptop.act(call);
    expect((await laptop.tenant.acts.undo(act)).ok).toBe(true);
    expect(subjects(laptop)).toEqual([]);
    await w.settle(laptop);
    await work();
    await w.settle(laptop);
    expect(subjects(laptop)).toEqual([]);
    expect((await laptop.shown(deal))?.fields['closesOn'] ?? null).toBeNull();
    expect((await tasks(w)).map(({ life }) => life)).toEqual(['deleted']);
  });

  it('answers the same change on two devices once: the second one brings nothing new', async () => {
    const { w, laptop, work, call } = await given();
    const desk = await w.device('mia');
    await w.settle(laptop, desk);
    await laptop.act(call);
    await desk.act(call);
    await w.settle(laptop, desk);
    await work();
    await w.settle(laptop, desk);
    expect([subjects(laptop), subjects(desk)]).toEqual([['Call about Deal'], ['Call about Deal']]);
    expect(await tasks(w)).toHaveLength(1);
    expect([laptop.tray(), desk.tray()]).toEqual([[], []]);
  });

  it('[T-8] answers a change of several records at once: each has one task, and the undo of the group takes all back', async () => {
    const { w, laptop, deal, work, call } = await given();
    const [other, group] = [w.newId(), w.newId()];
    await laptop.act([w.deal(other)]);
    await w.settle(laptop);
    await laptop.act([...call, w.set(other, { source: 'Call' })], { shape: 'each', group });
    expect(subjects(laptop)).toHaveLength(2);
    await w.settle(laptop);
    await work();
    await w.settle(laptop);
    expect(await tasks(w)).toEqual([{ life: 'alive', by: w.people.mia.id }, { life: 'alive', by: w.people.mia.id }]); // prettier-ignore
    expect((await log(w)).filter(({ step, why }) => step === 'task' && why === 'Made on the device, with the change.')).toHaveLength(2); // prettier-ignore
    expect((await laptop.tenant.acts.undoGroup(group)).ok).toBe(true);
    await w.settle(laptop);
    await work();
    await w.settle(laptop);
    expect(subjects(laptop)).toEqual([]);
    expect((await tasks(w)).map(({ life }) => life)).toEqual(['deleted', 'deleted']);
    expect([(await laptop.shown(deal))?.fields['source'] ?? null, (await laptop.shown(other))?.fields['source'] ?? null]).toEqual([null, null]); // prettier-ignore
  });

  it('[ASG-3] gives the record to the person whom an assignment rule names, and the server confirms it', async () => {
    const rule = '0190b1f2-7c00-7000-8000-00000000a551';
    const { w, ann, deal, work, call } = await given([{ id: 'assign', kind: 'assign', rule }]);
    await ann.act([{ entity: 'platform/assignment-rule', id: rule, create: { fields: { name: 'Calls', forEntity: 'crm/deal', parts: [{ id: 'one', members: [{ person: w.people.max.id }], way: 'in-turn' }] } } }]); // prettier-ignore
    await w.settle(ann);
    await work();
    await w.settle(ann);
    await ann.act(call);
    expect((await ann.shown(deal))?.ownerId).toBe(w.people.max.id);
    await w.settle(ann);
    await work();
    await w.settle(ann);
    expect((await ann.shown(deal))?.ownerId).toBe(w.people.max.id);
    expect(await log(w)).toEqual([{ step: 'assign', outcome: 'done', why: 'Given on the device, with the change. By the rule “Calls”: Nobody else in part 1 could take it.' }]); // prettier-ignore
    const decided = await server.rows(w.orgId, 'select person_id::text as person from store.assignment_decision where org_id = $1', [w.orgId]); // prettier-ignore
    expect(decided).toEqual([{ person: w.people.max.id }]);
  });
});
