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

/** Where a document lies on the device, and when it was written: another number after each write. */
export type Written = { readonly seq: number; readonly lwt: number };

/** Records as they were parsed. */
export type RecordsRead = {
  readonly known: (entity: string, at: Written) => ListedRecord | undefined;
  readonly read: (entity: string, row: Written & { readonly id: string; readonly data: string }) => ListedRecord;
};

/**
 * Which store is asked. On the device everything that is held may be seen; on the server each question names its tenant and, by
 * feed tokens, what the asker may see (Q-5). Callers pass lower-case UUIDs and tokens worked out by `tokensOfPrincipal`.
 */
export type Engine =
  | {
      readonly dialect: 'sqlite';
      /** Records that were read before, for a caller who keeps what it has parsed. Absent: each text is parsed. */
      readonly records?: RecordsRead;
    }
  | {
      readonly dialect: 'postgres';
      readonly orgId: string;
      readonly visible: 'all' | { readonly tokens: readonly string[] };
      /**
       * K-3: what the build itself declares, and has tables for. What the ground's catalogue has beside it is the tenant's own: objects lie
       * in `store.custom_object`, keys of fields in `store.record_key`. Absent: the catalogue is the build's.
       */
      readonly installed?: Catalogue;
    };

/** All that a question needs beside itself. */
export type QueryGround = {
  readonly catalogue: Catalogue;
  readonly engine: Engine;
  readonly asking: Asking;
  /** The currency that a plain number means where money is asked for (ISO 4217). Without it such a number is refused. */
  readonly currency?: string;
  /** How many such records of an entity the store holds. Where it is given, a question that would cost too much is refused (Q-3). */
  readonly rowsOf?: (entity: string, life: AskedLife) => number | undefined;
};

export type SqlValue = string | number | null;
/** One row as better-sqlite3 (`.all()`), pg or PGlite (`.rows`) give it. */
export type QueryRow = Readonly<Record<string, unknown>>;
/** A statement to run, with its values by position, and what makes the answer of its rows. `decode` takes all rows, in their order. */
export type CompiledQuery<Answer> = {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
  readonly decode: (rows: readonly QueryRow[]) => Answer;
  /**
   * The same for one who reads in the process where records are kept, and may ask again before the store changes: it reads only what is not
   * known yet.
   */
  readonly inPlace?: InPlace<Answer>;
  /**
   * At most how many records are read, where an index holds just what is asked, in its order; what is skipped along the index counts for
   * what it costs. Absent where nobody can say.
   */
  readonly mostRead?: number;
};

/** A statement with its values. */
export type Statement = { readonly sql: string; readonly parameters: readonly SqlValue[] };
export type InPlace<Answer> = (ask: (statement: Statement) => readonly QueryRow[]) => Answer;

/** A piece of SQL with its values. */
export type Fragment = RawBuilder<unknown>;

// They only compile: a dummy driver has no connection.
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

