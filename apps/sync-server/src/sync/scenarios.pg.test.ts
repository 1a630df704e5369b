import { usd } from '@outpost/domain/testing/usd';
import { describe, expect, it } from 'vitest';
import { passHorizon } from '../records/erase/horizon.ts';
import { givenServer } from '../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../testing/sales-world.ts';
import { changeEdit } from '../testing/test-server.ts';

// The shortest histories of the model (proof/model/scenarios.mjs) and its probes, where only the server decides.
const given = givenServer({ durability: 'backup' });
let w: SalesWorld;
const fresh = async (): Promise<SalesWorld> => (w = await makeSalesWorld(given.test));
const refusedCode = (decision: { refused: Readonly<Record<string, { code: string }>> }, id: string) =>
  decision.refused[id]?.code;

describe('merging', () => {
  it('[S-4d] validates the merged record: two changes, each valid, not so together', async () => {
    const { ann, mia, id, deal, set } = await fresh();
    const d1 = id();
    await ann.do([deal(d1, { closedOn: '2026-11-01', engagedOn: '2026-10-01' })]);
    await ann.do([set(d1, { value: [usd(5), usd(0)] })]);
    const decision = await mia.do([set(d1, { stage: ['prospecting', 'won'] })]);
    expect(refusedCode(decision, d1)).toBe('records/invalid');
    expect(await w.tenant.fields('crm/deal', d1)).toMatchObject({ stage: 'prospecting' });
  });

  it('[S-4] a superseded value is stored with its author, and reported to the person who replaced it', async () => {
    const { ann, mia, id, deal, set } = await fresh();
    const d1 = id();
    await mia.do([deal(d1)]);
    await mia.do([set(d1, { value: [usd(5), usd(6)] })]);
    await mia.do([set(d1, { name: ['Deal', 'Other'] })]);
    const decision = await ann.do([set(d1, { value: [usd(5), usd(8)] })]);
    expect(decision).toMatchObject({ status: 'merged', superseded: { [d1]: { value: usd(6) } } });
    expect((await w.tenant.journal()).at(-1)).toMatchObject({
      superseded: { value: { value: usd(6), by: mia.userId } },
    });
  });

  it('[S-4] tags of both sides stay, and so do lines of long text', async () => {
    const { ann, mia, id, deal, set } = await fresh();
    const d1 = id();
    await mia.do([deal(d1, { tags: ['a', 'b'], about: 'one\ntwo' })]);
    await ann.do([
      set(d1, {
        tags: [
          ['a', 'b'],
          ['a', 'b', 'c'],
        ],
        about: ['one\ntwo', 'one\nmiddle\ntwo'],
      }),
    ]);
    await mia.do([set(d1, { tags: [['a', 'b'], ['b']], about: ['one\ntwo', 'one\ntwo\nthree'] })]);
    expect(await w.tenant.fields('crm/deal', d1)).toMatchObject({ tags: ['b', 'c'], about: 'one\nmiddle\ntwo\nthree' });
  });

  it('[S-4] A to B and back while someone sets A to C: C stays and nothing is reported', async () => {
    const { ann, mia, id, deal, set } = await fresh();
    const d1 = id();
    await ann.do([deal(d1)]);
    await ann.do([set(d1, { value: [usd(5), usd(6)] })]);
    await ann.do([set(d1, { value: [usd(6), usd(5)] })]);
    expect(await mia.do([set(d1, { value: [usd(5), usd(7)] })])).toMatchObject({ status: 'accepted', superseded: {} });
  });

  it('[S-1c] an act sent again after a lost tail is superseded by later changes', async () => {
    const { ann, mia, id, deal, set } = await fresh();
    const d1 = id();
    await ann.do([deal(d1)]);
    await ann.do([set(d1, { value: [usd(5), usd(9)] })]);
    const decision = await mia.do([set(d1, { value: [usd(6), usd(7)] })], { again: true });
    expect(decision).toMatchObject({ status: 'merged', superseded: { [d1]: { value: usd(7) } } });
    expect(await w.tenant.fields('crm/deal', d1)).toMatchObject({ value: usd(9) });
  });
});

