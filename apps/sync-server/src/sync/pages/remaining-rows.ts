import { type Checkpoint, exactRemaining } from '@outpost/domain/sync/protocol';
import type { Transaction } from '../../db/database.ts';
import type { Lane } from '../naming/standing.ts';
import { beforeAllIds } from './read-feed.ts';

/**
 * Measured: counting the 100,000 rows that remained in a first sync took 145 ms for each of its pages, more than all
 * else in it. So at most `exactRemaining` are counted. For more, Postgres' estimate is used. Chosen: this many are
 * counted once, for a first page, where the estimate is useless, because a tenant's rows have no statistics in the
 * minute after an import.
 */
const countedForFirst = 20_000;

/**
 * Measured: counting up to `exactRemaining` took 15 ms for each page of a first sync, and the page's records 11. So
 * nothing is counted where Postgres estimates many times more.
 */
const surelyMany = 4 * exactRemaining;

type Asked = {
  /** The place where the next page begins. */
  readonly next: Pick<Checkpoint, 'n'>;
  readonly tokens: readonly string[];
  /** The records that are still fetched whole, each lane from its place on. */
  readonly lanes: readonly Lane[];
  /** The page before is the first of a first sync: its count is the total that a person sees. */
  readonly isFirst?: boolean;
};

/**
 * Returns how many rows follow after a page, to show progress: exact while they are few, else the estimate of Postgres'
 * statistics.
 */
export async function countRemaining(
  tx: Transaction,
  orgId: string,
  { next, tokens, lanes, isFirst = false }: Asked,
): Promise<number> {
  const whole = lanes.map(({ tokens: of, from }) => ({ tokens: of, after: from === '' ? beforeAllIds : from }));
  const parts: Parts = { n: next.n, tokens, whole };
  const guessed = await guessRemaining(tx, orgId, parts);
  if (guessed >= surelyMany) return guessed;
  const counted = await countUpTo(tx, orgId, { ...parts, most: exactRemaining });
  if (counted < exactRemaining) return counted;
  if (guessed > counted || !isFirst) return Math.max(counted, guessed);
  return countUpTo(tx, orgId, { ...parts, most: countedForFirst });
}

/** Counts the rows, and stops counting news and rests at `most` each. */
async function countUpTo(
  tx: Transaction,
  orgId: string,
  { n, tokens, whole, most }: Parts & { readonly most: number },
): Promise<number> {
  const [row] = await tx.query<{ rows: number }>(
    `select (select count(*) from (select 1 from store.feed where org_id = $1 and token = any($2::text[]) and n > $3 limit ${most}) a)
       + (select count(*) from (select distinct f.id from unnest($4::text[], $5::uuid[]) as w(token, after) join store.feed f on f.org_id = $1 and f.token = w.token collate "C" and f.id > w.after and not f.gone limit ${most}) b) as rows`,
    [
      orgId,
      tokens,
      n,
      whole.flatMap((lane) => lane.tokens),
      whole.flatMap((lane) => lane.tokens.map(() => lane.after)),
    ],
  );
  return row?.rows ?? 0;
}

type Parts = {
  readonly n: number;
  readonly tokens: readonly string[];
  readonly whole: readonly { readonly tokens: readonly string[]; readonly after: string }[];
};

/** Returns the planner's estimate from the statistics that it has anyway: no row is read. */
async function guessRemaining(tx: Transaction, orgId: string, { n, tokens, whole }: Parts): Promise<number> {
  const news = 'select 1 from store.feed where org_id = $1 and token = any($2::text[]) and n > $3';
  const rests = whole.map(
    (_, place) =>
      `select 1 from store.feed where org_id = $1 and token = any($${4 + 2 * place}::text[]) and id > $${5 + 2 * place}::uuid and not gone`,
  );
  const [row] = await tx.query<{ 'QUERY PLAN': readonly [{ readonly Plan: { readonly 'Plan Rows': number } }] }>(
    `explain (format json) ${[news, ...rests].join(' union all ')}`,
    [orgId, tokens, n, ...whole.flatMap((lane) => [lane.tokens, lane.after])],
  );
  return row?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? 0;
}
