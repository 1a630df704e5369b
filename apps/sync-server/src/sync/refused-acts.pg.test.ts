import { describe, expect, it } from 'vitest';
import { passHorizon } from '../records/erase/horizon.ts';
import { applyAsServer } from '../tenancy/create-tenant.ts';
import { givenServer } from '../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../testing/sales-world.ts';
import { changeEdit, made, type TestDevice } from '../testing/test-server.ts';

const given = givenServer();
const world = (): Promise<SalesWorld> => makeSalesWorld(given.test);
const codes = (refused: Readonly<Record<string, { readonly code: string }>>) =>
  Object.fromEntries(Object.entries(refused).map(([id, { code }]) => [id, code]));

describe('the answer to a refused act', () => {
  it('[S-2] an undo of an unknown act that names no record is refused under its own id', async () => {
    const { mia, id } = await world();
    const unknown = id();
    const answer = await mia.do([], { undoes: unknown });
    expect(answer).toMatchObject({ status: 'refused', versions: {} });
    expect(answer.refused).toEqual({
      [answer.act]: {
        code: 'undo/unknown',
        message: expect.stringMatching(/\w/) as string,
        details: { act: unknown },
      },
    });
  });

  it('[S-2] an undo of one’s own act over a record that is no longer shared is refused under its own id', async () => {
    const { ann, mia, moe, id, deal, set } = await world();
    const d1 = id();
    await ann.do([deal(d1, {}, { ownerId: ann.userId, teamId: null, sharedWith: [mia.userId] })]);
    const first = await mia.do([set(d1, { name: ['Deal', 'New'] })]);
    await ann.do([set(d1, { sharedWith: [[mia.userId], [moe.userId]] })]);
    const answer = await mia.do([], { undoes: first.act });
    expect(answer.status).toBe('refused');
    expect(answer.refused).toEqual({
      [answer.act]: {
        code: 'records/not-found',
        message: expect.stringMatching(/\w/) as string,
        details: { id: answer.act },
      },
    });
  });

  it('[A-5] an undo of another’s invisible act gets the same answer as an unknown act', async () => {
    const { ann, moe, id, deal, set } = await world();
    const [d1, mine] = [id(), id()];
    await moe.do([deal(mine, {}, { ownerId: moe.userId, teamId: null })]);
    await ann.do([deal(d1, {}, { ownerId: ann.userId, teamId: null })]);
    const hidden = await ann.do([set(d1, { name: ['Deal', 'Secret'] })]);
    await ann.do([set(d1, { name: ['Secret', 'Deal'] })], { undoes: hidden.act });
    const refused = await ann.do([set(id(), { name: ['Deal', 'Secret'] })]);
    const ask = async (undoes: string, edits: Parameters<TestDevice['do']>[0]) => {
      const { act, n: _n, head: _head, ...answer } = await moe.do(edits, { undoes });
      return JSON.parse(JSON.stringify(answer).replaceAll(undoes, 'target').replaceAll(act, 'act')) as unknown;
    };
    for (const edits of [[], [set(d1, { name: ['Secret', 'Deal'] })], [set(mine, { name: ['Deal', 'x'] })]]) {
      const unknown = await ask(id(), edits);
      expect(await ask(hidden.act, edits)).toEqual(unknown);
      expect(await ask(refused.act, edits)).toEqual(unknown);
      expect(unknown).toMatchObject({ status: 'refused' });
    }
  });

  it('[A-5] a refused part out of sight is reported under the act’s id', async () => {
    const { ann, max, id, deal, set, teams } = await world();
    const [inTeam, hidden] = [id(), id()];
    await ann.do([deal(inTeam), deal(hidden, {}, { ownerId: ann.userId, teamId: teams.t2 })]);
    const bulk = await ann.do([set(inTeam, { name: ['Deal', 'B'] }), set(hidden, { name: ['Deal', 'B'] })], {
      shape: 'each',
    });
    const answer = await max.do([set(inTeam, { name: ['B', 'Deal'] })], { undoes: bulk.act, shape: 'each' });
    expect(answer).toMatchObject({ status: 'merged', superseded: {} });
    expect(codes(answer.refused)).toEqual({ [answer.act]: 'records/not-found' });
    expect(JSON.stringify(answer)).not.toContain(hidden);
  });

  it('[A-5] an act with the id of another person’s act, and without edits, is refused under that id', async () => {
    const { mia, moe, id, deal } = await world();
    const first = await mia.do([deal(id())]);
    const answer = await moe.push([moe.act([], { id: first.act })]);
    expect(answer).toMatchObject({ answers: [{ refused: { [first.act]: { code: 'records/exists' } } }] });
  });

  it('[E-2] an act with an invalid time is refused, and the acts after it are decided', async () => {
    const { tenant, mia, id, deal } = await world();
    const times = ['yesterday', '', '2026-02-30T08:00:00.000Z', '2026-11-20T25:00:00.000Z', '2026-11-20 08:00'];
    const acts = times.map((madeAt) => mia.act([deal(id())], { madeAt }));
    const last = id();
    const answer = await mia.push([...acts, mia.act([deal(last)]), mia.act([], { madeAt: 'never' })]);
    if (answer.kind !== 'decided') throw new Error(JSON.stringify(answer));
    expect(answer.answers.map(({ status }) => status)).toEqual([...times.map(() => 'refused'), 'accepted', 'refused']);
    for (const one of [...answer.answers.slice(0, times.length), ...answer.answers.slice(-1)])
      expect(Object.values(one.refused)).toMatchObject([{ code: 'act/invalid', details: { path: 'madeAt' } }]);
    expect(await tenant.fields('crm/deal', last)).toBeDefined();
  });
});