describe('undo', () => {
  it('[S-4c] reverses the changes in the journal, not those that its author saw', async () => {
    const { ann, mia, id, deal, set } = await fresh();
    const d1 = id();
    await ann.do([deal(d1)]);
    await ann.do([set(d1, { value: [usd(5), usd(8)] })]);
    const overriding = await mia.do([set(d1, { value: [usd(5), usd(6)] })]);
    await mia.do([set(d1, { value: [usd(6), usd(5)] })], { undoes: overriding.act });
    expect(await w.tenant.fields('crm/deal', d1)).toMatchObject({ value: usd(8) });
  });

  it('[S-4c] leaves a field that changed since, and keeps its own value as superseded', async () => {
    const { ann, mia, id, deal, set } = await fresh();
    const d1 = id();
    await ann.do([deal(d1)]);
    const first = await mia.do([set(d1, { value: [usd(5), usd(6)] })]);
    await ann.do([set(d1, { value: [usd(6), usd(9)] })]);
    const undo = await mia.do([set(d1, { value: [usd(6), usd(5)] })], { undoes: first.act });
    expect(undo).toMatchObject({ status: 'merged', superseded: { [d1]: { value: usd(5) } } });
    expect(await w.tenant.fields('crm/deal', d1)).toMatchObject({ value: usd(9) });
    expect((await w.tenant.journal()).at(-1)).toMatchObject({ superseded: { value: { by: mia.userId } } });
  });

  it('[S-4c] of a creation is superseded where the record or its children changed since', async () => {
    const { ann, mia, id, deal, task, set } = await fresh();
    const [d1, d2, d3, a1] = [id(), id(), id(), id()];
    const one = await mia.do([deal(d1)]);
    const two = await mia.do([deal(d2)]);
    const three = await mia.do([deal(d3)]);
    await ann.do([set(d1, { name: ['Deal', 'Renamed'] })]);
    await ann.do([task(a1, d2)]);
    const gone = (deal_: string) => [set(deal_, { life: ['alive', 'deleted'] })];
    expect(await mia.do(gone(d1), { undoes: one.act })).toMatchObject({
      status: 'merged',
      superseded: { [d1]: { life: 'deleted' } },
    });
    expect(await mia.do(gone(d2), { undoes: two.act })).toMatchObject({ status: 'merged' });
    expect(await mia.do(gone(d3), { undoes: three.act })).toMatchObject({ status: 'accepted' });
    const rows = await w.tenant.rows<{ id: string; life: string }>('select id, life from store.crm_deal');
    expect(new Map(rows.map(({ id: deal_, life }) => [deal_, life]))).toEqual(new Map([[d1, 'alive'], [d2, 'alive'], [d3, 'deleted']])); // prettier-ignore
  });

  it('[S-4c] of a refused act does nothing; a second undo changes nothing; a redo applies the act again', async () => {
    const { ann, mia, id, deal, set } = await fresh();
    const d1 = id();
    await ann.do([deal(d1, {}, { ownerId: ann.userId, teamId: null, sharedWith: [mia.userId] })]);
    const refused = await mia.do([set(d1, { ownerId: [ann.userId, mia.userId] })]);
    expect(refusedCode(refused, d1)).toBe('access/denied');
    expect(await mia.do([set(d1, { ownerId: [mia.userId, ann.userId] })], { undoes: refused.act })).toMatchObject({
      status: 'accepted',
      versions: {},
    });
    const edit = await mia.do([set(d1, { name: ['Deal', 'New'] })]);
    const undo = await mia.do([set(d1, { name: ['New', 'Deal'] })], { undoes: edit.act });
    await mia.do([set(d1, { name: ['New', 'Deal'] })], { undoes: edit.act });
    expect(await w.tenant.fields('crm/deal', d1)).toMatchObject({ name: 'Deal' });
    await mia.do([set(d1, { name: ['Deal', 'New'] })], { undoes: undo.act });
    expect(await w.tenant.fields('crm/deal', d1)).toMatchObject({ name: 'New' });
  });

  it('[S-4c] of an unknown act is refused', async () => {
    const { mia, id, set } = await fresh();
    const d1 = id();
    expect(refusedCode(await mia.do([set(d1, { name: ['a', 'b'] })], { undoes: id() }), d1)).toBe('undo/unknown');
  });

  it('[S-4c] of a group closes it: later acts of it are refused', async () => {
    const { mia, id, deal, set } = await fresh();
    const [d1, d2, group] = [id(), id(), id()];
    const first = await mia.do([deal(d1)], { group });
    await mia.twin().do([set(d1, { life: ['alive', 'deleted'] })], { undoes: first.act, closes: group });
    expect(refusedCode(await mia.do([deal(d2)], { group }), d2)).toBe('undo/group-undone');
    expect(await w.tenant.fields('crm/deal', d2)).toBeUndefined();
  });
});

