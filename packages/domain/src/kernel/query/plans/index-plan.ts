import type { Entity } from '../../entities/entity.ts';
import { serverColumns } from '../../entities/envelope.ts';
import { fieldTypes, type KeyKind } from '../../entities/field-types.ts';
import { envelopeColumns } from '../sqlite-expression.ts';

/** The place of a field's or an envelope name's value, on both engines. */
export type ColumnPlan = {
  /** Field or envelope name. */
  readonly field: string;
  /** Path in the device's document: "keys.stage", "ownerId". */
  readonly documentPath: string;
  /** Column of the server's table: "k_stage", "owner_id". */
  readonly serverColumn: string;
  readonly kind: KeyKind;
};

export type IndexPlan = {
  readonly name: string;
  readonly columns: readonly ColumnPlan[];
  readonly unique: boolean;
  /**
   * The further columns that counts and sums over the index read: whether the record is alive, and the currency of an amount.
   * Stored in the index after the id, they avoid reading the records (for a million records: milliseconds instead of seconds).
   */
  readonly covers: readonly ColumnPlan[];
};

const lifeColumn: ColumnPlan = { field: 'life', documentPath: 'life', serverColumn: 'life', kind: 'text' };

/** Envelope names that can be filtered and sorted by, like fields. `id` ends every index and is never listed in one. */
const envelopePlans: ReadonlyMap<string, ColumnPlan> = new Map(
  serverColumns.flatMap(({ name, column, key }) =>
    key === undefined ? [] : [[name, { field: name, documentPath: name, serverColumn: column, kind: key }]],
  ),
);

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Returns the place of this field's key; `undefined` for an unknown name or a type without order. */
export function columnOf(entity: Entity, name: string): ColumnPlan | undefined {
  const own = envelopePlans.get(name);
  if (own) return own;
  const field = entity.fields[name];
  if (!field) return undefined;
  const kind = fieldTypes[field.type].keyKind;
  return kind === 'none'
    ? undefined
    : { field: name, documentPath: `keys.${name}`, serverColumn: `k_${snake(name)}`, kind };
}

/** Returns the currency column beside a money field's key. */
export function currencyColumnOf(name: string): ColumnPlan {
  return {
    field: `${name}Currency`,
    documentPath: `keys.${name}Currency`,
    serverColumn: `k_${snake(name)}_currency`,
    kind: 'text',
  };
}

const plansOf = new WeakMap<Entity, readonly IndexPlan[]>();

/**
 * Returns the indexes of an entity from its declaration: its lists and its unique keys. The id follows the last column in each.
 */
export function indexPlansOf(entity: Entity): readonly IndexPlan[] {
  const known = plansOf.get(entity);
  if (known) return known; // cached, because every question needs them
  const plan = (fields: readonly string[], unique: boolean): IndexPlan => ({
    name: [...(unique ? ['unique'] : []), ...fields.map(snake)].join('_'),
    unique,
    columns: fields.map((name) => {
      const column = columnOf(entity, name);
      if (!column) throw new Error(`Entity ${entity.name}: field ${name} can't be indexed, its type has no order`);
      return column;
    }),
    covers: [lifeColumn, ...fields.filter((name) => entity.fields[name]?.type === 'money').map(currencyColumnOf)],
  });
  const plans = [
    ...entity.indexes.map((fields) => plan(fields, false)),
    ...entity.unique.map((fields) => plan(fields, true)),
  ];
  plansOf.set(entity, plans);
  return plans;
}

/**
 * Returns the currency columns of an entity's money fields that appear in an index. For each, the device keeps another index that
 * shows whether the records have only one currency.
 */
export function indexedCurrencies(entity: Entity): readonly ColumnPlan[] {
  const columns = indexPlansOf(entity).flatMap(({ covers }) => covers.filter((column) => column !== lifeColumn));
  return [...new Map(columns.map((column) => [column.field, column])).values()];
}

/**
 * Returns all paths with a column in the device's table of an entity: those of the envelope, and the keys of all fields with an
 * order.
 */
export function devicePaths(entity: Entity): readonly string[] {
  const keys = Object.keys(entity.fields).flatMap((name) => {
    if (entity.fields[name]?.rollUp !== undefined) return []; // computed when it is asked for
    const column = columnOf(entity, name);
    const isMoney = entity.fields[name]?.type === 'money';
    return column ? [column, ...(isMoney ? [currencyColumnOf(name)] : [])] : [];
  });
  return [...envelopeColumns, ...keys.map(({ documentPath }) => documentPath)];
}

/**
 * Returns the columns of the server's table beside the envelope: each key that appears in an index, and the currencies of money.
 */
export function serverKeyColumns(entity: Entity): readonly ColumnPlan[] {
  const columns = new Map<string, ColumnPlan>();
  for (const { columns: planned } of indexPlansOf(entity)) {
    for (const column of planned) {
      if (envelopePlans.has(column.field)) continue;
      columns.set(column.serverColumn, column);
      if (entity.fields[column.field]?.type === 'money')
        columns.set(currencyColumnOf(column.field).serverColumn, currencyColumnOf(column.field));
    }
  }
  return [...columns.values()];
}
