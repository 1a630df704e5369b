import { type Checkpoint, endOfNumber, type PullRequest } from '@outpost/domain/sync/protocol';
import type { PreviousCheckpoint, PreviousPullRequest } from '@outpost/domain/sync/previous-wire';
import { tokenTestOf, type TokenGroups } from '@outpost/domain/sync/token-groups';
import { namedSet, type NamedSets } from './named-set.ts';

/** A pull in the wire version of its device: this build's, or the one before (S-7). */
export type PullAsk = (PullRequest & { readonly wire?: 5 }) | (PreviousPullRequest & { readonly wire: 4 });
export type AnyCheckpoint = Checkpoint | PreviousCheckpoint;

/**
 * The way in which rows name the tokens that hold them: by places of audiences (wire 5), or by the tokens themselves
 * (wire 4).
 */
export type TokenNaming = 'places' | 'tokens';

/** Records to fetch whole, in order of their ids: records that some of a person's tokens hold, after an id. */
export type Lane = { readonly kind: string; readonly tokens: readonly string[]; readonly from: string };

/** A page's list of a person's tokens; left out where its device knows them by their digest. */
export type PageTokens = { readonly tokens?: TokenGroups | readonly string[] };

/** A device's place and the data that it is to get next, for either wire. */
export type DeviceStanding = {
  readonly place: { readonly n: number; readonly id: string };
  /** The tokens that the page covers: those that the person holds, except those that wait for the end of a gain. */
  readonly tokens: readonly string[];
  /** The tokens that wait. */
  readonly waiting: readonly string[];
  /** The number since which a token of the current gain is held; 0 for other tokens. */
  readonly since: (token: string) => number;
  /** The lanes of records to fetch whole, by name. */
  readonly lanes: ReadonlyMap<string, Lane>;
  readonly naming: TokenNaming;
  readonly pageTokens: PageTokens;
  /**
   * The next checkpoint, without the history. `left`: lanes that are not at their end; `isCut`: more news follows;
   * `isHeldUp`: the next news needs a token that waits, so the gain ends with its lanes.
   */
  readonly next: (
    place: DeviceStanding['place'],
    of: { readonly left: Readonly<Record<string, string>>; readonly isCut: boolean; readonly isHeldUp: boolean },
  ) => Omit<Checkpoint, 'history'> | Omit<PreviousCheckpoint, 'history'>;
};

export const kindOfToken = (token: string): string => token.slice(0, token.lastIndexOf('@'));

type Held = {
  /** The person who holds these tokens, for `NamedSets`. */
  readonly person: string;
  /** The tokens that the person holds now, sorted. */
  readonly now: readonly string[];
  readonly head: number;
};

/** Returns the naming that the device of this request uses. */
export const namingOf = ({ wire }: PullAsk): TokenNaming => (wire === 4 ? 'tokens' : 'places');

export type SetsAsk = Held & { readonly sets: NamedSets; readonly mostSets: number };

/**
 * Returns the standing of a request's device. `unknown`: the request names a set by a digest that this server does not
 * know (T-28).
 */
export function deviceStandingOf(request: PullAsk, ask: SetsAsk): DeviceStanding | 'unknown' {
  return request.wire === 4 ? standingByTokens(request.at, ask) : standingByDigest(request.at, ask);
}

/**
 * T-28: returns the standing by digests. A gain continues with the tokens that it began with, as far as the person
 * still holds them. Tokens that the person gains meanwhile wait until it ends. A gain has one number since which all of
 * its tokens are held, and one place per kind for its progress. Tokens that the person loses meanwhile are lost
 * immediately.
 */
