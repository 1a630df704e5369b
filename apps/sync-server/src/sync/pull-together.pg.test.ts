import { groupsOf } from '@outpost/domain/sync/token-groups';
import { namedSet } from './naming/named-set.ts';
import { randomUUID } from 'node:crypto';
import type { Checkpoint, Page, PullAnswer, PullRequest } from '@outpost/domain/sync/protocol';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Database, Row, Transaction } from '../db/database.ts';
import { givenServer } from '../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../testing/sales-world.ts';
import { answeringAlone, type TestDevice, testPassword } from '../testing/test-server.ts';
import { type DeviceAsker, type DevicePull, isUpToDate } from './pull-ask.ts';
import { pullAllTogether } from './pull-together.ts';
import { pull } from './pull.ts';
import { pullForStreams } from './streams/pull-for-streams.ts';

const given = givenServer();
let w: SalesWorld;
beforeAll(async () => {
  w = await makeSalesWorld(given.test);
});

const requestAt = (at: Checkpoint | null, heads: PullRequest['heads'] = []): PullRequest => ({
  at,
  heads,
  limit: 1_000,
  schemas: {},
});

async function answerTo(asker: DeviceAsker, request: PullRequest, ports = given.test.pullPorts): Promise<PullAnswer> {
  const answer = await pull(ports, asker, request);
  if (!answer.ok) throw new Error(answer.message);
  return answer.value;
}

async function placeOf(device: TestDevice): Promise<Checkpoint> {
  await device.pull();
  if (!device.at) throw new Error('The device has no place');
  return device.at;
}

/**
 * Returns a database that counts its snapshots, and the round trips to Postgres in them. Statements that are sent while
 * an answer is awaited belong to that trip.
 */
function counting(inner: Database) {
  const counts = { snapshots: 0, trips: 0 };
  const followed = (tx: Transaction): Transaction => {
    const awaited = { answers: 0 };
    return {
      async query<R extends Row = Row>(statement: string, parameters?: readonly unknown[]) {
        if (awaited.answers === 0) counts.trips += 1;
        awaited.answers += 1;
        try {
          return await tx.query<R>(statement, parameters);
        } finally {
          awaited.answers -= 1;
        }
      },
    };
  };
  const counted: Database = {
    ...inner,
    transaction: (mode, work) => {
      if (mode !== 'snapshot') return inner.transaction(mode, work);
      counts.snapshots += 1;
      return inner.transaction(mode, (tx) => work(followed(tx)));
    },
  };
  return { counts, counted };
}

function pullAt(person: TestDevice, at: Checkpoint): DevicePull {
  const request = requestAt(at);
  if (!isUpToDate(request)) throw new Error('The device is not up to date');
  return { asker: person.asker, request };
}

