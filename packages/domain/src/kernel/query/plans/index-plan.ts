import type { Entity } from '../../entities/entity.ts';
import { serverColumns } from '../../entities/envelope.ts';
import { fieldTypes, type KeyKind } from '../../entities/field-types.ts';
import { envelopeColumns } from '../sqlite-expression.ts';

/** Where the value of a field or an envelope name lies, on either engine. */
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
   * What counts and sums over the index read beside its columns: whether the record lives, and the currency of an amount. Kept in the
   * index, behind the id, they spare reading the records (on a million of them: milliseconds instead of seconds).
   */
  readonly covers: readonly ColumnPlan[];
};

const lifeColumn: ColumnPlan = { field: 'life', documentPath: 'life', serverColumn: 'life', kind: 'text' };

/** Envelope names that can be filtered and sorted by, beside the fields. `id` ends every index and is not named in one. */
const envelopePlans: ReadonlyMap<string, ColumnPlan> = new Map(
  serverColumns.flatMap(({ name, column, key }) =>
    key === undefined ? [] : [[name, { field: name, documentPath: name, serverColumn: column, kind: key }]],
  ),
);

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Where this field's key lies; nothing for a name that the entity has not, or whose type has no order. */
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

/** The currency beside a money field's key. */
export function currencyColumnOf(name: string): ColumnPlan {
  return {
    field: `${name}Currency`,
    documentPath: `keys.${name}Currency`,
    serverColumn: `k_${snake(name)}_currency`,
    kind: 'text',
  };
}

const plansOf = new WeakMap<Entity, readonly IndexPlan[]>();

/** The indexes of an entity, from its declaration: the lists it names and its unique keys. The id follows the last column in each. */
export function indexPlansOf(entity: Entity): readonly IndexPlan[] {
  const known = plansOf.get(entity);
  if (known) return known; // every question asks for them
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

/** The currencies of an entity's money that some index names. Of each the device also keeps an index that tells whether there is but one. */
export function indexedCurrencies(entity: Entity): readonly ColumnPlan[] {
  const columns = indexPlansOf(entity).flatMap(({ covers }) => covers.filter((column) => column !== lifeColumn));
  return [...new Map(columns.map((column) => [column.field, column])).values()];
}

/** All paths that the device's table of an entity has columns for: the envelope's, and the keys of all fields that have an order. */
export function devicePaths(entity: Entity): readonly string[] {
  const keys = Object.keys(entity.fields).flatMap((name) => {
    const column = columnOf(entity, name);
    const isMoney = entity.fields[name]?.type === 'money';
    return column ? [column, ...(isMoney ? [currencyColumnOf(name)] : [])] : [];
  });
  return [...envelopeColumns, ...keys.map(({ documentPath }) => documentPath)];
}

/** The columns that the server's table carries beside the envelope: each key that some index names, and the currencies of money. */
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
