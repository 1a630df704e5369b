import {
  columnName,
  dataExpression,
  jsonPath,
  keyNameAt,
  pathOfColumn,
} from '@outpost/domain/kernel/query/sqlite-expression';
import type Database from 'better-sqlite3';
import type { EntityTable } from './entity-table.ts';
import { rowColumns } from './stored-document.ts';
import { inTransaction } from '../files/transaction.ts';

/** Chosen: a piece blocks the writer for some 30 ms. */
const rowsInPiece = 2_000;

const kindColumn = 'kind';
/** Matches the kind in the table's own text, as `kindColumnSql` writes it. */
const kindIn = /\bkind text as \('((?:[^']|'')*)'\)/;

type Range = { readonly after: number; readonly upTo: number };

const columnsOf = (connection: Database.Database, table: string): readonly string[] =>
  (connection.pragma(`table_xinfo(${table})`) as readonly { readonly name: string }[]).map(({ name }) => name); // SQLite's documented columns

const ownPaths = (names: readonly string[]): readonly string[] =>
  names.filter((name) => !rowColumns.includes(name) && name !== kindColumn).map(pathOfColumn);

/** Returns the paths with a separate column in a table of documents. */
export const ownColumnsOf = (connection: Database.Database, table: string): readonly string[] =>
  ownPaths(columnsOf(connection, table));

/**
 * Returns the kind of record in a table with separate columns. It is read from the list of tables, because any page of the
 * table itself may be damaged.
 */
export function kindOfTable(connection: Database.Database, table: string): string | undefined {
  const sql = connection
    .prepare<[string], string>("select sql from sqlite_master where type = 'table' and name = ?")
    .pluck()
    .get(table);
  return kindIn.exec(sql ?? '')?.[1]?.replaceAll("''", "'");
}

/** Adds a column where the table has none with this name. Existing rows have null in it. */
export function ensureColumn(writer: Database.Database, table: string, column: string): void {
  const name = column.split(' ')[0]?.replaceAll('"', '');
  if (name !== undefined && !columnsOf(writer, table).includes(name))
    writer.exec(`alter table ${table} add column ${column}`);
}

/**
 * Returns the column with a table's kind. A virtual column takes no space. A reader of a damaged file learns the kind
 * from it.
 */
const kindColumnSql = (entity: string): string => `${kindColumn} text as ('${entity.replaceAll("'", "''")}')`;

/** Returns the columns of a table in which these paths have separate columns. */
export const ownColumnsSql = (entity: string, paths: readonly string[]): readonly string[] => [
  ...paths.map(columnName),
  kindColumnSql(entity),
];

/** Makes a table of documents, with columns in addition to those of every table. The caller holds a transaction. */
export function makeTable(writer: Database.Database, table: string, columns: readonly string[] = []): void {
  const own = columns.map((column) => `, ${column}`).join('');
  writer.exec(
    `create table ${table} (seq integer primary key, id text not null unique, deleted integer not null, rev text not null,
     lwt real not null, extra text, data text not null${own});
     create index ${table}__tombstones on ${table} (lwt) where deleted = 1`,
  );
}

/** Gives paths separate columns. Until all rows are filled, each write fills its own row. */
export function addColumns(writer: Database.Database, table: EntityTable, paths: readonly string[]): void {
  const { name, entity } = table;
  inTransaction(writer, `adding columns to ${name}`, () => {
    for (const path of paths) ensureColumn(writer, name, columnName(path));
    ensureColumn(writer, name, kindColumnSql(entity));
    writer.prepare<[number]>('update outpost_table set columns = null where number = ?').run(table.number);
    return { keep: true, value: undefined };
  });
  table.setColumns([...table.paths, ...paths], table.unfilled.union(new Set(paths)));
}

/** Returns the pieces in which all present rows of a table are filled. */
export function fillRangesOf(writer: Database.Database, table: EntityTable): readonly Range[] {
  const last = writer.prepare<[], number | null>(`select max(seq) from ${table.name}`).pluck().get() ?? 0;
  return Array.from({ length: Math.ceil(last / rowsInPiece) }, (_, at) => ({
    after: at * rowsInPiece,
    upTo: (at + 1) * rowsInPiece,
  }));
}

/**
 * Moves the columns' values out of `data` in rows written before the columns existed. Removes the paths of `left` from
 * `data`: the id and the entity, which the row itself contains. Can be repeated.
 */
export function fillColumns(
  writer: Database.Database,
  table: EntityTable,
  range: Range & { readonly left: readonly string[] },
): void {
  const paths = [...table.unfilled];
  const isKey = (path: string): boolean => keyNameAt(path) !== undefined;
  const values = paths.map((path) => {
    const name = columnName(path);
    return `${name} = ${isKey(path) ? `coalesce(${dataExpression(path)}, ${name})` : dataExpression(path)}`;
  });
  const moved = [...range.left, ...paths.filter(isKey)].map((path) => `'${jsonPath(path).replaceAll("'", "''")}'`);
  inTransaction(writer, `filling columns of ${table.name}`, () => {
    writer
      .prepare<[number, number]>(
        `update ${table.name} set ${values.join(', ')}, data = json_remove(data, ${moved.join(', ')}) where seq > ? and seq <= ?`,
      )
      .run(range.after, range.upTo);
    return { keep: true, value: undefined };
  });
}

/** Notes that every row's columns agree with its document. A later start relies on this list until columns are added. */
export function noteFilled(writer: Database.Database, table: EntityTable): void {
  writer
    .prepare<[string, number]>('update outpost_table set columns = ? where number = ?')
    .run(JSON.stringify(table.paths), table.number);
  table.setColumns(table.paths, new Set());
}
