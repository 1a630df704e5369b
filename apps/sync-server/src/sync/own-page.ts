import type { Transaction } from '../db/database.ts';
import type { TenantClock } from '../journal/heads.ts';
import type { Tenant } from '../catalogue/tenant.ts';
import type { AdmittedPull, PartsOfPage, PageReader } from './answer-pulls.ts';
import { firstRecent, readErasuresUpTo, readHistory } from './history/history-rows.ts';
import { firstSeen, type Viewer } from './history/seen-since.ts';
import { namedSetsOf } from './naming/named-set.ts';
import { type DeviceStanding, deviceStandingOf, type PullAsk } from './naming/standing.ts';
import { type PagePlaces, type PlacesAsk, readPlaces } from './pages/page-places.ts';
import type { FiledRecord, PageRow } from './pages/page-row.ts';
import { placeBeyondPage, readRecordsAt, rowsAt } from './pages/page-rows.ts';
import { usualPullLimits } from './pages/pull-limits.ts';
import type { FeedPlace } from './pages/read-feed.ts';
import { countRemaining } from './pages/remaining-rows.ts';
import type { PullRead } from './pull-ask.ts';

/**
 * Reads a page for one device, however much the device lacks: news of all its person's tokens first, then records of
 * tokens that are new to the device, then recent history.
 */
export const ownPage: PageReader<PullAsk, undefined> = {
  async readPages(tx, { devices, clock }) {
    const pages = new Map<number, OwnPage>();
    for (const device of devices) pages.set(device.place, await readOwnPage(tx, device, clock));
    return pages;
  },
};

type OwnPage = PartsOfPage | Extract<PullRead, { kind: 'unknown' }>;

async function readOwnPage(tx: Transaction, device: AdmittedPull, clock: TenantClock): Promise<OwnPage> {
  const { ports, request, known } = device;
  const { orgId, userId } = device.asker;
  const { tenant, holds } = known;
  const limits = ports.pullLimits ?? usualPullLimits;
  const stands = deviceStandingOf(request, {
    person: `${orgId} ${userId}`,
    now: known.held,
    head: clock.head,
    sets: namedSetsOf(ports.database),
    mostSets: limits.namedSets,
  });
  if (stands === 'unknown') return { kind: 'unknown' };
  const { tokens } = stands;
  const ask = { stands, isFirst: request.at === null, head: clock.head, holds, limits, limit: request.limit };
  const historyFrom = request.at ? request.at.history : await firstRecent(tx, orgId, ports.clock.nowMs());
  const places = await readPlaces(tx, tenant, ask);
  const historyAsk = { userId, tokens, holds, limits, after: historyFrom, head: clock.head };
  const startsOver = request.at === null && request.heads.length > 0;
  // Records first: a device is usable before it has their history.
  const [{ rows, next, left, done }, history, erased] = await Promise.all([
    readBounded(tx, tenant, { ...ask, first: places }),
    places.done ? readHistory(tx, tenant, historyAsk) : undefined,
    startsOver ? readErasuresUpTo(tx, orgId, historyAsk) : [],
  ]);
  return {
    rows: [...rows],
    history: [...erased, ...(done && history ? history.rows : [])],
    ...stands.pageTokens,
    next: { ...next, history: done && history ? history.upTo : historyFrom },
    done,
    remaining: done ? 0 : await countRemaining(tx, orgId, { next, lanes: left, tokens, isFirst: request.at === null }),
  };
}

/**
 * Reads the page that the device asked for, or the longest beginning of it that fits the limits. The news end before a
 * record that only waiting tokens hold: on this page it would be gone, while the person sees it.
 */
async function readBounded(
  tx: Transaction,
  tenant: Tenant,
  ask: PlacesAsk & { readonly first: PagePlaces },
): Promise<Omit<PagePlaces, 'places' | 'news'> & { readonly rows: readonly PageRow[] }> {
  let { limit, newsUpTo } = ask;
  for (let read = ask.first; ; read = await readPlaces(tx, tenant, { ...ask, limit, newsUpTo })) {
    const { places, news, ...others } = read;
    const records = await readRecordsAt(tx, tenant, places);
    const heldUp = news.findIndex(({ id }) => isHeldUp(records.get(id), ask.stands));
    if (heldUp >= 0) {
      newsUpTo = heldUp; // less than before
      continue;
    }
    const told = await toldPlaces(tx, tenant.orgId, {
      places,
      records,
      viewer: { tokens: ask.stands.tokens, holds: ask.holds },
    });
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
  }: Pick<PagePlaces, 'places'> & { readonly records: ReadonlyMap<string, FiledRecord>; readonly viewer: Viewer },
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
