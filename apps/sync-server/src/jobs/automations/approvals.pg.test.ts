import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/database.ts';
import { putLive, taskStep, tellStep, workerOf } from '../../testing/automation-world.ts';
import { givenServer } from '../../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../../testing/sales-world.ts';
import { changeEdit, made, type TestDevice } from '../../testing/test-server.ts';

const given = givenServer();
let w: SalesWorld;
beforeEach(async () => {
  w = await makeSalesWorld(given.test);
});

const hourMs = 3_600_000;
const work = () => workerOf(given.test).run(w.tenant.orgId);
const runs = (columns = 'status') => w.tenant.rows(`select ${columns} from store.automation_run order by n, automation_id`); // prettier-ignore
const notices = () => w.tenant.rows<{ id: string; owner: string; ask: string; asked: string }>(`select id, owner_id as owner, k_ask as ask, fields ->> 'asked' as asked from store.platform_notice where k_ask is not null order by owner_id`); // prettier-ignore
const decisions = () => w.tenant.rows(`select fields ->> 'outcome' as outcome, fields ->> 'why' as why from store.platform_decision order by version, id`); // prettier-ignore
const lines = async () =>
  (await w.tenant.rows<{ step: string; outcome: string; why: string; by_id: string | null }>(`select step_id as step, outcome, why, by_id from store.automation_step order by at, run_id, seq`))
    .map(({ step, outcome, why, by_id: by }) => [step, outcome, ...(outcome === 'chose' ? [why, by] : [])]); // prettier-ignore

const whenMade = { kind: 'change', on: ['created'] } as const;
const approve = { id: 'ok', kind: 'approve', to: { field: 'ownerId' }, words: 'May we discount {name}?', count: 2, unit: 'day', yes: [tellStep], no: [taskStep] } as const; // prettier-ignore
const asking = (step: object = {}) => putLive(w, { trigger: whenMade, steps: [{ ...approve, ...step }] });
const offering = (step: object = {}) =>
  asking({ id: 'it', kind: 'offer', to: { role: 'admin' }, words: 'Who takes {name}?', ...step });

async function dealOf(): Promise<string> {
  const id = w.id();
  await w.mia.do([w.deal(id, { source: 'Mail' })]);
  return id;
}

/** A person answers the only question, or the one with this key. */
async function answerBy(person: TestDevice, deal: string, fields: { readonly verdict: string; readonly note?: string; readonly ask?: string }) {
  const [first] = await notices();
  const { refused } = await person.do([made(w.id(), 'platform/decision', { name: 'May we?', about: `crm/deal:${deal}`, ask: first?.ask ?? '', ...fields })]);
  return Object.values(refused).map(({ code }) => code);
} // prettier-ignore

