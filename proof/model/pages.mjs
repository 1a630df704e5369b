// What the server tells a device: pages of news, and history.
import { on } from './basics.mjs';
import { tokensOfPerson } from './domain.mjs';

export const END = '~'; // sorts after every id

/** S-9: since when a person sees a record without a gap; undefined where they do not see it. */
export const sightOf = (S, user, id) => {
  const sight = S.sights[`${user}|${id}`];
  if (!sight || !Object.keys(sight.through).length) return undefined;
  return on('gap-between-tokens') ? Math.min(...Object.values(sight.through)) : sight.since;
};

/**
 * S-1. News first, in order of (clock number, id); then whole tokens that are new to the device, in order of id. One snapshot.
 * S-8: the first page of all begins with the newest records of what does not fit on it; they come again at their place.
 */
export function pageOf({ S, head, truth }, { user, at, limit, lane }) {
  // a page may have ended between two rows of the floor's own number
  const behind = at && (at.n < S.floor || (at.n === S.floor && at.id !== END && !on('floor-by-number')));
  if (behind && !on('horizon-no-reset')) return { reset: true, head: head() };
  const tokens = tokensOfPerson(user, S.roles[user] ?? []).filter((t) => !lane || t.startsWith(lane));
  const rows = Object.values(S.feed).filter((row) => tokens.includes(row.token));
  const start = at ?? { n: S.clock, id: END, tokens: [], whole: {}, since: {} };
  const since = Object.fromEntries(
    tokens.filter((t) => start.since[t] ?? !start.tokens.includes(t)).map((t) => [t, start.since[t] ?? S.clock]),
  );
  const whole = Object.fromEntries(
    tokens
      .filter((t) => t in start.whole || !start.tokens.includes(t))
      .map((t) => [t, start.whole[t] ?? (on('gain-without-history') && at ? END : '')]),
  );
  const after = (row) =>
    on('number-cursor')
      ? row.version > start.n
      : row.version > start.n || (row.version === start.n && row.id > start.id);
  // departures from before the person gained the token would name records that they never saw
  const told = (row) => !(row.gone && row.version <= (since[row.token] ?? 0) && !on('departures-leak'));
  const news = uniqById(
    rows.filter((row) => after(row) && told(row)).sort((a, b) => a.version - b.version || (a.id < b.id ? -1 : 1)),
  );
  const held = (token, from) =>
    rows.filter((row) => row.token === token && !row.gone && row.id > from).sort((a, b) => (a.id < b.id ? -1 : 1));
  const all = Object.keys(whole).flatMap((token) => held(token, ''));
  const first = at || all.length <= limit ? [] : all.sort((a, b) => (a.id > b.id ? -1 : 1)).slice(0, limit / 2);
  const page = [...first, ...news.slice(0, limit)];
  const cut = news.length > limit;
  const next = { n: cut ? page.at(-1).version : S.clock, id: cut ? page.at(-1).id : END, tokens, whole: {}, since };
  for (const [token, from] of Object.entries(whole)) {
    const rest = held(token, from);
    const taken = rest.slice(0, Math.max(0, limit - page.length));
    page.push(...taken);
    if (taken.length < rest.length) next.whole[token] = taken.at(-1)?.id ?? from;
  }
  if (on('backfill-skips-news') && Object.keys(whole).length) Object.assign(next, { n: S.clock, id: END });
  const out = uniqById(page).map(({ id, version, gone }) => {
    const through = tokens.filter((t) => S.feed[`${t}|${id}`] && !S.feed[`${t}|${id}`].gone);
    if (on('departure-is-all') && gone) return { id, version, gone: true };
    return through.length ? { id, version, record: S.records[id], through } : { id, version, gone: true };
  });
  if (!cut) next.since = {};
  // P-5: devices are told what was erased by law, where they may ever have seen it; one that starts over is told of all
  const erased = Object.entries(S.erased)
    .filter(
      ([id, n]) => n > (at?.n ?? 0) && Object.values(S.feed).some((row) => row.id === id && tokens.includes(row.token)),
    )
    .map(([id]) => id);
  const done = !cut && !Object.keys(next.whole).length;
  const past = historyOf(S, user, at?.history ?? 0, done ? limit * 10 : 0);
  next.history = past.upTo;
  return {
    rows: out,
    history: past.rows,
    erased: on('erasure-untold') ? [] : erased,
    tokens,
    lane,
    next,
    done,
    head: head(),
    durable: S.durable,
    truth: truth(S, user),
  };
}

/**
 * S-9: what became of the records that a person sees, from when they gained access: what brought a record into sight is told without what was there
 * before. A bounded number of rows is looked through for one page.
 */
export function historyOf(S, user, after, limit) {
  const upTo = Math.min(S.clock, after + limit);
  const rows = S.journal.slice(after, upTo).flatMap(({ n, act, by, record, entity, created, changed, lost }) => {
    const since = changed && sightOf(S, user, record);
    if (since === undefined || n < since) return [];
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
