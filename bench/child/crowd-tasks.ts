import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Edit } from '@outpost/domain/kernel/acts/act';
import { uuidV7Source } from '@outpost/domain/kernel/ids';
import { parsedPullAnswer } from '@outpost/desktop/replica/sync/checked-by-hand/pull-answer';
import { codingsFrom, splitEvents } from '@outpost/desktop/replica/sync/line/fetch-transport';
import { readStreamEvent, standsAt } from '@outpost/desktop/replica/sync/answers/stream-event';
import { leavesUpToDate, type NewsPage, streamHeader } from '@outpost/domain/sync/news-page';
import {
  type Checkpoint,
  type Head,
  type Page,
  protocolHeader,
  protocolVersion,
  type PullAnswer,
  type PushAnswer,
  type PushRequest,
  pullRequestSchema,
} from '@outpost/domain/sync/protocol';
import { checkpointInFull, type CheckpointSets, noSets, setsAfter } from '@outpost/domain/sync/page-in-full';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import { benchEntities } from '../bench-records.ts';

type SignIn = { readonly url: string; readonly email: string; readonly password: string };
type Request = {
  readonly token: string;
  readonly address: string;
  readonly signal?: AbortSignal;
  /** The id of the device's stream. */
  readonly stream?: string;
};

const ids = uuidV7Source({ nowMs: () => Date.now() }, randomBytes);
const schemas = Object.fromEntries(
  [...installedCatalogue.entities.values()].map((entity) => [entity.name, entity.schema]),
);
/** Returns a separate address for each simulated device. */
const addressOf = (place: number): string => `10.0.${Math.floor(place / 250)}.${(place % 250) + 1}`;

function send(url: string, body: unknown, { token, address, signal, stream }: Request): Promise<Response> {
  const headers = {
    authorization: `Bearer ${token}`,
    [protocolHeader]: String(protocolVersion),
    'content-type': 'application/json',
    'accept-encoding': codingsFrom(url), // fetch would request gzip, which a device on its server's machine does not
    'x-forwarded-for': address,
    ...(stream === undefined ? {} : { [streamHeader]: stream }),
  };
  return fetch(url, {
    method: body === undefined ? 'GET' : 'POST',
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  });
}

async function ask<T>(url: string, body: unknown, request: Request): Promise<T> {
  const response = await send(url, body, request);
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T; // the measured server's own answer
}

async function tokenOf({ url, email, password }: SignIn, place = 0): Promise<string> {
  const device = { id: ids.newId(), name: 'crowd' };
  const { accessToken } = await ask<{ accessToken: string }>(
    `${url}/auth/sign-in`,
    { email, password, device },
    { token: '', address: addressOf(place) },
  );
  return accessToken;
}
/** Signs people in, each from a separate address, one after another. Keeps their tokens for later calls. */
async function tokensOf(url: string, people: readonly Omit<SignIn, 'url'>[]): Promise<readonly string[]> {
  const tokens: string[] = [];
  for (const [place, person] of people.entries()) {
    const token = signedIn.get(person.email) ?? (await tokenOf({ url, ...person }, place));
    signedIn.set(person.email, token);
    tokens.push(token);
  }
  return tokens;
}

const pullBody = (at: Checkpoint | null, heads: readonly Head[], limit: number) =>
  pullRequestSchema.parse({ at, heads, limit, schemas });
const streams = new AbortController();
const listening = { count: 0 };
/** Each person's token, by e-mail. */
const signedIn = new Map<string, string>();

/** Opens a stream of pokes and calls back with the data of each event. */
async function listen(url: string, request: Request, hear: (data: string) => void): Promise<void> {
  const response = await send(`${url}/sync/poke`, undefined, { ...request, signal: streams.signal });
  if (!response.ok) throw new Error(`poke: ${response.status}`);
  listening.count += 1;
  void (async () => {
    const text = new TextDecoder();
    let rest = '';
    try {
      for await (const chunk of response.body as ReadableStream<Uint8Array>) {
        const { events, open } = splitEvents(rest + text.decode(chunk, { stream: true }));
        rest = open;
        for (const event of events) hear(event);
      }
    } catch (cause) {
      if (!streams.signal.aborted) throw cause; // an aborted stream means the end of the measurement
    } finally {
      listening.count -= 1;
    }
  })();
}

/** The position of a device: its checkpoint, and the sets of tokens that it names by digest (T-28). */
type Place = { readonly at: Checkpoint | null; readonly sets: CheckpointSets };
const beginning: Place = { at: null, sets: noSets };

