import { sql } from 'kysely';
import type { Entity } from '../../entities/entity.ts';
import { spellingsOf } from '../../text/phone-digits.ts';
import { nearSpellings, titleToken } from '../../text/title-words.ts';
import { afterPrefix } from '../key-value.ts';
import type { Fragment, QueryGround } from '../query-engine.ts';
import { vocabularyTable, wordsMatch } from '../sqlite-expression.ts';
import { searchTermsOf } from './search-condition.ts';

/** The parts of a statement that search for words with one typing error. */
export type NearSearch = {
  /** Common table expressions, which the other parts name. */
  readonly parts: readonly Fragment[];
  /** SQLite: the full-text query. It has no hits where no word with an error can occur. */
  readonly match: Fragment;
  /** Postgres: the query for the ids of one kind's records. */
  readonly idsOf: (entity: Entity) => Fragment;
};

/** Chosen: people mistype one word. Each of these words has several hundred spellings. */
const mostNearTerms = 3;

/** Sorts after every token: no text contains this code point, a noncharacter. */
const behindAll = '\u{10ffff}';
/** Ends the range of a whole word: no token contains a control character. */
const behindWhole = '\u{1}';

/** One spelling to look up in the vocabulary: the place of its word in the text, and its range. */
type Candidate = { readonly place: number; readonly first: string; readonly beyond: string; readonly tail: string };

/** Whether a text has a word in which a typing error is allowed. For other texts the search finds nothing. */
export const hasNearWords = (text: string): boolean =>
  (searchTermsOf(text)[0] ?? []).some((term) => nearSpellings(term) !== undefined);

/**
 * Returns the search for a text's words with one typing error in the words of titles (Q-4), or `undefined` where none of its
 * words may have one. The other words must be in the record as typed. The vocabulary shows which of the several hundred spellings
 * occur at all in the store, so that few are looked for in each kind's tokens. A spelling that is not in the vocabulary would
 * find nothing: so the hits do not depend on words that the asker may not see (Q-5).
 */
export function nearSearch(ground: QueryGround, text: string): NearSearch | undefined {
  const terms = searchTermsOf(text)[0] ?? [];
  const longest = new Set(
    terms
      .filter((term) => nearSpellings(term) !== undefined)
      .toSorted((a, b) => b.length - a.length)
      .slice(0, mostNearTerms),
  );
  const candidates = terms.flatMap((term, place) => (longest.has(term) ? candidatesOf(term, place) : []));
  if (candidates.length === 0) return undefined;
  const asJson = JSON.stringify(candidates);
  const { engine } = ground;
  if (engine.dialect === 'sqlite') {
    const at = (name: string): Fragment => sql.raw(`c.value->>'$.${name}'`);
    const words = sql`select ${at('place')} as place, ${at('first')} as first, ${at('tail')} as tail from json_each(${asJson}) as c
      where exists (select 1 from ${sql.raw(vocabularyTable())} as v where v.word >= ${at('first')} and v.word < ${at('beyond')})`;
    const each = terms.map((term, place) => {
      const asTyped = wordsMatch([term]) ?? '""';
      return sql`'(' || ${asTyped} || coalesce(group_concat(' OR "' || ${titleToken('')} || first || '"' || tail, '') filter (where place = ${sql.raw(String(place))}), '') || ')'`;
    });
    const match = sql`select ${sql.join(each, sql` || ' AND ' || `)} as query from (${words}) having count(*) > 0`;
    return {
      parts: [sql`asked as materialized (${match})`],
      // An empty query is an error, and no token consists of only the mark.
      match: sql`coalesce((select query from asked), ${`"${titleToken('')}"`})`,
      idsOf: () => sql`select null`,
    };
  }
  const exact = terms.flatMap((term, place) =>
    spellingsOf(term).map((first) => ({ place, first, beyond: afterPrefix(first) ?? behindAll })),
  );
  const { orgId } = engine;
  const shape = sql`c(place int, first text, beyond text)`;
  const words = sql`select c.place, ${titleToken('')}::text || c.first as first, ${titleToken('')}::text || c.beyond as beyond from jsonb_to_recordset(${asJson}::jsonb) as ${shape}
    where exists (select 1 from store.title_word as v where v.org_id = ${orgId} and v.word >= c.first collate "C" and v.word < c.beyond collate "C")`;
  const asked = sql`select place, first, beyond from words union all select c.place, c.first, c.beyond from jsonb_to_recordset(${JSON.stringify(exact)}::jsonb) as ${shape} where exists (select 1 from words)`;
  return {
    parts: [sql`words as materialized (${words})`, sql`asked as materialized (${asked})`],
    match: sql`null`,
    idsOf: (entity) => sql`select s.id from asked as w
      cross join lateral (select s.id from store.search_token as s
        where s.org_id = ${orgId} and s.entity = ${entity.name} and s.token >= w.first collate "C" and s.token < w.beyond collate "C" offset 0) as s
      group by s.id having count(distinct w.place) = ${sql.raw(String(terms.length))}`,
  };
}

function candidatesOf(term: string, place: number): readonly Candidate[] {
  const near = nearSpellings(term);
  if (near === undefined) return [];
  return near.spellings.map((first) =>
    near.isWhole
      ? { place, first, beyond: first + behindWhole, tail: '' }
      : { place, first, beyond: afterPrefix(first) ?? behindAll, tail: '*' },
  );
}