describe('dependent edits, keys and duplicates', () => {
  it('[S-4b] an edit that depends on a refused act is refused', async () => {
    const { ann, mia, id, deal, set } = await fresh();
    const d1 = id();
    await ann.do([deal(d1, { value: null }, { ownerId: ann.userId, sharedWith: [mia.userId] })]);
    const ground = await mia.do([set(d1, { value: [null, usd(10)] }), set(d1, { ownerId: [ann.userId, mia.userId] })]);
    expect(ground.status).toBe('refused');
    const standing = await mia.do([
      { ...set(d1, { value: [usd(10), usd(11)] }), after: [{ act: ground.act, record: d1 }] },
    ]);
    expect(refusedCode(standing, d1)).toBe('sync/ground-refused');
  });

  it('[S-4e] the later of two equal keys is refused, with the edits that depend on it; the key of a deleted record is free, and then its restore is refused', async () => {
    const { ann, mia, id, deal, task, set } = await fresh();
    const [d1, d2, d3, a2] = [id(), id(), id(), id()];
    await ann.do([deal(d1, { externalKey: 'C1' })]);
    const later = mia.act([deal(d2, { externalKey: 'c1' })]); // keys compare folded
    const child = mia.act([{ ...task(a2, d2), after: [{ act: later.id, record: d2 }] }]);
    const answer = await mia.push([later, child]);
    expect(answer.kind === 'decided' && answer.answers.map(({ refused }) => Object.values(refused)[0]?.code)).toEqual([
      'records/taken',
      'sync/ground-refused',
    ]);
    await ann.do([set(d1, { life: ['alive', 'deleted'] })]);
    expect(await ann.do([deal(d3, { externalKey: 'C1' })])).toMatchObject({ status: 'accepted' });
    expect(refusedCode(await ann.do([set(d1, { life: ['deleted', 'alive'] })]), d1)).toBe('records/taken');
  });

  it('[S-4e] equal keys within one act are refused too', async () => {
    const { mia, id, deal } = await fresh();
    const [d1, d2] = [id(), id()];
    const decision = await mia.do([deal(d1, { externalKey: 'same' }), deal(d2, { externalKey: 'same' })], {
      shape: 'each',
    });
    expect(decision).toMatchObject({
      status: 'merged',
      refused: { [d2]: { code: 'records/taken' } },
      versions: { [d1]: expect.any(Number) as number },
    });
  });

  it('[S-4f] a merge of duplicates repoints references that its author does not see, and later ones', async () => {
    const { ann, mia, id, deal, task, set } = await fresh();
    const [d1, d2, a1, a2] = [id(), id(), id(), id()];
    await ann.do([deal(d1)]);
    await ann.do([deal(d2)]);
    await mia.do([task(a1, d1)]);
    const merge = await ann.do([set(d1, { life: ['alive', `merged:${d2}`] })]);
    expect(merge.status).toBe('accepted');
    await mia.do([task(a2, d1)]);
    const about = async (task_: string) => (await w.tenant.fields('crm/task', task_))?.['about'];
    expect([await about(a1), await about(a2)]).toEqual([`crm/deal:${d2}`, `crm/deal:${d2}`]);
    await ann.do([set(d1, { life: [`merged:${d2}`, 'alive'] })], { undoes: merge.act });
    expect([await about(a1), await about(a2)]).toEqual([`crm/deal:${d1}`, `crm/deal:${d2}`]); // the later activity belongs to the survivor
    expect(await w.tenant.rows('select life from store.crm_deal where id = $1', [d1])).toEqual([{ life: 'alive' }]);
  });

  it('[S-4f] references of every kind follow a merge, deleted records included', async () => {
    const { ann, id, deal, set } = await fresh();
    const [account, survivor, d1, d2] = [id(), id(), id(), id()];
    const makeAccount = (one: string) => ({
      id: one,
      entity: 'crm/account',
      create: { schema: 1, ownerId: ann.userId, teamId: null, sharedWith: [], fields: { name: 'Acme' } },
    });
    await ann.do([makeAccount(account), makeAccount(survivor), deal(d1, { account }), deal(d2, { account })]);
    await ann.do([set(d2, { life: ['alive', 'deleted'] })]);
    expect(await ann.do([set(account, { life: ['alive', `merged:${survivor}`] }, 'crm/account')])).toMatchObject({
      status: 'accepted',
    });
    expect([
      (await w.tenant.fields('crm/deal', d1))?.['account'],
      (await w.tenant.fields('crm/deal', d2))?.['account'],
    ]).toEqual([survivor, survivor]);
  });

  it('[A-3a] a change of parent that would create a cycle is refused', async () => {
    const { ann, id, set } = await fresh();
    const account = id();
    await ann.do([
      {
        id: account,
        entity: 'crm/account',
        create: { schema: 1, ownerId: ann.userId, teamId: null, sharedWith: [], fields: { name: 'Acme' } },
      },
    ]);
    expect(
      refusedCode(await ann.do([set(account, { life: ['alive', `merged:${account}`] }, 'crm/account')]), account),
    ).toBe('records/circle');
  });
});

