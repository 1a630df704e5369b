import { type Act, maxEditsPerAct } from '@outpost/domain/kernel/acts/act';
import { beforeAll, describe, expect, it } from 'vitest';
import { givenServer } from '../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../testing/sales-world.ts';
import type { TestDevice } from '../testing/test-server.ts';

const given = givenServer();
let w: SalesWorld;
beforeAll(async () => {
  w = await makeSalesWorld(given.test);
});

async function decided(device: TestDevice, acts: readonly Act[]) {
  const answer = await device.push(acts);
  if (answer.kind !== 'decided' || answer.stopped) throw new Error(`Not decided: ${JSON.stringify(answer)}`);
  return answer.answers;
}
const dealsOf = (ids: readonly string[]) =>
  w.tenant.rows<{ life: string; name: string; count: number }>(
    `select life, fields->>'name' as name, count(*)::int as count from store.crm_deal where org_id = $1 and id = any($2::uuid[]) group by 1, 2 order by 1, 2`,
    [w.tenant.orgId, ids],
  );

describe.each([501, maxEditsPerAct])('an act of %i records', { timeout: 60_000 }, (count) => {
  it('[S-2, S-4c] is decided, sent to devices, undone and redone like a small one', async () => {
    const device = w.ann.twin();
    const ids = Array.from({ length: count }, () => w.id());
    const made = device.act(ids.map((id, place) => w.deal(id, { externalKey: id.slice(-12), name: `Deal ${place % 2}` })), { shape: 'each' }); // prettier-ignore
    const renamed = device.act(ids.map((id, place) => w.set(id, { name: [`Deal ${place % 2}`, 'Same'] }))); // prettier-ignore
    const [first, second] = await decided(device, [made, renamed]);
    expect([first?.status, second?.status]).toEqual(['accepted', 'accepted']);
    expect([Object.keys(first?.versions ?? {}).length, Object.keys(second?.versions ?? {}).length]).toEqual([count, count]); // prettier-ignore
    expect(await dealsOf(ids)).toEqual([{ life: 'alive', name: 'Same', count }]);
    const undone = device.act([], { undoes: renamed.id });
    expect((await decided(device, [undone]))[0]).toMatchObject({ status: 'accepted', refused: {}, superseded: {} });
    expect((await dealsOf(ids)).map(({ name }) => name)).toEqual(['Deal 0', 'Deal 1']);
    await decided(device, [device.act([], { undoes: undone.id })]);
    expect(await dealsOf(ids)).toEqual([{ life: 'alive', name: 'Same', count }]);
    const reader = w.ann.twin();
    await reader.pull(1_000);
    expect(ids.filter((id) => reader.held.get(id)?.fields['name'] !== 'Same')).toEqual([]);
  });

  it('[S-2, S-4e] reports each refused record, and does the others', async () => {
    const device = w.ann.twin();
    const ids = Array.from({ length: count }, () => w.id());
    const twice = device.act(ids.map((id, place) => w.deal(id, { externalKey: `${ids[0] ?? ''}-${place % 400}` })), { shape: 'each' }); // prettier-ignore
    const [answer] = await decided(device, [twice]);
    expect(answer?.status).toBe('merged');
    expect(Object.keys(answer?.refused ?? {}).toSorted()).toEqual(ids.slice(400).toSorted());
    expect(new Set(Object.values(answer?.refused ?? {}).map(({ code }) => code))).toEqual(new Set(['records/taken']));
    expect((await dealsOf(ids))[0]?.count).toBe(400);
  });
});

describe('a group of acts that depend on one another', { timeout: 60_000 }, () => {
  /** Makes 510 deals, renames them twice and gives each a task, in a group of acts. */
  async function played() {
    const device = w.ann.twin();
    const group = w.id();
    const ids = Array.from({ length: 510 }, () => w.id());
    const act = (edits: Act['edits']) => device.act(edits, { group, shape: 'each' });
    const acts = [
      act(ids.map((id) => w.deal(id, { name: 'One' }))),
      act(ids.map((id) => w.set(id, { name: ['One', 'Two'] }))),
      act(ids.map((id) => w.task(w.id(), id))),
      act(ids.map((id) => w.set(id, { name: ['Two', 'Three'] }))),
    ];
    await decided(device, acts);
    const turn = (turned: readonly Act[]) => turned.map(({ id }) => device.act([], { undoes: id, closes: group }));
    return { device, ids, acts, turn };
  }

  it('[S-4c] is undone from the newest act on and redone from the oldest on, without conflicts', async () => {
    const { device, ids, acts, turn } = await played();
    const undoing = turn(acts.toReversed());
    expect((await decided(device, undoing)).map(({ status }) => status)).toEqual(Array(4).fill('accepted'));
    expect(await dealsOf(ids)).toEqual([{ life: 'deleted', name: 'One', count: 510 }]);
    const redoing = undoing.toReversed().map(({ id }) => device.act([], { undoes: id }));
    expect((await decided(device, redoing)).map(({ status }) => status)).toEqual(Array(4).fill('accepted'));
    expect(await dealsOf(ids)).toEqual([{ life: 'alive', name: 'Three', count: 510 }]);
  });

  it('[S-4c] undone from the oldest act on, keeps values that later acts changed, and reports them', async () => {
    const { device, ids, acts, turn } = await played();
    const answers = await decided(device, turn(acts));
    expect(answers.map(({ status }) => status)).toEqual(['merged', 'merged', 'accepted', 'accepted']);
    expect(Object.keys(answers[0]?.superseded ?? {}).length).toBe(510);
    expect(await dealsOf(ids)).toEqual([{ life: 'alive', name: 'Two', count: 510 }]); // the first rename was not undone
  });
});
