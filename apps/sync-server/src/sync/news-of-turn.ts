import { endOfNumber } from '@outpost/domain/sync/protocol';
import type { Transaction } from '../db/database.ts';
import type { Tenant } from '../records/tenant.ts';
import { type HistoryText, historyText, type JournalRow, readJournal } from './history-rows.ts';
import type { PageRow } from './page-row.ts';
import { type FeedRow, newsAmong, placeBeyondPage, readFeed, readRecordsAt, rowsAt } from './page-rows.ts';

/** Chosen: a turn is over in some milliseconds. Who lacks more reads by themselves, so that nobody waits for them. */
export const mostNews = 500;

/** The last rows of the feed and of the journal after a number, for whoever holds some of these tokens. */
export type TurnNews = {
  readonly after: number;
  /** Each with the rows that stand under it. */
  readonly feed: ReadonlyMap<string, readonly FeedRow[]>;
  readonly journal: { readonly rows: readonly JournalRow[]; readonly cut: boolean };
};

type TurnAsk = {
  readonly after: number;
  readonly tokens: ReadonlySet<string>;
  /** Where the journal ends, if that is known already. */
  readonly head?: number;
};

/** Reads them, in one trip. */
export async function readTurn(tx: Transaction, orgId: string, { after, tokens, head }: TurnAsk): Promise<TurnNews> {
  if (head !== undefined && after >= head) return { after, feed: new Map(), journal: { rows: [], cut: false } };
  const asked = [...tokens];
  const [rows, journal] = await Promise.all([
    readFeed(tx, orgId, { at: { n: after, id: endOfNumber }, tokens: asked, since: {}, limit: mostNews }),
    readJournal(tx, orgId, after),
  ]);
  const found = Map.groupBy(rows, ({ token }) => token);
  return { after, feed: new Map(asked.map((token, place) => [token, found.get(place) ?? []])), journal };
}

/** Tokens that somebody holds, and from where on they lack news. */
export type Holding = { readonly tokens: readonly string[]; readonly after: number };

/** What is new to somebody after a number, in its order. */
export type NewsOfTokens = { readonly rows: readonly PageRow[]; readonly history: readonly HistoryText[] };

/**
 * S-1: the last news, for each of those who hold other tokens. The rows of the feed say under which token they stand, and so to whom each is
 * told; undefined: more than fits on a page. It is for those who held all of their tokens before: since when they hold them then
 * leaves nothing out.
 */
export async function dividedNews(
  tx: Transaction,
  tenant: Tenant,
  { feed, journal }: TurnNews,
  holdings: readonly Holding[],
): Promise<readonly (NewsOfTokens | undefined)[]> {
  if (journal.cut) return holdings.map(() => undefined);
  const told = holdings.map(({ tokens, after }) => {
    const ofTokens = tokens.map((token) => feed.get(token) ?? []);
    const rows = ofTokens.flat().filter(({ n }) => n > after);
    const { rows: places, cut } = newsAmong(rows, mostNews);
    if (cut || ofTokens.some(({ length }) => length > mostNews)) return undefined;
    return { tokens, places, since: seenSince(rows) };
  });
  const asked = told.flatMap((each) => each?.places ?? []);
  const records = await readRecordsAt(tx, tenant, [...new Map(asked.map((place) => [place.id, place])).values()]);
  const historyOf = historyAmong(journal.rows);
  return told.map((each) => {
    const rows = each && rowsAt(each.places, records, each.tokens);
    return rows && placeBeyondPage(rows) < 0 ? { rows, history: historyOf(each.since) } : undefined;
  });
}

/**
 * Since which number those see each record who hold the tokens of these rows. A change files its record anew under all of its tokens, so the
 * rows of what was changed after a number are among those after it.
 */
function seenSince(rows: readonly FeedRow[]): ReadonlyMap<string, number> {
  const since = new Map<string, number>();
  for (const row of rows)
    if (!row.gone) since.set(row.id, Math.min(row.since, since.get(row.id) ?? Number.MAX_SAFE_INTEGER));
  return since;
}

/** The history for who sees records since these numbers; each row written once for all who are told it alike. */
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