describe('[AUT-17] a run that asks for approval', () => {
  it('gives the person a notice, and goes on in the next round after their answer, which the log names', async () => {
    await asking();
    const deal = await dealOf();
    await work();
    expect(await runs()).toEqual([{ status: 'waiting' }]);
    expect(await w.tenant.rows(`select owner_id as owner, fields ->> 'words' as words, fields ->> 'about' as about, fields ->> 'asked' as asked from store.platform_notice`)).toEqual([{ owner: w.mia.userId, words: 'May we discount Deal?', about: `crm/deal:${deal}`, asked: 'open' }]); // prettier-ignore
    expect(await answerBy(w.mia, deal, { verdict: 'approved', note: 'At most 5 %.' })).toEqual([]);
    await work();
    expect(await lines()).toEqual([['ok', 'waits'], ['ok', 'chose', 'yes: At most 5 %.', w.mia.userId], ['tell', 'done']]); // prettier-ignore
    expect((await notices()).map(({ asked }) => asked)).toEqual(['approved']);
    expect(await decisions()).toEqual([{ outcome: 'counted', why: null }]);
  });

  it('takes the part "no" after a refusal by the person', async () => {
    await asking();
    const deal = await dealOf();
    await work();
    await answerBy(w.mia, deal, { verdict: 'declined' });
    await work();
    expect(await lines()).toEqual([
      ['ok', 'waits'],
      ['ok', 'chose', 'no', w.mia.userId],
      ['task', 'done'],
    ]);
    expect((await notices()).map(({ asked }) => asked)).toEqual(['declined']);
  });

  it('takes the part "no" when the time is over, and says so to a person who answers later', async () => {
    await asking();
    const deal = await dealOf();
    await work();
    given.test.advance(48 * hourMs);
    await work();
    expect(await lines()).toEqual([
      ['ok', 'waits'],
      ['ok', 'chose', 'no', null],
      ['task', 'done'],
    ]);
    expect((await notices()).map(({ asked }) => asked)).toEqual(['over']);
    await answerBy(w.mia, deal, { verdict: 'approved' });
    await work();
    expect(await decisions()).toEqual([{ outcome: 'late', why: 'The time was over.' }]);
    expect(await runs()).toEqual([{ status: 'done' }]);
  });

  it('of several people the first answer that reaches the server counts, and the others are told', async () => {
    const [boss, chief] = [await w.tenant.person('Boss', 'admin'), await w.tenant.person('Chief', 'admin')];
    await asking({ to: { role: 'admin' } });
    const deal = await dealOf();
    await work();
    expect((await notices()).map(({ owner }) => owner)).toEqual(expect.arrayContaining([boss.userId, chief.userId]));
    await answerBy(chief, deal, { verdict: 'declined' });
    await answerBy(boss, deal, { verdict: 'approved' });
    await work();
    expect((await lines()).slice(1)).toEqual([
      ['ok', 'chose', 'no', chief.userId],
      ['task', 'done'],
    ]);
    expect(await decisions()).toEqual([{ outcome: 'counted', why: null }, { outcome: 'late', why: 'Another answer came first.' }]); // prettier-ignore
    expect(new Set((await notices()).map(({ asked }) => asked))).toEqual(new Set(['declined']));
  });

  it('is not moved by people who were not asked, by a forged question, or by a key that names no run', async () => {
    await asking();
    const deal = await dealOf();
    await work();
    const [first] = await notices();
    const ask = first?.ask ?? '';
    await answerBy(w.ann, deal, { verdict: 'approved' });
    await w.ann.do([{ ...made(w.id(), 'platform/notice', { words: 'Forged', from: 'Me', ask, asked: 'open' }) }]);
    await answerBy(w.ann, deal, { verdict: 'approved' });
    await answerBy(w.ann, deal, { verdict: 'approved', ask: 'no-run/ok/0' });
    await work();
    expect(await runs()).toEqual([{ status: 'waiting' }]);
    await answerBy(w.mia, deal, { verdict: 'declined' });
    await work();
    expect((await lines())[1]).toEqual(['ok', 'chose', 'no', w.mia.userId]);
  });

  it('no answer is changed afterwards', async () => {
    await asking();
    const deal = await dealOf();
    await work();
    const id = w.id();
    const [first] = await notices();
    await w.mia.do([made(id, 'platform/decision', { name: 'May we?', about: `crm/deal:${deal}`, ask: first?.ask ?? '', verdict: 'declined' })]); // prettier-ignore
    const { refused } = await w.mia.do([changeEdit(id, 'platform/decision', { verdict: ['declined', 'approved'] })]);
    expect(Object.values(refused)).toHaveLength(1);
    await work();
    expect((await lines())[1]).toEqual(['ok', 'chose', 'no', w.mia.userId]);
  });

  it('is no longer asked after the run was cancelled, and an answer is told so', async () => {
    await asking();
    const deal = await dealOf();
    await work();
    await w.tenant.rows(`update store.automation_run set status = 'cancelled', revision = revision + 1 returning id`);
    await work();
    expect((await notices()).map(({ asked }) => asked)).toEqual(['ended']);
    await answerBy(w.mia, deal, { verdict: 'approved' });
    await work();
    expect(await decisions()).toEqual([{ outcome: 'late', why: expect.stringContaining('ended') as string }]);
    expect(await runs()).toEqual([{ status: 'cancelled' }]);
  });

  it('stops where nobody who is asked may see the record', async () => {
    const stranger = await w.tenant.person('Stranger', 'viewer', { teamId: w.teams.t2 });
    await asking({ to: { person: stranger.userId } });
    await dealOf();
    await work();
    expect(await runs('status, why')).toEqual([{ status: 'refused', why: expect.stringContaining('may see the record') as string }]); // prettier-ignore
    expect(await notices()).toEqual([]);
  });
});

