import { type Entity, sqlName } from '@outpost/domain/kernel/entities/entity';
import { serverColumns } from '@outpost/domain/kernel/entities/envelope';
import { isSealedField } from '@outpost/domain/kernel/entities/sealed';
import type { KeyKind } from '@outpost/domain/kernel/entities/field-types';
import { type Field, namesKind } from '@outpost/domain/kernel/entities/fields';
import { type IndexPlan, indexPlansOf, serverKeyColumns } from '@outpost/domain/kernel/query/plans/index-plan';

/** A generated column: its SQL type, and the expression over the row that computes it. */
export type PlannedColumn = { readonly name: string; readonly type: string; readonly from: string };
export type PlannedIndex = {
  readonly name: string;
  readonly columns: readonly string[];
  readonly include: readonly string[];
};
/**
 * S-4e: a unique set of the living records. The database holds what the judgement has checked under the clock's lock. It is checked
 * at the end of a transaction: two records may exchange their values in one act.
 */
export type PlannedUnique = { readonly name: string; readonly columns: readonly string[] };
/** One entity's table in schema `store` and its view in schema `report`. */
export type PlannedTable = {
  readonly table: string;
  readonly columns: readonly PlannedColumn[];
  readonly indexes: readonly PlannedIndex[];
  readonly unique: readonly PlannedUnique[];
  readonly view: readonly { readonly name: string; readonly from: string }[];
};
/** P-1: the tables that the declarations need, committed next to the migrations that create them. */
export type EntityPlan = { readonly tables: readonly PlannedTable[] };

const sqlTypes: Readonly<Record<KeyKind, string>> = {
  text: 'text collate "C"',
  integer: 'bigint',
  double: 'double precision',
  none: '',
};
const casts: Readonly<Record<KeyKind, string>> = {
  text: '',
  integer: '::bigint',
  double: '::double precision',
  none: '',
};

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Postgres silently cuts names at 63 bytes. A longer name is shortened here and made unique by a checksum. */
function indexName(table: string, plan: string): string {
  const name = `${table}_by_${plan}`;
  if (name.length <= 60) return name;
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 0xfff_ffff;
  return `${name.slice(0, 52)}_${sum.toString(16)}`;
}

/** Returns the plan of all these entities, in order of their names. */
export function entityPlanOf(entities: Iterable<Entity>): EntityPlan {
  const sorted = [...entities].sort((a, b) => (a.name < b.name ? -1 : 1));
  return { tables: sorted.map(tablePlan) };
}

function tablePlan(entity: Entity): PlannedTable {
  const table = sqlName(entity.name);
  const includes = (plan: IndexPlan): readonly string[] =>
    'covers' in plan && Array.isArray(plan.covers)
      ? plan.covers.map((column: { serverColumn: string }) => column.serverColumn)
      : [];
  const indexes = indexPlansOf(entity).map((plan) => ({
    name: indexName(table, plan.name),
    columns: plan.columns.map((column) => column.serverColumn),
    include: includes(plan),
  }));
  return {
    table,
    columns: serverKeyColumns(entity).map(({ field, serverColumn, kind }) => ({
      name: serverColumn,
      type: sqlTypes[kind],
      from: `(keys ->> ${quoted(field)})${casts[kind]}`,
    })),
    indexes: distinctIndexes(indexes),
    unique: indexPlansOf(entity)
      .filter(({ unique }) => unique)
      .map(({ name, columns }) => ({
        name: indexName(table, `${name}_alive`),
        columns: columns.map(({ serverColumn }) => serverColumn),
      })),
    // No record has the value of a roll-up, and a sealed value is encrypted (K-4).
    // The records of one person alone (A-3c) are for nobody's analysis.
    view:
      entity.audience === 'own'
        ? []
        : Object.entries(entity.fields).flatMap(([name, field]) =>
            field.rollUp || isSealedField(entity, name) ? [] : viewColumns(name, field),
          ),
  };
}

