// T-28: the sets of tokens on a device's disk, and its pages with all tokens by name. In the form of its own build: by digest and
// places (wire 5), or in full (wire 4).
import { previousBuild, presentBuild } from '../domain/builds.mjs';
import { on } from '../domain/basics.mjs';
import { groupsOf, throughAt, tokensIn } from '../domain/token-names.mjs';

/** A device's sets before its first page: no tokens, and none that it had before it gained them. */
export const noNames = { tokens: [], had: [] };

const isNamed = (row) => row.gone || !row.through.some((token) => token.endsWith('@undefined'));

/**
 * Returns a page with its tokens, and those of each row, by name. `groups`: the sets in force after the page. Undefined if the page
 * is not of the device's wire, or a row has a place that its kind does not have. Then the device writes nothing of the page.
 */
export function pageInNames(build, reply, groups) {
  if (build === previousBuild) return Array.isArray(reply.tokens) ? reply : undefined;
  if (reply.tokens) return undefined;
  const rows = reply.rows.map((row) =>
    row.gone ? row : { ...row, through: throughAt(row.through, row.record.entity, groups) },
  );
  if (!rows.every(isNamed) && !on('places-dropped')) return undefined;
  return { ...reply, rows: rows.filter(isNamed), tokens: tokensIn(groups) };
}

/**
 * T-10: returns whether a device has fetched a token to its end, and the tokens that it holds. A gain in wire 4 is by token; in wire 5
 * it is by kind, and `had` are the tokens from before it.
 */
export function tokensHeld({ build, at, names }) {
  if (build === previousBuild) return { tokens: at.tokens, isWhole: (token) => !(token in at.whole) };
  const had = tokensIn(names.had);
  return {
    tokens: tokensIn(names.tokens),
    isWhole: (token) => !(token.split('@')[0] in (at.gain?.whole ?? {})) || had.includes(token),
  };
}

/**
 * Converts the disk of the build before, when its app is updated. The checkpoint names its tokens in full until the next page. A device
 * that was fetching gained tokens starts over, because its places are by token.
 */
export function inPresentForm(d, startOver) {
  if (d.build !== previousBuild) return;
  d.build = presentBuild;
  if (!d.at) return;
  const { n, id, tokens, whole, since, history } = d.at;
  const isAmidGain = Object.keys(whole).length > 0 || Object.keys(since).length > 0;
  if (isAmidGain && on('restart-unswept')) Object.assign(d, { at: null, upTo: null });
  else if (isAmidGain && !on('half-fetched-is-whole')) startOver(d);
  else {
    const groups = groupsOf(tokens);
    Object.assign(d, { at: { n, id, tokens: groups, gain: null, history }, names: { tokens: groups, had: [] } });
  }
}
