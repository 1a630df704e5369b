import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProofServer } from '../stage/proof-server.ts';
import type { StagedDevice } from '../stage/proof-stage.ts';
import { stageForTest } from '../stage/stage-for-test.ts';

let server: ProofServer;
beforeAll(async () => {
  server = await ProofServer.start();
});
afterAll(() => server.stop());

/** The due times of the living tasks of a device that are not done. */
const open = (device: StagedDevice) =>
  device.tenant.device.lookups
    .recordsOf('crm/task')
    .filter(({ life, fields }) => life === 'alive' && fields['done'] !== true)
    .flatMap(({ fields: { dueAt } }) => (typeof dueAt === 'string' ? [dueAt] : []))
    .toSorted((a, b) => a.localeCompare(b));

/** Mia has a task that repeats each week, on two devices. */
async function weekly() {
  const w = await stageForTest(server);
  const [laptop, desk] = [await w.device('mia'), await w.device('mia')];
  const [deal, task] = [w.newId(), w.newId()];
  await laptop.act([w.deal(deal)]);
  await laptop.act([w.task(task, deal, { ownerId: w.people.mia.id, dueAt: '2026-11-20T08:30:00.000Z', repeat: 'FREQ=WEEKLY' })]); // prettier-ignore
  await w.settle(laptop, desk);
  return { w, laptop, desk, task };
}

describe('[T-19] a repeated task', () => {
  it('that two devices mark as done without contact has one next task, and nothing is refused', async () => {
    const { w, laptop, desk, task } = await weekly();
    const done = [w.set(task, { done: true }, 'crm/task')];
    await laptop.act(done);
    await desk.act(done);
    expect([open(laptop), open(desk)]).toEqual([['2026-11-27T08:30:00.000Z'], ['2026-11-27T08:30:00.000Z']]);
    await w.settle(laptop, desk);
    expect([open(laptop), open(desk)]).toEqual([['2026-11-27T08:30:00.000Z'], ['2026-11-27T08:30:00.000Z']]);
    expect([laptop.tray(), desk.tray()]).toEqual([[], []]);
  });

  it('[S-4c] and its next one are both taken back by one undo, on the server too', async () => {
    const { w, laptop, desk, task } = await weekly();
    const act = await laptop.act([w.set(task, { done: true }, 'crm/task')]);
    await w.settle(laptop, desk);
    expect(open(desk)).toEqual(['2026-11-27T08:30:00.000Z']);
    expect((await desk.tenant.acts.undo(act)).ok).toBe(true);
    await w.settle(laptop, desk);
    expect([open(laptop), open(desk)]).toEqual([['2026-11-20T08:30:00.000Z'], ['2026-11-20T08:30:00.000Z']]);
  });
});
