import { usd } from '@outpost/domain/testing/usd';
import type { Act } from '@outpost/domain/kernel/acts/act';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { givenServer } from '../../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../../testing/sales-world.ts';

const given = givenServer();
let w: SalesWorld;
let deal: string;
beforeAll(async () => {
  w = await makeSalesWorld(given.test);
});
beforeEach(async () => {
  deal = w.id();
  await w.mia.do([w.deal(deal, { name: 'First' })]);
});
const nameOf = async () => (await w.tenant.fields('crm/deal', deal))?.['name'];
const rename = (from: string, to: string) => w.mia.do([w.set(deal, { name: [from, to] })]);
const undo = (act: string) => w.mia.do([], { undoes: act });
/** Returns the act that has undone this one. */
const undoneBy = async (act: string) => {
  const [row] = await w.tenant.rows<{ undone_by: string | null }>('select undone_by from store.act where id = $1', [
    act,
  ]);
  return row?.undone_by;
};

describe('an act', () => {
  it('[S-4c] is undone once: a second undo leaves later changes unchanged', async () => {
    const edit = await rename('First', 'Second');
    const undone = await undo(edit.act);
    expect([await nameOf(), await undoneBy(edit.act)]).toEqual(['First', undone.act]);
    await rename('First', 'Second'); // by hand
    expect(await undo(edit.act)).toMatchObject({ status: 'accepted', superseded: {} });
    expect([await nameOf(), await undoneBy(edit.act)]).toEqual(['Second', undone.act]);
  });

  it('[S-4c] that was undone is done again, and can be undone once more', async () => {
    const edit = await rename('First', 'Second');
    const undone = await undo(edit.act);
    const again = await undo(undone.act);
    expect([await nameOf(), await undoneBy(edit.act), await undoneBy(undone.act)]).toEqual(['Second', null, again.act]);
    const once = await undo(edit.act);
    expect([await nameOf(), await undoneBy(edit.act)]).toEqual(['First', once.act]);
  });

  it('[S-4c] is marked as undone in one push as in several', async () => {
    const edit = w.mia.act([w.set(deal, { name: ['First', 'Second'] })]);
    const undone = w.mia.act([], { undoes: edit.id });
    const again = w.mia.act([], { undoes: undone.id });
    await w.mia.push([edit, undone, again]);
    expect([await nameOf(), await undoneBy(edit.id), await undoneBy(undone.id)]).toEqual(['Second', null, again.id]);
  });

  it('[S-4c] closes its group for its author, when its undo closes the group, and for nobody else', async () => {
    const group = w.id();
    const [mine, theirs] = [
      await w.mia.do([w.set(deal, { name: ['First', 'Second'] })], { group }),
      await w.ann.do([w.set(deal, { value: [usd(5), usd(6)] })], { group }),
    ];
    expect([mine.status, theirs.status]).toEqual(['accepted', 'accepted']);
    await w.mia.do([], { undoes: mine.act, closes: group });
    const late = await w.mia.do([w.set(deal, { name: ['First', 'Third'] })], { group });
    expect(late.refused[deal]?.code).toBe('undo/group-undone');
    expect(await w.ann.do([w.set(deal, { value: [usd(6), usd(7)] })], { group })).toMatchObject({ status: 'accepted' });
  });

  it('[S-4c] that made a record leaves it where a later act of the same push has added to it', async () => {
    const [bare, kept] = [w.id(), w.id()];
    const [first, second] = [w.mia.act([w.deal(bare)]), w.mia.act([w.deal(kept)])];
    const task = w.mia.act([w.task(w.id(), kept)]);
    await w.mia.push([first, second, task, w.mia.act([], { undoes: first.id }), w.mia.act([], { undoes: second.id })]);
    const lives = await w.tenant.rows<{ id: string; life: string }>(
      'select id, life from store.crm_deal where id = any($1::uuid[])',
      [[bare, kept]],
    );
    expect(new Map(lives.map(({ id, life }) => [id, life]))).toEqual(new Map([[bare, 'deleted'], [kept, 'alive']])); // prettier-ignore
  });

  it('[S-4c] of another person closes its group once all acts of the group are undone, also among requests that arrive together', async () => {
    const [open, done] = [w.id(), w.id()];
    const device = w.mia.twin();
    const acting = (group?: string) => device.act([w.deal(w.id())], group === undefined ? {} : { group });
    /**
     * Decides the acts and an undo of the first of them in one turn. Another person's change takes the turn before it.
     */
    const together = (acts: readonly Act[], closes: string) =>
      Promise.all([
        w.max.do([w.set(deal, { value: [usd(5), usd(6)] })]),
        device.push([...acts]),
        w.ann.do([], { undoes: acts[0]?.id ?? '', closes }),
      ]);
    await together([acting(open), acting(open)], open);
    await together([acting(done), acting()], done);
    const late = async (group: string) => Object.values((await w.mia.do([w.deal(w.id())], { group })).refused).map(({ code }) => code); // prettier-ignore
    expect([await late(open), await late(done)]).toEqual([[], ['undo/group-undone']]);
  });

  it('[S-4c] of another person leaves a group open while an earlier act of the group is not undone', async () => {
    const group = w.id();
    const [first, second] = [await w.mia.do([w.deal(w.id())], { group }), await w.mia.do([w.deal(w.id())], { group })];
    const late = () => w.mia.do([w.deal(w.id())], { group });
    await w.ann.do([], { undoes: first.act, closes: group });
    const third = await late();
    expect(third.status).toBe('accepted');
    await w.ann.do([], { undoes: second.act, closes: group });
    await w.ann.do([], { undoes: third.act, closes: group });
    expect((await late()).status).toBe('refused');
  });

  it('[S-4c] closes its group for the later steps of one long push', async () => {
    const group = w.id();
    const device = w.mia.twin();
    const first = device.act([w.deal(w.id())], { group });
    const undone = device.act([], { undoes: first.id, closes: group });
    const many = Array.from({ length: 3 }, () => device.act(Array.from({ length: 150 }, () => w.deal(w.id()))));
    const answer = await device.push([first, undone, ...many, device.act([w.deal(w.id())], { group })]);
    const statuses = answer.kind === 'decided' ? answer.answers.map(({ status }) => status) : [];
    expect(statuses).toEqual(['accepted', 'accepted', 'accepted', 'accepted', 'accepted', 'refused']);
  });
});

describe('a superseded value', () => {
  it('[S-4] is attributed to the last author of that field, not to the last author of the record', async () => {
    const raised = await w.ann.do([w.set(deal, { value: [usd(5), usd(6)] })]);
    await w.mia.do([w.set(deal, { name: ['First', 'Second'] })]);
    const answer = await w.max.do([w.set(deal, { value: [usd(5), usd(9)] })]);
    expect(raised.status).toBe('accepted');
    expect(answer).toMatchObject({ status: 'merged', superseded: { [deal]: { value: usd(6) } } });
    const row = (await w.tenant.journal()).find(({ act }) => act === answer.act);
    expect(row?.['superseded']).toMatchObject({ value: { value: usd(6), by: w.ann.userId } });
  });

  it('[S-4] is attributed to the person who wrote the field earlier in the same push', async () => {
    const [raised, late] = [
      w.max.act([w.set(deal, { value: [usd(5), usd(6)] })]),
      w.max.act([w.set(deal, { value: [usd(5), usd(9)] })]),
    ];
    await w.max.push([raised, late]);
    const row = (await w.tenant.journal()).find(({ act }) => act === late.id);
    expect(row?.['superseded']).toMatchObject({ value: { value: usd(6), by: w.max.userId } });
  });
});