/** Pulls a page. Where the server does not know the digests, asks again with all sets in full, as a real device does. */
async function pullPage(
  url: string,
  { at, sets }: Place,
  {
    heads = [],
    limit,
    request,
  }: { readonly heads?: readonly Head[]; readonly limit: number; readonly request: Request },
): Promise<{ readonly page: Page; readonly next: Place }> {
  const pull = async (from: Checkpoint | null) =>
    parsedPullAnswer.parse(await ask<unknown>(`${url}/sync/pull`, pullBody(from, heads, limit), request));
  const first = await pull(at);
  const page = first.kind === 'unknown' && at !== null ? await pull(checkpointInFull(at, sets)) : first;
  if (page.kind !== 'page') throw new Error(`A pull was answered with ${page.kind}`);
  return { page, next: { at: page.next, sets: setsAfter(page, { at, sets }) } };
}

/** The position of each person's up-to-date devices, by the person's token. */
const upToDate = new Map<string, Place>();

/**
 * Pulls everything. A person's later devices start from the first one's checkpoint. Afterwards the server has the device's
 * position.
 */
async function catchUp(url: string, request: Request): Promise<void> {
  for (;;) {
    const { page, next } = await pullPage(url, upToDate.get(request.token) ?? beginning, { limit: 3_000, request });
    upToDate.set(request.token, next);
    if (leavesUpToDate(page)) return;
  }
}

/** The time that a device waits for the news of its own act before it pulls, like a real device. */
const ownNewsMs = 2_000;

type Totals = { acts: number; pulls: number; pages: number; rows: number };
const countsOf = (totals: Totals) => Object.keys(totals) as (keyof Totals)[]; // the object has no other keys

/**
 * A device without a store: it exchanges the same messages as a real one, reads and checks the answers, and keeps its checkpoint.
 */
class CrowdDevice {
  readonly #url: string;
  readonly #request: Request;
  readonly did: Totals = { acts: 0, pulls: 0, pages: 0, rows: 0 };
  #isStopped = false;
  readonly #name = ids.newId();
  #at: Checkpoint;
  #sets: CheckpointSets;
  /** The newest head that it has received. */
  #head: Head;
  #isTaking = false;
  #last: Promise<unknown> = Promise.resolve();
  #wantsNews = false;
  /** Whether its last news arrived as a page. Then those of its own acts will too. */
  #isFed = false;
  /** Pages that arrived during an exchange. */
  #pages: NewsPage[] = [];

  constructor(input: {
    readonly url: string;
    readonly request: Request;
    readonly place: { readonly at: Checkpoint; readonly sets: CheckpointSets; readonly head: Head };
  }) {
    this.#url = input.url;
    this.#request = input.request;
    this.#at = input.place.at;
    this.#sets = input.place.sets;
    this.#head = input.place.head;
  }

  /** Pulls everything. Afterwards the server has the device's position. */
  catchUp(): Promise<void> {
    this.#wantsNews = true;
    return this.#takeNews();
  }

  stop(): void {
    this.#isStopped = true;
  }

  /** Handles an event of its stream. */
  hear(data: string): void {
    const event = readStreamEvent(data);
    if (event?.kind === 'unfit') throw new Error('The server sent a page that cannot be read');
    if (event?.kind === 'poke') this.#heardOf(event.n);
    if (event?.kind === 'page') this.#pages.push(event.news);
    void this.#takeNews();
  }

