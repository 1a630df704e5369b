import { columnExpression } from '@outpost/domain/kernel/query/sqlite-expression';

/** A dotted path into a record, such as `keys.stage` or `ownerId`; ascending unless it says otherwise. */
export type IndexColumn = string | { readonly path: string; readonly descending: true };

/**
 * One index of an entity's table. `name` is unique within the entity; a change of columns under the same name builds it anew. `covers`
 * are paths that it carries after `id`, so that sums over its groups never touch the records.
 */
export type EntityIndex = {
  readonly name: string;
  readonly columns: readonly IndexColumn[];
  readonly covers?: readonly string[];
};

/**
 * What an entity's table is indexed by, as data. Indexes hold living rows only: a query says `deleted = 0` as a
 * literal, for with a bound value SQLite plans it anew at each binding (measured: six times slower). `search` names the string of space-separated, folded tokens that each document carries.
 */
export type IndexPlan = {
  readonly entity: string;
  readonly indexes: readonly EntityIndex[];
  readonly search?: { readonly path: string };
};

const indexMark = '__by_';

const safeName = (name: string): string => name.replaceAll(/[^A-Za-z0-9]/g, '_');

/** The name in the file of a planned index: `r_crm_deal__by_stage`. */
export function indexName(table: string, name: string): string {
  return `${table}${indexMark}${safeName(name)}`;
}

/** Whether an index of this table came from a plan, and so may be dropped when no plan names it any more. */
export function isPlannedIndex(table: string, name: string): boolean {
  return name.startsWith(`${table}${indexMark}`);
}

function columnSql(column: IndexColumn): string {
  return typeof column === 'string' ? columnExpression(column) : `${columnExpression(column.path)} desc`;
}

const pathOf = (column: IndexColumn): string => (typeof column === 'string' ? column : column.path);

/** The statement that makes a planned index. Its order ends in `id`, the tie-break of every order. */
export function createIndexSql(table: string, index: EntityIndex): string {
  const columns = index.columns.map(columnSql);
  if (!index.columns.some((column) => pathOf(column) === 'id')) columns.push('id');
  columns.push(...(index.covers ?? []).map(columnExpression));
  return `CREATE INDEX ${indexName(table, index.name)} ON ${table} (${columns.join(', ')}) WHERE deleted = 0`;
}
