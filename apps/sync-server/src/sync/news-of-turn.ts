import { endOfNumber } from '@outpost/domain/sync/protocol';
import type { Stretch } from '../access/token-holds.ts';
import type { Transaction } from '../db/database.ts';
import type { Tenant } from '../catalogue/tenant.ts';
import {
  type HistoryText,
  historyText,
  type JournalRow,
  type JournalRowsPage,
  readJournalPage,
} from './history/history-rows.ts';
import type { TokenNaming } from './naming/standing.ts';
import type { PageRow } from './pages/page-row.ts';
import { placeBeyondPage, readRecordsAt, rowsAt } from './pages/page-rows.ts';
import { type FeedRow, newsAmong, readFeed } from './pages/read-feed.ts';
import type { PullLimits } from './pages/pull-limits.ts';
import { isBeforeAccess } from './history/seen-since.ts';
import { unbrokenSince } from './history/unbroken-since.ts';

/** The last rows of the feed and of the journal after a number, for people who hold some of these tokens. */
export type TurnNews = {
  readonly after: number;
  /** The rows filed under each token. */
  readonly feed: ReadonlyMap<string, readonly FeedRow[]>;
  readonly journal: JournalRowsPage;
};

type TurnAsk = {
  readonly after: number;
  readonly tokens: ReadonlySet<string>;
  /** The journal's last number, if it is known already. */
  readonly head?: number;
  readonly limits: PullLimits;
};

/** Reads these rows in one round trip. */
export async function readTurn(
  tx: Transaction,
  orgId: string,
  { after, tokens, head, limits }: TurnAsk,
): Promise<TurnNews> {
  if (head !== undefined && after >= head)
    return { after, feed: new Map(), journal: { rows: [], erasures: [], upTo: undefined } };
  const asked = [...tokens];
  const [rows, journal] = await Promise.all([
    readFeed(tx, orgId, {
      at: { n: after, id: endOfNumber },
      tokens: asked,
      since: () => 0,
      limit: limits.news,
      head,
      byNumber: limits.byNumber,
    }),
    readJournalPage(tx, orgId, { after, limits }),
  ]);
  const found = Map.groupBy(rows, ({ token }) => token);
  return { after, feed: new Map(asked.map((token) => [token, found.get(token) ?? []])), journal };
}

/** The tokens that a person holds, and the number after which the person lacks news. */
export type Holding = { readonly tokens: readonly string[]; readonly after: number; readonly naming: TokenNaming };

/** The rows and history that are new to a person after a number, in their order. */
export type NewsOfTokens = { readonly rows: readonly PageRow[]; readonly history: readonly HistoryText[] };

/**
 * S-1: divides the last news among people who hold different tokens. Each row of the feed names its token, which
 * decides who gets the row. Undefined: the news exceeds a page. It is for people who held all of their tokens
 * before: the time since which they hold them then excludes nothing.
 */
export async function dividedNews(
  tx: Transaction,
  tenant: Tenant,
  { feed, journal }: TurnNews,
  { holdings, limits }: { readonly holdings: readonly Holding[]; readonly limits: PullLimits },
): Promise<readonly (NewsOfTokens | undefined)[]> {
  // The rows about an erasure depend on the records that each person once saw: these people are answered separately.
  if (journal.upTo !== undefined || journal.erasures.length > 0) return holdings.map(() => undefined);
  const told = holdings.map(({ tokens, after, naming }) => {
    const ofTokens = tokens.map((token) => feed.get(token) ?? []);
    const rows = ofTokens.flat().filter(({ n }) => n > after);
    const { rows: places, cut } = newsAmong(rows, limits.news);
    if (cut || ofTokens.some(({ length }) => length > limits.news)) return undefined;
    return { tokens, naming, places, since: newestSince(rows) };
  });
  const unbroken = await readUnbroken(tx, tenant.orgId, { told, journal: journal.rows });
  const asked = told.flatMap((each) => each?.places ?? []);
  const records = await readRecordsAt(tx, tenant, [...new Map(asked.map((place) => [place.id, place])).values()]);
  const historyOf = historyAmong(journal.rows);
  return told.map((each, place) => {
    const rows = each && rowsAt(each.places, records, each);
    const since = unbroken[place];
    return rows && since && placeBeyondPage(rows, limits) < 0 ? { rows, history: historyOf(since) } : undefined;
  });
}

type Since = ReadonlyMap<string, number>;

/**
 * Returns, for each record, the number since which the holders of these rows' tokens see it through one of them. A change files
 * its record again under all of its tokens. So the rows of a record changed after a number are among the rows after that number.
 */
function newestSince(rows: readonly FeedRow[]): Since {
  const since = new Map<string, number>();
  for (const row of rows)
    if (!row.gone) since.set(row.id, Math.min(row.since, since.get(row.id) ?? Number.MAX_SAFE_INTEGER));
  return since;
}

type Told = { readonly tokens: readonly string[]; readonly since: Since };

/**
 * S-9: returns the numbers since which the holders of each of these sets of tokens see the records without a gap.
 * Earlier filings are read in one round trip for all sets, and only where a record with earlier changes was filed under
 * a token. All of these people have held the tokens since before.
 */
async function readUnbroken(
  tx: Transaction,
  orgId: string,
  { told, journal }: { readonly told: readonly (Told | undefined)[]; readonly journal: readonly JournalRow[] },
): Promise<readonly Since[]> {
  const unclear = told.map((each) =>
    journal.flatMap((row) => (each && isBeforeAccess(row, each.since.get(row.record) ?? 0) ? [row.record] : [])),
  );
  const ids = new Set(unclear.flat());
  if (ids.size === 0) return told.map((each) => each?.since ?? new Map());
  const rows = await tx.query<Stretch & { id: string; token: string }>(
    'select id, token, since, until from store.past_filing where org_id = $1 and id = any($2::uuid[])',
    [orgId, [...ids]],
  );
  const past = Map.groupBy(rows, ({ id }) => id);
  return told.map((each, place) => {
    if (!each) return new Map();
    const held = new Set(each.tokens);
    const since = new Map(each.since);
    for (const id of new Set(unclear[place])) {
      const stretches = (past.get(id) ?? []).filter(({ token }) => held.has(token));
      since.set(id, unbrokenSince(since.get(id) ?? 0, stretches));
    }
    return since;
  });
}

/**
 * Returns a function that gives the history for a person who sees records since these numbers. Each row is written once
 * for all people who get the same text.
 */
function historyAmong(journal: readonly JournalRow[]): (since: ReadonlyMap<string, number>) => readonly HistoryText[] {
  const written = new Map<string, HistoryText | undefined>();
  return (since) =>
    journal.flatMap((row) => {
      const from = since.get(row.record);
      if (from === undefined) return [];
      const name = `${row.n} ${from}`;
      if (!written.has(name)) written.set(name, historyText(row, from));
      return written.get(name) ?? [];
    });
}