/** The statement of a fragment. */
export function compileSql(
  ground: QueryGround,
  fragment: Fragment,
): { readonly sql: string; readonly parameters: readonly SqlValue[] } {
  const compiled = fragment.compile(compilers[ground.engine.dialect]);
  return { sql: compiled.sql.replaceAll(/\s+/g, ' ').trim(), parameters: compiled.parameters as readonly SqlValue[] }; // only SqlValues are ever bound here
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
/** A text that the code itself chose, written into the statement: planners see it, which partial indexes need. */
export const literal = (text: string): Fragment => sql.raw(quoted(text));
/** Text in binary order, for constants and casts: all columns and keys have it already. */
export const binary = (ground: QueryGround, text: Fragment): Fragment =>
  ground.engine.dialect === 'sqlite' ? text : sql`(${text} collate "C")`;
export const allOf = (parts: readonly Fragment[]): Fragment =>
  parts.length === 0 ? sql`1 = 1` : sql.join([...parts], sql` and `);
export const anyOf = (parts: readonly Fragment[]): Fragment =>
  parts.length === 0 ? sql`1 = 0` : sql`(${sql.join([...parts], sql` or `)})`;
export const listOf = (parts: readonly Fragment[]): Fragment => sql.join([...parts], sql`, `);

/** K-3: whether the server keeps this kind of record, or (with a name) the key of this field of it, among the tenants' own. */
export function isTenantsOwn(ground: QueryGround, entity: Entity, name?: string): boolean {
  const { engine } = ground;
  if (engine.dialect === 'sqlite' || !engine.installed) return false;
  const known = engine.installed.entities.get(entity.name);
  if (name === undefined) return !known;
  return Object.hasOwn(entity.fields, name) && !(known && Object.hasOwn(known.fields, name)); // the envelope is nobody's own
}

/** The table of an entity under an alias. */
export function tableOf(ground: QueryGround, entity: Entity, alias: string): Fragment {
  const own = isTenantsOwn(ground, entity) ? 'custom_object' : sqlName(entity.name);
  const name = ground.engine.dialect === 'sqlite' ? recordTable(entity.name) : `store.${own}`;
  return sql`${sql.raw(name)} as ${sql.raw(alias)}`;
}

/** What every read of a table must ask for, so that it stays within the store's living rows, the tenant, and what the asker may see. */
export function withinReach(ground: QueryGround, entity: Entity, alias: string): readonly Fragment[] {
  const { engine } = ground;
  const table = sql.raw(alias);
  if (engine.dialect === 'sqlite') return [sql`${table}.deleted = 0`];
  const ofTenant = [
    sql`${table}.org_id = ${engine.orgId}`,
    ...(isTenantsOwn(ground, entity) ? [sql`${table}.entity = ${entity.name}`] : []),
  ];
  // A token of the whole kind files every record of it: there is nothing to look up.
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
  const isAsked = sql`${column} = ${literal(life)}`;
  // The device keeps an index of what does not live, which it uses where just that is said.
  return life === 'deleted' && isOnDevice ? [sql`${column} <> ${literal('alive')}`, isAsked] : [isAsked];
}

/** Whether an entity's indexes hold the records that are asked for: the device's hold living ones alone (ADR 0013). */
export const areIndexed = (ground: QueryGround, life: AskedLife): boolean =>
  life === 'alive' || ground.engine.dialect === 'postgres';

/** Columns of the envelope that are compared as they stand. Who made and who changed a record is compared as text: no index holds it. */
const plainColumns: ReadonlyMap<string, { readonly sql: string }> = new Map(
  serverColumns.flatMap((fact) =>
    fact.key === undefined || (fact.holds === 'person' && fact.writer === 'server') ? [] : [[fact.name, fact]],
  ),
);

/** Whether the server keeps this value as a uuid: then ids compare as such, and turn into text where they leave. */
export const isUuidColumn = (plan: ColumnPlan): boolean => plainColumns.get(plan.field)?.sql === 'uuid';

/** The key at a column plan, in the form in which it is compared, indexed and sorted on this engine. */
export function keyAt(
  ground: QueryGround,
  entity: Entity,
  at: { readonly plan: ColumnPlan; readonly alias: string },
): Fragment {
  const { plan, alias } = at;
  if (ground.engine.dialect === 'sqlite') return sql.raw(`${alias}.${columnExpression(plan.documentPath)}`);
  if (plainColumns.has(plan.field)) return sql.raw(`${alias}.${plan.serverColumn}`);
  if (envelopeFact(plan.field)) return sql.raw(`(${alias}.${plan.serverColumn}::text collate "C")`); // not indexed
  if (
    !isTenantsOwn(ground, entity) &&
    serverKeyColumns(entity).some((column) => column.serverColumn === plan.serverColumn)
  )
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

/** The id as text. */
export const idAt = (ground: QueryGround, alias: string): Fragment =>
  sql.raw(ground.engine.dialect === 'sqlite' ? `${alias}.id` : `${alias}.id::text`);

/** A field's own value as text: for what is shown, never for what is compared. Lists and objects as JSON text. */
export function fieldTextAt(ground: QueryGround, alias: string, name: string): Fragment {
  return sql.raw(
    ground.engine.dialect === 'sqlite'
      ? `${alias}.${columnExpression(`fields.${name}`)}`
      : `((${alias}.fields->>${quoted(name)}) collate "C")`,
  );
}
