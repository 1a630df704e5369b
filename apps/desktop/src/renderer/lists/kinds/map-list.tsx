import { addressWithArea } from '../../map/area-filter.ts';
import { EntityMap } from '../../map/entity-map.tsx';
import type { ViewKindProps } from './view-kind.ts';

/** A list next to a map. */
export function MapList({
  entity,
  where,
  search,
  sort,
  onSort,
  address,
  onAddress,
  openId,
  onOpen,
  empty,
  apiRef,
}: ViewKindProps) {
  const field = entity.place;
  if (field === undefined) return null; // the table offers a map only for kinds with a place
  return (
    <EntityMap
      entity={entity}
      field={field}
      where={where}
      search={search}
      sort={sort}
      onSort={onSort}
      onArea={(area) => onAddress(addressWithArea({ where, address }, field, area), 'push')}
      openId={openId}
      onOpen={onOpen}
      empty={empty}
      apiRef={apiRef}
    />
  );
}
