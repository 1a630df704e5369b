import { randomUUID } from 'node:crypto';
import type { Act } from '@outpost/domain/kernel/acts/act';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { ActBounds } from '@outpost/domain/engine/act/act-too-large';
import type { Database } from '../db/database.ts';
import { quickWorks } from '../sharing/quick-works.ts';
import { withOwner } from '../db/owner-connection.ts';
import { usualBudgets } from '../http/guards/budgets.ts';
import { givenServer } from '../testing/given-server.ts';
import { watched } from '../testing/loop-watch.ts';
import { makeSalesWorld, type SalesWorld } from '../testing/sales-world.ts';
import { made, testPassword } from '../testing/test-server.ts';
import { applyActs } from './apply-acts.ts';

const rows = { burst: 1_000, perSecond: 100 };
const outsideActs = { burst: 2, perSecond: 1 };
const plenty = { burst: 1e9, perSecond: 1e9 };
const given = givenServer({
  budgets: {
    ...usualBudgets,
    person: { acts: plenty, outsideActs, bytes: plenty, rows, questionMs: plenty },
    tenant: { acts: plenty, outsideActs: plenty, bytes: plenty, rows: plenty, questionMs: plenty },
  },
});
let w: SalesWorld;
let hired: string[];
beforeAll(async () => {
  w = await makeSalesWorld(given.test);
  hired = Array.from({ length: 101 }, () => w.id()).sort();
  const edits = hired.map((id) => made(id, 'platform/person', { name: 'P', status: 'active', memberships: [] }));
  const { status } = await w.ann.do(edits);
  if (status !== 'accepted') throw new Error(`the people were not hired: ${status}`);
});

/** Returns the first of the hired people: a record can be shared only with people of the tenant. */
const people = (count: number): string[] => hired.slice(0, count);

/** Decides a device's acts under the given bounds. */
async function decide(
  acts: readonly Act[],
  bounds: ActBounds,
  {
    database = given.test.database,
    by = w.ann,
  }: { readonly database?: Database; readonly by?: SalesWorld['ann'] } = {},
) {
  const { clock, random, installed } = given.test.server.tenancy;
  const { userId, device } = by;
  const applied = await applyActs(
    { database, clock, random, installed, bounds },
    { orgId: w.tenant.orgId, author: { userId }, device, heads: [], acts, numbering: 'given' },
  );
  if (applied.kind !== 'decided') throw new Error(applied.kind);
  return applied.answers;
}

async function dealWithTasks(count: number): Promise<string> {
  const deal = w.id();
  await w.ann.do([w.deal(deal)]);
  for (let done = 0; done < count; done += 1_000) {
    await w.ann.do(Array.from({ length: Math.min(1_000, count - done) }, () => w.task(w.id(), deal)));
    if (done === 0) await withOwner(given.database.ownerUrl, (owner) => owner.run('analyze')); // Postgres itself does this a minute later
  }
  return deal;
}

const feedOf = async (): Promise<string> => {
  const [row] = await w.tenant.rows<{ sum: string }>(
    `select md5(string_agg(token || id || n || gone || since, ',' order by token, id)) as sum from store.feed`,
  );
  return row?.sum ?? '';
};

