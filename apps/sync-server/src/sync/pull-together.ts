import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { type Asker, recallAsker } from '../access/asker.ts';
import type { TokenHolds } from '../access/token-holds.ts';
import { type Database, inTenant, type Transaction } from '../db/database.ts';
import { endedAmong } from '../identity/sessions/sessions.ts';
import { findForks, readClock, type TenantClock } from '../journal/heads.ts';
import { TenantTurns } from '../records/tenant-turns.ts';
import { namedSet } from './naming/named-set.ts';
import { type AnyCheckpoint, heldAll, holdsAllRecords, namingOf, placeAtEnd, type PullAsk } from './naming/standing.ts';
import { dividedNews, type NewsOfTokens, readTurn, type TurnNews } from './news-of-turn.ts';
import { type PullLimits, usualPullLimits } from './pages/pull-limits.ts';
import { admitDevice, journalOf } from './admit-device.ts';
import type { DeviceAsker, PullPorts, PullRead, ReadPage } from './pull-ask.ts';

/** Chosen: a turn is over in some milliseconds. */
const mostInTurn = 250;

export type UpToDateRequest = PullAsk & { readonly at: AnyCheckpoint };
export type DevicePull = { readonly asker: DeviceAsker; readonly request: UpToDateRequest };
type PullInTurn = DevicePull & { readonly ports: PullPorts };
/** `alone`: this device lacks more than the last news, and is answered separately. */
export type TogetherAnswer = Result<PullRead> | 'alone';

/** Returns whether a device holds all records up to a number, so that a page brings only the news since then. */
export const isUpToDate = (request: PullAsk): request is UpToDateRequest =>
  request.at !== null && holdsAllRecords(request.at);

const turns = new WeakMap<Database, TenantTurns<PullInTurn, TogetherAnswer>>();

/**
 * S-1: answers devices that lack only the last news. One poke makes all devices of a tenant pull at once. Devices that arrive
 * during a turn are answered together in the next turn, from one snapshot taken after the last of them arrived. Session, journal
 * and rights are checked for each. The news for devices that may see the same is read once.
 */
export function pullTogether(ports: PullPorts, asker: DeviceAsker, request: UpToDateRequest): Promise<TogetherAnswer> {
  const { database } = ports;
  const found =
    turns.get(database) ??
    new TenantTurns({
      fitting: howManyFit,
      turn: (orgId, pulls) => turn(database, orgId, { pulls, isAhead: false }),
    });
  turns.set(database, found);
  return found.do(asker.orgId, { ports, asker, request });
}

/**
 * Answers waiting devices of one tenant that were up to date a moment ago: in one turn, or in several for very many devices.
 * Reads the news that they may lack before their rights are known.
 */
export async function pullAllTogether(
  ports: PullPorts,
  orgId: string,
  pulls: readonly DevicePull[],
): Promise<readonly TogetherAnswer[]> {
  const answers: TogetherAnswer[] = [];
  for (let from = 0; from < pulls.length; from += mostInTurn) {
    const some = pulls.slice(from, from + mostInTurn).map((pull) => ({ ports, ...pull }));
    answers.push(...(await turn(ports.database, orgId, { pulls: some, isAhead: true })));
  }
  return answers;
}

function howManyFit(pulls: readonly PullInTurn[]): number {
  const end = pulls.findIndex(({ ports }, place) => place === mostInTurn || ports !== pulls[0]?.ports);
  return end < 0 ? pulls.length : end;
}

type Turn = { readonly pulls: readonly PullInTurn[]; readonly isAhead: boolean };

const turn = (database: Database, orgId: string, of: Turn): Promise<readonly TogetherAnswer[]> =>
  inTenant(database, { orgId, mode: 'snapshot' }, (tx) => answerTogether(tx, orgId, of));

const firstOf = (requests: readonly UpToDateRequest[]): number =>
  Math.min(...requests.flatMap(({ at }) => [at.n, at.history]));

/**
 * Reads the news of the tokens that each person had at the last reading. It grants nothing: if a person holds other
 * tokens now, the news is read again.
 */
