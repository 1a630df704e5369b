// The rows by which people find records: the feed by token (S-1), and since when each person sees each record (S-9).
import { on } from '../domain/basics.mjs';
import { monthTokens } from '../domain/ages.mjs';
import { rootOf, tokensOf, tokensOfPerson } from '../domain/domain.mjs';

export const childrenOf = (S, id) => Object.values(S.records).filter((r) => r.parentId === id);

/** The tokens under which a record is filed: those that show it, and their months. */
export function filedTokens(S, record) {
  const tokens = tokensOf(record, S.records);
  return [...tokens, ...monthTokens(S, record, tokens)];
}

/**
 * Returns the feed with a record filed at the number `n`. The feed has the latest row per (token, record). A record that leaves a
 * token leaves a departure there. `touched`: the act changed the record itself.
 */
export function filed(S, id, n, touched) {
  const record = S.records[id];
  const rows = Object.values(S.feed).filter((row) => row.id === id && !row.gone);
  const held = rows.map((row) => row.token);
  const isArea = (token) => token.includes('@area:');
  const tokens = record ? filedTokens(S, record) : [];
  const now = tokens.filter((t) => !on('area-not-filed') || !isArea(t) || !rows.length || held.includes(t));
  const root = record && rootOf(record, S.records);
  const inherited = root && JSON.stringify([root.ownerId, root.teamId, root.sharedWith]); // a child's row contains it, so a change files the child again
  const isSame = held.length === now.length && now.every((token) => held.includes(token));
  if (!touched && isSame && rows.every((row) => row.inherited === inherited)) return S.feed;
  const feed = { ...S.feed };
  for (const token of now) feed[`${token}|${id}`] = { token, id, version: n, inherited };
  for (const token of held.filter((t) => !now.includes(t))) {
    if (on('old-area-kept') && isArea(token)) continue;
    if (on('open-unclosed') && token.includes('@everyone')) continue;
    if (on('no-departure')) delete feed[`${token}|${id}`];
    else feed[`${token}|${id}`] = { token, id, version: n, gone: true };
  }
  return feed;
}

/** Returns the feed after an act: the changed records, by id with their numbers, and the children of these. */
export function refiled(S, changed) {
  let { feed } = S;
  for (const [id, n] of changed) feed = filed({ ...S, feed }, id, n, true);
  if (on('children-not-refiled')) return feed;
  for (const [id, n] of changed)
    for (const child of childrenOf(S, id).filter((c) => !S.removed.includes(c.entity) || !on('removed-unfiled')))
      feed = filed({ ...S, feed }, child.id, on('children-keep-version') ? child.version : n, false);
  return feed;
}

/**
 * S-9: returns since which number each person sees each record without a gap, computed where an act ends. Tokens that change
 * hands within one act leave no gap. A record comes into sight at the number at which it was filed or, if its reader gained a
 * token, at `gained`.
 */
export function sightsOf(S, { users, ids, gained }) {
  const sights = { ...S.sights };
  const saw = { ...S.saw };
  for (const user of users) {
    const mine = tokensOfPerson(user, S.roles[user] ?? [], S.removed);
    for (const id of ids) {
      const key = `${user}|${id}`;
      const before = sights[key];
      const through = S.records[id] ? tokensOf(S.records[id], S.records).filter((t) => mine.includes(t)) : [];
      const since = Object.fromEntries(
        through.map((t) => [t, before?.through[t] ?? gained ?? S.feed[`${t}|${id}`]?.version ?? S.clock]),
      );
      if (through.length) saw[key] ??= S.clock;
      if (through.length) sights[key] = { since: before?.since ?? Math.min(...Object.values(since)), through: since };
      else if (on('gap-bridged') && before) sights[key] = { since: before.since, through: {} };
      else delete sights[key];
    }
  }
  return { sights, saw };
}
