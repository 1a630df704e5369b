import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Edit } from '@outpost/domain/kernel/acts/act';
import { newsPageSchema, streamHeader } from '@outpost/domain/sync/news-page';
import {
  type Checkpoint,
  type Decision,
  endOfNumber,
  type Head,
  type Page,
  type PullAnswer,
  type PushAnswer,
} from '@outpost/domain/sync/protocol';
import { beforeAll, describe, expect, it } from 'vitest';
import { withOwner } from '../../db/owner-connection.ts';
import { memoryKeyStore } from '../../identity/keys/key-store.ts';
import { givenServer } from '../../testing/given-server.ts';
import { type NewsReader, openNews, type NewsEvent } from '../../testing/open-news.ts';
import { makeSalesWorld, type SalesWorld } from '../../testing/sales-world.ts';
import { made, makeTestServer, type TestServer, testPassword } from '../../testing/test-server.ts';

const keyStore = memoryKeyStore();
const given = givenServer();
let w: SalesWorld;
beforeAll(async () => {
  w = await makeSalesWorld(given.test);
});

/** A signed-in device over HTTP, with its stream. */
class StreamDevice {
  readonly #world: SalesWorld;
  readonly #test: TestServer;
  readonly token: string;
  readonly name: string;
  readonly news: NewsReader;
  at: Checkpoint | null = null;
  tokens: Page['tokens'] = [];
  head: Head = [0, 'genesis'];

  constructor(world: SalesWorld, { token, name, news }: { token: string; name: string; news: NewsReader }) {
    this.#world = world;
    this.#test = world.tenant.test;
    this.token = token;
    this.name = name;
    this.news = news;
  }

  /** Returns the server's answer for the present place of the device, as the text of its body. */
  async answer({ name = this.name, limit = 1_000 }: { name?: string; limit?: number } = {}): Promise<string> {
    const body = { at: this.at, heads: this.at ? [this.head] : [], limit, schemas: {} };
    const reply = await this.#test.fetch('/sync/pull', { body, token: this.token, headers: { [streamHeader]: name } });
    return reply.text();
  }

  /** Sends the device's first act. */
  async push(edits: readonly Edit[]): Promise<Decision> {
    const act = {
      id: randomUUID(),
      number: 1,
      label: 'test',
      shape: 'together',
      madeAt: '2026-11-20T08:00:00.000Z',
      edits,
    };
    const body = { device: randomUUID(), heads: [this.head], schemas: {}, acts: [act] };
    const reply = await this.#test.fetch('/sync/push', {
      body,
      token: this.token,
      headers: { [streamHeader]: this.name },
    });
    const answer = (await reply.json()) as PushAnswer; // from the tested server
    const [decision] = answer.kind === 'decided' ? answer.answers : [];
    if (!decision) throw new Error(JSON.stringify(answer));
    return decision;
  }

  /** Pulls until it is up to date, and names its stream, so that the server has its place. */
  async pull(): Promise<void> {
    for (;;) {
      const page = JSON.parse(await this.answer()) as PullAnswer;
      if (page.kind !== 'page') throw new Error(JSON.stringify(page));
      this.take(page);
      if (page.done && page.next.history >= page.head.head[0]) return;
    }
  }

  /**
   * Pulls until the device is up to date, the server has its place, and all earlier events were read. Postgres sends
   * notices in its own time, so only a page that fits shows that none are left.
   */
  async settled(): Promise<this> {
    await this.pull();
    for (;;) {
      const { n } = await forAll(this.#world);
      const passed = await this.#until((event) => numberOf(event) >= n);
      const last = passed.at(-1);
      if (last && 'page' in last && last.from === this.head[0]) {
        this.take(last.page);
        return this;
      }
      await this.pull();
    }
  }

  take({ next, head, tokens }: Page): void {
    this.tokens = tokens ?? this.tokens;
    this.at = next;
    this.head = head.head;
  }

  /** Returns the next event, which must be a page from the device's place, and takes it. */
  async page(): Promise<Page> {
    const { from, seen, page } = newsPageSchema.parse(await this.news.next());
    const place = { n: from, id: endOfNumber, tokens: page.next.tokens, gain: null, history: from };
    if (!isDeepStrictEqual([seen, place], [this.head, this.at])) throw new Error('The page begins elsewhere');
    this.take(page);
    return page;
  }

  /** Takes pages until one is at or past a number; each must fit. */
  async pages(n: number): Promise<readonly Page[]> {
    const pages: Page[] = [];
    while (this.head[0] < n) pages.push(await this.page());
    return pages;
  }

  /** Returns the events up to a number. */
  eventsUpTo(n: number): Promise<readonly NewsEvent[]> {
    return this.#until((event) => numberOf(event) >= n);
  }

  /** Reads on to the first plain poke at or past a number. Returns the events before it. */
  async poke(n: number): Promise<readonly NewsEvent[]> {
    return (await this.#until((event) => 'n' in event && event.n >= n)).slice(0, -1);
  }

  async #until(isLast: (event: NewsEvent) => boolean): Promise<readonly NewsEvent[]> {
    const events: NewsEvent[] = [];
    for (;;) {
      const event = await this.news.next();
      if (event === undefined) throw new Error('The stream ended');
      events.push(event);
      if (isLast(event)) return events;
    }
  }
}

