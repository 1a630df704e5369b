import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { givenServer } from '../../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld, usd } from '../../testing/sales-world.ts';

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
/** Which act has undone this one. */
const undoneBy = async (act: string) => {
  const [row] = await w.tenant.rows<{ undone_by: string | null }>('select undone_by from store.act where id = $1', [
    act,
  ]);
  return row?.undone_by;
};

describe('an act', () => {
  it('[S-4c] is undone once: a second undo leaves alone what came since', async () => {
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

  it('[S-4c] is marked in one push as in several', async () => {
    const edit = w.mia.act([w.set(deal, { name: ['First', 'Second'] })]);
    const undone = w.mia.act([], { undoes: edit.id });
    const again = w.mia.act([], { undoes: undone.id });
    await w.mia.push([edit, undone, again]);
    expect([await nameOf(), await undoneBy(edit.id), await undoneBy(undone.id)]).toEqual(['Second', null, again.id]);
  });

  it('[S-4c] closes its group for its author when it is undone so, and for nobody else', async () => {
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
});

describe('a value that gives way', () => {
  it('[S-4] is of whoever wrote that field last, not of who wrote the record last', async () => {
    const raised = await w.ann.do([w.set(deal, { value: [usd(5), usd(6)] })]);
    await w.mia.do([w.set(deal, { name: ['First', 'Second'] })]);
    const answer = await w.max.do([w.set(deal, { value: [usd(5), usd(9)] })]);
    expect(raised.status).toBe('accepted');
    expect(answer).toMatchObject({ status: 'merged', superseded: { [deal]: { value: usd(6) } } });
    const row = (await w.tenant.journal()).find(({ act }) => act === answer.act);
    expect(row?.['superseded']).toMatchObject({ value: { value: usd(6), by: w.ann.userId } });
  });
});