describe('a field that a person may not set', () => {
  it('[Q-6] a formula is refused at creation and in a change, and an undo computes it again', async () => {
    const { tenant, mia, id } = await world();
    const [lead, other] = [id(), id()];
    const fields = { name: 'Ada', company: 'Analytical', status: 'new' };
    const envelope = { ownerId: mia.userId, teamId: null };
    const scored = await mia.do([made(lead, 'crm/lead', { ...fields, score: 99 }, envelope)]);
    expect(scored.refused[lead]).toMatchObject({ code: 'access/denied', details: { field: 'score' } });
    expect((await mia.do([made(other, 'crm/lead', fields, envelope)])).status).toBe('accepted');
    const before = await tenant.fields('crm/lead', other);
    const set = await mia.do([changeEdit(other, 'crm/lead', { score: [before?.['score'] ?? null, 99] })]);
    expect(set.refused[other]).toMatchObject({ code: 'access/denied', details: { field: 'score' } });
    const better = await mia.do([changeEdit(other, 'crm/lead', { email: [null, 'ada@example.com'] })]);
    expect(better.status).toBe('accepted');
    const after = await tenant.fields('crm/lead', other);
    expect(after?.['score']).not.toEqual(before?.['score']);
    const undo = await mia.do([changeEdit(other, 'crm/lead', { email: ['ada@example.com', null] })], {
      undoes: better.act,
    });
    expect(undo).toMatchObject({ status: 'accepted', refused: {} });
    expect(await tenant.fields('crm/lead', other)).toEqual(before);
  });
});

