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
/** Matches the kind in the table's own text, as `addColumns` writes it. */
const kindIn = /\bkind text as \('((?:[^']|'')*)'\)/;

type Range = { readonly after: number; readonly upTo: number };

const columnsOf = (connection: Database.Database, table: string): readonly string[] =>
  (connection.pragma(`table_xinfo(${table})`) as readonly { readonly name: string }[]).map(({ name }) => name); // SQLite's documented columns

const ownPaths = (names: readonly string[]): readonly string[] =>
  names.filter((name) => !rowColumns.includes(name) && name !== kindColumn).map(pathOfColumn);

/** Returns the paths with a column of their own in a table of documents. */
export const ownColumnsOf = (connection: Database.Database, table: string): readonly string[] =>
  ownPaths(columnsOf(connection, table));

/** The same for each table of a collection, by one question. */
export function ownColumnsByTable(
  connection: Database.Database,
  prefix: string,
): ReadonlyMap<string, readonly string[]> {
  const rows = connection
    .prepare<[string], { readonly table: string; readonly name: string }>(
      'select t.name as "table", x.name from outpost_table t cross join pragma_table_xinfo(t.name) x where t.prefix = ?',
    )
    .all(prefix);
  const tables = Map.groupBy(rows, ({ table }) => table);
  return new Map([...tables].map(([table, columns]) => [table, ownPaths(columns.map(({ name }) => name))]));
}

/**
 * Returns the kind of record in a table with columns of its own. It is read from the list of tables, because any page of the
 * table itself may be damaged.
 */
export function kindOf(connection: Database.Database, table: string): string | undefined {
  const sql = connection
    .prepare<[string], string>("select sql from sqlite_master where type = 'table' and name = ?")
    .pluck()
    .get(table);
  return kindIn.exec(sql ?? '')?.[1]?.replaceAll("''", "'");
}

/** Adds a column where the table has none with this name. Existing rows have null in it. */
export function ensureColumn(writer: Database.Database, table: string, column: string): void {
  const [name] = column.split(' ');
  if (name !== undefined && !columnsOf(writer, table).includes(name))
    writer.exec(`alter table ${table} add column ${column}`);
}

const tombstonesOf = (table: string): string => `${table}__tombstones`;

/** Makes a table of documents, with columns beside those that every table has. The caller holds a transaction. */
export function makeTable(writer: Database.Database, table: string, columns: readonly string[] = []): void {
  const own = columns.map((column) => `, ${column}`).join('');
  writer.exec(
    `create table ${table} (seq integer primary key, id text not null unique, deleted integer not null, rev text not null,
     lwt real not null, extra text, data text not null${own});
     create index ${tombstonesOf(table)} on ${table} (lwt) where deleted = 1`,
  );
}

/** Whether a table was just made: it has no row and no planned index. */
function isNew(writer: Database.Database, table: string): boolean {
  const indexes = writer.prepare<[string, string], number>("select count(*) from sqlite_master where type = 'index' and tbl_name = ? and sql is not null and name <> ?"); // prettier-ignore
  const rows = writer.prepare<[], number>(`select exists(select 1 from ${table})`);
  return rows.pluck().get() === 0 && indexes.pluck().get(table, tombstonesOf(table)) === 0;
}

/**
 * Gives paths columns of their own. Until all rows are filled, each write fills its own row. SQLite reads the whole schema anew at each column that it
 * adds, so a table that was just made is made anew with all of them (measured with 90 more kinds of 25 fields: 18 s otherwise).
 */
export function addColumns(writer: Database.Database, table: EntityTable, paths: readonly string[]): void {
  const { name, entity } = table;
  // A virtual column takes no space. It tells a reader of a damaged file which kind this table belongs to.
  const kind = `${kindColumn} text as ('${entity.replaceAll("'", "''")}')`;
  inTransaction(writer, `adding columns to ${name}`, () => {
    if (isNew(writer, name)) {
      writer.exec(`drop table ${name}`);
      makeTable(writer, name, [...[...table.shape.paths, ...paths].map(columnName), kind]);
    } else {
      for (const path of paths) writer.exec(`alter table ${name} add column ${columnName(path)}`);
      ensureColumn(writer, name, kind);
    }
    return { keep: true, value: undefined };
  });
  table.setColumns([...table.shape.paths, ...paths], table.unfilled.union(new Set(paths)));
}

/** Returns the pieces in which all present rows of a table are filled. */
export function piecesOf(writer: Database.Database, table: EntityTable): readonly Range[] {
  const last = writer.prepare<[], number | null>(`select max(seq) from ${table.name}`).pluck().get() ?? 0;
  return Array.from({ length: Math.ceil(last / rowsInPiece) }, (_, at) => ({
    after: at * rowsInPiece,
    upTo: (at + 1) * rowsInPiece,
  }));
}

/**
 * Moves the columns' values out of `data` in rows written before the columns existed, and removes the paths of `left` from `data`
 * (the id and the entity, which the row itself states). Can be repeated.
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

/** Notes that every row's columns agree with its document. */
export function noteFilled(writer: Database.Database, table: EntityTable): void {
  writer
    .prepare<[string, number]>('update outpost_table set columns = ? where number = ?')
    .run(JSON.stringify(table.shape.paths), table.number);
  table.setColumns(table.shape.paths, new Set());
}
