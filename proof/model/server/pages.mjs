// The server's answers to a device: pages of news, and history.
import { on, uniq } from '../domain/basics.mjs';
import { tokensOf, tokensOfDevice } from '../domain/domain.mjs';
import { groupsOf, placesOf, tokensIn } from '../domain/token-names.mjs';

export const END = '~'; // sorts after every id

const kindOf = (token) => token.split('@')[0];

/** S-9: the number since which a person sees a record without a gap; undefined if they do not see it. */
export const sightOf = (S, user, id) => {
  const sight = S.sights[`${user}|${id}`];
  if (!sight || !Object.keys(sight.through).length) return undefined;
  return on('gap-between-tokens') ? Math.min(...Object.values(sight.through)) : sight.since;
};

/**
 * S-1. News first, in order of (clock number, id); then records of new tokens, kind by kind in order of id. One snapshot. S-8:
 * the very first page begins with the newest of the records that do not fit on it; they come again at their place. T-28:
 * `at.tokens` and `at.gain.had` are digests; `full` has them as groups if the server asked for them.
 */
export function pageOf({ S, head, truth, sets }, { user, at, limit, lane, full }) {
  // a page may have ended between two rows of the floor's own number
  const behind = at && (at.n < S.floor || (at.n === S.floor && at.id !== END && !on('floor-by-number')));
  if (behind && !on('horizon-no-reset')) return { reset: true, head: head() };
  const now = tokensOfDevice(user, S.roles[user] ?? [], S.areas[user], S.keptOff).filter(
    (t) => !lane || t.startsWith(lane),
  );
  const setOf = (part, name) =>
    full ? tokensIn(full[part]) : (sets.find(user, name) ?? (on('unknown-is-present') ? now : undefined));
  const before = at ? setOf('tokens', at.tokens) : [];
  const hadBefore = at?.gain ? setOf('had', at.gain.had) : undefined;
  if (!before || (at?.gain && !hadBefore)) return { unknown: true, head: head() };
  // a gain goes on with the tokens that it began with, as far as the person still holds them; further ones wait until it is over
  const isAmid = at?.gain && !on('gain-joins');
  const tokens = isAmid ? before.filter((t) => now.includes(t) || on('lost-waits')) : now;
  const waiting = isAmid ? now.filter((t) => !before.includes(t)) : [];
  const had = at?.gain ? hadBefore : before;
  const gained = tokens.filter((t) => !had.includes(t));
  const gain =
    at?.gain ??
    (gained.length
      ? {
          since: S.clock,
          whole: Object.fromEntries(
            uniq(gained.map(kindOf)).map((k) => [k, on('gain-without-history') && at ? END : '']),
          ),
        }
      : undefined);
  const rows = Object.values(S.feed).filter((row) => tokens.includes(row.token));
  const start = at ?? { n: S.clock, id: END };
  const after = (row) =>
    on('number-cursor')
      ? row.version > start.n
      : row.version > start.n || (row.version === start.n && row.id > start.id);
  // departures from before the person gained the token would name records that they never saw
  const isFromBefore = (row) => row.gone && gained.includes(row.token) && row.version <= (gain?.since ?? 0);
  const allNews = uniqById(
    rows
      .filter((row) => after(row) && (!isFromBefore(row) || on('departures-leak')))
      .sort((a, b) => a.version - b.version || (a.id < b.id ? -1 : 1)),
  );
  // news end before a record that only tokens that wait hold: to this page it would be gone, while the person sees it
  const holds = (id, among) => among.some((t) => S.feed[`${t}|${id}`] && !S.feed[`${t}|${id}`].gone);
  const heldUp = allNews.findIndex(({ id }) => holds(id, waiting) && !holds(id, tokens) && !on('gone-while-waiting'));
  const news = heldUp < 0 ? allNews : allNews.slice(0, heldUp);
  /** The records of the gained tokens of one kind after an id: one place for all of them. */
  const held = (kind, from) =>
    uniqById(
      rows
        .filter((row) => kindOf(row.token) === kind && gained.includes(row.token) && !row.gone && row.id > from)
        .sort((a, b) => (a.id < b.id ? -1 : 1)),
    );
  const whole = Object.entries(gain?.whole ?? {});
  const all = whole.flatMap(([kind]) => held(kind, ''));
  const first = at || all.length <= limit ? [] : all.sort((a, b) => (a.id > b.id ? -1 : 1)).slice(0, limit / 2);
  const page = [...first, ...news.slice(0, limit)];
  const isHeldUp = heldUp >= 0 && news.length <= limit;
  const cut = news.length > limit || isHeldUp;
  const last = news.slice(0, limit).at(-1) ?? { version: start.n, id: start.id };
  const next = {
    n: cut ? last.version : S.clock,
    id: cut ? last.id : END,
    tokens: sets.remember(user, tokens),
  };
  const left = {};
  for (const [kind, from] of whole) {
    const rest = held(kind, from);
    const taken = rest.slice(0, Math.max(0, limit - page.length));
    page.push(...taken);
    if (taken.length < rest.length) left[kind] = taken.at(-1)?.id ?? from;
  }
  if (on('backfill-skips-news') && whole.length) Object.assign(next, { n: S.clock, id: END });
  const groups = groupsOf(tokens);
  const out = uniqById(page).flatMap(({ id, version, gone }) => {
    const through = tokens.filter((t) => S.feed[`${t}|${id}`] && !S.feed[`${t}|${id}`].gone);
    if (on('departure-is-all') && gone) return [{ id, version, gone: true }];
    if (through.length) return [{ id, version, record: S.records[id], through: placesOf(through, groups) }];
    // a token that was lost and gained again has departures of records that came and left in between
    return S.saw[`${user}|${id}`] <= version || on('departures-amid-loss') ? [{ id, version, gone: true }] : [];
  });
  const isOver = !gain || ((!cut || isHeldUp) && !Object.keys(left).length);
  // the number of the gain is left out once the news have passed it
  next.gain = isOver ? null : { had: sets.remember(user, had), since: cut ? gain.since : 0, whole: left };
  // P-5: devices are told of erasures by law of records that they may have seen; a device that starts over is told of all
  const erased = Object.entries(S.erased)
    .filter(
      ([id, n]) => n > (at?.n ?? 0) && Object.values(S.feed).some((row) => row.id === id && tokens.includes(row.token)),
    )
    .map(([id]) => id);
  const done = !cut && isOver && (!waiting.length || on('done-while-waiting'));
  // T-30: of the records that this device holds; other ones are asked for when a person wants them
  const isHeld = (id) => !!S.records[id] && tokensOf(S.records[id], S.records).some((t) => now.includes(t));
  const past = historyOf(S, user, at?.history ?? 0, done ? limit * 10 : 0, isHeld);
  next.history = past.upTo;
  return {
    rows: out,
    history: past.rows,
    erased: on('erasure-untold') ? [] : erased,
    // in full once, then by digest
    ...(at?.tokens === next.tokens && !full ? {} : { groups }),
    lane,
    next,
    done,
    head: head(),
    durable: S.durable,
    truth: truth(S, user),
  };
}

/**
 * S-9: the history of the records that a person sees, since they gained access. The row that brought a record into sight comes
 * without the values before it. One page looks through a bounded number of rows.
 */
export function historyOf(S, user, after, limit, isHeld = () => true) {
  const upTo = Math.min(S.clock, after + limit);
  const rows = S.journal.slice(after, upTo).flatMap(({ n, act, by, record, entity, created, changed, lost }) => {
    const since = changed && sightOf(S, user, record);
    if (since === undefined || n < since || !isHeld(record)) return [];
    const told = Object.entries(changed).map(([f, [from, to]]) => [f, [n > since ? from : null, to]]);
    const row = { n, id: record, entity, act, by, created, changed: Object.fromEntries(told) };
    return [{ ...row, lost: n > since ? (lost ?? {}) : {} }];
  });
  return { rows, upTo };
}

function uniqById(rows) {
  const last = new Map();
  for (const row of rows) {
    last.delete(row.id);
    last.set(row.id, row);
  }
  return [...last.values()];
}