const numberOf = (event: NewsEvent): number => ('page' in event ? event.page.head.head[0] : event.n);
/** Makes a record that everybody sees. */
const forAll = (world: SalesWorld): Promise<{ readonly n: number }> =>
  world.ann.do([made(world.id(), 'platform/team', { name: `Team ${world.id()}` })]);

async function signIn(test: TestServer, email: string): Promise<string> {
  const body = { email, password: testPassword, device: { id: randomUUID(), name: 'A laptop' } };
  const reply = await test.fetch('/auth/sign-in', { body });
  return ((await reply.json()) as { accessToken: string }).accessToken;
}

type Given = { readonly teamId?: string | null; readonly world?: SalesWorld; readonly isSlow?: boolean };

/** Opens a device of a new person: its stream is open, and the server does not have its place. */
async function openedDevice(role: string, { teamId = null, world = w, isSlow = false }: Given = {}) {
  const email = `${randomUUID()}@example.com`;
  const person = await world.tenant.person('Somebody', role, { email, teamId });
  const token = await signIn(world.tenant.test, email);
  const name = randomUUID();
  const device = new StreamDevice(world, {
    token,
    name,
    news: await openNews(world.tenant.test, { token, name, isSlow }),
  });
  return { device, person };
}

/** Opens such a device, brings it up to date, and gives the server its place. */
async function settledDevice(...of: Parameters<typeof openedDevice>) {
  const opened = await openedDevice(...of);
  await opened.device.settled();
  return opened;
}

/** Returns the ids of the records in these pages. */
const idsIn = (pages: readonly Page[]): readonly string[] =>
  pages.flatMap(({ rows, history }) => [...rows, ...history].map(({ id }) => id));

