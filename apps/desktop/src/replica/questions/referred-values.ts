import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { refTarget } from '@outpost/domain/kernel/entities/fields';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { NamedRef } from '@outpost/domain/kernel/query/conditions/compile-refs';
import {
  type ReferredField,
  referredField,
  referredId,
  referredValue,
} from '@outpost/domain/kernel/query/referred-fields';
import type { RefNames } from '../../bridge/contract.ts';
import { titleIn } from '../records/names.ts';

/** The referred fields that a list shows. Paths that lead to no such field are left out. */
export function referredIn(catalogue: Catalogue, kind: string, paths: readonly string[]): readonly ReferredField[] {
  const entity = catalogue.entities.get(kind);
  return entity ? paths.flatMap((path) => referredField(catalogue, entity, path) ?? []) : [];
}

/** Returns the records that rows name by the references of these fields, with repeats. */
export const refsThrough = (
  fields: readonly ReferredField[],
  rows: readonly Pick<StoredRecord, 'fields'>[],
): readonly NamedRef[] => {
  const references = [...new Map(fields.map((field) => [field.through, field])).values()];
  return rows.flatMap((row) =>
    references.flatMap((field) => {
      const id = referredId(field, row);
      return id === undefined ? [] : [{ entity: field.target.name, id }];
    }),
  );
};

/** The values of referred fields, read for one window. */
export type ReferredValues = {
  /** The records that these values name, such as the owner of an account. */
  readonly refs: readonly NamedRef[];
  /** Returns names together with the values. `mayShow`: leaves out the values of other records. */
  readonly with: (names: RefNames, mayShow?: (record: StoredRecord) => boolean) => RefNames;
};

/** Returns the values of referred fields in the records at the ends of their references. */
export function referredValues(
  catalogue: Catalogue,
  fields: readonly ReferredField[],
  records: readonly StoredRecord[],
): ReferredValues {
  const byKind = Map.groupBy(fields, ({ target }) => target.name);
  const refs: NamedRef[] = [];
  const found = records.map((record) => {
    const values: Record<string, JsonValue> = {};
    for (const of of byKind.get(record.entity) ?? []) {
      const value = referredValue(of, record);
      if (value === null) continue;
      values[of.name] = value;
      if (of.field.type === 'ref' && typeof value === 'string') refs.push(refTarget(of.field, value));
    }
    return { record, values };
  });
  return {
    refs,
    with: (names, mayShow) => {
      const all = { ...names };
      for (const { record, values } of found) {
        if (mayShow && !mayShow(record)) continue;
        const { entity, life } = record;
        all[record.id] = { entity, title: titleIn(catalogue, record), life, ...all[record.id], fields: values };
      }
      return all;
    },
  };
}
