import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { uuidV7Source } from '@outpost/domain/kernel/ids';
import {
  type Checkpoint,
  protocolHeader,
  type PullAnswer,
  type PushAnswer,
  pullRequestSchema,
} from '@outpost/domain/sync/protocol';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import { benchEntities } from '../bench-records.ts';

type SignIn = { readonly url: string; readonly email: string; readonly password: string };
type Request = { readonly token: string; readonly address: string; readonly signal?: AbortSignal };

const ids = uuidV7Source({ nowMs: () => Date.now() }, randomBytes);
const schemas = Object.fromEntries(
  [...installedCatalogue.entities.values()].map((entity) => [entity.name, entity.schema]),
);
/** Each device played here has an address of its own. */
const addressOf = (place: number): string => `10.0.${Math.floor(place / 250)}.${(place % 250) + 1}`;

function send(url: string, body: unknown, { token, address, signal }: Request): Promise<Response> {
  const headers = {
    authorization: `Bearer ${token}`,
    [protocolHeader]: '1',
    'content-type': 'application/json',
    'x-forwarded-for': address,
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
/** Each from an address of its own, one after another; who is signed in already stays so. */
async function tokensOf(url: string, people: readonly Omit<SignIn, 'url'>[]): Promise<readonly string[]> {
  const tokens: string[] = [];
  for (const [place, person] of people.entries()) {
    const token = signedIn.get(person.email) ?? (await tokenOf({ url, ...person }, place));
    signedIn.set(person.email, token);
    tokens.push(token);
  }
  return tokens;
}

const pullBody = (at: Checkpoint | null, limit: number) => pullRequestSchema.parse({ at, heads: [], limit, schemas });
const streams = new AbortController();
const listening = { count: 0 };
/** The token of each, by e-mail. */
const signedIn = new Map<string, string>();

/** Opens a stream of pokes and calls back for each. */
async function listen(url: string, request: Request, onPoke: () => void): Promise<void> {
  const response = await send(`${url}/sync/poke`, undefined, { ...request, signal: streams.signal });
  if (!response.ok) throw new Error(`poke: ${response.status}`);
  listening.count += 1;
  void (async () => {
    try {
      for await (const _chunk of response.body as ReadableStream<Uint8Array>) onPoke();
    } catch {
      // the measurement is over
    } finally {
      listening.count -= 1;
    }
  })();
}

/** Devices without a store: what many of them ask of a server. */
export const crowdTasks = {
  /** `devices` at once pull `pages` pages of `limit` rows each, from the tenant's beginning. */
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
          const answer: PullAnswer = await ask<PullAnswer>(`${signIn.url}/sync/pull`, pullBody(at, limit), {
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

  /** Opens that many streams of pokes, and leaves them open until the process ends. */
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
    for (let place = 0; place < devices; place += 1)
      await listen(url, { token: tokens[place % tokens.length] ?? '', address: addressOf(place) }, () => undefined);
  },

  /** How many streams are open still. */
  'crowd.listening': async (_: undefined) => ({ open: listening.count }),

  /** `devices` make one act a second each for `seconds`, and pull at every poke, as devices that are up to date do. */
  'crowd.work': async ({
    url,
    people,
    devices,
    seconds,
    records,
  }: {
    readonly url: string;
    readonly people: readonly Omit<SignIn, 'url'>[];
    readonly devices: number;
    readonly seconds: number;
    readonly records: readonly string[];
  }) => {
    const tokens = await tokensOf(url, people);
    const totals = { acts: 0, pulls: 0, rows: 0 };
    const endsAt = Date.now() + seconds * 1_000;
    const first = await ask<PullAnswer>(`${url}/sync/pull`, pullBody(null, 1), {
      token: tokens[0] ?? '',
      address: addressOf(0),
    });
    if (first.kind !== 'page') throw new Error('The first page did not come');
    const upToDate: Checkpoint = { ...first.next, whole: {}, since: {} };
    await Promise.all(
      Array.from({ length: devices }, async (_, place) => {
        const request = { token: tokens[place % tokens.length] ?? '', address: addressOf(place) };
        const news = { at: upToDate, isPulling: false, isMore: false };
        const pull = async (): Promise<void> => {
          news.isMore = true;
          if (news.isPulling) return;
          news.isPulling = true;
          while (news.isMore && Date.now() < endsAt) {
            news.isMore = false;
            const answer = await ask<PullAnswer>(`${url}/sync/pull`, pullBody(news.at, 4_000), request);
            if (answer.kind !== 'page') continue;
            news.at = answer.next;
            totals.pulls += 1;
            totals.rows += answer.rows.length;
          }
          news.isPulling = false;
        };
        await listen(url, request, () => void pull());
        const device = ids.newId();
        await sleep((place / devices) * 1_000);
        for (let number = 1; Date.now() < endsAt; number += 1) {
          const began = Date.now();
          const id = records[(place + number * devices) % records.length] ?? '';
          const edit = {
            id,
            entity: benchEntities.deal,
            fields: { source: ['', `crowd ${place} ${number}`] },
            seen: 0,
          };
          const act = {
            id: ids.newId(),
            number,
            label: 'Changed a source',
            shape: 'together',
            madeAt: new Date().toISOString(),
            edits: [edit],
          };
          const answer = await ask<PushAnswer>(`${url}/sync/push`, { device, heads: [], acts: [act] }, request);
          if (answer.kind === 'decided') totals.acts += answer.answers.length;
          await sleep(Math.max(0, began + 1_000 - Date.now()));
        }
      }),
    );
    streams.abort();
    return totals;
  },
} as const;
