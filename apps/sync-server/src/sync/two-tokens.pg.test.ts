import { pageInFull, type PageInFull } from '@outpost/domain/sync/page-in-full';
import type { Page, PullAnswer, PullRequest } from '@outpost/domain/sync/protocol';
import { describe, expect, it } from 'vitest';
import { givenServer } from '../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../testing/sales-world.ts';
import { answeringAlone, makeTestServer, type TestDevice } from '../testing/test-server.ts';
import { usualPullLimits } from './pages/pull-limits.ts';
import { pullForStreams } from './streams/pull-for-streams.ts';
import { isUpToDate } from './pull-ask.ts';
import { pull } from './pull.ts';
import { readWrittenAnswer } from './written-answer.ts';

const given = givenServer();

/** Makes a deal of Mia's in Max's team and shares it with Max. He sees it through two tokens: `tokens`. */
async function givenDeal(): Promise<{
  readonly w: SalesWorld;
  readonly deal: string;
  readonly tokens: readonly string[];
}> {
  const w = await makeSalesWorld(given.test);
  const deal = w.id();
  await w.ann.do([w.deal(deal, {}, { sharedWith: [w.max.userId] })]);
  return { w, deal, tokens: [`crm/deal@team:${w.teams.t1}`, `crm/deal@user:${w.max.userId}`] };
}

/** Returns a page as a device that has taken it reads it. */
function inFull(answer: PullAnswer, device: TestDevice): PageInFull {
  const page = answer.kind === 'page' ? pageInFull(answer, device) : undefined;
  if (!page) throw new Error(JSON.stringify(answer));
  return page;
}

/** Returns a page's rows about a record, in order: the tokens that hold it, or that it is gone. */
const said = (page: PageInFull, id: string) =>
  page.rows.flatMap((row) => (row.id !== id ? [] : ['gone' in row ? 'gone' : [...row.through]]));

/** Returns the next page in each of the three ways in which one is made: alone, together with others, for a stream. */
async function nextPages(device: TestDevice): Promise<readonly PageInFull[]> {
  const { pullPorts } = given.test;
  const request: PullRequest = { at: device.at, heads: [], limit: 1_000, schemas: {} };
  if (!isUpToDate(request)) throw new Error('The device is not up to date');
  const answers = [
    await pull(answeringAlone(pullPorts), device.asker, request),
    await pull(pullPorts, device.asker, request),
  ];
  const [streamed] = await pullForStreams(pullPorts, device.asker.orgId, [{ asker: device.asker, request }]);
  if (!streamed || streamed === 'alone' || !streamed.ok) throw new Error(JSON.stringify(streamed));
  return [...answers.map((answer) => (answer.ok ? answer.value : undefined)), readWrittenAnswer(streamed.value)].map(
    (answer) => {
      if (!answer) throw new Error('A pull was refused');
      return inFull(answer, device);
    },
  );
}

describe('a record that a person sees through two tokens', () => {
  it('[A-3] [A-4] is sent once, and is removed when the last of them no longer holds it: alone, together and on a stream', async () => {
    const { w, deal, tokens } = await givenDeal();
    const steps: readonly (readonly [change: () => Promise<unknown>, said: unknown])[] = [
      [() => w.ann.do([w.set(deal, { name: ['Deal', 'Both'] })]), tokens],
      [() => w.ann.do([w.set(deal, { teamId: [w.teams.t1, w.teams.t2] })]), tokens.slice(1)],
      [
        () => w.ann.do([w.set(deal, { teamId: [w.teams.t2, w.teams.t1], sharedWith: [[w.max.userId], []] })]),
        tokens.slice(0, 1),
      ],
      [() => w.ann.do([w.set(deal, { sharedWith: [[], [w.max.userId]] })]), tokens],
      [() => w.ann.do([w.set(deal, { teamId: [w.teams.t1, null], sharedWith: [[w.max.userId], []] })]), 'gone'],
    ];
    await w.max.pull();
    expect(w.max.held.get(deal)?.through).toEqual(tokens);
    for (const [change, expected] of steps) {
      await change();
      for (const page of await nextPages(w.max)) expect(said(page, deal)).toEqual([expected]);
      await w.max.pull();
    }
    expect(w.max.held.has(deal)).toBe(false);
  });

  it('[A-4] stays when the person loses one of the tokens, and is sent again with both when they regain it', async () => {
    const { w, deal, tokens } = await givenDeal();
    await w.max.pull();
    await w.tenant.setRoles(w.max.userId, [{ role: 'member', teamId: w.teams.t2 }]);
    await w.max.pull(1);
    expect(w.max.held.get(deal)?.through).toEqual(tokens.slice(1));
    await w.tenant.setRoles(w.max.userId, [{ role: 'manager', teamId: w.teams.t1 }]);
    const told: unknown[] = [];
    for (let isMore = true; isMore;) {
      const page = await w.max.page(1);
      if (page.kind !== 'page') throw new Error(page.kind);
      told.push(...said(inFull(page, w.max), deal));
      isMore = !page.done;
    }
    expect(told).toEqual([tokens]); // the gained token brings it, with both
    expect(w.max.held.get(deal)?.through).toEqual(tokens);
  });

  it('[S-1] comes once on a page that brings both tokens, and is counted once in pages of one row', async () => {
    const { w, deal, tokens } = await givenDeal();
    const twin = w.max.twin();
    expect(said(inFull(await twin.page(), twin), deal)).toEqual([tokens]);
    const small = w.max.twin();
    await small.pull(1);
    expect(small.held.get(deal)?.through).toEqual(tokens);
  });
});

