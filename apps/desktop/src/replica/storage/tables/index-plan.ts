import { createEndsIndexSql } from '@outpost/domain/kernel/query/sqlite-expression';

/** A dotted path into a record, such as `keys.stage` or `ownerId`; ascending unless it says otherwise. */
export type IndexColumn = string | { readonly path: string; readonly descending: true };

/**
 * One index of an entity's table. `name` is unique within the entity; a change of columns under the same name builds it anew. `covers`
 * are paths that it carries after `id`, so that sums over its groups never touch the records. `only`: it holds just the rows of which this is
 * true, and serves the questions that say the same, with the value as a literal.
 */
export type EntityIndex = {
  readonly name: string;
  readonly columns: readonly IndexColumn[];
  readonly covers?: readonly string[];
  readonly only?: { readonly path: string; readonly op: '=' | '<>'; readonly value: string };
};

/**
 * What an entity's table is indexed by, as data. Indexes hold no tombstones: a query says `deleted = 0` as a
 * literal, for with a bound value SQLite plans it anew at each binding (measured: six times slower). `search` names the
 * property with the words by which a document is found, folded and separated by spaces. They lie in the search index alone: a document that is written
 * without it is found by the words that it had, one that was read has none.
 * `columns` are paths that lie in columns of their own although no index names them: questions ask for them. `ends` are paths whose least and
 * greatest text are asked for, each of which has an index for that alone.
 */
export type IndexPlan = {
  readonly entity: string;
  readonly columns?: readonly string[];
  readonly indexes: readonly EntityIndex[];
  readonly ends?: readonly string[];
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

const pathOf = (column: IndexColumn): string => (typeof column === 'string' ? column : column.path);

/** All paths that a plan names: of its indexes, and beside them. */
export const pathsOf = (plan: IndexPlan): readonly string[] => [
  ...(plan.columns ?? []),
  ...(plan.ends ?? []),
  ...plan.indexes.flatMap(({ columns, covers, only }) => [
    ...columns.map(pathOf),
    ...(covers ?? []),
    ...(only ? [only.path] : []),
  ]),
];

/**
 * The statement that makes a planned index. Its order ends in `id`, the tie-break of every order. `expressionOf`: how queries on this
 * table write a path.
 */
function createIndexSql(table: string, index: EntityIndex, expressionOf: (path: string) => string): string {
  const columns = index.columns.map((column) =>
    typeof column === 'string' ? expressionOf(column) : `${expressionOf(column.path)} desc`,
  );
  if (!index.columns.some((column) => pathOf(column) === 'id')) columns.push('id');
  columns.push(...(index.covers ?? []).map(expressionOf));
  const { only } = index;
  const among = only ? ` AND ${expressionOf(only.path)} ${only.op} '${only.value.replaceAll("'", "''")}'` : '';
  return `CREATE INDEX ${indexName(table, index.name)} ON ${table} (${columns.join(', ')}) WHERE deleted = 0${among}`;
}

/** All indexes of a plan: the statement that makes each, by its name in the file. */
export const indexStatements = (
  table: string,
  plan: IndexPlan,
  expressionOf: (path: string) => string,
): ReadonlyMap<string, string> =>
  new Map([
    ...plan.indexes.map((index) => [indexName(table, index.name), createIndexSql(table, index, expressionOf)] as const),
    ...(plan.ends ?? []).map((path) => {
      const name = indexName(table, `_ends_of_${path}`); // no field's name begins so
      return [name, createEndsIndexSql(table, name, path)] as const;
    }),
  ]);
