import { usd } from '@outpost/domain/testing/usd';
import { uuidV7Source } from '@outpost/domain/kernel/ids';
import { seededBytes } from '@outpost/desktop/replica/testing/seeded-bytes';
import { VirtualTime } from '@outpost/desktop/replica/testing/virtual-time';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProofServer } from '../stage/proof-server.ts';
import { stageForTest } from '../stage/stage-for-test.ts';

/*
 * The shortest histories of proof/model (scenarios.mjs), run on real replicas and the real server. Each has to end as it does in
 * the model. The flag in a title names the mistake with which the history ends badly in the model.
 */

let server: ProofServer;
beforeAll(async () => {
  server = await ProofServer.start();
});
afterAll(() => server.stop());

const staged = () => stageForTest(server);
const ids = uuidV7Source(new VirtualTime('2026-11-19T00:00:00.000Z').clock, seededBytes(9));
const newIds = (count: number): string[] => Array.from({ length: count }, () => ids.newId());
const [none = ''] = newIds(1);

/** A deal that Ann made, held by Ann's and Mia's devices. */
async function dealOfBoth() {
  const w = await staged();
  const [d1 = none] = newIds(1);
  const [ann, mia] = [await w.device('ann'), await w.device('mia')];
  await ann.act([w.deal(d1)]);
  await w.settle(ann, mia);
  return { w, d1, ann, mia };
}

