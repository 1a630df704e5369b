import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { listQuerySchema, type ListQuery, type ListQueryInput } from '@outpost/domain/kernel/questions/list-query';
import { accept, type Result } from '@outpost/domain/kernel/refusal';

export type AskRows = (
  query: ListQuery,
) => Promise<Result<{ readonly rows: readonly StoredRecord[]; readonly next: string | null }>>;

/** The most records of one answer. */
export const windowRows = 1_000;

/** Returns all rows of a question, read by windows. */
export async function readAllRows(
  ask: AskRows,
  question: Omit<ListQueryInput, 'limit' | 'after'>,
): Promise<Result<readonly StoredRecord[]>> {
  const rows: StoredRecord[] = [];
  for (let after: string | null | undefined; after !== null;) {
    const place = after === undefined ? {} : { after };
    const window = await ask(listQuerySchema.parse({ ...question, limit: windowRows, ...place }));
    if (!window.ok) return window;
    rows.push(...window.value.rows);
    after = window.value.next;
  }
  return accept(rows);
}

/** Returns the living records of a kind whose field has one of these values. */
export async function rowsWithOneOf(
  ask: AskRows,
  { entity, field, values }: { readonly entity: string; readonly field: string; readonly values: readonly string[] },
): Promise<Result<readonly StoredRecord[]>> {
  const rows: StoredRecord[] = [];
  for (let from = 0; from < values.length; from += windowRows) {
    const value = values.slice(from, from + windowRows);
    const read = await readAllRows(ask, { entity, where: { field, op: 'one-of', value } });
    if (!read.ok) return read;
    rows.push(...read.value);
  }
  return accept(rows);
}

/** Returns the living records of a kind with these ids. */
export async function livingRecords(
  ask: AskRows,
  entity: Entity,
  ids: ReadonlySet<string>,
): Promise<Result<ReadonlyMap<string, StoredRecord>>> {
  const rows = await rowsWithOneOf(ask, { entity: entity.name, field: 'id', values: [...ids] });
  return rows.ok ? accept(new Map(rows.value.map((record) => [record.id, record]))) : rows;
}
