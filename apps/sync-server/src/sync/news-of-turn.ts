import { endOfNumber } from '@outpost/domain/sync/protocol';
import type { Transaction } from '../db/database.ts';
import type { Tenant } from '../records/tenant.ts';
import { type HistoryText, historyText, type JournalRow, readJournal } from './history-rows.ts';
import type { PageRow } from './page-row.ts';
import { type FeedRow, newsAmong, placeBeyondPage, readFeed, readRecordsAt, rowsAt } from './page-rows.ts';

/** Chosen: a turn is over in some milliseconds. Who lacks more reads by themselves, so that nobody waits for them. */
export const mostNews = 500;

export type TurnAsk = {
  /** From here on, of records and of history, up to the head. */
  readonly after: number;
  readonly head: number;
  /** The tokens of each who asks. */
  readonly holdings: readonly (readonly string[])[];
};

/** What is new to somebody after a number, in its order. */
export type NewsOfTokens = { readonly rows: readonly PageRow[]; readonly history: readonly HistoryText[] };

/**
 * S-1: the last news for people with other rights, read once for all of them. The rows of the feed say under which token they stand, and so to
 * whom each is told; undefined: more than fits on a page. It is for those who held all of their tokens before `after`: since when they hold
 * them then leaves nothing out.
 */
export async function readNewsOfTurn(
  tx: Transaction,
  tenant: Tenant,
  { after, head, holdings }: TurnAsk,
): Promise<readonly (NewsOfTokens | undefined)[]> {
  if (after >= head) return holdings.map(() => ({ rows: [], history: [] }));
  const tokens = [...new Set(holdings.flat())];
  const at = { n: after, id: endOfNumber };
  const [feed, journal] = await Promise.all([
    readFeed(tx, tenant.orgId, { at, tokens, since: {}, limit: mostNews }),
    readJournal(tx, tenant.orgId, { after, head }),
  ]);
  if (journal.upTo < head) return holdings.map(() => undefined);
  const filed = Map.groupBy(feed, ({ token }) => tokens[token] ?? '');
  const told = holdings.map((held) => {
    const rows = held.flatMap((token) => filed.get(token) ?? []);
    const { rows: places, cut } = newsAmong(rows, mostNews);
    return cut ? undefined : { held, places, since: seenSince(rows) };
  });
  const asked = told.flatMap((each) => each?.places ?? []);
  const records = await readRecordsAt(tx, tenant, [...new Map(asked.map((place) => [place.id, place])).values()]);
  const historyOf = historyAmong(journal.rows);
  return told.map((each) => {
    const rows = each && rowsAt(each.places, records, each.held);
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