describe('the people and teams that a record names', () => {
  it('[A-5] are people and teams of the tenant, as owner, team and share, at creation and in a change', async () => {
    const { mia, moe, ann, teams, id, deal, set } = await world();
    const elsewhere = await given.test.tenant();
    const stranger = await elsewhere.person('Zoe', 'member');
    const kept = id();
    await mia.do([deal(kept)]);
    const own = { ownerId: mia.userId, teamId: null, sharedWith: [] as string[] };
    const wrong = [
      [{ ownerId: id() }, 'records/unknown-person', 'ownerId'],
      [{ ownerId: stranger.userId }, 'records/unknown-person', 'ownerId'],
      [{ ownerId: teams.t2 }, 'records/unknown-person', 'ownerId'],
      [{ ownerId: kept }, 'records/unknown-person', 'ownerId'],
      [{ teamId: id() }, 'records/unknown-team', 'teamId'],
      [{ teamId: moe.userId }, 'records/unknown-team', 'teamId'],
      [{ sharedWith: [moe.userId, id()] }, 'records/unknown-person', 'sharedWith'],
      [{ sharedWith: [teams.t1] }, 'records/unknown-person', 'sharedWith'],
    ] as const;
    for (const [envelope, code, field] of wrong) {
      const d1 = id();
      const creation = await ann.do([deal(d1, {}, { ...own, ...envelope })]);
      expect(creation.refused[d1]).toMatchObject({ code, details: { field } });
      const changes = Object.entries(envelope).map(([name, to]) => {
        const from = { ownerId: mia.userId, teamId: teams.t1, sharedWith: [] }[name] ?? null;
        return [name, [from, to]] as const;
      });
      const change = await ann.do([set(kept, Object.fromEntries(changes) as Parameters<typeof set>[1])]);
      expect(change.refused[kept]).toMatchObject({ code, details: { field } });
    }
    const right = id();
    const answer = await ann.do([deal(right, {}, { ownerId: moe.userId, teamId: teams.t2, sharedWith: [mia.userId] })]);
    expect(answer.status).toBe('accepted');
  });

  it('[A-5] are checked also where the edit claims them as the earlier value', async () => {
    const { mia, id, deal, set } = await world();
    const [d1, nobody] = [id(), id()];
    await mia.do([deal(d1)]);
    for (const change of [
      { ownerId: [nobody, nobody] },
      { sharedWith: [[nobody], [nobody]] },
      { sharedWith: [[], [nobody]] },
    ] as const) {
      const answer = await mia.do([set(d1, change)]);
      expect([answer.status, codes(answer.refused)]).toEqual(
        'sharedWith' in change && change.sharedWith[0].length > 0
          ? ['accepted', {}] // a union adds nothing that both sides name
          : ['refused', { [d1]: 'records/unknown-person' }],
      );
    }
    const [row] = await mia.tenant.rows('select owner_id, shared_with from store.crm_deal where id = $1', [d1]);
    expect(row).toEqual({ owner_id: mia.userId, shared_with: [] });
  });

  it('[A-1] may be suspended but not deleted, and records that named them stay unchanged', async () => {
    const { ann, mia, moe, tenant, teams, id, deal, set } = await world();
    const gone = await tenant.person('Gus', 'member');
    const [d1, d2, d3] = [id(), id(), id()];
    const creation = await ann.do([deal(d1, {}, { ownerId: gone.userId, teamId: null, sharedWith: [gone.userId] })]);
    expect(creation.status).toBe('accepted');
    const handOn = await ann.do([set(d1, { ownerId: [gone.userId, mia.userId] })]);
    await ann.do([changeEdit(gone.userId, 'platform/person', { status: ['active', 'suspended'] })]);
    expect((await ann.do([deal(d2, {}, { ownerId: gone.userId, teamId: null })])).status).toBe('accepted');
    await ann.do([changeEdit(gone.userId, 'platform/person', { life: ['alive', 'deleted'] })]);
    const late = await ann.do([deal(d3, {}, { ownerId: gone.userId, teamId: null })]);
    expect(codes(late.refused)).toEqual({ [d3]: 'records/unknown-person' });
    const shared = [gone.userId, moe.userId].sort();
    expect((await ann.do([set(d1, { sharedWith: [[gone.userId], shared] })])).status).toBe('accepted');
    const back = await ann.do([set(d1, { ownerId: [mia.userId, gone.userId] })], { undoes: handOn.act });
    expect([back.status, back.refused]).toEqual(['accepted', {}]);
    await ann.do([changeEdit(teams.t1, 'platform/team', { life: ['alive', 'deleted'] })]);
    expect((await mia.do([deal(id())])).status).toBe('accepted'); // her own team
    const inTeam = id();
    const others = await ann.do([deal(inTeam)]);
    expect(codes(others.refused)).toEqual({ [inTeam]: 'records/unknown-team' });
  });

  it('[S-1c] may be unknown to a restored server in a repeated act, but not of another kind', async () => {
    const { mia, ann, id, deal, teams } = await world();
    const early = await ann.do([deal(id(), {}, { ownerId: id(), teamId: id() })], { again: true });
    expect(early.status).toBe('accepted');
    const d1 = id();
    const other = await ann.do([deal(d1, {}, { ownerId: teams.t1, teamId: mia.userId })], { again: true });
    expect(codes(other.refused)).toEqual({ [d1]: 'records/unknown-person' });
  });

  it('[A-1] may be made by the same act or push', async () => {
    const { ann, id, deal } = await world();
    const [team, person, d1, d2] = [id(), id(), id(), id()];
    const hired = made(person, 'platform/person', { name: 'New', status: 'active', memberships: [] });
    const founded = made(team, 'platform/team', { name: 'T9' });
    const owned = { ownerId: person, teamId: team };
    const answer = await ann.push([ann.act([founded, hired, deal(d1, {}, owned)]), ann.act([deal(d2, {}, owned)])]);
    expect(answer).toMatchObject({ answers: [{ status: 'accepted' }, { status: 'accepted' }] });
  });
});

