import {
  columnExpression,
  dataExpression,
  isOwnColumn,
  searchTable,
} from '@outpost/domain/kernel/query/sqlite-expression';
import type { CollectionTables, NewTable } from './collection-tables.ts';
import type { EntityTable, Search } from './entity-table.ts';
import type { TableIndexes } from './table-indexes.ts';
import { indexStatements, isPlannedIndex, columnPathsOf } from './table-indexes.ts';
import { addColumns, fillColumns, noteFilled, fillRangesOf } from './own-columns.ts';
import { inTransaction } from '../files/transaction.ts';

/** Called after each step of a build, for a progress bar. */
export type IndexProgress = (done: { readonly steps: number; readonly of: number }) => void;

type Step = () => void;

/**
 * Tokens are split at white space only, because the domain made them. The index stores no positions (`detail=none`), because a
 * query is a set of prefixes and never a phrase. It does not store the text either (`content=''`).
 */
const createSearchSql = (table: string): string =>
  `create virtual table ${table} using fts5(tokens, content='', contentless_delete=1, detail=none, prefix='2 3',
   tokenize="unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co'")`;

/** Lets other work of this process run in between: an index over a million records takes most of a second. */
const breathe = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** Makes the file's indexes equal to the plans, and keeps track of them. One for each collection. */
export class IndexKeeper {
  readonly #tables: CollectionTables;
  #running: Promise<void> = Promise.resolve();

  constructor(tables: CollectionTables) {
    this.#tables = tables;
  }

  /**
   * Creates the indexes that the plans name, and drops planned indexes that they do not name. `plans` is the complete list: an
   * entity without a plan keeps no index. A changed definition under a known name builds that index again. A table without rows
   * gets its indexes, and its search index, with its first row. A table on demand is made at its first use. SQLite reads the
   * whole schema when a connection opens, and a tenant uses few of many kinds. Fast when nothing has changed. Throws
   * StorageFault; can be repeated.
   */
  ensureIndexes(plans: readonly TableIndexes[], onProgress?: IndexProgress): Promise<void> {
    const run = this.#running.then(() => this.#run(this.#stepsTo(plans), onProgress));
    this.#running = run.catch(() => undefined); // the caller gets the error; the next run starts again
    return run;
  }

