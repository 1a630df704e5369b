import { EntityGrid } from '../../grid/entity-grid.tsx';
import type { GridApi } from '@outpost/ui/grid/grid-model';
import { useImperativeHandle, useRef } from 'react';
import type { ViewKindProps } from './view-kind.ts';

/** A list as a grid. */
export function GridList({
  entity,
  where,
  search,
  life,
  sort,
  groups,
  columns,
  folds,
  onSort,
  openId,
  onOpen,
  empty,
  apiRef,
}: ViewKindProps) {
  const grid = useRef<GridApi>(null);
  useImperativeHandle(apiRef, () => ({ focus: () => grid.current?.focus() }), []);
  return (
    <EntityGrid
      entity={entity}
      where={where}
      search={search}
      life={life}
      sort={sort}
      onSort={onSort}
      group={groups}
      openId={openId}
      onOpen={onOpen}
      empty={empty}
      choice={columns}
      folds={folds}
      apiRef={grid}
    />
  );
}
