import { NativeSelect, TextInput } from '@mantine/core';
import { can } from '@outpost/domain/kernel/access/access';
import { gridColumnsOf } from '@outpost/domain/kernel/catalogue/describe-entity';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { sameJson } from '@outpost/domain/kernel/json';
import type { SpanBucket } from '@outpost/domain/kernel/questions/list-query';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { FilterBuilder } from '@outpost/ui/filter/filter-builder';
import { fieldChoices } from '@outpost/ui/filter/field-choices';
import { filterChips, withoutChip } from '@outpost/ui/filter/filter-words';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { SidePanel, SidePanelPart } from '@outpost/ui/frame/side-panel';
import { ColumnList } from '@outpost/ui/grid/columns/column-list';
import { Button } from '@outpost/ui/parts/button';
import { Chip } from '@outpost/ui/parts/chip';
import { memo, useCallback, useMemo, useState } from 'react';
import type { ColumnChoice } from '../../grid/use-column-choice.ts';
import { useCount } from '../../queries/record-queries.ts';
import { audienceOf, firstForOf } from '../../records/sharing/audience.ts';
import { groupByField, type ListGroup, listGroupFields, offeredSpans } from '../../records/list-group.ts';
import { canOrderBy } from '../../records/list-order.ts';
import { refusalOf } from '../../records/may.ts';
import { offeredStageColumns } from '../../records/stages/stage-figures.ts';
import { useCatalogue, useEntity } from '../../records/use-entity.ts';
import { useReferredFields } from '../../records/use-field-specs.ts';
import { WhoSeesIt } from '../../records/sharing/who-sees-it.tsx';
import { bucketWords } from '../../records/group-words.ts';
import { usePrincipal } from '../../session/session-context.tsx';
import { type ListSearch, readSort, writeSort } from '../../window/list-address.ts';
import { cleared, type ShownList, unchangedAddress } from '../shown-list.ts';
import { savedViewKind } from './saved-views.ts';
import { useFilterFields } from '../use-filter-fields.ts';
import { lookOf, type ViewLook } from './view-look.ts';
import { type NamedView, useViewActs } from './use-view-acts.ts';
import classes from './view-panel.module.css';

/** The envelope of a view that is not saved yet. */
const unsaved = { entity: savedViewKind, teamId: null, sharedWith: [], inherited: null };

type Props = {
  readonly entity: Entity;
  readonly shown: ShownList;
  readonly life: 'alive' | 'deleted';
  readonly columns: ColumnChoice;
  /** The parts of the list that differ from the view. */
  readonly changes: readonly (keyof ViewLook)[];
  readonly onAddress: (change: Partial<ListSearch>, how: 'push' | 'replace') => void;
  readonly onClose: () => void;
};

/** Returns an object with some of its parts. */
const partsOf = <T extends object>(whole: T, isIn: (part: keyof T) => boolean): Partial<T> =>
  Object.fromEntries(Object.entries(whole).filter(([part]) => isIn(part as keyof T))) as Partial<T>; // the entries keep their names and types

/**
 * Edits a view of a list. Filter, order, groups and columns change the list immediately, for this person only, until
 * they are saved.
 */
