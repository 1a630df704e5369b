import type { Act } from '@outpost/domain/kernel/acts/act';
import { beforeAll, describe, expect, it } from 'vitest';
import { push } from '../sync/push.ts';
import { givenServer } from '../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../testing/sales-world.ts';
import { made, type TestDevice } from '../testing/test-server.ts';

// Few records exceed these bounds: from the fourth child on, Postgres files the children itself, in pieces.
const bounds = { changes: 8, places: 60 };
const given = givenServer({ writeLimits: { childrenInMemory: 3, childrenAtOnce: 2 } });
let w: SalesWorld;
beforeAll(async () => {
  w = await makeSalesWorld(given.test);
});

/** Decides acts under these bounds. */
async function decided({ asker, device }: TestDevice, acts: readonly Act[]) {
  const answer = await push({ ...given.test.pushPorts, bounds }, asker, { device, heads: [], schemas: {}, acts });
  if (!answer.ok || answer.value.kind !== 'decided') throw new Error(JSON.stringify(answer));
  return answer.value.answers;
}

async function dealWithTasks(count: number): Promise<string> {
  const deal = w.id();
  await w.mia.do([w.deal(deal), ...Array.from({ length: count }, () => w.task(w.id(), deal))]);
  return deal;
}
const move = (deal: string) => w.set(deal, { ownerId: [w.mia.userId, w.moe.userId], teamId: [w.teams.t1, w.teams.t2] });
const ownerOf = async (deal: string) => {
  const [row] = await w.tenant.rows<{ owner_id: string }>('select owner_id from store.crm_deal where id = $1', [deal]);
  return row?.owner_id;
};

describe('[E-3] a move', () => {
  it.each([
    ['of a few children is done', 3, true],
    ['of more children than are taken into memory is done', 6, true],
    ['of too many children is refused, and the acts around it are decided', 30, false],
  ] as const)('%s', async (_what, count, isDone) => {
    const deal = await dealWithTasks(count);
    const acts = [w.deal(w.id()), move(deal), w.deal(w.id())].map((edit) => w.ann.act([edit]));
    const answers = await decided(w.ann, acts);
    expect(answers.map(({ status }) => status)).toEqual(['accepted', isDone ? 'accepted' : 'refused', 'accepted']);
    expect(await ownerOf(deal)).toBe(isDone ? w.moe.userId : w.mia.userId);
    expect(answers[1]?.refused).toMatchObject(isDone ? {} : { [deal]: { code: 'act/too-large', details: { what: 'places', limit: 60 } } }); // prettier-ignore
    expect(await decided(w.ann, acts)).toEqual(answers); // a repeated act gets its first answer
  });
});

describe('[E-3] an act', () => {
  it('changes at most the allowed number of records, and so does its undo', async () => {
    const deals = Array.from({ length: 9 }, () => w.id());
    await w.mia.do(deals.map((id) => w.deal(id)));
    const rename = (ids: readonly string[]) => w.mia.act(ids.map((id) => w.set(id, { name: ['Deal', 'New'] })));
    const [tooMany, most] = [rename(deals), rename(deals.slice(1))];
    const answers = await decided(w.mia, [tooMany, most, w.mia.act([], { undoes: most.id })]);
    expect(answers.map(({ status }) => status)).toEqual(['refused', 'accepted', 'accepted']);
    expect(answers[0]?.refused[deals[0] ?? '']).toMatchObject({ code: 'act/too-large', details: { what: 'changes', limit: 8 } }); // prettier-ignore
  });

  it('[A-5] is refused as if its record were gone where too many hidden records would follow its merge', async () => {
    const account = async () => {
      const id = w.id();
      await w.mia.do([made(id, 'crm/account', { name: 'Acme' }, { ownerId: w.mia.userId, teamId: w.teams.t1 })]);
      return id;
    };
    const [gone, kept] = [await account(), await account()];
    const theirs = { ownerId: w.moe.userId, teamId: w.teams.t2 };
    await w.ann.do(Array.from({ length: 8 }, () => w.deal(w.id(), { account: gone }, theirs)));
    const merge = (by: TestDevice) => by.act([w.set(gone, { life: ['alive', `merged:${kept}`] }, 'crm/account')]);
    const own = merge(w.mia);
    const [answer] = await decided(w.mia, [own]);
    expect(answer).toMatchObject({
      status: 'refused',
      superseded: {},
      versions: { [gone]: expect.any(Number) as number },
    });
    const message = 'The record of this change is gone, or not shared with you.';
    expect(answer?.refused).toEqual({ [gone]: { code: 'records/not-found', message, details: { id: own.id } } });
    const [hers] = await decided(w.ann, [merge(w.ann)]);
    expect(hers?.refused[gone]).toMatchObject({ code: 'act/too-large', details: { what: 'changes', limit: 8 } });
  });
});