describe('feeds', () => {
  it('[S-1] a page may end between two rows of one number', async () => {
    const { ann, moe, id, deal, task, set } = await fresh();
    const [d1, a1, a2] = [id(), id(), id()];
    await ann.do([deal(d1), task(a1, d1), task(a2, d1)]);
    await moe.pull();
    await ann.do([set(d1, { ownerId: [w.mia.userId, moe.userId], teamId: [w.teams.t1, null] })]);
    for (let round = 0; round < 5; round += 1) await moe.page(1);
    expect([...moe.holds('crm/deal'), ...moe.holds('crm/task')].sort()).toEqual([d1, a1, a2].sort());
  });

  it('[A-3a] sharing one deal brings its children, and unsharing removes them', async () => {
    const { ann, moe, id, deal, task, set } = await fresh();
    const [d1, a1] = [id(), id()];
    await ann.do([deal(d1), task(a1, d1)]);
    await moe.pull();
    await ann.do([set(d1, { sharedWith: [[], [moe.userId]] })]);
    await moe.pull();
    expect([moe.holds('crm/deal'), moe.holds('crm/task')]).toEqual([[d1], [a1]]);
    await ann.do([set(d1, { sharedWith: [[moe.userId], []] })]);
    await moe.pull();
    expect([moe.holds('crm/deal'), moe.holds('crm/task')]).toEqual([[], []]);
  });

  it('[A-3a] a task assigned to someone who does not see its deal reaches them alone, and they may complete it', async () => {
    const { ann, moe, id, deal, task, set } = await fresh();
    const [d1, a1] = [id(), id()];
    await ann.do([deal(d1), task(a1, d1, { ownerId: moe.userId })]);
    await moe.pull();
    expect([moe.holds('crm/deal'), moe.holds('crm/task')]).toEqual([[], [a1]]);
    expect(await moe.do([set(a1, { done: [null, true] }, 'crm/task')])).toMatchObject({ status: 'accepted' });
  });

  it('[A-3a] a child made under a parent that moved out of sight, or was deleted, is refused alike', async () => {
    const { ann, mia, id, deal, task, set } = await fresh();
    const [d1, d2, a1, a2, a3] = [id(), id(), id(), id(), id()];
    await ann.do([deal(d1), deal(d2)]);
    await ann.do([set(d1, { ownerId: [mia.userId, w.moe.userId] })]);
    await ann.do([set(d2, { life: ['alive', 'deleted'] })]);
    const moved = await mia.do([task(a1, d1)]);
    const deleted = await mia.do([task(a2, d2)]);
    const never = await mia.do([task(a3, id())]);
    expect([refusedCode(moved, a1), refusedCode(deleted, a2), refusedCode(never, a3)]).toEqual(
      Array(3).fill('records/parent-gone'),
    );
  });

  it('[A-4] a lost role removes its records from the device; one regained between two pulls removes nothing', async () => {
    const { ann, max, id, deal } = await fresh();
    const d1 = id();
    await ann.do([deal(d1)]);
    await max.pull();
    const role = [{ role: 'manager', teamId: w.teams.t1 }];
    await w.tenant.setRoles(max.userId, []);
    await w.tenant.setRoles(max.userId, role);
    await max.pull();
    expect(max.holds('crm/deal')).toEqual([d1]);
    await w.tenant.setRoles(max.userId, []);
    await max.pull();
    expect(max.held.size).toBe(0);
    await w.tenant.setRoles(max.userId, role);
    await max.pull();
    expect(max.holds('crm/deal')).toEqual([d1]);
  });

  it('[A-4, A-5] a gained token brings no earlier departures: they would name records never seen', async () => {
    const { ann, mia, moe, id, deal, set } = await fresh();
    const d1 = id();
    await ann.do([deal(d1)]);
    await moe.pull();
    await ann.do([set(d1, { ownerId: [mia.userId, ann.userId], teamId: [w.teams.t1, null] })]); // the deal leaves the team
    await w.tenant.setRoles(moe.userId, [{ role: 'manager', teamId: w.teams.t1 }]);
    const page = await moe.page();
    expect(moe.tokens).toContain(`crm/deal@team:${w.teams.t1}`);
    expect(JSON.stringify(page)).not.toContain(d1);
  });

  it('[S-1] a record that moves to a place that the sync has passed arrives as news', async () => {
    const { ann, mia, moe, id, deal, set } = await fresh();
    const [d1, d2, d3] = [id(), id(), id()];
    await ann.do([
      deal(d1),
      deal(d2, {}, { ownerId: moe.userId, teamId: null }),
      deal(d3, {}, { ownerId: moe.userId, teamId: null }),
    ]);
    await moe.page(1);
    await ann.do([set(d1, { ownerId: [mia.userId, moe.userId], teamId: [w.teams.t1, null] })]);
    await ann.do([set(d2, { ownerId: [moe.userId, mia.userId], teamId: [null, w.teams.t1] })]);
    await moe.pull(1);
    expect(moe.holds('crm/deal')).toEqual([d1, d3]);
  });

  it('[K-6] erasing tombstones is a departure; a device behind the floor starts over', async () => {
    const { ann, mia, id, deal, task, set } = await fresh();
    const [d1, a1, d2] = [id(), id(), id()];
    await mia.pull(); // then her device stays away
    await ann.do([deal(d1), task(a1, d1), deal(d2)]);
    await ann.do([set(d1, { life: ['alive', 'deleted'] })]);
    await ann.pull();
    const [clock] = await w.tenant.rows<{ head: number }>('select head from store.clock');
    expect(await passHorizon(given.test.server.tenancy, w.tenant.orgId, clock?.head ?? 0)).toBe(2);
    expect((await mia.page(1)).kind).toBe('reset');
    await ann.pull();
    expect([ann.holds('crm/deal'), ann.holds('crm/task')]).toEqual([[d2], []]);
    const homes = await w.tenant.rows('select entity from store.record_home where id = any($1::uuid[])', [[d1, a1]]);
    expect(homes).toEqual([{ entity: 'erased' }, { entity: 'erased' }]); // their ids stay used
  });

  it("[S-1a] the floor is compared with the place within the checkpoint's number", async () => {
    const { ann, mia, id, deal, task, set } = await fresh();
    const [d1, a1, a2] = [id(), id(), id()];
    await ann.do([deal(d1, {}, { teamId: null }), task(a1, d1), task(a2, d1)]);
    await mia.pull();
    await ann.do([set(d1, { ownerId: [mia.userId, w.moe.userId] })]);
    await mia.page(1);
    const [clock] = await w.tenant.rows<{ head: number }>('select head from store.clock');
    await passHorizon(given.test.server.tenancy, w.tenant.orgId, clock?.head ?? 0);
    expect((await mia.page(1)).kind).toBe('reset');
  });
});

