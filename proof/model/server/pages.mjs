// The server's answers to a device: pages of news, and history.
import { on } from '../domain/basics.mjs';
import { knows, previousBuild } from '../domain/builds.mjs';
import { tokensOfDevice } from '../domain/domain.mjs';
import { filedTokens } from './filing.mjs';
import { END, standingByDigest, standingByTokens } from './standing.mjs';

/** S-9: the number since which a person sees a record without a gap; undefined if they do not see it. */
export const sightOf = (S, user, id) => {
  const sight = S.sights[`${user}|${id}`];
  if (!sight || !Object.keys(sight.through).length) return undefined;
  return on('gap-between-tokens') ? Math.min(...Object.values(sight.through)) : sight.since;
};

/**
 * S-1: returns one page from one snapshot: news in order of (clock number, id), then records of new tokens, lane by lane
 * in order of id. S-8: the very first page begins with the newest of the records that do not fit on it. They come again
 * at their place. `wire`: the wire of the device's build (S-7).
 */
export function pageOf(server, ask) {
  const { S, head, truth } = server;
  const { user, at, limit, lane } = ask;
  // a page may have ended between two rows of the floor's own number
  const behind = at && (at.n < S.floor || (at.n === S.floor && at.id !== END && !on('floor-by-number')));
  if (behind && !on('horizon-no-reset')) return { reset: true, head: head() };
  const { keptOff, removed, byMonth } = S;
  const now = tokensOfDevice(user, S.roles[user] ?? [], { areas: S.areas[user], keptOff, removed, byMonth }).filter(
    (t) => knows(server.build, t.slice(0, t.indexOf('@'))) && (!lane || t.startsWith(lane)),
  );
  const standing =
    ask.wire === previousBuild && !on('previous-by-digest')
      ? standingByTokens(server, ask, now)
      : standingByDigest(server, ask, now);
  if (!standing) return { unknown: true, head: head() };
  const { place: start, tokens, waiting, since, lanes } = standing;
  const rows = Object.values(S.feed).filter((row) => tokens.includes(row.token));
  const after = (row) =>
    on('number-cursor')
      ? row.version > start.n
      : row.version > start.n || (row.version === start.n && row.id > start.id);
  // departures from before the person gained the token would name records that they never saw
  const isFromBefore = (row) => row.gone && row.version <= since(row.token);
  const allNews = uniqById(
    rows
      .filter((row) => after(row) && (!isFromBefore(row) || on('departures-leak')))
      .sort((a, b) => a.version - b.version || (a.id < b.id ? -1 : 1)),
  );
  // news ends before a record that only waiting tokens hold: to this page it would be gone, while the person sees it
  const holds = (id, among) => among.some((t) => S.feed[`${t}|${id}`] && !S.feed[`${t}|${id}`].gone);
  const heldUp = allNews.findIndex(({ id }) => holds(id, waiting) && !holds(id, tokens) && !on('gone-while-waiting'));
  const news = heldUp < 0 ? allNews : allNews.slice(0, heldUp);
  /** The records of a lane after an id. */
  const held = (of, from) =>
    uniqById(
      rows.filter((row) => of.includes(row.token) && !row.gone && row.id > from).sort((a, b) => (a.id < b.id ? -1 : 1)),
    );
  const all = lanes.flatMap((one) => held(one.tokens, ''));
  const first = at || all.length <= limit ? [] : all.sort((a, b) => (a.id > b.id ? -1 : 1)).slice(0, limit / 2);
  const page = [...first, ...news.slice(0, limit)];
  const isHeldUp = heldUp >= 0 && news.length <= limit;
  const cut = news.length > limit || isHeldUp;
  const last = news.slice(0, limit).at(-1) ?? { version: start.n, id: start.id };
  const isAtEnd = !cut || (on('backfill-skips-news') && lanes.length > 0);
  const place = isAtEnd ? { n: S.clock, id: END } : { n: last.version, id: last.id };
  const left = {};
  for (const { name, from, tokens: of } of lanes) {
    const rest = held(of, from);
    const taken = rest.slice(0, Math.max(0, limit - page.length));
    page.push(...taken);
    if (taken.length < rest.length) left[name] = taken.at(-1)?.id ?? from;
  }
  const out = uniqById(page).flatMap(({ id, version, gone }) => {
    const through = tokens.filter((t) => S.feed[`${t}|${id}`] && !S.feed[`${t}|${id}`].gone);
    if (on('departure-is-all') && gone) return [{ id, version, gone: true }];
    if (through.length) return [{ id, version, record: S.records[id], through: standing.named(through) }];
    // a token that was lost and gained again has departures of records that came and left in between
    return S.saw[`${user}|${id}`] <= version || on('departures-amid-loss') ? [{ id, version, gone: true }] : [];
  });
  const progress = { cut, isHeldUp, left };
  const next = standing.next(place, progress);
  // P-5: devices are told of erasures by law of records that they may have seen; a device that starts over is told of all
  const erased = Object.entries(S.erased)
    .filter(
      ([id, n]) => n > (at?.n ?? 0) && Object.values(S.feed).some((row) => row.id === id && tokens.includes(row.token)),
    )
    .map(([id]) => id);
  const done = !cut && standing.isOver(progress) && (!waiting.length || on('done-while-waiting'));
  // T-30: only of the records that this device holds. A device asks for the history of others when a person opens it
  const isHeld = (id) => !!S.records[id] && filedTokens(S, S.records[id]).some((t) => now.includes(t));
  const past = historyOf(S, user, at?.history ?? 0, done ? limit * 10 : 0, isHeld);
  next.history = past.upTo;
  return {
    rows: out,
    history: past.rows,
    erased: on('erasure-untold') ? [] : erased,
    ...standing.said,
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