/** Leaves out the index of a unique set whose columns are already in a list's index. The set has a constraint of its own. */
function distinctIndexes(indexes: readonly PlannedIndex[]): readonly PlannedIndex[] {
  const seen = new Set<string>();
  return indexes.filter((index) => {
    const key = index.columns.join(',');
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** P-3: returns the typed columns of a field for analysts. */
function viewColumns(name: string, field: Field): readonly { readonly name: string; readonly from: string }[] {
  const column = snake(name);
  const text = `fields ->> ${quoted(name)}`;
  const json = `fields -> ${quoted(name)}`;
  const as = (type: string) => [{ name: column, from: `(${text})::${type}` }];
  switch (field.type) {
    case 'money':
      return [
        { name: `${column}_minor`, from: `(${json} ->> 'amount')::bigint` },
        { name: `${column}_currency`, from: `${json} ->> 'currency'` },
      ];
    case 'number':
    case 'percent':
      return as('numeric');
    case 'flag':
      return as('boolean');
    case 'date':
      return as('date');
    case 'instant':
      return as('timestamptz');
    case 'duration':
      return as('bigint');
    case 'ref':
      return namesKind(field) ? [{ name: column, from: text }] : as('uuid');
    case 'tags':
    case 'file':
    case 'address':
    case 'geo':
    case 'json':
      return [{ name: column, from: json }];
    case 'text':
    case 'email':
    case 'phone':
    case 'choice':
      return [{ name: column, from: text }];
  }
}

/** Returns the statements that change one plan into the next, in order; none when both are equal. */
export function statementsBetween(old: EntityPlan, next: EntityPlan): readonly string[] {
  const before = new Map(old.tables.map((table) => [table.table, table]));
  const statements: string[] = [];
  for (const table of next.tables) {
    const known = before.get(table.table);
    before.delete(table.table);
    if (!known) statements.push(...createTable(table));
    else statements.push(...changeTable(known, table));
  }
  // K-5: removing a kind of record deletes people's data, so that migration is written by hand.
  for (const left of before.keys())
    statements.push(`-- store.${left} is no longer declared. Write by hand what happens to its rows.`);
  return statements;
}

function createTable(table: PlannedTable): readonly string[] {
  const columns = [
    'org_id uuid not null',
    ...serverColumns.map(({ column, sql, isNullable }) => `${column} ${sql}${sql === 'text' ? ' collate "C"' : ''}${isNullable ? '' : ' not null'}`),
    'keys jsonb not null',
    ...table.columns.map(({ name, type, from }) => `${name} ${type} generated always as (${from}) stored`),
    'primary key (org_id, id)',
  ]; // prettier-ignore
  return [
    `create table store.${table.table} (\n  ${columns.join(',\n  ')}\n);`,
    ...table.indexes.map((index) => createIndex(table, index)),
    ...table.unique.map((set) => addUnique(table, set)),
    `call store.protect('store.${table.table}');`,
    `grant select, insert, update, delete on store.${table.table} to outpost_app;`,
    ...createView(table),
  ];
}

function createIndex({ table }: PlannedTable, { name, columns, include }: PlannedIndex): string {
  return `create index ${name} on store.${table} (org_id, ${columns.join(', ')}, id)${include.length === 0 ? '' : ` include (${include.join(', ')})`};`;
}

/** An exclusion, because a unique constraint can't be limited to living records, and a unique index can't wait for the end of an act. */
function addUnique({ table }: PlannedTable, { name, columns }: PlannedUnique): string {
  const equal = ['org_id', ...columns].map((column) => `${column} with =`).join(', ');
  const held = ["life = 'alive'", ...columns.map((column) => `${column} is not null`)].join(' and ');
  return `alter table store.${table} add constraint ${name} exclude using btree (${equal}) where (${held}) deferrable initially deferred;`;
}

function createView({ table, view }: PlannedTable): readonly string[] {
  if (view.length === 0) return [];
  const envelope = serverColumns.flatMap(({ column, holds, label }) => {
    if (label === undefined) return []; // not visible to people
    return [holds === 'instant' ? `${column}::timestamptz as ${column}` : column];
  });
  const taken = new Set(envelope.map((column) => column.replace(/.* as /, '')));
  const fields = view.map(({ name, from }) => `${from} as ${taken.has(name) ? `field_${name}` : `"${name}"`}`);
  return [
    `create view report.${table} with (security_invoker) as\n  select ${[...envelope, ...fields].join(',\n    ')}\n  from store.${table};`,
    `grant select on report.${table} to outpost_app;`,
  ];
}

function changeTable(old: PlannedTable, next: PlannedTable): readonly string[] {
  const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
  const isIn = <T>(list: readonly T[], item: T): boolean => list.some((other) => same(other, item));
  const viewChanges = !same(old.view, next.view);
  const goneColumns = old.columns.filter((column) => !isIn(next.columns, column));
  return [
    ...(viewChanges && old.view.length > 0 ? [`drop view report.${next.table};`] : []),
    ...old.indexes.filter((index) => !isIn(next.indexes, index)).map((index) => `drop index store.${index.name};`),
    ...old.unique
      .filter((set) => !isIn(next.unique, set))
      .map(({ name }) => `alter table store.${next.table} drop constraint ${name};`),
    ...goneColumns.map((column) => `alter table store.${next.table} drop column ${column.name};`),
    ...next.columns
      .filter((column) => !isIn(old.columns, column))
      .map(
        ({ name, type, from }) =>
          `alter table store.${next.table} add column ${name} ${type} generated always as (${from}) stored;`,
      ),
    ...next.indexes.filter((index) => !isIn(old.indexes, index)).map((index) => createIndex(next, index)),
    ...next.unique.filter((set) => !isIn(old.unique, set)).map((set) => addUnique(next, set)),
    ...(viewChanges ? createView(next) : []),
  ];
}