describe('used ids', () => {
  it('[A-5] [K-1] a new record with a used id gets one answer, for any record that has or had the id', async () => {
    const { ann, mia, moe, tenant, id, deal, set, task } = await world();
    const [hidden, hiddenTask, erased, own] = [id(), id(), id(), id()];
    await ann.do([deal(hidden, {}, { ownerId: ann.userId, teamId: null }), task(hiddenTask, hidden)]);
    await ann.do([deal(erased, {}, { ownerId: ann.userId, teamId: null })]);
    await ann.do([set(erased, { life: ['alive', 'deleted'] })]);
    const [clock] = await tenant.rows<{ head: number }>('select head from store.clock');
    expect(await passHorizon(given.test.server.tenancy, tenant.orgId, clock?.head ?? 0)).toBe(1);
    const act = await mia.do([deal(id())]);
    const ofUnknownKind = id();
    await tenant.rows('insert into store.record_home (org_id, id, entity) values ($1, $2, $3)', [
      tenant.orgId,
      ofUnknownKind,
      'newer/kind',
    ]);
    await moe.do([deal(own, {}, { ownerId: moe.userId, teamId: null })]);
    const answers = [];
    for (const used of [hidden, hiddenTask, erased, act.act, ofUnknownKind, own]) {
      const answer = await moe.do([deal(used, {}, { ownerId: moe.userId, teamId: null })]);
      expect([answer.status, answer.superseded]).toEqual(['refused', {}]);
      expect(answer.versions).toEqual(used === own ? { [own]: expect.any(Number) as number } : {});
      answers.push(JSON.stringify(answer.refused).replaceAll(used, 'id'));
    }
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain('records/exists');
    const self = moe.act([]);
    const likeItself = await moe.push([{ ...self, edits: [deal(self.id, {}, { ownerId: moe.userId, teamId: null })] }]);
    expect(likeItself).toMatchObject({ answers: [{ refused: { [self.id]: { code: 'records/exists' } } }] });
  });
});

describe('merges and labels', () => {
  it('[A-5] a merge’s answer gives no versions of records out of sight that the server repointed', async () => {
    const { ann, mia, id, teams } = await world();
    const [kept, twice, contact, hidden] = [id(), id(), id(), id()];
    const own = { ownerId: mia.userId, teamId: teams.t1 };
    await mia.do([
      made(kept, 'crm/account', { name: 'Acme' }, own),
      made(twice, 'crm/account', { name: 'Acme GmbH' }, own),
    ]);
    await mia.do([made(contact, 'crm/contact', { name: 'Ada', account: twice }, own)]);
    await ann.do([made(hidden, 'crm/contact', { name: 'Bob', account: twice }, { ownerId: ann.userId, teamId: null })]);
    const answer = await mia.do([changeEdit(twice, 'crm/account', { life: ['alive', `merged:${kept}`] })]);
    expect(answer.status).toBe('accepted');
    expect(Object.keys(answer.versions).sort()).toEqual([twice, contact].sort());
    expect(await mia.tenant.fields('crm/contact', hidden)).toMatchObject({ account: kept });
    const undo = await mia.do([], { undoes: answer.act });
    expect(Object.keys(undo.versions).sort()).toEqual([twice, contact].sort());
    expect(await mia.tenant.fields('crm/contact', hidden)).toMatchObject({ account: twice });
  });

  it('[S-2] a record that its author can no longer see after this very act has its version in the answer', async () => {
    const { mia, moe, teams, id, deal, set } = await world();
    const [d1, d2] = [id(), id()];
    await mia.do([deal(d1, {}, { teamId: null })]);
    const away = await mia.do([set(d1, { ownerId: [mia.userId, moe.userId], teamId: [null, teams.t2] })]);
    expect(Object.keys(away.versions)).toEqual([d1]);
    expect((await mia.do([deal(d2)])).versions).toEqual({ [d2]: expect.any(Number) as number });
  });
});

