import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { refValue } from '@outpost/domain/kernel/entities/fields';
import { isEmptyValue } from '@outpost/domain/kernel/entities/field-types';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import type { RelatedList } from '@outpost/domain/kernel/catalogue/views';
import { shownListsOf } from '@outpost/domain/kernel/catalogue/views-of';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { fieldText } from '@outpost/ui/fields/field-text';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { IconButton } from '@outpost/ui/parts/button';
import { LoadBoundary } from '@outpost/ui/loading/loadable';
import { PanelLine, PanelSection } from '@outpost/ui/parts/panel-section';
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { ShownRecord } from '../../bridge/contract.ts';
import { readSort } from '../window/list-address.ts';
import { useOpenRecord } from '../window/use-open-record.ts';
import { countOfSummary, useRecordList, useSummary } from '../queries/record-queries.ts';
import { useActs } from '../queries/use-acts.ts';
import { manyOf, oneOf } from '../records/entity-shape.ts';
import { mayCreate, refusalOf } from '../records/may.ts';
import type { NewRecordWish } from '../records/creating/new-record-dialog.tsx';
import { useNewRecord } from '../records/creating/new-record.tsx';
import { shownValue } from '../records/values/shown-value.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { useFieldSpecs } from '../records/use-field-specs.ts';
import { usePrincipal } from '../session/session-context.tsx';
import { useIsNotKept, useKeptSince } from '../records/use-kinds-not-kept.ts';
import { RecordParts } from '../slots/use-slots.tsx';
import { deleteRequest } from '../records/life-acts.ts';
import { kindParams } from '../window/kind-params.ts';
import { RelatedTable } from './related-table.tsx';
import classes from './record.module.css';

/**
 * The records that belong to a record: the packs' own sections (its tasks), then the lists of records that refer to it (T-20).
 */
export function RelatedRecords({ entity, record }: { readonly entity: Entity; readonly record: ShownRecord }) {
  const catalogue = useCatalogue();
  const lists = useMemo(() => shownListsOf(catalogue, entity.name), [catalogue, entity.name]);
  return (
    <>
      <LoadBoundary>
        <RecordParts entity={entity} record={record} />
      </LoadBoundary>
      {lists.map(({ entity: listed, list }) => (
        <Related key={`${listed.name}.${list.by}`} entity={listed} list={list} record={record} />
      ))}
    </>
  );
}

const shownOf = 5;
const noRefs = {};

type Props = { readonly entity: Entity; readonly list: RelatedList; readonly record: ShownRecord };

