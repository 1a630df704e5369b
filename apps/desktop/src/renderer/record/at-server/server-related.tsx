import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import type { RelatedList } from '@outpost/domain/kernel/catalogue/views';
import { shownListsOf } from '@outpost/domain/kernel/catalogue/views-of';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { isEmptyValue } from '@outpost/domain/kernel/entities/field-types';
import { refValue } from '@outpost/domain/kernel/entities/fields';
import { fieldText } from '@outpost/ui/fields/field-text';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { PanelLine, PanelSection } from '@outpost/ui/parts/panel-section';
import { useMemo } from 'react';
import type { CallOutput, ShownRecord } from '../../../bridge/contract.ts';
import { manyOf } from '../../records/entity-shape.ts';
import { useCatalogue } from '../../records/use-entity.ts';
import { useFieldSpecs } from '../../records/use-field-specs.ts';
import { shownValue } from '../../records/values/shown-value.ts';
import { FromServer } from '../../session/from-server.tsx';
import { useFromServer } from '../../session/use-from-server.ts';
import { readSort } from '../../window/list-address.ts';
import { useOpenRecord } from '../../window/use-open-record.ts';
import classes from './server-record.module.css';
import page from '../record.module.css';

type Props = { readonly entity: Entity; readonly record: ShownRecord };
type ListProps = { readonly entity: Entity; readonly list: RelatedList; readonly record: ShownRecord };

/** Chosen: a person reads no more of them here. The list of the kind has all. */
const mostShown = 50;

/** the lists of records that refer to a record that this device does not keep, each asked from the server. */
export function ServerRelated({ entity, record }: Props) {
  const catalogue = useCatalogue();
  const lists = useMemo(() => shownListsOf(catalogue, entity.name), [catalogue, entity.name]);
  return lists.map(({ entity: listed, list }) => (
    <RelatedAtServer key={`${listed.name}.${list.by}`} entity={listed} list={list} record={record} />
  ));
}

function RelatedAtServer({ entity, list, record }: ListProps) {
  const field = entity.fields[list.by];
  const value = field?.type === 'ref' ? refValue(field, record.entity, record.id) : record.id;
  const answer = useFromServer('server.list', {
    entity: entity.name,
    where: { field: list.by, op: 'is', value },
    sort: [readSort(list.sort) ?? { field: 'updatedAt', direction: 'desc' }],
    limit: mostShown,
    life: 'alive',
    referred: [],
  });
  return (
    <PanelSection title={list.title ?? entity.label.many} trailing="From the server">
      <FromServer answer={answer} offline={`The ${manyOf(entity)} are on the server`}>
        {(found) => <Rows entity={entity} list={list} found={found} />}
      </FromServer>
    </PanelSection>
  );
}

type RowsProps = Pick<ListProps, 'entity' | 'list'> & { readonly found: CallOutput<'server.list'> };

function Rows({ entity, list, found: { rows, refs, next } }: RowsProps) {
  const formats = useFormats();
  const open = useOpenRecord();
  const specs = useFieldSpecs(entity, refs);
  const texts = (row: ShownRecord, names: readonly string[]) =>
    names.flatMap((name) => {
      const spec = specs.get(name);
      const value = shownValue(row, name);
      return !spec || isEmptyValue(value) ? [] : [fieldText(spec, value, formats)];
    });
  const nameOf = (row: ShownRecord) =>
    (list.shows === undefined ? undefined : texts(row, [list.shows])[0]) ?? titleOf(entity, row);
  if (rows.length === 0) return <p className={classes.note}>{`No ${manyOf(entity)}`}</p>;
  return (
    <>
      {rows.map((row) => (
        <PanelLine key={row.id} trailing={texts(row, list.columns).join(', ')}>
          <button type="button" className={page.plain} onClick={() => open(row.id)} dir="auto">
            {nameOf(row)}
          </button>
        </PanelLine>
      ))}
      {next === null ? null : (
        <p className={classes.note}>{`These are the first ${mostShown}. The list of ${manyOf(entity)} has all.`}</p>
      )}
    </>
  );
}
