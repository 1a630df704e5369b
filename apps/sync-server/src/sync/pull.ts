import { type Result, accept } from '@outpost/domain/kernel/refusal';
import { endOfNumber, type PullAnswer } from '@outpost/domain/sync/protocol';
import { inTenant, type Transaction } from '../db/database.ts';
import { endedAmong } from '../identity/sessions/sessions.ts';
import { findFork, readClock, type TenantClock } from '../journal/heads.ts';
import type { Tenant } from '../catalogue/tenant.ts';
import { readFirstPlaces } from './pages/first-places.ts';
import { firstRecent, readErasuresUpTo, readHistory } from './history/history-rows.ts';
import { firstSeen, type Viewer } from './history/seen-since.ts';
import { rememberBuild, schemasNamed } from './naming/build-digest.ts';
import { namedSetsOf } from './naming/named-set.ts';
import { type Lane, type PullAsk, type DeviceStanding, deviceStandingOf } from './naming/standing.ts';
import { inOrderOfUse } from './pages/order-of-use.ts';
import type { FiledRecord, PageRow } from './pages/page-row.ts';
import {
  type FeedPlace,
  placeBeyondPage,
  readNews,
  readRecordsAt,
  readUnfinished,
  readWhole,
  rowsAt,
} from './pages/page-rows.ts';
import { admitDevice, journalOf } from './admit-device.ts';
import { judgeCheckpoint, judgeSchemas, type DeviceAsker, type PullPorts, type PullRead } from './pull-ask.ts';
import { type PullLimits, usualPullLimits } from './pages/pull-limits.ts';
import { isUpToDate, pullTogether } from './pull-together.ts';
import { countRemaining } from './pages/remaining-rows.ts';
import { readWrittenAnswer, writeAnswer, type WrittenAnswer } from './written-answer.ts';

/**
 * S-1: reads one page of the data that is new to a device, in one snapshot. News of all its person's tokens come first,
 * then records of tokens that are new to it, then recent history. Devices that lack only the last news are answered
 * together (`pull-together.ts`). Refuses `sync/client-too-old` and `sync/client-too-new` (K-5), `access/session-ended`,
 * and `request/invalid` for an invalid checkpoint. Devices with the same answer share one object.
 */
export async function pullWritten(
  ports: PullPorts,
  asker: DeviceAsker,
  request: PullAsk,
): Promise<Result<WrittenAnswer>> {
  const schemas = schemasNamed(ports.installed, request.schemas);
  if (!schemas) return accept(await writeAnswer(ports, asker.orgId, { kind: 'unknown' }));
  const unfit = judgeSchemas(ports.installed, schemas) ?? judgeCheckpoint(request.at);
  if (unfit) return unfit;
  rememberBuild(ports.installed, schemas);
  const together = isUpToDate(request) ? await pullTogether(ports, asker, request) : 'alone';
  const read = together === 'alone' ? await pullAlone(ports, asker, request) : together;
  return read.ok ? accept(await writeAnswer(ports, asker.orgId, read.value)) : read;
}

/** Returns the answer of `pullWritten`, parsed as a device of this wire parses it. */
export async function pull(ports: PullPorts, asker: DeviceAsker, request: PullAsk): Promise<Result<PullAnswer>> {
  const written = await pullWritten(ports, asker, request);
  return written.ok ? accept(readWrittenAnswer(written.value)) : written;
}

const pullAlone = (ports: PullPorts, asker: DeviceAsker, request: PullAsk): Promise<Result<PullRead>> =>
  inTenant(ports.database, { orgId: asker.orgId, mode: 'snapshot' }, (tx) => readPage(tx, ports, { asker, request }));

type Asked = { readonly asker: DeviceAsker; readonly request: PullAsk };

