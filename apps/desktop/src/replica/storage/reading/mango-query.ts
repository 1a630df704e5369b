import { keysProperty, usualValues } from '@outpost/domain/kernel/query/sqlite-expression';
import { getQueryMatcher, getSortComparator } from 'rxdb';
import type { FilledMangoQuery, RxDocumentData, RxJsonSchema } from 'rxdb';
import type { CollectionTables } from '../tables/collection-tables.ts';
import type { EntityTable } from '../tables/entity-table.ts';
import type { PushedSelector, PushedSort } from './mango-to-sql.ts';
import { isNever, isPlainText, pushSelector, pushSort } from './mango-to-sql.ts';
import type { QuerySchema } from '../tables/schema-scalar.ts';
import { StatementCache } from './statement-cache.ts';
import type { AnyDocument, RowValues } from '../tables/stored-document.ts';
import { valueAt } from '../tables/stored-document.ts';

type AnySchema = RxJsonSchema<RxDocumentData<Record<string, unknown>>>;
export type AnyQuery = FilledMangoQuery<Record<string, unknown>>;

/** The part of a query that concerns one table. */
type TablePlan = {
  readonly table: EntityTable;
  readonly selector: PushedSelector;
  readonly sort: PushedSort | undefined;
};

type Plan = {
  /** The tables that can contain matching documents. */
  readonly tables: readonly TablePlan[];
  /** RxDB's own matcher, for a document that a table's condition accepted. */
  readonly matches: (document: AnyDocument) => boolean;
  readonly skip: number;
  readonly limit: number;
};

/** Answers RxDB's queries over the tables of one collection: in SQL where SQL gives RxDB's result, otherwise in the process. */
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

  /** Returns the matching documents in the query's order, between its skip and limit. */
  find(query: AnyQuery): AnyDocument[] {
    const plan = this.#plan(query);
    const sorted = this.#findSorted(plan);
    // SQLite's order cannot be trusted for some text, or the sort cannot be expressed in SQL.
    const found = sorted ?? plan.tables.flatMap((asked) => [...this.#matching(plan, asked, '')]);
    if (sorted === undefined || plan.tables.length > 1) {
      // Never undefined: the primary key is part of every sort.
      const compare = getSortComparator<Record<string, unknown>>(this.#schema, query);
      found.sort((a, b) => compare(a, b));
    }
    return found.slice(plan.skip, plan.skip + plan.limit);
  }

  /** Returns how many documents `find` would return. */
  count(query: AnyQuery): number {
    const plan = this.#plan(query);
    let count = 0;
    for (const asked of plan.tables) count += this.#countIn(plan, asked);
    return Math.max(0, Math.min(count - plan.skip, plan.limit));
  }

  /**
   * Returns SQLite's plan for the statement of `find` on an entity's table; empty where that table is not read. For tests of
   * plans.
   */
  explain(query: AnyQuery, entity = ''): string[] {
    const asked = this.#plan(query).tables.find(({ table }) => table.entity === entity);
    if (asked === undefined) return [];
    const sql = statementOf(asked, asked.sort ? orderBy(asked.sort) : '');
    const rows = this.#tables.writer.prepare(`explain query plan ${sql}`).all(...asked.selector.params);
    return (rows as { readonly detail: string }[]).map((row) => row.detail); // SQLite's documented columns
  }

  #plan(query: AnyQuery): Plan {
    const { selector: wanted, sort } = query;
    const window: { readonly skip?: number; readonly limit?: number } = query; // RxDB's normalisation fills them in, but a caller may bypass it
    const { skip = 0, limit = Number.MAX_SAFE_INTEGER } = window;
    let matcher: ReturnType<typeof getQueryMatcher<Record<string, unknown>>> | undefined;
    const tables = this.#tables.all.flatMap((table): TablePlan[] => {
      const schema = this.#schemaOf(table);
      const selector = pushSelector(schema, wanted);
      if (isNever(selector)) return [];
      if (selector.asksByWrite) this.#tables.ensureWriteOrder(table);
      return [{ table, selector, sort: pushSort(schema, sort, selector.fixed) }];
    });
    return {
      tables,
      matches: (document) => (matcher ??= getQueryMatcher<Record<string, unknown>>(this.#schema, query))(document),
      skip,
      limit,
    };
  }

  /**
   * Returns the schema of a table. All documents of an entity's own table have that entity. In the table without an entity,
   * each document contains its own.
   */
  #schemaOf({ entity }: EntityTable): QuerySchema {
    const { entityPath } = this.#tables.layout;
    if (entityPath === undefined || entity === '') return this.#querySchema;
    return { ...this.#querySchema, constants: { [entityPath]: entity } };
  }

  // SQL sorts and limits. Returns `undefined` where RxDB might sort some text among the results differently. A limit between
  // plain texts is the same in both orders, so it is enough to check the returned texts.
  #findSorted(plan: Plan): AnyDocument[] | undefined {
    const wanted = plan.skip + plan.limit;
    const found: AnyDocument[] = [];
    for (const asked of plan.tables) {
      const { sort, selector } = asked;
      if (sort === undefined) return undefined;
      let taken = 0;
      if (wanted === 0) break;
      const tail = `${orderBy(sort)}${selector.isExact ? ` limit ${wanted}` : ''}`;
      for (const document of this.#matching(plan, asked, tail)) {
        if (sort.textPaths.some((path) => !isPlain(valueAt(document, path)))) return undefined;
        found.push(document);
        taken += 1;
        if (taken >= wanted) break;
      }
    }
    return found;
  }

  *#matching({ matches }: Plan, asked: TablePlan, tail: string): Generator<AnyDocument> {
    const { table, selector } = asked;
    const { params, isExact } = selector;
    const statement = this.#statements.prepare(statementOf(asked, tail)).raw();
    // An exact SQL result is read at once. Otherwise rows are matched one by one, so that reading stops at the limit.
    for (const row of isExact ? statement.all(...params) : statement.iterate(...params)) {
      const document = table.shape.read(row as RowValues); // the columns selected above
      if (isExact || matches(document)) yield document;
    }
  }

  #countIn(plan: Plan, asked: TablePlan): number {
    const { table, selector } = asked;
    if (!selector.isExact) {
      let count = 0;
      for (const _document of this.#matching(plan, asked, '')) count += 1;
      return count;
    }
    const row = this.#statements
      .prepare(`select count(*) as count from ${table.name} where ${selector.sql}`)
      .get(...selector.params);
    return (row as { readonly count: number }).count; // the column selected above
  }
}

/** Returns the statement by which `find` reads a table; `tail` sorts and limits. */
const statementOf = ({ table, selector }: TablePlan, tail: string): string =>
  `select ${table.shape.columns} from ${table.name} where ${selector.sql}${tail}`;
const orderBy = (sort: PushedSort): string => ` order by ${sort.sql}`;

function isPlain(value: unknown): boolean {
  return typeof value !== 'string' || isPlainText(value);
}
