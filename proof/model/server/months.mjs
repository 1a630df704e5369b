// A-6 by age: the server's work on kinds of which old records are kept off devices.
import { agedAs } from '../domain/ages.mjs';
import { uniq } from '../domain/basics.mjs';
import { filedTokens } from './filing.mjs';

/**
 * The months of the server's state. `monthStarts`: the journal's numbers at which months began. `byMonth`: kind → 'filing', or the
 * month with which the tokens of devices end. `toFile`: kind → the ids of the records that are not filed by month yet.
 */
export const noMonths = { monthStarts: [], byMonth: {}, toFile: {} };

/** Returns the state in which a month begins. */
export const withNewMonth = (S) => ({ ...S, monthStarts: [...S.monthStarts, S.clock] });

/**
 * Returns the state after one step of this work: it begins to file new states by month, files one record of before, or moves the
 * tokens of devices to the present month. Returns the same state if there is nothing to do.
 */
export function withMonthStep(S) {
  const kinds = uniq(S.keptOff.filter((line) => line.includes('>')).map((line) => line.split(/[@>]/)[0]));
  for (const kind of kinds) {
    const now = S.byMonth[kind];
    if (now === undefined) return begun(S, kind);
    if (now === 'filing' && S.toFile[kind].length) return filedNext(S, kind);
    if (now !== S.monthStarts.length) return { ...S, byMonth: { ...S.byMonth, [kind]: S.monthStarts.length } };
  }
  return S;
}

function begun(S, kind) {
  const ids = Object.values(S.records)
    .filter((record) => agedAs(record.entity) === kind)
    .map(({ id }) => id);
  return { ...S, byMonth: { ...S.byMonth, [kind]: 'filing' }, toFile: { ...S.toFile, [kind]: ids } };
}

function filedNext(S, kind) {
  const [id, ...rest] = S.toFile[kind];
  const record = S.records[id];
  const feed = { ...S.feed };
  for (const token of record ? filedTokens(S, record) : [])
    if (token.includes('~')) feed[`${token}|${id}`] ??= { ...S.feed[`${token.replace(/~.*$/, '')}|${id}`], token };
  return { ...S, feed, toFile: { ...S.toFile, [kind]: rest } };
}