describe('the shortest histories of the sync rules', () => {
  it('[S-1b] the server loses its tail and the device pushes before it pulls (push-without-heads)', async () => {
    const w = await staged();
    const [d1 = none] = newIds(1);
    const mia = await w.device('mia');
    const old = await w.backup();
    await mia.act([w.deal(d1)]);
    await mia.push();
    await w.restore(old);
    await mia.act([w.set(d1, { stage: 'engaging' })]);
    await mia.push();
    await mia.push();
    await w.settle(mia);
    expect([(await w.onServer(d1))?.['stage'], mia.tray()]).toEqual(['engaging', []]);
  });

  it("[S-5] the tail is lost after an answer, and others' acts take its numbers (answer-without-head)", async () => {
    const w = await staged();
    const [d1 = none, d2 = none] = newIds(2);
    const [mia, ann] = [await w.device('mia'), await w.device('ann')];
    const old = await w.backup();
    await mia.act([w.deal(d1)]);
    await mia.push();
    await w.restore(old);
    await ann.act([w.deal(d2)]);
    await ann.push();
    await w.settle(mia, ann);
    expect(await w.onServer(d1)).toBeDefined();
  });

  it('[S-1c] an act that was confirmed and whose tail was lost comes back (confirmed-dropped)', async () => {
    const w = await staged();
    const [d1 = none] = newIds(1);
    const mia = await w.device('mia');
    const old = await w.backup();
    await mia.act([w.deal(d1)]);
    await w.settle(mia);
    await w.restore(old);
    await w.settle(mia);
    expect(await w.onServer(d1)).toBeDefined();
  });

  it('[S-2b] a laptop is restored from its backup, and its next act takes a number that was used (number-only)', async () => {
    const w = await staged();
    const [d1 = none, d2 = none] = newIds(2);
    const mia = await w.device('mia');
    const image = mia.image();
    await mia.act([w.deal(d1)]);
    await w.settle(mia);
    await mia.setBack(image);
    await mia.act([w.deal(d2)]);
    await w.settle(mia);
    expect([await w.onServer(d1), await w.onServer(d2)].every(Boolean)).toBe(true);
    expect(mia.held()).toEqual([d1, d2].sort());
  });

  it('[S-1] a parent moves: rows of its children share one number, and a page ends between them (number-cursor)', async () => {
    const w = await staged();
    const [d1 = none, a1 = none, a2 = none] = newIds(3);
    const [ann, moe] = [await w.device('ann'), await w.device('moe')];
    await ann.act([w.deal(d1), w.task(a1, d1), w.task(a2, d1)]);
    await w.settle(ann, moe);
    await ann.act([w.set(d1, { ownerId: w.people.moe.id })]);
    await ann.push();
    for (let page = 0; page < 5; page += 1) await moe.pull(1);
    expect(moe.held()).toEqual([d1, a1, a2].sort());
  });

  it('[S-6] no act is seen partially while the device says it is up to date (lane-by-lane)', async () => {
    const w = await staged();
    const [d1 = none, a1 = none] = newIds(2);
    const [ann, mia] = [await w.device('ann'), await w.device('mia')];
    await ann.act([w.deal(d1), w.task(a1, d1)]);
    await w.settle(ann, mia);
    await ann.act([w.set(d1, { stage: 'won', closedOn: '2026-11-20' }), w.set(a1, { done: true }, 'crm/task')]);
    await ann.push();
    const seen: boolean[] = [];
    for (let page = 0; page < 4; page += 1) {
      await mia.pull(1);
      if (mia.tenant.device.memory.state.upTo === null) continue;
      seen.push(
        ((await mia.shown(d1))?.fields['stage'] === 'won') === ((await mia.shown(a1))?.fields['done'] === true),
      );
    }
    expect(seen.length).toBeGreaterThan(0);
    expect(seen).not.toContain(false);
  });

  it('[S-4] after a lost tail the numbers mean other things: only `from` decides (base-unchanged)', async () => {
    const { w, d1, ann, mia } = await dealOfBoth();
    const old = await w.backup();
    await ann.act([w.set(d1, { value: usd(6) })]);
    await w.settle(ann, mia);
    await mia.act([w.set(d1, { value: usd(7) })]);
    await w.restore(old);
    const eve = await w.device('ann');
    await eve.pull();
    await eve.act([w.set(d1, { value: usd(9) })]);
    await eve.push();
    await w.settle(mia);
    expect(await w.superseded()).toContainEqual({ value: usd(9) });
  });

  it("[S-4c] undoing an act that overrode another's value brings that value back (undo-by-swap)", async () => {
    const { w, d1, ann, mia } = await dealOfBoth();
    const act = await mia.act([w.set(d1, { value: usd(6) })]);
    await ann.act([w.set(d1, { value: usd(8) })]);
    await w.settle(ann, mia);
    expect(await mia.tenant.acts.undo(act)).toMatchObject({ ok: true });
    await w.settle(mia);
    expect((await w.onServer(d1))?.['value']).toEqual(usd(8));
  });

  it('[S-4c] a field that someone changed since stays, and the value of the undo is recorded (undo-wins)', async () => {
    const { w, d1, ann, mia } = await dealOfBoth();
    const act = await mia.act([w.set(d1, { value: usd(6) })]);
    await w.settle(mia, ann);
    await ann.act([w.set(d1, { value: usd(9) })]);
    await w.settle(ann);
    expect(await mia.tenant.acts.undo(act)).toMatchObject({ ok: true });
    await w.settle(mia);
    expect([(await w.onServer(d1))?.['value'], (await w.superseded()).at(-1)]).toEqual([usd(9), { value: usd(5) }]);
  });

  it('[S-4c] half an import is on the server when its group is undone from another device (group-stays-open)', async () => {
    const w = await staged();
    const [d1 = none, d2 = none, group = none] = newIds(3);
    const [mia, twin] = [await w.device('mia'), await w.device('mia')];
    await mia.act([w.deal(d1)], { group });
    await w.settle(mia, twin);
    await mia.act([w.deal(d2)], { group });
    expect(await twin.tenant.acts.undoGroup(group)).toMatchObject({ ok: true, value: { acts: 1 } });
    await w.settle(twin, mia);
    expect([await w.onServer(d2), mia.tray()]).toEqual([undefined, [['undo/group-undone']]]);
  });

  it('[S-4b] an act that starts from a value of a refused one is refused too (ground-ignored)', async () => {
    const w = await staged();
    const [d1 = none] = newIds(1);
    const [mia, ann] = [await w.device('mia'), await w.device('ann')];
    await ann.act([w.deal(d1, { ownerId: w.people.ann.id, sharedWith: [w.people.mia.id], value: usd(0) })]);
    await w.settle(ann, mia);
    await mia.act([w.set(d1, { stage: 'won', closedOn: '2026-11-20', value: usd(10), ownerId: w.people.mia.id })]);
    await mia.act([w.set(d1, { value: usd(11) })]);
    await w.settle(mia);
    expect((await w.onServer(d1))?.['value']).toEqual(usd(0));
    expect(mia.tray()).toEqual([['access/denied'], ['sync/ground-refused']]);
  });

  it('[S-4d] two changes, each valid, but not together: the merged record is validated (validated-unmerged)', async () => {
    const { w, d1, ann, mia } = await dealOfBoth();
    await ann.act([w.set(d1, { value: usd(0) })]);
    await mia.act([w.set(d1, { stage: 'won', closedOn: '2026-11-20' })]);
    await w.settle(ann, mia);
    expect([(await w.onServer(d1))?.['stage'], mia.tray()]).toEqual(['prospecting', [['records/invalid']]]);
  });

  it('[S-4f] a merge of duplicates includes children that its author did not hold, and later ones (merge-misses-unseen)', async () => {
    const w = await staged();
    const [d1 = none, d2 = none, a1 = none, a2 = none] = newIds(4);
    const [ann, mia] = [await w.device('ann'), await w.device('mia')];
    await ann.act([w.deal(d1)]);
    await ann.act([w.deal(d2)]);
    await w.settle(ann, mia);
    await mia.act([w.task(a1, d1)]);
    await mia.push();
    await mia.act([w.task(a2, d1)]);
    await ann.act([w.set(d1, { life: `merged:${d2}` })]);
    await w.settle(ann, mia);
    expect([(await w.onServer(a1))?.['about'], (await w.onServer(a2))?.['about']]).toEqual([
      `crm/deal:${d2}`,
      `crm/deal:${d2}`,
    ]);
    expect((await mia.shown(a2))?.fields['about']).toBe(`crm/deal:${d2}`);
  });

  it('[S-4f] a merge that an undo restores includes the references that were added while the record was alive again', async () => {
    const w = await staged();
    const [d1 = none, d2 = none, a1 = none] = newIds(3);
    const ann = await w.device('ann');
    await ann.act([w.deal(d1)]);
    await ann.act([w.deal(d2)]);
    await ann.act([w.set(d1, { life: `merged:${d2}` })]);
    const restored = await ann.act([w.set(d1, { life: 'alive' })]);
    await ann.act([w.task(a1, d1)]);
    expect(await ann.tenant.acts.undo(restored)).toMatchObject({ ok: true });
    await w.settle(ann);
    expect([(await w.onServer(d1))?.['life'], (await w.onServer(a1))?.['about']]).toEqual([
      `merged:${d2}`,
      `crm/deal:${d2}`,
    ]);
    expect((await ann.shown(a1))?.fields['about']).toBe(`crm/deal:${d2}`);
  });

  it('[A-4] records that the horizon erases are removed from every device (erased-silently)', async () => {
    const w = await staged();
    const [d1 = none] = newIds(1);
    const ann = await w.device('ann');
    await ann.act([w.deal(d1)]);
    await ann.act([w.set(d1, { life: 'deleted' })]);
    await w.settle(ann);
    await w.passHorizon();
    await ann.pull();
    expect(ann.held()).toEqual([]);
  });

  it('[S-1a] the horizon passes while a device is in the middle of a number (floor-by-number)', async () => {
    const w = await staged();
    const [d1 = none, a1 = none, a2 = none] = newIds(3);
    const [ann, mia] = [await w.device('ann'), await w.device('mia')];
    await ann.act([w.deal(d1), w.task(a1, d1), w.task(a2, d1)]);
    await w.settle(ann, mia);
    await ann.act([w.set(d1, { ownerId: w.people.moe.id })]);
    await ann.push();
    await mia.pull(1);
    await w.passHorizon();
    for (let page = 0; page < 40; page += 1) await mia.pull(1);
    expect(mia.held()).toEqual([]);
  });

  it('[P-4a] a refusal takes a number too: after a lost tail the device notices that the server forgot it (silent-decisions)', async () => {
    const w = await staged();
    const [d1 = none] = newIds(1);
    const [mia, ann] = [await w.device('mia'), await w.device('ann')];
    await ann.act([w.deal(d1, { ownerId: w.people.ann.id, sharedWith: [w.people.mia.id] })]);
    await w.settle(ann, mia);
    const old = await w.backup();
    await mia.act([w.set(d1, { ownerId: w.people.mia.id })]);
    await w.settle(mia);
    await w.restore(old);
    expect((await mia.pull()).kind).toBe('fork');
  });
});