describe('an undo of a part of another person’s group', () => {
  /**
   * Ann makes a bulk act over a deal of Max's team and one out of his sight. Then Max undoes it as far as he may, and
   * closes the group.
   */
  const partlyUndone = async () => {
    const w = await world();
    const { ann, max, id, deal, set, teams } = w;
    const [inTeam, hidden, group] = [id(), id(), id()];
    await ann.do([deal(inTeam), deal(hidden, {}, { ownerId: ann.userId, teamId: teams.t2 })]);
    const rename = (from: string, to: string) => [set(inTeam, { name: [from, to] }), set(hidden, { name: [from, to] })];
    const bulk = await ann.do(rename('Deal', 'B'), { shape: 'each', group });
    const undo = await max.do([set(inTeam, { name: ['B', 'Deal'] })], {
      undoes: bulk.act,
      shape: 'each',
      closes: group,
    });
    expect(undo.status).toBe('merged');
    return { ...w, inTeam, hidden, group, bulk, rename };
  };

  it('[S-4c] does not close it, and its author can undo the rest', async () => {
    const { tenant, ann, id, deal, group, bulk, rename, inTeam, hidden } = await partlyUndone();
    expect((await ann.do([deal(id(), {}, { ownerId: ann.userId, teamId: null })], { group })).status).toBe('accepted');
    const rest = await ann.do(rename('B', 'Deal'), { undoes: bulk.act, shape: 'each', closes: group });
    expect(rest).toMatchObject({ status: 'accepted', refused: {} });
    for (const record of [inTeam, hidden])
      expect(await tenant.fields('crm/deal', record)).toMatchObject({ name: 'Deal' });
    const late = id();
    const answer = await ann.do([deal(late, {}, { ownerId: ann.userId, teamId: null })], { group });
    expect(codes(answer.refused)).toEqual({ [late]: 'undo/group-undone' });
  });

  it('[S-4c] closes it once all of its acts are undone, with the right over all of it', async () => {
    const { ann, max, mia, id, deal, set } = await world();
    const [d1, d2, group] = [id(), id(), id()];
    await mia.do([deal(d1), deal(d2)]);
    const one = await mia.do([set(d1, { name: ['Deal', 'B'] })], { group });
    const two = await mia.do([set(d2, { name: ['Deal', 'B'] })], { group });
    await mia.do([set(id(), { name: ['Deal', 'B'] })], { group }); // refused, so it leaves nothing to undo
    await max.do([set(d2, { name: ['B', 'Deal'] })], { undoes: two.act, closes: group });
    expect((await mia.do([set(d1, { name: ['B', 'B'] })], { group })).status).toBe('accepted');
    await max.do([set(d1, { name: ['B', 'Deal'] })], { undoes: one.act, closes: group });
    const late = await mia.do([set(d1, { name: ['Deal', 'C'] })], { group });
    expect(codes(late.refused)).toEqual({ [d1]: 'undo/group-undone' });
    expect((await ann.do([set(d1, { name: ['Deal', 'C'] })], { group })).status).toBe('accepted'); // her group is another one
  });

  it('[S-4c] closes it as one of two undos in a push, like in two pushes', async () => {
    const { max, mia, id, deal, set } = await world();
    const [d1, d2, group] = [id(), id(), id()];
    await mia.do([deal(d1), deal(d2)]);
    const one = await mia.do([set(d1, { name: ['Deal', 'B'] })], { group });
    const two = await mia.do([set(d2, { name: ['Deal', 'B'] })], { group });
    await max.push([
      max.act([set(d2, { name: ['B', 'Deal'] })], { undoes: two.act, closes: group }),
      max.act([set(d1, { name: ['B', 'Deal'] })], { undoes: one.act, closes: group }),
    ]);
    const late = await mia.do([set(d1, { name: ['Deal', 'C'] })], { group });
    expect(codes(late.refused)).toEqual({ [d1]: 'undo/group-undone' });
  });

  it('[S-4c] closes it also across the steps of one push, and sees the decisions in between', async () => {
    const { max, mia, id, deal, set } = await world();
    const deals = Array.from({ length: 300 }, () => id());
    const group = id();
    await mia.do(deals.map((one) => deal(one)));
    const rename = (ids: readonly string[], from: string, to: string) =>
      ids.map((one) => set(one, { name: [from, to] }));
    const halves = [deals.slice(0, 150), deals.slice(150)];
    const acts: string[] = [];
    for (const half of halves) acts.push((await mia.do(rename(half, 'Deal', 'B'), { group })).act);
    const undo = (place: number) => max.act(rename(halves[place] ?? [], 'B', 'Deal'), { undoes: acts[place] ?? '', closes: group }); // prettier-ignore
    const answer = await max.push([undo(1), undo(0)]);
    expect(answer).toMatchObject({ answers: [{ status: 'accepted' }, { status: 'accepted' }] });
    const [first = ''] = deals;
    const late = await mia.do([set(first, { name: ['Deal', 'C'] })], { group });
    expect(codes(late.refused)).toEqual({ [first]: 'undo/group-undone' });
  });

  it('[S-4c] closes nothing without that right where the act is undone already', async () => {
    const { ann, max, set, id, deal, inTeam, hidden, group, bulk, rename } = await partlyUndone();
    const undo = await ann.do(rename('B', 'Deal'), { undoes: bulk.act, shape: 'each' });
    expect(undo.status).toBe('accepted');
    await max.do([set(inTeam, { name: ['B', 'Deal'] })], { undoes: bulk.act, shape: 'each', closes: group });
    expect(hidden).not.toBe(inTeam);
    expect((await ann.do([deal(id(), {}, { ownerId: ann.userId, teamId: null })], { group })).status).toBe('accepted');
  });

  it('[S-4c] reports no superseded values where the rest of a creation is undone', async () => {
    const { ann, max, id, deal, teams, tenant } = await world();
    const [inTeam, hidden, group] = [id(), id(), id()];
    const creation = await ann.do([deal(inTeam), deal(hidden, {}, { ownerId: ann.userId, teamId: teams.t2 })], {
      shape: 'each',
      group,
    });
    await max.do([], { undoes: creation.act, shape: 'each', closes: group });
    const rest = await ann.do([], { undoes: creation.act, shape: 'each', closes: group });
    expect(rest).toMatchObject({ status: 'accepted', superseded: {} });
    const left = await tenant.rows('select life from store.crm_deal where id = any($1::uuid[])', [[inTeam, hidden]]);
    expect(left.map(({ life }) => life)).toEqual(['deleted', 'deleted']);
  });
});