async function readPage(tx: Transaction, ports: PullPorts, asked: Asked): Promise<Result<PullRead>> {
  const { asker, request } = asked;
  const { orgId, userId, sessionId } = asker;
  const [seen, common, ended] = await Promise.all([
    readClock(tx, orgId, 'unlocked'),
    findFork(tx, orgId, request.heads),
    endedAmong(tx, orgId, [sessionId]),
  ]);
  const admitted = await admitDevice(tx, ports, asked, { clock: seen, ended, common });
  if ('answer' in admitted) return admitted.answer;
  const { clock, known } = admitted;
  const { tenant, holds } = known;
  const limits = ports.pullLimits ?? usualPullLimits;
  const stands = deviceStandingOf(request, {
    person: `${orgId} ${userId}`,
    now: known.held,
    head: clock.head,
    sets: namedSetsOf(ports.database),
    mostSets: limits.namedSets,
  });
  if (stands === 'unknown') return accept({ kind: 'unknown' });
  const { tokens } = stands;
  const ask = { stands, isFirst: request.at === null, clock, viewer: { tokens, holds }, limits };
  const historyFrom = request.at ? request.at.history : await firstRecent(tx, orgId, ports.clock.nowMs());
  const places = await readPlaces(tx, tenant, { ...ask, limit: request.limit });
  const historyAsk = { userId, tokens, holds, limits, after: historyFrom, head: clock.head };
  const startsOver = request.at === null && request.heads.length > 0;
  // Records first: a device is usable before it has their history.
  const [{ rows, next, left, done }, history, erased] = await Promise.all([
    readBounded(tx, tenant, { ...ask, limit: request.limit, first: places }),
    places.done ? readHistory(tx, tenant, historyAsk) : undefined,
    startsOver ? readErasuresUpTo(tx, orgId, historyAsk) : [],
  ]);
  return accept({
    kind: 'page',
    rows: [...rows],
    history: [...erased, ...(done && history ? history.rows : [])],
    ...stands.pageTokens,
    next: { ...next, history: done && history ? history.upTo : historyFrom },
    done,
    ...journalOf(ports, clock),
    remaining: done ? 0 : await countRemaining(tx, orgId, { next, lanes: left, tokens, isFirst: request.at === null }),
  });
}

/**
 * Reads the page that the device asked for, or the longest beginning of it that fits the limits. The news end before a
 * record that only waiting tokens hold: on this page it would be gone, while the person sees it.
 */
async function readBounded(
  tx: Transaction,
  tenant: Tenant,
  ask: PlacesAsk & { readonly first: Places },
): Promise<Omit<Places, 'places' | 'news'> & { readonly rows: readonly PageRow[] }> {
  let { limit, newsUpTo } = ask;
  for (let read = ask.first; ; read = await readPlaces(tx, tenant, { ...ask, limit, newsUpTo })) {
    const { places, news, ...others } = read;
    const records = await readRecordsAt(tx, tenant, places);
    const heldUp = news.findIndex(({ id }) => isHeldUp(records.get(id), ask.stands));
    if (heldUp >= 0) {
      newsUpTo = heldUp; // less than before
      continue;
    }
    const told = await toldPlaces(tx, tenant.orgId, { places, records, viewer: ask.viewer });
    const rows = rowsAt(told, records, ask.stands);
    const over = placeBeyondPage(rows, ask.limits);
    if (over < 0 || rows.length <= 1) return { rows, ...others };
    limit = Math.max(1, over); // fewer rows than before
  }
}

/**
 * Returns the places that the person may learn of. A token that was lost and gained again has departures from the time in
 * between. Departures of records that the person had not seen by then are left out.
 */
async function toldPlaces(
  tx: Transaction,
  orgId: string,
  {
    places,
    records,
    viewer,
  }: Pick<Places, 'places'> & { readonly records: ReadonlyMap<string, FiledRecord>; readonly viewer: Viewer },
): Promise<readonly FeedPlace[]> {
  const { tokens, holds } = viewer;
  const isHeld = new Set(tokens);
  const isGone = ({ id }: FeedPlace): boolean => !(records.get(id)?.tokens.some((token) => isHeld.has(token)) ?? false);
  const unclear = holds.isPastCut ? [] : places.filter((place) => place.n <= holds.lastRegained && isGone(place));
  if (unclear.length === 0) return places;
  const rows = unclear.map(({ id, entity }) => ({ record: id, entity }));
  const seen = await firstSeen(tx, orgId, { viewer, rows });
  const unseen = new Set(unclear.filter(({ id, n }) => n < (seen.get(id) ?? Number.MAX_SAFE_INTEGER)));
  return places.filter((place) => !unseen.has(place));
}