describe('devices and forks', () => {
  it('[S-2] a known act gets its first answer and changes nothing; a refused one stays refused', async () => {
    const { ann, mia, id, deal, set } = await fresh();
    const d1 = id();
    const act = mia.act([deal(d1)]);
    const first = await mia.push([act]);
    await ann.do([set(d1, { name: ['Deal', 'Renamed'] })]);
    expect(await mia.push([act])).toEqual(first);
    expect(await w.tenant.fields('crm/deal', d1)).toMatchObject({ name: 'Renamed' });
    const denied = mia.act([set(d1, { stage: ['prospecting', 'won'], value: [usd(5), null] })]);
    const refusal = await mia.push([denied]);
    expect(await mia.push([denied])).toEqual(refusal);
  });

  it('[S-2b] a used number with an unknown id, and a gap, stop the push at that act', async () => {
    const { mia, id, deal } = await fresh();
    await mia.do([deal(id())]);
    const copied = { ...mia.act([deal(id())]), number: 1 };
    expect(await mia.push([copied])).toEqual({
      kind: 'decided',
      answers: [],
      stopped: { act: copied.id, code: 'sync/device-set-back' },
    });
    const ahead = { ...mia.act([deal(id())]), number: 9 };
    expect(await mia.push([ahead])).toMatchObject({ stopped: { code: 'sync/gap' } });
  });

  it('[S-2b] a device under a new name sends known acts before a new one: each known act gets its first answer and counts', async () => {
    const { mia, ann, id, deal, set } = await fresh();
    const [d1, d2, d3] = [id(), id(), id()];
    const known = [mia.act([deal(d1)]), mia.act([set(d1, { name: ['Deal', 'Mine'] })])];
    const first = await mia.push(known);
    await ann.do([set(d1, { name: ['Mine', 'Theirs'] })]);
    mia.device = id();
    const again = known.map((act, place) => ({ ...act, number: place + 1, again: true }));
    const unknown = [deal(d2), deal(d3)].map((edit, place) => ({ ...mia.act([edit]), number: place + 3 }));
    const answer = await mia.push([...again, ...unknown]);
    expect(answer).toMatchObject({
      kind: 'decided',
      stopped: null,
      answers: [...(first.kind === 'decided' ? first.answers : []), { status: 'accepted' }, { status: 'accepted' }],
    });
    expect(await w.tenant.fields('crm/deal', d1)).toMatchObject({ name: 'Theirs' });
    expect(await mia.push([{ ...mia.act([deal(id())]), number: 5 }])).toMatchObject({ stopped: null });
  });

  it('[S-2b] a known act out of order gets its answer and does not count: the new act after it is a gap', async () => {
    const { mia, id, deal } = await fresh();
    const known = mia.act([deal(id())]);
    await mia.push([known]);
    mia.device = id();
    const next = { ...mia.act([deal(id())]), number: 8 };
    const answer = await mia.push([{ ...known, number: 7 }, next]);
    expect(answer).toMatchObject({ answers: [{ act: known.id }], stopped: { act: next.id, code: 'sync/gap' } });
    expect(await mia.push([{ ...next, number: 1 }])).toMatchObject({ stopped: null });
  });

  it("[S-2b] another person's device id is refused", async () => {
    const { mia, moe, id, deal } = await fresh();
    await mia.do([deal(id())]);
    moe.device = mia.device;
    moe.number = 1;
    expect(await moe.push([moe.act([deal(id(), {}, { ownerId: moe.userId, teamId: null })])])).toMatchObject({
      stopped: { code: 'sync/device-set-back' },
    });
  });

  it('[S-1b] another journal is reported before anything is decided, on push and on pull', async () => {
    const { mia, ann, id, deal } = await fresh();
    const d1 = id();
    await mia.pull();
    const common = mia.heads.at(-1)?.[0];
    mia.heads = [...mia.heads, [Number(common) + 5, 'ab'.repeat(32)]]; // seen before the tail was lost
    expect(await mia.push([mia.act([deal(d1)])])).toEqual({ kind: 'fork', common });
    expect(await mia.page()).toEqual({ kind: 'fork', common });
    expect(await w.tenant.fields('crm/deal', d1)).toBeUndefined();
    await ann.do([deal(id())]);
    mia.heads = [[3, 'cd'.repeat(32)]];
    expect(await mia.page()).toEqual({ kind: 'fork', common: 0 });
  });

  it('[P-4a] a refusal, and an act without changes, get a journal row', async () => {
    const { ann, mia, id, deal, set } = await fresh();
    const d1 = id();
    await ann.do([deal(d1, {}, { ownerId: ann.userId, sharedWith: [mia.userId] })]);
    const before = (await w.tenant.journal()).length;
    await mia.do([set(d1, { ownerId: [ann.userId, mia.userId] })]);
    await mia.do([set(d1, { name: ['Deal', 'Deal'] })]);
    const rows = (await w.tenant.journal()).slice(before);
    expect(rows.map(({ kind, refused }) => [kind, refused])).toEqual([['decided', { [d1]: 'access/denied' }], ['decided', {}]]); // prettier-ignore
  });

  it('[S-2] a together act is all or nothing, an each act goes record by record', async () => {
    const { mia, moe, id, deal } = await fresh();
    const [d1, d2, d3, d4] = [id(), id(), id(), id()];
    const others = (one: string) => deal(one, {}, { ownerId: moe.userId, teamId: null });
    expect(await mia.do([deal(d1), others(d2)])).toMatchObject({
      status: 'refused',
      refused: { [d1]: { code: 'act/refused-whole' }, [d2]: { code: 'access/denied' } },
    });
    expect(await mia.do([deal(d3), others(d4)], { shape: 'each' })).toMatchObject({
      status: 'merged',
      refused: { [d4]: { code: 'access/denied' } },
    });
    const rows = await w.tenant.rows<{ id: string }>('select id from store.crm_deal');
    expect(rows.map((row) => row.id)).toEqual([d3]);
  });

  it('[S-2] in an each act, edits that depend on a refused record are refused too', async () => {
    const { mia, id, deal, task, set } = await fresh();
    const [d1, a1] = [id(), id()];
    const decision = await mia.do([deal(d1), task(a1, d1), set(d1, { ownerId: [mia.userId, 'nobody'] })], {
      shape: 'each',
    });
    expect([refusedCode(decision, d1), refusedCode(decision, a1)]).toEqual(['records/invalid', 'records/parent-gone']);
    expect(await w.tenant.rows('select id from store.crm_task')).toEqual([]);
  });
});