export function ViewPanel({ entity, shown, life, columns, changes, onAddress, onClose }: Props) {
  const { view } = shown;
  const saved = view?.saved;
  const formats = useFormats();
  const principal = usePrincipal();
  const kind = useEntity(savedViewKind);
  const acts = useViewActs();
  const start = useMemo<NamedView>(
    () =>
      saved === undefined
        ? { name: '', audience: 'me', firstFor: [] }
        : { name: view?.name ?? '', audience: audienceOf(saved), firstFor: firstForOf(saved) },
    [saved, view],
  );
  const [typed, setTyped] = useState<Partial<NamedView>>({});
  const named: NamedView = { ...start, ...typed };
  const name = named.name.trim();
  const wished: NamedView = { ...named, name };
  const refused = (action: 'update' | 'delete') =>
    saved === undefined ? undefined : refusalOf(principal, action, kind, { record: saved, nameOf: () => undefined });
  const mayOpen = can(principal, 'administer', kind, saved ?? { ...unsaved, ownerId: principal.userId });
  const entered = partsOf(wished, (part) => !sameJson(wished[part], start[part]));
  const changeCount = changes.length + Object.keys(entered).length;
  const look = lookOf(shown, columns);

  // A letter in the name leaves these as they are, so that it does not draw the parts below.
  const changeNamed = useCallback((change: Partial<NamedView>) => setTyped((before) => ({ ...before, ...change })), []);
  const firstFor = useMemo(
    () => ({ roles: named.firstFor, label: 'Opens first for', lead: 'This view opens first for' }),
    [named.firstFor],
  );

  const putBack = () => {
    setTyped({});
    columns.putBack();
    onAddress(unchangedAddress, 'replace');
  };
  const save = async () => {
    if (saved && (await acts.save(saved, { named: entered, look: partsOf(look, (part) => changes.includes(part)) })))
      putBack();
  };
  const saveAsNew = async () => {
    const id = await acts.create(entity.name, wished, look);
    if (id === undefined) return;
    setTyped({});
    columns.putBack();
    onAddress({ ...unchangedAddress, view: id }, 'push');
  };
  const isNewName = saved === undefined || name !== view?.name;
  return (
    <SidePanel
      title={saved === undefined ? 'View' : 'Edit view'}
      closeLabel="Close the view"
      onClose={onClose}
      foot={
        <>
          <p className={classes.note} role="status">
            {changeCount === 0
              ? 'No changes.'
              : `${formats.plural(changeCount, 'change', 'changes')}. Only you see ${changeCount === 1 ? 'it' : 'them'} so far.`}
          </p>
          <div className={classes.acts}>
            {saved === undefined ? null : (
              <Button
                variant="primary"
                disabledReason={
                  refused('update') ??
                  (changeCount === 0 ? 'Nothing has changed.' : name === '' ? 'Give the view a name.' : undefined)
                }
                onClick={() => void save()}
              >
                Save
              </Button>
            )}
            <Button
              {...(saved === undefined ? { variant: 'primary' as const } : {})}
              disabledReason={
                name === '' ? 'Give the view a name.' : isNewName ? undefined : 'Give the new view a name of its own.'
              }
              onClick={() => void saveAsNew()}
            >
              Save as new
            </Button>
            <Button variant="quiet" icon="undo" disabled={changeCount === 0} onClick={putBack}>
              Put back
            </Button>
          </div>
        </>
      }
    >
      <TextInput
        label="Name"
        placeholder={saved === undefined ? `“${view?.name ?? entity.label.many}” stays as it is` : undefined}
        maxLength={60}
        value={named.name}
        onChange={(event) => changeNamed({ name: event.currentTarget.value })}
      />
      <ListParts {...{ entity, shown, life, columns, onAddress }} />
      <WhoSeesIt
        audience={named.audience}
        firstFor={firstFor}
        note="Each person sees only the records that they may see. “Me” in the filter is the person who opens the view."
        onChange={changeNamed}
        mayOpen={mayOpen}
      />
      {saved === undefined || refused('delete') !== undefined ? null : (
        <Button
          icon="trash"
          variant="quiet"
          className={classes.remove}
          onClick={() =>
            void acts.remove(saved).then((isGone) => {
              if (!isGone) return;
              onClose();
              onAddress({ ...unchangedAddress, view: undefined }, 'push');
            })
          }
        >
          Delete this view
        </Button>
      )}
    </SidePanel>
  );
}

/** The parts of a view that are also parts of the list: filter, columns, order and groups. */
const ListParts = memo(function ListParts({
  entity,
  shown,
  life,
  columns,
  onAddress,
}: Pick<Props, 'entity' | 'shown' | 'life' | 'columns' | 'onAddress'>) {
  const formats = useFormats();
  const { fields, known } = useFilterFields(entity, shown.where);
  const matching = useCount(entity, { where: shown.where, search: shown.search, life });
  const total = useCount(entity, { life });
  return (
    <>
      <SidePanelPart
        title="Only"
        aside={
          matching === undefined || total === undefined
            ? undefined
            : `${formats.count(matching)} of ${formats.count(total)} match`
        }
      >
        <div className={classes.chips}>
          {filterChips(shown.where, known, formats).map(({ id, field, value }) => (
            <Chip
              key={id}
              field={field}
              value={value}
              onRemove={() => onAddress({ where: withoutChip(shown.where, id), instead: true }, 'replace')}
            />
          ))}
          <FilterBuilder
            label="Filter"
            fields={fields}
            value={shown.where}
            onChange={(where) => onAddress({ where, instead: true }, 'replace')}
          />
        </div>
      </SidePanelPart>
      {shown.kind.uses.columns ? <Columns entity={entity} columns={columns} /> : null}
      <OrderAndGroup entity={entity} specs={fields} shown={shown} onAddress={onAddress} />
    </>
  );
});