/** Returns whether the person sees a record only by tokens that wait for the end of a gain. */
function isHeldUp(record: FiledRecord | undefined, { tokens, waiting }: DeviceStanding): boolean {
  if (!record || waiting.length === 0) return false;
  const isAmong = (held: readonly string[]): boolean => record.tokens.some((token) => held.includes(token));
  return isAmong(waiting) && !isAmong(tokens);
}

type Places = {
  readonly places: readonly FeedPlace[];
  /** Those of them that are news. */
  readonly news: readonly FeedPlace[];
  readonly next: ReturnType<DeviceStanding['next']>;
  /** Lanes of which more records follow. */
  readonly left: readonly Lane[];
  readonly done: boolean;
};
type PlacesAsk = {
  readonly stands: DeviceStanding;
  /** The device has no checkpoint. */
  readonly isFirst: boolean;
  readonly limit: number;
  /** The most rows of news, because the next one is held up. */
  readonly newsUpTo?: number | undefined;
  readonly clock: TenantClock;
  readonly viewer: Viewer;
  readonly limits: PullLimits;
};

/**
 * S-8: reads the places of a page. The first page of a first sync with more pages begins with the records that people
 * open first.
 */
async function readPlaces(tx: Transaction, tenant: Tenant, ask: PlacesAsk): Promise<Places> {
  const inTurn = await readInTurn(tx, tenant, ask);
  if (!ask.isFirst || inTurn.done) return inTurn;
  const first = await readFirstPlaces(tx, tenant, { tokens: ask.stands.tokens, limit: ask.limit });
  const rest = await readInTurn(tx, tenant, { ...ask, limit: ask.limit - first.length });
  return { ...rest, places: distinctPlaces([...first, ...rest.places]) };
}

async function readInTurn(
  tx: Transaction,
  { orgId, catalogue }: Tenant,
  { stands, limit, newsUpTo, clock, viewer, limits }: PlacesAsk,
): Promise<Places> {
  const { place: start, tokens, lanes } = stands;
  // The device states its checkpoint: how long it claims to have held a token is checked against the server's own record.
  const toldSince = (token: string): number => Math.max(stands.since(token), viewer.holds.first[token] ?? clock.head);
  // There is nothing after the last number.
  const isThere = start.n >= clock.head && start.id === endOfNumber;
  const most = Math.min(limit, newsUpTo ?? limit);
  const newsAsk = { at: start, tokens, since: toldSince, limit: most, head: clock.head, byNumber: limits.byNumber };
  const isNone = isThere || most === 0;
  const news = isNone ? { rows: [], cut: !isThere } : await readNews(tx, orgId, newsAsk);
  const { n, id } = news.rows.at(-1) ?? start;
  const place = news.cut ? { n, id } : { n: clock.head, id: endOfNumber };
  const places = [...news.rows];
  const left: Record<string, string> = {};
  const beyond: (readonly [name: string, lane: Lane])[] = [];
  for (const [name, lane] of inOrderOfUse(lanes, catalogue, ([, { kind }]) => kind)) {
    const room = limit - places.length;
    if (room <= 0) {
      beyond.push([name, lane]);
      continue;
    }
    const rest = await readWhole(tx, orgId, { ...lane, limit: room + 1 });
    const taken = rest.slice(0, room);
    places.push(...taken);
    if (taken.length < rest.length) left[name] = taken.at(-1)?.id ?? lane.from;
  }
  Object.assign(left, await readUnfinished(tx, orgId, beyond));
  return {
    places: distinctPlaces(places),
    news: news.rows,
    next: stands.next(place, { left, isCut: news.cut, isHeldUp: newsUpTo !== undefined }),
    left: Object.entries(left).flatMap(([name, from]) => {
      const lane = lanes.get(name);
      return lane ? [{ ...lane, from }] : [];
    }),
    done: !news.cut && Object.keys(left).length === 0 && stands.waiting.length === 0,
  };
}

/** Returns each record once, at its last place. */
function distinctPlaces(places: readonly FeedPlace[]): readonly FeedPlace[] {
  const last = new Map<string, FeedPlace>();
  for (const place of places) {
    last.delete(place.id);
    last.set(place.id, place);
  }
  return [...last.values()];
}
