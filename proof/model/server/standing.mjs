// The standing of a device: its place, the tokens of its page, and how the page names tokens. For the present wire (5, by digest and
// places, T-28) and for the wire of the build before (4, by tokens in full). The server serves both (S-7).
import { on, uniq } from '../domain/basics.mjs';
import { groupsOf, placesOf, tokensIn } from '../domain/token-names.mjs';

export const END = '~'; // sorts after every id

export const kindOf = (token) => token.split('@')[0];

/**
 * T-28: the standing of a device of wire 5. A gain continues with the tokens that it began with. Further tokens wait until it is
 * over. `full`: the sets of the device's checkpoint, if the server asked for them. A device that was just updated names its set in
 * full in the checkpoint. `unknown`: the server does not know a digest.
 */
export function standingByDigest({ S, sets }, { user, at, full }, now) {
  const setOf = (part, name) => {
    if (full) return tokensIn(full[part]);
    if (Array.isArray(name)) return tokensIn(name);
    return sets.find(user, name) ?? (on('unknown-is-present') ? now : on('unknown-is-empty') ? [] : undefined);
  };
  const before = at ? setOf('tokens', at.tokens) : [];
  const hadBefore = at?.gain ? setOf('had', at.gain.had) : undefined;
  if (!before || (at?.gain && !hadBefore)) return undefined;
  // a gain goes on with the tokens that it began with, as far as the person still holds them; further ones wait until it is over
  const isAmid = at?.gain && !on('gain-joins');
  const tokens = isAmid ? before.filter((t) => now.includes(t) || on('lost-waits')) : now;
  const waiting = isAmid ? now.filter((t) => !before.includes(t)) : [];
  const had = at?.gain ? hadBefore : before;
  const gained = tokens.filter((t) => !had.includes(t));
  const begun = (kind) => [kind, on('gain-without-history') && at ? END : ''];
  const fresh = { since: S.clock, whole: Object.fromEntries(uniq(gained.map(kindOf)).map(begun)) };
  const gain = at?.gain ?? (gained.length ? fresh : undefined);
  const name = sets.remember(user, tokens);
  const groups = groupsOf(tokens);
  return {
    place: at ?? { n: S.clock, id: END },
    tokens,
    waiting,
    since: (token) => (gained.includes(token) ? (gain?.since ?? 0) : 0),
    // the records of the gained tokens of one kind: one place for all of them
    lanes: Object.entries(gain?.whole ?? {}).map(([kind, from]) => ({
      name: kind,
      from,
      tokens: gained.filter((token) => kindOf(token) === kind),
    })),
    isOver: ({ cut, isHeldUp, left }) => !gain || ((!cut || isHeldUp) && !Object.keys(left).length),
    next(place, said) {
      // the number of the gain is left out once the news have passed it
      const under = () => ({ had: sets.remember(user, had), since: said.cut ? gain.since : 0, whole: said.left });
      return { ...place, tokens: name, gain: this.isOver(said) ? null : under() };
    },
    named: (through) => placesOf(through, groups),
    // in full once, then by digest
    said: at?.tokens === name && !full ? {} : { groups },
  };
}

/**
 * K-5: the standing of a device of wire 4. Each token that is new to the device is fetched by itself, with a place and a number of
 * its own. The server remembers nothing for such a device.
 */
export function standingByTokens({ S }, { at }, now) {
  const start = at ?? { n: S.clock, id: END, tokens: [], whole: {}, since: {} };
  const isNew = (token) => !start.tokens.includes(token);
  const isOf = (map) => (token) => token in map || isNew(token);
  const since = Object.fromEntries(
    now.filter(isOf(start.since)).map((token) => [token, start.since[token] ?? S.clock]),
  );
  const isOfKind =
    (token) =>
    ([other]) =>
      kindOf(other) === kindOf(token);
  const begun = (token) => (on('previous-joins') ? Object.entries(start.whole).find(isOfKind(token))?.[1] : '') ?? '';
  return {
    place: start,
    tokens: now,
    waiting: [],
    since: (token) => since[token] ?? 0,
    lanes: now
      .filter(isOf(start.whole))
      .map((token) => ({ name: token, from: start.whole[token] ?? begun(token), tokens: [token] })),
    isOver: ({ left }) => !Object.keys(left).length,
    next: (place, { left, cut }) => ({ ...place, tokens: now, whole: left, since: cut ? since : {} }),
    named: (through) => through,
    said: { tokens: now },
  };
}