  async #run(steps: readonly Step[], onProgress: IndexProgress | undefined): Promise<void> {
    for (const [index, step] of steps.entries()) {
      step();
      onProgress?.({ steps: index + 1, of: steps.length });
      await breathe();
    }
  }

  #stepsTo(plans: readonly TableIndexes[]): Step[] {
    const planOf = new Map(plans.map((plan) => [plan.entity, plan]));
    this.#tables.onCreate((entity) => this.#newTable(planOf.get(entity)));
    for (const { entity, isOnDemand } of plans) if (!isOnDemand) this.#tables.of(entity);
    const present = this.#presentIndexes();
    const { all } = this.#tables;
    const withRows = this.#tables.withRows(all.filter(({ name }) => !present.has(name)));
    return all.flatMap((table) =>
      this.#stepsFor(
        table,
        planOf.get(table.entity),
        present.get(table.name) ?? (withRows.has(table) ? new Map() : undefined),
      ),
    );
  }

  /** Returns how the table of a plan is made at its first use: with all columns, and with its indexes at the first row. */
  #newTable(plan: TableIndexes | undefined): NewTable | undefined {
    if (plan === undefined) return undefined;
    return {
      paths: this.#hasColumns ? [...new Set(columnPathsOf(plan).filter(isOwnColumn))] : [],
      prepare: (table) => table.awaitRows(() => this.#build(table, plan, plan.search?.path)),
    };
  }

  /** Builds all indexes of a table, in the caller's transaction. `search`: the words' path, if it gets a search index. */
  #build(table: EntityTable, plan: TableIndexes, search: string | undefined): Search | undefined {
    for (const statement of indexStatements(table.name, plan, this.#expressionOf).values())
      this.#tables.writer.exec(statement);
    return search === undefined ? undefined : this.#makeSearch(table, search);
  }

  /** Returns the steps of one table. `present`: its indexes in the file; `undefined` for a table without indexes and rows. */
  #stepsFor(
    table: EntityTable,
    plan: TableIndexes | undefined,
    present: ReadonlyMap<string, string> | undefined,
  ): Step[] {
    const steps: Step[] = [];
    const columns = plan !== undefined && this.#hasColumns ? this.#columnSteps(table, columnPathsOf(plan).filter(isOwnColumn)) : []; // prettier-ignore
    const path = plan?.search?.path;
    const isSearchOther = table.search?.path !== path;
    if (isSearchOther && table.search !== undefined) steps.push(() => this.#dropSearch(table));
    const search = isSearchOther ? path : undefined;
    if (plan !== undefined && present === undefined) {
      const build = (): Search | undefined => this.#build(table, plan, search);
      if (columns.length + steps.length === 0) table.awaitRows(build);
      else steps.push(...columns, () => this.#leaveToFirstRow(table, build));
    } else {
      const wanted = plan ? indexStatements(table.name, plan, this.#expressionOf) : new Map<string, string>();
      steps.push(...this.#indexSteps(wanted, present ?? new Map(), columns));
      if (search !== undefined) steps.push(() => this.#buildSearch(table, search));
    }
    return steps;
  }

  /** Delays the build until the first row, or builds at once where rows have arrived since the step was chosen. */
  #leaveToFirstRow(table: EntityTable, build: () => Search | undefined): void {
    table.awaitRows(build);
    if (this.#tables.withRows([table]).size > 0) table.prepareForRows();
  }

  /** Returns the steps from the present indexes of a table to the wanted ones, with those of its columns in between. */
  #indexSteps(
    wanted: ReadonlyMap<string, string>,
    present: ReadonlyMap<string, string>,
    columns: readonly Step[],
  ): readonly Step[] {
    const { writer } = this.#tables;
    const other = [...present.keys()].filter((name) => wanted.get(name) !== present.get(name));
    const missing = [...wanted].filter(([name, sql]) => present.get(name) !== sql);
    return [
      ...other.map((name) => () => void writer.exec(`drop index if exists ${name}`)),
      ...columns,
      ...missing.map(
        ([name, sql]) =>
          () =>
            inTransaction(writer, `building the index ${name}`, () => ({ keep: true, value: void writer.exec(sql) })),
      ),
    ];
  }

  /**
   * Whether tables have columns in addition to `data`, as those of a partitioned collection do. RxDB's own queries read
   * only `data` of all other tables.
   */
  get #hasColumns(): boolean {
    return this.#tables.layout.entityPath !== undefined;
  }

  readonly #expressionOf = (path: string): string => (this.#hasColumns ? columnExpression(path) : dataExpression(path));

  /**
   * Returns the steps that give paths columns, and fill them in every row. After a crash in between, the next start continues.
   */
  #columnSteps(table: EntityTable, wanted: readonly string[]): Step[] {
    const { writer, layout } = this.#tables;
    const missing = [...new Set(wanted).difference(new Set(table.paths))];
    if (missing.length === 0 && table.unfilled.size === 0) return [];
    const left = [layout.primaryPath, layout.entityPath ?? layout.primaryPath];
    return [
      () => addColumns(writer, table, missing),
      ...fillRangesOf(writer, table).map((piece) => () => fillColumns(writer, table, { ...piece, left })),
      () => noteFilled(writer, table),
    ];
  }

  /** Returns the statements of the planned indexes in the file, by table and name. It reads the list once: with 90 kinds it has thousands of lines. */
  #presentIndexes(): ReadonlyMap<string, ReadonlyMap<string, string>> {
    const rows = this.#tables.writer
      .prepare<[], { readonly table: string; readonly name: string; readonly sql: string }>(
        `select tbl_name as "table", name, sql from sqlite_master where type = 'index' and sql is not null`,
      )
      .all();
    const planned = rows.filter(({ table, name }) => isPlannedIndex(table, name));
    return new Map(
      [...Map.groupBy(planned, ({ table }) => table)].map(([table, own]) => [
        table,
        new Map(own.map(({ name, sql }) => [name, sql])),
      ]),
    );
  }

  #buildSearch(table: EntityTable, path: string): void {
    const doing = `building the search index of ${table.name}`;
    const made = inTransaction(this.#tables.writer, doing, () => ({
      keep: true,
      value: this.#makeSearch(table, path),
    }));
    table.setSearch(made);
  }

  /**
   * Makes the search index from the words in the documents' `data`, which were written before there was an index. Runs in the
   * caller's transaction.
   */
  #makeSearch(table: EntityTable, path: string): Search {
    const { writer, layout } = this.#tables;
    const name = searchTable(table.entity, layout.prefix);
    const tokens = columnExpression(path);
    writer.exec(createSearchSql(name));
    writer.exec(
      `insert into ${name} (rowid, tokens) select seq, ${tokens} from ${table.name} where deleted = 0 and ${tokens} <> ''`,
    );
    const words = writer.prepare<[], string>(
      `select ${tokens} from ${table.name} where deleted = 0 and ${tokens} <> ''`,
    );
    for (const each of words.pluck().all()) table.noteTitleWords(each);
    writer.prepare('update outpost_table set search = ? where number = ?').run(path, table.number);
    return { path, table: name };
  }

  #dropSearch(table: EntityTable): void {
    const { search } = table;
    if (search === undefined) return;
    const { writer } = this.#tables;
    inTransaction(writer, `dropping the search index of ${table.name}`, () => {
      writer.exec(`drop table if exists ${search.table}`);
      writer.prepare('update outpost_table set search = null where number = ?').run(table.number);
      return { keep: true, value: undefined };
    });
    table.setSearch(undefined);
  }
}
