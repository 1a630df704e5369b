import type { Catalogue } from '@outpost/domain/kernel/catalogue';
import { isId } from '@outpost/domain/kernel/ids';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { Clock } from '@outpost/domain/kernel/ports';
import { type Result, accept, refuse } from '@outpost/domain/kernel/refusal';
import {
  type Checkpoint,
  endOfNumber,
  type Head,
  type Page,
  type PulledRow,
  type PullAnswer,
  type PullRequest,
} from '@outpost/domain/sync/protocol';
import { readAsker } from '../access/asker.ts';
import { type Database, inTenant, type Transaction } from '../db/database.ts';
import { findFork, readClock, type TenantClock } from '../journal/heads.ts';
import type { Tenant } from '../records/tenant.ts';
import { firstRecent, readHistory } from './history-rows.ts';
import { assembleRows, type FeedPlace, readNews, readWhole } from './page-rows.ts';
import { countRemaining } from './remaining-rows.ts';

export type PullPorts = {
  readonly database: Database;
  readonly clock: Clock;
  readonly installed: Catalogue;
  /** P-5: signs a head for devices. */
  readonly signHead: (orgId: string, head: Head) => Promise<string>;
  /** What counts as durable: every commit, or what a backup has (S-1c). */
  readonly durability: 'commit' | 'backup';
};

/**
 * S-1: one page of what is new to a device, read in one snapshot: first news of all its person's tokens, then records of tokens that
 * are new to it, then recent history. Refuses `sync/client-too-old` and `sync/client-too-new` (K-5), and
 * `request/invalid` for a checkpoint that is none.
 */
export async function pull(
  ports: PullPorts,
  asker: { readonly orgId: string; readonly userId: string },
  request: PullRequest,
): Promise<Result<PullAnswer>> {
  const unfit = judgeSchemas(ports.installed, request.schemas) ?? judgeCheckpoint(request.at);
  if (unfit) return unfit;
  const read = await inTenant(ports.database, { orgId: asker.orgId, mode: 'snapshot' }, (tx) =>
    readPage(tx, ports, { ...asker, request }),
  );
  if (read.kind === 'fork') return accept(read);
  const head = { head: read.head, signature: await ports.signHead(asker.orgId, read.head) };
  return accept({ ...read, head });
}

/** K-5: the server serves devices of its own schema numbers and of the numbers before. */
function judgeSchemas(
  installed: Catalogue,
  schemas: PullRequest['schemas'],
): ReturnType<typeof refuse<'sync/client-too-old'>> | ReturnType<typeof refuse<'sync/client-too-new'>> | undefined {
  for (const { name, schema, label } of installed.entities.values()) {
    const yours = schemas[name];
    if (yours === undefined) continue; // a kind that the device does not know yet: it keeps the rows for its next version
    if (yours < schema - 1)
      return refuse(
        'sync/client-too-old',
        `This version is too old for the server (${label.many.toLowerCase()}). Update it; what you have not sent yet waits unharmed.`,
        { least: schema - 1, yours },
      );
    if (yours > schema)
      return refuse(
        'sync/client-too-new',
        `This version is newer than the server (${label.many.toLowerCase()}). What you have not sent yet waits until the server is updated.`,
        { most: schema, yours },
      );
  }
  return undefined;
}

/** E-2: the wire's schema admits more than ids where a checkpoint has ids, or the places before and after them all. */
function judgeCheckpoint(at: Checkpoint | null): ReturnType<typeof refuse<'request/invalid'>> | undefined {
  if (!at) return undefined;
  const wrong = (path: string): ReturnType<typeof refuse<'request/invalid'>> =>
    refuse('request/invalid', `body.${path}: is no place in a journal; send the checkpoint as it came`, {
      path: `body.${path}`,
    });
  if (at.id !== endOfNumber && !isId(at.id)) return wrong('at.id');
  const token = Object.keys(at.whole).find((name) => at.whole[name] !== '' && !isId(at.whole[name] ?? ''));
  return token === undefined ? undefined : wrong('at.whole');
}

type Unsigned<T> = T extends { readonly head: unknown } ? Omit<T, 'head'> & { readonly head: Head } : T;
type Read =
  { readonly kind: 'fork'; readonly common: number } | Unsigned<Page> | { readonly kind: 'reset'; readonly head: Head };
type Asked = { readonly orgId: string; readonly userId: string; readonly request: PullRequest };

async function readPage(tx: Transaction, ports: PullPorts, { orgId, userId, request }: Asked): Promise<Read> {
  const [clock, common] = await Promise.all([readClock(tx, orgId, 'unlocked'), findFork(tx, orgId, request.heads)]);
  if (!clock) throw new Error(`There is no tenant ${orgId}`);
  if (common !== undefined) return { kind: 'fork', common };
  const head: Head = [clock.head, clock.hash];
  if (isBehindFloor(request.at, clock.floor)) return { kind: 'reset', head };
  const { tenant, tokens, firstHeld } = await readAsker(
    tx,
    { orgId, userId, installed: ports.installed },
    clock.rights,
  );
  const ask = { at: request.at, tokens, clock, firstHeld };
  const historyFrom = request.at ? request.at.history : await firstRecent(tx, orgId, ports.clock.nowMs());
  const places = await readPlaces(tx, tenant, { ...ask, limit: request.limit });
  // Records first: a device is usable before it knows what happened to them.
  const [{ rows, next, done }, history] = await Promise.all([
    readBounded(tx, tenant, { ...ask, limit: request.limit, first: places }),
    places.done ? readHistory(tx, tenant, { userId, tokens, after: historyFrom, head: clock.head }) : undefined,
  ]);
  return {
    kind: 'page',
    rows: [...rows],
    history: done && history ? [...history.rows] : [],
    tokens: [...tokens],
    next: { ...next, history: done && history ? history.upTo : historyFrom },
    done,
    head,
    durable: ports.durability === 'commit' ? clock.head : clock.durable,
    remaining: done ? 0 : await countRemaining(tx, orgId, { next, tokens, isFirst: request.at === null }),
  };
}

