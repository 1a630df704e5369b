import { isId } from '@outpost/domain/kernel/ids';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { Row, Transaction } from '../../db/database.ts';
import type { ScimPage } from './directory-asker.ts';
import { type FilterColumns, filterSql } from './scim-filter.ts';
import type { AttributeChange } from './scim-patch.ts';

/**
 * The place of the resources of one kind in the database. `from`: with a condition on the tenant as $1. `id`: the column of the
 * ids, written as the columns of `selected`.
 */
export type ScimTable = {
  readonly selected: string;
  readonly from: string;
  readonly id: string;
  readonly columns: FilterColumns;
};

/** Returns a page of the rows of a tenant that a filter finds, in the order of their ids, and how many there are in all. Refuses `request/invalid`. */
export async function readPage<R extends Row>(
  tx: Transaction,
  { selected, from, id, columns }: ScimTable,
  { orgId, filter, page: { startIndex, count } }: { readonly orgId: string; readonly filter: string | undefined; readonly page: ScimPage }, // prettier-ignore
): Promise<Result<{ readonly total: number; readonly rows: readonly R[] }>> {
  const parameters: unknown[] = [orgId];
  const condition = filter === undefined ? accept('true') : filterSql(filter, columns, parameters);
  if (!condition.ok) return condition;
  const where = `${from} and ${condition.value}`;
  const [counted] = await tx.query<{ total: number }>(`select count(*)::integer as total from ${where}`, parameters);
  const limits = `limit $${parameters.length + 1} offset $${parameters.length + 2}`;
  const rows =
    count === 0
      ? []
      : await tx.query<R>(`select ${selected} from ${where} order by ${id} ${limits}`, [
          ...parameters,
          count,
          startIndex - 1,
        ]);
  return accept({ total: counted?.total ?? 0, rows });
}

/**
 * Returns the row of a tenant with this id; undefined for a text that is not an id, and for a row of another tenant
 * (A-5).
 */
export async function readRow<R extends Row>(
  tx: Transaction,
  { selected, from, id: column }: ScimTable,
  { orgId, id }: { readonly orgId: string; readonly id: string },
): Promise<R | undefined> {
  if (!isId(id)) return undefined;
  const [row] = await tx.query<R>(`select ${selected} from ${from} and ${column} = $2`, [orgId, id]);
  return row;
}

/** A change of one resource. `ifMatch`: the version that the directory has seen. */
export type WantedChange = {
  readonly id: string;
  readonly changes: readonly AttributeChange[];
  readonly ifMatch: string | undefined;
};

/** Returns the refusal of a change whose resource has another version than the directory has seen. */
export const staleResource = (what: 'person' | 'group', { id, version }: { readonly id: string; readonly version: number }): Result<never> =>
  refuse('records/stale', `The ${what} has changed since. Read ${what === 'person' ? 'them' : 'it'} again.`, { id, version }); // prettier-ignore