describe('questions settled by playing them through', () => {
  it('[A-3a] a task assigned to someone who does not see its deal reaches them alone', async () => {
    const w = await staged();
    const [d1 = none, a1 = none] = newIds(2);
    const [ann, moe] = [await w.device('ann'), await w.device('moe')];
    await ann.act([w.deal(d1), w.task(a1, d1, { ownerId: w.people.moe.id })]);
    await w.settle(ann, moe);
    await moe.act([w.set(a1, { done: true }, 'crm/task')]);
    await w.settle(moe);
    expect([moe.held(), (await w.onServer(a1))?.['done'], moe.tray()]).toEqual([[a1], true, []]);
  });

  it('[A-3a] sharing one deal brings its children, and unsharing removes them', async () => {
    const w = await staged();
    const [d1 = none, a1 = none] = newIds(2);
    const [ann, moe] = [await w.device('ann'), await w.device('moe')];
    await ann.act([w.deal(d1), w.task(a1, d1)]);
    await w.settle(ann, moe);
    await ann.act([w.set(d1, { sharedWith: [w.people.moe.id] })]);
    await w.settle(ann, moe);
    expect(moe.held()).toEqual([d1, a1].sort());
    await ann.act([w.set(d1, { sharedWith: [] })]);
    await w.settle(ann, moe);
    expect(moe.held()).toEqual([]);
  });

  it('[A-3a] a child made offline under a parent that moved out of sight is refused, as if the parent were gone', async () => {
    const { w, d1, ann, mia } = await dealOfBoth();
    const [a1 = none] = newIds(1);
    await mia.act([w.task(a1, d1)]);
    await ann.act([w.set(d1, { ownerId: w.people.moe.id })]);
    await w.settle(ann, mia);
    expect([mia.tray(), mia.held()]).toEqual([[['records/parent-gone']], []]);
  });

  it('[S-4] A to B and back while someone sets A to C: C stays and nothing is reported as superseded', async () => {
    const { w, d1, ann, mia } = await dealOfBoth();
    await mia.act([w.set(d1, { value: usd(7) })]);
    await ann.act([w.set(d1, { value: usd(6) })]);
    await ann.act([w.set(d1, { value: usd(5) })]);
    await w.settle(ann, mia);
    expect([(await w.onServer(d1))?.['value'], await w.superseded()]).toEqual([usd(7), []]);
  });

  it('[S-4e] two deals with one key: the later arrival is refused, and acts that depend on it too', async () => {
    const w = await staged();
    const [d1 = none, d2 = none, a2 = none] = newIds(3);
    const [ann, mia] = [await w.device('ann'), await w.device('mia')];
    await ann.act([w.deal(d1, { externalKey: 'c1' })]);
    await mia.act([w.deal(d2, { externalKey: 'c1' })]);
    await mia.act([w.task(a2, d2)]);
    await w.settle(ann, mia);
    expect(mia.tray()).toEqual([['records/taken'], ['sync/ground-refused']]);
  });

  it('[S-4e] the key of a deleted deal is free again, and then the restore of its first holder is refused', async () => {
    const w = await staged();
    const [d1 = none, d2 = none] = newIds(2);
    const [ann, eve] = [await w.device('ann'), await w.device('ann')];
    await ann.act([w.deal(d1, { externalKey: 'c1' })]);
    await ann.act([w.set(d1, { life: 'deleted' })]);
    await w.settle(ann, eve);
    await eve.act([w.deal(d2, { externalKey: 'c1' })]);
    await eve.push();
    await ann.act([w.set(d1, { life: 'alive' })]);
    await w.settle(ann);
    expect(ann.tray()).toEqual([['records/taken']]);
  });

  it('[S-4c] one act of a group was refused: undoing the group undoes the other, and asks nothing more of the person', async () => {
    const w = await staged();
    const [d1 = none, d2 = none, group = none] = newIds(3);
    const [ann, mia] = [await w.device('ann'), await w.device('mia')];
    await ann.act([w.deal(d1, { ownerId: w.people.ann.id, sharedWith: [w.people.mia.id] }), w.deal(d2)]);
    await w.settle(ann, mia);
    await mia.act([w.set(d1, { ownerId: w.people.mia.id })], { group });
    await mia.act([w.set(d2, { value: usd(6) })], { group });
    expect(await mia.tenant.acts.undoGroup(group)).toMatchObject({ ok: true, value: { acts: 2 } });
    await w.settle(mia);
    expect([(await w.onServer(d2))?.['value'], (await w.onServer(d1))?.ownerId, mia.tray()]).toEqual([
      usd(5),
      w.people.ann.id,
      [['access/denied']],
    ]);
  });

  it('[A-4] a token lost and gained again between two pulls costs nothing; with a pull between, the device purges and fetches again', async () => {
    const w = await staged();
    const [d1 = none] = newIds(1);
    const [ann, max] = [await w.device('ann'), await w.device('max')];
    await ann.act([w.deal(d1)]);
    await w.settle(ann, max);
    const before = max.tenant.device.memory.state.sets;
    await w.setRoles('max', []);
    await w.setRoles('max', [{ role: 'manager', teamId: w.teams.one }]);
    await max.pull();
    expect([max.held(), max.tenant.device.memory.state.sets]).toEqual([[d1], before]);
    await w.setRoles('max', []);
    await max.pull();
    expect(max.held()).toEqual([]);
    await w.setRoles('max', [{ role: 'manager', teamId: w.teams.one }]);
    await w.settle(max);
    expect(max.held()).toEqual([d1]);
  });

  it('[A-4] a record that moves to a place that fetching a token has passed arrives as news', async () => {
    const w = await staged();
    const [d1 = none, d2 = none, d3 = none] = newIds(3);
    const [ann, moe] = [await w.device('ann'), await w.device('moe')];
    for (const id of [d1, d2, d3])
      await ann.act([w.deal(id, { ownerId: id === d1 ? w.people.mia.id : w.people.moe.id })]);
    await w.settle(ann);
    await moe.pull(1);
    await ann.act([w.set(d1, { ownerId: w.people.moe.id })]);
    await ann.act([w.set(d2, { ownerId: w.people.mia.id })]);
    await w.settle(ann);
    for (let page = 0; page < 40; page += 1) await moe.pull(1);
    expect(moe.held()).toEqual([d1, d3].sort());
  });

  it('[S-2a] an offline day reaches the journal step by step, not as one change per record', async () => {
    const w = await staged();
    const [d1 = none] = newIds(1);
    const mia = await w.device('mia');
    await mia.act([w.deal(d1)]);
    for (const stage of ['engaging', 'proposal', 'negotiation']) await mia.act([w.set(d1, { stage })]);
    await w.settle(mia);
    const rows = await server.rows(w.orgId, `select payload from store.journal where kind = 'changed' order by n`);
    const steps = rows.flatMap((row) => {
      const { record, changed } = JSON.parse(String(row['payload'])) as {
        record: string;
        changed: { stage?: unknown };
      };
      return record === d1 ? [changed.stage] : [];
    });
    expect(steps).toEqual([
      ['prospecting', 'engaging'],
      ['engaging', 'proposal'],
      ['proposal', 'negotiation'],
    ]);
  });
});
