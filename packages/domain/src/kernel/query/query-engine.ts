import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type RawBuilder,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  sql,
} from 'kysely';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { type Entity, sqlName } from '../entities/entity.ts';
import { envelopeFact, serverColumns } from '../entities/envelope.ts';
import { type ColumnPlan, serverKeyColumns } from './plans/index-plan.ts';
import type { AskedLife, Asking } from '../questions/list-query.ts';
import { columnExpression, recordTable } from './sqlite-expression.ts';
import type { ListedRecord } from './listed-record.ts';

/** The place of a document on the device and its write time, which changes with each write. */
export type RowVersion = { readonly seq: number; readonly lwt: number };

/** A cache of parsed records. */
export type RecordsRead = {
  readonly known: (entity: string, at: RowVersion) => ListedRecord | undefined;
  readonly read: (entity: string, row: RowVersion & { readonly id: string; readonly data: string }) => ListedRecord;
};

/**
 * The store to query. On the device the asker may see every record. On the server each query names its tenant and, as feed
 * tokens, the records that the asker may see (Q-5). Callers pass lower-case UUIDs and the tokens from `tokensOfPrincipal`.
 */
export type Engine =
  | {
      readonly dialect: 'sqlite';
      /** The cached records of a caller that keeps parsed ones. Absent: each text is parsed. */
      readonly records?: RecordsRead;
      /** Called with each kind whose table a statement names, before it runs. Absent: every kind has a table. */
      readonly willRead?: (entity: string) => void;
    }
  | {
      readonly dialect: 'postgres';
      readonly orgId: string;
      readonly visible: 'all' | { readonly tokens: readonly string[] };
      /**
       * K-3: the build's declarations, which have tables. The rest of the ground's catalogue belongs to the tenant: records of its
       * own kinds are stored in `store.custom_object`, keys of its own fields in `store.record_key`. Absent: the whole catalogue is
       * the build's.
       */
      readonly installed?: Catalogue;
    };

/** The inputs that a query needs besides itself. */
export type QueryGround = {
  readonly catalogue: Catalogue;
  readonly engine: Engine;
  readonly asking: Asking;
  /** The currency (ISO 4217) of a plain number that is compared with money. Without it such a number is refused. */
  readonly currency?: string;
  /** Returns the number of such records in the store. If it is given, a query that would cost too much is refused (Q-3). */
  readonly rowsOf?: (entity: string, life: AskedLife) => number | undefined;
};

/** A value bound to a statement. */
export type SqlValue = string | number | null;
/** One row as better-sqlite3 (`.all()`), pg or PGlite (`.rows`) return it. */
export type QueryRow = Readonly<Record<string, unknown>>;
/** A statement to run with its values by position, and the function that decodes its rows. `decode` takes all rows, in order. */
export type CompiledQuery<Answer> = {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
  readonly decode: (rows: readonly QueryRow[]) => Answer;
  /**
   * The same query for a caller in the process that stores the records, who may ask again. It reads only records that are not
   * cached.
   */
  readonly inPlace?: InPlace<Answer>;
  /**
   * The same query for a caller in the process that stores the records, which must not wait. It reads a bounded number of
   * records, and returns nothing where the answer needs more.
   */
  readonly fewInPlace?: InPlace<Answer | undefined>;
  /**
   * The greatest number of records read, where an index contains exactly the requested rows in order; skipped rows count at their
   * lower cost. Absent where the number is unknown.
   */
  readonly mostRead?: number;
  /** The same object each time that one question is compiled again, because its values depend on the time. */
  readonly question?: object;
};

/** A statement with its values. */
export type Statement = { readonly sql: string; readonly parameters: readonly SqlValue[] };
export type InPlace<Answer> = (ask: (statement: Statement) => readonly QueryRow[]) => Answer;

/** A piece of SQL with its values. */
export type Fragment = RawBuilder<unknown>;

// They only compile SQL: the dummy driver has no connection.
const compilers: { readonly [D in Engine['dialect']]: Kysely<unknown> } = {
  sqlite: new Kysely<unknown>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  }),
  postgres: new Kysely<unknown>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  }),
};