describe('devices that are up to date', () => {
  it('[S-1, A-3, A-4] get the same answers together as alone, with any tokens and any time of their last pull', async () => {
    const people = [w.ann, w.max, w.mia, w.moe, w.vic, w.mia.twin()];
    const deals = Array.from({ length: 6 }, () => w.id());
    await w.mia.do(deals.map((id) => w.deal(id)));
    await w.mia.do(deals.map((id) => w.task(w.id(), id)));
    const places: [TestDevice, Checkpoint][] = [];
    const remember = async (): Promise<void> => {
      for (const person of people) places.push([person, await placeOf(person.twin())]);
    };
    const [first = '', second = '', third = ''] = deals;
    await remember();
    await w.mia.do([w.set(first, { name: ['Deal', 'Deal 1'] })]);
    await remember();
    await w.ann.do([w.set(second, { teamId: [w.teams.t1, w.teams.t2], ownerId: [w.mia.userId, w.moe.userId] })]);
    await w.max.do([w.set(third, { life: ['alive', 'deleted'] })]);
    await remember();
    await w.tenant.setRoles(w.vic.userId, [{ role: 'viewer', teamId: w.teams.t2 }]); // loses tokens and gains others
    await remember();
    await w.moe.do([
      w.set(second, { name: ['Deal', 'Deal 2'] }),
      w.deal(w.id(), {}, { ownerId: w.moe.userId, teamId: w.teams.t2 }),
    ]);
    await w.ann.do([w.set(first, { sharedWith: [[], [w.moe.userId]] })]);
    const [, own] = places.at(-1) ?? [w.mia, await placeOf(w.mia)];
    const others = w.mia.tokens.filter((token) => !token.startsWith('crm/deal@'));
    const groups = groupsOf(others).map(([kinds, audiences]): [string[], string[]] => [[...kinds], [...audiences]]);
    places.push([w.mia, { ...own, tokens: groups }]); // never had any deals
    const together = await Promise.all(places.map(([{ asker }, at]) => answerTo(asker, requestAt(at))));
    const alone = await Promise.all(
      places.map(([{ asker }, at]) => answerTo(asker, requestAt(at), answeringAlone(given.test.pullPorts))),
    );
    expect(together).toEqual(alone);
    const pages = together.filter((answer) => answer.kind === 'page');
    expect(pages.some(({ rows }) => rows.some((row) => 'gone' in row))).toBe(true);
    expect(pages.filter(({ rows, history }) => rows.length > 0 && history.length > 0).length).toBeGreaterThan(8);
    expect(new Set(pages.map(({ rows }) => rows.length)).size).toBeGreaterThan(3);
  });

  it('[S-1] cost Postgres two snapshots when fifty of them pull at the same time, and people with the same rights share one page', async () => {
    const at = await placeOf(w.mia.twin());
    await w.mia.do([w.deal(w.id())]);
    const { counts, counted } = counting(given.test.database);
    const ports = { ...given.test.pullPorts, database: counted };
    const answers = await Promise.all(Array.from({ length: 50 }, () => answerTo(w.mia.asker, requestAt(at), ports)));
    expect(counts.snapshots).toBe(2); // one for the first device, and one for those that arrived meanwhile
    expect(new Set(answers).size).toBe(2);
    for (const answer of answers) expect(answer).toMatchObject({ kind: 'page', done: true, rows: [{}], history: [{}] });
  });

  it('[S-1] are read together: five people with different rights cost two trips to Postgres, like one', async () => {
    const people = [w.ann, w.max, w.mia, w.moe, w.vic];
    const pulls = await Promise.all(people.map(async (person) => pullAt(person, await placeOf(person.twin()))));
    await w.mia.do([w.deal(w.id())]);
    const tripsOf = async (some: typeof pulls): Promise<number> => {
      const { counts, counted } = counting(given.test.database);
      const ports = { ...given.test.pullPorts, database: counted };
      const answers = await pullAllTogether(ports, w.mia.asker.orgId, some);
      for (const answer of answers) expect(answer).toMatchObject({ ok: true, value: { kind: 'page', done: true } });
      return counts.trips;
    };
    await tripsOf(pulls); // computes and caches their rights
    expect(await tripsOf(pulls)).toBe(2); // the news and the rights, and then the records
    for (const one of pulls) expect(await tripsOf([one])).toBeLessThanOrEqual(2);
  });

  it('[S-1] that lack few rows get them together with one that lacks many', async () => {
    const far = pullAt(w.ann, await placeOf(w.ann.twin()));
    const owned = { ownerId: w.max.userId, teamId: w.teams.t1 }; // Max sees them by two tokens, so for him they would be too many rows
    for (let turn = 0; turn < 3; turn += 1)
      await w.ann.do(Array.from({ length: 100 }, () => w.deal(w.id(), {}, owned)));
    const near = pullAt(w.max, await placeOf(w.max.twin()));
    await w.mia.do([w.deal(w.id())]);
    const answers = await pullAllTogether(given.test.pullPorts, w.tenant.orgId, [far, near]);
    const rows = answers.map(
      (answer) => answer !== 'alone' && answer.ok && 'rows' in answer.value && answer.value.rows,
    );
    expect(rows.map((some) => some && some.length)).toEqual([301, 1]);
  });

  it('[S-1, A-3a] miss nothing next to one that lacks a number of very many rows, which is not read to its end', async () => {
    const [parent, other] = [w.id(), w.id()];
    await w.mia.do([w.deal(parent), w.deal(other)]);
    for (let turn = 0; turn < 6; turn += 1) await w.mia.do(Array.from({ length: 90 }, () => w.task(w.id(), parent)));
    const far = pullAt(w.ann, await placeOf(w.ann.twin()));
    await w.ann.do([w.set(parent, { ownerId: [w.mia.userId, w.moe.userId] })]);
    const near = pullAt(w.max, await placeOf(w.max.twin()));
    await w.mia.do([w.task(w.id(), other)]);
    expect(await pullAllTogether(given.test.pullPorts, w.tenant.orgId, [far, near])).toEqual(['alone', 'alone']);
  });

  it('[S-1] are answered separately when they lack more than the last news', async () => {
    const at = await placeOf(w.mia.twin());
    for (let turn = 0; turn < 6; turn += 1) await w.mia.do(Array.from({ length: 90 }, () => w.deal(w.id())));
    const { counts, counted } = counting(given.test.database);
    const answer = await answerTo(w.mia.asker, requestAt(at), { ...given.test.pullPorts, database: counted });
    expect(answer).toMatchObject({ kind: 'page', done: true });
    expect(answer.kind === 'page' && answer.rows.length).toBe(540);
    expect(counts.snapshots).toBe(2);
    const few = await answerTo(w.mia.asker, { ...requestAt(at), limit: 100 });
    expect(few.kind === 'page' && [few.rows.length, few.done]).toEqual([100, false]);
  });

  it('[A-2, S-5] are each checked for their session and their rights, though they share one page', async () => {
    const email = 'together@example.com';
    const person = await w.tenant.person('Tia', 'member', { teamId: w.teams.t1, email });
    const signIn = async (): Promise<string> => {
      const device = { id: randomUUID(), name: 'a device' };
      const answer = await given.test.fetch('/auth/sign-in', { body: { email, password: testPassword, device } });
      return ((await answer.json()) as { accessToken: string }).accessToken;
    };
    const tokens = [await signIn(), await signIn(), await signIn()];
    const body = requestAt(await placeOf(person));
    await w.mia.do([w.deal(w.id())]);
    await given.test.fetch('/auth/sign-out', { body: {}, token: tokens[1] ?? '' });
    const pulled = async (): Promise<readonly unknown[]> => {
      const answers = await Promise.all(tokens.map((token) => given.test.fetch('/sync/pull', { body, token })));
      return Promise.all(
        answers.map(async (answer) => [answer.status, ((await answer.json()) as Partial<Page>).next?.tokens]),
      );
    };
    const held = (await placeOf(person)).tokens;
    expect(await pulled()).toEqual([
      [200, held],
      [401, undefined],
      [200, held],
    ]);
    await w.tenant.setRoles(person.userId, []);
    const none = namedSet([]).digest;
    expect(held).not.toBe(none);
    expect(await pulled()).toEqual([
      [200, none],
      [401, undefined],
      [200, none],
    ]);
  });

  it('[S-1] get the news together also where the server has not read their rights before', async () => {
    const asking = pullAt(w.mia, await placeOf(w.mia.twin()));
    const deal = w.id();
    await w.mia.do([w.deal(deal)]);
    const fresh = { ...given.test.pullPorts, installed: { ...given.test.pullPorts.installed } };
    const [answer] = await pullAllTogether(fresh, w.tenant.orgId, [asking]);
    expect(answer).toMatchObject({ ok: true, value: { kind: 'page', rows: [{ id: deal }] } });
  });

  it('[K-5] [E-2] [T-28] get no page on a stream where the server does not read their build or their place', async () => {
    const { request, asker } = pullAt(w.mia, await placeOf(w.mia.twin()));
    const asked = [
      request,
      Object.assign(structuredClone(request), { schemas: { 'crm/deal': 9 } }),
      Object.assign(structuredClone(request), { at: { ...request.at, id: 'no id' } }),
      Object.assign(structuredClone(request), { schemas: 'the digest of no build' }),
    ];
    const askings = asked.map((each) => ({ asker, request: each }));
    const answers = await pullForStreams(given.test.pullPorts, w.tenant.orgId, askings);
    expect(answers).toMatchObject([
      { ok: true, value: { kind: 'page' } },
      { ok: false, code: 'sync/client-too-new', details: { most: 1, yours: 9 } },
      { ok: false, code: 'request/invalid' },
      { ok: true, value: { kind: 'unknown' } },
    ]);
  });

  it('[A-2] of an unknown session, or of a person who no longer works here, get nothing: together and alone', async () => {
    const ended = { ok: false, code: 'access/session-ended' };
    const both = [given.test.pullPorts, answeringAlone(given.test.pullPorts)];
    const strange = { ...w.mia.asker, sessionId: randomUUID() };
    for (const at of [null, await placeOf(w.mia.twin())])
      for (const ports of both) expect(await pull(ports, strange, requestAt(at))).toMatchObject(ended);
    const person = await w.tenant.person('Noa', 'member');
    await w.tenant.setRoles(person.userId, []); // without tokens, the suspension changes none
    const asking = pullAt(person, await placeOf(person));
    await w.ann.do([w.set(person.userId, { status: ['active', 'suspended'] }, 'platform/person')]);
    for (const ports of both) expect(await pull(ports, person.asker, asking.request)).toMatchObject(ended);
    expect(await pullAllTogether(given.test.pullPorts, w.tenant.orgId, [asking])).toMatchObject([ended]);
  });

  it('[A-4] that claim to have held a role for longer than they did get nothing from before it', async () => {
    const { t1, t2 } = w.teams;
    const person = await w.tenant.person('Cal', 'member', { teamId: t2 });
    const before = await placeOf(person);
    const [kept, left] = [w.id(), w.id()];
    await w.mia.do([w.deal(kept), w.deal(left)]);
    await w.ann.do([w.set(kept, { name: ['Deal', 'Other'] }), w.set(left, { teamId: [t1, null] })]);
    await w.tenant.setRoles(person.userId, [{ role: 'manager', teamId: t1 }]);
    const now = await placeOf(person.twin());
    const claimed = [{ n: before.n }, { history: before.history }, { n: before.n, history: before.history }];
    for (const ports of [given.test.pullPorts, answeringAlone(given.test.pullPorts)])
      for (const claim of claimed) {
        const answer = await answerTo(person.asker, requestAt({ ...now, ...claim }), ports);
        if (answer.kind !== 'page') throw new Error(answer.kind);
        expect(answer.rows.some(({ id }) => id === kept)).toBe('n' in claim);
        expect(answer.history.filter(({ id }) => id === kept)).toEqual([]);
        expect(JSON.stringify(answer)).not.toContain(left);
      }
  });

  it('[A-4] get no record that left a team before their first page with that team', async () => {
    const person = await w.tenant.person('Eve', 'member', { teamId: w.teams.t2 });
    await person.pull();
    const left = w.id();
    await w.mia.do([w.deal(left)]);
    await w.tenant.setRoles(person.userId, [{ role: 'manager', teamId: w.teams.t1 }]);
    await w.ann.do([w.set(left, { teamId: [w.teams.t1, null] })]); // the newest number
    expect(JSON.stringify(await person.page())).not.toContain(left);
  });

  it('[S-1] that claim a place ahead of the journal get its end as their place, together and alone', async () => {
    const at = await placeOf(w.mia.twin());
    const ahead = { ...at, n: at.n + 1_000, history: at.history + 1_000 };
    for (const ports of [given.test.pullPorts, answeringAlone(given.test.pullPorts)])
      expect(await answerTo(w.mia.asker, requestAt(ahead), ports)).toMatchObject({
        rows: [],
        history: [],
        done: true,
        next: { n: at.n, history: at.history },
      });
  });

  it('[E-1] of an unknown tenant cause a fault that names it', async () => {
    const at = await placeOf(w.mia.twin());
    const asker = { ...w.mia.asker, orgId: randomUUID() };
    for (const request of [requestAt(null), requestAt(at)])
      await expect(answerTo(asker, request)).rejects.toThrow(`There is no tenant ${asker.orgId}`);
  });

  it('[S-1a, S-1b] that have seen another journal, or are from before the horizon, get a fork or a reset, and the others their news', async () => {
    const at = await placeOf(w.mia.twin());
    const answers = await Promise.all([
      answerTo(w.mia.asker, requestAt(at)),
      answerTo(w.mia.asker, requestAt(at, [[1, 'ff'.repeat(32)]])),
      answerTo(w.mia.asker, requestAt({ ...at, n: at.n + 1_000 })),
    ]);
    expect(answers.map(({ kind }) => kind)).toEqual(['page', 'fork', 'page']);
    expect(answers[2]).toMatchObject({ rows: [], next: { n: at.n } });
    await w.tenant.rows('update store.clock set floor = head where org_id = $1', [w.tenant.orgId]);
    expect((await answerTo(w.mia.asker, requestAt({ ...at, n: at.n - 1 }))).kind).toBe('reset');
  });
});
