import type { JsonValue } from '@outpost/domain/kernel/json';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/database.ts';
import { openAsRole } from '../../db/open-as-role.ts';
import { eraseRecords } from '../../records/erase/erase-records.ts';
import { putLive, workerOf } from '../../testing/automation-world.ts';
import { givenServer } from '../../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../../testing/sales-world.ts';
import { changeEdit, made } from '../../testing/test-server.ts';
import { takeRunStep } from './take-run-step.ts';

const given = givenServer();
let w: SalesWorld;
beforeEach(async () => {
  w = await makeSalesWorld(given.test);
});

const work = (more: Parameters<typeof workerOf>[1] = {}) => workerOf(given.test, more).run(w.tenant.orgId);
const runs = () => w.tenant.rows('select status, why from store.automation_run order by n, automation_id');
const decisions = () => w.tenant.rows<{ person_id: string | null; reason: string; passed: JsonValue; record_id: string; done_at: string | null }>('select person_id, reason, passed, record_id, done_at from store.assignment_decision order by n'); // prettier-ignore
const owners = async () =>
  (await w.tenant.rows<{ owner_id: string }>(`select owner_id from store.crm_deal where life = 'alive' order by created_at, id`)).map(({ owner_id: id }) => nameOf(id)); // prettier-ignore
const nameOf = (id: string | null) => Object.entries({ Ann: w.ann, Max: w.max, Mia: w.mia, Moe: w.moe, Vic: w.vic }).find(([, { userId }]) => userId === id)?.[0] ?? String(id); // prettier-ignore
const turns = async () => {
  const [row] = await w.tenant.rows<{ turns: Record<string, { count: number }> }>('select turns from store.assignment_turn'); // prettier-ignore
  return row?.turns['one']?.count ?? 0;
};

type Written = { readonly parts?: readonly JsonValue[]; readonly fallback?: string; readonly entity?: string };
const part = (change: Readonly<Record<string, JsonValue>> = {}): JsonValue => ({
  id: 'one',
  members: [{ person: w.mia.userId }, { person: w.moe.userId }],
  way: 'in-turn',
  ...change,
});
/** Makes a rule, and an automation that assigns by it each deal that has a source. */
async function givenRule({ parts = [part()], fallback, entity = 'crm/deal' }: Written = {}): Promise<string> {
  const rule = w.id();
  const { refused } = await w.ann.do([made(rule, 'platform/assignment-rule', { name: 'Leads', forEntity: entity, parts: [...parts], ...(fallback === undefined ? {} : { fallback }) })]); // prettier-ignore
  const [why] = Object.values(refused);
  if (why) throw new Error(`${why.code}: ${why.message}`);
  await putLive(w, { steps: [{ id: 'assign', kind: 'assign', rule }] });
  return rule;
}
async function dealOf(source = 'Call', fields: Readonly<Record<string, JsonValue>> = {}): Promise<string> {
  const id = w.id();
  await w.ann.do([w.deal(id, { source, ...fields }, { ownerId: w.ann.userId })]);
  return id;
}