function Columns({ entity, columns }: { readonly entity: Entity; readonly columns: ColumnChoice }) {
  const formats = useFormats();
  const referred = useReferredFields(entity);
  const known = useMemo(
    () => [
      ...gridColumnsOf(entity).map(({ name, label }) => ({ id: name, header: label })),
      ...offeredStageColumns(entity, formats.currency),
      ...referred.map(({ path, label, reference }) => ({ id: path, header: label, heading: reference.label })),
    ],
    [entity, referred, formats.currency],
  );
  const shown = known.filter(({ id }) => columns.names.includes(id)).length;
  return (
    <SidePanelPart title="Columns" aside={`${formats.count(shown)} shown, ${formats.count(known.length - shown)} more`}>
      <div className={classes.columns}>
        <ColumnList columns={known} chosen={columns.names} nameId={entity.title} onChosen={columns.setNames} />
      </div>
    </SidePanelPart>
  );
}

type OrderProps = {
  readonly entity: Entity;
  readonly specs: readonly FieldSpec[];
  readonly shown: ShownList;
  readonly onAddress: Props['onAddress'];
};

/** Returns the spans of days that a list offers for its groups, with the one that it has. */
const spansOf = ({ bucket }: ListGroup): readonly SpanBucket[] => [
  ...(bucket === undefined || offeredSpans.some((span) => span === bucket) ? [] : [bucket]),
  ...offeredSpans,
];

/** The order of a list, and the field by which it is grouped. */
function OrderAndGroup({ entity, specs, shown, onAddress }: OrderProps) {
  const sort = readSort(shown.sort);
  // A distance needs a place, which the menu of the list asks for.
  const catalogue = useCatalogue();
  const sortable = specs.filter(({ id, kind }) =>
    kind === 'geo' ? sort?.from !== undefined && sort.field === id : canOrderBy(catalogue, entity, id),
  );
  const groupable = useMemo(() => listGroupFields(catalogue, entity), [catalogue, entity]);
  const columns = shown.kind.columnsBy?.fields(entity);
  const { group } = shown;
  return (
    <SidePanelPart title={columns === undefined ? 'Order and groups' : 'Order and columns'}>
      <div className={classes.pair}>
        <NativeSelect
          aria-label="Order by"
          value={sort?.field ?? ''}
          data={[
            { value: '', label: 'The usual order' },
            ...fieldChoices(
              sortable.map((spec) => (spec.kind === 'geo' ? { ...spec, label: `Distance of ${spec.label}` } : spec)),
            ),
          ]}
          onChange={({ currentTarget: { value } }) =>
            onAddress(
              { sort: value === '' ? cleared(shown.view?.sort) : `${value}.${sort?.direction ?? 'asc'}` },
              'replace',
            )
          }
        />
        <NativeSelect
          aria-label="Direction"
          disabled={sort === undefined}
          value={sort?.direction ?? 'asc'}
          data={[
            { value: 'asc', label: 'Ascending' },
            { value: 'desc', label: 'Descending' },
          ]}
          onChange={({ currentTarget: { value } }) =>
            sort && onAddress({ sort: writeSort({ ...sort, direction: value === 'desc' ? 'desc' : 'asc' }) }, 'replace')
          }
        />
      </div>
      {shown.kind.uses.group ? (
        <div className={group?.bucket === undefined ? undefined : classes.pair}>
          <NativeSelect
            aria-label="Group by"
            value={group?.path ?? 'none'}
            data={[
              { value: 'none', label: 'No groups' },
              ...groupable.map(({ path, label }) => ({ value: path, label: `By ${label.toLowerCase()}` })),
            ]}
            onChange={({ currentTarget: { value } }) => {
              const chosen = groupable.find(({ path }) => path === value);
              onAddress({ group: chosen ? groupByField(chosen).text : 'none' }, 'replace');
            }}
          />
          {group?.bucket === undefined ? null : (
            <NativeSelect
              aria-label="Days together"
              value={group.bucket}
              data={spansOf(group).map((span) => ({ value: span, label: bucketWords[span] }))}
              onChange={({ currentTarget: { value } }) => {
                const span = spansOf(group).find((one) => one === value);
                onAddress({ group: groupByField(group, span).text }, 'replace');
              }}
            />
          )}
        </div>
      ) : null}
      {columns === undefined || columns.length < 2 ? null : (
        <NativeSelect
          aria-label="Columns by"
          value={shown.kind.columnsBy?.now(entity, shown.namedGroup) ?? ''}
          data={columns.map((field) => ({
            value: field,
            label: `Columns by ${entity.fields[field]?.label.toLowerCase() ?? field}`,
          }))}
          onChange={({ currentTarget: { value } }) => {
            const isUsual = shown.kind.columnsBy?.now(entity, shown.view?.group) === value;
            onAddress({ group: isUsual ? undefined : value }, 'replace');
          }}
        />
      )}
    </SidePanelPart>
  );
}
