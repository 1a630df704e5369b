import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { ListBesidePanel } from '@outpost/ui/frame/list-beside-panel';
import { LoadBoundary } from '@outpost/ui/loading/loadable';
import { PageNote } from '@outpost/ui/states/page-note';
import { useMemo, useRef, useState } from 'react';
import { useColumnChoice } from '../grid/use-column-choice.ts';
import { useGroupFolds } from '../grid/use-group-folds.ts';
import { RecordView } from '../record/record-view.tsx';
import { missingField } from '../records/values/missing-field.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { FirstSync } from '../sync/first-sync.tsx';
import { useIsNotKept, useKeptSince } from '../records/use-kinds-not-kept.ts';
import type { ListApi } from './kinds/view-kind.ts';
import { missingKind } from './kinds/view-kinds.ts';
import { ListBar } from './list-bar.tsx';
import { MissingField } from '../places/missing-field.tsx';
import { ListEmpty } from './list-empty.tsx';
import { NotKeptList, PartlyKeptList } from './not-kept-list.tsx';
import { type OpenPlace, useOpenPlace } from '../places/open-place.ts';
import { useRecordBeside } from '../places/use-record-beside.ts';
import { allOfThem, cleared, shownList } from './shown-list.ts';
import { type ListAddress, useListView } from './views/use-list-view.ts';
import { useKeptViews } from './views/use-kept-views.ts';
import { changedParts } from './views/view-look.ts';
import { ViewPanel } from './views/view-panel.tsx';

/**
 * The properties that the router gives a list: the kind of record, the state in the address, and a function that changes the
 * address.
 */
export type ListPageProps = ListAddress & { readonly entity: Entity };

/** A list of one kind of record: views, filters, one of the kinds of view, and the open record next to it. */
export function ListPage({ entity, ...address }: ListPageProps) {
  const catalogue = useCatalogue();
  useKeptViews(entity);
  const { views, first, view, isKnown, search, onSearch } = useListView(entity, address);
  const shown = useMemo(
    () => shownList(catalogue, entity, { view, address: search }),
    [catalogue, entity, view, search],
  );
  const own = useMemo(() => shownList(catalogue, entity, { view, address: {} }), [catalogue, entity, view]);
  const { kind, sort, group } = shown;
  const where = useMemo(
    () => (kind.narrow ? kind.narrow(entity, shown.where, shown.namedGroup) : shown.where),
    [kind, entity, shown],
  );
  const narrowed = useMemo(() => ({ ...shown, where }), [shown, where]);
  const columns = useColumnChoice(entity, view);
  const folds = useGroupFolds(entity, view, group);
  const changes = changedParts(shown, own, columns);
  const [isEditing, setEditing] = useState(false);
  const missing = missingField(catalogue, entity, where);
  const isNotKept = useIsNotKept(entity);
  const keptSince = useKeptSince(entity);
  const unknownKind = isKnown ? missingKind({ wished: search.kind, view }) : undefined;
  const life = search.life ?? 'alive';
  const drawn = useRef<ListApi>(null);

  const place: OpenPlace = useOpenPlace({ entity, where, search: shown.search, life, sort, group, open: search.open });
  const beside = useRecordBeside(search.open, onSearch, drawn);
  const step = (by: 1 | -1) => {
    const next = place.neighbour(by);
    if (next !== undefined) beside.show(next, search.full === true);
  };
  const empty = <ListEmpty entity={entity} shown={shown} life={life} onSearch={onSearch} />;
  const { Screen, Summary } = kind;
  const screen = (
    <LoadBoundary>
      <Screen
        entity={entity}
        where={where}
        search={shown.search}
        life={life}
        sort={sort}
        onSort={(next) => onSearch({ sort: next ?? cleared(view?.sort) }, 'replace')}
        group={shown.namedGroup}
        groups={group}
        columns={columns}
        folds={folds}
        address={search}
        onAddress={onSearch}
        openId={search.open}
        onOpen={(id, index) => {
          if (index !== undefined) place.setIndex(index);
          beside.show(id, search.open === id);
        }}
        empty={empty}
        apiRef={drawn}
      />
    </LoadBoundary>
  );
  const list = (
    <>
      <FirstSync />
      {unknownKind === undefined ? null : (
        <PageNote icon="warning">
          {`This list is drawn as “${unknownKind}”, which this version of Outpost does not have. You see it as: ${kind.label.toLowerCase()}.`}
        </PageNote>
      )}
      {!isKnown ? null : missing !== undefined ? (
        <MissingField
          entity={entity}
          field={missing}
          onShowAll={() => onSearch({ ...allOfThem, sort: undefined }, 'push')}
        />
      ) : isNotKept ? (
        <NotKeptList entity={entity} shown={narrowed} life={life} columns={columns.names} here={screen} />
      ) : keptSince !== undefined ? (
        <PartlyKeptList
          entity={entity}
          shown={narrowed}
          life={life}
          columns={columns.names}
          here={screen}
          since={keptSince}
        />
      ) : (
        screen
      )}
    </>
  );
  const bar = (
    <ListBar
      entity={entity}
      search={search}
      onSearch={onSearch}
      views={views}
      first={first}
      shown={narrowed}
      columns={columns}
      folds={folds}
      isChanged={changes.length > 0}
      isListed={isKnown && missing === undefined && !isNotKept}
      isEditing={isEditing && search.open === undefined}
      onEditing={(next) => {
        if (next && search.open !== undefined) beside.show(undefined, false);
        setEditing(next);
      }}
      summary={
        isNotKept ? (
          'Not kept on this device'
        ) : Summary && isKnown && missing === undefined ? (
          <Summary entity={entity} where={where} search={shown.search} group={shown.namedGroup} />
        ) : undefined
      }
    />
  );
  return (
    <ListBesidePanel
      bar={bar}
      list={list}
      isSlim={search.open === undefined}
      isFull={search.open !== undefined && search.full === true}
      panel={
        search.open === undefined ? (
          isEditing ? (
            <ViewPanel
              key={view?.id ?? ''}
              entity={entity}
              shown={shown}
              life={life}
              columns={columns}
              changes={changes}
              onAddress={onSearch}
              onClose={() => {
                setEditing(false);
                drawn.current?.focus();
              }}
            />
          ) : undefined
        ) : (
          <RecordView
            key={search.open}
            id={search.open}
            isFull={search.full ?? false}
            onFull={() => beside.show(search.open, search.full !== true)}
            onClose={beside.close}
            {...(place.index === undefined
              ? {}
              : {
                  onStep: step,
                  place: { index: place.index, count: place.count, view: view?.name ?? entity.label.many },
                })}
          />
        )
      }
    />
  );
}