describe('[ASG-3] a step that assigns by a rule', () => {
  it('gives records in turn, and says why in the journal, in the log of the run and among the decisions', async () => {
    await givenRule();
    for (let at = 0; at < 3; at += 1) await dealOf();
    await work();
    expect(await owners()).toEqual(['Mia', 'Moe', 'Mia']);
    const why = 'By the rule “Leads”: It was their turn in part 1.';
    expect(await w.tenant.rows('select outcome, why from store.automation_step')).toEqual([why, why, why].map((one) => ({ outcome: 'done', why: one }))); // prettier-ignore
    const labels = await w.tenant.rows(`select payload::jsonb ->> 'label' as label from store.journal where payload like '%Assigned by%'`); // prettier-ignore
    expect(labels).toEqual(Array(3).fill({ label: 'Assigned by the rule “Leads”: It was their turn in part 1.' }));
    const found = await decisions();
    expect(found.map(({ person_id: id }) => nameOf(id))).toEqual(['Mia', 'Moe', 'Mia']);
    expect(found.every(({ done_at: at }) => at !== null)).toBe(true);
  });

  it('passes over people who are away, suspended or see no such record, each with its reason', async () => {
    await givenRule({ parts: [part({ members: [{ person: w.mia.userId }, { person: w.moe.userId }, { person: w.max.userId }, { person: w.ann.userId }] })] }); // prettier-ignore
    const { refused } = await w.mia.do([changeEdit(w.mia.userId, 'platform/person', { awayFrom: [null, '2026-01-01'], awayUntil: [null, '2027-01-05'] })]); // prettier-ignore
    expect(refused).toEqual({});
    await w.ann.do([changeEdit(w.moe.userId, 'platform/person', { status: ['active', 'suspended'] })]);
    await w.ann.do([changeEdit(w.max.userId, 'platform/person', { memberships: [[{ role: 'manager', teamId: w.teams.t1 }], []] })]); // prettier-ignore
    await dealOf();
    await work();
    expect(await owners()).toEqual(['Ann']);
    const [found] = await decisions();
    expect(found?.reason).toBe('Nobody else in part 1 could take it.');
    expect(found?.passed).toEqual([
      { person: w.mia.userId, part: 'part 1', why: 'They are away until 2027-01-05.' },
      { person: w.moe.userId, part: 'part 1', why: 'They are not active in the organisation.' },
      { person: w.max.userId, part: 'part 1', why: 'Their rights do not show them the record.' },
    ]);
  });

  it('takes the part whose filter fits, and the people of roles and teams', async () => {
    const fair = part({ id: 'fair', where: { field: 'source', op: 'is', value: 'Fair' }, members: [{ team: w.teams.t2 }] }); // prettier-ignore
    await givenRule({ parts: [fair, part({ id: 'rest', members: [{ role: 'manager' }] })] });
    await dealOf('Fair');
    await dealOf('Call');
    await work();
    expect(await owners()).toEqual(['Moe', 'Max']);
  });

  it('goes by the fewest open records, counts no closed ones, and gives nobody more than the most', async () => {
    const open = (ownerId: string, count: number, stage = 'prospecting') =>
      w.ann.do(Array.from({ length: count }, () => w.deal(w.id(), { stage }, { ownerId, teamId: null })));
    await open(w.mia.userId, 2);
    await open(w.moe.userId, 1);
    await givenRule({ parts: [part({ way: 'fewest', most: 3 })], fallback: w.max.userId });
    for (let at = 0; at < 4; at += 1) await dealOf();
    await work();
    expect((await decisions()).map(({ person_id: id, reason }) => `${nameOf(id)}: ${reason}`)).toEqual([
      'Moe: They have the fewest open deals in part 1: 1.',
      'Mia: They have the fewest open deals in part 1: 2.',
      'Moe: Nobody else in part 1 could take it.',
      'Max: No part of the rule found anybody, so the fallback gets it.',
    ]);
  });

  it('stops the run and tells its maker where nobody can take it, and where the rule is gone', async () => {
    const rule = await givenRule({ parts: [part({ members: [{ role: 'nobody-has-it' }] })] });
    await dealOf();
    await work();
    await w.ann.do([changeEdit(rule, 'platform/assignment-rule', { life: ['alive', 'deleted'] })]);
    await dealOf();
    await work();
    expect(await runs()).toEqual([
      { status: 'refused', why: 'The rule “Leads” found nobody. No part of the rule found anybody, and it has no fallback.' }, // prettier-ignore
      { status: 'refused', why: 'The assignment rule was deleted. Choose another one in a new version.' },
    ]);
    expect(await owners()).toEqual(['Ann', 'Ann']);
    expect(await w.tenant.rows('select owner_id from store.platform_notice')).toEqual([{ owner_id: w.ann.userId }, { owner_id: w.ann.userId }]); // prettier-ignore
  });

  it('does not give one turn to two records, although several servers decide at the same time', async () => {
    await givenRule({ parts: [part({ members: [{ person: w.mia.userId }, { person: w.moe.userId }, { person: w.max.userId }] })] }); // prettier-ignore
    for (let at = 0; at < 12; at += 1) await dealOf();
    await Promise.all([work(), work(), work()]);
    const given12 = (await decisions()).map(({ person_id: id }) => nameOf(id)).toSorted();
    expect(given12.join(' ')).toBe('Max Max Max Max Mia Mia Mia Mia Moe Moe Moe Moe');
    expect((await owners()).toSorted()).toEqual(given12);
    expect(await turns()).toBe(12);
  });

  it('counts a decision whose act is not done yet, so that the next record goes to another person', async () => {
    await w.ann.do([w.deal(w.id(), {}, { ownerId: w.moe.userId, teamId: null })]);
    await givenRule({ parts: [part({ way: 'fewest' })] });
    await dealOf();
    await dealOf();
    // The first server stops behind its decision, before the act.
    let hasDecided = false;
    const mortal: Database = {
      ...given.test.database,
      async transaction(mode, job) {
        if (hasDecided && mode === 'write') throw new Error('the server stopped');
        return given.test.database.transaction(mode, (tx) =>
          job({ ...tx, query: (statement, parameters) => ((hasDecided ||= statement.includes('insert into store.assignment_decision')), tx.query(statement, parameters)) }),
        );
      },
    }; // prettier-ignore
    await work({ database: mortal }).catch(() => undefined);
    expect(await owners()).toEqual(['Moe', 'Ann', 'Ann']);
    expect((await decisions()).map(({ person_id: id }) => nameOf(id))).toEqual(['Mia']);
    const [other] = await w.tenant.rows<{ id: string }>(`select r.id from store.automation_run r where not exists (select 1 from store.assignment_decision d where d.run_id = r.id)`); // prettier-ignore
    await takeRunStep(given.test.server.tenancy, w.tenant.orgId, other?.id ?? '');
    expect((await decisions()).map(({ person_id: id }) => nameOf(id))).toEqual(['Mia', 'Moe']);
    given.test.advance(120_000);
    await work();
    expect((await owners()).toSorted()).toEqual(['Mia', 'Moe', 'Moe']);
    expect(await turns()).toBe(2);
  });

  it('gives each record one turn, wherever a server stops: in front of any of its writes or behind it', async () => {
    await givenRule();
    const counting = { writes: 0, stopAt: 0, when: 'before' as 'before' | 'after' };
    const { database } = given.test;
    const mortal: Database = {
      ...database,
      async transaction(mode, job) {
        if (mode !== 'write') return database.transaction(mode, job);
        counting.writes += 1;
        const dies = counting.writes === counting.stopAt;
        if (dies && counting.when === 'before') throw new Error('the server stopped');
        const done = await database.transaction(mode, job);
        if (dies) throw new Error('the server stopped');
        return done;
      },
    };
    let deaths = 0;
    for (const when of ['before', 'after'] as const)
      for (let stopAt = 1; ; stopAt += 1) {
        Object.assign(counting, { writes: 0, stopAt, when });
        await dealOf(`${when} ${stopAt}`);
        let hasDied = false;
        // Each server works until it dies; the next one takes over.
        for (let server = 0; server < 3; server += 1) {
          const one = workerOf(given.test, { database: mortal });
          await one.run(w.tenant.orgId).catch(() => (hasDied = true));
          hasDied ||= one.failures.length > 0;
          given.test.advance(120_000);
        }
        deaths += Number(hasDied);
        if (!hasDied) break;
      }
    expect(deaths).toBeGreaterThan(7);
    const found = await decisions();
    const all = await runs();
    expect(all.map(({ status }) => status)).toEqual(all.map(() => 'done'));
    expect(found).toHaveLength(all.length);
    expect(await turns()).toBe(all.length);
    expect(found.map(({ person_id: id }) => nameOf(id))).toEqual(all.map((_, at) => (at % 2 === 0 ? 'Mia' : 'Moe')));
    expect(await owners()).toEqual(all.map((_, at) => (at % 2 === 0 ? 'Mia' : 'Moe')));
  });

  it('[AUT-4] has the rights of the maker of the version', async () => {
    const boss = await w.tenant.person('Boss', 'admin');
    const rule = w.id();
    await w.ann.do([made(rule, 'platform/assignment-rule', { name: 'Leads', forEntity: 'crm/deal', parts: [part()] })]); // prettier-ignore
    await putLive(w, { steps: [{ id: 'wait', kind: 'wait', count: 1, unit: 'hour' }, { id: 'assign', kind: 'assign', rule }] }, boss); // prettier-ignore
    await dealOf();
    await work();
    await w.ann.do([changeEdit(boss.userId, 'platform/person', { memberships: [[{ role: 'admin', teamId: null }], [{ role: 'viewer', teamId: w.teams.t1 }]] })]); // prettier-ignore
    given.test.advance(3_700_000);
    await work();
    expect(await owners()).toEqual(['Ann']);
    expect((await runs()).map(({ status }) => status)).toEqual(['refused']);
  });
});