describe('[AUT-20] a run that offers its record', () => {
  const ownerOf = async (deal: string) => (await w.tenant.rows<{ owner: string }>('select owner_id as owner from store.crm_deal where id = $1', [deal]))[0]?.owner; // prettier-ignore

  it('gives it to the first who takes it, also after others have left it, and tells those who came later', async () => {
    const [boss, chief] = [await w.tenant.person('Boss', 'admin'), await w.tenant.person('Chief', 'admin')];
    await offering();
    const deal = await dealOf();
    await work();
    expect(await w.tenant.rows(`select distinct fields ->> 'offers' as offers from store.platform_notice where k_ask is not null`)).toEqual([{ offers: 'true' }]); // prettier-ignore
    await answerBy(chief, deal, { verdict: 'left' });
    await work();
    expect([await runs(), await ownerOf(deal)]).toEqual([[{ status: 'waiting' }], w.mia.userId]);
    await answerBy(boss, deal, { verdict: 'taken', note: 'I know them.' });
    await answerBy(w.ann, deal, { verdict: 'taken' });
    await work();
    expect(await ownerOf(deal)).toBe(boss.userId);
    expect(await lines()).toEqual([['it', 'waits'], ['it', 'chose', 'yes: I know them.', boss.userId], ['tell', 'done']]); // prettier-ignore
    expect(await decisions()).toEqual([{ outcome: 'counted', why: null }, { outcome: 'counted', why: null }, { outcome: 'late', why: 'Another answer came first.' }]); // prettier-ignore
    expect(new Set((await notices()).map(({ asked }) => asked))).toEqual(new Set(['taken']));
  });

  it('takes the part "no" as soon as everybody has left it to others', async () => {
    const boss = await w.tenant.person('Boss', 'admin');
    await offering();
    const deal = await dealOf();
    await work();
    for (const person of [w.ann, boss, boss]) await answerBy(person, deal, { verdict: 'left' });
    await work();
    expect((await lines()).slice(1)).toEqual([['it', 'chose', 'no', boss.userId], ['task', 'done']]); // prettier-ignore
    expect(await ownerOf(deal)).toBe(w.mia.userId);
    expect(new Set((await notices()).map(({ asked }) => asked))).toEqual(new Set(['over']));
    expect(new Set((await decisions()).map(({ outcome }) => outcome))).toEqual(new Set(['counted']));
  });

  it('takes the part "no" when the time is over, and a later answer takes nothing', async () => {
    await offering();
    const deal = await dealOf();
    await work();
    given.test.advance(48 * hourMs);
    await work();
    await answerBy(w.ann, deal, { verdict: 'taken' });
    await work();
    expect((await lines())[1]).toEqual(['it', 'chose', 'no', null]);
    expect([await ownerOf(deal), await decisions()]).toEqual([w.mia.userId, [{ outcome: 'late', why: 'The time was over.' }]]); // prettier-ignore
  });

  it('asks a team, and is not moved by an approval or by people who were not asked', async () => {
    await offering({ to: { team: w.teams.t1 } });
    const deal = await dealOf();
    await work();
    expect((await notices()).map(({ owner }) => owner)).toEqual(expect.arrayContaining([w.mia.userId, w.max.userId]));
    await answerBy(w.max, deal, { verdict: 'approved' });
    await answerBy(w.ann, deal, { verdict: 'taken' });
    await work();
    expect([await runs(), await ownerOf(deal)]).toEqual([[{ status: 'waiting' }], w.mia.userId]);
    await answerBy(w.max, deal, { verdict: 'taken' });
    await work();
    expect(await ownerOf(deal)).toBe(w.max.userId);
  });
});

describe('[AUT-17] [AUT-20] a run that asks', () => {
  it.each([
    ['approval', 'before'],
    ['approval', 'after'],
    ['an owner', 'before'],
    ['an owner', 'after'],
  ] as const)(
    'for %s asks once and goes on once, wherever a server stops: %s any of its writes',
    async (what, when) => {
      const isOffer = what === 'an owner';
      await (isOffer ? offering() : asking());
      const counting = { writes: 0, stopAt: 0 };
      const { database } = given.test;
      const mortal: Database = {
        ...database,
        async transaction(mode, job) {
          if (mode !== 'write') return database.transaction(mode, job);
          counting.writes += 1;
          const dies = counting.writes === counting.stopAt;
          if (dies && when === 'before') throw new Error('the server stopped');
          const done = await database.transaction(mode, job);
          if (dies) throw new Error('the server stopped');
          return done;
        },
      };
      const workAndDie = async (): Promise<boolean> => {
        const dying = workerOf(given.test, { database: mortal });
        const hasDied = await dying.run(w.tenant.orgId).then(() => dying.failures.length > 0, () => true); // prettier-ignore
        given.test.advance(61_000);
        await work(); // another server takes over
        return hasDied;
      };
      let deaths = 0;
      for (let stopAt = 1; ; stopAt += 1) {
        Object.assign(counting, { writes: 0, stopAt });
        const deal = await dealOf();
        const asked = await workAndDie();
        const [open] = (await notices()).filter((one) => one.asked === 'open');
        Object.assign(counting, { writes: 0 });
        await answerBy(isOffer ? w.ann : w.mia, deal, { verdict: isOffer ? 'taken' : 'approved', ask: open?.ask ?? '' }); // prettier-ignore
        const answered = await workAndDie();
        deaths += Number(asked) + Number(answered);
        if (!asked && !answered) break;
      }
      expect(deaths).toBeGreaterThan(5);
      const all = await runs();
      expect(all.map(({ status }) => status)).toEqual(all.map(() => 'done'));
      expect(await notices()).toHaveLength(all.length);
      expect((await decisions()).map(({ outcome }) => outcome)).toEqual(all.map(() => 'counted'));
      expect((await lines()).filter(([, outcome]) => outcome === 'chose')).toHaveLength(all.length);
      const moved = (await w.tenant.journal()).filter(
        ({ label }) => typeof label === 'string' && label.endsWith(': the first who took it'),
      );
      expect(moved).toHaveLength(isOffer ? all.length : 0);
    },
  );
});
