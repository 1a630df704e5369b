import { keysProperty, usualValues } from '@outpost/domain/kernel/query/sqlite-expression';
import { getQueryMatcher, getSortComparator } from 'rxdb';
import type { FilledMangoQuery, RxDocumentData, RxJsonSchema } from 'rxdb';
import type { CollectionTables } from './collection-tables.ts';
import type { EntityTable } from './entity-table.ts';
import type { PushedSelector, PushedSort } from './mango-to-sql.ts';
import { isPlainText, pushSelector, pushSort } from './mango-to-sql.ts';
import type { QuerySchema } from './schema-scalar.ts';
import { StatementCache } from './statement-cache.ts';
import type { AnyDocument, RowValues } from './stored-document.ts';
import { valueAt } from './stored-document.ts';

type AnySchema = RxJsonSchema<RxDocumentData<Record<string, unknown>>>;
export type AnyQuery = FilledMangoQuery<Record<string, unknown>>;

type Plan = {
  readonly selector: PushedSelector;
  readonly sort: PushedSort | undefined;
  readonly tables: readonly EntityTable[];
  readonly matches: ((document: AnyDocument) => boolean) | undefined;
  readonly skip: number;
  readonly limit: number;
};

/** Answers RxDB's queries over the tables of one collection: in SQL as far as SQL answers as RxDB would, the rest in the process. */
export class MangoQueries {
  readonly #tables: CollectionTables;
  readonly #schema: AnySchema;
  readonly #querySchema: QuerySchema;
  readonly #statements: StatementCache;

  constructor(tables: CollectionTables, schema: AnySchema, primaryPath: string) {
    this.#tables = tables;
    this.#statements = new StatementCache(tables.writer);
    this.#schema = schema;
    this.#querySchema = {
      ...(schema as unknown as QuerySchema), // a JSON schema; only these parts are read, and checked
      primaryPath,
      ...(tables.layout.entityPath === undefined
        ? {}
        : { heldApart: new Set([keysProperty, ...Object.keys(usualValues)]) }),
    };
  }

  /** The documents that match, in the query's order, between its skip and limit. */
  find(query: AnyQuery): AnyDocument[] {
    const plan = this.#plan(query);
    const sorted = plan.sort === undefined ? undefined : this.#findSorted(plan, plan.sort);
    // Too exotic a text came up for SQLite's order to be trusted, or the sort is beyond SQL.
    const found = sorted ?? plan.tables.flatMap((table) => [...this.#matching(plan, table, '')]);
    if (sorted === undefined || plan.tables.length > 1) {
      // Never undefined: the primary key is part of every sort.
      const compare = getSortComparator<Record<string, unknown>>(this.#schema, query);
      found.sort((a, b) => compare(a, b));
    }
    return found.slice(plan.skip, plan.skip + plan.limit);
  }

  /** How many documents `find` would return. */
  count(query: AnyQuery): number {
    const plan = this.#plan(query);
    let count = 0;
    for (const table of plan.tables) count += this.#countIn(plan, table);
    return Math.max(0, Math.min(count - plan.skip, plan.limit));
  }

  /** The statement that `find` or `count` would run on an entity's table: for tests of plans. */
  explain(query: AnyQuery, entity = ''): string[] {
    const plan = this.#plan(query);
    const table = this.#tables.known(entity);
    if (table === undefined) return [];
    const sql = `select ${table.shape.columns} from ${table.name} where ${plan.selector.sql}${plan.sort ? ` order by ${plan.sort.sql}` : ''}`;
    const rows = this.#tables.writer.prepare(`explain query plan ${sql}`).all(...plan.selector.params);
    return (rows as { readonly detail: string }[]).map((row) => row.detail); // SQLite's documented columns
  }

  #plan(query: AnyQuery): Plan {
    const { entityPath } = this.#tables.layout;
    const selector = pushSelector(this.#querySchema, entityPath, query.selector);
    const { entities } = selector;
    return {
      selector,
      sort: pushSort(this.#querySchema, query.sort, selector.fixed),
      tables:
        entities === undefined ? this.#tables.all : this.#tables.all.filter((table) => entities.has(table.entity)),
      matches: selector.isExact ? undefined : getQueryMatcher<Record<string, unknown>>(this.#schema, query),
      skip: query.skip,
      limit: query.limit ?? Number.MAX_SAFE_INTEGER,
    };
  }

  // SQL orders and cuts; undefined where a text among the results might be ordered otherwise by RxDB. A cut between plain texts is the
  // same cut in both orders, so it is enough to look at what was returned.
  #findSorted(plan: Plan, sort: PushedSort): AnyDocument[] | undefined {
    const wanted = plan.skip + plan.limit;
    const found: AnyDocument[] = [];
    for (const table of plan.tables) {
      let taken = 0;
      if (wanted === 0) break;
      for (const document of this.#matching(
        plan,
        table,
        ` order by ${sort.sql}${plan.matches ? '' : ` limit ${wanted}`}`,
      )) {
        if (sort.textPaths.some((path) => !isPlain(valueAt(document, path)))) return undefined;
        found.push(document);
        taken += 1;
        if (taken >= wanted) break;
      }
    }
    return found;
  }

  *#matching(plan: Plan, table: EntityTable, tail: string): Generator<AnyDocument> {
    const statement = this.#statements
      .prepare(`select ${table.shape.columns} from ${table.name} where ${plan.selector.sql}${tail}`)
      .raw();
    const { params } = plan.selector;
    // What SQL has cut to size is read at one go; what is still to be matched one by one, so that enough is enough.
    for (const row of plan.matches === undefined ? statement.all(...params) : statement.iterate(...params)) {
      const document = table.shape.read(row as RowValues); // the columns selected above
      if (plan.matches === undefined || plan.matches(document)) yield document;
    }
  }

  #countIn(plan: Plan, table: EntityTable): number {
    if (plan.matches !== undefined) {
      let count = 0;
      for (const _document of this.#matching(plan, table, '')) count += 1;
      return count;
    }
    const row = this.#statements
      .prepare(`select count(*) as count from ${table.name} where ${plan.selector.sql}`)
      .get(...plan.selector.params);
    return (row as { readonly count: number }).count; // the column selected above
  }
}

function isPlain(value: unknown): boolean {
  return typeof value !== 'string' || isPlainText(value);
}
