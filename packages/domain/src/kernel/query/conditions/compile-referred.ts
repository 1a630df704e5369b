import { sql } from 'kysely';
import { entityOf } from '../../catalogue/catalogue.ts';
import type { ListedRecord } from '../listed-record.ts';
import {
  type CompiledQuery,
  type Fragment,
  type QueryGround,
  allOf,
  compileSql,
  listOf,
  literal,
  tableOf,
  withinReach,
} from '../query-engine.ts';
import { readRecord, recordColumns } from '../stored-row.ts';
import { idIsOneOf, idsByKind, type NamedRef } from './compile-refs.ts';

/**
 * Compiles the query for these records, of any kind and any life, each once and in no particular order. It answers the columns of
 * referred fields for a window of a list: one statement for all its rows. Invalid ids and unknown kinds are left out, and so are
 * records that the asker may not see (A-5).
 */
export function compileReferred(
  ground: QueryGround,
  refs: readonly NamedRef[],
): CompiledQuery<readonly ListedRecord[]> {
  const byKind = idsByKind(ground, refs);
  const selects = byKind.map(({ entity: name, ids }): Fragment => {
    const entity = entityOf(ground.catalogue, name);
    return sql`select ${listOf([sql`${literal(name)} as kind`, recordColumns(ground, 't')])} from ${tableOf(ground, entity, 't')} where ${allOf([...withinReach(ground, entity, 't'), idIsOneOf(ground, ids)])}`;
  });
  const none = sql`select null as kind where 1 = 0`;
  return {
    ...compileSql(ground, selects.length === 0 ? none : sql.join(selects, sql` union all `)),
    mostRead: byKind.reduce((sum, { ids }) => sum + ids.length, 0),
    decode: (rows) => rows.map((row) => readRecord(ground, entityOf(ground.catalogue, row['kind'] as string), row)), // as selected
  };
}
