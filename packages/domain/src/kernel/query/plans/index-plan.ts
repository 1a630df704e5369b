import type { Entity } from '../../entities/entity.ts';
import { isSealedField } from '../../entities/sealed.ts';
import { serverColumns } from '../../entities/envelope.ts';
import { fieldTypes, type KeyKind } from '../../entities/field-types.ts';
import type { FieldTypeName } from '../../entities/fields.ts';
import { furtherKeysOf } from '../../entities/further-keys.ts';
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
   * The further columns that counts and sums over the index read: whether the record is alive, the currency of an amount, and the
   * direction of a place.
   * Stored in the index after the id, they avoid reading the records (for a million records: milliseconds instead of seconds).
   */
  readonly covers: readonly ColumnPlan[];
  /**
   * Only queries that compare its column read it. The device leaves out the records without a value, which are most of them, so
   * that they cost a write nothing.
   */
  readonly isSparse?: true;
};

const lifeColumn: ColumnPlan = { field: 'life', documentPath: 'life', serverColumn: 'life', kind: 'text' };

/** Envelope names that can be filtered and sorted by, like fields. `id` ends every index and is never listed in one. */
const envelopePlans: ReadonlyMap<string, ColumnPlan> = new Map(
  serverColumns.flatMap(({ name, column, key }) =>
    key === undefined ? [] : [[name, { field: name, documentPath: name, serverColumn: column, kind: key }]],
  ),
);

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Returns the place of this field's key; `undefined` for an unknown name, a type without order, or a sealed field (K-4). */
export function columnOf(entity: Entity, name: string): ColumnPlan | undefined {
  const own = envelopePlans.get(name);
  if (own) return own;
  const field = entity.fields[name];
  if (!field || isSealedField(entity, name)) return undefined;
  const kind = fieldTypes[field.type].keyKind;
  return kind === 'none'
    ? undefined
    : { field: name, documentPath: `keys.${name}`, serverColumn: `k_${snake(name)}`, kind };
}

/** Returns the columns that complete a field's key: the currency of money, the direction of a place. */
export const furtherColumnsOf = (type: FieldTypeName | undefined, name: string): readonly ColumnPlan[] =>
  furtherKeysOf(type).map(({ ending, column, kind }) => ({
    field: `${name}${ending}`,
    documentPath: `keys.${name}${ending}`,
    serverColumn: `k_${snake(name)}${column}`,
    kind,
  }));

/** Returns the currency column that completes a money field's key. */
export function currencyColumnOf(name: string): ColumnPlan {
  const [currency] = furtherColumnsOf('money', name);
  if (!currency) throw new Error('Money has a currency');
  return currency;
}

const plansOf = new WeakMap<Entity, readonly IndexPlan[]>();

/**
 * Returns the indexes of an entity from its declaration: its lists, its unique keys, and its places. The id follows the last column in each.
 */
export function indexPlansOf(entity: Entity): readonly IndexPlan[] {
  const known = plansOf.get(entity);
  if (known) return known; // cached, because every query needs them
  const plan = (fields: readonly string[], unique: boolean): IndexPlan => ({
    name: [...(unique ? ['unique'] : []), ...fields.map(snake)].join('_'),
    unique,
    columns: fields.map((name) => {
      const column = columnOf(entity, name);
      if (!column) throw new Error(`Entity ${entity.name}: field ${name} can't be indexed, its type has no order`);
      return column;
    }),
    covers: [lifeColumn, ...fields.flatMap((name) => furtherColumnsOf(entity.fields[name]?.type, name))],
  });
  const plans = [
    ...entity.indexes.map((fields) => plan(fields, false)),
    ...entity.unique.map((fields) => plan(fields, true)),
    // Queries about places are quick only by an index, so each place has one without being named.
    ...Object.entries(entity.fields).flatMap(([name, field]) =>
      field.type === 'geo' ? [{ ...plan([name], false), isSparse: true as const }] : [],
    ),
  ];
  plansOf.set(entity, plans);
  return plans;
}

/**
 * Returns the currency columns of an entity's money fields that appear in an index. For each, the device keeps another index that
 * shows whether the records have only one currency.
 */
export function indexedCurrencies(entity: Entity): readonly ColumnPlan[] {
  const columns = indexPlansOf(entity).flatMap(({ columns: planned }) =>
    planned.filter(({ field }) => entity.fields[field]?.type === 'money').map(({ field }) => currencyColumnOf(field)),
  );
  return [...new Map(columns.map((column) => [column.field, column])).values()];
}

/**
 * Returns all paths with a column in the device's table of an entity: those of the envelope, and the keys of all fields with an
 * order.
 */
export function devicePaths(entity: Entity): readonly string[] {
  const keys = Object.keys(entity.fields).flatMap((name) => {
    if (entity.fields[name]?.rollUp !== undefined) return []; // computed when it is queried
    const column = columnOf(entity, name);
    return column ? [column, ...furtherColumnsOf(entity.fields[name]?.type, name)] : [];
  });
  return [...envelopeColumns, ...keys.map(({ documentPath }) => documentPath)];
}

/**
 * Returns the columns of the server's table in addition to the envelope: each key that appears in an index, and its
 * further keys.
 */
export function serverKeyColumns(entity: Entity): readonly ColumnPlan[] {
  const columns = new Map<string, ColumnPlan>();
  for (const { columns: planned } of indexPlansOf(entity)) {
    for (const column of planned) {
      if (envelopePlans.has(column.field)) continue;
      for (const one of [column, ...furtherColumnsOf(entity.fields[column.field]?.type, column.field)])
        columns.set(one.serverColumn, one);
    }
  }
  return [...columns.values()];
}
