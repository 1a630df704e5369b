import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { gridColumnsOf } from '@outpost/domain/kernel/catalogue/describe-entity';
import type { RelatedList } from '@outpost/domain/kernel/catalogue/views';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { fieldText } from '@outpost/ui/fields/field-text';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { DataTable } from '@outpost/ui/parts/data-table';
import type { ReactNode } from 'react';
import type { ShownRecord } from '../../bridge/contract.ts';
import { shownValue } from '../records/values/shown-value.ts';
import classes from './record.module.css';

type Props = {
  readonly entity: Entity;
  readonly list: RelatedList;
  readonly rows: readonly ShownRecord[];
  readonly specs: ReadonlyMap<string, FieldSpec>;
  /** Draws the record of a row, and the actions on the row. */
  readonly title: (row: ShownRecord) => ReactNode;
  readonly trailing?: ((row: ShownRecord) => ReactNode) | undefined;
};

/** The records of a related list with the columns that administrators have chosen for it (PLT-11), below their labels. */
export function RelatedTable({ entity, list, rows, specs, title, trailing }: Props) {
  const formats = useFormats();
  const known = new Map(gridColumnsOf(entity).map((column) => [column.name, column]));
  const columns = list.columns.flatMap((name) => known.get(name) ?? []);
  const named = list.shows === undefined ? entity.title : list.shows;
  const text = (row: ShownRecord, name: string) => {
    const spec = specs.get(name);
    return spec ? fieldText(spec, shownValue(row, name), formats) : '';
  };
  return (
    <DataTable
      label={list.title ?? entity.label.many}
      isCompact
      columns={[
        { id: named, header: entity.fields[named]?.label ?? entity.label.one },
        ...columns.map(({ name, label, align }) => ({
          id: name,
          header: label,
          ...(align === 'right' ? { align: 'end' as const } : {}),
        })),
        ...(trailing ? [{ id: 'acts', header: <span className="outpost-visually-hidden">Acts</span> }] : []),
      ]}
      rows={rows.map((row) => ({
        id: row.id,
        cells: [
          <span key={named} className={classes.inTable}>
            {title(row)}
          </span>,
          ...columns.map(({ name }) => (
            <span key={name} dir="auto">
              {text(row, name)}
            </span>
          )),
          ...(trailing ? [trailing(row)] : []),
        ],
      }))}
    />
  );
}