describe('permission within an act', () => {
  it('[A-2] depends on the record before the act: the act may change a record that it gives away, and not one that it takes', async () => {
    const { mia, moe, ann, tenant, id, deal, set, teams } = await world();
    const [hers, theirs, child] = [id(), id(), id()];
    await mia.do([deal(hers, {}, { teamId: null })]);
    const handedOn = await mia.do([
      set(hers, { ownerId: [mia.userId, moe.userId], teamId: [null, teams.t2] }),
      set(hers, { name: ['Deal', 'Handed on'] }),
    ]);
    expect(handedOn.status).toBe('accepted');
    expect(await tenant.fields('crm/deal', hers)).toMatchObject({ name: 'Handed on' });
    await ann.do([deal(theirs, {}, { ownerId: ann.userId, teamId: null, sharedWith: [mia.userId] })]);
    await ann.do([made(child, 'crm/task', { subject: 'Call', about: `crm/deal:${theirs}` })]);
    const own = id();
    await mia.do([deal(own, {}, { teamId: null })]);
    // Within the act the task is under her own deal, where she could delete it. Before the act it is not.
    const taken = await mia.do([
      changeEdit(child, 'crm/task', { about: [`crm/deal:${theirs}`, `crm/deal:${own}`] }),
      changeEdit(child, 'crm/task', { life: ['alive', 'deleted'] }),
    ]);
    expect(taken.status).toBe('refused');
    expect(Object.values(taken.refused)[0]?.code).toMatch(/access\/denied|act\/refused-whole/);
  });
});

describe('the server itself', () => {
  it('[A-1] may name unknown people and teams: it writes before any exist', async () => {
    const { tenant, id, deal } = await world();
    const d1 = id();
    await applyAsServer(given.test.server.tenancy, tenant.orgId, {
      label: 'Made a deal',
      edits: [deal(d1, {}, { ownerId: id(), teamId: null })],
    });
    expect(await tenant.fields('crm/deal', d1)).toBeDefined();
  });
});