function standingByDigest(at: Checkpoint | null, ask: SetsAsk): DeviceStanding | 'unknown' {
  const { person, now, head, sets, mostSets } = ask;
  const has = (set: Checkpoint['tokens']): ((token: string) => boolean) | undefined => {
    if (typeof set !== 'string') return tokenTestOf(set);
    return set === namedSet(now).digest ? (token) => namedSet(now).places.has(token) : sets.find(person, set);
  };
  const held = at ? has(at.tokens) : () => false;
  const hadBefore = at?.gain ? has(at.gain.had) : held;
  if (!held || !hadBefore) return 'unknown';
  const gain = at?.gain ?? undefined;
  const kept = gain ? now.filter(held) : now;
  const waiting = gain ? now.filter((token) => !held(token)) : [];
  const tokens = waiting.length > 0 ? kept : now;
  const had = tokens.filter(hadBefore);
  const gained = had.length === tokens.length ? [] : tokens.filter((token) => !hadBefore(token));
  const since = gain ? gain.since : head;
  const isGained = new Set(gained);
  const lanes = [...Map.groupBy(gained, kindOfToken)].flatMap(([kind, ofKind]): [string, Lane][] => {
    const from = gain ? gain.whole[kind] : '';
    return from === undefined ? [] : [[kind, { kind, tokens: ofKind, from }]];
  });
  const digest = sets.name(person, tokens, mostSets);
  return {
    place: at ?? { n: head, id: endOfNumber },
    tokens,
    waiting,
    since: (token) => (isGained.has(token) ? since : 0),
    lanes: new Map(lanes),
    naming: 'places',
    pageTokens: at?.tokens === digest ? {} : { tokens: namedSet(tokens).groups },
    next(place, { left, isCut, isHeldUp }) {
      const isOver = gained.length === 0 || ((!isCut || isHeldUp) && Object.keys(left).length === 0);
      if (isOver) return { ...place, tokens: digest, gain: null };
      const under = { had: sets.name(person, had, mostSets), since: isCut ? since : 0, whole: { ...left } };
      return { ...place, tokens: digest, gain: under };
    },
  };
}

/**
 * Returns the standing in wire 4: each token that is new to the device is fetched separately, and has its own number.
 */
function standingByTokens(at: PreviousCheckpoint | null, { now, head }: Held): DeviceStanding {
  const start: Omit<PreviousCheckpoint, 'history'> = at ?? {
    n: head,
    id: endOfNumber,
    tokens: [],
    whole: {},
    since: {},
  };
  const known = new Set(start.tokens);
  const since: Readonly<Record<string, number>> = Object.fromEntries(
    now
      .filter((token) => token in start.since || !known.has(token))
      .map((token) => [token, start.since[token] ?? head]),
  );
  const whole = now
    .filter((token) => token in start.whole || !known.has(token))
    .map((token): [string, Lane] => [
      token,
      { kind: kindOfToken(token), tokens: [token], from: start.whole[token] ?? '' },
    ]);
  const tokens = [...now];
  return {
    place: start,
    tokens: now,
    waiting: [],
    since: (token) => since[token] ?? 0,
    lanes: new Map(whole),
    naming: 'tokens',
    pageTokens: { tokens },
    next: ({ n, id }, { left, isCut }) => ({ n, id, tokens, whole: { ...left }, since: isCut ? since : {} }),
  };
}

/** Returns whether a device holds all records up to a number, so that a page contains only the news since then. */
export const holdsAllRecords = (at: AnyCheckpoint): boolean =>
  at.id === endOfNumber &&
  ('gain' in at ? at.gain === null : Object.keys(at.whole).length === 0 && Object.keys(at.since).length === 0);

/** Returns whether a device that holds all records held these tokens at its last page, and so gains none of them. */
export function heldAll(at: AnyCheckpoint, tokens: readonly string[]): boolean {
  if ('gain' in at) return at.tokens === namedSet(tokens).digest;
  const had = new Set(at.tokens);
  return tokens.every((token) => had.has(token));
}

/** Returns the checkpoint of a device that holds all records of these tokens up to a number. */
export const placeAtEnd = (naming: TokenNaming, n: number, tokens: readonly string[]): AnyCheckpoint =>
  naming === 'places'
    ? { n, id: endOfNumber, tokens: namedSet(tokens).digest, gain: null, history: n }
    : { n, id: endOfNumber, tokens: [...tokens], whole: {}, since: {}, history: n };

/** Returns whether two checkpoints of one device name the same tokens. */
export function namesSame(a: AnyCheckpoint, b: AnyCheckpoint): boolean {
  if (typeof a.tokens === 'string' || typeof b.tokens === 'string') return a.tokens === b.tokens;
  return a.tokens.length === b.tokens.length && a.tokens.every((token, place) => token === b.tokens[place]);
}