/** Compiles a fragment to a statement. */
export function compileSql(
  ground: QueryGround,
  fragment: Fragment,
): { readonly sql: string; readonly parameters: readonly SqlValue[] } {
  const compiled = fragment.compile(compilers[ground.engine.dialect]);
  return { sql: compiled.sql.replaceAll(/\s+/g, ' ').trim(), parameters: compiled.parameters as readonly SqlValue[] }; // only SqlValues are ever bound here
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
/** Returns a text that the code itself chose, as a literal in the statement. Planners see it, which partial indexes need. */
export const literal = (text: string): Fragment => sql.raw(quoted(text));
/** Returns text in binary order, for constants and casts. All columns and keys already have it. */
export const binary = (ground: QueryGround, text: Fragment): Fragment =>
  ground.engine.dialect === 'sqlite' ? text : sql`(${text} collate "C")`;
export const allOf = (parts: readonly Fragment[]): Fragment =>
  parts.length === 0 ? sql`1 = 1` : sql.join([...parts], sql` and `);
export const anyOf = (parts: readonly Fragment[]): Fragment =>
  parts.length === 0 ? sql`1 = 0` : sql`(${sql.join([...parts], sql` or `)})`;
export const listOf = (parts: readonly Fragment[]): Fragment => sql.join([...parts], sql`, `);

/** K-3: whether the server stores this kind of record, or (with a name) the key of this field, among the tenants' own. */
export function isTenantsOwn(ground: QueryGround, entity: Entity, name?: string): boolean {
  const { engine } = ground;
  if (engine.dialect === 'sqlite' || !engine.installed) return false;
  const known = engine.installed.entities.get(entity.name);
  if (name === undefined) return !known;
  return Object.hasOwn(entity.fields, name) && !(known && Object.hasOwn(known.fields, name)); // envelope names never belong to a tenant
}

/** Returns the table of an entity under an alias. */
export function tableOf(ground: QueryGround, entity: Entity, alias: string): Fragment {
  const { engine } = ground;
  if (engine.dialect === 'sqlite') engine.willRead?.(entity.name);
  const own = isTenantsOwn(ground, entity) ? 'custom_object' : sqlName(entity.name);
  const name = engine.dialect === 'sqlite' ? recordTable(entity.name) : `store.${own}`;
  return sql`${sql.raw(name)} as ${sql.raw(alias)}`;
}

/**
 * Returns the conditions that every read of a table needs to stay within the store's records, the tenant, and the records that
 * the asker may see.
 */
export function withinReach(ground: QueryGround, entity: Entity, alias: string): readonly Fragment[] {
  const { engine } = ground;
  const table = sql.raw(alias);
  if (engine.dialect === 'sqlite') return [sql`${table}.deleted = 0`];
  const ofTenant = [
    sql`${table}.org_id = ${engine.orgId}`,
    ...(isTenantsOwn(ground, entity) ? [sql`${table}.entity = ${entity.name}`] : []),
  ];
  // A token of the whole kind covers every record of it, so no lookup is needed.
  if (engine.visible === 'all' || engine.visible.tokens.includes(`${entity.name}@org`)) return ofTenant;
  const tokens = engine.visible.tokens.filter((token) => token.startsWith(`${entity.name}@`));
  if (tokens.length === 0) return [...ofTenant, sql`1 = 0`];
  const held = listOf(tokens.map((token) => sql`${token}`));
  return [
    ...ofTenant,
    sql`exists (select 1 from store.feed as f where f.org_id = ${engine.orgId} and f.token in (${held}) and f.id = ${table}.id and not f.gone)`,
  ];
}

export function lifeIs(ground: QueryGround, alias: string, life: AskedLife): readonly Fragment[] {
  if (life === 'any') return [];
  const isOnDevice = ground.engine.dialect === 'sqlite';
  const column = sql.raw(`${alias}.${isOnDevice ? columnExpression('life') : 'life'}`);
  // The device has an index of records that are not alive. SQLite uses it only if the statement contains exactly this condition.
  const isGone = sql`${column} <> ${literal('alive')}`;
  if (life === 'gone') return [isGone];
  const isAsked = sql`${column} = ${literal(life)}`;
  return life === 'deleted' && isOnDevice ? [isGone, isAsked] : [isAsked];
}

/** Whether an entity's indexes contain the requested records: the device's indexes contain living ones only (ADR 0013). */
export const areIndexed = (ground: QueryGround, life: AskedLife): boolean =>
  life === 'alive' || ground.engine.dialect === 'postgres';

/**
 * Envelope columns that are compared unchanged. The author and the last editor of a record are compared as text; no index
 * contains them.
 */
const plainColumns: ReadonlyMap<string, { readonly sql: string }> = new Map(
  serverColumns.flatMap((fact) =>
    fact.key === undefined || (fact.holds === 'person' && fact.writer === 'server') ? [] : [[fact.name, fact]],
  ),
);

/** Whether the server stores this value as a uuid. Then ids are compared as uuids and cast to text in the output. */
export const isUuidColumn = (plan: ColumnPlan): boolean => plainColumns.get(plan.field)?.sql === 'uuid';

/** Returns the key of a column plan in the form in which this engine compares, indexes and sorts it. */
export function keyAt(
  ground: QueryGround,
  entity: Entity,
  at: { readonly plan: ColumnPlan; readonly alias: string },
): Fragment {
  const { plan, alias } = at;
  if (ground.engine.dialect === 'sqlite') return sql.raw(`${alias}.${columnExpression(plan.documentPath)}`);
  if (plainColumns.has(plan.field)) return sql.raw(`${alias}.${plan.serverColumn}`);
  if (envelopeFact(plan.field)) return sql.raw(`(${alias}.${plan.serverColumn}::text collate "C")`); // not indexed
  // K-3: only the build's own declarations have columns.
  const { installed } = ground.engine;
  const built = installed ? installed.entities.get(entity.name) : entity;
  if (built && serverKeyColumns(built).some((column) => column.serverColumn === plan.serverColumn))
    return sql.raw(`${alias}.${plan.serverColumn}`);
  const raw = `(${alias}.keys->>${quoted(plan.field)})`;
  switch (plan.kind) {
    case 'integer':
      return sql.raw(`${raw}::bigint`);
    case 'double':
      return sql.raw(`${raw}::double precision`);
    case 'text':
    case 'none':
      return sql.raw(`(${raw} collate "C")`);
  }
}

/** Returns the id as text. */
export const idAt = (ground: QueryGround, alias: string): Fragment =>
  sql.raw(ground.engine.dialect === 'sqlite' ? `${alias}.id` : `${alias}.id::text`);

/** Returns a field's own value as text, for display and never for comparison. Lists and objects become JSON text. */
export function fieldTextAt(ground: QueryGround, alias: string, name: string): Fragment {
  return sql.raw(
    ground.engine.dialect === 'sqlite'
      ? `${alias}.${columnExpression(`fields.${name}`)}`
      : `((${alias}.fields->>${quoted(name)}) collate "C")`,
  );
}
