import { sql } from 'kysely';
import type { Entity } from '../../entities/entity.ts';
import { searchTokens } from '../../entities/field-types.ts';
import { foldText } from '../../text/fold-text.ts';
import { digitRuns, digitsToken, spellingsOf, withoutDigitRuns } from '../../text/phone-digits.ts';
import { afterPrefix } from '../key-value.ts';
import { type Fragment, type QueryGround, allOf, anyOf } from '../query-engine.ts';
import { searchMatch, searchTable } from '../sqlite-expression.ts';

/**
 * what a record has to have to be found by a text: for each term of one of these lists, a token that begins with a spelling of it. A text that
 * reads as a telephone number is looked for as its digits too. Four digits or more in a row are also looked for within telephone numbers,
 * however they are grouped, with and without the zeros that they begin with: those stand for a call within the country or out of it. A text of
 * very many words is looked for by its longest ones. No list: nothing can be found by it.
 */
export function searchTermsOf(text: string): readonly (readonly string[])[] {
  const words = wordsIn(text);
  if (words.length === 0) return [];
  const alternatives = [mostTelling(words)];
  const whole = searchTokens(text)
    .filter((token) => !words.includes(token))
    .at(-1); // as tokens are made: without leading zeros last
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

/** Chosen: longer than what people type or paste to find one record. */
const mostTerms = 12;

/**
 * The words to look for: each once, none that another begins with, for it is found with that, and the longest ones where there are very many.
 * Then they come in the order in which they were written.
 */
function mostTelling(words: readonly string[]): readonly string[] {
  const distinct = [...new Set(words)].filter(
    (word, _, all) => !all.some((other) => other !== word && other.startsWith(word)),
  );
  if (distinct.length <= mostTerms) return distinct;
  const longest = new Set(distinct.toSorted((a, b) => b.length - a.length).slice(0, mostTerms));
  return distinct.filter((word) => longest.has(word));
}

/** SQLite's full-text question for a text; undefined where nothing can be found by it. */
export function matchOf(text: string): string | undefined {
  const matches = searchTermsOf(text).flatMap((terms) => searchMatch(terms) ?? []);
  return matches.length === 0 ? undefined : matches.map((match) => `(${match})`).join(' OR ');
}

/** The records under the alias `t` that a text finds. A blank text asks for nothing. */
export function searchSql(ground: QueryGround, entity: Entity, text: string | undefined): readonly Fragment[] {
  if (text === undefined || text.trim() === '') return [];
  const { engine } = ground;
  if (engine.dialect === 'sqlite') {
    const match = matchOf(text);
    if (match === undefined) return [sql`1 = 0`];
    const table = sql.raw(searchTable(entity.name));
    return [sql`t.seq in (select rowid from ${table} where ${table} match ${match})`];
  }
  const alternatives = searchTermsOf(text);
  return [anyOf(alternatives.map((terms) => foundByTerms(engine.orgId, entity, terms)))];
}

/** Sorts behind every token: no text has this code point, which stands for no character. */
const behindAll = '\u{10ffff}';

/**
 * On Postgres: for each of the terms, a token that begins with a spelling of it. One part of the plan, however many terms there are: a part for each took
 * Postgres longer to plan than to answer, and 66 words a second and more.
 */
function foundByTerms(orgId: string, entity: Entity, terms: readonly string[]): Fragment {
  const of = sql`s.org_id = ${orgId} and s.entity = ${entity.name}`;
  const spelled = terms.flatMap((term, place) => spellingsOf(term).map((spelling) => ({ place, spelling })));
  const [first, ...others] = spelled;
  if (first !== undefined && others.length === 0) {
    const end = afterPrefix(first.spelling);
    const range = allOf([sql`s.token >= ${first.spelling}`, ...(end === undefined ? [] : [sql`s.token < ${end}`])]);
    return sql`t.id in (select s.id from store.search_token as s where ${of} and ${range} offset 0)`;
  }
  const ranges = spelled.map(
    ({ place, spelling }) =>
      sql`(${sql.raw(String(place))}, ${spelling}::text, ${afterPrefix(spelling) ?? behindAll}::text)`,
  );
  return sql`t.id = any(array(select s.id from (values ${sql.join(ranges)}) as w(place, first, beyond)
    cross join lateral (select s.id from store.search_token as s
      where ${of} and s.token >= w.first collate "C" and s.token < w.beyond collate "C" offset 0) as s
    group by s.id having count(distinct w.place) = ${sql.raw(String(terms.length))}))`;
}
