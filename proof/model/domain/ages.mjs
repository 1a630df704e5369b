// A-6 by age: records that were not changed for some months are kept off devices. Months are counted, not named: month 0 is the
// first one. `S.monthStarts` has the journal's number at which each later month began.
import { on } from './basics.mjs';

/** K-4: the kind whose lines decide about a kind. Sealed fields have the age of their deal. */
export const agedAs = (kind) => (kind === 'sealed' ? 'deal' : kind);

/** The month of a record's last change. Sealed fields are under the month of their deal. */
function monthOf(S, record) {
  const deal = record.entity === 'sealed' && !on('aged-sealed-alone') ? S.records[record.parentId] : undefined;
  const { version } = deal ?? record;
  return S.monthStarts.filter((start) => version > start).length;
}

/** The tokens of a record's months, beside those that show it: only of kinds that the server files by month. */
export const monthTokens = (S, record, tokens) =>
  agedAs(record.entity) in S.byMonth && !(on('aged-unfiled') && S.byMonth[agedAs(record.entity)] === 'filing')
    ? tokens.map((token) => `${token}~${monthOf(S, record)}`)
    : [];

/**
 * The lines of ages among those of the organisation: "activity>1", "activity@member>1". Returns kind → the fewest months of the
 * lines that apply to these roles.
 */
export function agesFor(roles, lines) {
  const found = {};
  for (const line of lines.filter((one) => one.includes('>'))) {
    const [place, months] = line.split('>');
    const [kind, role] = place.split('@');
    if (role && !roles.some((r) => r.role === role)) continue;
    found[kind] = Math.min(found[kind] ?? Infinity, Number(months));
  }
  return found;
}

/** The tokens that devices hold instead: of such kinds only the last months, once all records are filed by month. */
export function withoutOld(tokens, ages, byMonth) {
  return tokens.flatMap((token) => {
    const kind = agedAs(token.slice(0, token.indexOf('@')));
    const now = byMonth[kind] === 'filing' && on('aged-early') ? 0 : byMonth[kind];
    if (!(kind in ages) || typeof now !== 'number' || on('aged-stays')) return [token];
    const months = Array.from({ length: ages[kind] + 2 }, (_, i) => now - ages[kind] + i);
    return months.filter((m) => m !== now + 1 || !on('aged-no-next')).map((m) => `${token}~${m}`);
  });
}
