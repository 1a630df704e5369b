import { sql } from 'kysely';
import type { Entity } from '../../entities/entity.ts';
import { searchTokens } from '../../entities/field-types.ts';
import { foldText } from '../../text/fold-text.ts';
import { digitRuns, digitsToken, spellingsOf, withoutDigitRuns } from '../../text/phone-digits.ts';
import { titleToken } from '../../text/title-words.ts';
import { afterPrefix } from '../key-value.ts';
import { type Fragment, type QueryGround, allOf, anyOf } from '../query-engine.ts';
import { searchTable, wordsMatch } from '../sqlite-expression.ts';

/**
 * returns the alternative lists of terms for a text. A record is found if, for each term of one list, it has a token that
 * begins with a spelling of the term. A text that reads as a telephone number is also searched by its digits. Runs of four or
 * more digits are also searched within telephone numbers, in any grouping. They are searched with and without their leading
 * zeros, which dial a national or an international call. A text of very many words is searched by its longest ones. Without a
 * list the text finds nothing.
 */
export function searchTermsOf(given: string): readonly (readonly string[])[] {
  const text = given.slice(0, mostChars);
  const words = wordsIn(text);
  if (words.length === 0) return [];
  const alternatives = [mostTelling(words)];
  const whole = searchTokens(text)
    .filter((token) => !words.includes(token))
    .at(-1); // as in making tokens, the form without leading zeros comes last
  if (whole !== undefined) alternatives.push([whole]);
  const runs = digitRuns(text);
  if (runs.length === 0) return alternatives;
  const others = wordsIn(withoutDigitRuns(text));
  const dialled = runs.map((digits) => digits.replace(/^0+(?=\d{4})/, ''));
  for (const asked of String(dialled) === String(runs) ? [runs] : [runs, dialled])
    alternatives.push(mostTelling([...others, ...asked.map(digitsToken)]));
  return alternatives;
}

const wordsIn = (text: string): readonly string[] => [
  ...new Set(
    foldText(text)
      .split(/[^\p{L}\p{N}]+/u)
      .flatMap((word) => searchTokens(word).slice(0, 1)),
  ),
];

/** Chosen: longer than the texts that people type or paste to find one record. */
const mostTerms = 12;
/** Chosen: five times the longest text of a request. The rest of a longer text is not read (E-3). */
const mostChars = 1_000;

/**
 * Returns the distinct words to search for, in the order of the text. A word that is the start of another is left out, because
 * the other's match includes it. Where there are very many words, only the longest are kept.
 */
function mostTelling(words: readonly string[]): readonly string[] {
  const distinct = [...new Set(words)].filter(
    (word, _, all) => !all.some((other) => other !== word && other.startsWith(word)),
  );
  if (distinct.length <= mostTerms) return distinct;
  const longest = new Set(distinct.toSorted((a, b) => b.length - a.length).slice(0, mostTerms));
  return distinct.filter((word) => longest.has(word));
}

/** Returns the terms that are looked for in titles: all words of a text. Empty where the text has none. */
export const titleTermsOf = (text: string): readonly string[] => (searchTermsOf(text)[0] ?? []).map(titleToken);

/** Returns SQLite's full-text query for a text; `undefined` where the text can find nothing. */
export function matchOf(text: string): string | undefined {
  const matches = searchTermsOf(text).flatMap((terms) => wordsMatch(terms) ?? []);
  return matches.length === 0 ? undefined : matches.map((match) => `(${match})`).join(' OR ');
}

/** Whether the store is known to have no such record. A device makes a kind's search index with its first record. */
export const hasNoRecords = ({ rowsOf }: QueryGround, entity: Entity): boolean => rowsOf?.(entity.name, 'alive') === 0;

/** Returns the condition on records under the alias `t` that a text finds. A blank text gives no condition. */
export function searchSql(ground: QueryGround, entity: Entity, text: string | undefined): readonly Fragment[] {
  if (text === undefined || text.trim() === '') return [];
  const { engine } = ground;
  if (engine.dialect === 'sqlite') {
    const match = matchOf(text);
    if (match === undefined || hasNoRecords(ground, entity)) return [sql`1 = 0`];
    const table = sql.raw(searchTable(entity.name));
    return [sql`t.seq in (select rowid from ${table} where ${table} match ${match})`];
  }
  const alternatives = searchTermsOf(text);
  return [anyOf(alternatives.map((terms) => foundByTerms(engine.orgId, entity, terms)))];
}

/** Sorts after every token: no text contains this code point, a noncharacter. */
const behindAll = '\u{10ffff}';

/**
 * Returns the condition on Postgres: for each term, a token that begins with one of its spellings. The plan has a
 * single part for all terms. With a part for each term, planning took Postgres longer than answering, and 66 words
 * took a second or more.
 */
function foundByTerms(orgId: string, entity: Entity, terms: readonly string[]): Fragment {
  const ids = idsByTerms(orgId, entity, terms);
  return ids.isOneRange ? sql`t.id in (${ids.select})` : sql`t.id = any(array(${ids.select}))`;
}

/** Returns the query for the ids of records with these terms on Postgres. */
export function idsByTerms(
  orgId: string,
  entity: Entity,
  terms: readonly string[],
): { readonly select: Fragment; readonly isOneRange: boolean } {
  const of = sql`s.org_id = ${orgId} and s.entity = ${entity.name}`;
  const spelled = terms.flatMap((term, place) => spellingsOf(term).map((spelling) => ({ place, spelling })));
  const [first, ...others] = spelled;
  if (first !== undefined && others.length === 0) {
    const end = afterPrefix(first.spelling);
    const range = allOf([sql`s.token >= ${first.spelling}`, ...(end === undefined ? [] : [sql`s.token < ${end}`])]);
    return {
      select: sql`select s.id from store.search_token as s where ${of} and ${range} offset 0`,
      isOneRange: true,
    };
  }
  const ranges = spelled.map(
    ({ place, spelling }) =>
      sql`(${sql.raw(String(place))}, ${spelling}::text, ${afterPrefix(spelling) ?? behindAll}::text)`,
  );
  return {
    select: sql`select s.id from (values ${sql.join(ranges)}) as w(place, first, beyond)
    cross join lateral (select s.id from store.search_token as s
      where ${of} and s.token >= w.first collate "C" and s.token < w.beyond collate "C" offset 0) as s
    group by s.id having count(distinct w.place) = ${sql.raw(String(terms.length))}`,
    isOneRange: false,
  };
}
