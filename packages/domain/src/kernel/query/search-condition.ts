import { sql } from 'kysely';
import type { Entity } from '../entity.ts';
import { searchTokens } from '../field-types.ts';
import { foldText } from '../fold-text.ts';
import { afterPrefix } from './key-value.ts';
import { type Fragment, type QueryGround, allOf, anyOf } from './query-engine.ts';
import { searchMatch, searchTable } from './sqlite-expression.ts';

/**
 * what a record has to have to be found by a text: for each term of one of these lists, a token that begins with it. A text that
 * reads as a telephone number is looked for as its digits too, however they are grouped. No list: nothing can be found by it.
 */
export function searchTermsOf(text: string): readonly (readonly string[])[] {
  const folded = foldText(text);
  const words = folded.split(/[^\p{L}\p{N}]+/u).flatMap((word) => searchTokens(word).slice(0, 1));
  if (words.length === 0) return [];
  const digits = searchTokens(text)
    .filter((token) => !words.includes(token))
    .at(-1); // as tokens are made: without leading zeros last
  const alternatives = [[...new Set(words)]];
  if (digits !== undefined) alternatives.push([digits]);
  return alternatives;
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
  const found = (term: string) => {
    const end = afterPrefix(term);
    const range = allOf([sql`s.token >= ${term}`, ...(end === undefined ? [] : [sql`s.token < ${end}`])]);
    return sql`t.id in (select s.id from store.search_token as s where s.org_id = ${engine.orgId} and s.entity = ${entity.name} and ${range} offset 0)`;
  };
  return [anyOf(alternatives.map((terms) => sql`(${allOf(terms.map(found))})`))];
}
