import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { type ReferredField, referredId } from '@outpost/domain/kernel/query/referred-fields';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { fieldText } from '@outpost/ui/fields/field-text';
import type { Formats } from '@outpost/ui/formats/formats';
import { useFormats } from '@outpost/ui/formats/formats-context';
import type { GridColumn } from '@outpost/ui/grid/grid-model';
import { useMemo } from 'react';
import type { RefNames, ShownRecord } from '../../bridge/contract.ts';
import { oneOf } from '../records/entity-shape.ts';
import { notKeptWords } from '../records/field-spec-of.ts';
import { canOrderBy } from '../records/list-order.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { useReferredFields, useReferredSpecs } from '../records/use-field-specs.ts';
import { useKindsNotWhole } from '../records/use-kinds-not-kept.ts';
import { columnSize, personCell } from './grid-cells.tsx';

/** The columns of referred fields by their paths, and those paths in the order of the columns. */
export type ReferredColumns = ReadonlyMap<string, GridColumn<ShownRecord>>;

/**
 * Returns the names among these columns that are referred fields which the person may read. The array stays the same while it has
 * the same names: a new width of a column asks for no rows.
 */
export function useReferredPaths(entity: Entity, names: readonly string[]): readonly string[] {
  const fields = useReferredFields(entity);
  const text = names.filter((name) => fields.some(({ path }) => path === name)).join(' ');
  return useMemo(() => (text === '' ? [] : text.split(' ')), [text]);
}

/**
 * Returns the columns of the referred fields with these paths. They are read-only. A record that the person may not see leaves the
 * cell empty. For a kind that this device does not keep, the cell says so.
 */
export function useReferredColumns(entity: Entity, paths: readonly string[], refs: RefNames): ReferredColumns {
  const catalogue = useCatalogue();
  const formats = useFormats();
  const notWhole = useKindsNotWhole();
  const all = useReferredFields(entity);
  const fields = useMemo(() => all.filter(({ path }) => paths.includes(path)), [all, paths]);
  const specs = useReferredSpecs(fields, refs);
  return useMemo(
    () =>
      new Map(
        fields.flatMap((field) => {
          const spec = specs.find(({ id }) => id === field.path);
          if (!spec) return [];
          const isKept = !notWhole.includes(field.target.name);
          const canSort = canOrderBy(catalogue, entity, field.path);
          return [[field.path, referredColumn(field, { spec, refs, isKept, formats, canSort })] as const];
        }),
      ),
    [fields, specs, refs, notWhole, formats, catalogue, entity],
  );
}

function referredColumn(
  field: ReferredField,
  about: {
    readonly spec: FieldSpec;
    readonly refs: RefNames;
    readonly isKept: boolean;
    readonly formats: Formats;
    readonly canSort: boolean;
  },
): GridColumn<ShownRecord> {
  const { refs, isKept, formats, canSort } = about;
  const { emptyText: _ofItsOwnRecord, ...spec } = about.spec;
  const one = oneOf(field.target);
  const readOnlyReason = `A field of the ${one}. Open the ${one} to change it.`;
  /** The values of the record that the reference names; undefined where there is none, or this device does not hold it. */
  const valuesOf = (row: ShownRecord) => {
    const id = referredId(field, row);
    return id === undefined ? undefined : refs[id]?.fields;
  };
  const value = (row: ShownRecord) => valuesOf(row)?.[field.name] ?? null;
  const person = personCell(spec, value);
  return {
    id: field.path,
    header: field.label,
    field: { ...spec, readOnlyReason },
    value,
    text: (row) => {
      if (valuesOf(row)) return fieldText(spec, value(row), formats);
      return !isKept && referredId(field, row) !== undefined ? notKeptWords : '';
    },
    // `null` draws the text alone: a flag without a record is neither yes nor no.
    cell: (row) => (valuesOf(row) ? person?.(row) : null),
    canSort,
    ...columnSize(spec),
  };
}