/** E-3: a page of long texts has fewer rows. Chosen: some seconds of a slow line; never less than one row. */
const mostPageChars = 8_000_000;

/** The page that the device asked for, or the largest beginning of it that stays within bounds. */
async function readBounded(
  tx: Transaction,
  tenant: Tenant,
  ask: PlacesAsk & { readonly first: Places },
): Promise<{ readonly rows: readonly PulledRow[]; readonly next: Place; readonly done: boolean }> {
  let { limit } = ask;
  for (let read = ask.first; ; read = await readPlaces(tx, tenant, { ...ask, limit })) {
    const { places, next, done } = read;
    const rows = await assembleRows(tx, tenant, { places, tokens: new Set(ask.tokens) });
    let chars = 0;
    const over = rows.findIndex((row) => (chars += charsOf(row)) > mostPageChars);
    if (over < 0 || rows.length === 1) return { rows, next, done };
    limit = Math.max(1, over); // fewer than there were
  }
}

const charsOf = (row: PulledRow): number => ('gone' in row ? 0 : textLengthOf(row.record.fields)) + 500;

/** About how long a value is as JSON: its texts, and something for all else. */
function textLengthOf(value: JsonValue): number {
  if (typeof value === 'string') return value.length + 3;
  if (typeof value !== 'object' || value === null) return 8;
  let length = 2;
  const inside = value as Readonly<Record<string, JsonValue>>; // a list has its places for names
  for (const name in inside) length += name.length + 4 + textLengthOf(inside[name] ?? null);
  return length;
}

/** S-1a: the floor is compared with the checkpoint's place: a page may have ended between two rows of the floor's own number. */
const isBehindFloor = (at: Checkpoint | null, floor: number): boolean =>
  at !== null && (at.n < floor || (at.n === floor && at.id !== endOfNumber));

type Place = Omit<Checkpoint, 'history'>;
type Places = { readonly places: readonly FeedPlace[]; readonly next: Place; readonly done: boolean };
type PlacesAsk = {
  readonly at: Checkpoint | null;
  readonly tokens: readonly string[];
  readonly limit: number;
  readonly clock: TenantClock;
  readonly firstHeld: Readonly<Record<string, number>>;
};

async function readPlaces(
  tx: Transaction,
  { orgId, catalogue }: Tenant,
  { at, tokens, limit, clock, firstHeld }: PlacesAsk,
): Promise<Places> {
  const start: Place = at ?? { n: clock.head, id: endOfNumber, tokens: [], whole: {}, since: {} };
  const known = new Set(start.tokens);
  const since = Object.fromEntries(
    tokens
      .filter((token) => token in start.since || !known.has(token))
      .map((token) => [token, start.since[token] ?? clock.head]),
  );
  const whole = new Map(
    tokens
      .filter((token) => token in start.whole || !known.has(token))
      .map((token) => [token, start.whole[token] ?? '']),
  );
  // A checkpoint is the device's word: what it claims to have held long since is held against what the server remembers.
  const toldSince = Object.fromEntries(
    tokens.map((token) => [token, Math.max(since[token] ?? 0, firstHeld[token] ?? clock.head)]),
  );
  // Past the last number there is nothing to look for.
  const isThere = start.n >= clock.head && start.id === endOfNumber;
  const news = isThere
    ? { rows: [], cut: false }
    : await readNews(tx, orgId, { at: start, tokens, since: toldSince, limit });
  const last = news.rows.at(-1);
  const place = news.cut && last ? { n: last.n, id: last.id } : { n: clock.head, id: endOfNumber };
  const places = [...news.rows];
  const left: Record<string, string> = {};
  for (const [token, from] of inOrderOfUse(whole, catalogue)) {
    const room = Math.max(0, limit - places.length);
    const rest = await readWhole(tx, orgId, { token, from, limit: room + 1 });
    const taken = rest.slice(0, room);
    places.push(...taken);
    if (taken.length < rest.length) left[token] = taken.at(-1)?.id ?? from;
  }
  const next = { ...place, tokens: [...tokens], whole: left, since: news.cut ? since : {} };
  return { places: distinctPlaces(places), next, done: !news.cut && Object.keys(left).length === 0 };
}

/** S-8: tokens of the kinds that people open first come first; within a kind as they are. */
function inOrderOfUse<T>(whole: ReadonlyMap<string, T>, { entities }: Catalogue): readonly (readonly [string, T])[] {
  const ranks = new Map([...entities.keys()].map((name, rank) => [name, rank]));
  const rankOf = (token: string) => ranks.get(token.slice(0, token.lastIndexOf('@'))) ?? ranks.size;
  return [...whole].sort(([a], [b]) => rankOf(a) - rankOf(b));
}

/** A record once, at its last place. */
function distinctPlaces(places: readonly FeedPlace[]): readonly FeedPlace[] {
  const last = new Map<string, FeedPlace>();
  for (const place of places) {
    last.delete(place.id);
    last.set(place.id, place);
  }
  return [...last.values()];
}
