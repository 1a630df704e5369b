import type { CompiledQuery } from '@outpost/domain/kernel/query/query-engine';
import { addDays, startOfDay } from '@outpost/domain/kernel/days';
import { columnExpression, recordTable } from '@outpost/domain/kernel/query/sqlite-expression';
import type { HistoryRow } from '@outpost/domain/sync/protocol';
import type { JournalQuestion } from '../../bridge/journal-question.ts';
import { bookEntities, type HistoryDocument } from '../records/documents.ts';

const path = columnExpression;

/**
 * Returns the query for the journal rows of this device, newest first: one more than the limit, to see whether there are further
 * ones. Days are those of `timeZone`.
 */
export function journalRows(
  { by, entity, record, from, until, limit }: JournalQuestion,
  timeZone: string,
): CompiledQuery<readonly HistoryRow[]> {
  const terms: (readonly [sql: string, value: string | undefined])[] = [
    [`${path('row.by')} = ?`, by],
    [`${path('row.entity')} = ?`, entity],
    [`${path('record')} = ?`, record],
    [`${path('row.at')} >= ?`, from && startOfDay(from, timeZone)],
    [`${path('row.at')} < ?`, until && startOfDay(addDays(until, 1), timeZone)],
  ];
  const asked = terms.flatMap(([sql, value]) => (value === undefined ? [] : [{ sql, value }]));
  return {
    sql: `select data from ${recordTable(bookEntities.history)} where ${['deleted = 0', ...asked.map(({ sql }) => sql)].join(' and ')}
      order by ${path('n')} desc limit ?`,
    parameters: [...asked.map(({ value }) => value), limit + 1],
    decode: (rows) => rows.map(({ data }) => (JSON.parse(String(data)) as HistoryDocument).row), // written by the replica
  };
}