const readAhead = (tx: Transaction, orgId: string, pulls: readonly PullInTurn[]): Promise<TurnNews> =>
  readTurn(tx, orgId, {
    limits: limitsOf(pulls[0]?.ports),
    after: firstOf(pulls.map(({ request }) => request)),
    tokens: new Set(
      pulls.flatMap(
        ({ ports: { installed }, asker: { userId } }) => recallAsker({ orgId, userId, installed })?.value.held ?? [],
      ),
    ),
  });

async function answerTogether(
  tx: Transaction,
  orgId: string,
  { pulls, isAhead }: Turn,
): Promise<readonly TogetherAnswer[]> {
  const [clock, forks, ended, read] = await Promise.all([
    readClock(tx, orgId, 'unlocked'),
    findForks(
      tx,
      orgId,
      pulls.map(({ request }) => request.heads),
    ),
    endedAmong(
      tx,
      orgId,
      pulls.map(({ asker }) => asker.sessionId),
    ),
    isAhead ? readAhead(tx, orgId, pulls) : undefined,
  ]);
  const answers: TogetherAnswer[] = [];
  const parties: Party[] = [];
  for (const [place, { ports, asker, request }] of pulls.entries()) {
    answers[place] = 'alone';
    const admitted = await admitDevice(tx, ports, { asker, request }, { clock, ended, common: forks[place] });
    if ('answer' in admitted) answers[place] = admitted.answer;
    else {
      const party = { place, ports, request, known: admitted.known };
      if (lacksLittle(party, admitted.clock)) parties.push(party);
    }
  }
  if (!clock) return answers;
  for (const [place, page] of await readPages(tx, { parties, clock, read })) answers[place] = accept(page);
  return answers;
}

/** Returns the limits of a turn: all of its devices have the same ones (`howManyFit`). */
const limitsOf = (ports: PullPorts | undefined): PullLimits => ports?.pullLimits ?? usualPullLimits;

type Party = {
  readonly place: number;
  readonly ports: PullPorts;
  readonly request: UpToDateRequest;
  readonly known: Asker;
};

/**
 * Returns whether a device lacks only the last news of tokens that its person has held, without gain or loss, since
 * before all of that news. Then the time since which they hold each token excludes nothing, and people who hold
 * the same tokens lack the same news.
 */
function lacksLittle({ ports, request: { at }, known: { held: tokens, holds } }: Party, clock: TenantClock): boolean {
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

type PagesAsk = {
  readonly parties: readonly Party[];
  readonly clock: TenantClock;
  /** The news that was read before the devices' rights were known. */
  readonly read: TurnNews | undefined;
};

/** Returns the devices' pages, by their place in the turn. Devices whose news exceeds a page are left out. */
async function readPages(tx: Transaction, { parties, clock, read }: PagesAsk): Promise<ReadonlyMap<number, ReadPage>> {
  const pages = new Map<number, ReadPage>();
  const [first] = parties;
  if (!first) return pages;
  const groups = [
    ...Map.groupBy(parties, ({ request, known }) => `${namingOf(request)} ${namedSet(known.held).digest}`).values(),
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
  const isRead = read?.after === after && [...tokens].every((token) => read.feed.has(token));
  const news = isRead ? read : await readTurn(tx, tenant.orgId, { after, tokens, head: clock.head, limits });
  const found = await dividedNews(tx, tenant, news, { holdings, limits });
  for (const [which, group] of groups.entries()) {
    const ofGroup = found[which];
    if (!ofGroup) continue;
    const made = new Map<string, ReadPage>();
    for (const party of group) {
      const { n, history } = party.request.at;
      const page = made.get(`${n} ${history}`) ?? pageOf(party, ofGroup, clock);
      made.set(`${n} ${history}`, page);
      if (page.rows.length <= party.request.limit) pages.set(party.place, page);
    }
  }
  return pages;
}

/** Returns the page of the news that is new to a device at its place. */
function pageOf(
  { ports, request, known: { held: tokens } }: Party,
  { rows, history }: NewsOfTokens,
  clock: TenantClock,
): ReadPage {
  const { at } = request;
  const naming = namingOf(request);
  return {
    kind: 'page',
    rows: rows.filter(({ n }) => n > at.n),
    history: history.filter(({ n }) => n > at.history),
    ...(naming === 'tokens' ? { tokens } : {}), // the device named the same tokens (`heldAll`)
    next: placeAtEnd(naming, clock.head, tokens),
    done: true,
    ...journalOf(ports, clock),
    remaining: 0,
  };
}