describe('the limits of one act', { timeout: 120_000 }, () => {
  it('[E-3] a record is shared with at most a hundred people, at its creation and afterwards', async () => {
    const [wide, deal] = [w.id(), w.id()];
    const tooWide = await w.ann.do([w.deal(wide, {}, { sharedWith: people(101) })]);
    expect(tooWide.refused[wide]).toMatchObject({ code: 'records/invalid', details: { field: 'sharedWith' } });
    expect((await w.ann.do([w.deal(deal, {}, { sharedWith: people(100) })])).status).toBe('accepted');
    const more = await w.ann.do([w.set(deal, { sharedWith: [[], hired.slice(100)] })]);
    expect(more.refused[deal]).toMatchObject({ code: 'records/invalid' });
    const far = await w.ann.do([w.set(deal, { sharedWith: [[], Array.from({ length: 600 }, () => w.id())] })]);
    for (const { message } of [tooWide.refused[wide], more.refused[deal], far.refused[deal]].flatMap(
      (one) => one ?? [],
    ))
      expect(message).toBe('A record is shared with at most 100 people. Give it to a team instead.');
    expect(Object.keys(far.refused)).toEqual([deal]);
  });

  it('[E-3] an act that files too much is refused, and the acts around it are decided', async () => {
    const deal = await dealWithTasks(30);
    const before = await feedOf();
    const bounds = { changes: 10_000, places: 500 };
    const share = w.ann.act([w.set(deal, { sharedWith: [[], people(50)] })]);
    const [alone] = await decide([share], bounds);
    expect(alone).toMatchObject({ status: 'refused', refused: { [deal]: { code: 'act/too-large' } } });
    expect(alone?.refused[deal]?.details).toMatchObject({ what: 'places', limit: 500 });
    expect(await feedOf()).toBe(before);
    const [first, second, third] = [w.id(), w.id(), w.id()];
    const acts = [
      w.ann.act([w.deal(first)]),
      w.ann.act([w.set(deal, { sharedWith: [[], people(50)] })]),
      w.ann.act([w.deal(second), w.set(deal, { sharedWith: [[], people(40)] })], { shape: 'together' }),
      w.ann.act([w.deal(third), w.set(deal, { sharedWith: [[], people(5)] })]),
    ];
    const answers = await decide(acts, bounds);
    expect(answers.map(({ status }) => status)).toEqual(['accepted', 'refused', 'refused', 'accepted']);
    expect(answers[2]?.refused).toMatchObject({ [second]: { code: 'act/too-large' } });
    expect(await w.tenant.fields('crm/deal', second)).toBeUndefined();
    expect(await decide(acts, bounds)).toEqual(answers); // a repeated act gets its first answer
  });

  it('[E-3] an act that files very much never blocks the event loop for long', async () => {
    const deal = await dealWithTasks(1_000);
    const everyone = people(100);
    for (const [from, to] of [
      [[], everyone],
      [everyone, []],
    ] as const) {
      // prettier-ignore
      const share = w.ann.act([w.set(deal, { sharedWith: [[...from], [...to]] })]);
      const { value, longestMs } = await watched(() => w.ann.push([share]));
      expect(value).toMatchObject({ answers: [{ status: 'accepted' }] });
      expect(longestMs).toBeLessThan(50);
    }
  });

  it('[E-3, A-3a] an act with more children than memory may hold is refused while they are filed', async () => {
    const deal = await dealWithTasks(10_050);
    const before = await feedOf();
    const move = w.ann.act([w.set(deal, { ownerId: [w.mia.userId, w.moe.userId] })]);
    const [answer] = await decide([move], { changes: 10_000, places: 15_000 });
    expect(answer?.refused).toMatchObject({ [deal]: { code: 'act/too-large', details: { limit: 15_000 } } });
    expect(await feedOf()).toBe(before);
    const again = w.ann.act([w.set(deal, { ownerId: [w.mia.userId, w.moe.userId] })]);
    expect((await decide([again], { changes: 10_000, places: 100_000 }))[0]?.status).toBe('accepted');
  });

  it('[E-3, S-4f] a merge that would change too many records is refused whole', async () => {
    const [kept, gone] = [await dealWithTasks(1), await dealWithTasks(30)];
    const merge = () => w.ann.act([w.set(gone, { life: ['alive', `merged:${kept}`] })]);
    const [refused] = await decide([merge()], { changes: 20, places: 1_000_000 });
    expect(refused?.refused).toMatchObject({ [gone]: { code: 'act/too-large', details: { what: 'changes', limit: 20 } } }); // prettier-ignore
    expect(JSON.stringify(refused?.refused)).not.toContain('31 records');
    expect(Object.keys(refused?.refused ?? {})).toEqual([gone]);
    expect((await decide([merge()], { changes: 31, places: 1_000_000 }))[0]?.status).toBe('accepted');
  });

  it('[E-3, A-5] an undo does not count records that its author does not see, and no answer reveals their number', async () => {
    const [seen, ...hidden] = Array.from({ length: 12 }, () => w.id());
    await w.ann.do([w.deal(seen ?? ''), ...hidden.map((id) => w.deal(id, {}, { ownerId: w.moe.userId, teamId: w.teams.t2 }))]); // prettier-ignore
    const bulk = () =>
      w.ann.act(
        [seen ?? '', ...hidden].map((id) => w.set(id, { source: ['', 'a fair'] })),
        { shape: 'each' },
      );
    const answers = [];
    for (const changes of [10, 10_000]) {
      const act = bulk();
      await w.ann.push([act]);
      const undo = w.mia.act([], { undoes: act.id, shape: 'each' });
      const [answer] = await decide([undo], { changes, places: 1_000_000 }, { by: w.mia });
      expect(await w.tenant.fields('crm/deal', seen ?? '')).not.toHaveProperty('source', 'a fair');
      answers.push({ status: answer?.status, codes: Object.values(answer?.refused ?? {}).map(({ code }) => code) });
      await decide([w.ann.act([], { undoes: act.id, shape: 'each' })], { changes: 10_000, places: 1_000_000 });
    }
    expect(answers[0]).toEqual(answers[1]);
    const act = bulk();
    await w.ann.push([act]);
    const [own] = await decide([w.ann.act([], { undoes: act.id, shape: 'each' })], { changes: 10, places: 1_000_000 });
    expect(Object.values(own?.refused ?? {})[0]).toMatchObject({ code: 'act/too-large', details: { what: 'changes', limit: 10 } }); // prettier-ignore
    expect(JSON.stringify(own?.refused)).not.toMatch(/1[123] records/);
  });

  it('[E-3] undos are weighed by the changes that they would reverse, and decided in transactions of bounded size', async () => {
    const bulk = w.ann.act(
      Array.from({ length: 900 }, () => w.deal(w.id())),
      { shape: 'each' },
    );
    await w.ann.push([bulk]);
    const chain = [bulk];
    for (let n = 0; n < 6; n += 1) chain.push(w.ann.act([], { undoes: chain.at(-1)?.id ?? '' }));
    const largest = { rows: 0, writes: 0 };
    const { database } = given.test;
    const counting: Database = {
      ...database,
      transaction: (mode, work) =>
        database.transaction(mode, async (tx) => {
          let journaled = 0;
          const answer = await work({
            query: (statement, parameters) => {
              if (statement.startsWith('insert into store.journal'))
                journaled += (parameters as unknown[][])[1]?.length ?? 0;
              return tx.query(statement, parameters);
            },
          });
          if (journaled > 0) largest.writes += 1;
          largest.rows = Math.max(largest.rows, journaled);
          return answer;
        }),
    };
    const answers = await decide(chain.slice(1), { changes: 10_000, places: 1_000_000 }, { database: counting });
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 'accepted'));
    expect(largest.writes).toBeGreaterThanOrEqual(3);
    expect(largest.rows).toBeLessThanOrEqual(2_000);
  });

  it('[E-3] a large work waits for the quick works of other tenants again and again; a small one does not wait', async () => {
    const deal = await dealWithTasks(1_000);
    const asked = vi.spyOn(quickWorks, 'untilOthersAreDone');
    await w.ann.do([w.set(deal, { source: ['', 'a fair'] })]);
    expect(asked).not.toHaveBeenCalled();
    await w.ann.do(Array.from({ length: 1_000 }, () => w.deal(w.id())));
    const whileMade = asked.mock.calls.length;
    expect(whileMade).toBeGreaterThan(30);
    await w.ann.do([w.set(deal, { sharedWith: [[], people(20)] })]);
    expect(asked.mock.calls.length - whileMade).toBeGreaterThan(30);
    expect(new Set(asked.mock.calls.map(([tenant]) => tenant))).toEqual(new Set([w.tenant.orgId]));
    asked.mockRestore();
  });

  it('[E-3] a large work sends many rows ahead to Postgres, and few while another tenant is at work', async () => {
    const { database } = given.test;
    const most = { ahead: 0 };
    const counting: Database = {
      ...database,
      transaction: (mode, work) =>
        database.transaction(mode, (tx) => {
          let ahead = 0;
          return work({
            async query(statement, parameters) {
              const sent = statement.includes('store.feed ') ? ((parameters as unknown[][])[1]?.length ?? 0) : 0;
              ahead += sent;
              most.ahead = Math.max(most.ahead, ahead);
              return tx.query(statement, parameters).finally(() => (ahead -= sent)) as never; // the rows of `tx.query`
            },
          });
        }),
    };
    const share = async (): Promise<number> => {
      most.ahead = 0;
      const deal = await dealWithTasks(200);
      const act = w.ann.act([w.set(deal, { sharedWith: [[], people(50)] })]);
      const [answer] = await decide([act], { changes: 10_000, places: 1_000_000 }, { database: counting });
      expect(answer?.status).toBe('accepted');
      return most.ahead;
    };
    expect(await share()).toBeGreaterThan(1_000);
    const office = setInterval(() => void quickWorks.during(randomUUID(), () => Promise.resolve()), 20);
    try {
      expect(await share()).toBeLessThanOrEqual(500); // the statement that ended, and the next one
    } finally {
      clearInterval(office);
    }
  });

  it('[E-3] a person who has written very much gets a time to retry, and other tenants do not wait', async () => {
    const other = await makeSalesWorld(given.test);
    const tokenOf = async (world: SalesWorld, email: string): Promise<string> => {
      await world.tenant.person('Ada', 'owner', { email });
      const reply = await given.test.fetch('/auth/sign-in', {
        body: { email, password: testPassword, device: { id: randomUUID(), name: 'A laptop' } },
      });
      return ((await reply.json()) as { accessToken: string }).accessToken;
    };
    const [busy, calm] = [await tokenOf(w, 'busy@rows.example'), await tokenOf(other, 'calm@rows.example')];
    const write = (token: string, world: SalesWorld, count: number) =>
      given.test.fetch('/acts', {
        token,
        body: {
          acts: [{ label: 'x', shape: 'each', edits: Array.from({ length: count }, () => world.deal(world.id())) }],
        },
      });
    expect((await write(busy, w, 600)).status).toBe(200);
    const refused = await write(busy, w, 1);
    expect(refused.status).toBe(429);
    expect(await refused.json()).toMatchObject({ code: 'request/too-many', retry: 'after-wait' });
    const waitSeconds = Number(refused.headers.get('retry-after'));
    expect(waitSeconds).toBeGreaterThan(1);
    const pushed = await given.test.fetch('/sync/push', {
      token: busy,
      body: { device: randomUUID(), heads: [], schemas: {}, acts: [w.ann.act([])] },
    });
    expect(pushed.status).toBe(429);
    expect((await write(calm, other, 1)).status).toBe(200);
    given.test.advance(waitSeconds * 1_000);
    expect((await write(busy, w, 1)).status).toBe(200);
  });

  it('[E-3] a person with only a portal role has a small budget of acts', async () => {
    const tokenOf = async (role: string): Promise<string> => {
      const email = `${role}@portal.example`;
      await w.tenant.person(role, role, { email });
      const reply = await given.test.fetch('/auth/sign-in', {
        body: { email, password: testPassword, device: { id: randomUUID(), name: 'A laptop' } },
      });
      return ((await reply.json()) as { accessToken: string }).accessToken;
    };
    const act = () => ({ label: 'x', shape: 'each', edits: [w.deal(w.id())] });
    const [outside, inside] = [await tokenOf('client'), await tokenOf('member')];
    const write = async (token: string) => {
      const reply = await given.test.fetch('/acts', { token, body: { acts: [act(), act(), act()] } });
      return [reply.status, reply.headers.get('retry-after')];
    };
    expect([await write(outside), await write(outside)]).toEqual([
      [200, null],
      [429, '1'],
    ]);
    expect([await write(inside), await write(inside)]).toEqual([
      [200, null],
      [200, null],
    ]);
    given.test.advance(1_000);
    expect(await write(outside)).toEqual([200, null]);
  });
});
