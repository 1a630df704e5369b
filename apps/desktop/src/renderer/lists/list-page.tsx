import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { GridApi } from '@outpost/ui/grid/grid-model';
import { ListBesidePanel } from '@outpost/ui/frame/list-beside-panel';
import { useEffect, useMemo, useRef } from 'react';
import { StageBoard } from '../board/stage-board.tsx';
import { EntityGrid } from '../grid/entity-grid.tsx';
import { useSummary } from '../queries/record-queries.ts';
import { useLocal } from '../queries/use-local.ts';
import { RecordView } from '../record/record-view.tsx';
import { stageFieldOf } from '../records/entity-shape.ts';
import { builtInViews, readSavedViews, savedViewJson, savedViewsKey } from '../records/list-views.ts';
import { hasField, missingField } from '../records/missing-field.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { FirstSync } from '../sync/first-sync.tsx';
import { both, type ListSearch, readSort } from '../window/list-address.ts';
import { ListBar } from './list-bar.tsx';
import { MissingField } from '../places/missing-field.tsx';
import { ListEmpty } from './list-empty.tsx';
import { type OpenPlace, useOpenPlace } from '../places/open-place.ts';
import { PipelineSummary } from './pipeline-summary.tsx';

/**
 * The properties that the router gives a list: the kind of record, the state in the address, and a function that changes the
 * address.
 */
export type ListPageProps = {
  readonly entity: Entity;
  readonly search: ListSearch;
  readonly onSearch: (change: Partial<ListSearch>, how: 'push' | 'replace') => void;
};

/** A list of one kind of record: views, filters, board or grid, and the open record beside it. */
export function ListPage({ entity, search, onSearch }: ListPageProps) {
  const [kept, keep] = useLocal(savedViewsKey(entity.name));
  const stage = useMemo(() => stageFieldOf(entity), [entity]);
  const catalogue = useCatalogue();
  const views = useMemo(() => [...builtInViews(catalogue, entity), ...readSavedViews(kept)], [catalogue, entity, kept]);
  const view = views.find(({ id }) => id === search.view) ?? views[0];
  const kind = stage
    ? (search.kind ??
      view?.kind ??
      (view?.id === 'all' && catalogue.views.get(entity.name)?.board?.isFirst ? 'board' : 'grid'))
    : 'grid';
  const where = useMemo(() => both(view?.where, search.where), [view, search.where]);
  const missing = missingField(catalogue, entity, where);
  // An unknown field in the order or grouping hides no records, so the list ignores it.
  const wanted = search.group === 'none' ? undefined : (search.group ?? (kind === 'grid' ? view?.group : undefined));
  const group = wanted !== undefined && hasField(catalogue, entity, wanted) ? wanted : undefined;
  const order = search.sort ?? view?.sort;
  const sort = hasField(catalogue, entity, readSort(order)?.field ?? '') ? order : undefined;
  const life = search.life ?? 'alive';
  const { worth } = entity;
  const grid = useRef<GridApi>(null);

  const byStage = useSummary(
    {
      entity: entity.name,
      ...(where === undefined ? {} : { where }),
      ...(search.search === undefined ? {} : { search: search.search }),
      ...(stage ? { groupBy: stage.name } : {}),
      sums: worth === undefined ? [] : [worth],
    },
    { isOff: kind !== 'board' || missing !== undefined },
  );
  const place: OpenPlace = useOpenPlace({ entity, where, search: search.search, life, sort, group, open: search.open });
  const open = (id: string | undefined, full?: boolean) =>
    onSearch({ open: id, full: full === true ? true : undefined }, search.open === undefined ? 'push' : 'replace');
  const isClosing = useRef(false);
  const close = () => {
    isClosing.current = true;
    open(undefined);
  };
  // Only now: a record over the whole page hides the grid until it is gone, and a hidden grid takes no focus.
  useEffect(() => {
    if (search.open !== undefined || !isClosing.current) return;
    isClosing.current = false;
    grid.current?.focus();
  }, [search.open]);
  const step = (by: 1 | -1) => {
    const next = place.neighbour(by);
    if (next !== undefined) open(next, search.full);
  };
  const empty = <ListEmpty entity={entity} view={view} search={search} onSearch={onSearch} />;
  const list = (
    <>
      <FirstSync />
      {missing !== undefined ? (
        <MissingField
          entity={entity}
          field={missing}
          onShowAll={() => onSearch({ view: undefined, where: undefined, sort: undefined }, 'push')}
        />
      ) : kind === 'board' && stage ? (
        <StageBoard
          entity={entity}
          stage={stage}
          where={where}
          search={search.search}
          summary={byStage.data}
          openId={search.open}
          onOpen={(id) => open(id, search.open === id)}
          empty={empty}
        />
      ) : (
        <EntityGrid
          entity={entity}
          where={where}
          search={search.search}
          life={life}
          sort={sort}
          onSort={(next) => onSearch({ sort: next }, 'replace')}
          group={group}
          openId={search.open}
          onOpen={(id, index) => {
            place.setIndex(index);
            open(id, search.open === id);
          }}
          empty={empty}
          apiRef={grid}
        />
      )}
    </>
  );
  return (
    <>
      <ListBar
        entity={entity}
        search={search}
        onSearch={onSearch}
        views={views}
        view={view}
        kind={kind}
        group={group}
        onSaveView={(saved) => {
          keep([...readSavedViews(kept), saved].map(savedViewJson));
          onSearch({ view: saved.id, where: undefined, sort: undefined, group: undefined, kind: undefined }, 'push');
        }}
        onRemoveView={(id) => {
          keep(
            readSavedViews(kept)
              .filter((one) => one.id !== id)
              .map(savedViewJson),
          );
          onSearch({ view: undefined }, 'push');
        }}
        summary={
          kind === 'board' && stage ? <PipelineSummary stage={stage} worth={worth} summary={byStage.data} /> : undefined
        }
      />
      <ListBesidePanel
        list={list}
        panel={
          search.open === undefined ? undefined : (
            <RecordView
              key={search.open}
              id={search.open}
              isFull={search.full ?? false}
              onFull={() => open(search.open, search.full !== true)}
              onClose={close}
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
    </>
  );
}
