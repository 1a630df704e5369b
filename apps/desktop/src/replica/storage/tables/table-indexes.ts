import { createEndsIndexSql } from '@outpost/domain/kernel/query/sqlite-expression';

/** A dotted path into a record, such as `keys.stage` or `ownerId`; ascending unless stated. */
export type IndexColumn = string | { readonly path: string; readonly descending: true };

/**
 * One index of an entity's table. `name` is unique within the entity; changed columns under the same name build it again.
 * `covers` are paths stored after `id`, so that sums over its groups need not read the records. `only`: the index contains
 * only the rows for which this is true, and serves the queries with the same condition, with the value as a literal.
 */
export type EntityIndex = {
  readonly name: string;
  readonly columns: readonly IndexColumn[];
  readonly covers?: readonly string[];
  readonly only?: { readonly path: string; readonly op: '=' | '<>'; readonly value: string };
  /** The index contains only the rows with a value here. It serves the queries that compare that value. */
  readonly filled?: string;
};

/**
 * The indexes of an entity's table, as data. Indexes contain no tombstones. A query contains `deleted = 0` as a literal, because
 * with a bound value SQLite plans it again at each binding (measured: six times slower). `search` names the property with the
 * words by which a document is found, folded and separated by spaces. The words are stored in the search index only. A
 * document written without the property keeps its earlier words, and a document that was read does not have it. `columns` are all
 * paths with separate columns: those of the indexes, and further ones that questions use. Without it, the paths that the indexes
 * name have columns. `ends` are paths whose least and greatest text are queried; each has an index for that purpose. `indexes`
 * and `ends` are read only for a table with rows. A table `isOnDemand` is made at its first use, with all its columns. So a kind
 * without records or questions costs a start nothing.
 */
export type TableIndexes = {
  readonly entity: string;
  readonly columns?: readonly string[];
  readonly indexes: readonly EntityIndex[];
  readonly ends?: readonly string[];
  readonly search?: { readonly path: string };
  readonly isOnDemand?: true;
};

const indexMark = '__by_';

const safeName = (name: string): string => name.replaceAll(/[^A-Za-z0-9]/g, '_');

/** Returns the name in the file of a planned index: `r_crm_deal__by_stage`. */
export function indexName(table: string, name: string): string {
  return `${table}${indexMark}${safeName(name)}`;
}

/** Whether an index of this table came from a plan, so that it may be dropped when no plan names it any more. */
export function isPlannedIndex(table: string, name: string): boolean {
  return name.startsWith(`${table}${indexMark}`);
}

const pathOf = (column: IndexColumn): string => (typeof column === 'string' ? column : column.path);

/** Returns all paths that a plan's indexes name. */
export const indexedPaths = (plan: TableIndexes): readonly string[] => [
  ...(plan.ends ?? []),
  ...plan.indexes.flatMap(({ columns, covers, only, filled }) => [
    ...columns.map(pathOf),
    ...(covers ?? []),
    ...(only ? [only.path] : []),
    ...(filled === undefined ? [] : [filled]),
  ]),
];

/** Returns all paths that need columns. */
export const columnPathsOf = (plan: TableIndexes): readonly string[] => plan.columns ?? indexedPaths(plan);

/**
 * Returns the statement that creates a planned index. Its order ends with `id`, the tie-break of every order.
 * `expressionOf`: how queries on this table write a path.
 */
function createIndexSql(table: string, index: EntityIndex, expressionOf: (path: string) => string): string {
  const columns = index.columns.map((column) =>
    typeof column === 'string' ? expressionOf(column) : `${expressionOf(column.path)} desc`,
  );
  if (!index.columns.some((column) => pathOf(column) === 'id')) columns.push('id');
  columns.push(...(index.covers ?? []).map(expressionOf));
  const { only, filled } = index;
  const conditions = [
    ...(only ? [`${expressionOf(only.path)} ${only.op} '${only.value.replaceAll("'", "''")}'`] : []),
    ...(filled === undefined ? [] : [`${expressionOf(filled)} IS NOT NULL`]),
  ];
  // The brackets matter: SQLite reads a column from the condition instead of from the row only in this form of three.
  const [first, second] = conditions;
  const among = first === undefined ? '' : second === undefined ? ` AND ${first}` : ` AND (${first} AND ${second})`;
  return `CREATE INDEX ${indexName(table, index.name)} ON ${table} (${columns.join(', ')}) WHERE deleted = 0${among}`;
}

/** Returns all indexes of a plan: the statement that creates each, by its name in the file. */
export const indexStatements = (
  table: string,
  plan: TableIndexes,
  expressionOf: (path: string) => string,
): ReadonlyMap<string, string> =>
  new Map([
    ...plan.indexes.map((index) => [indexName(table, index.name), createIndexSql(table, index, expressionOf)] as const),
    ...(plan.ends ?? []).map((path) => {
      const name = indexName(table, `_ends_of_${path}`); // no field's name begins this way
      return [name, createEndsIndexSql(table, name, path)] as const;
    }),
  ]);