describe('pages on the stream of pokes', () => {
  it('[S-3] are the same as answers to pulls, byte for byte, one after the other', async () => {
    const { device } = await settledDevice('manager', { teamId: w.teams.t1 });
    for (let turn = 0; turn < 3; turn += 1) {
      const deal = w.id();
      const { n } = await w.mia.do([w.deal(deal, { name: 'Häuser “am See”' }), w.task(w.id(), deal)]);
      const text = await device.news.nextText();
      const pulled = await device.answer({ name: randomUUID() });
      expect(text).toBe(`{"from":${device.head[0]},"seen":${JSON.stringify(device.head)},"page":${pulled}}`);
      const { page } = newsPageSchema.parse(JSON.parse(text ?? ''));
      expect(page).toMatchObject({ done: true, next: { n, history: n } });
      expect(page.head.head[0]).toBe(n);
      expect(idsIn([page])).toContain(deal);
      device.take(page);
    }
    await device.news.close();
  });

  it('[S-3, A-5] bring no person records that only others may see', async () => {
    const { device: first } = await openedDevice('manager', { teamId: w.teams.t1 });
    const { device: second } = await openedDevice('manager', { teamId: w.teams.t2 });
    const elsewhere = await makeSalesWorld(given.test);
    const { device: stranger } = await openedDevice('admin', { world: elsewhere });
    for (const device of [first, second, stranger]) await device.settled();
    const deal = w.id();
    await w.mia.do([w.deal(deal)]);
    const { n } = await forAll(w);
    const [ofFirst, ofSecond] = [await first.pages(n), await second.pages(n)];
    expect(idsIn(ofFirst)).toContain(deal);
    expect(ofSecond.flatMap(({ rows }) => rows).length).toBeGreaterThan(0);
    expect(idsIn(ofSecond)).not.toContain(deal);
    const theirs = elsewhere.id();
    const { n: last } = await elsewhere.ann.do([elsewhere.deal(theirs)]);
    const ofStranger = await stranger.pages(last);
    expect(idsIn(ofStranger)).toContain(theirs);
    expect(idsIn(ofStranger)).not.toContain(deal);
    for (const device of [first, second, stranger]) await device.news.close();
  });

  it('[S-3, S-7] come to no device that did not ask for them, nor before a pull has named the device’s place', async () => {
    const { device } = await openedDevice('admin');
    const first = await w.mia.do([w.deal(w.id())]);
    expect((await device.poke(first.n)).some((event) => 'page' in event)).toBe(false);
    JSON.parse(await device.answer({ limit: 1 })); // the first of many pages
    const second = await w.mia.do([w.deal(w.id())]);
    expect((await device.poke(second.n)).some((event) => 'page' in event)).toBe(false);
    const other = await openedDevice('admin');
    await device.settled();
    const claims = { at: device.at, heads: [], limit: 1_000, schemas: {} };
    await given.test.fetch('/sync/pull', {
      body: claims,
      token: device.token,
      headers: { [streamHeader]: other.device.name },
    });
    const third = await w.mia.do([w.deal(w.id())]);
    expect((await other.device.poke(third.n)).some((event) => 'page' in event)).toBe(false); // another session cannot set its place
    expect((await device.page()).head.head[0]).toBe(third.n);
    const unfit = await given.test.fetch('/sync/poke', { token: device.token, headers: { [streamHeader]: 'mine' } });
    expect(unfit.status).toBe(400);
    await device.news.close();
    await other.device.news.close();
  });

  it('[S-3, S-1b] continue after an act of the device itself, from the head in its answer', async () => {
    const { device } = await settledDevice('admin');
    const deal = w.id();
    const answer = await device.push([w.deal(deal)]);
    expect(answer.n).toBeGreaterThan(device.head[0]);
    device.head = answer.head;
    const page = await device.page(); // news that wait for the decision begin with `seen` at this head
    expect(idsIn([page])).toContain(deal);
    expect(page.head.head[0]).toBeGreaterThanOrEqual(answer.n);
    await device.news.close();
  });

  it('[S-3, S-5] end with the session: a page that was read for an ended session is not sent', async () => {
    const { device, person } = await settledDevice('admin');
    await w.tenant.rows('update auth.session set ended_at = $2 where org_id = $1 and person_id = $3', [
      w.tenant.orgId,
      '2026-11-20T08:00:00.000Z',
      person.userId,
    ]); // by hand: without a notice
    await w.mia.do([w.deal(w.id())]);
    expect(await device.news.next()).toBeUndefined();
  });

  it('[S-3, A-2, A-4] stop where rights have changed, until the device has pulled', async () => {
    const { device, person } = await settledDevice('manager', { teamId: w.teams.t1 });
    await w.tenant.setRoles(person.userId, [{ role: 'manager', teamId: w.teams.t2 }]);
    const { n } = await w.mia.do([w.deal(w.id())]);
    const passed = await device.poke(device.head[0] + 1);
    expect(passed).toEqual([]);
    await device.settled();
    expect(JSON.stringify(device.tokens)).not.toContain(w.teams.t1);
    expect(device.head[0]).toBeGreaterThan(n);
    const deal = w.id();
    const moved = await w.moe.do([w.deal(deal, {}, { ownerId: w.moe.userId, teamId: w.teams.t2 })]);
    expect(idsIn(await device.pages(moved.n))).toEqual([deal, deal]); // the row and its history
    await w.tenant.setRoles(person.userId, []); // only loses tokens
    expect(await device.poke(moved.n + 1)).toEqual([]);
    await device.news.close();
  });

  it('[S-3, E-3] are replaced by a plain poke where the device does not read them, and continue when it has pulled', async () => {
    const { device: reading } = await settledDevice('admin');
    const { device } = await settledDevice('admin', { isSlow: true });
    await reading.settled();
    let last = 0;
    for (let turn = 0; turn < 12; turn += 1) last = (await w.mia.do([w.deal(w.id())])).n;
    await reading.pages(last); // one round notifies both streams, so the slow one's events have arrived too
    const events = await device.eventsUpTo(last);
    expect(events.length).toBeLessThanOrEqual(2); // the one that its stream has room for, and one poke for all the others
    expect(events.at(-1)).toEqual({ n: last });
    await device.settled();
    await device.news.close();
    await reading.news.close();
  });

  it('[S-3] are replaced by a plain poke where the device lacks more than the last news', async () => {
    const { device } = await settledDevice('admin');
    const { n } = await w.ann.do(
      Array.from({ length: 600 }, () => w.deal(w.id())),
      { shape: 'each' },
    );
    await device.poke(n);
    await device.news.close();
  });

  it('[S-3, S-1b] do not report another journal: a device that has seen one is poked, and its pull reports the fork', async () => {
    const world = await makeSalesWorld(given.test);
    const { device } = await settledDevice('admin', { world });
    await withOwner(given.database.ownerUrl, (owner) =>
      owner.run(
        `update store.journal set hash = '\\x00' where org_id = '${world.tenant.orgId}' and n = ${device.head[0]}`,
      ),
    ); // as after a lost tail
    const { n } = await world.mia.do([world.deal(world.id())]);
    expect(await device.poke(n)).toEqual([]);
    expect(JSON.parse(await device.answer())).toMatchObject({ kind: 'fork' });
    await device.news.close();
  });

  it('[S-3] are not sent by a restarted server until a pull has named the device’s place', async () => {
    const before = await makeTestServer(given.test.database, { keyStore });
    const world = await makeSalesWorld(before);
    const { device } = await settledDevice('admin', { world });
    await before.server.close();
    expect(await device.news.next()).toBeUndefined();
    const after = await makeTestServer(given.test.database, { keyStore });
    const again = new StreamDevice(world, {
      token: device.token,
      name: device.name,
      news: await openNews(after, { token: device.token, name: device.name, isSlow: false }),
    });
    const { n } = await world.mia.do([world.deal(world.id())]);
    expect((await again.poke(n)).some((event) => 'page' in event)).toBe(false);
    await again.news.close();
    await after.server.close();
  });
});
