import { searchMatch } from '@outpost/domain/kernel/query/sqlite-expression';
import type { CollectionTables } from './collection-tables.ts';
import type { SqlValue } from './mango-to-sql.ts';

/** A statement with its values, for any connection to the file. */
export type CompiledQuery = { readonly sql: string; readonly params: readonly SqlValue[] };

/** One record that was found. */
export type SearchHit = { readonly entity: string; readonly id: string };

export type SearchOptions = {
  /** Where to look, and in which order hits are returned; all searchable entities where it is left out. */
  readonly entities?: readonly string[];
  /** The most hits of each entity. */
  readonly limit: number;
};

/**
 * Compiles a search by beginnings of words: rows are `SearchHit`s, entity by entity, newest first. `prefixes` are folded by the
 * domain, all must be found. Undefined where nothing is asked, or no entity asked about has its search index.
 */
export function compileSearch(
  tables: CollectionTables,
  prefixes: readonly string[],
  options: SearchOptions,
): CompiledQuery | undefined {
  const match = searchMatch(prefixes);
  if (match === undefined) return undefined;
  const wanted = options.entities?.flatMap((entity) => tables.known(entity) ?? []) ?? tables.all;
  const searchable = wanted.flatMap(({ entity, name, search }) =>
    search === undefined ? [] : [{ entity, name, index: search.table }],
  );
  if (searchable.length === 0) return undefined;
  const selects = searchable.map(
    ({ name, index }) =>
      `select * from (select ? as entity, ${name}.id as id from ${index} join ${name} on ${name}.seq = ${index}.rowid
       where ${index} match ? order by ${index}.rowid desc limit ?)`,
  );
  return {
    sql: selects.join(' union all '),
    params: searchable.flatMap(({ entity }) => [entity, match, options.limit]),
  };
}
