import { recallAsker } from '../access/asker.ts';
import type { TokenHolds } from '../access/token-holds.ts';
import type { Transaction } from '../db/database.ts';
import type { TenantClock } from '../journal/heads.ts';
import type { AdmittedPull, PartsOfPage, PageReader, PagesAsk, PullWithPorts } from './answer-pulls.ts';
import { namedSet } from './naming/named-set.ts';
import { heldAll, namingOf, placeAtEnd } from './naming/standing.ts';
import { dividedNews, type NewsOfTokens, readTurn, type TurnNews } from './news-of-turn.ts';
import { type PullLimits, usualPullLimits } from './pages/pull-limits.ts';
import type { PullPorts, UpToDateRequest } from './pull-ask.ts';

/**
 * Reads the pages of devices that lack only the last news. The news is read once for all of them, and divided among people with
 * different rights. Devices with the same rights and the same place share the parts of their page. A device that lacks more is
 * left out.
 */
export const turnPages: PageReader<UpToDateRequest, TurnNews> = { readPages: readTurnPages };

/** Reads the same pages. The news that the devices may lack is read in the first round trip, for devices that did not ask. */
export const turnPagesAhead: PageReader<UpToDateRequest, TurnNews> = { ...turnPages, readAhead };

const firstOf = (requests: readonly UpToDateRequest[]): number =>
  Math.min(...requests.flatMap(({ at }) => [at.n, at.history]));

/**
 * Reads the news of the tokens that each person had at the last reading. It grants nothing: if a person holds other
 * tokens now, the news is read again.
 */
function readAhead(
  tx: Transaction,
  orgId: string,
  pulls: readonly PullWithPorts<UpToDateRequest>[],
): Promise<TurnNews> {
  return readTurn(tx, orgId, {
    limits: limitsOf(pulls[0]?.ports),
    after: firstOf(pulls.map(({ request }) => request)),
    tokens: new Set(
      pulls.flatMap(
        ({ ports: { installed }, asker: { userId } }) => recallAsker({ orgId, userId, installed })?.value.held ?? [],
      ),
    ),
  });
}

/** Returns the limits of a turn: all of its devices have the same ones (`howManyFit`). */
const limitsOf = (ports: PullPorts | undefined): PullLimits => ports?.pullLimits ?? usualPullLimits;

type TurnDevice = AdmittedPull<UpToDateRequest>;

/**
 * Returns whether a device lacks only the last news of tokens that its person has held, without gain or loss, since
 * before all of that news. Then the time since which they hold each token excludes nothing, and people who hold
 * the same tokens lack the same news.
 */
function lacksLittle(
  { ports, request: { at }, known: { held: tokens, holds } }: TurnDevice,
  clock: TenantClock,
): boolean {
  const after = Math.min(at.n, at.history);
  if (at.n > clock.head || at.history > clock.head || clock.head - after > limitsOf(ports).news) return false;
  if (holds.lastLost > after) return false;
  return heldSince(tokens, holds) <= after && heldAll(at, tokens);
}

const newest = new WeakMap<TokenHolds, number>();

/**
 * Returns the number since which a person holds all of their tokens. Computed once while their rights stay the same.
 */
function heldSince(tokens: readonly string[], holds: TokenHolds): number {
  const since =
    newest.get(holds) ??
    tokens.reduce((most, token) => Math.max(most, holds.since[token] ?? Number.MAX_SAFE_INTEGER), 0);
  newest.set(holds, since);
  return since;
}

/** Returns the parts of the devices' pages. Leaves out devices whose news exceeds a page. */
async function readTurnPages(
  tx: Transaction,
  { devices, clock, ahead }: PagesAsk<UpToDateRequest, TurnNews>,
): Promise<ReadonlyMap<number, PartsOfPage>> {
  const pages = new Map<number, PartsOfPage>();
  const near = devices.filter((device) => lacksLittle(device, clock));
  const [first] = near;
  if (!first) return pages;
  const groups = [
    ...Map.groupBy(near, ({ request, known }) => `${namingOf(request)} ${namedSet(known.held).digest}`).values(),
  ];
  const { tenant } = first.known;
  const limits = limitsOf(first.ports);
  const holdings = groups.map((group) => ({
    tokens: group[0]?.known.held ?? [],
    naming: group[0] ? namingOf(group[0].request) : ('places' as const),
    after: firstOf(group.map(({ request }) => request)),
  }));
  const after = Math.min(...holdings.map((each) => each.after));
  const tokens = new Set(holdings.flatMap((each) => each.tokens));
  const isRead = ahead?.after === after && [...tokens].every((token) => ahead.feed.has(token));
  const news = isRead ? ahead : await readTurn(tx, tenant.orgId, { after, tokens, head: clock.head, limits });
  const found = await dividedNews(tx, tenant, news, { holdings, limits });
  for (const [which, group] of groups.entries()) {
    const ofGroup = found[which];
    if (!ofGroup) continue;
    const made = new Map<string, PartsOfPage>();
    for (const device of group) {
      const { n, history } = device.request.at;
      const page = made.get(`${n} ${history}`) ?? newsFor(device, ofGroup, clock);
      made.set(`${n} ${history}`, page);
      if (page.rows.length <= device.request.limit) pages.set(device.place, page);
    }
  }
  return pages;
}

/** Returns the news that is new to a device at its place. */
function newsFor(
  { request, known: { held: tokens } }: TurnDevice,
  { rows, history }: NewsOfTokens,
  clock: TenantClock,
): PartsOfPage {
  const { at } = request;
  const naming = namingOf(request);
  return {
    rows: rows.filter(({ n }) => n > at.n),
    history: history.filter(({ n }) => n > at.history),
    ...(naming === 'tokens' ? { tokens } : {}), // the device named the same tokens (`heldAll`)
    next: placeAtEnd(naming, clock.head, tokens),
    done: true,
    remaining: 0,
  };
}