/** One list of records that refer to the open one. An empty list is shown only if the person may add a record. */
function Related({ entity, list, record }: Props) {
  const { by, columns, adds } = list;
  const field = entity.fields[by];
  const formats = useFormats();
  const open = useOpenRecord();
  const navigate = useNavigate();
  const principal = usePrincipal();
  const catalogue = useCatalogue();
  const newRecord = useNewRecord();
  const value = field?.type === 'ref' ? refValue(field, record.entity, record.id) : record.id;
  const where = { field: by, op: 'is' as const, value };
  const rows = useRecordList({
    entity: entity.name,
    where,
    sort: [readSort(list.sort) ?? { field: 'updatedAt', direction: 'desc' }],
    limit: shownOf,
  });
  const totals = useSummary({ entity: entity.name, where, sums: [] });
  const count = countOfSummary(totals.data) ?? 0;
  const specs = useFieldSpecs(entity, rows.data?.refs ?? noRefs);
  const isNotKept = useIsNotKept(entity);
  const keptSince = useKeptSince(entity);
  const isAdding = adds !== undefined && record.life === 'alive' && mayCreate(principal, entity);
  if (isNotKept)
    return (
      <PanelSection title={list.title ?? entity.label.many}>
        <p className={classes.faint}>Not kept on this device.</p>
      </PanelSection>
    );
  if (count === 0 && !isAdding && keptSince === undefined) return null;
  const form = list.shows === undefined ? {} : linkForm(catalogue, entity, list.shows);
  const besides = (row: ShownRecord) =>
    columns
      .flatMap((name) => {
        const spec = specs.get(name);
        const beside = shownValue(row, name);
        return !spec || isEmptyValue(beside) ? [] : [fieldText(spec, beside, formats)];
      })
      .join(', ');
  const { shows } = list;
  const joined = shows === undefined ? undefined : { entity, spec: specs.get(shows), field: shows };
  const titleIn = (row: ShownRecord) =>
    joined ? (
      <OtherEnd {...joined} row={row} />
    ) : (
      <button type="button" className={classes.plain} onClick={() => open(row.id)} dir="auto">
        {titleOf(entity, row)}
      </button>
    );
  const unlinkIn = (row: ShownRecord) => (joined ? <Unlink {...joined} row={row} /> : null);
  return (
    <PanelSection
      title={list.title ?? entity.label.many}
      trailing={
        <span className={classes.links}>
          {count === 0 ? null : (
            <button
              type="button"
              className={classes.link}
              onClick={() =>
                void navigate({
                  to: '/list/$pack/$name',
                  params: kindParams(entity.name),
                  search: { kind: 'grid', where },
                })
              }
            >
              {count > shownOf ? `All ${formats.count(count)}` : 'As a list'}
            </button>
          )}
          {isAdding ? (
            <button
              type="button"
              className={classes.link}
              aria-label={`New ${oneOf(entity)}`}
              onClick={() =>
                newRecord({
                  entity: entity.name,
                  form: `${by}/${record.id}`,
                  fields: { [by]: value },
                  asks: adds,
                  ...form,
                })
              }
            >
              New
            </button>
          ) : null}
        </span>
      }
    >
      {keptSince === undefined ? null : (
        <p className={classes.faint}>
          {`Only those that were changed since ${formats.date(`${keptSince}-01`)} are on this device.`}
        </p>
      )}
      {count === 0 && keptSince === undefined ? <p className={classes.faint}>No {manyOf(entity)} yet</p> : null}
      {rows.data === undefined || count === 0 ? null : list.hasChosenColumns && columns.length > 0 ? (
        <RelatedTable
          entity={entity}
          list={list}
          rows={rows.data.rows}
          specs={specs}
          title={titleIn}
          trailing={joined && unlinkIn}
        />
      ) : (
        rows.data.rows.map((row) => (
          <PanelLine
            key={row.id}
            trailing={
              <>
                {besides(row)}
                {unlinkIn(row)}
              </>
            }
          >
            {titleIn(row)}
          </PanelLine>
        ))
      )}
    </PanelSection>
  );
}

/** Returns the parts of the form that joins the open record with a record of the kind that the list shows. */
function linkForm(
  { entities }: Catalogue,
  entity: Entity,
  shows: string,
): Pick<NewRecordWish, 'title' | 'done' | 'past'> {
  const field = entity.fields[shows];
  const [target, ...others] = field?.type === 'ref' ? field.targets : [];
  const other = target === undefined || others.length > 0 ? undefined : entities.get(target);
  const linked = `a ${other ? oneOf(other) : 'record'}`;
  return { title: `Link ${linked}`, done: 'Link', past: `Linked ${linked}` };
}

/** The reference of a list whose records only join two others (T-19). */
type Joined = {
  readonly entity: Entity;
  readonly spec: FieldSpec | undefined;
  readonly field: string;
  readonly row: ShownRecord;
};

function useOtherEnd({ spec, field, row }: Joined): { readonly name: string; readonly value: JsonValue } {
  const formats = useFormats();
  const value = row.fields[field] ?? null;
  return { value, name: spec ? fieldText(spec, value, formats) : '' };
}

/** The record at the other end of a joining record. It opens that record, if this device has it. */
function OtherEnd(joined: Joined) {
  const { spec } = joined;
  const open = useOpenRecord();
  const { name, value } = useOtherEnd(joined);
  const id = typeof value === 'string' ? value.slice(value.indexOf(':') + 1) : '';
  const isHeld = spec?.kind === 'ref' && spec.nameOf?.(id) !== undefined;
  return isHeld ? (
    <button type="button" className={classes.plain} onClick={() => open(id)} dir="auto">
      {name}
    </button>
  ) : (
    <span dir="auto">{name}</span>
  );
}

/**
 * The cross that deletes a joining record, which can be undone. It draws nothing for a person who may not delete it.
 */
function Unlink(joined: Joined) {
  const { entity, row } = joined;
  const principal = usePrincipal();
  const { perform } = useActs();
  const { name } = useOtherEnd(joined);
  if (refusalOf(principal, 'delete', entity, { record: row, nameOf: () => undefined }) !== undefined) return null;
  return (
    <IconButton
      icon="close"
      label={`Remove the link to ${name}`}
      onClick={() => void perform({ ...deleteRequest(entity, row), label: cutLabel(`Removed the link to ${name}`) })}
    />
  );
}