  /** Makes one act and handles the answer. */
  async act(number: number, record: string): Promise<void> {
    const edit: Edit = {
      id: record,
      entity: benchEntities.deal,
      fields: { source: ['', `crowd ${this.#name} ${number}`] },
      seen: 0,
    };
    const act = {
      id: ids.newId(),
      number,
      label: 'Changed a source',
      shape: 'together' as const,
      madeAt: new Date().toISOString(),
      edits: [edit],
    };
    await this.#alone(async () => {
      const body: PushRequest = { device: this.#name, heads: [this.#head], schemas, acts: [act] };
      const answer = await ask<PushAnswer>(`${this.#url}/sync/push`, body, this.#request);
      if (answer.kind !== 'decided') throw new Error(`A push was answered with ${answer.kind}`);
      this.did.acts += answer.answers.length;
      for (const { head } of answer.answers) if (head[0] > this.#head[0]) this.#head = head;
    });
    const [decided] = this.#head;
    if (this.#isFed)
      setTimeout(() => {
        this.#heardOf(decided);
        void this.#takeNews();
      }, ownNewsMs).unref();
    else this.#heardOf(decided);
    await this.#takeNews();
  }

  #heardOf(n: number): void {
    if (n <= this.#at.n) return;
    this.#wantsNews = true;
    this.#isFed = false;
  }

  /** Runs one exchange at a time. */
  #alone<T>(exchange: () => Promise<T>): Promise<T> {
    const result = this.#last.then(exchange);
    this.#last = result.catch(() => undefined);
    return result;
  }

  async #takeNews(): Promise<void> {
    if (this.#isTaking) return;
    this.#isTaking = true;
    try {
      while (!this.#isStopped) {
        await this.#alone(async () => this.#takePages());
        if (!this.#wantsNews) break;
        this.#wantsNews = false;
        await this.#alone(() => this.#pull());
      }
    } finally {
      this.#isTaking = false;
    }
  }

  async #pull(): Promise<void> {
    const place = { at: this.#at, sets: this.#sets };
    const { page } = await pullPage(this.#url, place, { heads: [this.#head], limit: 3_000, request: this.#request });
    this.#take(page);
    this.did.pulls += 1;
  }

  #takePages(): void {
    for (const news of this.#pages.splice(0)) {
      if (standsAt({ at: this.#at, heads: [this.#head] }, news)) {
        this.#take(news.page);
        this.did.pages += 1;
        this.#isFed = true;
      } else this.#heardOf(news.page.head.head[0]);
    }
  }

  #take(page: Page): void {
    const { next, head, rows } = page;
    this.#sets = setsAfter(page, { at: this.#at, sets: this.#sets });
    this.#at = next;
    if (head.head[0] > this.#head[0]) this.#head = head.head;
    this.did.rows += rows.length;
  }
}

/** The devices that have arrived. */
const crowd: CrowdDevice[] = [];

/** Tasks of many devices without a store, as load for a server. */
export const crowdTasks = {
  /** Makes `devices` devices at once pull `pages` pages of `limit` rows each, from the tenant's beginning. */
  'crowd.pull': async ({
    devices,
    pages,
    limit,
    ...signIn
  }: SignIn & { readonly devices: number; readonly pages: number; readonly limit: number }) => {
    const token = await tokenOf(signIn);
    const began = performance.now();
    const counts = await Promise.all(
      Array.from({ length: devices }, async (_, place) => {
        let at: Checkpoint | null = null;
        let rows = 0;
        for (let page = 0; page < pages; page += 1) {
          const answer: PullAnswer = await ask<PullAnswer>(`${signIn.url}/sync/pull`, pullBody(at, [], limit), {
            token,
            address: addressOf(place),
          });
          if (answer.kind !== 'page') throw new Error(`A pull was answered with ${answer.kind}`);
          rows += answer.rows.length;
          at = answer.next;
        }
        return rows;
      }),
    );
    return { rows: counts.reduce((sum, count) => sum + count, 0), ms: performance.now() - began };
  },

  /** Opens that many streams of pokes for up-to-date devices, and leaves them open until the process ends. */
  'crowd.listen': async ({
    url,
    people,
    devices,
  }: {
    readonly url: string;
    readonly people: readonly Omit<SignIn, 'url'>[];
    readonly devices: number;
  }) => {
    const tokens = await tokensOf(url, people);
    for (let place = 0; place < devices; place += 1) {
      const request = { token: tokens[place % tokens.length] ?? '', address: addressOf(place), stream: ids.newId() };
      await listen(url, request, () => undefined);
      await catchUp(url, request);
    }
  },

  /** Returns how many streams are still open. */
  'crowd.listening': async (_: undefined) => ({ open: listening.count }),

  /** Makes `devices` devices arrive: their people sign in, their streams open, and they pull until they are up to date. */
  'crowd.arrive': async ({
    url,
    people,
    devices,
  }: {
    readonly url: string;
    readonly people: readonly Omit<SignIn, 'url'>[];
    readonly devices: number;
  }) => {
    const tokens = await tokensOf(url, people);
    const { page, next } = await pullPage(url, beginning, {
      limit: 1,
      request: { token: tokens[0] ?? '', address: addressOf(0) },
    });
    const at = { ...page.next, gain: null, history: page.next.n };
    const place = { at, sets: { ...next.sets, had: [] }, head: page.head.head };
    for (let number = 0; number < devices; number += 1) {
      const request = { token: tokens[number % tokens.length] ?? '', address: addressOf(number), stream: ids.newId() };
      const device = new CrowdDevice({ url, request, place });
      await listen(url, request, (data) => device.hear(data));
      await device.catchUp();
      crowd.push(device);
    }
  },

  /**
   * Makes the arrived devices perform one act a second each for `seconds`. They take news like up-to-date devices: from their
   * streams, and by a pull where a page does not fit.
   */
  'crowd.work': async ({ seconds, records }: { readonly seconds: number; readonly records: readonly string[] }) => {
    const endsAt = Date.now() + seconds * 1_000;
    const devices = crowd.length;
    await Promise.all(
      crowd.map(async (device, number) => {
        await sleep((number / devices) * 1_000);
        for (let turn = 1; Date.now() < endsAt; turn += 1) {
          const began = Date.now();
          await device.act(turn, records[(number + turn * devices) % records.length] ?? '');
          await sleep(Math.max(0, began + 1_000 - Date.now()));
        }
      }),
    );
    for (const device of crowd) device.stop();
    streams.abort();
    const totals: Totals = { acts: 0, pulls: 0, pages: 0, rows: 0 };
    for (const { did } of crowd) for (const name of countsOf(totals)) totals[name] += did[name];
    return totals;
  },
} as const;
