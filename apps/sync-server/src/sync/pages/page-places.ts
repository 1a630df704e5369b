import { wholeToken } from '@outpost/domain/kernel/access/record-age';
import { endOfNumber } from '@outpost/domain/sync/protocol';
import type { TokenHolds } from '../../access/token-holds.ts';
import type { Tenant } from '../../catalogue/tenant.ts';
import type { Transaction } from '../../db/database.ts';
import type { DeviceStanding, Lane } from '../naming/standing.ts';
import { readFirstPlaces } from './first-places.ts';
import { inOrderOfUse } from './order-of-use.ts';
import type { PullLimits } from './pull-limits.ts';
import { distinctPlaces, type FeedPlace, readNews, readUnfinished, readWhole } from './read-feed.ts';

/** The places of a page in the feed. */
export type PagePlaces = {
  readonly places: readonly FeedPlace[];
  /** Those of them that are news. */
  readonly news: readonly FeedPlace[];
  readonly next: ReturnType<DeviceStanding['next']>;
  /** Lanes of which more records follow. */
  readonly left: readonly Lane[];
  readonly done: boolean;
};

export type PlacesAsk = {
  readonly stands: DeviceStanding;
  /** The device has no checkpoint. */
  readonly isFirst: boolean;
  readonly limit: number;
  /** The most rows of news, because the next one is held up. */
  readonly newsUpTo?: number | undefined;
  /** The journal's last number. */
  readonly head: number;
  readonly holds: TokenHolds;
  readonly limits: PullLimits;
};

/**
 * S-8: reads the places of a page. The first page of a first sync with more pages begins with the records that people
 * open first.
 */
export async function readPlaces(tx: Transaction, tenant: Tenant, ask: PlacesAsk): Promise<PagePlaces> {
  const inTurn = await readInTurn(tx, tenant, ask);
  if (!ask.isFirst || inTurn.done) return inTurn;
  const first = await readFirstPlaces(tx, tenant, { tokens: ask.stands.tokens, limit: ask.limit });
  const rest = await readInTurn(tx, tenant, { ...ask, limit: ask.limit - first.length });
  return { ...rest, places: distinctPlaces([...first, ...rest.places]) };
}

async function readInTurn(
  tx: Transaction,
  { orgId, catalogue }: Tenant,
  { stands, limit, newsUpTo, head, holds, limits }: PlacesAsk,
): Promise<PagePlaces> {
  const { place: start, tokens, lanes } = stands;
  // The device states its checkpoint: how long it claims to have held a token is checked against the server's own record.
  // A month of a token counts as its token.
  const toldSince = (token: string): number => Math.max(stands.since(token), holds.first[wholeToken(token)] ?? head);
  // There is nothing after the last number.
  const isThere = start.n >= head && start.id === endOfNumber;
  const most = Math.min(limit, newsUpTo ?? limit);
  const newsAsk = { at: start, tokens, since: toldSince, limit: most, head, byNumber: limits.byNumber };
  const isNone = isThere || most === 0;
  const news = isNone ? { rows: [], cut: !isThere } : await readNews(tx, orgId, newsAsk);
  const { n, id } = news.rows.at(-1) ?? start;
  const place = news.cut ? { n, id } : { n: head, id: endOfNumber };
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