describe('closed fields and kinds', () => {
  it('[A-2] fixed fields, server fields, governed kinds and administered fields are not writable', async () => {
    const { ann, mia, id, deal, set } = await fresh();
    const [d1, n1, p1] = [id(), id(), id()];
    await mia.do([deal(d1)]);
    const note = {
      id: n1,
      entity: 'crm/activity',
      create: {
        schema: 1,
        ownerId: null,
        teamId: null,
        sharedWith: [],
        fields: { about: `crm/deal:${d1}`, kind: 'note' },
      },
    };
    await mia.do([note]);
    expect(refusedCode(await ann.do([set(n1, { kind: ['note', 'call'] }, 'crm/activity')]), n1)).toBe('records/fixed');
    expect(refusedCode(await ann.do([set(n1, { deliveryStatus: [null, 'sent'] }, 'crm/activity')]), n1)).toBe(
      'access/denied',
    );
    expect(
      refusedCode(
        await mia.do([
          {
            id: p1,
            entity: 'crm/product',
            create: { schema: 1, ownerId: null, teamId: null, sharedWith: [], fields: { name: 'P' } },
          },
        ]),
        p1,
      ),
    ).toBe('access/denied');
    expect(
      refusedCode(
        await mia.do([
          changeEdit(mia.userId, 'platform/person', { memberships: [[], [{ role: 'owner', teamId: null }]] }),
        ]),
        mia.userId,
      ),
    ).toBe('access/denied');
    expect(refusedCode(await mia.do([set(d1, { nonsense: [null, 1] })]), d1)).toBe('records/unknown-field');
    expect(refusedCode(await mia.do([set(d1, { version: [1, 2] })]), d1)).toBe('records/unknown-field');
  });

  it('[Q-6] a formula is computed at creation and with every change', async () => {
    const { mia, id } = await fresh();
    const lead = id();
    await mia.do([
      {
        id: lead,
        entity: 'crm/lead',
        create: {
          schema: 1,
          ownerId: mia.userId,
          teamId: null,
          sharedWith: [],
          fields: { name: 'L', status: 'new', email: 'l@example.com' },
        },
      },
    ]);
    expect((await w.tenant.fields('crm/lead', lead))?.['score']).toBe(20);
    await mia.do([changeEdit(lead, 'crm/lead', { phone: [null, '+15550142'] })]);
    expect((await w.tenant.fields('crm/lead', lead))?.['score']).toBe(40);
  });

  it('[A-5] missing and invisible records are refused alike, as record, reference and merge target', async () => {
    const { mia, moe, id, deal, set } = await fresh();
    const [hidden, account, own] = [id(), id(), id()];
    await moe.do([
      deal(hidden, {}, { ownerId: moe.userId, teamId: null }),
      {
        id: account,
        entity: 'crm/account',
        create: { schema: 1, ownerId: moe.userId, teamId: null, sharedWith: [], fields: { name: 'Acme' } },
      },
    ]);
    await mia.do([deal(own)]);
    const missing = id();
    const shape = async (edits: Parameters<typeof mia.do>[0], about: string) => {
      const { status, refused, versions, superseded } = await mia.do(edits);
      return JSON.parse(JSON.stringify({ status, refused, versions, superseded }).replaceAll(about, 'ID')) as unknown;
    };
    expect(await shape([set(hidden, { name: ['Deal', 'x'] })], hidden)).toEqual(
      await shape([set(missing, { name: ['Deal', 'x'] })], missing),
    );
    expect(await shape([set(own, { account: [null, account] })], account)).toEqual(
      await shape([set(own, { account: [null, missing] })], missing),
    );
    expect(await shape([set(own, { life: ['alive', `merged:${hidden}`] })], hidden)).toEqual(
      await shape([set(own, { life: ['alive', `merged:${missing}`] })], missing),
    );
  });

  it('[A-5] an undo of an act on invisible records reveals nothing of them', async () => {
    const { mia, moe, id, deal, set } = await fresh();
    const hidden = id();
    const act = await moe.do([deal(hidden, {}, { ownerId: moe.userId, teamId: null })]);
    const own = id();
    const decision = await mia.do([set(own, { name: ['a', 'b'] })], { undoes: act.act });
    expect(JSON.stringify(decision)).not.toContain(hidden);
    expect(await w.tenant.rows('select life from store.crm_deal where id = $1', [hidden])).toEqual([{ life: 'alive' }]);
  });

  it('[K-1] an id is used once, over all kinds', async () => {
    const { ann, id, deal, task } = await fresh();
    const d1 = id();
    const d2 = id();
    await ann.do([deal(d1), deal(d2)]);
    expect(refusedCode(await ann.do([task(d1, d2)]), d1)).toBe('records/exists');
  });
});