describe('news of one number', () => {
  it('[S-1] [A-3a] comes in pages that may end between two of its rows, and no row is left out', async () => {
    const w = await makeSalesWorld(given.test);
    const [deal, ...tasks] = Array.from({ length: 6 }, () => w.id());
    if (deal === undefined) throw new Error('There is no deal');
    await w.moe.do([w.deal(deal, {}, { ownerId: w.moe.userId, teamId: w.teams.t2 }), ...tasks.map((id) => w.task(id, deal))]); // prettier-ignore
    const device = w.mia.twin();
    await device.pull();
    expect(device.holds('crm/task')).toEqual([]);
    await w.ann.do([w.set(deal, { sharedWith: [[], [w.mia.userId]] })]); // brings its tasks at the same number
    await device.pull(2);
    expect([device.holds('crm/deal'), device.holds('crm/task')]).toEqual([[deal], tasks.toSorted()]);
  });
});

describe('news read by token', () => {
  it.each([1, 3])('[S-1] [T-29] comes once and in order, on pages of %i', async (limit) => {
    const limits = { ...usualPullLimits, byNumber: 0, news: -1 };
    const w = await makeSalesWorld(await makeTestServer(given.test.database, { pullLimits: limits }));
    const device = w.mia.twin();
    await device.pull();
    const deals = Array.from({ length: 7 }, () => w.id());
    await w.mia.do(deals.map((id) => w.deal(id)));
    const told: string[] = [];
    for (let isMore = true; isMore && told.length < 20;) {
      const page = await device.page(limit);
      if (page.kind !== 'page') throw new Error(page.kind);
      told.push(...page.rows.map(({ id }) => id));
      isMore = !page.done;
    }
    expect(told).toEqual(deals);
  });
});

describe('history over several pages', () => {
  it('[S-9] follows the records, each row once and in order, with any changes between two pages', async () => {
    const w = await makeSalesWorld(
      await makeTestServer(given.test.database, { pullLimits: { ...usualPullLimits, historyRows: 3 } }),
    );
    const deal = w.id();
    await w.ann.do([w.deal(deal)], { label: '0' });
    const change = (to: number) =>
      w.ann.do([w.set(deal, { name: [to === 1 ? 'Deal' : `${to - 1}`, `${to}`] })], { label: `${to}` });
    for (let to = 1; to <= 8; to += 1) await change(to);
    const pages: Page[] = [];
    for (let to = 9; ; to += 1) {
      const page = await w.max.page();
      if (page.kind !== 'page') throw new Error(page.kind);
      pages.push(page);
      expect([page.done, page.history.length <= 3]).toEqual([true, true]);
      if (page.next.history >= page.head.head[0]) break;
      if (to <= 11) await change(to);
    }
    const ofDeal = w.max.history.filter(({ id }) => id === deal);
    expect(ofDeal.map(({ label }) => label)).toEqual(Array.from({ length: 12 }, (_, to) => `${to}`));
    expect(ofDeal.at(-1)?.changed).toEqual({ name: ['10', '11'] });
    expect(pages.length).toBeGreaterThan(5);
    expect(w.max.held.get(deal)?.fields).toMatchObject({ name: '11' });
    const after = pages.map(({ next }) => next.history);
    expect(after).toEqual(after.toSorted((a, b) => a - b));
    expect(new Set(after).size).toBe(after.length); // each page brings new rows
  });

  it('[S-9] [E-3] has fewer rows on a page of long texts, and at least one', async () => {
    const limits = { ...usualPullLimits, pageChars: 10_000 };
    const w = await makeSalesWorld(await makeTestServer(given.test.database, { pullLimits: limits }));
    const deal = w.id();
    await w.ann.do([w.deal(deal)], { label: 'first' });
    const long = 'x'.repeat(15_000);
    await w.ann.do([w.set(deal, { about: [null, long] })], { label: 'longer than a page' });
    await w.ann.do([w.set(deal, { about: [long, 'short'] })], { label: 'as long' });
    const counts: number[] = [];
    for (let isMore = true; isMore;) {
      const page = await w.max.page();
      if (page.kind !== 'page') throw new Error(page.kind);
      counts.push(page.history.filter(({ id }) => id === deal).length);
      isMore = !page.done || page.next.history < page.head.head[0];
    }
    expect(counts.filter((count) => count > 0)).toEqual([1, 1, 1]);
    expect(w.max.history.filter(({ id }) => id === deal).map(({ label }) => label)).toEqual([
      'first',
      'longer than a page',
      'as long',
    ]);
  });

  it('[S-9] [E-3] is complete on a device that first got its long records on several pages', async () => {
    const limits = { ...usualPullLimits, pageChars: 10_000 };
    const w = await makeSalesWorld(await makeTestServer(given.test.database, { pullLimits: limits }));
    const deals = Array.from({ length: 5 }, () => w.id());
    await w.ann.do(deals.map((id) => w.deal(id, { about: 'x'.repeat(4_000) })));
    const first = await w.max.page();
    expect(first).toMatchObject({ done: false, history: [] });
    await w.max.pull();
    expect(w.max.holds('crm/deal')).toEqual(deals.toSorted());
    expect(new Set(w.max.history.map(({ id }) => id)).isSupersetOf(new Set(deals))).toBe(true);
  });
});