describe('[ASG-1] the record of an assignment rule', () => {
  it('is refused with the part that is wrong, and written by administrators alone', async () => {
    await expect(givenRule({ parts: [part(), part({ id: 'two', where: { field: 'none', op: 'is', value: 1 } })] })).rejects.toThrow(/records\/invalid: Part 2/); // prettier-ignore
    await expect(givenRule({ entity: 'platform/role' })).rejects.toThrow(/records\/invalid/);
    await expect(givenRule({ parts: [] })).rejects.toThrow(/records\/invalid/);
    const { refused } = await w.mia.do([made(w.id(), 'platform/assignment-rule', { name: 'Mine', forEntity: 'crm/deal', parts: [part()] })]); // prettier-ignore
    expect(Object.values(refused).map(({ code }) => code)).toEqual(['access/denied']);
  });
});

describe('[ASG-4] days away', () => {
  it('are set by the person or an administrator, in order', async () => {
    const set = (by: SalesWorld['mia'], fields: Parameters<typeof changeEdit>[2]) =>
      by.do([changeEdit(w.mia.userId, 'platform/person', fields)]);
    expect((await set(w.mia, { awayFrom: [null, '2026-12-05'] })).status).toBe('accepted');
    expect((await set(w.ann, { awayUntil: [null, '2026-12-09'] })).status).toBe('accepted');
    const wrong = await set(w.mia, { awayUntil: ['2026-12-09', '2026-12-01'] });
    expect(Object.values(wrong.refused).map(({ message }) => message)).toEqual(['The last day away, 2026-12-01, is before the first one, 2026-12-05. Choose a later day.']); // prettier-ignore
    const other = await set(w.moe, { awayUntil: ['2026-12-09', '2026-12-20'] });
    expect(Object.values(other.refused).map(({ code }) => code)).toEqual(['access/denied']);
  });
});

describe('[P-5] an erasure by law', () => {
  it('takes the decisions about the record with it', async () => {
    await givenRule();
    const gone = await dealOf();
    const stays = await dealOf();
    await work();
    const eraser = await openAsRole(given.database.ownerUrl, 'outpost_eraser');
    const erased = await eraseRecords(
      { ...given.test.server.tenancy, database: eraser, signing: given.test.keys.signing },
      { orgId: w.tenant.orgId, ids: [gone], withChildren: false, withUnknown: false, orderedBy: 'ticket 4711', reason: 'GDPR, article 17', isDry: false },
    ); // prettier-ignore
    await eraser.close();
    expect(erased.ok).toBe(true);
    expect((await decisions()).map(({ record_id: id }) => id)).toEqual([stays]);
  });
});
